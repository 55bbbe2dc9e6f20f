/* ruhu-sync-report.c: how a run went, in words and as an exit code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sync-report-private.h"

#include "base/ruhu-error.h"
#include "ruhu-receipt.h"
#include "ruhu-sync-times-private.h"
#include "base/ruhu-json.h"
#include "ruhu-wire.h"

/**
 * ruhu_sync_report_get_code:
 * @error: (nullable): what ruhu_syncer_now_finish() gave
 *
 * Returns: the exit code of `ruhu-sync now`
 */
int
ruhu_sync_report_get_code (RuhuSyncer *syncer, const GError *error)
{
  if (error == NULL)
    return RUHU_SYNC_EXIT_DONE;
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE))
    return RUHU_SYNC_EXIT_OFFLINE;

  return ruhu_syncer_get_refusal (syncer) != RUHU_REFUSAL_NONE ? RUHU_SYNC_EXIT_HQ_REFUSED
                                                               : RUHU_SYNC_EXIT_REFUSED;
}

static const char *
explain (RuhuRefusal refusal)
{
  switch (refusal) {
  case RUHU_REFUSAL_REVOKED:
    return "headquarters has revoked this device";
  case RUHU_REFUSAL_SIG:
  case RUHU_REFUSAL_UNKNOWN_DEV:
    return "headquarters does not know this device; enrol it again";
  case RUHU_REFUSAL_FORK:
    return "another copy of this device has sent other lines; enrol it again";
  case RUHU_REFUSAL_PROTO:
    return "this version is too old for headquarters; it needs a newer Ruhu";
  case RUHU_REFUSAL_CLOCK:
    return "this device's clock is too far from headquarters'";
  case RUHU_REFUSAL_TOO_BIG:
    return "a line is too big for headquarters";
  case RUHU_REFUSAL_NONE:
  case RUHU_REFUSAL_FRAME:
  case RUHU_REFUSAL_SCOPE_DENIED:
  case RUHU_REFUSAL_CODE:
  case RUHU_REFUSAL_GAP:
  case RUHU_REFUSAL_SCOPE:
  case RUHU_REFUSAL_OFFSET:
  case RUHU_REFUSAL_RESTORED:
  case RUHU_REFUSAL_CURSOR:
  case RUHU_REFUSAL_ENC:
  case RUHU_REFUSAL_HASH:
  case RUHU_REFUSAL_BUSY:
  case RUHU_REFUSAL_NOT_FOUND:
  case RUHU_REFUSAL_FAILED:
  default:
    return "headquarters refused";
  }
}

static void
append_receipt (GString *text, const char *receipt_text)
{
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (receipt_text);
  g_autofree char *number = NULL;
  g_autofree char *at = NULL;

  if (receipt == NULL)
    return;

  number = ruhu_wire_receipt_number (receipt->device, receipt->upto);
  at = ruhu_sync_times_format (receipt->at);
  g_string_append_printf (text, "receipt %s of %s\n", number, at);
}

static void
append_waiting (GString *text, RuhuSyncer *syncer)
{
  guint responses = ruhu_syncer_get_waiting_responses (syncer);
  guint attachments = ruhu_syncer_get_waiting_attachments (syncer);

  g_string_append_printf (text,
                          "waiting: %u %s and %u %s, %" G_GUINT64_FORMAT " bytes\n",
                          responses,
                          responses == 1 ? "response" : "responses",
                          attachments,
                          attachments == 1 ? "attachment" : "attachments",
                          ruhu_syncer_get_waiting_bytes (syncer));
}

/**
 * ruhu_sync_report_make_outcome:
 * @error: (nullable): what ruhu_syncer_now_finish() gave
 *
 * Returns: (transfer full): lines that say it, without names
 */
char *
ruhu_sync_report_make_outcome (RuhuSyncer *syncer, const GError *error)
{
  RuhuRefusal refusal = ruhu_syncer_get_refusal (syncer);
  GString *text = g_string_new (NULL);

  switch (ruhu_sync_report_get_code (syncer, error)) {
  case RUHU_SYNC_EXIT_DONE:
    g_string_append (text, "headquarters has everything\n");
    append_receipt (text, ruhu_syncer_get_receipt (syncer));
    break;
  case RUHU_SYNC_EXIT_OFFLINE:
    g_string_append_printf (text,
                            "offline, nothing is lost: everything is safe on this device (%s)\n",
                            error->message);
    append_waiting (text, syncer);
    g_string_append (text, "it goes with the next try; nothing else needs to be done\n");
    break;
  case RUHU_SYNC_EXIT_HQ_REFUSED:
    g_string_append_printf (text, "%s (%s)\n", explain (refusal), ruhu_refusal_to_string (refusal));
    append_waiting (text, syncer);
    if (refusal != RUHU_REFUSAL_REVOKED)
      g_string_append (text, "nothing is lost: all of it stays on this device\n");
    break;
  default:
    g_string_append_printf (text, "%s\n", error->message);
  }

  return g_string_free (text, FALSE);
}

/** ruhu_sync_report_make_status: Returns: (transfer full): how things stand, in lines */
char *
ruhu_sync_report_make_status (RuhuSyncer *syncer)
{
  GString *text = g_string_new (NULL);
  g_autofree char *contact = ruhu_sync_times_format (ruhu_syncer_get_last_contact (syncer));
  g_autofree char *next = ruhu_sync_times_format (ruhu_syncer_get_next_try (syncer));

  append_waiting (text, syncer);
  g_string_append_printf (text, "drafts: %u\n", ruhu_syncer_get_drafts (syncer));
  g_string_append_printf (text, "quarantined: %u\n", ruhu_syncer_get_quarantined (syncer));
  append_receipt (text, ruhu_syncer_get_receipt (syncer));
  g_string_append_printf (text, "last contact: %s\n", contact != NULL ? contact : "never");
  if (next != NULL)
    g_string_append_printf (text, "next try: %s\n", next);

  return g_string_free (text, FALSE);
}

static void
set_time (JsonObject *object, const char *member, gint64 at)
{
  g_autofree char *text = ruhu_sync_times_format (at);

  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static void
set_receipt (JsonObject *status, const char *text)
{
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (text);
  g_autofree char *number = NULL;
  JsonObject *object;

  if (receipt == NULL) {
    json_object_set_null_member (status, "receipt");
    return;
  }

  object = json_object_new ();
  number = ruhu_wire_receipt_number (receipt->device, receipt->upto);
  json_object_set_string_member (object, "number", number);
  set_time (object, "at", receipt->at);
  json_object_set_object_member (status, "receipt", object);
}

/**
 * ruhu_sync_report_make_json:
 *
 * As of the last count; call ruhu_syncer_count_async() before.
 *
 * Returns: (transfer full): what `ruhu-sync status --json` prints; it names nobody
 */
char *
ruhu_sync_report_make_json (RuhuSyncer *syncer)
{
  g_autoptr (JsonObject) status = json_object_new ();
  JsonObject *waiting = json_object_new ();

  json_object_set_int_member (waiting, "responses", ruhu_syncer_get_waiting_responses (syncer));
  json_object_set_int_member (waiting, "attachments", ruhu_syncer_get_waiting_attachments (syncer));
  json_object_set_int_member (waiting, "bytes", ruhu_syncer_get_waiting_bytes (syncer));
  json_object_set_object_member (status, "waiting", waiting);
  json_object_set_int_member (status, "drafts", ruhu_syncer_get_drafts (syncer));
  json_object_set_int_member (status, "quarantined", ruhu_syncer_get_quarantined (syncer));
  set_receipt (status, ruhu_syncer_get_receipt (syncer));
  set_time (status, "last_contact", ruhu_syncer_get_last_contact (syncer));
  set_time (status, "next_try", ruhu_syncer_get_next_try (syncer));

  return ruhu_json_to_text (status);
}

/** ruhu_sync_report_make_exported: Returns: (transfer full): what is in a bundle, in words */
char *
ruhu_sync_report_make_exported (const RuhuBundleExported *exported)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (exported->lines == 0)
    g_string_append (text, "no lines wait; the bundle only asks headquarters for news\n");
  else
    g_string_append_printf (text,
                            "%u responses in %u lines, up to line %" G_GINT64_FORMAT "\n",
                            exported->responses,
                            exported->lines,
                            exported->upto);
  g_string_append_printf (text,
                          "%u attachments; %" G_GUINT64_FORMAT " bytes in all\n",
                          exported->attachments,
                          exported->bytes);
  if (exported->left_out > 0)
    g_string_append_printf (text,
                            "%u attachments had no room; they go with the next bundle\n",
                            exported->left_out);
  g_string_append (text, "all of it stays here until headquarters' receipt comes back\n");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/** ruhu_sync_report_make_imported: Returns: what became of a bundle of HQ's, in words */
const char *
ruhu_sync_report_make_imported (RuhuBundleOutcome outcome)
{
  switch (outcome) {
  case RUHU_BUNDLE_KNOWN:
    return "nothing new is in it\n";
  case RUHU_BUNDLE_NEWS:
    return "what headquarters has for this device is here\n";
  case RUHU_BUNDLE_ELSEWHERE:
    return "it goes on from where this device is not; nothing was changed. Export a bundle for\n"
           "headquarters, and import what it answers to that\n";
  case RUHU_BUNDLE_KEPT:
    return "it is kept until somebody unlocks\n";
  case RUHU_BUNDLE_RECEIVED:
  default:
    return "headquarters' receipt is here\n";
  }
}
