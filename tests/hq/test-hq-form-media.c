/* test-hq-form-media.c: publishing a form with its files, and GET /v1/media/<hash>
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "ruhu-hash.h"
#include "ruhu-wire.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  Hq hq;
  char *folder;
  char *form;
} Fixture;

static char *
write_file (Fixture *f, const char *name, const char *content, gssize n)
{
  char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, content, n, NULL));
  return path;
}

/* A form of version @version whose question has @image for a picture. */
static void
write_form (Fixture *f, const char *version, const char *image)
{
  g_autofree char *text = g_strdup_printf (
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"
    " xmlns:jr='http://openrosa.org/javarosa'>"
    "<h:head><h:title>Small</h:title><model>"
    "<itext><translation lang='en'><text id='q'><value>Who?</value>"
    "<value form='image'>%s</value></text></translation></itext>\n"
    "<instance><data id='small' version='%s'><who/><phone/></data></instance>\n"
    "<instance id='villages' src='jr://file-csv/villages.csv'/>\n"
    "<bind nodeset='/data/who' type='string'/>\n"
    "<bind nodeset='/data/phone' calculate=\"pulldata('person', 'phone', 'person_id', 'x')\"/>\n"
    "</model></h:head><h:body>"
    "<select1 ref='/data/who'><label ref=\"jr:itext('q')\"/>"
    "<itemset nodeset=\"instance('villages')/root/item\">"
    "<value ref='name'/><label ref='label'/></itemset></select1>"
    "</h:body></h:html>",
    image,
    version);

  g_free (f->form);
  f->form = write_file (f, "small.xml", text, -1);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  hq_set_up (&f->hq, NULL);
  f->folder = ruhu_test_make_dir ();
  write_form (f, "1", "jr://images/who.png");
  g_free (write_file (f, "who.png", "a picture", -1));
  g_free (write_file (f, "villages.csv", "name,label\nv1,Spring\n", -1));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hq_tear_down (&f->hq, NULL);
  ruhu_test_remove_dir (f->folder);
  g_free (f->folder);
  g_free (f->form);
}

static void
assert_refused (Fixture *f, const char *part)
{
  RuhuHqReply *reply = hq_run (&f->hq, "form", "publish", f->form, NULL);

  g_assert_cmpint (reply->code, ==, 1);
  g_assert_cmpstr (reply->out->str, ==, "");
  if (strstr (reply->err->str, part) == NULL)
    g_error ("“%s” is not in “%s”", part, reply->err->str);
  ruhu_hq_reply_free (reply);
}

static gint64
count_forms (Fixture *f)
{
  return hq_count (&f->hq, "SELECT count(*) FROM form");
}

static void
test_files_are_announced (Fixture *f, gconstpointer data)
{
  g_autofree char *out = hq_do (&f->hq, "form", "publish", f->form, NULL);
  g_autofree char *again = hq_do (&f->hq, "form", "publish", f->form, NULL);
  g_autofree char *hash = ruhu_hash_text ("a picture", 9);
  g_autofree char *named =
    g_strdup_printf ("{\"name\":\"who.png\",\"hash\":\"%s\",\"size\":9}", hash);
  g_autofree char *page = NULL;
  Tablet tablet;
  g_autoptr (Answer) answer = NULL;

  g_assert_cmpstr (out, ==, "small 1 is published, with 2 files\n");
  g_assert_cmpstr (again, ==, "small 1 was published already\n");
  tablet_init (&tablet, &f->hq, VILLAGE);
  answer = tablet_pull (&tablet, "", 65536);
  page = g_strndup (g_bytes_get_data (answer->bytes, NULL), g_bytes_get_size (answer->bytes));
  g_assert_nonnull (strstr (page, named));
  g_assert_nonnull (strstr (page, "\"name\":\"villages.csv\""));
  g_assert_null (strstr (page, "person.csv"));
  tablet_clear (&tablet);
}

static void
test_all_missing_files_are_named (Fixture *f, gconstpointer data)
{
  g_autofree char *picture = g_build_filename (f->folder, "who.png", NULL);
  g_autofree char *list = g_build_filename (f->folder, "villages.csv", NULL);

  g_unlink (picture);
  g_unlink (list);
  assert_refused (f, "small.xml:1: the file “who.png” is named here and is not in ");
  assert_refused (f, "small.xml:3: the file “villages.csv” is named here and is not in ");
  g_assert_cmpint (count_forms (f), ==, 0);
}

static void
test_folder_of_media (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = ruhu_test_make_dir ();
  g_autofree char *out = NULL;
  static const char *const names[] = { "who.png", "villages.csv" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *from = g_build_filename (f->folder, names[i], NULL);
    g_autofree char *to = g_build_filename (folder, names[i], NULL);

    g_assert_cmpint (g_rename (from, to), ==, 0);
  }
  assert_refused (f, "who.png");
  out = hq_do (&f->hq, "form", "publish", f->form, "--media", folder, NULL);
  g_assert_cmpstr (out, ==, "small 1 is published, with 2 files\n");
  ruhu_test_remove_dir (folder);
}

/* Only the last part of a name counts; no name leads out of the folder. */
static void
test_names_stay_in_the_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *out = NULL;
  g_autofree char *more = NULL;

  write_form (f, "1", "jr://images/../../etc/who.png");
  out = hq_do (&f->hq, "form", "publish", f->form, NULL);
  g_assert_cmpstr (out, ==, "small 1 is published, with 2 files\n");
  g_assert_cmpint (hq_count (&f->hq,
                             "SELECT count(*) FROM form_media WHERE name IN"
                             " ('who.png', 'villages.csv')"),
                   ==,
                   2);

  write_form (f, "2", "jr://images/..");
  more = hq_do (&f->hq, "form", "publish", f->form, NULL);
  g_assert_cmpstr (more, ==, "small 2 is published, with 1 file\n");
}

static void
test_version_keeps_its_files (Fixture *f, gconstpointer data)
{
  g_free (hq_do (&f->hq, "form", "publish", f->form, NULL));
  g_free (write_file (f, "villages.csv", "name,label\nv1,Bridge\n", -1));
  assert_refused (f, "small 1 was published with other files");
  write_form (f, "2", "jr://images/who.png");
  g_free (hq_do (&f->hq, "form", "publish", f->form, NULL));
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(DISTINCT hash) FROM form_media"), ==, 3);
}

static void
test_too_large_is_refused (Fixture *f, gconstpointer data)
{
  gsize n = RUHU_WIRE_MAX_MEDIA + 1;
  g_autofree char *large = g_malloc0 (n);

  g_free (write_file (f, "who.png", large, n));
  assert_refused (f, "who.png: 20.0 MiB, which is more than the 20 MiB that tablets take");
  g_assert_cmpint (count_forms (f), ==, 0);
}

static Answer *
get (Tablet *tablet, const char *hash, const char *query)
{
  g_autofree char *path = g_strdup_printf ("/v1/media/%s%s", hash, query);

  return tablet_ask (tablet, "GET", path, NULL, NULL);
}

static void
assert_piece (Tablet *tablet, const char *hash, const char *query, const char *wanted)
{
  g_autoptr (Answer) answer = get (tablet, hash, query);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (answer->bytes, NULL),
                   g_bytes_get_size (answer->bytes),
                   wanted,
                   strlen (wanted));
}

static void
assert_refusal (Tablet *tablet, const char *hash, const char *query, const char *code)
{
  g_autoptr (Answer) answer = get (tablet, hash, query);

  g_assert_cmpstr (answer_code (answer), ==, code);
}

static void
test_pieces (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = ruhu_hash_text ("a picture", 9);
  g_autofree char *other = ruhu_hash_text ("another", 7);
  Tablet tablet, locked;

  g_free (hq_do (&f->hq, "form", "publish", f->form, NULL));
  tablet_init (&tablet, &f->hq, VILLAGE);
  assert_piece (&tablet, hash, "", "a picture");
  assert_piece (&tablet, hash, "?off=2&max=3", "pic");
  assert_piece (&tablet, hash, "?off=7&max=100", "re");
  assert_piece (&tablet, hash, "?off=9&max=100", "");
  assert_refusal (&tablet, hash, "?off=10", "OFFSET");
  assert_refusal (&tablet, other, "", "NOT_FOUND");
  assert_refusal (&tablet, "../../keys/hqs", "", "NOT_FOUND");
  tablet_clear (&tablet);

  tablet_init (&locked, &f->hq, VILLAGE);
  locked.locked = TRUE;
  assert_refusal (&locked, hash, "", "SIG");
  tablet_clear (&locked);
}

static void
test_changed_file_is_noticed (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = ruhu_hash_text ("a picture", 9);
  g_autofree char *kept = g_strdup_printf ("%s/media/%.2s/%s", f->hq.dir_path, hash, hash);
  g_autofree char *good = NULL;
  RuhuHqReply *reply;

  g_free (hq_do (&f->hq, "form", "publish", f->form, NULL));
  good = hq_do (&f->hq, "verify", NULL);
  g_assert_nonnull (strstr (good, " 2 files of forms, "));
  g_assert_true (g_file_set_contents (kept, "another", -1, NULL));
  reply = hq_run (&f->hq, "verify", NULL);
  g_assert_cmpint (reply->code, ==, 1);
  g_assert_cmpstr (reply->err->str,
                   ==,
                   "form small 1: the file who.png is missing or was changed\n");
  ruhu_hq_reply_free (reply);
}

/* An HQ of the first schema, with a form in it, goes on as it was. */
static void
test_older_store_is_upgraded (Fixture *f, gconstpointer data)
{
  g_autofree char *out = NULL;

  hq_stop (&f->hq);
  hq_downgrade_stopped (&f->hq, 1);
  hq_execute_stopped (&f->hq,
                      "INSERT INTO form VALUES ('old', '1', zeroblob (32), 'Old', 1, 1, x'00')");
  hq_start (&f->hq);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM form WHERE id = 'old'"), ==, 1);
  out = hq_do (&f->hq, "form", "publish", f->form, NULL);
  g_assert_cmpstr (out, ==, "small 1 is published, with 2 files\n");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "files-are-announced", test_files_are_announced },
    { "all-missing-files-are-named", test_all_missing_files_are_named },
    { "folder-of-media", test_folder_of_media },
    { "names-stay-in-the-folder", test_names_stay_in_the_folder },
    { "version-keeps-its-files", test_version_keeps_its_files },
    { "too-large-is-refused", test_too_large_is_refused },
    { "pieces", test_pieces },
    { "changed-file-is-noticed", test_changed_file_is_noticed },
    { "older-store-is-upgraded", test_older_store_is_upgraded },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);

  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-form-media/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
