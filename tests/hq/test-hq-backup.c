/* test-hq-backup.c: sync/hq/ruhu-hq-backup.c, ruhu-hq-restore.c, ruhu-hq-archive.c
 *
 * A tablet's response with a photo, a form, and HQ copied and made again from the copy.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "ruhu-hash.h"
#include "ruhu-hq-backup.h"
#include "ruhu-wire-json.h"

#include "base/ruhu-error.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define ID "0192f3a0-aa01-7000-8000-0000000000"
#define PHOTO "not much of a photo"

typedef struct {
  Hq hq;
  Tablet tablet;
  char *folder;
  char *file;
  char *other; /* where HQ is restored to */
  char *photo; /* hash */
  guint asked;
  guint until; /* given up when asked so often; 0 for never */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  hq_set_up (&f->hq, NULL);
  tablet_init (&f->tablet, &f->hq, VILLAGE);
  f->folder = ruhu_test_make_dir ();
  f->file = g_build_filename (f->folder, "night.rbk", NULL);
  f->other = g_build_filename (f->folder, "again", NULL);
  f->photo = ruhu_hash_text (PHOTO, strlen (PHOTO));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->tablet);
  hq_tear_down (&f->hq, NULL);
  ruhu_test_remove_dir (f->folder);
  g_free (f->folder);
  g_free (f->file);
  g_free (f->other);
  g_free (f->photo);
}

static char *
publish (Fixture *f)
{
  return hq_do (&f->hq, "form", "publish", HOME_VISIT, NULL);
}

/* Answers a response that names the photo; its form may not be known yet. */
static Answer *
push_response (Fixture *f, const char *version)
{
  g_autofree char *line =
    g_strdup_printf ("\"id\":\"" ID "01\",\"k\":\"response\",\"div\":\"" VILLAGE
                     "\",\"u\":\"w1\",\"fm\":\"ruhu_home_visit\",\"fv\":\"%s\",\"ans\":{\"visit\":{"
                     "\"note\":\"yes\"}},\"att\":[{\"id\":\"photo\",\"hash\":\"%s\",\"len\":%zu,"
                     "\"type\":\"image/jpeg\"}]",
                     version,
                     f->photo,
                     strlen (PHOTO));

  return tablet_push (&f->tablet, line);
}

static guint64
get_safe (Answer *answer)
{
  guint64 safe = G_MAXUINT64;

  g_assert_cmpuint (answer->status, <, 300);
  g_assert_true (ruhu_wire_json_get_uint (answer->json, "safe", &safe));
  return safe;
}

static guint64
push_person (Fixture *f)
{
  g_autofree char *line =
    g_strdup_printf ("\"id\":\"" ID "%02x\",\"k\":\"person\",\"div\":\"" VILLAGE
                     "\",\"u\":\"w1\",\"set\":{\"phone\":\"1\"}",
                     (guint) (0x10 + f->tablet.seq));
  g_autoptr (Answer) answer = tablet_push (&f->tablet, line);

  return get_safe (answer);
}

static guint64
send_photo (Fixture *f)
{
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?off=0&len=%zu", f->photo, strlen (PHOTO));
  g_autoptr (GBytes) bytes = g_bytes_new_static (PHOTO, strlen (PHOTO));
  g_autoptr (Answer) answer = tablet_ask (&f->tablet, "PATCH", path, bytes, NULL);

  g_assert_cmpuint (answer->status, ==, 201);
  return get_safe (answer);
}

static void
fill (Fixture *f)
{
  g_autofree char *published = publish (f);
  g_auto (GStrv) words = g_strsplit (published, " ", -1);
  g_autoptr (Answer) answer = push_response (f, words[1]);

  g_assert_cmpuint (answer->status, ==, 200);
  push_person (f);
}

static gboolean
go_on (guint64 bytes, gpointer data)
{
  Fixture *f = data;

  return ++f->asked != f->until;
}

static gboolean
back_up (Fixture *f, RuhuHqBackedUp *done, GError **error)
{
  f->asked = 0;
  return ruhu_hq_backup_write (f->hq.dir_path, f->hq.dir, f->file, go_on, f, done, error);
}

static void
back_up_well (Fixture *f)
{
  RuhuHqBackedUp done;
  g_autoptr (GError) error = NULL;

  back_up (f, &done, &error);
  g_assert_no_error (error);
}

static GPtrArray *
restore (Fixture *f, const char *file, RuhuHqBackedUp *done, GError **error)
{
  guint8 key[RUHU_HQ_RECOVERY_SIZE];

  g_assert_true (ruhu_hq_recovery_join ((const char *const *) f->hq.halves, key, NULL));
  return ruhu_hq_restore (file, key, f->other, done, error);
}

/* From now on the server is the one that came out of the backup. */
static void
move_in (Fixture *f)
{
  g_autofree char *old = g_strconcat (f->hq.dir_path, "-old", NULL);

  hq_stop (&f->hq);
  g_assert_no_errno (g_rename (f->hq.dir_path, old));
  g_assert_no_errno (g_rename (f->other, f->hq.dir_path));
  hq_start (&f->hq);
}

static void
test_restored_is_what_was (Fixture *f, gconstpointer data)
{
  g_autofree char *gen = g_strdup (ruhu_hq_dir_get_gen (f->hq.dir));
  g_autofree char *code = NULL, *said = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done;
  gint64 rows;

  fill (f);
  send_photo (f);
  code = tablet_make_code (&f->hq, VILLAGE);
  rows = hq_count (&f->hq, "SELECT count(*) FROM change_log");
  back_up (f, &done, &error);
  g_assert_no_error (error);
  g_assert_cmpint (done.devices, ==, 1);
  g_assert_cmpint (done.attachments, ==, 1);

  faults = restore (f, f->file, &done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (faults->len, ==, 0);
  g_assert_cmpint (done.attachments, ==, 1);
  move_in (f);
  g_assert_cmpstr (ruhu_hq_dir_get_gen (f->hq.dir), !=, gen);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM change_log"), ==, rows);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM enrol_code"), ==, 0);
  said = hq_do (&f->hq, "verify", NULL);
  g_assert_nonnull (strstr (said, " 1 attachments,"));
  g_assert_nonnull (strstr (said, "; 0 faults"));

  /* The tablet goes on where it was; HQ knows it, and is known, by the same keys. */
  g_assert_cmpuint (push_person (f), ==, 2);
}

/* Two HQs of one backup: no number of HQ's own log stands for two lines. */
static void
test_hq_begins_another_log_of_its_own (Fixture *f, gconstpointer data)
{
  static const char csv[] = "person_name,division_code\n王伟," VILLAGE "\n";
  g_autofree char *path = g_build_filename (f->folder, "persons.csv", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  RuhuHqBackedUp done;

  g_assert_true (g_file_set_contents (path, csv, -1, NULL));
  back_up_well (f);
  before = hq_do (&f->hq, "register", "import", path, NULL);
  faults = restore (f, f->file, &done, NULL);
  g_assert_nonnull (faults);
  move_in (f);
  after = hq_do (&f->hq, "register", "import", path, NULL);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM change_log WHERE dev = 'hq-" TOWN "'"),
                   ==,
                   0);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM change_log WHERE dev = 'hq-" TOWN "-1'"),
                   >,
                   0);
  g_clear_pointer (&after, g_free);
  after = hq_do (&f->hq, "verify", NULL);
  g_assert_nonnull (strstr (after, "; 0 faults"));
}

/* A tablet may forget a line once it lies in a backup with all it names, and no sooner. */
static void
test_safe_is_what_is_in_it (Fixture *f, gconstpointer data)
{
  fill (f);
  g_assert_cmpuint (push_person (f), ==, 0);
  back_up_well (f);
  g_assert_cmpuint (push_person (f), ==, 0); /* the photo of line 1 is not in it */
  g_assert_cmpuint (send_photo (f), ==, 0);
  g_assert_cmpuint (push_person (f), ==, 0);
  back_up_well (f);
  g_assert_cmpuint (push_person (f), ==, 5);
  hq_restart (&f->hq);
  g_assert_cmpuint (push_person (f), ==, 5);
}

/* What comes out of quarantine names a photo that no backup has. */
static void
test_released_line_is_not_safe (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;
  g_autofree char *published = NULL;
  g_auto (GStrv) words = NULL;

  /* The form's version is learnt by publishing it, which is then forgotten. */
  published = publish (f);
  words = g_strsplit (published, " ", -1);
  hq_execute (&f->hq, "DELETE FROM form; DELETE FROM form_media;");
  push_person (f);
  answer = push_response (f, words[1]);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM quarantine WHERE state = 0"), ==, 1);
  back_up_well (f);
  g_assert_cmpuint (push_person (f), ==, 2);

  g_clear_pointer (&published, g_free);
  published = publish (f);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM quarantine WHERE state = 0"), ==, 0);
  g_assert_cmpuint (send_photo (f), ==, 1);
  g_assert_cmpuint (push_person (f), ==, 1);
  back_up_well (f);
  g_assert_cmpuint (push_person (f), ==, 4);
}

typedef struct {
  Fixture *f;
  guint64 pushed;
} Meanwhile;

static gboolean
push_meanwhile (guint64 bytes, gpointer data)
{
  Meanwhile *meanwhile = data;

  if (meanwhile->pushed < 20) {
    push_person (meanwhile->f);
    meanwhile->pushed++;
  }
  return TRUE;
}

/* Enough in the store that its copy takes more than one step, and a line after each. */
static void
test_hq_serves_meanwhile (Fixture *f, gconstpointer data)
{
  Meanwhile meanwhile = { f, 0 };
  guint8 bytes[150000];
  g_autofree char *large = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done, again;
  guint i;

  randombytes_buf (bytes, sizeof bytes);
  large = g_base64_encode (bytes, sizeof bytes);
  for (i = 0; i < 60; i++) {
    g_autofree char *line =
      g_strdup_printf ("\"id\":\"" ID "ff\",\"k\":\"person\",\"div\":\"990101101999\",\"u\":\"w1\","
                       "\"set\":{\"note\":\"%s\"}",
                       large);
    g_autoptr (Answer) answer = tablet_push (&f->tablet, line);

    g_assert_cmpuint (answer->status, ==, 200);
  }
  ruhu_hq_backup_write (f->hq.dir_path,
                        f->hq.dir,
                        f->file,
                        push_meanwhile,
                        &meanwhile,
                        &done,
                        &error);
  g_assert_no_error (error);
  g_assert_cmpuint (meanwhile.pushed, >, 5);
  g_assert_cmpint (done.lines, >=, 62); /* those pushed between two steps are in it */
  g_assert_cmpint (done.lines, <, 60 + meanwhile.pushed);
  g_assert_cmpuint (push_person (f), ==, done.lines);

  faults = restore (f, f->file, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (faults->len, ==, 0);
  g_assert_cmpint (again.lines, ==, done.lines);
}

static void
assert_nothing (Fixture *f)
{
  g_autofree char *part = g_strconcat (f->file, ".new", NULL);
  g_autofree char *copy = g_build_filename (f->hq.dir_path, RUHU_HQ_BACKUP_COPY, NULL);

  g_assert_false (g_file_test (f->file, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

/* Given up at each moment there is. */
static void
test_cancelled_leaves_nothing (Fixture *f, gconstpointer data)
{
  gboolean done = FALSE;
  guint steps = 0;

  fill (f);
  for (f->until = 1; !done; f->until++) {
    g_autoptr (GError) error = NULL;
    RuhuHqBackedUp backed_up;

    done = back_up (f, &backed_up, &error);
    if (!done) {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_nothing (f);
      g_assert_cmpuint (push_person (f), ==, 0);
      steps++;
    }
  }
  g_assert_cmpuint (steps, >, 4);
}

static void
assert_refused (Fixture *f, const char *file, int code)
{
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done;

  g_assert_null (restore (f, file, &done, &error));
  g_assert_error (error, RUHU_ERROR, code);
  g_assert_false (g_file_test (f->other, G_FILE_TEST_EXISTS));
}

/* One byte in each 997 turned, and the file cut at each of them. */
static void
test_damage_is_found (Fixture *f, gconstpointer data)
{
  g_autofree char *damaged = g_build_filename (f->folder, "damaged", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GDir) dir = NULL;
  gsize size, i;
  guint n = 0;

  fill (f);
  back_up_well (f);
  g_assert_true (g_file_get_contents (f->file, &bytes, &size, NULL));
  for (i = 8; i < size; i += 9973) {
    bytes[i] ^= 1 << i % 8;
    g_assert_true (g_file_set_contents (damaged, bytes, size, NULL));
    assert_refused (f, damaged, i < 88 ? RUHU_ERROR_REFUSED : RUHU_ERROR_CORRUPT);
    bytes[i] ^= 1 << i % 8;
    g_assert_true (g_file_set_contents (damaged, bytes, i, NULL));
    assert_refused (f, damaged, RUHU_ERROR_CORRUPT);
  }
  g_assert_true (g_file_set_contents (damaged, bytes, size - 1, NULL));
  assert_refused (f, damaged, RUHU_ERROR_CORRUPT);

  /* Nothing of all these tries is left but the two files. */
  dir = g_dir_open (f->folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 2);
}

static void
test_other_key_and_full_folder_are_refused (Fixture *f, gconstpointer data)
{
  guint8 key[RUHU_HQ_RECOVERY_SIZE];
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done;

  back_up_well (f);
  randombytes_buf (key, sizeof key);
  g_assert_null (ruhu_hq_restore (f->file, key, f->other, &done, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (ruhu_hq_recovery_join ((const char *const *) f->hq.halves, key, NULL));
  g_assert_null (ruhu_hq_restore (f->file, key, f->hq.dir_path, &done, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
}

static void
test_only_a_backup_is_written_over (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  RuhuHqBackedUp done;

  g_assert_true (g_file_set_contents (f->file, "a letter", -1, NULL));
  g_assert_false (back_up (f, &done, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_assert_true (g_file_get_contents (f->file, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "a letter");

  g_unlink (f->file);
  back_up_well (f);
  back_up_well (f);
}

static void
test_missing_attachment_is_said (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done;

  fill (f);
  send_photo (f);
  name = g_strdup_printf ("att/%.2s/%s", f->photo, f->photo);
  path = g_build_filename (f->hq.dir_path, name, NULL);
  g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  g_assert_false (back_up (f, &done, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
  assert_nothing (f);
}

/* A store from before there were backups. */
static void
test_older_store_is_brought_up_to_date (Fixture *f, gconstpointer data)
{
  fill (f);
  hq_stop (&f->hq);
  hq_downgrade_stopped (&f->hq, 5);
  hq_start (&f->hq);
  g_assert_cmpuint (push_person (f), ==, 0);
  send_photo (f);
  back_up_well (f);
  g_assert_cmpuint (push_person (f), ==, 3);
}

#define ADD(path, func) g_test_add ("/hq-backup/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("restored-is-what-was", test_restored_is_what_was);
  ADD ("hq-begins-another-log-of-its-own", test_hq_begins_another_log_of_its_own);
  ADD ("safe-is-what-is-in-it", test_safe_is_what_is_in_it);
  ADD ("released-line-is-not-safe", test_released_line_is_not_safe);
  ADD ("hq-serves-meanwhile", test_hq_serves_meanwhile);
  ADD ("cancelled-leaves-nothing", test_cancelled_leaves_nothing);
  ADD ("damage-is-found", test_damage_is_found);
  ADD ("other-key-and-full-folder-are-refused", test_other_key_and_full_folder_are_refused);
  ADD ("only-a-backup-is-written-over", test_only_a_backup_is_written_over);
  ADD ("missing-attachment-is-said", test_missing_attachment_is_said);

  ADD ("older-store-is-brought-up-to-date", test_older_store_is_brought_up_to_date);

  return g_test_run ();
}
