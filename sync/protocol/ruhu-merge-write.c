/* ruhu-merge-write.c: one write of a field, and what it names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-merge-private.h"

#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include <string.h>

/* Number of the line a write stands in. */
guint64
ruhu_write_get_seq (JsonObject *entry)
{
  guint64 seq = 0;

  ruhu_wire_json_get_uint (entry, "q", &seq);
  return seq;
}

/* Its effective clock; 0 where it has none. */
RuhuHlc
ruhu_write_get_eff (JsonObject *entry)
{
  RuhuHlc eff = 0;

  ruhu_hlc_from_string (ruhu_json_get_string (entry, "e"), &eff);
  return eff;
}

/* Who wrote; "" where that is not told. */
const char *
ruhu_write_get_device (JsonObject *entry)
{
  const char *device = ruhu_json_get_string (entry, "d");

  return device != NULL ? device : "";
}

/* All writes of a field that are in the state: heads, and the winner even if it is no head. */
GPtrArray *
ruhu_field_list_writes (JsonObject *entry)
{
  GPtrArray *writes = g_ptr_array_new ();
  JsonArray *heads = ruhu_json_get_array (entry, "h");
  guint i;

  g_ptr_array_add (writes, entry);
  for (i = 0; heads != NULL && i < json_array_get_length (heads); i++)
    g_ptr_array_add (writes, json_array_get_object_element (heads, i));

  return writes;
}

static guint64
get_replaced_upto (JsonObject *entry, const char *device)
{
  guint64 upto = 0;

  ruhu_wire_json_get_uint (ruhu_json_get_object (entry, "r"), device, &upto);
  return upto;
}

/* The heads, the winner among them where it is one. */
GPtrArray *
ruhu_field_list_heads (JsonObject *entry)
{
  GPtrArray *heads = ruhu_field_list_writes (entry);

  if (ruhu_write_get_seq (entry) <= get_replaced_upto (entry, ruhu_write_get_device (entry)))
    g_ptr_array_remove_index (heads, 0);

  return heads;
}

/* Whether the winner is a value. */
gboolean
ruhu_field_is_set (JsonObject *entry)
{
  JsonNode *value = entry != NULL ? json_object_get_member (entry, "v") : NULL;

  return value != NULL && !JSON_NODE_HOLDS_NULL (value);
}

/* What is known of @field, or NULL. */
JsonObject *
ruhu_merge_get_entry (JsonObject *state, const char *field)
{
  return ruhu_json_get_object (ruhu_json_get_object (state, "f"), field);
}

/* A write without what the field knows of the others. */
JsonObject *
ruhu_write_copy (JsonObject *from)
{
  static const char *const members[] = { "v", "e", "d", "q", "u", "src", "s" };
  JsonObject *write = json_object_new ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (members); i++) {
    if (json_object_has_member (from, members[i]))
      json_object_set_member (write, members[i], json_object_dup_member (from, members[i]));
  }

  return write;
}

static void
parse_write (const char *name, const char *self_device, RuhuReplacedFunc func, gpointer data)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *device = dot != NULL ? g_strndup (name, dot - name) : NULL;
  guint64 seq;

  if (dot == NULL ||
      !g_ascii_string_to_unsigned (dot + 1, 10, 1, RUHU_WIRE_MAX_INTEGER, &seq, NULL))
    return;

  func (g_str_equal (device, "self") ? self_device : device, seq, data);
}

/* One field of `rp`: the name of a write, or a list of them. */
void
ruhu_write_foreach_replaced (JsonNode *node,
                             const char *self_device,
                             RuhuReplacedFunc func,
                             gpointer data)
{
  JsonArray *array;
  guint i;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    if (json_node_get_value_type (node) == G_TYPE_STRING)
      parse_write (json_node_get_string (node), self_device, func, data);
    return;
  }

  array = json_node_get_array (node);
  for (i = 0; i < json_array_get_length (array); i++) {
    JsonNode *item = json_array_get_element (array, i);

    if (json_node_get_value_type (item) == G_TYPE_STRING)
      parse_write (json_node_get_string (item), self_device, func, data);
  }
}
