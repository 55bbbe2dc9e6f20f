/* ruhu-merge-conflict.c: what people are to be asked about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-merge.h"

#include "base/ruhu-id.h"
#include "base/ruhu-mutant.h"
#include "ruhu-merge-private.h"
#include "ruhu-wire-json.h"

#include <sodium.h>
#include <string.h>

/* Whether the delete in @deleted was made knowing @write. */
static gboolean
delete_saw (JsonObject *deleted, JsonObject *write)
{
  guint64 upto = 0;

  if (g_str_equal (ruhu_write_get_device (write), ruhu_write_get_device (deleted)))
    return ruhu_write_get_seq (write) <= ruhu_write_get_seq (deleted);

  ruhu_wire_json_get_uint (ruhu_json_get_object (deleted, "s"),
                           ruhu_write_get_device (write),
                           &upto);
  return ruhu_write_get_seq (write) <= upto;
}

static gboolean
delete_saw_field (JsonObject *deleted, JsonObject *entry)
{
  g_autoptr (GPtrArray) writes = ruhu_field_list_writes (entry);
  guint i;

  for (i = 0; i < writes->len; i++) {
    if (!delete_saw (deleted, writes->pdata[i]))
      return FALSE;
  }
  return TRUE;
}

/* @path: `_del`, or `members/<id>/_del` of one item of a list: it deletes what stands beside and
 * below it. */
static gboolean
delete_saw_all (JsonObject *state, const char *path, JsonObject *deleted)
{
  JsonObject *fields = ruhu_json_get_object (state, "f");
  gsize length = strlen (path) - strlen (RUHU_MERGE_DELETED);
  JsonObjectIter iter;
  const char *field;

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &field, NULL)) {
    JsonObject *entry = ruhu_json_get_object (fields, field);

    if (entry != NULL && strncmp (field, path, length) == 0 && !g_str_equal (field, path) &&
        !delete_saw_field (deleted, entry))
      return FALSE;
  }
  return TRUE;
}

/**
 * ruhu_merge_is_delete:
 *
 * Returns: whether @field says that the object, or an item of one of its lists, is deleted
 */
gboolean
ruhu_merge_is_delete (const char *field)
{
  return g_str_equal (field, RUHU_MERGE_DELETED) ||
         g_str_has_suffix (field, "/" RUHU_MERGE_DELETED);
}

static gboolean
is_deleted (JsonObject *state, const char *path)
{
  JsonObject *deleted = ruhu_merge_get_entry (state, path);

  return ruhu_field_is_set (deleted) &&
         (delete_saw_all (state, path, deleted) || ruhu_mutant (EDIT_LOSES_TO_DELETE));
}

/**
 * ruhu_merge_get_deleted:
 *
 * An edit that the delete did not know wins over it: the object stays, and the conflict `_del` is
 * open.
 *
 * Returns: whether the object is gone from lists
 */
gboolean
ruhu_merge_get_deleted (JsonObject *state)
{
  return is_deleted (state, RUHU_MERGE_DELETED);
}

/** ruhu_merge_get_item_deleted: @item: `members/<id>`. Returns: whether it is gone from its list */
gboolean
ruhu_merge_get_item_deleted (JsonObject *state, const char *item)
{
  g_autofree char *path = g_strconcat (item, "/" RUHU_MERGE_DELETED, NULL);

  return is_deleted (state, path);
}

static gboolean
values_differ (GPtrArray *heads)
{
  guint i;

  for (i = 1; i < heads->len; i++) {
    if (!json_node_equal (json_object_get_member (heads->pdata[0], "v"),
                          json_object_get_member (heads->pdata[i], "v")))
      return TRUE;
  }

  return FALSE;
}

static gboolean
is_conflict (JsonObject *state, const char *field)
{
  JsonObject *entry = ruhu_merge_get_entry (state, field);
  g_autoptr (GPtrArray) heads = ruhu_field_list_heads (entry);

  if (ruhu_merge_is_delete (field) && ruhu_field_is_set (entry) &&
      !delete_saw_all (state, field, entry))
    return TRUE;

  return ruhu_policy_of (ruhu_json_get_string (state, "k"), field) == RUHU_POLICY_SURFACE &&
         values_differ (heads);
}

static gboolean
is_ticked (JsonObject *state, const char *field)
{
  JsonNode *value = ruhu_merge_get_value (state, field);

  return value != NULL && JSON_NODE_HOLDS_VALUE (value) &&
         (json_node_get_value_type (value) == G_TYPE_INT64
            ? json_node_get_int (value) != 0
            : g_strcmp0 (json_node_get_string (value), "1") == 0);
}

/* The ticked options of the set @path, `hardship:*`: fields of @state, in their order. */
static GPtrArray *
list_ticked (JsonObject *state, const char *path)
{
  g_auto (GStrv) fields = ruhu_merge_list_fields (state);
  GPtrArray *ticked = g_ptr_array_new_with_free_func (g_free);
  guint i;

  for (i = 0; fields[i] != NULL; i++) {
    if (strncmp (fields[i], path, strlen (path) - 1) == 0 && is_ticked (state, fields[i]))
      g_ptr_array_add (ticked, g_strdup (fields[i]));
  }
  return ticked;
}

/* Each option is settled by itself, so together they may say what none of them says: “none”, and
 * others. Returns: (nullable): the path of the set that @field is the option `none` of, where so.
 */
static char *
find_contradiction (JsonObject *state, const char *field)
{
  const char *mark = strchr (field, ':');
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) ticked = NULL;

  if (mark == NULL || !g_str_equal (mark + 1, RUHU_POLICY_NONE) || !is_ticked (state, field))
    return NULL;

  path = g_strdup_printf ("%.*s" RUHU_MERGE_SET, (int) (mark - field), field);
  ticked = list_ticked (state, path);
  return ticked->len > 1 ? g_steal_pointer (&path) : NULL;
}

/**
 * ruhu_merge_list_conflicts:
 *
 * Returns: (transfer full): the fields people are to be asked about, and the sets (`hardship:*`)
 */
char **
ruhu_merge_list_conflicts (JsonObject *state)
{
  g_auto (GStrv) fields = ruhu_merge_list_fields (state);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  for (i = 0; fields[i] != NULL; i++) {
    g_autofree char *set = find_contradiction (state, fields[i]);

    if (is_conflict (state, fields[i]))
      g_strv_builder_add (builder, fields[i]);
    if (set != NULL)
      g_strv_builder_add (builder, set);
  }

  return g_strv_builder_end (builder);
}

/**
 * ruhu_merge_conflict_id:
 * @object: UUID of the object
 * @path: the field; `replaces` for two corrections of one response
 *
 * Returns: (transfer full): the UUID of that conflict (version 8, RFC 9562), the same everywhere
 */
char *
ruhu_merge_conflict_id (const char *object, const char *path)
{
  g_autofree char *text = g_strdup_printf ("%s|%s", object, path);
  guint8 bytes[16];

  crypto_generichash (bytes, sizeof bytes, (const guint8 *) text, strlen (text), NULL, 0);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return ruhu_id_from_bytes (bytes);
}

static JsonArray *
describe_heads (JsonObject *state, const char *path)
{
  g_autoptr (GPtrArray) heads = ruhu_field_list_heads (ruhu_merge_get_entry (state, path));
  JsonArray *array = json_array_new ();
  guint i;

  for (i = 0; i < heads->len; i++)
    json_array_add_object_element (array, ruhu_write_copy (heads->pdata[i]));
  return array;
}

static JsonArray *
describe_ticked (JsonObject *state, const char *path)
{
  g_autoptr (GPtrArray) ticked = list_ticked (state, path);
  JsonArray *array = json_array_new ();
  guint i;

  for (i = 0; i < ticked->len; i++) {
    JsonObject *head = ruhu_write_copy (ruhu_merge_get_entry (state, ticked->pdata[i]));

    json_object_set_string_member (head, "f", ticked->pdata[i]);
    json_array_add_object_element (array, head);
  }
  return array;
}

/**
 * ruhu_merge_describe_conflict:
 * @path: one that ruhu_merge_list_conflicts() names
 *
 * Returns: (transfer full): `{"id","rec","k","div","path","heads":[{"v","e","d","q","u"}]}`, as it
 *   is pulled; of a set the heads are its ticked options, each with its field `f`
 */
JsonObject *
ruhu_merge_describe_conflict (JsonObject *state, const char *path)
{
  const char *object = ruhu_json_get_string (state, "id");
  g_autofree char *id = ruhu_merge_conflict_id (object, path);
  JsonObject *conflict = json_object_new ();

  json_object_set_string_member (conflict, "id", id);
  json_object_set_string_member (conflict, "rec", object);
  json_object_set_string_member (conflict, "k", ruhu_json_get_string (state, "k"));
  json_object_set_string_member (conflict, "div", ruhu_json_get_string (state, "div"));
  json_object_set_string_member (conflict, "path", path);
  json_object_set_array_member (conflict,
                                "heads",
                                g_str_has_suffix (path, RUHU_MERGE_SET)
                                  ? describe_ticked (state, path)
                                  : describe_heads (state, path));

  return conflict;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * ruhu_merge_find_canonical:
 * @id: UUID of an object that may be a double
 * @find: tells of which one an object is a double
 *
 * Doubles of doubles are followed to the end. Where they run in a ring, as when two people each
 * thought the other's entry the double, the one with the smallest UUID is the one that counts.
 *
 * Returns: (transfer full): the object that counts; @id itself where it is no double
 */
char *
ruhu_merge_find_canonical (const char *id, RuhuMergeDouble find, gpointer data)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
  char *next = g_strdup (id);
  guint ring = 0;

  while (next != NULL && !g_ptr_array_find_with_equal_func (seen, next, g_str_equal, &ring)) {
    g_ptr_array_add (seen, next);
    next = find (next, data);
  }
  if (next == NULL)
    return g_strdup (g_ptr_array_index (seen, seen->len - 1));

  g_free (next);
  g_ptr_array_remove_range (seen, 0, ring);
  g_ptr_array_sort (seen, compare_ids);
  return g_strdup (g_ptr_array_index (seen, 0));
}
