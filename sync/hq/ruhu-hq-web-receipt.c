/* ruhu-hq-web-receipt.c: POST /api/receipt: is what somebody shows a receipt of ours, and does it
 * still hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-device-table.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-web.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-receipt.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

/* What is held against what was signed; NULL with @error set where the store failed. */
static const char *
compare (RuhuHqStore *store, RuhuHqDevice *device, RuhuReceipt *receipt, GError **error)
{
  g_autofree char *hash = NULL;

  if ((guint64) device->acked < receipt->upto)
    return "lost"; /* HQ came back from a backup since */
  if (receipt->upto == 0)
    return "genuine";

  hash = ruhu_hq_log_get_hash (store, receipt->device, receipt->upto, error);
  if (hash == NULL)
    return NULL;
  return g_str_equal (hash, receipt->head) ? "genuine" : "differs";
}

/* Whose it is and what it is over, to who may know. */
static gboolean
describe (RuhuHqRequest *request,
          RuhuHqDevice *device,
          RuhuReceipt *receipt,
          JsonObject *answer,
          GError **error)
{
  JsonObject *place = json_object_new ();
  gint64 responses;

  json_object_set_string_member (place, "division", device->scope);
  ruhu_hq_web_name_division (request->dir, place, device->scope);
  json_object_set_object_member (answer, "place", place);
  json_object_set_string_member (answer, "worker", device->worker != NULL ? device->worker : "");
  if (!ruhu_hq_log_count_of_device (ruhu_hq_dir_get_store (request->dir),
                                    receipt->device,
                                    receipt->upto,
                                    RUHU_OBJECT_RESPONSE,
                                    &responses,
                                    error))
    return FALSE;

  json_object_set_int_member (answer, "responses", responses);
  return TRUE;
}

/* NULL with @error set where the store failed. */
static const char *
judge (RuhuHqRequest *request,
       RuhuHqVisitor *visitor,
       RuhuReceipt *receipt,
       JsonObject *answer,
       GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  g_autofree char *number = NULL;
  g_autoptr (RuhuHqDevice) device = NULL;
  g_autoptr (GError) failed = NULL;
  const char *verdict;

  if (receipt == NULL)
    return "none";
  if (!ruhu_receipt_verify (receipt, ruhu_hq_dir_get_hqs (request->dir)))
    return "foreign";

  number = ruhu_wire_receipt_number (receipt->device, receipt->upto);
  json_object_set_string_member (answer, "number", number);
  ruhu_hq_web_set_time (answer, "at", receipt->at);
  json_object_set_int_member (answer, "upto", receipt->upto);
  json_object_set_int_member (answer, "attachments", receipt->attachments);

  device = ruhu_hq_device_load (store, receipt->device, &failed);
  if (device == NULL && !g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }
  if (device == NULL || !ruhu_division_contains (visitor->user->scope, device->scope))
    return "unknown";

  verdict = compare (store, device, receipt, error);
  return verdict != NULL && describe (request, device, receipt, answer, error) ? verdict : NULL;
}

/**
 * ruhu_hq_web_receipt_check: POST /api/receipt `{text}` → `{verdict,…}`
 *
 * `none`, `foreign`, and with `number`, `at`, `upto` and `attachments` of those that HQ signed:
 * `unknown` (a tablet that is none of the visitor's area), and with `place`, `worker` and
 * `responses`: `genuine`, `lost` (HQ holds less), `differs` (HQ holds another line).
 */
void
ruhu_hq_web_receipt_check (RuhuHqRequest *request)
{
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_autoptr (JsonObject) asked = NULL;
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (RuhuReceipt) receipt = NULL;
  g_autoptr (GError) error = NULL;
  const char *text, *verdict;

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_COUNTS))
    return;
  asked = ruhu_hq_web_read (request);
  if (asked == NULL)
    return;

  text = ruhu_json_get_string (asked, "text");
  receipt = text != NULL ? ruhu_receipt_parse (text) : NULL;
  verdict = judge (request, &visitor, receipt, answer, &error);
  if (verdict == NULL) {
    ruhu_hq_web_fail (request, error);
    return;
  }
  json_object_set_string_member (answer, "verdict", verdict);
  ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
}
