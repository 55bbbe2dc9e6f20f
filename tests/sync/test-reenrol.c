/* test-reenrol.c: restored and cloned tablets go on under a new name, and a new tablet takes over
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "client-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define RESPONSES "SELECT count(*) FROM change_log WHERE kind = 6"
#define OBJECTS "SELECT count(*) FROM object WHERE kind = 6"
#define HELD "SELECT count(*) FROM quarantine WHERE state = 0"

static void
run (const char *command, const char *from, const char *to)
{
  g_autofree char *line = g_strdup_printf ("%s '%s/.' '%s'", command, from, to);
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_command_line_sync (line, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

/* What a backup of the profile holds. A store just locked still counts what waits, and its files
 * come and go meanwhile; nobody copies them then. */
static char *
back_up (Client *c)
{
  char *copy = ruhu_test_make_dir ();

  client_close (c);
  run ("cp -a", c->dir, copy);
  client_open (c);
  return copy;
}

/* The machine breaks, and the backup comes back; @twin: with all that stood beside it. */
static void
restore (Client *c, char *copy, gboolean twin)
{
  g_autofree char *instance = g_build_filename (c->dir, "secret", "instance", NULL);

  client_close (c);
  ruhu_test_remove_dir (c->dir);
  g_assert_no_errno (g_mkdir (c->dir, 0700));
  run ("cp -a", copy, c->dir);
  ruhu_test_remove_dir (copy);
  g_free (copy);
  if (!twin)
    g_assert_true (g_file_set_contents (instance, "sixteen bytes 16", 16, NULL));
  client_open (c);
}

static gboolean
unlock (Client *c, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_unlock_async (c->store, c->user, PIN, NULL, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_unlock_finish (c->store, result, error);
}

static gboolean
reenrol_with (Client *c, const char *pin, GError **error)
{
  g_autofree char *code = tablet_make_code (&c->hq, VILLAGE);
  g_autofree char *user = g_strdup (c->user);
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();
  g_autoptr (RuhuDevice) device = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  device = client_enrol (c, link_get_url (c->link), code, keys, error);
  g_assert_nonnull (device);
  g_free (c->user);
  c->user = g_steal_pointer (&user);
  ruhu_store_reenrol_async (c->store, device, keys, c->user, pin, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_reenrol_finish (c->store, result, error);
}

static void
reenrol (Client *c)
{
  g_autofree char *old = g_strdup (ruhu_store_get_device (c->store)->id);
  g_autoptr (GError) error = NULL;

  g_assert_true (reenrol_with (c, PIN, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (ruhu_store_get_device (c->store)->id, !=, old);
}

static void
sync_well (Client *c)
{
  g_autoptr (GError) error = NULL;

  client_sync (c, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ruhu_syncer_get_waiting_responses (c->syncer), ==, 0);
}

static GPtrArray *
list_responses (Client *c)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *list;

  ruhu_response_store_list_async (c->responses, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  list = ruhu_response_store_list_finish (c->responses, result, &error);
  g_assert_no_error (error);
  return list;
}

static guint
count_responses (Client *c)
{
  g_autoptr (GPtrArray) list = list_responses (c);

  return list->len;
}

static void
test_restored_copy_is_no_twin (Client *c, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *copy;

  g_free (client_finish_response (c, "a small photo"));
  sync_well (c);
  g_free (client_finish_response (c, "another photo"));
  client_lock (c);
  copy = back_up (c); /* the second is cut, and not sent */
  client_unlock (c);
  sync_well (c);
  g_free (client_finish_response (c, NULL));
  sync_well (c);
  client_lock (c);

  restore (c, copy, FALSE);
  g_assert_false (unlock (c, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
  reenrol (c);
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 3);
  g_assert_cmpint (hq_count (&c->hq, OBJECTS), ==, 3);
  g_assert_cmpint (hq_count (&c->hq, HELD), ==, 0);
  g_assert_cmpuint (count_responses (c), ==, 3);

  /* And goes on, as itself. */
  g_free (client_finish_response (c, "a third photo"));
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, OBJECTS), ==, 4);
  client_lock (c);
  client_reopen (c);
  client_unlock (c);
  g_assert_cmpuint (count_responses (c), ==, 4);
  g_free (hq_do (&c->hq, "verify", NULL));
}

/* Both wrote a line of the same number: HQ keeps both. */
static void
test_clone_keeps_what_it_wrote (Client *c, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *copy;

  g_free (client_finish_response (c, NULL));
  sync_well (c);
  client_lock (c);
  copy = back_up (c);
  client_unlock (c);
  g_free (client_finish_response (c, NULL));
  sync_well (c);
  client_lock (c);

  restore (c, copy, TRUE);
  client_unlock (c);
  g_free (client_finish_response (c, "a photo of its own"));
  g_assert_false (client_sync (c, &error));
  g_assert_cmpint (ruhu_syncer_get_refusal (c->syncer), ==, RUHU_REFUSAL_FORK);
  client_lock (c);
  reenrol (c);
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, OBJECTS), ==, 3);
  g_assert_cmpint (hq_count (&c->hq, HELD), ==, 0);
  g_assert_cmpint (hq_count (&c->hq, "SELECT count(*) FROM att WHERE state = 1"), ==, 1);
  g_assert_cmpuint (count_responses (c), ==, 3);
}

#define PHOTOS "SELECT count(*) FROM att WHERE state = 1"
#define PHOTO_SIZE (1024 * 1024)
#define MOST_PIECES 200

/* HQ has the line, and of its photo not all. */
static void
send_without_photo (Client *c)
{
  g_autofree char *photo = g_strnfill (PHOTO_SIZE, 'p');
  int pieces;

  g_free (client_finish_response (c, photo));
  for (pieces = 1; hq_count (&c->hq, RESPONSES) == 0; pieces++) {
    g_assert_cmpint (pieces, <, MOST_PIECES);
    link_set_budget (c->link, pieces);
    g_assert_false (client_sync (c, NULL));
  }
  link_set_budget (c->link, -1);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 0);
}

static gboolean
confirm (RuhuObjectPage *page, gpointer data, GError **error)
{
  return ruhu_object_page_confirm (page, GPOINTER_TO_INT (data), error);
}

/* The line comes back from HQ, as a bundle brings it, and its photo is still here. */
static void
hear_of_line (Client *c)
{
  gint64 seq = hq_count (&c->hq, "SELECT dseq FROM change_log WHERE kind = 6");
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_object_store_apply_async (c->objects,
                                 "bundle",
                                 "",
                                 "1",
                                 confirm,
                                 GINT_TO_POINTER (seq),
                                 NULL,
                                 NULL,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  ruhu_object_store_apply_finish (c->objects, result, &error);
  g_assert_no_error (error);
}

/* The line counts once, under the name it had; what it names is still to come. */
static void
test_photo_follows_its_line (Client *c, gconstpointer data)
{
  gboolean heard = GPOINTER_TO_INT (data);
  g_autoptr (GPtrArray) list = NULL;

  send_without_photo (c);
  if (heard)
    hear_of_line (c);
  client_lock (c);
  restore (c, back_up (c), FALSE);
  reenrol (c);
  list = list_responses (c);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpint (ruhu_response_get_n_waiting (list->pdata[0]), ==, 1);

  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, RESPONSES), ==, 1);
  g_assert_cmpint (hq_count (&c->hq, PHOTOS), ==, 1);
  g_free (hq_do (&c->hq, "verify", NULL));
}

static void
test_wrong_pin_changes_nothing (Client *c, gconstpointer data)
{
  g_autofree char *old = g_strdup (ruhu_store_get_device (c->store)->id);
  g_autoptr (GError) error = NULL;

  client_lock (c);
  g_assert_false (reenrol_with (c, "1029384756", &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED);
  g_assert_cmpstr (ruhu_store_get_device (c->store)->id, ==, old);
  client_reopen (c);
  client_unlock (c);
  g_free (client_finish_response (c, NULL));
  sync_well (c);
}

static void
move (Client *c, const char *from, const char *to)
{
  g_autofree char *source = g_build_filename (c->dir, from, NULL);
  g_autofree char *target = g_build_filename (c->dir, to, NULL);

  g_assert_no_errno (g_rename (source, target));
}

/* The database says that it is the new device; the files do not yet. */
static void
test_power_cut_after_the_commit (Client *c, gconstpointer data)
{
  static const char *const files[] = { "secret/locked",
                                       "secret/unlock",
                                       "hq.json",
                                       "secret/instance" };
  g_autofree char *id = NULL;
  g_autofree char *copy = NULL;
  guint i, in_place = GPOINTER_TO_UINT (data);

  g_free (client_finish_response (c, NULL));
  client_lock (c);
  copy = back_up (c);
  reenrol (c);
  id = g_strdup (ruhu_store_get_device (c->store)->id);
  client_lock (c);
  client_close (c);
  for (i = in_place; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *next = g_strconcat (files[i], ".next", NULL);
    g_autofree char *old = g_build_filename (copy, files[i], NULL);
    g_autofree char *path = g_build_filename (c->dir, files[i], NULL);
    g_autofree char *content = NULL;
    gsize n;

    move (c, files[i], next);
    g_assert_true (g_file_get_contents (old, &content, &n, NULL));
    g_assert_true (g_file_set_contents (path, content, n, NULL));
  }
  ruhu_test_remove_dir (copy);

  client_open (c);
  client_unlock (c);
  g_assert_cmpstr (ruhu_store_get_device (c->store)->id, ==, id);
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, OBJECTS), ==, 1);
}

static void
test_power_cut_before_the_commit (Client *c, gconstpointer data)
{
  g_autofree char *id = g_strdup (ruhu_store_get_device (c->store)->id);
  g_autofree char *path = g_build_filename (c->dir, "secret", "instance.next", NULL);

  client_lock (c);
  g_assert_true (g_file_set_contents (path, "sixteen bytes 16", 16, NULL));
  client_reopen (c);
  client_unlock (c);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (ruhu_store_get_device (c->store)->id, ==, id);
  g_free (client_finish_response (c, NULL));
  sync_well (c);
}

/* Makes the store of a tablet that has none. */
static void
enrol_first (Client *c)
{
  g_autofree char *code = tablet_make_code (&c->hq, VILLAGE);
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  device = client_enrol (c, link_get_url (c->link), code, keys, &error);
  g_assert_no_error (error);
  ruhu_store_create_async (c->store, device, keys, c->user, PIN, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_store_create_finish (c->store, result, &error));
}

/* The old tablet fell into a river. */
static void
test_replacement_finds_the_work (Client *c, gconstpointer data)
{
  g_free (client_finish_response (c, "a small photo"));
  g_free (client_finish_response (c, NULL));
  sync_well (c);
  client_close (c);
  ruhu_test_remove_dir (c->dir);
  g_assert_no_errno (g_mkdir (c->dir, 0700));
  client_open (c);
  enrol_first (c);
  g_assert_cmpuint (count_responses (c), ==, 0);
  sync_well (c);
  g_assert_cmpuint (count_responses (c), ==, 2);
  g_free (client_finish_response (c, NULL));
  sync_well (c);
  g_assert_cmpint (hq_count (&c->hq, OBJECTS), ==, 3);
}

#define ADD(path, func) \
  g_test_add ("/reenrol/" path, Client, NULL, client_set_up, func, client_tear_down)

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);

  ADD ("restored-copy-is-no-twin", test_restored_copy_is_no_twin);
  ADD ("clone-keeps-what-it-wrote", test_clone_keeps_what_it_wrote);
  for (i = 0; i <= 1; i++)
    g_test_add (i == 0 ? "/reenrol/photo-follows-its-line"
                       : "/reenrol/photo-follows-a-line-that-came-back",
                Client,
                GUINT_TO_POINTER (i),
                client_set_up,
                test_photo_follows_its_line,
                client_tear_down);
  ADD ("wrong-pin-changes-nothing", test_wrong_pin_changes_nothing);
  for (i = 0; i <= 3; i++) {
    g_autofree char *path = g_strdup_printf ("/reenrol/power-cut-after-the-commit/%u", i);

    g_test_add (path,
                Client,
                GUINT_TO_POINTER (i),
                client_set_up,
                test_power_cut_after_the_commit,
                client_tear_down);
  }
  ADD ("power-cut-before-the-commit", test_power_cut_before_the_commit);
  ADD ("replacement-finds-the-work", test_replacement_finds_the_work);

  return g_test_run ();
}
