/* ruhu-push-answer.c: what HQ answers to a push
 *
 * Nothing of it is believed before its receipt is found to be HQ's, and ours.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-push-answer.h"

#include "base/ruhu-error.h"
#include "ruhu-wire-json.h"

/** ruhu_push_answer_free: frees an answer; @answer may be %NULL */
void
ruhu_push_answer_free (RuhuPushAnswer *answer)
{
  if (answer == NULL)
    return;

  g_clear_pointer (&answer->receipt, ruhu_receipt_free);
  g_clear_pointer (&answer->quarantined, g_array_unref);
  g_clear_pointer (&answer->doubles, g_array_unref);
  g_free (answer->gen);
  g_free (answer->kept);
  g_free (answer);
}

/**
 * ruhu_quarantined_read:
 * @answer: of HQ's, which may say no
 *
 * Returns: (transfer full) (element-type RuhuQuarantined): the lines it names as held back
 */
GArray *
ruhu_quarantined_read (JsonObject *answer)
{
  JsonArray *lines = ruhu_json_get_array (answer, "res");
  GArray *quarantined = g_array_new (FALSE, TRUE, sizeof (RuhuQuarantined));
  guint i;

  for (i = 0; lines != NULL && i < json_array_get_length (lines); i++) {
    JsonNode *node = json_array_get_element (lines, i);
    JsonObject *line = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *code = ruhu_json_get_string (line, "code");
    RuhuQuarantined held = { 0 };

    if (code == NULL || !ruhu_wire_json_get_uint (line, "seq", &held.seq))
      continue;
    g_strlcpy (held.code, code, sizeof held.code);
    g_array_append_val (quarantined, held);
  }

  return quarantined;
}

static GArray *
read_doubles (JsonArray *lines)
{
  GArray *doubles = g_array_new (FALSE, TRUE, sizeof (guint64));
  guint i;

  for (i = 0; lines != NULL && i < json_array_get_length (lines); i++) {
    JsonNode *node = json_array_get_element (lines, i);
    JsonObject *line = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    guint64 seq;

    if (line != NULL && g_strcmp0 (ruhu_json_get_string (line, "st"), "d") == 0 &&
        ruhu_wire_json_get_uint (line, "seq", &seq))
      g_array_append_val (doubles, seq);
  }
  return doubles;
}

static RuhuReceipt *
read_receipt (JsonObject *answer, const char *device, const guint8 hqs[32], GError **error)
{
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (ruhu_json_get_string (answer, "rcpt"));

  if (receipt != NULL && g_str_equal (receipt->device, device) &&
      ruhu_receipt_verify (receipt, hqs))
    return g_steal_pointer (&receipt);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "HQ's receipt does not hold");
  return NULL;
}

/**
 * ruhu_push_answer_parse:
 * @json: an answer to a push
 * @device: our id
 * @hqs: HQ's signing key
 * @error: %RUHU_ERROR_REFUSED where the receipt is not HQ's, not ours or not for these lines
 *
 * Returns: (transfer full) (nullable): what it says
 */
RuhuPushAnswer *
ruhu_push_answer_parse (GBytes *json, const char *device, const guint8 hqs[32], GError **error)
{
  g_autoptr (RuhuPushAnswer) answer = g_new0 (RuhuPushAnswer, 1);
  gsize length;
  const char *data = g_bytes_get_data (json, &length);
  g_autoptr (JsonObject) object = ruhu_wire_json_parse (data, length, NULL);
  guint64 pull = 0, now = 0;

  answer->receipt = read_receipt (object, device, hqs, error);
  if (answer->receipt == NULL)
    return NULL;
  if (!ruhu_wire_json_get_uint (object, "acked", &answer->acked) ||
      answer->acked != answer->receipt->upto) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "HQ's receipt is for other lines");
    return NULL;
  }

  ruhu_wire_json_get_uint (object, "safe", &answer->safe);
  ruhu_wire_json_get_uint (object, "pull", &pull);
  ruhu_wire_json_get_uint (object, "now", &now);
  answer->pull = pull != 0;
  answer->now = now;
  answer->gen = g_strdup (answer->receipt->gen);
  answer->quarantined = ruhu_quarantined_read (object);
  answer->tells = ruhu_json_get_array (object, "res") != NULL;
  answer->doubles = read_doubles (ruhu_json_get_array (object, "res"));
  return g_steal_pointer (&answer);
}

/**
 * ruhu_push_answer_parse_receipt:
 * @json: any answer that brings a receipt, `{"rcpt"}`
 * @device: our id
 * @hqs: HQ's signing key
 * @safe: (out): the last line that is in a backup with its attachments; 0 where HQ does not say
 * @error: %RUHU_ERROR_REFUSED where the receipt is not HQ's, or not ours
 *
 * Returns: (transfer full) (nullable): the receipt
 */
RuhuReceipt *
ruhu_push_answer_parse_receipt (GBytes *json,
                                const char *device,
                                const guint8 hqs[32],
                                guint64 *safe,
                                GError **error)
{
  g_autoptr (JsonObject) object =
    ruhu_wire_json_parse (g_bytes_get_data (json, NULL), g_bytes_get_size (json), NULL);

  *safe = 0;
  ruhu_wire_json_get_uint (object, "safe", safe);
  return read_receipt (object, device, hqs, error);
}
