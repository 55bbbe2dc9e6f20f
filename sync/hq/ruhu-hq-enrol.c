/* ruhu-hq-enrol.c: GET /v1/hello, POST /v1/enrol, POST /v1/wiped
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-code-table.h"
#include "ruhu-hq-enrol.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-user-table.h"
#include "ruhu-hq-worker-table.h"

#include "base/ruhu-error.h"
#include "ruhu-enrolment.h"
#include "ruhu-hash.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include <sodium.h>

#define ID_LETTERS "23456789abcdefghjkmnpqrstuvwxyz"
#define ID_LENGTH 7
#define UNLOCK_SIZE 32

/** ruhu_hq_hello_handle: what time it is, and which protocols HQ speaks */
void
ruhu_hq_hello_handle (RuhuHqRequest *request)
{
  g_autoptr (JsonObject) hello = json_object_new ();
  JsonArray *protocols = json_array_new ();

  json_array_add_int_element (protocols, RUHU_WIRE_VERSION);
  json_object_set_int_member (hello, "now", request->now);
  json_object_set_array_member (hello, "proto", protocols);
  json_object_set_string_member (hello, "min_app", "0.1.0");
  json_object_set_int_member (hello, "maint", 0);
  ruhu_hq_request_answer (request, SOUP_STATUS_OK, hello);
}

static void
answer_text (RuhuHqRequest *request, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  ruhu_hq_request_answer_bytes (request, "application/json", bytes);
}

/* An id nobody has; it stands in receipts and is read out on the telephone. */
static char *
make_id (RuhuHqStore *store)
{
  for (;;) {
    char id[ID_LENGTH + 2] = "d";
    g_autoptr (RuhuHqDevice) other = NULL;
    guint i;

    for (i = 1; i <= ID_LENGTH; i++)
      id[i] = ID_LETTERS[randombytes_uniform (sizeof ID_LETTERS - 1)];
    other = ruhu_hq_device_load (store, id, NULL);
    if (other == NULL)
      return g_strdup (id);
  }
}

static RuhuHqDevice *
make_device (RuhuHqRequest *request, RuhuHqCode *code, const RuhuEnrolmentRequest *asked)
{
  RuhuHqDevice *device = g_new0 (RuhuHqDevice, 1);
  guint8 unlock[UNLOCK_SIZE];

  randombytes_buf (unlock, sizeof unlock);
  device->dev = make_id (ruhu_hq_dir_get_store (request->dir));
  device->town = ruhu_hq_device_town_of (code->scope);
  device->scope = g_strdup (code->scope);
  device->worker = g_strdup (code->worker);
  device->epoch = 1;
  device->ed = g_bytes_new (asked->ed, sizeof asked->ed);
  device->lk = g_bytes_new (asked->lk, sizeof asked->lk);
  device->x = g_bytes_new (asked->x, sizeof asked->x);
  device->unlock = g_bytes_new (unlock, sizeof unlock);
  device->enrolled = request->now;
  device->seen = request->now;
  sodium_memzero (unlock, sizeof unlock);
  return device;
}

static RuhuEnrolmentAnswer *
make_answer (RuhuHqRequest *request, RuhuHqDevice *device, RuhuHqUser *user)
{
  RuhuEnrolmentAnswer *answer = ruhu_enrolment_answer_new ();
  guint8 sealed[UNLOCK_SIZE + crypto_box_SEALBYTES];

  crypto_box_seal (sealed,
                   g_bytes_get_data (device->unlock, NULL),
                   UNLOCK_SIZE,
                   g_bytes_get_data (device->x, NULL));
  answer->device = g_strdup (device->dev);
  answer->user = g_strdup (user->name);
  answer->role = g_strdup (user->role);
  answer->scope = g_strdup (device->scope);
  answer->epoch = device->epoch;
  answer->gen = g_strdup (ruhu_hq_dir_get_gen (request->dir));
  answer->ca = g_strdup (ruhu_hq_dir_get_ca (request->dir));
  memcpy (answer->hqs, ruhu_hq_dir_get_hqs (request->dir), sizeof answer->hqs);
  memcpy (answer->hqx, ruhu_hq_dir_get_hqx (request->dir), sizeof answer->hqx);
  memcpy (answer->hqe, ruhu_hq_dir_get_hqe (request->dir), sizeof answer->hqe);
  answer->unlock = g_bytes_new (sealed, sizeof sealed);
  answer->now = request->now;
  return answer;
}

/* Wrong MAC: one of five tries is gone. */
static gboolean
count_try (RuhuHqRequest *request, RuhuHqCode *code, GError **error)
{
  code->tries++;
  return ruhu_hq_code_save (ruhu_hq_dir_get_store (request->dir), code, error);
}

static gboolean
is_key (GBytes *key, const guint8 *asked)
{
  return key != NULL && g_bytes_get_size (key) == RUHU_HQ_KEY_SIZE &&
         memcmp (g_bytes_get_data (key, NULL), asked, RUHU_HQ_KEY_SIZE) == 0;
}

/* The tablet that @code is for; %NULL where another asks, or where it is revoked. */
static RuhuHqDevice *
find_device (RuhuHqStore *store, RuhuHqCode *code, const RuhuEnrolmentRequest *asked)
{
  g_autoptr (RuhuHqDevice) device = ruhu_hq_device_load (store, code->dev, NULL);

  if (device == NULL || device->state != RUHU_HQ_DEVICE_IN_USE || !is_key (device->ed, asked->ed) ||
      !is_key (device->lk, asked->lk) || !is_key (device->x, asked->x))
    return NULL;
  return g_steal_pointer (&device);
}

/* @device is new, or gets one more worker. */
static gboolean
enrol (RuhuHqRequest *request,
       RuhuHqCode *code,
       RuhuHqDevice *device,
       const RuhuEnrolmentRequest *asked,
       GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  g_autoptr (RuhuHqUser) user = ruhu_hq_user_load (store, code->worker, error);
  g_autoptr (RuhuEnrolmentAnswer) answer = NULL;
  g_auto (RuhuHqTx) tx = { NULL };

  if (user == NULL)
    return FALSE;

  answer = make_answer (request, device, user);
  code->answer = ruhu_enrolment_answer_to_json (answer, code->code, asked);
  code->used = ruhu_hash_bytes (request->body);
  g_clear_pointer (&code->code, g_free);
  return ruhu_hq_tx_begin (&tx, store, TRUE, error) && ruhu_hq_device_save (store, device, error) &&
         ruhu_hq_worker_add (store, device->dev, code->worker, request->now, error) &&
         ruhu_hq_code_save (store, code, error) &&
         ruhu_hq_audit_append (request->dir,
                               device->town,
                               code->worker,
                               code->dev == NULL ? "device-enrol" : "device-worker",
                               device->dev,
                               error) &&
         ruhu_hq_tx_commit (&tx, error);
}

/* The same request twice, because its answer was lost, gets the same answer. */
static gboolean
is_repeated (RuhuHqRequest *request, RuhuHqCode *code)
{
  g_autofree char *hash = ruhu_hash_bytes (request->body);

  return code->used != NULL && g_str_equal (code->used, hash);
}

static char *
refuse (RuhuRefusal *where, RuhuRefusal refusal)
{
  *where = refusal;
  return NULL;
}

static char *
answer_code (RuhuHqRequest *request,
             RuhuHqCode *code,
             const RuhuEnrolmentRequest *asked,
             RuhuRefusal *refusal,
             GError **error)
{
  g_autoptr (RuhuHqDevice) device = NULL;
  gsize length;
  const char *data = g_bytes_get_data (request->body, &length);

  if (!ruhu_enrolment_request_verify (data, length, code->code))
    return count_try (request, code, error) ? refuse (refusal, RUHU_REFUSAL_CODE) : NULL;

  device = code->dev == NULL ? make_device (request, code, asked)
                             : find_device (ruhu_hq_dir_get_store (request->dir), code, asked);
  if (device == NULL)
    return refuse (refusal, RUHU_REFUSAL_CODE);
  return enrol (request, code, device, asked, error) ? g_strdup (code->answer) : NULL;
}

/**
 * ruhu_hq_enrol_take:
 * @body: what a new tablet asks, however it came
 * @now: ms since 1970 UTC
 * @refusal: (out): why not; %RUHU_REFUSAL_NONE where @error is set
 *
 * Wrong, used, old and worn-out codes are answered alike.
 *
 * Returns: (transfer full) (nullable): HQ's answer
 */
char *
ruhu_hq_enrol_take (RuhuHqDir *dir, GBytes *body, gint64 now, RuhuRefusal *refusal, GError **error)
{
  RuhuHqRequest request = { .dir = dir, .body = body, .now = now };
  RuhuEnrolmentRequest asked;
  g_autoptr (RuhuHqCode) code = NULL;
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  *refusal = RUHU_REFUSAL_NONE;
  if (!ruhu_enrolment_request_from_json (&asked, data, length))
    return refuse (refusal, RUHU_REFUSAL_FRAME);

  code = ruhu_hq_code_load (ruhu_hq_dir_get_store (dir), asked.id, NULL);
  if (code != NULL && code->expires > now && is_repeated (&request, code))
    return g_strdup (code->answer);
  if (code == NULL || code->code == NULL || code->expires <= now ||
      code->tries >= RUHU_HQ_CODE_TRIES)
    return refuse (refusal, RUHU_REFUSAL_CODE);
  return answer_code (&request, code, &asked, refusal, error);
}

/** ruhu_hq_enrol_handle: a new tablet */
void
ruhu_hq_enrol_handle (RuhuHqRequest *request)
{
  RuhuRefusal refusal;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer =
    ruhu_hq_enrol_take (request->dir, request->body, request->now, &refusal, &error);

  if (answer != NULL)
    answer_text (request, answer);
  else if (refusal != RUHU_REFUSAL_NONE)
    ruhu_hq_request_refuse (request, refusal, NULL);
  else
    ruhu_hq_request_fail (request, error);
}

/** ruhu_hq_wiped_handle: a revoked tablet has erased itself */
void
ruhu_hq_wiped_handle (RuhuHqRequest *request)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_auto (RuhuHqTx) tx = { NULL };
  gboolean ok = TRUE;

  if (request->device->state == RUHU_HQ_DEVICE_IN_USE) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_SCOPE_DENIED, NULL);
    return;
  }

  if (request->device->state == RUHU_HQ_DEVICE_REVOKED) {
    request->device->state = RUHU_HQ_DEVICE_WIPED;
    ok = ruhu_hq_tx_begin (&tx, store, TRUE, &error) &&
         ruhu_hq_device_save (store, request->device, &error) &&
         ruhu_hq_audit_append (request->dir,
                               request->device->town,
                               request->device->dev,
                               "device-wiped",
                               request->device->dev,
                               &error) &&
         ruhu_hq_tx_commit (&tx, &error);
  }
  if (ok)
    ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
  else
    ruhu_hq_request_fail (request, error);
}
