/* ruhu-hq-push.c: POST /v1/push
 *
 * All that needs no store comes first: inflating, opening, the signature over the head. Then one
 * transaction takes all lines, good or bad, and only when it is durable the tablet hears of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-auth.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-intake.h"

/* A push so far. */
typedef struct {
  RuhuHqRequest *request;
  RuhuHqIntake intake;
} Push;

static gboolean
refuse (Push *push, RuhuRefusal refusal)
{
  push->intake.refusal = refusal;
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

  body = ruhu_batch_inflate (request->body, &push->intake.refusal);
  return body != NULL && ruhu_hq_intake_read (&push->intake, body);
}

static void
answer (Push *push)
{
  RuhuHqRequest *request = push->request;
  gint64 from = ruhu_batch_get_from (push->intake.batch);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = ruhu_hq_intake_make_answer (request->dir,
                                                            push->intake.device,
                                                            from,
                                                            !request->locked,
                                                            request->now,
                                                            &error);

  if (body != NULL)
    ruhu_hq_request_answer (request, SOUP_STATUS_OK, body);
  else
    ruhu_hq_request_fail (request, error);
}

static void
answer_refusal (Push *push)
{
  RuhuHqRequest *request = push->request;
  g_autoptr (JsonObject) members = json_object_new ();
  g_autoptr (GError) error = NULL;

  if (push->intake.refusal == RUHU_REFUSAL_GAP)
    json_object_set_int_member (members, "expect", push->intake.expect);
  if (push->intake.refusal == RUHU_REFUSAL_RESTORED &&
      !ruhu_hq_intake_tell_restored (request->dir, request->device, members, &error)) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  if (push->intake.refusal == RUHU_REFUSAL_REVOKED) {
    json_object_set_int_member (members, "acked", push->intake.device->acked);
    json_object_set_object_member (members,
                                   "wipe",
                                   ruhu_hq_auth_make_wipe (request->dir, request->device));
  }
  ruhu_hq_request_refuse (request, push->intake.refusal, members);
}

/* After a restore HQ may lack lines that the device has a receipt for. */
static gboolean
check_gen (Push *push)
{
  const char *gen = ruhu_batch_get_gen (push->intake.batch);

  return gen == NULL || g_str_equal (gen, ruhu_hq_dir_get_gen (push->request->dir)) ||
         refuse (push, RUHU_REFUSAL_RESTORED);
}

/** ruhu_hq_push_handle: lines of a device's log */
void
ruhu_hq_push_handle (RuhuHqRequest *request)
{
  Push push = { request };
  g_autoptr (GError) error = NULL;
  gboolean ok;

  ruhu_hq_intake_init (&push.intake, request->dir, request->device, request->now);
  ok = read_batch (&push) && ruhu_hq_intake_check_head (&push.intake) && check_gen (&push) &&
       ruhu_hq_intake_store (&push.intake, &error);
  if (ok && push.intake.device->state != RUHU_HQ_DEVICE_IN_USE)
    ok = refuse (&push, RUHU_REFUSAL_REVOKED);

  if (ok)
    answer (&push);
  else if (push.intake.refusal != RUHU_REFUSAL_NONE)
    answer_refusal (&push);
  else
    ruhu_hq_request_fail (request, error);

  ruhu_hq_intake_clear (&push.intake);
}
