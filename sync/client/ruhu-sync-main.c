/* ruhu-sync-main.c: the command line of ruhu-sync
 *
 * Where the app runs unlocked it is asked, over a socket; else the store is opened here. Without a
 * PIN that is a locked store: what was sealed to HQ is sent, nothing is written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sync-main.h"

#include "base/ruhu-error.h"
#include "ruhu-disktest-private.h"
#include "base/ruhu-json.h"
#include "ruhu-dump-private.h"
#include "ruhu-enrol-file.h"
#include "ruhu-enrol.h"
#include "ruhu-sync-report-private.h"
#include "ruhu-sync-service.h"
#include "ruhu-wait-private.h"
#include "responses/ruhu-verify.h"
#include "ruhu-wipe-private.h"
#include "store/ruhu-outbox.h"
#include "store/ruhu-pending.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_SECRET 1024

typedef struct {
  char *profile;
  char *user;
  int pin_fd;
  int code_fd;
  gboolean json;
  gboolean write;
  gboolean check;
  gint64 last;
  gboolean version;
  char **args; /* behind the command */
  RuhuStore *store;
  RuhuObjectStore *objects;
  RuhuResponseStore *responses;
  RuhuSyncer *syncer;
} Program;

static int
complain (const GError *error)
{
  fprintf (stderr, "ruhu-sync: %s\n", error->message);
  return RUHU_SYNC_EXIT_REFUSED;
}

static int
misuse (const char *why)
{
  fprintf (stderr, "ruhu-sync: %s; see ruhu-sync --help\n", why);
  return RUHU_SYNC_EXIT_USAGE;
}

/* The first line of @fd, which a script or the Secret Service writes; never on the command line. */
static char *
read_secret (int fd, const char *what, GError **error)
{
  char *secret = g_malloc0 (MAX_SECRET + 1);
  gsize n = 0;
  gssize got = 0;

  while (fd >= 0 && n < MAX_SECRET && memchr (secret, '\n', n) == NULL) {
    got = read (fd, secret + n, MAX_SECRET - n);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    n += got;
  }
  secret[strcspn (secret, "\r\n")] = '\0';
  if (*secret != '\0')
    return secret;

  g_free (secret);
  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "no %s could be read", what);
  return NULL;
}

static void
free_secret (char *secret)
{
  if (secret != NULL)
    sodium_memzero (secret, strlen (secret));
  g_free (secret);
}

static void
open_stores (Program *self)
{
  self->store = ruhu_store_new (self->profile);
  self->objects = ruhu_object_store_new (self->store);
  self->responses = ruhu_response_store_new (self->store);
  self->syncer = ruhu_syncer_new (self->objects, self->responses);
}

static void
close_stores (Program *self)
{
  g_clear_object (&self->syncer);
  g_clear_object (&self->responses);
  g_clear_object (&self->objects);
  g_clear_object (&self->store);
}

static char *
find_user (Program *self, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) users = NULL;

  if (self->user != NULL)
    return g_strdup (self->user);

  ruhu_store_list_users_async (self->store, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  users = ruhu_store_list_users_finish (self->store, result, error);
  if (users == NULL)
    return NULL;
  if (g_strv_length (users) == 1)
    return g_strdup (users[0]);

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "say who with --user");
  return NULL;
}

static gboolean
unlock (Program *self, GError **error)
{
  g_autofree char *user = find_user (self, error);
  char *pin = user != NULL ? read_secret (self->pin_fd, "PIN", error) : NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (pin == NULL)
    return FALSE;

  ruhu_store_unlock_async (self->store, user, pin, NULL, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  free_secret (pin);
  return ruhu_store_unlock_finish (self->store, result, error);
}

static void
lock (Program *self)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (ruhu_store_get_state (self->store) != RUHU_STORE_UNLOCKED)
    return;

  ruhu_store_lock_async (self->store, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  ruhu_store_lock_finish (self->store, result, NULL);
}

/* Opens the store, with the PIN where there is one. */
static gboolean
begin (Program *self, GError **error)
{
  open_stores (self);
  if (ruhu_store_get_state (self->store) == RUHU_STORE_ABSENT) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "this device is not enrolled");
    return FALSE;
  }

  return self->pin_fd < 0 || unlock (self, error);
}

static int
print_answer (int code, const char *out, const char *complaint)
{
  fputs (out, stdout);
  fputs (complaint, stderr);
  return code;
}

static gboolean
ask_app (Program *self, const char *command, int *code)
{
  g_autofree char *out = NULL, *complaint = NULL;

  if (!ruhu_sync_service_ask (self->profile, command, code, &out, &complaint))
    return FALSE;

  print_answer (*code, out, complaint);
  return TRUE;
}

static int
run_now (Program *self)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int code;

  if (ask_app (self, "now", &code))
    return code;
  if (!begin (self, &error))
    return complain (error);

  ruhu_syncer_now_async (self->syncer, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  ruhu_syncer_now_finish (self->syncer, result, &error);
  text = ruhu_sync_report_make_outcome (self->syncer, error);
  code = ruhu_sync_report_get_code (self->syncer, error);
  lock (self);

  return code == RUHU_SYNC_EXIT_DONE ? print_answer (code, text, "")
                                     : print_answer (code, "", text);
}

static int
run_status (Program *self)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int code;

  if (ask_app (self, self->json ? "status-json" : "status", &code))
    return code;
  self->pin_fd = -1; /* a locked store tells it too */
  if (!begin (self, &error))
    return complain (error);

  ruhu_syncer_count_async (self->syncer, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  if (!ruhu_syncer_count_finish (self->syncer, result, &error))
    return complain (error);

  text = self->json ? ruhu_sync_report_make_json (self->syncer)
                    : ruhu_sync_report_make_status (self->syncer);
  printf ("%s%s", text, self->json ? "\n" : "");
  return RUHU_SYNC_EXIT_DONE;
}

static int
run_dump (Program *self)
{
  g_autoptr (GError) error = NULL;
  gboolean done = begin (self, &error) && ruhu_dump_write (self->responses, stdout, &error);

  lock (self);
  return done ? RUHU_SYNC_EXIT_DONE : complain (error);
}

/* The store is not opened. */
static int
run_disktest (Program *self)
{
  if (self->write && self->check)
    return misuse ("--write comes first, --check after a pull of the power");
  if (self->last != 0 && !self->check)
    return misuse ("--last goes with --check");

  return ruhu_disktest_run (self->profile, self->write, self->check, self->last);
}

/* Of all that is wrong each on a line. */
static int
run_verify (Program *self)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RuhuVerified) verified = NULL;
  g_autoptr (GError) error = NULL;
  guint i;

  if (!begin (self, &error))
    return complain (error);

  ruhu_verify_async (self->store, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  verified = ruhu_verify_finish (self->store, result, &error);
  lock (self);
  if (verified == NULL)
    return complain (error);

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

static RuhuDevice *
enrol (Program *self, RuhuDeviceKeys *keys, char **user, GError **error)
{
  char *code = read_secret (self->code_fd, "code", error);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (code == NULL)
    return NULL;

  ruhu_enrol_async (self->args[0], code, keys, NULL, ruhu_wait_note_cb, &got);
  free_secret (code);
  result = ruhu_wait_for (&got);
  return ruhu_enrol_finish (result, user, error);
}

/* Takes @keys. */
static gboolean
create (Program *self,
        RuhuDevice *device,
        RuhuDeviceKeys *keys,
        const char *user,
        const char *pin,
        GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_create_async (self->store, device, keys, user, pin, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  return ruhu_store_create_finish (self->store, result, error);
}

/* The PIN is looked at first: a code is good once, and must not be used up for nothing. */
static int
run_enrol (Program *self)
{
  RuhuDeviceKeys *keys;
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *user = NULL;
  char *pin = read_secret (self->pin_fd, "PIN", &error);
  gboolean done;

  if (pin == NULL)
    return complain (error);
  if (!ruhu_store_check_pin (pin, FALSE, &error)) {
    free_secret (pin);
    return complain (error);
  }

  open_stores (self);
  if (ruhu_store_get_state (self->store) != RUHU_STORE_ABSENT) {
    free_secret (pin);
    fprintf (stderr, "ruhu-sync: this profile is enrolled already; it was left as it is\n");
    return RUHU_SYNC_EXIT_REFUSED;
  }

  keys = ruhu_device_keys_new ();
  device = enrol (self, keys, &user, &error);
  if (device == NULL)
    ruhu_device_keys_unref (keys);
  done = device != NULL &&
         create (self, device, keys, self->user != NULL ? self->user : user, pin, &error);
  free_secret (pin);
  lock (self);
  if (done) {
    printf ("device %s of %s for %s\n", device->id, device->scope, user);
    return RUHU_SYNC_EXIT_DONE;
  }

  complain (error);
  fprintf (stderr, "nothing was changed here\n");
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE))
    return RUHU_SYNC_EXIT_OFFLINE;
  return g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED) ? RUHU_SYNC_EXIT_HQ_REFUSED
                                                                 : RUHU_SYNC_EXIT_REFUSED;
}

static int
export_bundle (Program *self, const char *path)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuBundleExported exported;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  ruhu_bundle_export_async (self->objects, path, NULL, NULL, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  if (!ruhu_bundle_export_finish (result, &exported, &error))
    return complain (error);

  text = ruhu_sync_report_make_exported (&exported);
  return print_answer (RUHU_SYNC_EXIT_DONE, text, "");
}

static int
import_bundle (Program *self, const char *path)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuBundleOutcome outcome;
  g_autoptr (GError) error = NULL;

  ruhu_bundle_import_async (self->objects, path, NULL, ruhu_wait_note_cb, &got);
  result = ruhu_wait_for (&got);
  if (!ruhu_bundle_import_finish (result, &outcome, &error))
    return complain (error);

  return print_answer (RUHU_SYNC_EXIT_DONE, ruhu_sync_report_make_imported (outcome), "");
}

/* A device without any network: what it asks HQ goes into a file. */
static int
ask_by_file (Program *self, const char *path)
{
  char *pin = read_secret (self->pin_fd, "PIN", NULL);
  char *code = read_secret (self->code_fd, "code", NULL);
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  open_stores (self);
  if (pin == NULL || code == NULL)
    g_set_error (&error, RUHU_ERROR, RUHU_ERROR_INVALID, "say --pin-fd and --code-fd");
  else if (ruhu_store_get_state (self->store) != RUHU_STORE_ABSENT)
    g_set_error (&error, RUHU_ERROR, RUHU_ERROR_REFUSED, "this profile is enrolled already");
  else
    done = ruhu_store_check_pin (pin, FALSE, &error) &&
           ruhu_enrol_file_ask (self->profile, path, code, pin, &error);
  free_secret (pin);
  free_secret (code);
  if (!done)
    return complain (error);

  printf ("%s is for headquarters; its answer is taken in with the same PIN\n", path);
  return RUHU_SYNC_EXIT_DONE;
}

/* HQ's answer to that makes this profile a device; what else is in it comes in at once. */
static gboolean
take_answer (Program *self, const char *path, GError **error)
{
  char *pin = read_secret (self->pin_fd, "PIN", error);
  RuhuDeviceKeys *keys = NULL;
  g_autoptr (RuhuDevice) device = NULL;
  g_autofree char *user = NULL;
  gboolean done;

  if (pin == NULL)
    return FALSE;

  device = ruhu_enrol_file_read (self->profile, path, pin, &keys, &user, error);
  done = device != NULL &&
         create (self, device, keys, self->user != NULL ? self->user : user, pin, error);
  free_secret (pin);
  if (!done)
    return FALSE;

  ruhu_pending_remove (self->profile);
  printf ("device %s of %s for %s\n", device->id, device->scope, user);
  return TRUE;
}

/* Opens the store for a bundle; where there is none, the bundle may be the one that makes it. */
static gboolean
begin_bundle (Program *self, const char *path, gboolean export, GError **error)
{
  open_stores (self);
  if (export || self->pin_fd < 0 || ruhu_store_get_state (self->store) != RUHU_STORE_ABSENT) {
    close_stores (self);
    return begin (self, error);
  }
  return take_answer (self, path, error);
}

/* The app may have another working directory, and a path may hold anything. */
static int
run_bundle (Program *self)
{
  g_autofree char *path = g_canonicalize_filename (self->args[1], NULL);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *question = g_strdup_printf ("bundle-%s %s", self->args[0], escaped);
  gboolean export = g_str_equal (self->args[0], "export");
  g_autoptr (GError) error = NULL;
  int code;

  if (g_str_equal (self->args[0], "enrol"))
    return ask_by_file (self, path);
  if (!export && !g_str_equal (self->args[0], "import"))
    return misuse ("a bundle is exported, imported, or enrols");
  if (ask_app (self, question, &code))
    return code;
  if (!begin_bundle (self, path, export, &error))
    return complain (error);

  code = export ? export_bundle (self, path) : import_bundle (self, path);
  lock (self);
  return code;
}

/* The order is noted; who holds the store carries it out. */
static int
run_erase (Program *self)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) order = NULL;
  g_autoptr (GError) error = NULL;

  open_stores (self);
  if (!g_file_get_contents (self->args[0], &text, NULL, &error))
    return complain (error);
  order = ruhu_json_parse (text, -1, &error);
  if (order == NULL || !ruhu_wipe_take (self->store, order, &error)) {
    complain (error);
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
  int (*run) (Program *self);
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
    run_bundle,
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
  { "enrol", 1, TRUE, run_enrol, "URL --code-fd N --pin-fd N: make this profile a device" },
};

static void
close_all (Program *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  close_stores (self);
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
parse (Program *self, int *argc, char ***argv, GError **error)
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
run (Program *self, int argc, char **argv)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (!g_str_equal (argv[1], commands[i].name))
      continue;
    if ((guint) argc != commands[i].n_args + 2)
      return misuse ("too many words, or too few");
    if (commands[i].needs_pin && self->pin_fd < 0)
      return misuse ("--pin-fd is missing");
    if (commands[i].run == run_enrol && self->code_fd < 0)
      return misuse ("--code-fd is missing");
    self->args = argv + 2;
    return commands[i].run (self);
  }

  return misuse ("no such command");
}

/**
 * ruhu_sync_main:
 *
 * Returns: the exit code
 */
int
ruhu_sync_main (int argc, char **argv)
{
  g_autofree Program *self = g_new0 (Program, 1);
  g_autoptr (GError) error = NULL;
  int code;

  self->pin_fd = -1;
  self->code_fd = -1;
  if (!parse (self, &argc, &argv, &error)) {
    code = misuse (error->message);
  } else if (self->version) {
    printf ("ruhu-sync %s\n", RUHU_VERSION);
    code = RUHU_SYNC_EXIT_DONE;
  } else if (argc < 2) {
    code = misuse ("no command");
  } else {
    if (self->profile == NULL)
      self->profile = g_build_filename (g_get_user_data_dir (), "ruhu", NULL);
    code = run (self, argc, argv);
  }

  close_all (self);
  return code;
}
