/* ruhu-hq-bundle.c: a tablet's bundle into HQ
 *
 * Read twice: first to its signature, and nothing happens before that holds; then its lines and
 * attachments go the way of a push. What HQ has already is passed over, so that the same bundle
 * twice, or an older one after a newer one, or a push in between, changes nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-bundle.h"

#include "ruhu-hq-att-file.h"
#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-enrol.h"
#include "ruhu-hq-intake.h"
#include "ruhu-hq-receipt.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-bundle.h"
#include "ruhu-enrolment.h"
#include "ruhu-hash.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

#include <glib/gstdio.h>

#define FOLDER "bundles"
#define MAX_KEY 256

/** ruhu_hq_bundle_taken_clear: frees what @taken holds, not itself */
void
ruhu_hq_bundle_taken_clear (RuhuHqBundleTaken *taken)
{
  g_clear_pointer (&taken->dev, g_free);
  g_clear_pointer (&taken->reply, g_bytes_unref);
}

/** ruhu_hq_bundle_build_path: Returns: (transfer full): of a file among bundles that are coming in
 */
char *
ruhu_hq_bundle_build_path (RuhuHqDir *dir, const char *name)
{
  g_autofree char *folder = ruhu_hq_dir_build_path (dir, FOLDER);

  g_mkdir (folder, 0700);
  return g_build_filename (folder, name, NULL);
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_INVALID, why);
  return FALSE;
}

static gboolean
check_header (RuhuHqDir *dir, RuhuBundleReader *reader, GError **error)
{
  JsonObject *header = ruhu_bundle_reader_get_header (reader);
  g_autofree char *own = ruhu_sign_fingerprint (ruhu_hq_dir_get_hqs (dir));

  if (!g_str_equal (ruhu_bundle_reader_get_kind (reader), RUHU_BUNDLE_UP))
    return fail (error, "this bundle is for a tablet, not for headquarters");
  if (g_strcmp0 (ruhu_json_get_string (header, "hq"), own) != 0)
    return fail (error, "this bundle is for another headquarters");
  return TRUE;
}

static RuhuHqDevice *
load_sender (RuhuHqDir *dir, RuhuBundleReader *reader, GError **error)
{
  const char *dev = ruhu_bundle_reader_get_device (reader);
  g_autoptr (GError) failed = NULL;
  g_autoptr (RuhuHqDevice) device =
    dev != NULL ? ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), dev, &failed) : NULL;

  if (device != NULL && device->ed != NULL && device->lk != NULL)
    return g_steal_pointer (&device);

  if (failed != NULL && !g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&failed));
  else
    fail (error, "this bundle is of a tablet that headquarters does not know");
  return NULL;
}

/* A locked tablet signs with LK; its lines are AK's all the same. */
static gboolean
check_signature (RuhuBundleReader *reader, RuhuHqDevice *device, GError **error)
{
  return ruhu_bundle_reader_verify (reader, g_bytes_get_data (device->ed, NULL)) ||
         ruhu_bundle_reader_verify (reader, g_bytes_get_data (device->lk, NULL)) ||
         fail (error, "the bundle was changed on its way, or is not that tablet's");
}

static gboolean
fail_gap (gint64 have, gint64 first, GError **error)
{
  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CONFLICT,
               "needs lines %" G_GINT64_FORMAT "–%" G_GINT64_FORMAT
               " first; nothing was changed, keep the bundle and import it after them",
               have + 1,
               first - 1);
  return FALSE;
}

/* Told before anything is taken in. */
static gboolean
check_gap (RuhuBundleReader *reader, RuhuHqDevice *device, RuhuHqBundleTaken *taken, GError **error)
{
  JsonObject *header = ruhu_bundle_reader_get_header (reader);
  guint64 from, upto;

  if (!ruhu_wire_json_get_uint (header, "from", &from) || from == 0 ||
      !ruhu_wire_json_get_uint (header, "upto", &upto) || upto + 1 < from)
    return fail (error, "the bundle does not say which lines it carries");

  taken->dev = g_strdup (device->dev);
  taken->from = from;
  taken->upto = upto;
  taken->acked = device->acked;
  return upto < from || taken->from <= device->acked + 1 ||
         fail_gap (device->acked, taken->from, error);
}

static gboolean
fail_refused (RuhuHqIntake *intake, GError **error)
{
  if (intake->refusal == RUHU_REFUSAL_GAP)
    return fail_gap (intake->expect - 1, ruhu_batch_get_from (intake->batch), error);
  if (intake->refusal == RUHU_REFUSAL_FORK)
    return fail (error,
                 "headquarters has other lines of this tablet under the same numbers: it is a"
                 " copied or restored one, and must be enrolled again");

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "the lines in the bundle cannot be taken: %s",
               ruhu_refusal_to_string (intake->refusal));
  return FALSE;
}

static gboolean
take_push (RuhuHqDir *dir, RuhuBundlePart *part, RuhuHqBundleTaken *taken, GError **error)
{
  g_autoptr (RuhuHqDevice) device =
    ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), taken->dev, error);
  g_autoptr (GError) failed = NULL;
  RuhuHqIntake intake;
  gboolean done;

  if (device == NULL)
    return FALSE;

  ruhu_hq_intake_init (&intake, dir, device, ruhu_clock_now ());
  done = ruhu_hq_intake_read (&intake, part->content) && ruhu_hq_intake_check_head (&intake) &&
         ruhu_hq_intake_store (&intake, &failed);
  if (done) {
    taken->new_lines += intake.device->acked - device->acked;
    taken->acked = intake.device->acked;
  } else if (failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  else
    fail_refused (&intake, error);

  ruhu_hq_intake_clear (&intake);
  return done;
}

static gboolean
take_attachment (RuhuHqDir *dir, RuhuBundlePart *part, RuhuHqBundleTaken *taken, GError **error)
{
  g_autoptr (RuhuHqDevice) device =
    ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), taken->dev, error);
  const char *text = ruhu_json_get_string (part->members, "key");
  g_autoptr (GBytes) key = NULL;
  RuhuHqAttTaken became;
  guchar *data;
  gsize n = 0;

  if (device == NULL)
    return FALSE;

  data = g_base64_decode (text != NULL && strlen (text) <= MAX_KEY ? text : "", &n);
  key = g_bytes_new_take (data, n);
  if (!ruhu_hq_att_file_take_sealed (dir,
                                     device,
                                     key,
                                     part->content,
                                     ruhu_clock_now (),
                                     &became,
                                     error))
    return FALSE;

  taken->attachments += became == RUHU_HQ_ATT_NEW;
  taken->unnamed += became == RUHU_HQ_ATT_UNNAMED;
  taken->broken += became == RUHU_HQ_ATT_BROKEN;
  return TRUE;
}

static gboolean
take_part (RuhuHqDir *dir, RuhuBundlePart *part, RuhuHqBundleTaken *taken, GError **error)
{
  if (g_str_equal (part->type, RUHU_BUNDLE_PART_PUSH))
    return take_push (dir, part, taken, error);
  if (g_str_equal (part->type, RUHU_BUNDLE_PART_ATT))
    return take_attachment (dir, part, taken, error);
  if (g_str_equal (part->type, RUHU_BUNDLE_PART_CURSOR))
    return ruhu_hq_bundle_note_cursor (dir, taken->dev, part->content, error);
  return TRUE;
}

static JsonObject *
make_header (RuhuHqDevice *device, gint64 now)
{
  JsonObject *header = json_object_new ();

  json_object_set_string_member (header, "kind", RUHU_BUNDLE_RECEIPT);
  json_object_set_string_member (header, "dev", device->dev);
  json_object_set_int_member (header, "at", now);
  json_object_set_int_member (header, "upto", device->acked);
  return header;
}

static gboolean
write_receipt (RuhuHqDir *dir,
               RuhuHqDevice *device,
               JsonObject *answer,
               GOutputStream *stream,
               GError **error)
{
  g_autoptr (JsonObject) header = make_header (device, ruhu_clock_now ());
  g_autoptr (RuhuBundleWriter) writer = ruhu_bundle_writer_new (stream, header, error);
  char *text = ruhu_json_to_text (answer);
  g_autoptr (GBytes) json = g_bytes_new_take (text, strlen (text));
  g_autofree char *signed_text = NULL;
  g_autofree char *signature = NULL;

  if (writer == NULL ||
      !ruhu_bundle_writer_add (writer, RUHU_BUNDLE_PART_RECEIPT, NULL, json, error))
    return FALSE;

  signed_text = ruhu_bundle_writer_end (writer, error);
  if (signed_text == NULL)
    return FALSE;

  signature = ruhu_sign_text (signed_text, ruhu_hq_dir_get_hqs_secret (dir));
  return ruhu_bundle_writer_sign (writer, signature, error);
}

static GBytes *
make_receipt (RuhuHqDir *dir, const char *dev, guint *held, GError **error)
{
  g_autoptr (RuhuHqDevice) device = ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), dev, error);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (JsonObject) answer = NULL;

  if (device == NULL)
    return NULL;
  if (device->receipt == NULL && !ruhu_hq_receipt_renew (dir, device, ruhu_clock_now (), error))
    return NULL;

  answer = ruhu_hq_intake_make_answer (dir, device, 1, FALSE, ruhu_clock_now (), error);
  if (answer == NULL || !write_receipt (dir, device, answer, stream, error))
    return NULL;

  *held = json_array_get_length (json_object_get_array_member (answer, "res"));
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

/**
 * ruhu_hq_bundle_make_receipt:
 * @dev: a tablet
 *
 * Returns: (transfer full) (nullable): what HQ answers to all that it has of it, as a bundle
 */
GBytes *
ruhu_hq_bundle_make_receipt (RuhuHqDir *dir, const char *dev, GError **error)
{
  guint held;

  return make_receipt (dir, dev, &held, error);
}

static gboolean
note_import (RuhuHqDir *dir, RuhuHqDevice *device, GError **error)
{
  g_auto (RuhuHqTx) tx = { NULL };

  return ruhu_hq_tx_begin (&tx, ruhu_hq_dir_get_store (dir), TRUE, error) &&
         ruhu_hq_device_see (ruhu_hq_dir_get_store (dir), device, ruhu_clock_now (), error) &&
         ruhu_hq_audit_append (dir, device->town, "command", "bundle-import", device->dev, error) &&
         ruhu_hq_tx_commit (&tx, error);
}

/* The body of an enrolment, which the new tablet's own key has signed with the bundle. */
static GBytes *
read_enrolment (RuhuBundleReader *reader, GError **error)
{
  g_autoptr (RuhuBundlePart) part = NULL;
  RuhuEnrolmentRequest asked;
  gsize n;
  const char *data;

  if (!ruhu_bundle_reader_next (reader, &part, error) || !ruhu_bundle_reader_skip (reader, error))
    return NULL;

  data = part != NULL ? g_bytes_get_data (part->content, &n) : NULL;
  if (data != NULL && g_str_equal (part->type, RUHU_BUNDLE_PART_ENROL) &&
      ruhu_enrolment_request_from_json (&asked, data, n) &&
      ruhu_bundle_reader_verify (reader, asked.ed))
    return g_bytes_ref (part->content);

  fail (error, "the bundle was changed on its way");
  return NULL;
}

static char *
read_device (const char *answer)
{
  g_autoptr (JsonObject) outer = ruhu_wire_json_parse (answer, strlen (answer), NULL);
  const char *text = ruhu_json_get_string (outer, "m");
  g_autoptr (JsonObject) inner =
    text != NULL ? ruhu_wire_json_parse (text, strlen (text), NULL) : NULL;

  return g_strdup (ruhu_json_get_string (inner, "dev"));
}

static gboolean
take_enrolment (RuhuHqDir *dir, RuhuBundleReader *reader, RuhuHqBundleTaken *taken, GError **error)
{
  g_autoptr (GBytes) body = read_enrolment (reader, error);
  g_autoptr (GBytes) bytes = NULL;
  RuhuRefusal refusal;
  char *answer;

  if (body == NULL)
    return FALSE;

  answer = ruhu_hq_enrol_take (dir, body, ruhu_clock_now (), &refusal, error);
  if (answer == NULL)
    return refusal != RUHU_REFUSAL_NONE
             ? fail (error, "the code in the bundle is mistyped, used, or older than 24 hours")
             : FALSE;

  taken->enrolled = TRUE;
  taken->dev = read_device (answer);
  bytes = g_bytes_new_take (answer, strlen (answer));
  taken->reply = ruhu_hq_bundle_make_down (dir, taken->dev, bytes, error);
  return taken->reply != NULL;
}

/* Import: a bundle that is being taken in, step by step */
typedef struct {
  RuhuHqDir *dir;
  char *path;
  GFileInputStream *file; /* one and the same from the check to the end */
  RuhuBundleReader *reader;
  RuhuHqDevice *device; /* whose it says it is */
  gboolean checked;     /* and is: its parts are taken now */
  RuhuHqBundleTaken taken;
} Import;

static void
import_clear (Import *import)
{
  g_clear_object (&import->dir);
  g_free (import->path);
  g_clear_pointer (&import->reader, ruhu_bundle_reader_free);
  g_clear_object (&import->file);
  g_clear_pointer (&import->device, ruhu_hq_device_free);
  ruhu_hq_bundle_taken_clear (&import->taken);
}

static void
import_free (gpointer data)
{
  import_clear (data);
  g_free (data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static gboolean
begin_import (Import *import, gboolean *more, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (import->path);

  import->file = g_file_read (file, NULL, error);
  if (import->file == NULL)
    return FALSE;

  import->reader = ruhu_bundle_reader_new (G_INPUT_STREAM (import->file), error);
  if (import->reader == NULL)
    return FALSE;

  *more = !g_str_equal (ruhu_bundle_reader_get_kind (import->reader), RUHU_BUNDLE_ENROL);
  if (!*more)
    return take_enrolment (import->dir, import->reader, &import->taken, error);
  if (!check_header (import->dir, import->reader, error))
    return FALSE;

  import->device = load_sender (import->dir, import->reader, error);
  return import->device != NULL;
}

/* All of it was read: from here on it is believed, and read again. */
static gboolean
end_check (Import *import, GError **error)
{
  if (!check_signature (import->reader, import->device, error) ||
      !check_gap (import->reader, import->device, &import->taken, error) ||
      !g_seekable_seek (G_SEEKABLE (import->file), 0, G_SEEK_SET, NULL, error))
    return FALSE;

  g_clear_pointer (&import->reader, ruhu_bundle_reader_free);
  import->reader = ruhu_bundle_reader_new (G_INPUT_STREAM (import->file), error);
  import->checked = import->reader != NULL;
  return import->checked;
}

static gboolean
end_import (Import *import, GError **error)
{
  RuhuHqBundleTaken *taken = &import->taken;

  if (!note_import (import->dir, import->device, error))
    return FALSE;

  taken->reply = make_receipt (import->dir, taken->dev, &taken->held, error);
  return taken->reply != NULL;
}

/* A part at a time, each with a transaction of its own: what is between them is anybody's. */
static gboolean
step (Import *import, gboolean *more, GError **error)
{
  g_autoptr (RuhuBundlePart) part = NULL;

  if (import->reader == NULL)
    return begin_import (import, more, error);

  *more = TRUE;
  if (!ruhu_bundle_reader_next (import->reader, &part, error))
    return FALSE;
  if (!import->checked)
    return part != NULL || end_check (import, error);
  if (part != NULL)
    return take_part (import->dir, part, &import->taken, error);

  *more = FALSE;
  return end_import (import, error);
}

/**
 * ruhu_hq_bundle_take:
 * @path: a file that nobody changes meanwhile
 * @taken: (out): what became of it; the caller clears it
 * @error: %RUHU_ERROR_INVALID (damaged, foreign, forked), %RUHU_ERROR_CONFLICT (lines before it are
 *   missing), %RUHU_ERROR_FULL or %RUHU_ERROR_FAILED
 *
 * What is damaged or foreign changes nothing. Where the disk fills up on the way, what came before
 * stays, and the same bundle goes on from there.
 */
gboolean
ruhu_hq_bundle_take (RuhuHqDir *dir, const char *path, RuhuHqBundleTaken *taken, GError **error)
{
  g_auto (Import) import = { .dir = g_object_ref (dir), .path = g_strdup (path) };
  gboolean more = TRUE;
  gboolean done = TRUE;

  while (done && more)
    done = step (&import, &more, error);
  *taken = import.taken;
  import.taken = (RuhuHqBundleTaken){ 0 };
  return done;
}

static gboolean
step_cb (gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  gboolean more;

  if (!step (g_task_get_task_data (task), &more, &error))
    g_task_return_error (task, error);
  else if (more)
    return G_SOURCE_CONTINUE;
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * ruhu_hq_bundle_take_async:
 *
 * As ruhu_hq_bundle_take(), by turns with all else that the main context has to do: a bundle may be
 * of a year, and tablets are served meanwhile.
 */
void
ruhu_hq_bundle_take_async (RuhuHqDir *dir,
                           const char *path,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Import *import = g_new0 (Import, 1);

  import->dir = g_object_ref (dir);
  import->path = g_strdup (path);
  g_task_set_source_tag (task, ruhu_hq_bundle_take_async);
  g_task_set_task_data (task, import, import_free);
  g_idle_add_full (G_PRIORITY_DEFAULT, step_cb, task, g_object_unref);
}

/** ruhu_hq_bundle_take_finish: as ruhu_hq_bundle_take() */
gboolean
ruhu_hq_bundle_take_finish (GAsyncResult *result, RuhuHqBundleTaken *taken, GError **error)
{
  Import *import = g_task_get_task_data (G_TASK (result));

  *taken = import->taken;
  import->taken = (RuhuHqBundleTaken){ 0 };
  return g_task_propagate_boolean (G_TASK (result), error);
}
