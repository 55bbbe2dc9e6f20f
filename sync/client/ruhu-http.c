/* ruhu-http.c: sessions, and what HTTP gives back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* memfd_create() */

#include "ruhu-http-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TIMEOUT 60 /* seconds without a byte */
#define PIECE 65536

/* An answer so far. */
typedef struct {
  GByteArray *body;
  gsize most;
} Answer;

static void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->body, g_byte_array_unref);
  g_free (answer);
}

/** ruhu_http_new_session: Returns: (transfer full): a session of one connection */
SoupSession *
ruhu_http_new_session (void)
{
  g_autofree char *agent = g_strdup_printf ("Ruhu/%s", RUHU_VERSION);

  return soup_session_new_with_options ("timeout",
                                        TIMEOUT,
                                        "idle-timeout",
                                        TIMEOUT,
                                        "max-conns",
                                        1,
                                        "max-conns-per-host",
                                        1,
                                        "user-agent",
                                        agent,
                                        NULL);
}

static void
close_fd (gpointer fd)
{
  close (GPOINTER_TO_INT (fd));
}

/**
 * ruhu_http_trust:
 * @session: one that has asked nothing yet
 * @ca: HQ's CA certificate, PEM
 * @error: %RUHU_ERROR_CORRUPT where @ca is no certificate
 *
 * From now on @session trusts this certificate and no other, whatever the system trusts. GIO reads
 * anchors from files only; the file is one in memory, so that nobody can exchange it on disk.
 */
gboolean
ruhu_http_trust (SoupSession *session, const char *ca, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (ca, -1, NULL);
  int fd = certificate != NULL ? memfd_create ("ruhu-ca", MFD_CLOEXEC) : -1;

  if (fd >= 0 && ruhu_file_write_all (fd, ca, strlen (ca))) {
    g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);

    database = g_tls_file_database_new (path, NULL);
  }
  if (database == NULL) {
    if (fd >= 0)
      close (fd);
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "HQ's certificate cannot be read");
    return FALSE;
  }

  /* GIO reads the file again for each connection. */
  g_object_set_data_full (G_OBJECT (database), "ruhu-ca", GINT_TO_POINTER (fd), close_fd);
  soup_session_set_tls_database (session, database);
  return TRUE;
}

/**
 * ruhu_http_take_error:
 * @foreign: (transfer full): what libsoup or GIO gave
 * @error: what it is to us
 *
 * No route, no name, no answer, another certificate (a hotel's page before the network): all of
 * it means that HQ is not to be reached now. Cancelling passes as it is.
 */
void
ruhu_http_take_error (GError *foreign, GError **error)
{
  if (g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, foreign);
    return;
  }

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE, "HQ cannot be reached: %s", foreign->message);
  g_error_free (foreign);
}

static void read_on (GInputStream *stream, GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GInputStream *stream = G_INPUT_STREAM (source);
  g_autoptr (GTask) task = user_data;
  Answer *answer = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) piece = g_input_stream_read_bytes_finish (stream, result, &error);
  gsize size = piece != NULL ? g_bytes_get_size (piece) : 0;

  if (size > answer->most - answer->body->len)
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "the answer does not end");
  if (error == NULL && size > 0) {
    g_byte_array_append (answer->body, g_bytes_get_data (piece, NULL), size);
    read_on (stream, g_steal_pointer (&task));
    return;
  }

  g_input_stream_close (stream, NULL, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           g_byte_array_free_to_bytes (g_steal_pointer (&answer->body)),
                           (GDestroyNotify) g_bytes_unref);
}

/* Takes @task. */
static void
read_on (GInputStream *stream, GTask *task)
{
  g_input_stream_read_bytes_async (stream,
                                   PIECE,
                                   G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task),
                                   read_cb,
                                   task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GInputStream) stream =
    soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (stream != NULL)
    read_on (stream, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * ruhu_http_send_async:
 * @most: bytes of the answer, unpacked; what is longer is read no further
 *
 * A few kilobytes of gzip may unpack to gigabytes, and where nobody has vouched for the other side
 * yet, anybody answers.
 */
void
ruhu_http_send_async (SoupSession *session,
                      SoupMessage *message,
                      gsize most,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Answer *answer = g_new0 (Answer, 1);

  answer->body = g_byte_array_new ();
  answer->most = most;
  g_task_set_source_tag (task, ruhu_http_send_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, answer, (GDestroyNotify) answer_free);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, sent_cb, task);
}

/** ruhu_http_send_finish: Returns: (transfer full) (nullable): the body; %NULL with @error set to
 * what libsoup or GIO gave, or %G_IO_ERROR_MESSAGE_TOO_LARGE: for ruhu_http_take_error() */
GBytes *
ruhu_http_send_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ruhu_http_make_uri:
 * @base: where HQ is: `https://host:port`, perhaps with a path
 * @path: begins with a slash
 * @error: %RUHU_ERROR_INVALID where @base is no https URL
 *
 * Returns: (transfer full) (nullable): both in one
 */
char *
ruhu_http_make_uri (const char *base, const char *path, GError **error)
{
  gsize length = strlen (base);

  while (length > 0 && base[length - 1] == '/')
    length--;
  if (!g_str_has_prefix (base, "https://") || !g_uri_is_valid (base, G_URI_FLAGS_NONE, NULL)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "HQ's address is no https URL");
    return NULL;
  }

  return g_strdup_printf ("%.*s%s", (int) length, base, path);
}
