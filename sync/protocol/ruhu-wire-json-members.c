/* ruhu-wire-json-members.c: members of a type that json-glib does not have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-wire-json.h"

#include <string.h>

/**
 * ruhu_wire_json_get_uint:
 * @value: (out): untouched on failure
 *
 * Returns: %FALSE where @member is not there or no integer from 0 to %RUHU_WIRE_MAX_INTEGER
 */
gboolean
ruhu_wire_json_get_uint (JsonObject *object, const char *member, guint64 *value)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  gint64 got = -1;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_INT64)
    got = json_node_get_int (node);

  if (got < 0 || got > (gint64) RUHU_WIRE_MAX_INTEGER)
    return FALSE;

  *value = got;
  return TRUE;
}

/**
 * ruhu_wire_json_get_bytes:
 * @bytes: where they go; untouched on failure
 * @length: how many there must be
 *
 * Returns: %FALSE where @member is no base64 text of exactly @length bytes
 */
gboolean
ruhu_wire_json_get_bytes (JsonObject *object, const char *member, guint8 *bytes, gsize length)
{
  const char *text = ruhu_json_get_string (object, member);
  g_autofree guint8 *got = NULL;
  g_autofree char *again = NULL;
  gsize n = 0;

  if (text == NULL)
    return FALSE;

  got = g_base64_decode (text, &n);
  if (n != length)
    return FALSE;

  /* GLib skips what is no base64; only the one right spelling counts. */
  again = g_base64_encode (got, n);
  if (strcmp (again, text) != 0)
    return FALSE;

  memcpy (bytes, got, length);
  return TRUE;
}

/** ruhu_wire_json_set_bytes: sets @member to @bytes in base64 */
void
ruhu_wire_json_set_bytes (JsonObject *object, const char *member, const guint8 *bytes, gsize length)
{
  g_autofree char *text = g_base64_encode (bytes, length);

  json_object_set_string_member (object, member, text);
}
