/* ruhu-hq-push.c: POST /v1/push
 *
 * All that needs no store comes first: inflating, opening, the signature over the head. Then one
 * transaction takes all lines, good or bad, and only when it is durable the tablet hears of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-auth.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-ingest.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-receipt.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-batch.h"
#include "ruhu-hash.h"
#include "ruhu-sign.h"
#include "ruhu-wire.h"

/* A push so far: what it carries, and what became of it. */
typedef struct {
  RuhuHqRequest *request;
  RuhuBatch *batch;
  GPtrArray *lines;
  RuhuHqDevice *device;
  RuhuRefusal refusal;
  gint64 expect;
} Push;

static gboolean
refuse (Push *push, RuhuRefusal refusal)
{
  push->refusal = refusal;
  return FALSE;
}

static gboolean
read_batch (Push *push)
{
  RuhuHqRequest *request = push->request;
  const char *encoding = ruhu_hq_request_get_header (request, "Content-Encoding");
  g_autoptr (GBytes) body = NULL;

  if (g_strcmp0 (encoding, "gzip") != 0)
    return refuse (push, RUHU_REFUSAL_ENC);

  body = ruhu_batch_inflate (request->body, &push->refusal);
  push->batch = body != NULL ? ruhu_batch_parse (body, &push->refusal) : NULL;
  if (push->batch == NULL)
    return FALSE;

  if (ruhu_batch_get_sealed (push->batch) &&
      !ruhu_batch_unseal (push->batch,
                          ruhu_hq_dir_get_hqx (request->dir),
                          ruhu_hq_dir_get_hqx_secret (request->dir)))
    return refuse (push, RUHU_REFUSAL_FRAME);

  return TRUE;
}

/* The device stands by its log with AK, even where it sends with LK because it is locked. */
static gboolean
check_head (Push *push)
{
  return ruhu_batch_get_n_lines (push->batch) == 0 ||
         ruhu_sign_verify_head (ruhu_batch_get_head (push->batch),
                                ruhu_batch_get_head_signature (push->batch),
                                g_bytes_get_data (push->request->device->ed, NULL)) ||
         refuse (push, RUHU_REFUSAL_SIG);
}

/* The hash before the first line of the batch. */
static char *
find_previous (Push *push, GError **error)
{
  gint64 from = ruhu_batch_get_from (push->batch);

  if (from == 1)
    return g_strdup (RUHU_HASH_NONE);
  if (from == push->device->acked + 1)
    return g_strdup (push->device->head);
  return ruhu_hq_log_get_hash (ruhu_hq_dir_get_store (push->request->dir),
                               push->device->dev,
                               from - 1,
                               error);
}

static gboolean
check_lines (Push *push, GError **error)
{
  gint64 from = ruhu_batch_get_from (push->batch);
  g_autofree char *previous = NULL;

  if (from > push->device->acked + 1) {
    push->expect = push->device->acked + 1;
    return refuse (push, RUHU_REFUSAL_GAP);
  }

  previous = find_previous (push, error);
  if (previous == NULL)
    return FALSE;

  push->lines = ruhu_batch_check_lines (push->batch, previous);
  return push->lines != NULL || refuse (push, RUHU_REFUSAL_FRAME);
}

/* A line HQ has already must be the same line. */
static gboolean
compare_known (Push *push, RuhuLine *line, GError **error)
{
  g_autofree char *hash = ruhu_hq_log_get_hash (ruhu_hq_dir_get_store (push->request->dir),
                                                push->device->dev,
                                                ruhu_line_get_seq (line),
                                                error);

  if (hash == NULL)
    return FALSE;
  return g_str_equal (hash, ruhu_line_get_hash (line)) || refuse (push, RUHU_REFUSAL_FORK);
}

static gboolean
take_lines (Push *push, RuhuHqIngest *ingest, gint64 *acked, GError **error)
{
  gboolean revoked = push->device->state != RUHU_HQ_DEVICE_IN_USE;
  gboolean late = ruhu_batch_get_epoch (push->batch) < (guint64) push->device->epoch;
  guint i;

  *acked = push->device->acked;
  for (i = 0; i < push->lines->len; i++) {
    RuhuLine *line = g_ptr_array_index (push->lines, i);

    if ((gint64) ruhu_line_get_seq (line) <= push->device->acked) {
      if (!compare_known (push, line, error))
        return FALSE;
      continue;
    }
    if (revoked)
      ruhu_line_quarantine (line, RUHU_QUARANTINE_POLICY, NULL, "this device was revoked");
    if (!ruhu_hq_ingest_take (ingest, push->device, line, late, error))
      return FALSE;
    *acked = ruhu_line_get_seq (line);
  }
  return TRUE;
}

static gboolean
advance (Push *push, gint64 acked, GError **error)
{
  RuhuHqDevice *device = push->device;
  gint64 before = device->acked;

  if (acked > before) {
    RuhuLine *last = g_ptr_array_index (push->lines, push->lines->len - 1);

    g_free (device->head);
    device->head = g_strdup (ruhu_line_get_hash (last));
    g_free (device->hs);
    device->hs = g_strdup (ruhu_batch_get_head_signature (push->batch));
  }

  device->acked = acked;
  if (!ruhu_hq_receipt_renew (push->request->dir, device, push->request->now, error))
    return FALSE;

  device->acked = before;
  return ruhu_hq_device_advance (ruhu_hq_dir_get_store (push->request->dir), device, acked, error);
}

/* A county's device writes into any of its townships. */
static GPtrArray *
list_towns (Push *push)
{
  RuhuHqDevice *device = push->request->device;
  GPtrArray *towns = g_ptr_array_new_with_free_func (g_free);
  guint i;

  g_ptr_array_add (towns, g_strdup (device->town));
  if (strlen (device->scope) >= RUHU_DIVISION_TOWNSHIP)
    return towns;

  for (i = 0; i < ruhu_batch_get_n_lines (push->batch); i++) {
    g_autoptr (RuhuLine) line =
      ruhu_line_new (ruhu_batch_get_line (push->batch, i), 0, RUHU_HASH_NONE);
    const char *division = ruhu_line_get_division (line);

    if (division != NULL && ruhu_division_contains (device->scope, division))
      g_ptr_array_add (towns, ruhu_hq_device_town_of (division));
  }
  return towns;
}

static gboolean
store (Push *push, GError **error)
{
  RuhuHqStore *hq_store = ruhu_hq_dir_get_store (push->request->dir);
  g_autoptr (GPtrArray) towns = list_towns (push);
  g_autoptr (RuhuHqIngest) ingest = ruhu_hq_ingest_begin (push->request->dir, towns, error);
  gint64 acked;

  if (ingest == NULL)
    return FALSE;

  /* What was read before the lock may be old by now. */
  push->device = ruhu_hq_device_load (hq_store, push->request->device->dev, error);
  return push->device != NULL && check_lines (push, error) &&
         take_lines (push, ingest, &acked, error) && advance (push, acked, error) &&
         ruhu_hq_ingest_commit (ingest, error);
}

static JsonArray *
list_held (Push *push, GPtrArray *held)
{
  JsonArray *res = json_array_new ();
  guint i;

  for (i = 0; i < held->len; i++) {
    RuhuHqHeld *one = g_ptr_array_index (held, i);
    JsonObject *object = json_object_new ();

    json_object_set_int_member (object, "seq", one->dseq);
    json_object_set_string_member (object, "st", "q");
    json_object_set_string_member (object, "code", one->code);
    if (one->path != NULL)
      json_object_set_string_member (object, "path", one->path);
    if (one->message != NULL)
      json_object_set_string_member (object, "msg", one->message);
    json_array_add_object_element (res, object);
  }
  return res;
}

static void
answer (Push *push)
{
  RuhuHqRequest *request = push->request;
  gint64 from = ruhu_batch_get_from (push->batch);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GPtrArray) held = NULL;
  g_autoptr (GError) error = NULL;

  held = ruhu_hq_log_list_held (ruhu_hq_dir_get_store (request->dir),
                                push->device->dev,
                                from,
                                from + ruhu_batch_get_n_lines (push->batch) - 1,
                                &error);
  if (held == NULL) {
    ruhu_hq_request_fail (request, error);
    return;
  }

  json_object_set_int_member (body, "acked", push->device->acked);
  json_object_set_array_member (body, "res", list_held (push, held));
  json_object_set_string_member (body, "rcpt", push->device->receipt);
  json_object_set_int_member (body, "now", request->now);
  json_object_set_int_member (body, "pull", 1);
  json_object_set_int_member (body, "safe", 0);
  json_object_set_string_member (body, "gen", ruhu_hq_dir_get_gen (request->dir));
  ruhu_hq_request_answer (request, SOUP_STATUS_OK, body);
}

static void
answer_refusal (Push *push)
{
  RuhuHqRequest *request = push->request;
  g_autoptr (JsonObject) members = json_object_new ();

  if (push->refusal == RUHU_REFUSAL_GAP)
    json_object_set_int_member (members, "expect", push->expect);
  if (push->refusal == RUHU_REFUSAL_RESTORED) {
    json_object_set_string_member (members, "gen", ruhu_hq_dir_get_gen (request->dir));
    json_object_set_int_member (members, "acked", request->device->acked);
  }
  if (push->refusal == RUHU_REFUSAL_REVOKED)
    json_object_set_object_member (members,
                                   "wipe",
                                   ruhu_hq_auth_make_wipe (request->dir, request->device));
  ruhu_hq_request_refuse (request, push->refusal, members);
}

/* After a restore HQ may lack lines that the device has a receipt for. */
static gboolean
check_gen (Push *push)
{
  const char *gen = ruhu_batch_get_gen (push->batch);

  return gen == NULL || g_str_equal (gen, ruhu_hq_dir_get_gen (push->request->dir)) ||
         refuse (push, RUHU_REFUSAL_RESTORED);
}

/** ruhu_hq_push_handle: lines of a device's log */
void
ruhu_hq_push_handle (RuhuHqRequest *request)
{
  Push push = { request, NULL, NULL, NULL, RUHU_REFUSAL_NONE, 0 };
  g_autoptr (GError) error = NULL;
  gboolean ok;

  ok = read_batch (&push) && check_head (&push) && check_gen (&push) && store (&push, &error);
  if (ok && push.device->state != RUHU_HQ_DEVICE_IN_USE)
    ok = refuse (&push, RUHU_REFUSAL_REVOKED);

  if (ok)
    answer (&push);
  else if (push.refusal != RUHU_REFUSAL_NONE)
    answer_refusal (&push);
  else
    ruhu_hq_request_fail (request, error);

  g_clear_pointer (&push.batch, ruhu_batch_unref);
  g_clear_pointer (&push.lines, g_ptr_array_unref);
  g_clear_pointer (&push.device, ruhu_hq_device_free);
}
