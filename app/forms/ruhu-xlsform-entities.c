/* ruhu-xlsform-entities.c: what a form writes back to lists (ODK entities, versions 2024.1, 2025.1)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

static const char *
header (const RuhuXlsForm *form, const char *key)
{
  return ruhu_xls_header (form->book->sheets[RUHU_XLS_ENTITIES], key);
}

static void G_GNUC_PRINTF (4, 5)
  fault (RuhuXlsForm *form, const RuhuXlsEntity *entity, const char *key, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  ruhu_xls_error (form, RUHU_XLS_ENTITIES, entity->row, header (form, key), "%s", text);
}

static RuhuXlsEntity *
find_entity (RuhuXlsForm *form, const char *list)
{
  return g_hash_table_lookup (form->entities_by_list, list);
}

static void
check_entity (RuhuXlsForm *form, const RuhuXlsEntity *entity)
{
  gboolean creates = entity->create_if != NULL || entity->id == NULL;

  if (entity->list == NULL) {
    fault (form, entity, "list_name", "say in which list the entity goes");
    return;
  }
  if (!ruhu_xls_is_name (entity->list) || strchr (entity->list, '.') != NULL ||
      g_str_has_prefix (entity->list, "__"))
    fault (form,
           entity,
           "list_name",
           "'%s' cannot be a list: begin with a letter, go on with letters, digits, - or _",
           entity->list);
  if (creates && entity->label == NULL && entity->id == NULL)
    fault (form,
           entity,
           "label",
           "a new entity of '%s' needs a label; to change one, give its entity_id",
           entity->list);
  if (entity->create_if != NULL && entity->id != NULL && entity->update_if == NULL)
    fault (form,
           entity,
           "update_if",
           "with create_if and entity_id, say by update_if when '%s' is changed",
           entity->list);
  if (find_entity (form, entity->list) != entity)
    fault (form, entity, "list_name", "'%s' has a row already: one is enough", entity->list);
  if (entity->id != NULL && ruhu_xls_list_find (form, entity->list) == NULL &&
      ruhu_xls_external_find (form, entity->list) == NULL)
    fault (form,
           entity,
           "list_name",
           "to change what '%s' holds, the form has to know it: add a row of type csv-external "
           "with that name to the survey",
           entity->list);
  if (entity->update_if != NULL && entity->id == NULL)
    fault (form, entity, "entity_id", "say by entity_id which of '%s' is changed", entity->list);
}

static void
check_repeat (RuhuXlsForm *form, const RuhuXlsEntity *entity)
{
  g_autofree char *name = NULL;
  GPtrArray *found = NULL;

  if (entity->repeat != NULL && ruhu_xls_is_reference (entity->repeat, &name))
    found = g_hash_table_lookup (form->by_name, name);
  if (entity->repeat != NULL && (found == NULL || found->len != 1 ||
                                 ((RuhuXlsNode *) found->pdata[0])->kind != RUHU_XLS_REPEAT))
    fault (form,
           entity,
           "repeat",
           "'%s' is no repeat: write ${repeat} with the name of one, or nothing",
           entity->repeat);
}

static void
check_columns (RuhuXlsForm *form, const RuhuXlsSheet *sheet)
{
  static const char *const known[] = { "list_name", "label",  "entity_id", "create_if",
                                       "update_if", "repeat", NULL };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; known[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) known[i]);
  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    g_autofree char *near = NULL;

    if (*column->header == '\0' || g_strv_contains (known, column->key))
      continue;
    near = ruhu_xls_near (column->key, words);
    ruhu_xls_error (form,
                    RUHU_XLS_ENTITIES,
                    1,
                    column->header,
                    "the entities sheet has no column '%s'%s",
                    column->header,
                    near);
  }
}

static void
fault_save (RuhuXlsForm *form, const RuhuXlsNode *node, const char *text)
{
  ruhu_xls_error (form,
                  RUHU_XLS_SURVEY,
                  node->row,
                  ruhu_xls_header (form->book->sheets[RUHU_XLS_SURVEY], "save_to"),
                  "%s",
                  text);
}

/* The entity that @node saves to, NULL after a message where that cannot be told. */
static RuhuXlsEntity *
entity_of (RuhuXlsForm *form, const RuhuXlsNode *node, const char **property)
{
  g_auto (GStrv) parts = g_strsplit (node->save_to, "#", -1);
  guint n = g_strv_length (parts);
  const char *mark = strchr (node->save_to, '#');
  RuhuXlsEntity *entity = NULL;

  *property = mark == NULL ? node->save_to : mark + 1;
  if (form->entities->len == 0)
    fault_save (form, node, "to save to a list, declare it on an entities sheet");
  else if (n > 2)
    fault_save (form, node, "write property or list#property, with one # at most");
  else if (n == 1 && form->entities->len > 1)
    fault_save (form, node, "there is more than one list: write list#property");
  else
    entity = n == 1 ? form->entities->pdata[0] : find_entity (form, parts[0]);
  if (entity == NULL && n == 2 && form->entities->len > 0) {
    g_autoptr (GPtrArray) all = g_ptr_array_new ();
    g_autofree char *near = NULL;
    g_autofree char *text = NULL;

    for (guint i = 0, len = form->entities->len, most = ruhu_xls_may_guess (form, len) ? len : 0;
         i < most;
         i++)
      if (((RuhuXlsEntity *) form->entities->pdata[i])->list != NULL)
        g_ptr_array_add (all, (gpointer) ((RuhuXlsEntity *) form->entities->pdata[i])->list);
    near = ruhu_xls_near (parts[0], all);
    text = g_strdup_printf ("'%s' is no list of the entities sheet%s", parts[0], near);
    fault_save (form, node, text);
  }
  return entity;
}

/* Where an entity of the form can stand, and why: what is saved to it and what it refers to. */
typedef struct {
  RuhuXlsEntity *entity;
  GPtrArray *saved; /* questions, in the survey's order */
  GPtrArray *named;
} Claim;

static const RuhuXlsNode *
scope_of (const RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const RuhuXlsNode *repeat = node->kind == RUHU_XLS_REPEAT ? node : ruhu_xls_node_repeat (node);

  return repeat == NULL ? form->root : repeat;
}

static guint
depth (const RuhuXlsNode *node)
{
  guint n = 0;

  for (; node->parent != NULL; node = node->parent)
    n++;
  return n;
}

static gboolean
encloses (const RuhuXlsNode *outer, const RuhuXlsNode *inner)
{
  while (inner != NULL && inner != outer)
    inner = inner->parent;
  return inner == outer;
}

static void
find_named (RuhuXlsForm *form, Claim *claim)
{
  const RuhuXlsEntity *entity = claim->entity;
  const char *const texts[] = { entity->label,
                                entity->id,
                                entity->create_if,
                                entity->update_if,
                                entity->repeat };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (const char *at = texts[i] == NULL ? NULL : strstr (texts[i], "${"); at != NULL;
         at = strstr (at, "${")) {
      const char *close = strchr (at, '}');
      g_autofree char *name = close == NULL ? NULL : g_strndup (at + 2, (gsize) (close - at - 2));
      GPtrArray *found = name == NULL ? NULL : g_hash_table_lookup (form->by_name, name);

      if (found != NULL && found->len == 1)
        g_ptr_array_add (claim->named, found->pdata[0]);
      if (close == NULL)
        break;
      at = close;
    }
}

static void
find_saved (RuhuXlsForm *form, GPtrArray *claims)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 1; i < form->nodes->len; i++) {
    RuhuXlsNode *node = form->nodes->pdata[i];
    const char *property = NULL;
    RuhuXlsEntity *entity = node->save_to == NULL || node->kind != RUHU_XLS_QUESTION
                              ? NULL
                              : entity_of (form, node, &property);
    g_autofree char *key = NULL;
    const RuhuXlsNode *first;

    if (entity == NULL)
      continue;
    if (g_ascii_strcasecmp (property, "name") == 0 || g_ascii_strcasecmp (property, "label") == 0)
      fault_save (form, node, "'name' and 'label' are the entity's own: choose another property");
    else if (g_str_has_prefix (property, "__"))
      fault_save (form, node, "names with two underscores before them are the server's own");
    else if (!ruhu_xls_is_name (property))
      fault_save (form, node, "a property begins with a letter, then letters, digits, - . or _");
    key = g_strdup_printf ("%p#%s", (gpointer) entity, property);
    first = g_hash_table_lookup (seen, key);
    if (first != NULL) {
      g_autofree char *text =
        g_strdup_printf ("'%s' is saved already by row %u", property, first->row);

      fault_save (form, node, text);
    } else
      g_hash_table_insert (seen, g_steal_pointer (&key), node);
    g_ptr_array_add (((Claim *) claims->pdata[entity->index])->saved, node);
  }
}

/* The innermost of the repeats around @nodes; of two the one that is reached first in the survey.
 */
static void
find_deepest (RuhuXlsForm *form, GPtrArray *nodes, const RuhuXlsNode **scope, guint *order)
{
  for (guint i = 0; i < nodes->len; i++) {
    const RuhuXlsNode *node = nodes->pdata[i];
    const RuhuXlsNode *its = scope_of (form, node);
    guint deep = depth (its), best = depth (*scope);

    if (deep > best || (deep == best && *scope != form->root && node->order < *order)) {
      *scope = its;
      *order = node->order;
    }
  }
}

/* The innermost repeat that a claim reaches; the others have to lie around it. */
static const RuhuXlsNode *
find_scope (RuhuXlsForm *form, const Claim *claim)
{
  const RuhuXlsNode *scope = form->root;
  guint order = 0;

  find_deepest (form, claim->saved, &scope, &order);
  find_deepest (form, claim->named, &scope, &order);
  for (guint i = 0; i < claim->saved->len; i++)
    if (scope_of (form, claim->saved->pdata[i]) != scope) {
      g_autofree char *text = g_strdup_printf ("'%s' belongs to the rows of %s: save this from a "
                                               "calculate question in there",
                                               claim->entity->list,
                                               scope->name);

      fault_save (form, claim->saved->pdata[i], text);
      return NULL;
    }
  for (guint i = 0; i < claim->named->len; i++)
    if (!encloses (scope_of (form, claim->named->pdata[i]), scope)) {
      fault (form,
             claim->entity,
             "label",
             "'%s' belongs to the rows of %s, where '%s' cannot be reached: copy it by a "
             "calculate question",
             claim->entity->list,
             scope->name,
             ((RuhuXlsNode *) claim->named->pdata[i])->name);
      return NULL;
    }
  return scope;
}

/* The group that holds all that is saved; else the innermost group of what is referred to. */
static RuhuXlsNode *
find_container (const Claim *claim, const RuhuXlsNode *scope)
{
  RuhuXlsNode *best = NULL;

  for (guint i = 0; i < claim->saved->len; i++) {
    RuhuXlsNode *parent = ((RuhuXlsNode *) claim->saved->pdata[i])->parent;

    if (best == NULL)
      best = parent;
    while (!encloses (best, parent))
      best = best->parent;
  }
  if (best != NULL)
    return best;
  for (guint i = 0; i < claim->named->len; i++) {
    RuhuXlsNode *node = claim->named->pdata[i];
    RuhuXlsNode *at = node->kind == RUHU_XLS_QUESTION ? node->parent : node;

    if (encloses (scope, at) && (best == NULL || depth (at) > depth (best)))
      best = at;
  }
  return best != NULL ? best : (RuhuXlsNode *) scope;
}

/* Returns the question of another entity that an entity in @at would take to itself, for it lies
 * nearer; or NULL. */
static const RuhuXlsNode *
find_taken (GPtrArray *claims, const Claim *claim, const RuhuXlsNode *at)
{
  for (guint i = 0; i < claims->len; i++) {
    const Claim *other = claims->pdata[i];
    const RuhuXlsNode *container = other->entity->container;

    if (other == claim || container == NULL || container == at || !encloses (container, at))
      continue;
    for (guint j = 0; j < other->saved->len; j++)
      if (encloses (at, other->saved->pdata[j]))
        return other->saved->pdata[j];
  }
  return NULL;
}

static void
place (RuhuXlsForm *form, GPtrArray *claims, Claim *claim)
{
  const RuhuXlsNode *scope = find_scope (form, claim);
  RuhuXlsNode *at;

  if (scope == NULL)
    return;
  at = form->entities->len == 1 && scope == form->root ? form->root : find_container (claim, scope);
  while (claim->saved->len == 0 && at != scope &&
         (at->entity != NULL || find_taken (claims, claim, at) != NULL))
    at = at->parent;
  if (at->entity != NULL) {
    fault (form,
           claim->entity,
           "list_name",
           "row %u has its entity in %s already: put the questions of '%s' into a group of their "
           "own",
           at->entity->row,
           at->name,
           claim->entity->list);
    return;
  }
  at->entity = claim->entity;
  claim->entity->container = at;
}

static void
free_claim (gpointer data)
{
  Claim *claim = data;

  g_ptr_array_unref (claim->saved);
  g_ptr_array_unref (claim->named);
  g_free (claim);
}

/* The order decides who gets a group that two could have: first those that are saved to. */
static void
place_all (RuhuXlsForm *form, GPtrArray *claims)
{
  for (guint turn = 0; turn < 3; turn++)
    for (guint i = 0; i < claims->len; i++) {
      Claim *claim = claims->pdata[i];
      guint own = claim->saved->len > 0 ? 0 : claim->named->len > 0 ? 1 : 2;

      if (own == turn)
        place (form, claims, claim);
    }
}

/* An answer goes to the nearest entity around it: that has to be its own. */
static void
check_nearest (RuhuXlsForm *form, GPtrArray *claims)
{
  for (guint i = 0; i < claims->len; i++) {
    const Claim *claim = claims->pdata[i];
    const RuhuXlsNode *at = claim->entity->container;
    const RuhuXlsNode *taken = at != NULL ? find_taken (claims, claim, at) : NULL;

    if (taken != NULL)
      fault (form,
             claim->entity,
             "list_name",
             "'%s' would get '%s' too, which belongs to another list: put the questions of '%s' "
             "into a group of their own",
             claim->entity->list,
             taken->name,
             claim->entity->list);
  }
}

/**
 * ruhu_xls_read_entities:
 * @form: the form being compiled, its tree read and its names checked
 *
 * Reads the entities sheet and finds the group each entity stands in.
 */
void
ruhu_xls_read_entities (RuhuXlsForm *form)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_ENTITIES];
  g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func (free_claim);
  guint before = form->errors;

  if (sheet != NULL)
    check_columns (form, sheet);
  for (guint i = 0; sheet != NULL && i < sheet->rows->len; i++) {
    const RuhuXlsRow *row = sheet->rows->pdata[i];
    RuhuXlsEntity *entity = g_new0 (RuhuXlsEntity, 1);
    Claim *claim = g_new0 (Claim, 1);

    entity->row = row->number;
    entity->list = ruhu_xls_cell (sheet, row, "list_name");
    entity->label = ruhu_xls_cell (sheet, row, "label");
    entity->id = ruhu_xls_cell (sheet, row, "entity_id");
    entity->create_if = ruhu_xls_cell (sheet, row, "create_if");
    entity->update_if = ruhu_xls_cell (sheet, row, "update_if");
    entity->repeat = ruhu_xls_cell (sheet, row, "repeat");
    entity->index = form->entities->len;
    g_ptr_array_add (form->entities, entity);
    if (entity->list != NULL && !g_hash_table_contains (form->entities_by_list, entity->list))
      g_hash_table_insert (form->entities_by_list, (gpointer) entity->list, entity);
    check_entity (form, entity);
    check_repeat (form, entity);
    claim->entity = entity;
    claim->saved = g_ptr_array_new ();
    claim->named = g_ptr_array_new ();
    find_named (form, claim);
    g_ptr_array_add (claims, claim);
  }
  find_saved (form, claims);
  if (form->errors == before)
    place_all (form, claims);
  if (form->errors == before)
    check_nearest (form, claims);
}
