/* ruhu-sync-main.c: the command line of ruhu-sync
 *
 * Where the app runs unlocked it is asked, over a socket; else the store is opened here. Without a
 * PIN that is a locked store: what was sealed to HQ is sent, nothing is written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sync-main.h"

#include "ruhu-disktest-private.h"
#include "base/ruhu-json.h"
#include "ruhu-dump-private.h"
#include "ruhu-sync-program-private.h"
#include "ruhu-sync-report-private.h"
#include "ruhu-wait-private.h"
#include "responses/ruhu-verify.h"
#include "ruhu-wipe-private.h"
#include "store/ruhu-outbox.h"

#include <stdio.h>
#include <string.h>

static int
run_now (RuhuSyncProgram *self)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int code;

  if (ruhu_sync_program_ask_app (self, "now", &code))
    return code;
  if (!ruhu_sync_program_begin (self, &error))
    return ruhu_sync_program_complain (error);

  ruhu_syncer_now_async (self->syncer, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  ruhu_syncer_now_finish (self->syncer, result, &error);
  text = ruhu_sync_report_make_outcome (self->syncer, error);
  code = ruhu_sync_report_get_code (self->syncer, error);
  ruhu_sync_program_lock (self);

  return code == RUHU_SYNC_EXIT_DONE ? ruhu_sync_program_print_answer (code, text, "")
                                     : ruhu_sync_program_print_answer (code, "", text);
}

static int
run_status (RuhuSyncProgram *self)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int code;

  if (ruhu_sync_program_ask_app (self, self->json ? "status-json" : "status", &code))
    return code;
  self->pin_fd = -1; /* a locked store tells it too */
  if (!ruhu_sync_program_begin (self, &error))
    return ruhu_sync_program_complain (error);

  ruhu_syncer_count_async (self->syncer, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  if (!ruhu_syncer_count_finish (self->syncer, result, &error))
    return ruhu_sync_program_complain (error);

  text = self->json ? ruhu_sync_report_make_json (self->syncer)
                    : ruhu_sync_report_make_status (self->syncer);
  printf ("%s%s", text, self->json ? "\n" : "");
  return RUHU_SYNC_EXIT_DONE;
}

static int
run_dump (RuhuSyncProgram *self)
{
  g_autoptr (GError) error = NULL;
  gboolean done =
    ruhu_sync_program_begin (self, &error) && ruhu_dump_write (self->responses, stdout, &error);

  ruhu_sync_program_lock (self);
  return done ? RUHU_SYNC_EXIT_DONE : ruhu_sync_program_complain (error);
}

/* The store is not opened. */
static int
run_disktest (RuhuSyncProgram *self)
{
  if (self->write && self->check)
    return ruhu_sync_program_misuse ("--write comes first, --check after a pull of the power");
  if (self->last != 0 && !self->check)
    return ruhu_sync_program_misuse ("--last goes with --check");

  return ruhu_disktest_run (self->profile, self->write, self->check, self->last);
}

/* Of all that is wrong each on a line. */
static int
run_verify (RuhuSyncProgram *self)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RuhuVerified) verified = NULL;
  g_autoptr (GError) error = NULL;
  guint i;

  if (!ruhu_sync_program_begin (self, &error))
    return ruhu_sync_program_complain (error);

  ruhu_verify_async (self->store, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  verified = ruhu_verify_finish (self->store, result, &error);
  ruhu_sync_program_lock (self);
  if (verified == NULL)
    return ruhu_sync_program_complain (error);

  for (i = 0; i < verified->faults->len; i++)
    fprintf (stderr, "ruhu-sync: %s\n", (char *) g_ptr_array_index (verified->faults, i));
  printf ("%u drafts, %u lines, %u attachments, %u objects, %u receipts: %s\n",
          verified->drafts,
          verified->lines,
          verified->attachments,
          verified->objects,
          verified->receipts,
          verified->faults->len == 0 ? "all as they were written" : "not all as they were written");
  return verified->faults->len == 0 ? RUHU_SYNC_EXIT_DONE : RUHU_SYNC_EXIT_REFUSED;
}

/* The order is noted; who holds the store carries it out. */
static int
run_erase (RuhuSyncProgram *self)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) order = NULL;
  g_autoptr (GError) error = NULL;

  ruhu_sync_program_open_stores (self);
  if (!g_file_get_contents (self->args[0], &text, NULL, &error))
    return ruhu_sync_program_complain (error);
  order = ruhu_json_parse (text, -1, &error);
  if (order == NULL || !ruhu_wipe_take (self->store, order, &error)) {
    ruhu_sync_program_complain (error);
    fprintf (stderr, "nothing was changed here\n");
    return RUHU_SYNC_EXIT_REFUSED;
  }

  run_now (self);
  printf ("headquarters has revoked this device; everything about people is erased from it\n");
  return RUHU_SYNC_EXIT_DONE;
}

static const struct {
  const char *name;
  guint n_args;
  gboolean needs_pin;
  int (*run) (RuhuSyncProgram *self);
  const char *usage;
} commands[] = {
  { "now", 0, FALSE, run_now, "send what waits, and fetch what headquarters has" },
  { "status",
    0,
    FALSE,
    run_status,
    "[--json]: what waits, and when headquarters was last heard of" },
  { "bundle",
    2,
    FALSE,
    ruhu_sync_run_bundle,
    "export FILE | import FILE | enrol FILE: what waits into a file, headquarters' answer out of\n"
    "           one, or, with --code-fd and --pin-fd, a new device's request" },
  { "dump",
    0,
    TRUE,
    run_dump,
    "--pin-fd N: drafts, responses and the log, one JSON object a line" },
  { "verify", 0, TRUE, run_verify, "--pin-fd N: whether all that is stored is as it was written" },
  { "disktest",
    0,
    FALSE,
    run_disktest,
    "[--write | --check [--last N]]: whether the disk keeps what it says it has" },
  { "erase", 1, FALSE, run_erase, "FILE: follow headquarters' signed order to erase this profile" },
  { "enrol",
    1,
    TRUE,
    ruhu_sync_run_enrol,
    "URL --code-fd N --pin-fd N: make this profile a device" },
};

static void
close_all (RuhuSyncProgram *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  ruhu_sync_program_close_stores (self);
  g_clear_pointer (&self->profile, g_free);
  g_clear_pointer (&self->user, g_free);
}

static char *
make_summary (void)
{
  GString *text = g_string_new ("Commands:\n");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %-8s %s\n", commands[i].name, commands[i].usage);
  g_string_append (
    text,
    "\nExit: 0 done, 1 refused, 2 offline and everything is safe here, 3 headquarters "
    "refused, 64 wrong command line.");

  return g_string_free (text, FALSE);
}

static gboolean
parse (RuhuSyncProgram *self, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND");
  g_autofree char *summary = make_summary ();
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &self->profile, "All data is under DIR", "DIR" },
    { "pin-fd", 0, 0, G_OPTION_ARG_INT, &self->pin_fd, "Read the PIN from this descriptor", "N" },
    { "code-fd",
      0,
      0,
      G_OPTION_ARG_INT,
      &self->code_fd,
      "Read the code from this descriptor",
      "N" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &self->user, "Whose PIN it is", "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "Print JSON", NULL },
    { "write", 0, 0, G_OPTION_ARG_NONE, &self->write, "disktest: until the power is pulled", NULL },
    { "check", 0, 0, G_OPTION_ARG_NONE, &self->check, "disktest: after that", NULL },
    { "last", 0, 0, G_OPTION_ARG_INT64, &self->last, "disktest: the last number seen", "N" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (context, "The tablet's side of the sync, without a screen.");
  g_option_context_set_description (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

static int
run (RuhuSyncProgram *self, int argc, char **argv)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (!g_str_equal (argv[1], commands[i].name))
      continue;
    if ((guint) argc != commands[i].n_args + 2)
      return ruhu_sync_program_misuse ("too many words, or too few");
    if (commands[i].needs_pin && self->pin_fd < 0)
      return ruhu_sync_program_misuse ("--pin-fd is missing");
    if (commands[i].run == ruhu_sync_run_enrol && self->code_fd < 0)
      return ruhu_sync_program_misuse ("--code-fd is missing");
    self->args = argv + 2;
    return commands[i].run (self);
  }

  return ruhu_sync_program_misuse ("no such command");
}

/**
 * ruhu_sync_main:
 *
 * Returns: the exit code
 */
int
ruhu_sync_main (int argc, char **argv)
{
  g_autofree RuhuSyncProgram *self = g_new0 (RuhuSyncProgram, 1);
  g_autoptr (GError) error = NULL;
  int code;

  self->pin_fd = -1;
  self->code_fd = -1;
  if (!parse (self, &argc, &argv, &error)) {
    code = ruhu_sync_program_misuse (error->message);
  } else if (self->version) {
    printf ("ruhu-sync %s\n", RUHU_VERSION);
    code = RUHU_SYNC_EXIT_DONE;
  } else if (argc < 2) {
    code = ruhu_sync_program_misuse ("no command");
  } else {
    if (self->profile == NULL)
      self->profile = g_build_filename (g_get_user_data_dir (), "ruhu", NULL);
    code = run (self, argc, argv);
  }

  close_all (self);
  return code;
}
