/* ruhu-enrol-file.c: the first meeting of device and HQ, by file
 *
 * The same two messages as over the network, each in a bundle: what the device asks, with its new
 * public keys and a MAC under the code, and what HQ answers. In between the keys wait, sealed under
 * the PIN that was chosen. Nothing in the files is secret, and who has not the code changes
 * nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-enrol-file.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "ruhu-bundle.h"
#include "ruhu-enrol-private.h"
#include "ruhu-wire-json.h"
#include "store/ruhu-pending.h"

#include <sodium.h>
#include <string.h>

static gboolean
write_request (RuhuDeviceKeys *keys, GBytes *body, GOutputStream *stream, GError **error)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (RuhuBundleWriter) writer = NULL;
  g_autofree char *text = NULL;
  g_autofree char *signature = NULL;

  json_object_set_string_member (header, "kind", RUHU_BUNDLE_ENROL);
  json_object_set_int_member (header, "at", ruhu_clock_now ());
  writer = ruhu_bundle_writer_new (stream, header, error);
  if (writer == NULL || !ruhu_bundle_writer_add (writer, RUHU_BUNDLE_PART_ENROL, NULL, body, error))
    return FALSE;

  text = ruhu_bundle_writer_end (writer, error);
  if (text == NULL)
    return FALSE;
  signature = ruhu_device_keys_sign (keys, text);
  return ruhu_bundle_writer_sign (writer, signature, error);
}

static gboolean
save (RuhuDeviceKeys *keys, const char *path, const char *request, GError **error)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) body = g_bytes_new (request, strlen (request));
  g_autoptr (GBytes) bundle = NULL;
  gsize n;
  const char *data;

  if (!write_request (keys, body, stream, error))
    return FALSE;

  g_output_stream_close (stream, NULL, NULL);
  bundle = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  data = ruhu_file_get_data (bundle, &n);
  return ruhu_file_replace (path, data, n, error);
}

static void
wipe (char *secret)
{
  if (secret != NULL)
    sodium_memzero (secret, strlen (secret));
  g_free (secret);
}

static char *
make_note (const char *code, const char *request)
{
  g_autoptr (JsonObject) note = json_object_new ();

  json_object_set_string_member (note, "code", code);
  json_object_set_string_member (note, "request", request);
  return ruhu_json_to_text (note);
}

/**
 * ruhu_enrol_file_ask:
 * @dir: a profile without a store
 * @path: the bundle for HQ
 * @code: the code as typed, pasted or scanned
 * @pin: the PIN or phrase that was chosen, by which the answer is taken in
 * @error: %RUHU_ERROR_INVALID (that is no code), or why a file could not be written
 *
 * Asking once more makes new keys: an answer to the first is none any more.
 */
gboolean
ruhu_enrol_file_ask (const char *dir,
                     const char *path,
                     const char *code,
                     const char *pin,
                     GError **error)
{
  char *normalized = ruhu_enrolment_code_normalize (code);
  RuhuEnrolmentRequest asked;
  RuhuDeviceKeys *keys;
  g_autofree char *request = NULL;
  char *note;
  gboolean done;

  if (normalized == NULL) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "that is no code from HQ");
    return FALSE;
  }

  keys = ruhu_device_keys_new ();
  ruhu_enrolment_request_init (&asked,
                               normalized,
                               ruhu_device_keys_get_public (keys, RUHU_DEVICE_KEY_ED),
                               ruhu_device_keys_get_public (keys, RUHU_DEVICE_KEY_X),
                               ruhu_device_keys_get_public (keys, RUHU_DEVICE_KEY_LK));
  request = ruhu_enrolment_request_to_json (&asked, normalized);
  note = make_note (normalized, request);
  done = ruhu_pending_save (dir, keys, note, pin, error) && save (keys, path, request, error);
  wipe (note);
  wipe (normalized);
  ruhu_device_keys_unref (keys);
  return done;
}

/* HQ's answer; %NULL with @error set. Its signature over the bundle is checked with the key in it.
 */
static RuhuEnrolmentAnswer *
read_answer (RuhuBundleReader *reader, const char *note_text, GError **error)
{
  g_autoptr (JsonObject) note = ruhu_wire_json_parse (note_text, strlen (note_text), NULL);
  const char *code = ruhu_json_get_string (note, "code");
  const char *request = ruhu_json_get_string (note, "request");
  g_autoptr (RuhuBundlePart) part = NULL;
  g_autoptr (RuhuEnrolmentAnswer) answer = NULL;
  RuhuEnrolmentRequest asked;

  if (!ruhu_bundle_reader_next (reader, &part, error))
    return NULL;
  if (part != NULL && g_str_equal (part->type, RUHU_BUNDLE_PART_ENROL) && code != NULL &&
      request != NULL && ruhu_enrolment_request_from_json (&asked, request, strlen (request)))
    answer = ruhu_enrolment_answer_from_json (g_bytes_get_data (part->content, NULL),
                                              g_bytes_get_size (part->content),
                                              code,
                                              &asked);
  if (answer == NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "this is no answer to what this device asked last");
    return NULL;
  }
  if (!ruhu_bundle_reader_skip (reader, error))
    return NULL;
  if (ruhu_bundle_reader_verify (reader, answer->hqs))
    return g_steal_pointer (&answer);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "the bundle was changed on its way");
  return NULL;
}

/**
 * ruhu_enrol_file_read:
 * @dir: the profile that asked
 * @path: HQ's answer
 * @pin: the PIN or phrase that was chosen then
 * @keys: (out) (transfer full): the device's keys, for ruhu_store_create_async()
 * @user: (out) (transfer full): for whom HQ enrolled the device
 * @error: %RUHU_ERROR_NOT_FOUND (nobody asked, or no such file), %RUHU_ERROR_REFUSED (another PIN,
 *   or no answer to this device), %RUHU_ERROR_CORRUPT (the keys that waited are damaged: ask anew),
 *   %RUHU_ERROR_INVALID (no bundle, or damaged)
 *
 * Nothing is written.
 *
 * Returns: (transfer full) (nullable): who this device is to HQ from now on
 */
RuhuDevice *
ruhu_enrol_file_read (const char *dir,
                      const char *path,
                      const char *pin,
                      RuhuDeviceKeys **keys,
                      char **user,
                      GError **error)
{
  g_autoptr (RuhuBundleReader) reader = ruhu_bundle_reader_open (path, error);
  g_autoptr (RuhuEnrolmentAnswer) answer = NULL;
  const char *url;
  char *note = NULL;

  if (reader == NULL)
    return NULL;

  *keys = ruhu_pending_load (dir, pin, &note, error);
  if (*keys == NULL)
    return NULL;
  answer = read_answer (reader, note, error);
  wipe (note);
  if (answer == NULL || !ruhu_device_keys_set_unlock_secret (*keys, answer->unlock, error)) {
    g_clear_pointer (keys, ruhu_device_keys_unref);
    return NULL;
  }

  url = ruhu_json_get_string (ruhu_bundle_reader_get_header (reader), "url");
  *user = g_strdup (answer->user);
  return ruhu_enrol_make_device (answer, url != NULL ? url : "https://localhost");
}

typedef struct {
  char *dir;
  char *path;
  char *code;
  char *pin;
  RuhuDeviceKeys *keys;
  char *user;
} Job;

static void
job_free (Job *job)
{
  g_free (job->dir);
  g_free (job->path);
  wipe (job->code);
  wipe (job->pin);
  g_clear_pointer (&job->keys, ruhu_device_keys_unref);
  g_free (job->user);
  g_free (job);
}

static GTask *
make_task (const char *dir,
           const char *path,
           const char *code,
           const char *pin,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->dir = g_strdup (dir);
  job->path = g_strdup (path);
  job->code = g_strdup (code);
  job->pin = g_strdup (pin);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  return task;
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (ruhu_enrol_file_ask (job->dir, job->path, job->code, job->pin, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/** ruhu_enrol_file_ask_async: ruhu_enrol_file_ask() in a thread of its own */
void
ruhu_enrol_file_ask_async (const char *dir,
                           const char *path,
                           const char *code,
                           const char *pin,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = make_task (dir, path, code, pin, cancellable, callback, user_data);

  g_task_run_in_thread (task, ask_in_thread);
}

gboolean
ruhu_enrol_file_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  RuhuDevice *device =
    ruhu_enrol_file_read (job->dir, job->path, job->pin, &job->keys, &job->user, &error);

  if (device != NULL)
    g_task_return_pointer (task, device, (GDestroyNotify) ruhu_device_unref);
  else
    g_task_return_error (task, error);
}

/** ruhu_enrol_file_read_async: ruhu_enrol_file_read() in a thread of its own */
void
ruhu_enrol_file_read_async (const char *dir,
                            const char *path,
                            const char *pin,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = make_task (dir, path, NULL, pin, cancellable, callback, user_data);

  g_task_run_in_thread (task, read_in_thread);
}

/** ruhu_enrol_file_read_finish: see ruhu_enrol_file_read() */
RuhuDevice *
ruhu_enrol_file_read_finish (GAsyncResult *result,
                             RuhuDeviceKeys **keys,
                             char **user,
                             GError **error)
{
  RuhuDevice *device = g_task_propagate_pointer (G_TASK (result), error);
  Job *job = g_task_get_task_data (G_TASK (result));

  if (device == NULL)
    return NULL;

  *keys = g_steal_pointer (&job->keys);
  *user = g_steal_pointer (&job->user);
  return device;
}
