/* ruhu-refusal.c: the answers by which HQ says no
 *
 * One table: code on the wire and HTTP status.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-refusal.h"

#include "ruhu-wire-json.h"

static const struct {
  const char *name;
  guint status;
} table[] = {
  [RUHU_REFUSAL_NONE] = { NULL, 200 },
  [RUHU_REFUSAL_FRAME] = { "FRAME", 400 },
  [RUHU_REFUSAL_CLOCK] = { "CLOCK", 401 },
  [RUHU_REFUSAL_SIG] = { "SIG", 401 },
  [RUHU_REFUSAL_UNKNOWN_DEV] = { "UNKNOWN_DEV", 401 },
  [RUHU_REFUSAL_REVOKED] = { "REVOKED", 403 },
  [RUHU_REFUSAL_SCOPE_DENIED] = { "SCOPE_DENIED", 403 },
  [RUHU_REFUSAL_CODE] = { "CODE", 403 },
  [RUHU_REFUSAL_GAP] = { "GAP", 409 },
  [RUHU_REFUSAL_FORK] = { "FORK", 409 },
  [RUHU_REFUSAL_SCOPE] = { "SCOPE", 409 },
  [RUHU_REFUSAL_OFFSET] = { "OFFSET", 409 },
  [RUHU_REFUSAL_RESTORED] = { "RESTORED", 409 },
  [RUHU_REFUSAL_CURSOR] = { "CURSOR", 410 },
  [RUHU_REFUSAL_TOO_BIG] = { "TOO_BIG", 413 },
  [RUHU_REFUSAL_ENC] = { "ENC", 415 },
  [RUHU_REFUSAL_PROTO] = { "PROTO", 426 },
  [RUHU_REFUSAL_HASH] = { "HASH", 422 },
  [RUHU_REFUSAL_BUSY] = { "BUSY", 503 },
  [RUHU_REFUSAL_NOT_FOUND] = { "NOT_FOUND", 404 },
  [RUHU_REFUSAL_FAILED] = { "FAILED", 500 },
};

/** ruhu_refusal_get_status: Returns: the HTTP status that goes with @refusal */
guint
ruhu_refusal_get_status (RuhuRefusal refusal)
{
  g_return_val_if_fail ((guint) refusal < G_N_ELEMENTS (table), 500);

  return table[refusal].status;
}

/** ruhu_refusal_to_string: Returns: (nullable): the code as it stands in an answer's body */
const char *
ruhu_refusal_to_string (RuhuRefusal refusal)
{
  g_return_val_if_fail ((guint) refusal < G_N_ELEMENTS (table), NULL);

  return table[refusal].name;
}

static void
copy_member (JsonObject *from, const char *member, JsonNode *value, gpointer data)
{
  json_object_set_member (data, member, json_node_copy (value));
}

/**
 * ruhu_refusal_to_json:
 * @refusal: why
 * @members: (nullable): what else the client is to know: `expect` for GAP, and so on
 *
 * Returns: (transfer full): the answer's body, `{"code":"GAP","expect":5}`
 */
char *
ruhu_refusal_to_json (RuhuRefusal refusal, JsonObject *members)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "code", ruhu_refusal_to_string (refusal));
  if (members != NULL)
    json_object_foreach_member (members, copy_member, body);

  return ruhu_json_to_text (body);
}

/**
 * ruhu_refusal_from_json:
 * @data: the body of an answer whose status is no success
 * @length: its length
 * @members: (out) (optional) (nullable) (transfer full): all of it
 *
 * Returns: %RUHU_REFUSAL_NONE where the body is not by Ruhu, as from a proxy between
 */
RuhuRefusal
ruhu_refusal_from_json (const char *data, gsize length, JsonObject **members)
{
  g_autoptr (JsonObject) body = ruhu_wire_json_parse (data, length, NULL);
  const char *code = ruhu_json_get_string (body, "code");
  RuhuRefusal found = RUHU_REFUSAL_NONE;
  guint i;

  for (i = 1; code != NULL && i < G_N_ELEMENTS (table); i++) {
    if (g_str_equal (code, table[i].name))
      found = i;
  }

  if (members != NULL)
    *members = g_steal_pointer (&body);
  return found;
}
