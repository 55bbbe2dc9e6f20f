/* ruhu-hq-command-bundle.c: bundle import, bundle export
 *
 * A bundle may be as large as 2 GiB, so it does not go over the control socket: the process that
 * was asked copies it into HQ's folder, and the process that holds the folder takes it from there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-bundle.h"
#include "ruhu-hq-commands-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "ruhu-bundle.h"
#include "ruhu-wire.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define FOLDER "bundles"
#define COPY "copy" /* an option that only this process sets */
#define COPY_PREFIX "in-"

/* Whoever runs the command may be root; the server reads what it is given as itself. */
static gboolean
give_to_owner (const char *dir, const char *folder, const char *path)
{
  GStatBuf info;

  if (g_stat (dir, &info) != 0)
    return FALSE;
  if (info.st_uid == geteuid ())
    return TRUE;
  return chown (folder, info.st_uid, info.st_gid) == 0 &&
         chown (path, info.st_uid, info.st_gid) == 0;
}

static gboolean
copy_in (const char *from, const char *dir, const char *name, GError **error)
{
  g_autofree char *folder = g_build_filename (dir, FOLDER, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) source = g_file_new_for_commandline_arg (from);
  g_autoptr (GFile) target = g_file_new_for_path (path);

  g_mkdir (folder, 0700);
  if (!g_file_copy (source, target, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, error)) {
    g_unlink (path);
    return FALSE;
  }
  if (g_chmod (path, 0600) == 0 && give_to_owner (dir, folder, path))
    return TRUE;

  g_unlink (path);
  g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "the bundle cannot be put into %s", dir);
  return FALSE;
}

/** ruhu_hq_bundle_import_read: copies the bundle to where the server takes it from */
gboolean
ruhu_hq_bundle_import_read (RuhuHqCall *call, GError **error)
{
  const char *file = ruhu_hq_call_get_arg (call, 0);
  g_autofree char *id = ruhu_id_new ();
  g_autofree char *name = g_strconcat (COPY_PREFIX, id, RUHU_BUNDLE_SUFFIX, NULL);
  g_autoptr (RuhuBundleReader) reader = ruhu_bundle_reader_open (file, error);

  /* No copy of what is none. */
  if (reader == NULL || !copy_in (file, ruhu_hq_call_get_dir (call), name, error))
    return FALSE;

  g_hash_table_insert (call->options, g_strdup (COPY), g_steal_pointer (&name));
  return TRUE;
}

static char *
find_copy (RuhuHqDir *dir, RuhuHqCall *call, GError **error)
{
  const char *name = ruhu_hq_call_get_option (call, COPY);

  if (name != NULL && g_str_has_prefix (name, COPY_PREFIX) && strchr (name, '/') == NULL)
    return ruhu_hq_bundle_build_path (dir, name);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "there is no bundle");
  return NULL;
}

/* Beside the bundle, so that it goes back with it. */
static char *
name_reply (RuhuHqCall *call)
{
  const char *said = ruhu_hq_call_get_option (call, "receipt");
  const char *file = ruhu_hq_call_get_arg (call, 0);
  g_autofree char *stem = g_str_has_suffix (file, RUHU_BUNDLE_SUFFIX)
                            ? g_strndup (file, strlen (file) - strlen (RUHU_BUNDLE_SUFFIX))
                            : g_strdup (file);

  return said != NULL ? g_strdup (said) : g_strconcat (stem, "-receipt" RUHU_BUNDLE_SUFFIX, NULL);
}

static void
describe (const RuhuHqBundleTaken *taken, GString *out)
{
  g_autofree char *number = ruhu_wire_receipt_number (taken->dev, taken->acked);

  if (taken->enrolled) {
    g_string_append_printf (out, "device %s is enrolled\n", taken->dev);
    return;
  }
  if (taken->upto >= taken->from)
    g_string_append_printf (out,
                            "device %s: lines %" G_GINT64_FORMAT "–%" G_GINT64_FORMAT
                            ", %" G_GINT64_FORMAT " of them new; %u new attachments\n",
                            taken->dev,
                            taken->from,
                            taken->upto,
                            taken->new_lines,
                            taken->attachments);
  else
    g_string_append_printf (out,
                            "device %s: no lines; %u new attachments\n",
                            taken->dev,
                            taken->attachments);
  if (taken->held > 0)
    g_string_append_printf (out, "%u lines of it wait for somebody here\n", taken->held);
  if (taken->unnamed > 0)
    g_string_append_printf (out,
                            "%u attachments wait on the tablet until their lines are settled\n",
                            taken->unnamed);
  if (taken->broken > 0)
    g_string_append_printf (out,
                            "%u attachments were not what their lines say; the tablet keeps them\n",
                            taken->broken);
  g_string_append_printf (out, "receipt %s\n", number);
}

static void
answer (RuhuHqCall *call, RuhuHqReply *reply, const RuhuHqBundleTaken *taken)
{
  g_autofree char *name = name_reply (call);

  describe (taken, reply->out);
  g_string_append_printf (reply->out, "the answer for the tablet is %s\n", name);
  ruhu_hq_reply_add_file (reply, name, taken->reply);
}

/** ruhu_hq_bundle_import_run: `bundle import FILE [--receipt FILE]` */
gboolean
ruhu_hq_bundle_import_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  g_autofree char *path = find_copy (dir, call, error);
  g_auto (RuhuHqBundleTaken) taken = { 0 };
  gboolean done;

  if (path == NULL)
    return FALSE;

  done = ruhu_hq_bundle_take (dir, path, &taken, error);
  g_unlink (path);
  if (done)
    answer (call, reply, &taken);
  return done;
}

/** ruhu_hq_bundle_import_begin: the same in a server */
gboolean
ruhu_hq_bundle_import_begin (RuhuHqDir *dir,
                             RuhuHqCall *call,
                             GAsyncReadyCallback callback,
                             gpointer user_data,
                             GError **error)
{
  g_autofree char *path = find_copy (dir, call, error);

  if (path == NULL)
    return FALSE;

  ruhu_hq_bundle_take_async (dir, path, callback, user_data);
  return TRUE;
}

gboolean
ruhu_hq_bundle_import_end (RuhuHqDir *dir,
                           RuhuHqCall *call,
                           RuhuHqReply *reply,
                           GAsyncResult *result,
                           GError **error)
{
  g_autofree char *path = find_copy (dir, call, NULL);
  g_auto (RuhuHqBundleTaken) taken = { 0 };
  gboolean done = ruhu_hq_bundle_take_finish (result, &taken, error);

  g_unlink (path);
  if (done)
    answer (call, reply, &taken);
  return done;
}

/** ruhu_hq_bundle_export_run: `bundle export --device ID -o FILE` */
gboolean
ruhu_hq_bundle_export_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  const char *dev = ruhu_hq_call_get_option (call, "device");
  const char *output = ruhu_hq_call_get_option (call, "output");
  g_autoptr (GBytes) bundle = NULL;

  if (dev == NULL || output == NULL) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "say --device, and -o with the file to write");
    return FALSE;
  }

  bundle = ruhu_hq_bundle_make_down (dir, dev, NULL, error);
  if (bundle == NULL)
    return FALSE;

  g_string_append_printf (reply->out,
                          "%s for device %s, %zu bytes; only that tablet can read it\n",
                          output,
                          dev,
                          g_bytes_get_size (bundle));
  ruhu_hq_reply_add_file (reply, output, bundle);
  return TRUE;
}
