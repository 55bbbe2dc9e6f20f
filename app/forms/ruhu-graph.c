/* ruhu-graph.c: what depends on what
 *
 * Every expression that is computed by itself is a trigger. Looking at its paths gives edges from
 * schema nodes to triggers; ruhu-graph-order.c makes the order of them in which triggers run.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-graph-private.h"
#include "forms/ruhu-lists-private.h"
#include "forms/ruhu-path-private.h"

#include <string.h>

/* Nodes that all expressions together may read: * in thousands of them would fill the memory. */
#define MOST_EDGES 2000000
/* Quoted answers that are followed through the texts that triggers give; nobody writes more. */
#define MOST_QUOTES 200000

/* Work in progress on one trigger. */
typedef struct {
  RuhuForm *form;
  RuhuTrigger *trigger;
  GArray *needs;           /* of RuhuNeed */
  gboolean only_positions; /* within position(): where a node stands, not what it says */
  RuhuSchema *repeat;      /* only another row of it is read, @offset behind; NULL: any row */
  int offset;
  GHashTable *quotes; /* outputs of texts that were followed; NULL: none yet */
  GHashTable *labels; /* of all triggers: itemset → GPtrArray of what read_labels() found */
  guint *n_quotes;    /* of all triggers */
  guint *n_edges;     /* of all triggers */
  gboolean in_text;   /* what is read is quoted by a text: no cycle where it cannot come before */
} Reader;

/* Where a subexpression stands: at @context, which ranges over the row of @scope; NULL: in a list
 */
typedef struct {
  RuhuSchema *context;
  RuhuSchema *scope;
} Place;

void
ruhu_trigger_free (RuhuTrigger *self)
{
  g_free (self);
}

static void
add_edge (Reader *reader, GArray **edges, RuhuEdge edge)
{
  if (*reader->n_edges > MOST_EDGES)
    return;
  if (*edges == NULL)
    *edges = g_array_new (FALSE, FALSE, sizeof (RuhuEdge));
  for (guint i = (*edges)->len; i > 0; i--) {
    RuhuEdge *other = &g_array_index (*edges, RuhuEdge, i - 1);

    if (other->trigger != edge.trigger)
      break;
    if (other->scope == edge.scope && other->repeat == edge.repeat && other->offset == edge.offset)
      return;
  }
  g_array_append_val (*edges, edge);
  (*reader->n_edges)++;
}

/* @read: what the trigger reads, of which @kind of @schema decides */
static void
add_need (Reader *reader, RuhuSchema *read, RuhuSchema *schema, RuhuTriggerKind kind, gboolean soft)
{
  RuhuNeed need = { ruhu_schema_find_trigger (schema, kind), soft || reader->in_text, read };

  if (need.trigger != NULL)
    g_array_append_val (reader->needs, need);
}

/* The trigger reads @schema in the row of @scope; what computes it, its rows and its relevance
 * comes before the trigger. */
static void
add_read (Reader *reader, RuhuSchema *schema, RuhuSchema *scope)
{
  RuhuSchema *own_row = reader->trigger->target->row;
  gboolean other_row = scope != own_row && ruhu_schema_is_within (own_row, scope) &&
                       ruhu_schema_is_within (schema->row, own_row);

  if (reader->only_positions) {
    if (schema->is_repeat)
      add_edge (reader, &schema->watchers, (RuhuEdge){ reader->trigger, scope, NULL, 0 });
    return;
  }

  add_edge (reader,
            &schema->readers,
            (RuhuEdge){ reader->trigger, scope, reader->repeat, -reader->offset });
  add_need (reader, schema, schema, RUHU_TRIGGER_CALCULATE, other_row);
  add_need (reader, schema, schema, RUHU_TRIGGER_CHOICES, TRUE);
  for (RuhuSchema *node = schema; node != NULL; node = node->parent) {
    gboolean shared = ruhu_schema_is_within (reader->trigger->target, node);

    add_need (reader,
              schema,
              node,
              RUHU_TRIGGER_RELEVANT,
              other_row || (shared && node != schema && node != reader->trigger->target));
    if (!node->is_repeat)
      continue;
    add_need (reader, schema, node, RUHU_TRIGGER_COUNT, other_row || shared);
    if (node->depth > scope->depth || node == schema)
      add_edge (reader, &node->watchers, (RuhuEdge){ reader->trigger, scope, NULL, 0 });
  }
}

/* position(path), position(path) + 1 or - 1, where the path leads to the row of @repeat that the
 * trigger itself lies in. */
static gboolean
is_near (Reader *reader, RuhuXPathExpr *key, RuhuSchema *repeat, int *offset)
{
  RuhuSchema *own = reader->trigger->target;
  RuhuXPathExpr *path;
  RuhuPathPlan plan;

  *offset = 0;
  if (key->kind == RUHU_XPATH_BINARY &&
      (key->binary.op == RUHU_XPATH_ADD || key->binary.op == RUHU_XPATH_SUBTRACT) &&
      key->binary.right->kind == RUHU_XPATH_NUMBER && key->binary.right->number >= 0 &&
      key->binary.right->number < 1000) {
    *offset = (int) key->binary.right->number * (key->binary.op == RUHU_XPATH_ADD ? 1 : -1);
    key = key->binary.left;
  }
  if (key->kind != RUHU_XPATH_CALL || strcmp (key->call.name, "position") != 0 ||
      key->call.args->len != 1)
    return FALSE;

  path = key->call.args->pdata[0];
  if (path->kind != RUHU_XPATH_PATH || path->path.start == RUHU_XPATH_INSTANCE ||
      path->path.start == RUHU_XPATH_FROM)
    return FALSE;
  ruhu_path_plan (&path->path, reader->form->root, own, &plan);
  return plan.target == repeat && plan.n_steps == path->path.steps->len &&
         plan.root_predicates == NULL && plan.scope == repeat->row;
}

/* [position() = position(current()/..) - 1] on a step to @repeat, whose rows lie in @scope. */
static void
note_near_row (Reader *reader, const RuhuXPathStep *step, RuhuSchema *repeat, RuhuSchema *scope)
{
  RuhuXPathExpr *predicate =
    step->predicates != NULL && step->predicates->len == 1 ? step->predicates->pdata[0] : NULL;
  RuhuXPathExpr *left, *path;
  int offset;

  if (predicate == NULL || predicate->kind != RUHU_XPATH_BINARY ||
      predicate->binary.op != RUHU_XPATH_EQ || !repeat->is_repeat || repeat->parent->row != scope ||
      !ruhu_schema_is_within (reader->trigger->target, repeat))
    return;
  left = predicate->binary.left;
  path = predicate->binary.right;
  if (left->kind != RUHU_XPATH_CALL || left->call.args->len != 0 ||
      strcmp (left->call.name, "position") != 0 || !is_near (reader, path, repeat, &offset))
    return;
  if (path->kind == RUHU_XPATH_BINARY)
    path = path->binary.left;
  path = path->call.args->pdata[0];
  if (path->path.start != RUHU_XPATH_CURRENT)
    return; /* relative to the row that is tried */

  reader->repeat = repeat;
  reader->offset = offset;
}

static void
add_leaves (Reader *reader, RuhuSchema *schema, RuhuSchema *scope)
{
  add_read (reader, schema, scope);
  for (guint i = 0;
       schema->children != NULL && i < schema->children->len && *reader->n_edges <= MOST_EDGES;
       i++)
    add_leaves (reader, schema->children->pdata[i], scope);
}

static RuhuSchema *
higher (RuhuSchema *a, RuhuSchema *b)
{
  return a == NULL || (b != NULL && b->depth < a->depth) ? b : a;
}

static Place read_expr (Reader *reader, RuhuXPathExpr *expr, Place place);

static void
read_predicates (Reader *reader, GPtrArray *predicates, Place place)
{
  for (guint i = 0; predicates != NULL && i < predicates->len; i++)
    read_expr (reader, predicates->pdata[i], place);
}

/* Steps that no plan covers, from @schema on. */
static RuhuSchema *
read_steps (Reader *reader,
            const RuhuXPathPath *path,
            guint from,
            RuhuSchema *schema,
            RuhuSchema *scope)
{
  for (guint i = from; schema != NULL && i < path->steps->len; i++) {
    RuhuXPathStep *step = ruhu_xpath_path_get_step (path, i);

    if (step->axis == RUHU_XPATH_PARENT) {
      schema = schema->parent;
    } else if (step->axis != RUHU_XPATH_SELF) {
      if (step->local_name == NULL || step->axis == RUHU_XPATH_DESCENDANT) {
        add_leaves (reader, schema, scope);
        return NULL;
      }
      schema =
        ruhu_schema_find_child (schema, step->local_name, step->axis == RUHU_XPATH_ATTRIBUTE);
    }
    if (schema == NULL)
      break;
    read_predicates (reader, step->predicates, (Place){ schema, scope });
    note_near_row (reader, step, schema, scope);
  }

  return schema;
}

static Place
read_list_path (Reader *reader, const RuhuXPathPath *path)
{
  for (guint i = 0; i < path->steps->len; i++)
    read_predicates (reader, ruhu_xpath_path_get_step (path, i)->predicates, (Place){ NULL, NULL });

  return (Place){ NULL, NULL };
}

static Place
read_path (Reader *reader, const RuhuXPathPath *path, Place place)
{
  RuhuSchema *own = reader->trigger->target;
  Place begin = place;
  RuhuPathPlan plan;
  RuhuSchema *target;

  if (path->start == RUHU_XPATH_INSTANCE) {
    if (path->from != NULL)
      read_expr (reader, path->from, place);
    read_predicates (reader, path->from_predicates, (Place){ NULL, NULL });
    return read_list_path (reader, path);
  }
  if (path->start == RUHU_XPATH_FROM) {
    begin = read_expr (reader, path->from, place);
    read_predicates (reader, path->from_predicates, begin);
  } else if (path->start == RUHU_XPATH_CURRENT ||
             (path->start == RUHU_XPATH_ABSOLUTE && place.context == NULL)) {
    begin = (Place){ own, own->row };
  }
  if (begin.context == NULL)
    return read_list_path (reader, path);

  ruhu_path_plan (path, reader->form->root, begin.context, &plan);
  if (plan.target == NULL)
    return (Place){ NULL, NULL };

  plan.scope = higher (begin.scope, plan.scope);
  if (plan.scope->depth > own->row->depth || !ruhu_schema_is_within (own, plan.scope))
    plan.scope = reader->form->root;
  read_predicates (reader, plan.root_predicates, (Place){ plan.target, plan.scope });
  target = read_steps (reader, path, plan.n_steps, plan.target, plan.scope);
  if (target != NULL)
    add_read (reader, target, plan.scope);
  reader->repeat = NULL;

  return (Place){ target, plan.scope };
}

/* Rows of the filling itself may be the choices: then their values and labels are read too. */
static void
read_itemset (Reader *reader, const RuhuItemset *itemset, Place place)
{
  Place items = read_expr (reader, itemset->nodeset, place);

  if (items.context == NULL)
    return;
  read_expr (reader, itemset->value, items);
  if (itemset->label != NULL)
    read_expr (reader, itemset->label, items);
}

/* A text changes with the answers that it quotes. */
static void
read_parts (gpointer parts, gpointer data)
{
  Reader *reader = data;
  GArray *array = parts;
  gboolean in_text = reader->in_text;
  Place own = { reader->trigger->target, reader->trigger->target->row };

  if (reader->quotes == NULL)
    reader->quotes = g_hash_table_new (NULL, NULL);
  reader->in_text = TRUE;
  for (guint i = 0; i < array->len; i++) {
    RuhuXPathExpr *output = g_array_index (array, RuhuTextPart, i).output;

    if (output != NULL && *reader->n_quotes < MOST_QUOTES &&
        g_hash_table_add (reader->quotes, output)) {
      (*reader->n_quotes)++;
      read_expr (reader, output, own);
    }
  }
  reader->in_text = in_text;
}

static void
read_text (Reader *reader, const RuhuText *text)
{
  if (text != NULL && text->parts != NULL)
    read_parts (text->parts, reader);
  else if (text != NULL && text->id != NULL)
    ruhu_itext_foreach_quote (reader->form->itext, text->id, read_parts, reader);
}

static void
add_parts (gpointer parts, gpointer labels)
{
  g_ptr_array_add (labels, parts);
}

/* Returns those of the texts that label the rows of a list within the form which quote an answer.
 */
static GPtrArray *
find_labels (RuhuForm *form, const RuhuItemset *itemset)
{
  GPtrArray *labels = g_ptr_array_new ();
  const RuhuXPathPath *nodeset = &itemset->nodeset->path;
  RuhuXPathExpr *label = itemset->label;
  RuhuXPathExpr *id =
    label != NULL && label->kind == RUHU_XPATH_CALL && strcmp (label->call.name, "jr:itext") == 0
      ? label->call.args->pdata[0]
      : NULL;
  RuhuSecondary *secondary;
  RuhuList *list;
  int column;

  if (id == NULL || id->kind != RUHU_XPATH_PATH || id->path.steps->len != 1 ||
      itemset->nodeset->kind != RUHU_XPATH_PATH || nodeset->start != RUHU_XPATH_INSTANCE ||
      nodeset->instance == NULL || nodeset->steps->len != 2 || !ruhu_itext_quotes (form->itext))
    return labels;

  secondary = ruhu_form_find_secondary (form, nodeset->instance);
  list = secondary != NULL && secondary->content != NULL
           ? ruhu_dataset_find_list (secondary->content,
                                     ruhu_xpath_path_get_step (nodeset, 1)->local_name)
           : NULL;
  column = list != NULL
             ? ruhu_list_find_column (list, ruhu_xpath_path_get_step (&id->path, 0)->local_name)
             : -1;
  for (guint row = 0; column >= 0 && row < ruhu_list_get_n_rows (list); row++)
    ruhu_itext_foreach_quote (form->itext,
                              ruhu_list_get_value (list, row, (guint) column),
                              add_parts,
                              labels);
  return labels;
}

/* Many calculations may ask for a name out of one long list. */
static void
read_labels (Reader *reader, const RuhuItemset *itemset)
{
  GPtrArray *labels = g_hash_table_lookup (reader->labels, itemset);

  if (labels == NULL) {
    labels = find_labels (reader->form, itemset);
    g_hash_table_insert (reader->labels, (gpointer) itemset, labels);
  }
  g_ptr_array_foreach (labels, read_parts, reader);
}

/* jr:choice-name(value, '/data/x') changes with what decides over the choices of x, and with what
 * their labels quote. */
static void
read_choices (Reader *reader, RuhuXPathExpr *path)
{
  g_autoptr (RuhuXPathExpr) ref = NULL;
  RuhuSchema *schema;
  RuhuControl *control;

  if (path->kind != RUHU_XPATH_LITERAL)
    return;
  ref = ruhu_xpath_parse (path->literal, NULL);
  schema = ref != NULL ? ruhu_form_find_schema (reader->form, ref, reader->trigger->target) : NULL;
  control = schema != NULL ? schema->control : NULL;
  if (control == NULL)
    return;
  if (control->itemset != NULL) {
    read_itemset (reader, control->itemset, (Place){ schema, reader->form->root });
    read_labels (reader, control->itemset);
  }
  for (guint i = 0; control->items != NULL && i < control->items->len; i++)
    read_text (reader, ((RuhuItem *) control->items->pdata[i])->label);
}

/* indexed-repeat(node, repeat, row…): any row of the repeats may be read. */
static void
read_indexed (Reader *reader, GPtrArray *args, Place place)
{
  RuhuSchema *context = place.context != NULL ? place.context : reader->trigger->target;
  RuhuSchema *target = ruhu_form_find_schema (reader->form, args->pdata[0], context);
  RuhuSchema *repeat = ruhu_form_find_schema (reader->form, args->pdata[1], context);
  int offset;

  if (args->len == 3 && target != NULL && repeat != NULL && target->row == repeat &&
      place.context == reader->trigger->target &&
      is_near (reader, args->pdata[2], repeat, &offset)) {
    reader->repeat = repeat;
    reader->offset = offset;
    add_read (reader, target, repeat->parent->row);
    reader->repeat = NULL;
  } else if (target != NULL) {
    add_read (reader, target, reader->form->root);
  }
  for (guint i = 2; i < args->len; i += 2)
    read_expr (reader, args->pdata[i], place);
}

static Place
read_call (Reader *reader, const RuhuXPathCall *call, Place place)
{
  Place first = { NULL, NULL };

  if (strcmp (call->name, "indexed-repeat") == 0 && call->args->len >= 3) {
    read_indexed (reader, call->args, place);
    return first;
  }

  reader->only_positions = strcmp (call->name, "position") == 0;
  for (guint i = 0; i < call->args->len; i++) {
    Place result = read_expr (reader, call->args->pdata[i], place);

    if (i == 0)
      first = result;
  }
  reader->only_positions = FALSE;
  if (strcmp (call->name, "jr:choice-name") == 0 && call->args->len == 2)
    read_choices (reader, call->args->pdata[1]);
  else if (strcmp (call->name, "jr:itext") == 0 && call->args->len == 1 &&
           ((RuhuXPathExpr *) call->args->pdata[0])->kind == RUHU_XPATH_LITERAL)
    ruhu_itext_foreach_quote (reader->form->itext,
                              ((RuhuXPathExpr *) call->args->pdata[0])->literal,
                              read_parts,
                              reader);

  return first;
}

/* Returns where the nodes that it gives stand. */
static Place
read_expr (Reader *reader, RuhuXPathExpr *expr, Place place)
{
  switch (expr->kind) {
  case RUHU_XPATH_PATH:
    return read_path (reader, &expr->path, place);
  case RUHU_XPATH_CALL:
    return read_call (reader, &expr->call, place);
  case RUHU_XPATH_BINARY:
    read_expr (reader, expr->binary.left, place);
    read_expr (reader, expr->binary.right, place);
    break;
  case RUHU_XPATH_NEGATE:
    read_expr (reader, expr->negated, place);
    break;
  case RUHU_XPATH_NUMBER:
  case RUHU_XPATH_LITERAL:
  default:
    break;
  }

  return (Place){ NULL, NULL };
}

static void
add_trigger (RuhuForm *form,
             RuhuSchema *target,
             RuhuTriggerKind kind,
             RuhuXPathExpr *expr,
             long line)
{
  RuhuTrigger *self;

  if (expr == NULL)
    return;

  self = g_new0 (RuhuTrigger, 1);
  self->kind = kind;
  self->target = target;
  self->expr = expr;
  self->line = line;
  self->rank = form->triggers->len;
  g_ptr_array_add (form->triggers, self);
  if (target->triggers == NULL)
    target->triggers = g_ptr_array_new ();
  g_ptr_array_add (target->triggers, self);
}

static void
add_triggers (RuhuForm *form, RuhuSchema *schema)
{
  RuhuBind *bind = schema->bind;
  RuhuControl *control = schema->control;

  if (bind != NULL) {
    add_trigger (form, schema, RUHU_TRIGGER_RELEVANT, bind->relevant, bind->line);
    add_trigger (form, schema, RUHU_TRIGGER_CALCULATE, bind->calculate, bind->line);
    add_trigger (form, schema, RUHU_TRIGGER_READONLY, bind->readonly, bind->line);
    add_trigger (form, schema, RUHU_TRIGGER_REQUIRED, bind->required, bind->line);
  }
  if (control != NULL && control->kind == RUHU_CONTROL_REPEAT)
    add_trigger (form, schema, RUHU_TRIGGER_COUNT, control->count, xmlGetLineNo (control->xml));
  if (control != NULL && control->itemset != NULL)
    add_trigger (form,
                 schema,
                 RUHU_TRIGGER_CHOICES,
                 control->itemset->nodeset,
                 xmlGetLineNo (control->xml));
}

gboolean
ruhu_form_build_graph (RuhuForm *form, GError **error)
{
  g_autoptr (GPtrArray) needs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (GHashTable) labels =
    g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  guint n_edges = 0, n_quotes = 0;

  for (guint i = 0; i < form->schemas->len; i++)
    add_triggers (form, form->schemas->pdata[i]);

  for (guint i = 0; i < form->triggers->len; i++) {
    RuhuTrigger *trigger = form->triggers->pdata[i];
    Place own = { trigger->target, trigger->target->row };
    Reader reader = { form,
                      trigger,
                      g_array_new (FALSE, FALSE, sizeof (RuhuNeed)),
                      .labels = labels,
                      .n_quotes = &n_quotes,
                      .n_edges = &n_edges };

    g_ptr_array_add (needs, reader.needs);
    if (trigger->kind == RUHU_TRIGGER_CHOICES)
      read_itemset (&reader, trigger->target->control->itemset, own);
    else
      read_expr (&reader, trigger->expr, own);
    g_clear_pointer (&reader.quotes, g_hash_table_unref);
    if (n_edges > MOST_EDGES) {
      g_set_error (
        error,
        RUHU_ERROR,
        RUHU_ERROR_INVALID,
        "%s:%ld: the expressions up to this one read too many nodes: name those that you "
        "mean in place of *",
        form->name,
        trigger->line);
      return FALSE;
    }
  }

  return ruhu_graph_sort (form, needs, error);
}
