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
