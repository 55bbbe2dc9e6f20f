/* ruhu-hq-recover.c: POST /v1/recover, and the command `device recover`
 *
 * A tablet whose PIN was forgotten asks with the box that holds its root key. Two custodians open
 * the box, each with a half of the recovery key; the key exists here only while they do. The answer
 * waits for the tablet, and is of use only to who is told the code.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-recovery-table.h"
#include "ruhu-hq-recovery.h"
#include "ruhu-hq-worker-table.h"

#include "base/ruhu-error.h"
#include "ruhu-enrolment.h"
#include "ruhu-wire-json.h"
#include "store/ruhu-recovery.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define ACTOR "command"
#define HALVES "recovery-key"
#define MAX_HALVES 1024
#define ESCROW_SIZE (RUHU_RECOVERY_ESCROW_SIZE + crypto_box_SEALBYTES)
/* Of the first versions: the root key alone. */
#define OLD_ESCROW_SIZE (RUHU_RECOVERY_KEY_SIZE + crypto_box_SEALBYTES)

static gboolean
read_escrow (JsonObject *object, guint8 escrow[ESCROW_SIZE], gsize *size)
{
  *size = ESCROW_SIZE;
  if (ruhu_wire_json_get_bytes (object, "escrow", escrow, *size))
    return TRUE;

  *size = OLD_ESCROW_SIZE;
  return ruhu_wire_json_get_bytes (object, "escrow", escrow, *size);
}

static gboolean
read_request (RuhuHqRequest *request, RuhuHqRecoveryRequest *asked)
{
  gsize n;
  const char *data = g_bytes_get_data (request->body, &n);
  g_autoptr (JsonObject) object = ruhu_wire_json_parse (data, n, NULL);
  const char *user = ruhu_json_get_string (object, "user");
  g_auto (GStrv) workers =
    ruhu_hq_worker_list (ruhu_hq_dir_get_store (request->dir), request->device->dev, NULL);
  guint8 escrow[ESCROW_SIZE], key[RUHU_RECOVERY_KEY_SIZE];
  gsize size = ESCROW_SIZE;

  if (user == NULL || workers == NULL || !g_strv_contains ((const char *const *) workers, user) ||
      !read_escrow (object, escrow, &size) ||
      !ruhu_wire_json_get_bytes (object, "key", key, sizeof key))
    return FALSE;

  asked->dev = g_strdup (request->device->dev);
  asked->worker = g_strdup (user);
  asked->at = request->now;
  asked->escrow = g_bytes_new (escrow, size);
  asked->key = g_bytes_new (key, sizeof key);
  return TRUE;
}

static gboolean
note (RuhuHqRequest *request, RuhuHqRecoveryRequest *asked, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (request->dir);
  RuhuHqDevice *device = request->device;
  g_auto (RuhuHqTx) tx = { NULL };

  return ruhu_hq_tx_begin (&tx, store, TRUE, error) &&
         ruhu_hq_recovery_save (store, asked, error) &&
         ruhu_hq_audit_append (request->dir,
                               device->town,
                               device->dev,
                               "recovery-asked",
                               device->dev,
                               error) &&
         ruhu_hq_tx_commit (&tx, error);
}

/** ruhu_hq_recover_handle: a tablet whose PIN was forgotten asks, or asks again for the answer */
void
ruhu_hq_recover_handle (RuhuHqRequest *request)
{
  g_autoptr (RuhuHqRecoveryRequest) asked = g_new0 (RuhuHqRecoveryRequest, 1);
  g_autoptr (RuhuHqRecoveryRequest) known = NULL;
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (GError) error = NULL;

  if (!read_request (request, asked)) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_FRAME, NULL);
    return;
  }

  known = ruhu_hq_recovery_load (ruhu_hq_dir_get_store (request->dir), asked->dev, &error);
  if (known == NULL && !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  g_clear_error (&error);
  if (known == NULL || !g_bytes_equal (known->key, asked->key) ||
      !g_bytes_equal (known->escrow, asked->escrow) ||
      !g_str_equal (known->worker, asked->worker)) {
    if (!note (request, asked, &error)) {
      ruhu_hq_request_fail (request, error);
      return;
    }
  } else if (known->answer != NULL)
    ruhu_wire_json_set_bytes (answer,
                              "sealed",
                              g_bytes_get_data (known->answer, NULL),
                              g_bytes_get_size (known->answer));

  ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
}

/** ruhu_hq_device_recover_read: the two halves, one a line, from the descriptor that was said */
gboolean
ruhu_hq_device_recover_read (RuhuHqCall *call, GError **error)
{
  const char *text = ruhu_hq_call_get_option (call, "recovery-key-fd");
  char halves[MAX_HALVES];
  gsize n = 0;
  gssize got = 1;
  guint64 fd;
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &fd, NULL)) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "say --recovery-key-fd with the number of an open descriptor");
    return FALSE;
  }
  while (n < sizeof halves && got != 0) {
    got = read ((int) fd, halves + n, sizeof halves - n);
    if (got < 0 && errno != EINTR) {
      g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "the recovery key cannot be read");
      return FALSE;
    }
    n += MAX (got, 0);
  }

  bytes = g_bytes_new (halves, n);
  sodium_memzero (halves, sizeof halves);
  ruhu_hq_call_add_file (call, HALVES, bytes);
  return TRUE;
}

static gboolean
join_halves (RuhuHqDir *dir, RuhuHqCall *call, guint8 *key, GError **error)
{
  RuhuHqFile *file = ruhu_hq_call_find_file (call, HALVES);
  g_autofree char *text =
    file == NULL ? g_strdup ("")
                 : g_strndup (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes));
  g_auto (GStrv) lines = g_strsplit (g_strstrip (text), "\n", 3);
  guint8 public_key[RUHU_HQ_RECOVERY_SIZE];
  gboolean joined;

  if (g_strv_length (lines) != 2) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "the recovery key is two lines: the halves of the two custodians");
    return FALSE;
  }

  joined =
    ruhu_hq_recovery_join ((const char *const[]){ g_strchomp (lines[0]), lines[1] }, key, error);
  sodium_memzero (lines[0], strlen (lines[0]));
  sodium_memzero (lines[1], strlen (lines[1]));
  if (!joined)
    return FALSE;

  crypto_scalarmult_base (public_key, key);
  if (memcmp (public_key, ruhu_hq_dir_get_hqe (dir), sizeof public_key) == 0)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_REFUSED,
               "the halves are whole, but of another headquarters");
  return FALSE;
}

/* Whoever found a tablet has its box, and might send it as their own tablet's. A box of the first
 * versions does not say whose it is; there it is all up to the custodians. */
static gboolean
check_owner (RuhuHqDir *dir, RuhuHqRecoveryRequest *asked, const guint8 *content, GError **error)
{
  g_autoptr (RuhuHqDevice) device = NULL;

  if (g_bytes_get_size (asked->escrow) == OLD_ESCROW_SIZE)
    return TRUE;

  device = ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), asked->dev, error);
  if (device == NULL)
    return FALSE;
  if (device->ed != NULL && g_bytes_get_size (device->ed) == RUHU_RECOVERY_KEY_SIZE &&
      memcmp (g_bytes_get_data (device->ed, NULL),
              content + RUHU_RECOVERY_KEY_SIZE,
              RUHU_RECOVERY_KEY_SIZE) == 0)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_REFUSED,
               "what %s sent is the key of another tablet: somebody tries to open one that is not"
               " theirs",
               asked->dev);
  return FALSE;
}

/* The root key out of its box, and at once into the next. */
static GBytes *
seal_again (RuhuHqDir *dir,
            RuhuHqRecoveryRequest *asked,
            const guint8 *key,
            const char *code,
            GError **error)
{
  guint8 content[RUHU_RECOVERY_ESCROW_SIZE] = { 0 };
  g_autoptr (GBytes) root = NULL;
  GBytes *sealed = NULL;

  if (crypto_box_seal_open (content,
                            g_bytes_get_data (asked->escrow, NULL),
                            g_bytes_get_size (asked->escrow),
                            ruhu_hq_dir_get_hqe (dir),
                            key) != 0) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_CORRUPT,
                 "what %s sent does not open with this recovery key",
                 asked->dev);
    return NULL;
  }

  root = g_bytes_new_static (content, RUHU_RECOVERY_KEY_SIZE);
  if (check_owner (dir, asked, content, error))
    sealed = ruhu_recovery_seal (root, code, asked->key);
  sodium_memzero (content, sizeof content);
  return sealed;
}

static gboolean
answer_it (RuhuHqDir *dir, RuhuHqRecoveryRequest *asked, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (RuhuHqDevice) device = ruhu_hq_device_load (store, asked->dev, error);
  g_auto (RuhuHqTx) tx = { NULL };

  if (device == NULL)
    return FALSE;
  if (device->state != RUHU_HQ_DEVICE_IN_USE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "%s was revoked", asked->dev);
    return FALSE;
  }

  return ruhu_hq_tx_begin (&tx, store, TRUE, error) &&
         ruhu_hq_recovery_save (store, asked, error) &&
         ruhu_hq_audit_append (dir, device->town, ACTOR, "device-recover", device->dev, error) &&
         ruhu_hq_tx_commit (&tx, error);
}

/** ruhu_hq_device_recover_run: `device recover ID --recovery-key-fd N` */
gboolean
ruhu_hq_device_recover_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  const char *id = ruhu_hq_call_get_arg (call, 0);
  g_autoptr (RuhuHqRecoveryRequest) asked =
    ruhu_hq_recovery_load (ruhu_hq_dir_get_store (dir), id, error);
  g_autofree char *code = ruhu_enrolment_code_new ();
  g_autofree char *shown = ruhu_enrolment_code_format (code);
  guint8 key[RUHU_HQ_RECOVERY_SIZE];

  if (asked == NULL || !join_halves (dir, call, key, error))
    return FALSE;

  g_clear_pointer (&asked->answer, g_bytes_unref);
  asked->answer = seal_again (dir, asked, key, code, error);
  sodium_memzero (key, sizeof key);
  if (asked->answer == NULL || !answer_it (dir, asked, error))
    return FALSE;

  g_string_append_printf (reply->out,
                          "code: %s\ntell it to %s only, and be sure who is asking: with it the"
                          " tablet opens\n",
                          shown,
                          asked->worker);
  return TRUE;
}
