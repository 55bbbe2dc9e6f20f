/* ruhu-merge-conflict.c: what people are to be asked about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-merge.h"

#include "base/ruhu-id.h"
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
delete_saw_all (JsonObject *state, JsonObject *deleted)
{
  JsonObject *fields = ruhu_json_get_object (state, "f");
  JsonObjectIter iter;
  const char *field;

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &field, NULL)) {
    JsonObject *entry = ruhu_json_get_object (fields, field);
    g_autoptr (GPtrArray) writes = NULL;
    guint i;

    if (entry == NULL || g_str_equal (field, RUHU_MERGE_DELETED))
      continue;
    writes = ruhu_field_list_writes (entry);
    for (i = 0; i < writes->len; i++) {
      if (!delete_saw (deleted, writes->pdata[i]))
        return FALSE;
    }
  }

  return TRUE;
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
  JsonObject *deleted = ruhu_merge_get_entry (state, RUHU_MERGE_DELETED);

  return ruhu_field_is_set (deleted) && delete_saw_all (state, deleted);
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

  if (g_str_equal (field, RUHU_MERGE_DELETED) && ruhu_field_is_set (entry) &&
      !delete_saw_all (state, entry))
    return TRUE;

  return ruhu_policy_of (ruhu_json_get_string (state, "k"), field) == RUHU_POLICY_SURFACE &&
         values_differ (heads);
}

/** ruhu_merge_list_conflicts: Returns: (transfer full): the fields people are to be asked about */
char **
ruhu_merge_list_conflicts (JsonObject *state)
{
  g_auto (GStrv) fields = ruhu_merge_list_fields (state);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  for (i = 0; fields[i] != NULL; i++) {
    if (is_conflict (state, fields[i]))
      g_strv_builder_add (builder, fields[i]);
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

/**
 * ruhu_merge_describe_conflict:
 * @path: a field that ruhu_merge_list_conflicts() names
 *
 * Returns: (transfer full): `{"id","rec","k","div","path","heads":[{"v","e","d","q","u"}]}`, as it
 *   is pulled
 */
JsonObject *
ruhu_merge_describe_conflict (JsonObject *state, const char *path)
{
  const char *object = ruhu_json_get_string (state, "id");
  g_autofree char *id = ruhu_merge_conflict_id (object, path);
  g_autoptr (GPtrArray) heads = ruhu_field_list_heads (ruhu_merge_get_entry (state, path));
  JsonObject *conflict = json_object_new ();
  JsonArray *array = json_array_new ();
  guint i;

  json_object_set_string_member (conflict, "id", id);
  json_object_set_string_member (conflict, "rec", object);
  json_object_set_string_member (conflict, "k", ruhu_json_get_string (state, "k"));
  json_object_set_string_member (conflict, "div", ruhu_json_get_string (state, "div"));
  json_object_set_string_member (conflict, "path", path);
  for (i = 0; i < heads->len; i++)
    json_array_add_object_element (array, ruhu_write_copy (heads->pdata[i]));
  json_object_set_array_member (conflict, "heads", array);

  return conflict;
}
