/* test-hq-flips.c: a byte of HQ's folder that is not what was written is found, and named
 *
 * One byte of one file of a small HQ is flipped: of its store, of attachments, files of forms,
 * keys, certificates and settings. Then either HQ does not start, or `ruhu-hq verify` finds it;
 * both say what is damaged. What is damaged in the store is given to nobody.
 *
 *   test-hq-flips [--every N] [--from SEED]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "ruhu-hq-page-sum.h"
#include "ruhu-hq-verify.h"

#include "base/ruhu-error.h"
#include "ruhu-hash.h"

#include <glib/gstdio.h>
#include <string.h>

#define PHOTO "not much of a photo"
#define ID "0192f3a0-aa01-7000-8000-0000000000"
#define FORM \
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'" \
  " xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>Small</h:title><model>" \
  "<itext><translation lang='en'><text id='q'><value>Who?</value>" \
  "<value form='image'>jr://images/who.png</value></text></translation></itext>" \
  "<instance><data id='small' version='1'><who/></data></instance>" \
  "<bind nodeset='/data/who' type='string'/></model></h:head><h:body>" \
  "<input ref='/data/who'><label ref=\"jr:itext('q')\"/></input></h:body></h:html>"

typedef struct {
  Hq hq;
  Tablet tablet;
  GPtrArray *files;
} Fixture;

typedef struct {
  char *name; /* below HQ's folder */
  char *path;
  char *content;
  gsize n;
} File;

typedef enum {
  AT_START,
  BY_VERIFYING,
  NOT_AT_ALL,
  N_OUTCOMES,
} Outcome;

static const char *const outcomes[N_OUTCOMES] = { "at start", "by verifying", "not at all" };

static int every;
static int seed = 1;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->name);
  g_free (file->path);
  g_free (file->content);
  g_free (file);
}

static void
push (Fixture *f, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (&f->tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
}

static void
push_response (Fixture *f, const char *id, const char *version)
{
  g_autofree char *hash = ruhu_hash_text (PHOTO, strlen (PHOTO));
  g_autofree char *line =
    g_strdup_printf ("\"id\":\"" ID "%s\",\"k\":\"response\",\"div\":\"" VILLAGE
                     "\",\"u\":\"w1\",\"fm\":\"small\",\"fv\":\"%s\",\"ans\":{\"who\":\"she\"},"
                     "\"att\":[{\"id\":\"photo\",\"hash\":\"%s\",\"len\":%zu,"
                     "\"type\":\"image/jpeg\"}]",
                     id,
                     version,
                     hash,
                     strlen (PHOTO));

  push (f, line);
}

static void
publish (Fixture *f)
{
  g_autofree char *folder = ruhu_test_make_dir ();
  g_autofree char *form = g_build_filename (folder, "small.xml", NULL);
  g_autofree char *picture = g_build_filename (folder, "who.png", NULL);

  g_assert_true (g_file_set_contents (form, FORM, -1, NULL));
  g_assert_true (g_file_set_contents (picture, "a picture", -1, NULL));
  g_free (hq_do (&f->hq, "form", "publish", form, NULL));
  ruhu_test_remove_dir (folder);
}

static void
send_photo (Fixture *f)
{
  g_autofree char *hash = ruhu_hash_text (PHOTO, strlen (PHOTO));
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?off=0&len=%zu", hash, strlen (PHOTO));
  g_autoptr (GBytes) bytes = g_bytes_new_static (PHOTO, strlen (PHOTO));
  g_autoptr (Answer) answer = tablet_ask (&f->tablet, "PATCH", path, bytes, NULL);

  g_assert_cmpuint (answer->status, ==, 201);
}

/* Something in each table. */
static void
set_up (Fixture *f, gconstpointer data)
{
  hq_set_up (&f->hq, NULL);
  tablet_init (&f->tablet, &f->hq, VILLAGE);
  publish (f);
  push_response (f, "01", "1");
  push_response (f, "02", "2"); /* no such form: quarantine */
  push (f,
        "\"id\":\"" ID "03\",\"k\":\"person\",\"div\":\"" VILLAGE
        "\",\"u\":\"w1\",\"set\":{\"phone\":\"13900000000\"}");
  send_photo (f);
  g_free (hq_do (&f->hq, "user", "add", "w9", "--role", "village", "--scope", VILLAGE, NULL));
  g_free (tablet_make_code (&f->hq, VILLAGE));
  hq_execute (&f->hq,
              "INSERT INTO session VALUES (x'01', 'w2', 'x', 1, 1);"
              "INSERT INTO conflict VALUES ('990101101', x'02', x'03', '990101101201', 'p', 1, 1,"
              " x'04');"
              "INSERT INTO device_scope VALUES ('d', 1, '990101101201', 2);"
              "INSERT INTO home VALUES (x'05', '990101101201', '990101101', '990101101202');"
              "INSERT INTO erased VALUES (x'06', 1);"
              "INSERT INTO source VALUES ('990101101', x'07', x'08');"
              "INSERT INTO recovery VALUES ('d', 'w2', 1, x'09', x'0a', NULL);"
              "INSERT INTO division VALUES ('990101101', 'Somewhere')");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->tablet);
  hq_tear_down (&f->hq, NULL);
  g_clear_pointer (&f->files, g_ptr_array_unref);
}

static void
read_files (Fixture *f, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    File *file;

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      read_files (f, path);
    else if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && !g_str_equal (name, "lock")) {
      file = g_new0 (File, 1);
      g_assert_true (g_file_get_contents (path, &file->content, &file->n, NULL));
      file->name = g_strdup (path + strlen (f->hq.dir_path) + 1);
      file->path = g_steal_pointer (&path);
      g_ptr_array_add (f->files, file);
    }
  }
}

static void
write_at (const File *file, gsize at, gconstpointer data, gsize n)
{
  FILE *out = g_fopen (file->path, "r+");

  g_assert_nonnull (out);
  g_assert_cmpint (fseek (out, at, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (data, 1, n, out), ==, n);
  g_assert_cmpint (fclose (out), ==, 0);
}

static void
flip (const File *file, gsize at)
{
  guint8 byte = (guint8) file->content[at] ^ (1 << (at * 7 % 8));

  write_at (file, at, &byte, 1);
}

/* What is said names what is damaged, or says that it cannot be read. */
static gboolean
names_it (const File *file, gsize at, const char *said)
{
  g_autofree char *page = g_strdup_printf ("page %u ", (guint) (at / RUHU_HQ_PAGE_SIZE) + 1);
  g_autofree char *base = g_path_get_basename (file->name);

  if (g_str_equal (file->name, "hq.db"))
    return strstr (said, page) != NULL ||
           (at < RUHU_HQ_PAGE_SIZE && strstr (said, "hq.db") != NULL);
  if (g_str_has_prefix (file->name, "media"))
    return strstr (said, "who.png") != NULL;
  return strstr (said, base) != NULL;
}

static Outcome
look (Fixture *f, const File *file, gsize at, gboolean *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqDir) dir = ruhu_hq_dir_open (f->hq.dir_path, &error);
  g_autoptr (RuhuHqVerified) found = dir != NULL ? ruhu_hq_verify (dir, &error) : NULL;
  guint i;

  *named = error != NULL && names_it (file, at, error->message);
  for (i = 0; found != NULL && i < found->faults->len; i++)
    *named = *named || names_it (file, at, found->faults->pdata[i]);

  if (dir == NULL)
    return AT_START;
  return found == NULL || found->faults->len > 0 ? BY_VERIFYING : NOT_AT_ALL;
}

static gboolean
try_flip (Fixture *f, const File *file, gsize at, guint *counts)
{
  Outcome outcome;
  gboolean named;

  flip (file, at);
  outcome = look (f, file, at, &named);
  write_at (file, 0, file->content, file->n);
  counts[outcome]++;
  if (outcome != NOT_AT_ALL && named)
    return TRUE;

  g_test_message ("byte %d of %s: %s",
                  (int) at,
                  file->name,
                  named || outcome == NOT_AT_ALL ? "nobody noticed" : "not named");
  return FALSE;
}

static void
test_each_is_found (Fixture *f, gconstpointer data)
{
  guint counts[N_OUTCOMES] = { 0 };
  guint i, n = 0, silent = 0;
  gboolean named;

  hq_stop (&f->hq);
  f->files = g_ptr_array_new_with_free_func (file_free);
  read_files (f, f->hq.dir_path);
  g_assert_cmpuint (f->files->len, >=, 12);
  g_assert_cmpint (look (f, f->files->pdata[0], 0, &named), ==, NOT_AT_ALL);

  for (i = 0; i < f->files->len; i++) {
    File *file = f->files->pdata[i];
    gsize at, step = g_str_equal (file->name, "hq.db") ? every : MAX (1, every / 64);

    for (at = seed % step; at < file->n; at += step, n++)
      silent += !try_flip (f, file, at, counts);
  }
  for (i = 0; i < N_OUTCOMES; i++)
    g_test_message ("%u %s", counts[i], outcomes[i]);
  g_test_message ("seed %d: %u bytes of HQ flipped; each was found, and named", seed, n);
  g_assert_cmpuint (silent, ==, 0);
  hq_start (&f->hq);
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "every", 0, 0, G_OPTION_ARG_INT, &every, "flip each N-th byte of the store", "N" },
    { "from", 0, 0, G_OPTION_ARG_INT, &seed, "the first of them", "SEED" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  every = 997;
  g_test_init (&argc, &argv, NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 64;
  }

  g_test_add ("/hq-flips/each-is-found", Fixture, NULL, set_up, test_each_is_found, tear_down);
  return g_test_run ();
}
