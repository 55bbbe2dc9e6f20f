/* test-restored.c: HQ comes back from a backup, and what two tablets had sent since is there again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "client-fixture.h"
#include "ruhu-hq-backup.h"
#include "ruhu-receipt.h"

#include <glib/gstdio.h>
#include <string.h>

#define RESPONSES "SELECT count(*) FROM change_log WHERE kind = 6"
#define PHOTOS "SELECT count(*) FROM att WHERE state = 1"

typedef struct {
  Client a; /* holds HQ, too */
  Client b;
  char *folder;
  char *file;
} Fixture;

/* A second tablet, at the HQ of the first. */
static void
set_up (Fixture *f, gconstpointer data)
{
  client_set_up (&f->a, NULL);
  client_join (&f->b, &f->a);
  f->folder = ruhu_test_make_dir ();
  f->file = g_build_filename (f->folder, "night.rbk", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  client_leave (&f->b);
  client_tear_down (&f->a, NULL);
  ruhu_test_remove_dir (f->folder);
  g_free (f->folder);
  g_free (f->file);
}

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
}

static void
make_response (Client *c, const char *photo)
{
  g_autofree char *id = client_finish_response (c, photo);

  g_assert_nonnull (id);
}

static gboolean
go_on (guint64 bytes, gpointer data)
{
  return TRUE;
}

static void
back_up (Fixture *f)
{
  Hq *hq = &f->a.hq;
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done;

  ruhu_hq_backup_write (hq->dir_path, hq->dir, f->file, go_on, NULL, &done, &error);
  g_assert_no_error (error);
}

/* HQ's machine is lost; another takes its place, with what is in the backup. */
static void
restore (Fixture *f)
{
  Hq *hq = &f->a.hq;
  g_autofree char *lost = g_strconcat (hq->dir_path, "-lost", NULL);
  guint8 key[RUHU_HQ_RECOVERY_SIZE];
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) error = NULL;
  RuhuHqBackedUp done;

  hq_stop (hq);
  g_assert_no_errno (g_rename (hq->dir_path, lost));
  g_assert_true (ruhu_hq_recovery_join ((const char *const *) hq->halves, key, NULL));
  faults = ruhu_hq_restore (f->file, key, hq->dir_path, &done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (faults->len, ==, 0);
  hq_start (hq);
  link_set_target (f->a.link, hq->url);
  link_set_target (f->b.link, hq->url);
}

static GPtrArray *
load (Client *c, RuhuObjectKind kind)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *objects;

  ruhu_object_store_load_async (c->objects, kind, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  objects = ruhu_object_store_load_finish (c->objects, result, &error);
  g_assert_no_error (error);
  return objects;
}

static int
compare_objects (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(RuhuObject **) a)->id, (*(RuhuObject **) b)->id);
}

/* Both tablets hold the same, and HQ has it from them, each with a receipt of its new life. */
static void
assert_converged (Fixture *f, guint responses, int photos)
{
  Client *clients[] = { &f->a, &f->b };
  g_autoptr (GPtrArray) mine = load (&f->a, RUHU_OBJECT_RESPONSE);
  g_autoptr (GPtrArray) others = load (&f->b, RUHU_OBJECT_RESPONSE);
  g_autofree char *said = hq_do (&f->a.hq, "verify", NULL);
  guint i, j;

  g_assert_nonnull (strstr (said, "; 0 faults"));
  g_assert_cmpint (hq_count (&f->a.hq, RESPONSES), ==, responses);
  g_assert_cmpint (hq_count (&f->a.hq, PHOTOS), ==, photos);
  for (i = 0; i < 2; i++) {
    RuhuSyncer *syncer = clients[i]->syncer;
    g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (ruhu_syncer_get_receipt (syncer));

    g_assert_cmpuint (ruhu_syncer_get_waiting_responses (syncer), ==, 0);
    g_assert_cmpuint (ruhu_syncer_get_waiting_attachments (syncer), ==, 0);
    if (receipt == NULL) {
      g_assert_cmpuint (client_count_lines (clients[i]), ==, 0); /* it has sent nothing */
      continue;
    }
    g_assert_cmpstr (receipt->gen, ==, ruhu_hq_dir_get_gen (f->a.hq.dir));
    g_assert_true (ruhu_receipt_verify (receipt, ruhu_hq_dir_get_hqs (f->a.hq.dir)));
  }
  g_assert_cmpuint (mine->len, ==, responses);
  g_assert_cmpuint (others->len, ==, responses);
  g_ptr_array_sort (mine, compare_objects);
  g_ptr_array_sort (others, compare_objects);
  for (j = 0; j < responses; j++) {
    RuhuObject *one = mine->pdata[j], *other = others->pdata[j];

    g_assert_cmpstr (one->id, ==, other->id);
    g_assert_cmpint (one->eff, ==, other->eff);
  }
}

static void
sync_all (Fixture *f)
{
  sync_well (&f->a);
  sync_well (&f->b);
  sync_well (&f->a);
  sync_well (&f->b);
}

static void
test_nothing_is_lost (Fixture *f, gconstpointer data)
{
  make_response (&f->a, "photo one");
  make_response (&f->b, NULL);
  sync_all (f);
  back_up (f);
  make_response (&f->a, "photo two");
  make_response (&f->b, "photo three");
  sync_all (f);
  make_response (&f->a, "photo four");
  sync_all (f);
  make_response (&f->b, "not sent yet");

  restore (f);
  g_assert_cmpint (hq_count (&f->a.hq, RESPONSES), ==, 2);
  sync_all (f);
  assert_converged (f, 6, 5);
}

/* One bit of a page with lines: damaged in a way that only a backup can mend. */
static void
damage (Hq *hq)
{
  g_autofree char *path = g_build_filename (hq->dir_path, "hq.db", NULL);
  gint64 page = hq_count (hq, "SELECT max (pageno) FROM dbstat WHERE name = 'change_log'");
  FILE *file;
  int byte;

  hq_stop (hq);
  file = g_fopen (path, "r+");
  g_assert_nonnull (file);
  fseek (file, page * 4096 - 100, SEEK_SET);
  byte = fgetc (file);
  fseek (file, page * 4096 - 100, SEEK_SET);
  g_assert_cmpint (fputc (byte ^ 8, file), ==, byte ^ 8);
  g_assert_cmpint (fclose (file), ==, 0);
  hq_start (hq);
}

static void
test_damaged_store_is_made_again (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuHqReply) reply = NULL;

  make_response (&f->a, "photo one");
  sync_all (f);
  back_up (f);
  make_response (&f->a, "photo two");
  make_response (&f->b, NULL);
  sync_all (f);

  damage (&f->a.hq);
  reply = hq_run (&f->a.hq, "verify", NULL);
  g_assert_cmpint (reply->code, ==, 1);
  g_assert_nonnull (strstr (reply->err->str, "is damaged, of table “change_log”"));
  g_assert_nonnull (strstr (reply->err->str, "make another from the backup of "));

  restore (f);
  sync_all (f);
  assert_converged (f, 3, 2);
}

/* The tablets have forgotten what lies in the backup, and only that. */
static void
test_forgotten_lies_in_the_backup (Fixture *f, gconstpointer data)
{
  make_response (&f->a, "photo one");
  sync_all (f);
  back_up (f);
  make_response (&f->a, "photo two");
  sync_all (f); /* hears of the backup with the receipt */
  make_response (&f->a, "photo three");
  sync_all (f);
  g_assert_cmpint (client_count_lines (&f->a), ==, 2);
  g_assert_cmpint (client_count_files (&f->a), ==, 2);

  restore (f);
  sync_all (f);
  assert_converged (f, 3, 3);
}

/* A photo that came after the backup is kept on the tablet, though its line is in there. */
static void
test_photo_behind_its_line_is_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *large = g_strnfill (300000, 'x');
  g_autoptr (GError) error = NULL;

  sync_all (f);
  make_response (&f->a, large);
  link_set_budget (f->a.link, 60);
  g_assert_false (client_sync (&f->a, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
  g_assert_cmpint (hq_count (&f->a.hq, RESPONSES), ==, 1);
  g_assert_cmpint (hq_count (&f->a.hq, PHOTOS), ==, 0);
  back_up (f);
  link_set_budget (f->a.link, -1);
  sync_all (f);
  make_response (&f->a, NULL);
  sync_all (f);
  g_assert_cmpint (hq_count (&f->a.hq, PHOTOS), ==, 1);
  g_assert_cmpint (client_count_files (&f->a), ==, 1);

  restore (f);
  sync_all (f);
  assert_converged (f, 2, 1);
}

/* Cut after each piece while HQ gets it all again. */
static void
test_cut_anywhere_comes_right (Fixture *f, gconstpointer data)
{
  gboolean through = FALSE;
  int pieces;

  make_response (&f->a, NULL);
  sync_all (f);
  back_up (f);
  make_response (&f->a, "photo two");
  make_response (&f->b, "photo three");
  sync_all (f);
  restore (f);
  for (pieces = 1; !through; pieces++) {
    g_autoptr (GError) error = NULL;

    link_set_budget (f->a.link, pieces);
    through = client_sync (&f->a, &error);
    if (!through)
      g_assert_error (error, RUHU_ERROR, RUHU_ERROR_OFFLINE);
  }
  g_assert_cmpint (pieces, >, 5);
  link_set_budget (f->a.link, -1);
  sync_all (f);
  assert_converged (f, 3, 2);
}

/* What HQ did after the backup is gone from tablets, too; until all is here they show what was. */
static void
test_ghosts_go (Fixture *f, gconstpointer data)
{
  static const char csv[] = "person_name,division_code\n王伟," VILLAGE "\n李娜," VILLAGE "\n";
  g_autofree char *path = g_build_filename (f->folder, "persons.csv", NULL);
  g_autoptr (GPtrArray) before = NULL, meanwhile = NULL, after = NULL;
  g_autofree char *said = NULL;

  sync_all (f);
  back_up (f);
  g_assert_true (g_file_set_contents (path, csv, -1, NULL));
  said = hq_do (&f->a.hq, "register", "import", path, NULL);
  sync_all (f);
  before = load (&f->a, RUHU_OBJECT_PERSON);
  g_assert_cmpuint (before->len, ==, 2);

  restore (f);
  link_set_budget (f->a.link, 8);
  g_assert_false (client_sync (&f->a, NULL));
  meanwhile = load (&f->a, RUHU_OBJECT_PERSON);
  g_assert_cmpuint (meanwhile->len, ==, 2);
  link_set_budget (f->a.link, -1);
  sync_all (f);
  after = load (&f->a, RUHU_OBJECT_PERSON);
  g_assert_cmpuint (after->len, ==, 0);
}

/* Locked, it sends what HQ lost; unlocked, it takes in what HQ said. */
static void
test_locked_sends_again (Fixture *f, gconstpointer data)
{
  sync_all (f);
  back_up (f);
  make_response (&f->a, "photo one");
  make_response (&f->a, NULL);
  sync_all (f);
  restore (f);
  make_response (&f->a, NULL);
  client_lock (&f->a);
  sync_well (&f->a);
  g_assert_cmpint (hq_count (&f->a.hq, RESPONSES), ==, 3);
  client_unlock (&f->a);
  sync_all (f);
  assert_converged (f, 3, 1);
}

#define ADD(path, func) g_test_add ("/restored/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("nothing-is-lost", test_nothing_is_lost);
  ADD ("damaged-store-is-made-again", test_damaged_store_is_made_again);
  ADD ("forgotten-lies-in-the-backup", test_forgotten_lies_in_the_backup);
  ADD ("photo-behind-its-line-is-kept", test_photo_behind_its_line_is_kept);
  ADD ("cut-anywhere-comes-right", test_cut_anywhere_comes_right);
  ADD ("ghosts-go", test_ghosts_go);
  ADD ("locked-sends-again", test_locked_sends_again);

  return g_test_run ();
}
