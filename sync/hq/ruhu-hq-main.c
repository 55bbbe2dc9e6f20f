/* ruhu-hq-main.c: the command line of ruhu-hq
 *
 * init and serve run here; every other command goes to the running server, or, where none runs, to
 * the folder itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-main.h"

#include "ruhu-hq-backup.h"
#include "ruhu-hq-command.h"
#include "ruhu-hq-control.h"
#include "ruhu-hq-server.h"

#include "base/ruhu-error.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#define DEFAULT_LISTEN "127.0.0.1:8443"

static int
print_help (FILE *where)
{
  guint n, i;
  const RuhuHqCommand *commands = ruhu_hq_command_get_all (&n);

  fprintf (where,
           "ruhu-hq COMMAND: Ruhu's headquarters\n\n"
           "  init DIR [--name HOST] [--store sqlite]\n"
           "      make an HQ: store, keys, certificate; prints the recovery key once\n"
           "  serve DIR [--listen " DEFAULT_LISTEN "]\n"
           "      take in what tablets send; port 0 takes a free one\n");
  for (i = 0; i < n; i++) {
    if (commands[i].help != NULL)
      fprintf (where,
               "  %s%s%s\n      %s\n",
               commands[i].name,
               *commands[i].usage != '\0' ? " " : "",
               commands[i].usage,
               commands[i].help);
  }
  fprintf (
    where,
    "\nAll but init and serve take --dir DIR (default $RUHU_HQ_DIR, else " RUHU_HQ_DEFAULT_DIR
    ").\n"
    "Exit: 0 done, 1 refused, 64 wrong command line.\n");
  return where == stdout ? 0 : RUHU_HQ_EXIT_USAGE;
}

static int
fail (const GError *error)
{
  fprintf (stderr, "ruhu-hq: %s\n", error->message);
  return error->domain == G_OPTION_ERROR ? RUHU_HQ_EXIT_USAGE : RUHU_HQ_EXIT_REFUSED;
}

/* DIR and the options of init and serve, in any order. */
static gboolean
parse (const char *const *argv, const GOptionEntry *entries, char **dir, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("DIR");
  g_auto (GStrv) words = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  g_strv_builder_add (builder, "ruhu-hq"); /* GOption skips the first word */
  for (i = 0; argv[i] != NULL; i++)
    g_strv_builder_add (builder, argv[i]);
  words = g_strv_builder_end (builder);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &words, error))
    return FALSE;

  if (g_strv_length (words) != 2) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "say one folder");
    return FALSE;
  }
  *dir = g_strdup (words[1]);
  return TRUE;
}

static gboolean
check_store (const char *store, GError **error)
{
  if (store == NULL || g_str_equal (store, "sqlite"))
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_REFUSED,
               "this ruhu-hq has the store sqlite only, not %s",
               store);
  return FALSE;
}

static gboolean
check_host (const char *host, GError **error)
{
  const char *p;

  for (p = host; g_ascii_isalnum (*p) || *p == '.' || *p == '-' || *p == ':'; p++)
    continue;
  if (p > host && *p == '\0' && p - host <= 253)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "“%s” is no name of a host", host);
  return FALSE;
}

static int
run_init (const char *const *argv)
{
  g_autofree char *host = NULL;
  g_autofree char *store = NULL;
  g_autofree char *dir = NULL;
  g_autofree char *fingerprint = NULL;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &host, NULL, NULL },
    { "store", 0, 0, G_OPTION_ARG_STRING, &store, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  char *halves[2] = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  if (!parse (argv, entries, &dir, &error))
    return fail (error);
  if (host == NULL)
    host = g_strdup (g_get_host_name ());
  if (!check_store (store, &error) || !check_host (host, &error) ||
      !ruhu_hq_dir_make (dir, host, &fingerprint, halves, &error))
    return fail (error);

  printf ("HQ %s in %s\n"
          "CA fingerprint (SHA-256): %s\n\n"
          "The recovery key, in two halves for two custodians. It is shown this once and kept\n"
          "nowhere; without both halves no backup can be read and no forgotten PIN undone.\n"
          "%s\n%s\n",
          host,
          dir,
          fingerprint,
          halves[0],
          halves[1]);
  g_free (halves[0]);
  g_free (halves[1]);
  return 0;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static int
run_serve (const char *const *argv)
{
  g_autofree char *listen = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &listen, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (RuhuHqDir) dir = NULL;
  g_autoptr (RuhuHqServer) server = NULL;
  g_autoptr (GError) error = NULL;
  guint term, interrupt;

  if (!parse (argv, entries, &path, &error))
    return fail (error);

  dir = ruhu_hq_dir_open (path, &error);
  server = dir != NULL ? ruhu_hq_server_new (dir, &error) : NULL;
  if (server != NULL)
    url = ruhu_hq_server_listen (server, listen != NULL ? listen : DEFAULT_LISTEN, &error);
  if (url == NULL)
    return fail (error);

  printf ("listening on %s\n", url);
  fflush (stdout);
  term = g_unix_signal_add (SIGTERM, quit_cb, loop);
  interrupt = g_unix_signal_add (SIGINT, quit_cb, loop);
  g_main_loop_run (loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  return 0;
}

static RuhuHqReply *
ask (RuhuHqCall *call, GError **error)
{
  const char *path = ruhu_hq_call_get_dir (call);
  g_autoptr (RuhuHqDir) dir = NULL;
  g_autoptr (GError) failed = NULL;
  RuhuHqReply *reply = ruhu_hq_control_ask (path, call, &failed);

  if (reply != NULL)
    return reply;
  if (!g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }

  dir = ruhu_hq_dir_open (path, error);
  return dir != NULL ? ruhu_hq_command_run (dir, call) : NULL;
}

static volatile sig_atomic_t given_up;

static void
give_up (int number)
{
  given_up = 1;
}

/* Whoever looks on sees that it goes on. */
static gboolean
show_progress (guint64 bytes, gpointer data)
{
  static guint64 shown;

  if (isatty (STDERR_FILENO) && bytes / 10000000 != shown) {
    shown = bytes / 10000000;
    fprintf (stderr, "\r%" G_GUINT64_FORMAT " MB ", bytes / 1000000);
  }
  return !given_up;
}

static int
run_backup (RuhuHqCall *call)
{
  const char *path = ruhu_hq_call_get_dir (call);
  g_autoptr (RuhuHqDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done;

  if (!ruhu_hq_control_is_served (path) && (dir = ruhu_hq_dir_open (path, &error)) == NULL)
    return fail (error);

  signal (SIGINT, give_up);
  signal (SIGTERM, give_up);
  if (!ruhu_hq_backup_write (path,
                             dir,
                             ruhu_hq_call_get_arg (call, 0),
                             show_progress,
                             NULL,
                             &done,
                             &error))
    return fail (error);

  printf ("%" G_GINT64_FORMAT " tablets, %" G_GINT64_FORMAT " lines, %" G_GINT64_FORMAT
          " attachments, %" G_GINT64_FORMAT " files of forms in %" G_GUINT64_FORMAT
          " bytes, read back\n",
          done.devices,
          done.lines,
          done.attachments,
          done.media,
          done.bytes);
  return 0;
}

/* Two lines, one for each custodian. */
static gboolean
read_recovery_key (const char *fd, guint8 key[RUHU_HQ_RECOVERY_SIZE], GError **error)
{
  char text[1024];
  gint64 number;
  gssize n = -1;
  gsize length = 0;
  g_auto (GStrv) lines = NULL;
  gboolean ok;

  if (fd == NULL || !g_ascii_string_to_signed (fd, 10, 0, G_MAXINT, &number, NULL)) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "say --recovery-key-fd with a number");
    return FALSE;
  }

  while (length < sizeof text - 1 &&
         (n = read (number, text + length, sizeof text - 1 - length)) > 0)
    length += n;
  text[length] = '\0';
  lines = g_strsplit (text, "\n", 3);
  sodium_memzero (text, sizeof text);
  if (g_strv_length (lines) < 2) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "the recovery key comes in two lines, one for each half");
    return FALSE;
  }

  ok = ruhu_hq_recovery_join ((const char *const[]){ lines[0], lines[1] }, key, error);
  sodium_memzero (lines[0], strlen (lines[0]));
  sodium_memzero (lines[1], strlen (lines[1]));
  return ok;
}

static int
run_restore (RuhuHqCall *call)
{
  const char *path = ruhu_hq_call_get_dir (call);
  guint8 key[RUHU_HQ_RECOVERY_SIZE];
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done;
  guint i;

  if (!read_recovery_key (ruhu_hq_call_get_option (call, "recovery-key-fd"), key, &error))
    return fail (error);

  faults = ruhu_hq_restore (ruhu_hq_call_get_arg (call, 0), key, path, &done, &error);
  sodium_memzero (key, sizeof key);
  if (faults == NULL)
    return fail (error);

  printf ("%" G_GINT64_FORMAT " tablets, %" G_GINT64_FORMAT " lines, %" G_GINT64_FORMAT
          " attachments, %" G_GINT64_FORMAT " files of forms in %s; %u faults\n"
          "Tablets send again what is missing. What was done here since the backup has to be done\n"
          "again: users, revoked tablets, forms, imports, decisions. Codes for new tablets made\n"
          "before are good no more.\n",
          done.devices,
          done.lines,
          done.attachments,
          done.media,
          path,
          faults->len);
  for (i = 0; i < faults->len; i++)
    fprintf (stderr, "%s\n", (char *) g_ptr_array_index (faults, i));
  return 0;
}

static gboolean
write_files (RuhuHqReply *reply, GError **error)
{
  guint i;

  for (i = 0; i < reply->files->len; i++) {
    RuhuHqFile *file = g_ptr_array_index (reply->files, i);

    if (!g_file_set_contents_full (file->name,
                                   g_bytes_get_data (file->bytes, NULL),
                                   g_bytes_get_size (file->bytes),
                                   G_FILE_SET_CONTENTS_CONSISTENT,
                                   0600,
                                   error))
      return FALSE;
  }
  return TRUE;
}

static int
run_command (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqCall) call = ruhu_hq_call_parse (argv, &error);
  g_autoptr (RuhuHqReply) reply = NULL;

  if (call == NULL || !ruhu_hq_call_read (call, &error))
    return fail (error);
  if (g_str_equal (call->command->name, "backup"))
    return run_backup (call);
  if (g_str_equal (call->command->name, "restore"))
    return run_restore (call);

  reply = ask (call, &error);
  if (reply == NULL || !write_files (reply, &error))
    return fail (error);

  fputs (reply->out->str, stdout);
  fputs (reply->err->str, stderr);
  return reply->code;
}

/**
 * ruhu_hq_main:
 * @argv: the words behind the program's name, ended by %NULL
 *
 * Returns: the exit code
 */
int
ruhu_hq_main (const char *const *argv)
{
  guint i;

  for (i = 0; argv[i] != NULL; i++) {
    if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h"))
      return print_help (stdout);
  }
  if (argv[0] == NULL)
    return print_help (stderr);
  if (g_str_equal (argv[0], "--version")) {
    printf ("ruhu-hq " RUHU_VERSION "\n");
    return 0;
  }
  if (g_str_equal (argv[0], "init"))
    return run_init (argv + 1);
  if (g_str_equal (argv[0], "serve"))
    return run_serve (argv + 1);
  return run_command (argv);
}
