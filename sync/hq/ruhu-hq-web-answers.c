/* ruhu-hq-web-answers.c: the answers of a response, in words
 *
 * What is shown as an answer is what the stored line holds, never what the form would calculate
 * today; the form gives only the words for questions and choices. What no question of the form
 * shows is listed at the end, so that nothing a line holds stays unseen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-web-answers.h"

#include "ruhu-hq-form-files.h"
#include "ruhu-hq-mask.h"
#include "ruhu-hq-web.h"

#include "forms/ruhu-answers.h"
#include "base/ruhu-json.h"

#include <string.h>

#define META "meta"
#define SECRET_SHORTEST 2

/** Writer: a list under way; @seen holds the refs of answers that have their place */
typedef struct {
  RuhuHqReader *reader;
  JsonArray *groups;
  JsonArray *rows; /* of the group under way */
  GHashTable *seen;
} Writer;

/** Place: the row of a repeat that is being looked at; the form itself outside of repeats */
typedef struct {
  const char *path; /* without positions */
  const char *ref;  /* with */
  guint row;        /* 0 outside of repeats */
} Place;

static RuhuInstance *
restore (RuhuHqDir *dir, RuhuForm *form, RuhuList *person, JsonNode *answers, const char *language)
{
  RuhuInstance *instance = ruhu_instance_new (form);
  g_autoptr (GHashTable) keys = ruhu_answers_to_keys (form, answers);
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_language (instance, language);
  ruhu_instance_set_list (instance, "person", person);
  ruhu_hq_form_files_give (dir, instance);
  if (ruhu_instance_restore (instance, keys, &error))
    return instance;

  g_warning ("a response cannot be put into its form: %s", error->message);
  g_object_unref (instance);
  return NULL;
}

static void
keep_secret (GPtrArray *secrets, const char *name, const char *value)
{
  const char *as = ruhu_hq_mask_find (name, RUHU_DATA_STRING);

  if (as == NULL || g_utf8_strlen (value, -1) < SECRET_SHORTEST)
    return;
  g_ptr_array_add (secrets, g_strdup (value));
  g_ptr_array_add (secrets, ruhu_hq_mask (as, value));
}

static void
collect_secrets (GPtrArray *secrets, const char *name, JsonNode *node)
{
  JsonObjectIter iter;
  JsonNode *value;
  guint i;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, &name, &value))
      collect_secrets (secrets, name, value);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (i = 0; i < json_array_get_length (array); i++)
      collect_secrets (secrets, name, json_array_get_element (array, i));
  } else if (json_node_get_string (node) != NULL)
    keep_secret (secrets, name, json_node_get_string (node));
}

/* A name that a label, a rule or a note repeats is no less a name. */
static char *
hide (RuhuHqReader *reader, const char *text)
{
  GString *hidden = g_string_new (text);
  guint i;

  for (i = 0; i < reader->secrets->len; i += 2)
    g_string_replace (hidden,
                      g_ptr_array_index (reader->secrets, i),
                      g_ptr_array_index (reader->secrets, i + 1),
                      0);
  return g_string_free (hidden, FALSE);
}

static void
set_texts (RuhuHqReader *reader,
           JsonObject *object,
           const char *member,
           const char *zh,
           const char *en)
{
  g_autofree char *hidden_zh = hide (reader, zh);
  g_autofree char *hidden_en = hide (reader, en);

  ruhu_hq_web_set_texts (object, member, hidden_zh, hidden_en);
}

/**
 * ruhu_hq_reader_init:
 * @dir: has the lists that @form came with
 * @form: (nullable): its form, where HQ has it
 * @person: the register's person as a list, for what the form looks up
 */
void
ruhu_hq_reader_init (RuhuHqReader *reader,
                     RuhuHqDir *dir,
                     RuhuForm *form,
                     RuhuList *person,
                     JsonObject *answers)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  guint i;

  memset (reader, 0, sizeof *reader);
  reader->now = json_object_ref (answers);
  reader->secrets = g_ptr_array_new_with_free_func (g_free);
  json_node_set_object (node, answers);
  collect_secrets (reader->secrets, "", node);
  for (i = 0; ruhu_list_get_n_rows (person) > 0 && i < ruhu_list_get_n_columns (person); i++)
    keep_secret (reader->secrets,
                 ruhu_list_get_column_name (person, i),
                 ruhu_list_get_value (person, 0, i));
  if (form == NULL)
    return;

  reader->zh = restore (dir, form, person, node, "zh");
  reader->en = restore (dir, form, person, node, "en");
}

/** ruhu_hq_reader_compare: @was: the answers that these replace */
void
ruhu_hq_reader_compare (RuhuHqReader *reader, JsonObject *was)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, was);
  collect_secrets (reader->secrets, "", node);
  reader->was = json_object_ref (was);
}

void
ruhu_hq_reader_clear (RuhuHqReader *reader)
{
  g_clear_object (&reader->zh);
  g_clear_object (&reader->en);
  g_clear_pointer (&reader->now, json_object_unref);
  g_clear_pointer (&reader->was, json_object_unref);
  g_clear_pointer (&reader->secrets, g_ptr_array_unref);
}

/* One step of a ref: `/devices[2]`. Returns what follows, and the member it leads to. */
static const char *
take_step (const char *ref, JsonNode **node)
{
  gsize length = strcspn (ref + 1, "/[");
  g_autofree char *name = g_strndup (ref + 1, length);
  const char *rest = ref + 1 + length;
  guint64 position = 1;
  JsonNode *found = JSON_NODE_HOLDS_OBJECT (*node)
                      ? json_object_get_member (json_node_get_object (*node), name)
                      : NULL;

  if (*rest == '[') {
    char *end;

    position = g_ascii_strtoull (rest + 1, &end, 10);
    rest = *end == ']' ? end + 1 : "[";
  }
  if (found != NULL && JSON_NODE_HOLDS_ARRAY (found)) {
    JsonArray *array = json_node_get_array (found);

    found = position >= 1 && position <= json_array_get_length (array)
              ? json_array_get_element (array, position - 1)
              : NULL;
  }
  *node = found;
  return rest;
}

static JsonNode *
find_node (JsonObject *answers, const char *ref)
{
  g_autoptr (JsonNode) root = NULL;
  JsonNode *node;

  if (answers == NULL || *ref != '/')
    return NULL;

  root = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (root, answers);
  node = root;
  for (ref = ref + 1 + strcspn (ref + 1, "/"); node != NULL && *ref == '/';)
    ref = take_step (ref, &node);
  return *ref == '\0' && node != root ? node : NULL;
}

static const char *
get_text (JsonNode *node)
{
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    node = json_object_get_member (json_node_get_object (node), "");
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/**
 * ruhu_hq_reader_find:
 * @answers: (nullable): `ans` of a line
 * @ref: a question as a row names it, `/root/group/rows[2]/question`
 *
 * Returns: (nullable): the answer as stored
 */
const char *
ruhu_hq_reader_find (JsonObject *answers, const char *ref)
{
  return get_text (find_node (answers, ref));
}

static guint
count_rows (JsonObject *answers, const char *ref)
{
  const char *name = strrchr (ref, '/');
  g_autofree char *above = g_strndup (ref, name - ref);
  g_autoptr (JsonNode) root = NULL;
  JsonNode *node;

  if (answers == NULL)
    return 0;

  /* find_node() follows into the first row; the rows stand one step above. */
  if (strchr (above + 1, '/') == NULL) {
    root = json_node_new (JSON_NODE_OBJECT);
    json_node_set_object (root, answers);
    node = root;
  } else
    node = find_node (answers, above);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    node = json_object_get_member (json_node_get_object (node), name + 1);
  else
    node = NULL;
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node)
           ? json_array_get_length (json_node_get_array (node))
           : 0;
}

static gboolean
has_choices (const RuhuControl *control)
{
  switch (ruhu_control_get_kind (control)) {
  case RUHU_CONTROL_SELECT1:
  case RUHU_CONTROL_SELECT:
  case RUHU_CONTROL_RANK:
    return TRUE;
  case RUHU_CONTROL_INPUT:
  case RUHU_CONTROL_RANGE:
  case RUHU_CONTROL_UPLOAD:
  case RUHU_CONTROL_TRIGGER:
  case RUHU_CONTROL_GROUP:
  case RUHU_CONTROL_REPEAT:
  default:
    return FALSE;
  }
}

static const char *
find_label (GPtrArray *choices, const char *value)
{
  guint i;

  for (i = 0; i < choices->len; i++) {
    RuhuChoice *choice = g_ptr_array_index (choices, i);

    if (g_str_equal (choice->value, value))
      return choice->label;
  }
  return value;
}

static char *
name_choices (RuhuInstance *instance,
              const RuhuControl *control,
              RuhuNode *within,
              const char *value,
              const char *comma)
{
  g_autoptr (GPtrArray) choices = ruhu_instance_get_choices (instance, control, within);
  g_auto (GStrv) values = g_strsplit (value, " ", -1);
  GString *text = g_string_new (NULL);
  guint i;

  if (ruhu_control_get_kind (control) == RUHU_CONTROL_SELECT1)
    return g_string_free (g_string_append (text, find_label (choices, value)), FALSE);

  for (i = 0; values[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? comma : "", find_label (choices, values[i]));
  return g_string_free (text, FALSE);
}

static void
set_value (Writer *writer,
           JsonObject *row,
           const char *member,
           const RuhuControl *control,
           const char *ref,
           const char *as,
           const char *value)
{
  RuhuHqReader *reader = writer->reader;
  g_autofree char *zh = NULL;
  g_autofree char *en = NULL;

  if (value == NULL)
    return;
  if (as == NULL && control != NULL && has_choices (control)) {
    zh = name_choices (reader->zh, control, ruhu_instance_find (reader->zh, ref), value, "、");
    en = name_choices (reader->en, control, ruhu_instance_find (reader->en, ref), value, ", ");
    ruhu_hq_web_set_texts (row, member, zh, en);
    return;
  }
  zh = as != NULL ? ruhu_hq_mask (as, value) : hide (reader, value);
  if (as != NULL || !g_str_equal (zh, value))
    json_object_set_boolean_member (row, "masked", TRUE);
  ruhu_hq_web_set_texts (row, member, zh, zh);
}

static void
set_label (Writer *writer,
           JsonObject *object,
           const char *member,
           const RuhuControl *control,
           const Place *place)
{
  RuhuHqReader *reader = writer->reader;
  const char *name = ruhu_control_get_name (control);
  RuhuNode *in_zh = ruhu_instance_find (reader->zh, place->ref);
  RuhuNode *in_en = ruhu_instance_find (reader->en, place->ref);
  g_autofree char *zh = ruhu_instance_get_label (reader->zh, control, in_zh);
  g_autofree char *en = ruhu_instance_get_label (reader->en, control, in_en);

  if (name == NULL)
    name = "";
  set_texts (reader, object, member, zh != NULL ? zh : name, en != NULL ? en : name);
}

/* The answer to one question, and where it was corrected what it was before. */
static void
add_answer (Writer *writer, const RuhuControl *control, const Place *place, const char *ref)
{
  const char *now = ruhu_hq_reader_find (writer->reader->now, ref);
  const char *was = ruhu_hq_reader_find (writer->reader->was, ref);
  const char *name = ruhu_control_get_name (control);
  const char *as;
  JsonObject *row;

  if (now == NULL && was == NULL)
    return;

  g_hash_table_add (writer->seen, g_strdup (ref));
  as =
    has_choices (control) ? NULL : ruhu_hq_mask_find (name, ruhu_control_get_data_type (control));
  row = json_object_new ();
  json_array_add_object_element (writer->rows, row);
  json_object_set_string_member (row, "question", name);
  json_object_set_string_member (row, "ref", ref);
  if (place->row > 0)
    json_object_set_int_member (row, "row", place->row);
  set_label (writer, row, "label", control, place);
  set_value (writer, row, "now", control, ref, as, now);
  if (writer->reader->was != NULL && g_strcmp0 (now, was) != 0) {
    json_object_set_boolean_member (row, "changed", TRUE);
    set_value (writer, row, "was", control, ref, as, was);
  }
  if (ruhu_control_get_kind (control) == RUHU_CONTROL_UPLOAD && now != NULL)
    json_object_set_string_member (row, "file", now);
}

static void
walk (Writer *writer, const RuhuControl *control, const Place *place)
{
  const char *path = ruhu_control_get_path (control);
  g_autofree char *ref = NULL;
  guint i, k, n_rows;

  if (path != NULL && g_str_has_prefix (path, place->path))
    ref = g_strconcat (place->ref, path + strlen (place->path), NULL);
  if (ruhu_control_is_question (control)) {
    if (ref != NULL)
      add_answer (writer, control, place, ref);
    return;
  }
  if (ruhu_control_get_kind (control) != RUHU_CONTROL_REPEAT || ref == NULL) {
    for (i = 0; i < ruhu_control_get_n_children (control); i++)
      walk (writer, ruhu_control_get_child (control, i), place);
    return;
  }

  n_rows = MAX (count_rows (writer->reader->now, ref), count_rows (writer->reader->was, ref));
  for (k = 1; k <= n_rows; k++) {
    g_autofree char *row_ref = g_strdup_printf ("%s[%u]", ref, k);
    Place row = { path, row_ref, k };

    for (i = 0; i < ruhu_control_get_n_children (control); i++)
      walk (writer, ruhu_control_get_child (control, i), &row);
  }
}

static JsonObject *
begin_group (Writer *writer, const char *key)
{
  JsonObject *group = json_object_new ();

  json_object_set_string_member (group, "key", key);
  writer->rows = json_array_new ();
  json_object_set_array_member (group, "rows", writer->rows);
  return group;
}

static void
end_group (Writer *writer, JsonObject *group)
{
  if (json_array_get_length (writer->rows) > 0)
    json_array_add_object_element (writer->groups, group);
  else
    json_object_unref (group);
}

static void
add_groups (Writer *writer, RuhuForm *form)
{
  const RuhuControl *body = ruhu_form_get_body (form);
  g_autofree char *root = g_strconcat ("/", ruhu_form_get_root_name (form), NULL);
  Place place = { root, root, 0 };
  guint i;

  for (i = 0; i < ruhu_control_get_n_children (body); i++) {
    const RuhuControl *child = ruhu_control_get_child (body, i);
    const char *name = ruhu_control_get_name (child);
    JsonObject *group = begin_group (writer, name != NULL ? name : "");

    set_label (writer, group, "name", child, &place);
    walk (writer, child, &place);
    end_group (writer, group);
  }
}

static void add_rest (Writer *writer, JsonObject *answers, const char *above);

static void
add_rest_of (Writer *writer, const char *name, JsonNode *node, const char *ref)
{
  const char *text = get_text (node);
  JsonObject *row;
  guint i;

  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (i = 0; i < json_array_get_length (array); i++) {
      g_autofree char *row_ref = g_strdup_printf ("%s[%u]", ref, i + 1);

      add_rest_of (writer, name, json_array_get_element (array, i), row_ref);
    }
    return;
  }
  if (JSON_NODE_HOLDS_OBJECT (node))
    add_rest (writer, json_node_get_object (node), ref);
  if (text == NULL || g_hash_table_contains (writer->seen, ref))
    return;

  row = json_object_new ();
  json_array_add_object_element (writer->rows, row);
  json_object_set_string_member (row, "question", name);
  json_object_set_string_member (row, "ref", ref);
  ruhu_hq_web_set_texts (row, "label", "", "");
  set_value (writer, row, "now", NULL, ref, ruhu_hq_mask_find (name, RUHU_DATA_STRING), text);
}

/* Answers that no question of the form shows. */
static void
add_rest (Writer *writer, JsonObject *answers, const char *above)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, answers);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    g_autofree char *ref = g_strconcat (above, "/", name, NULL);

    if (*name != '\0' && *name != '@' && !g_str_equal (name, META))
      add_rest_of (writer, name, node, ref);
  }
}

/**
 * ruhu_hq_reader_make_groups:
 *
 * Returns: (transfer full): `[{key,name{zh,en},rows[{question,ref,row?,label,now?,was?,changed?,
 *   masked?,file?}]}]`, in the form's order
 */
JsonArray *
ruhu_hq_reader_make_groups (RuhuHqReader *reader)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Writer writer = { reader, json_array_new (), NULL, seen };
  gboolean known = reader->zh != NULL && reader->en != NULL;
  g_autofree char *root = NULL;
  JsonObject *group;

  if (known)
    add_groups (&writer, ruhu_instance_get_form (reader->zh));
  root =
    g_strconcat ("/",
                 known ? ruhu_form_get_root_name (ruhu_instance_get_form (reader->zh)) : "data",
                 NULL);

  group = begin_group (&writer, "");
  ruhu_hq_web_set_texts (group,
                         "name",
                         known ? "由问卷算出或带入" : "回答（问卷不在本机）",
                         known ? "Calculated or filled in by the form"
                               : "Answers (HQ lacks this form)");
  add_rest (&writer, reader->now, root);
  end_group (&writer, group);
  return writer.groups;
}

static const char *
find_severity (const RuhuFormRule *rule)
{
  const char *severity = ruhu_form_rule_get_value (rule, "severity");

  if (g_strcmp0 (ruhu_form_rule_get_value (rule, "raises"), "alert") == 0 ||
      g_strcmp0 (severity, "block") == 0)
    return "bad";
  if (g_strcmp0 (severity, "warn") == 0)
    return "warn";
  return g_strcmp0 (severity, "flag") == 0 ? "info" : NULL;
}

/**
 * ruhu_hq_reader_make_flags:
 * @reasons: (nullable): what the worker said to each warning, by the rule's id
 *
 * Returns: (transfer full): `[{rule,sev(bad,warn,info),text{zh,en},reason?}]`: the form's rules
 *   that these answers meet, and those that they met on the tablet with the lists of that day
 */
JsonArray *
ruhu_hq_reader_make_flags (RuhuHqReader *reader, JsonObject *reasons)
{
  JsonArray *flags = json_array_new ();
  GPtrArray *rules;
  guint i;

  if (reader->zh == NULL || reader->en == NULL)
    return flags;

  rules = ruhu_form_get_rules (ruhu_instance_get_form (reader->zh));
  for (i = 0; i < rules->len; i++) {
    const RuhuFormRule *rule = g_ptr_array_index (rules, i);
    const char *id = ruhu_form_rule_get_id (rule);
    const char *severity = find_severity (rule);
    const char *reason = reasons != NULL ? ruhu_json_get_string (reasons, id) : NULL;
    g_autofree char *zh = NULL;
    g_autofree char *en = NULL;
    JsonObject *flag;

    if (severity == NULL || (reason == NULL && !ruhu_instance_rule_holds (reader->zh, rule)))
      continue;

    zh = ruhu_instance_get_rule_message (reader->zh, rule);
    en = ruhu_instance_get_rule_message (reader->en, rule);
    flag = json_object_new ();
    json_object_set_string_member (flag, "rule", id);
    json_object_set_string_member (flag, "sev", severity);
    set_texts (reader, flag, "text", zh != NULL ? zh : id, en != NULL ? en : id);
    if (reason != NULL) {
      g_autofree char *hidden = hide (reader, reason);

      json_object_set_string_member (flag, "reason", hidden);
    }
    json_array_add_object_element (flags, flag);
  }
  return flags;
}
