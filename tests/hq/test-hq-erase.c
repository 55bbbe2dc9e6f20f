/* test-hq-erase.c: sync/hq/ruhu-hq-erase.c: a person erased on request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "ruhu-hash.h"
#include "ruhu-pull.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define ID "0192f3a0-aa01-7000-8000-00000000000"
#define P ID "1"
#define OTHER ID "2"
#define RESPONSE ID "3"
#define NEED ID "4"
#define SECRET "Somebody Who Goes"
#define PHOTO "a photo of somebody who goes"
#define HEAD(id, k) "\"id\":\"" id "\",\"k\":\"" k "\",\"div\":\"" VILLAGE "\",\"u\":\"w1\","

typedef struct {
  Hq hq;
  Tablet tablet;
  Tablet reader;
  char *cursor;
  char *hash;
} Fixture;

static JsonArray *
push (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  return json_array_ref (ruhu_json_get_array (answer->json, "res"));
}

static void
push_well (Tablet *tablet, const char *content)
{
  g_autoptr (JsonArray) res = push (tablet, content);

  g_assert_cmpuint (json_array_get_length (res), ==, 0);
}

static RuhuPullPage *
pull (Fixture *f)
{
  g_autoptr (Answer) answer = tablet_pull (&f->reader, f->cursor, 1024 * 1024);
  RuhuPullPage *page = ruhu_pull_page_parse (answer->bytes);

  g_assert_nonnull (page);
  g_free (f->cursor);
  f->cursor = g_strdup (ruhu_pull_page_get_cursor (page));
  return page;
}

/* Two persons; of the one a response with a photo, a need, and a line that is held. */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *form = ruhu_test_data ("visit.xml");
  g_autofree char *path = NULL;
  g_autofree char *response = NULL;
  g_autoptr (GBytes) photo = g_bytes_new_static (PHOTO, strlen (PHOTO));
  g_autoptr (Answer) sent = NULL;
  g_autoptr (JsonArray) held = NULL;
  g_autoptr (RuhuPullPage) page = NULL;

  hq_set_up (&f->hq, NULL);
  g_free (hq_do (&f->hq, "form", "publish", form, NULL));
  tablet_init (&f->tablet, &f->hq, VILLAGE);
  tablet_init (&f->reader, &f->hq, TOWN);
  f->cursor = g_strdup ("");
  f->hash = ruhu_hash_text (PHOTO, strlen (PHOTO));
  response = g_strdup_printf (
    HEAD (RESPONSE,
          "response") "\"fm\":\"visit\",\"fv\":\"1\",\"ans\":{\"visit\":{\"person_id\":\"" P
                      "\",\"who\":\"" SECRET "\"}},\"att\":[{\"id\":\"p.jpg\",\"hash\":"
                      "\"%s\",\"len\":%zu,\"type\":\"image/jpeg\"}]",
    f->hash,
    strlen (PHOTO));
  push_well (&f->tablet, HEAD (P, "person") "\"set\":{\"person_name\":\"" SECRET "\"}");
  push_well (&f->tablet, response);
  push_well (&f->tablet,
             HEAD (NEED, "need") "\"set\":{\"person_id\":\"" P "\",\"note\":\"" SECRET "\"}");
  held =
    push (&f->tablet,
          HEAD (P, "person") "\"set\":{\"division_code\":\"1\",\"person_name\":\"" SECRET "\"}");
  g_assert_cmpuint (json_array_get_length (held), ==, 1);
  push_well (&f->tablet, HEAD (OTHER, "person") "\"set\":{\"person_name\":\"Who Stays\"}");
  path = g_strdup_printf ("/v1/att/%s?off=0&len=%zu", f->hash, strlen (PHOTO));
  sent = tablet_ask (&f->tablet, "PATCH", path, photo, NULL);
  g_assert_cmpuint (sent->status, ==, 201);
  page = pull (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->tablet);
  tablet_clear (&f->reader);
  g_free (f->cursor);
  g_free (f->hash);
  hq_tear_down (&f->hq, NULL);
}

static char *
erase (Fixture *f)
{
  return hq_do (&f->hq, "erase", P, "--reason", "asked for it in writing", NULL);
}

static void
assert_verified (Fixture *f)
{
  g_free (hq_do (&f->hq, "verify", NULL));
}

static gboolean
knows (Tablet *tablet, const char *words)
{
  g_autoptr (Answer) answer = tablet_pull (tablet, "", 1024 * 1024);
  gsize length;
  const char *text = g_bytes_get_data (answer->bytes, &length);

  return g_strstr_len (text, (gssize) length, words) != NULL;
}

static void
test_words_go_and_hashes_stay (Fixture *f, gconstpointer data)
{
  g_autofree char *said = erase (f);
  g_autofree char *name = g_strdup_printf ("att/%.2s/%s", f->hash, f->hash);
  g_autofree char *path = ruhu_hq_dir_build_path (f->hq.dir, name);

  g_assert_nonnull (strstr (said, "3 objects, 4 lines, 1 attachments"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM att"), ==, 0);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object"), ==, 1);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM audit WHERE action = 'erase'"), ==, 1);
  g_assert_false (knows (&f->reader, SECRET));
  g_assert_false (knows (&f->tablet, SECRET));
  g_assert_true (knows (&f->reader, "Who Stays"));
  assert_verified (f);
  hq_restart (&f->hq);
  assert_verified (f);
}

static void
test_tablets_are_told (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuPullPage) page = NULL;
  guint i, out = 0;

  g_free (erase (f));
  page = pull (f);
  for (i = 0; i < ruhu_pull_page_get_n_lines (page); i++)
    out += ruhu_pull_page_get_line (page, i)->type == RUHU_PULLED_OUT;
  g_assert_cmpuint (out, ==, 3);
}

/* A tablet that had no signal goes on about the person: it is told, and nothing of it is kept. */
static void
test_nothing_comes_in_again (Fixture *f, gconstpointer data)
{
  static const char *const lines[] = {
    HEAD (P, "person") "\"set\":{\"person_name\":\"" SECRET "\"}",
    HEAD (ID "7", "need") "\"set\":{\"person_id\":\"" P "\",\"note\":\"" SECRET "\"}",
    HEAD (ID "8", "response") "\"fm\":\"visit\",\"fv\":\"1\",\"ans\":{\"visit\":{\"person_id\":\"" P
                              "\",\"who\":\"" SECRET "\"}}",
  };
  guint i;

  g_free (erase (f));
  for (i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autoptr (JsonArray) res = push (&f->tablet, lines[i]);

    g_assert_cmpuint (json_array_get_length (res), ==, 1);
    g_assert_cmpstr (ruhu_json_get_string (json_array_get_object_element (res, 0), "code"),
                     ==,
                     "POLICY");
  }
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object"), ==, 1);
  g_assert_cmpint (hq_count (&f->hq,
                             "SELECT count(DISTINCT length(raw)) FROM quarantine WHERE at > 0"),
                   ==,
                   1);
  assert_verified (f);
}

/* In the store stands one and the same short word in the place of each of the lines. */
static void
test_all_lines_are_one_word (Fixture *f, gconstpointer data)
{
  g_free (erase (f));
  g_assert_cmpint (hq_count (&f->hq,
                             "SELECT count(DISTINCT body) FROM change_log WHERE dev NOT LIKE 'hq-%'"
                             " AND uuid <> x'0192f3a0aa0170008000000000000002'"),
                   ==,
                   1);
  g_assert_cmpint (hq_count (&f->hq,
                             "SELECT count(*) FROM quarantine WHERE raw NOT IN (SELECT body FROM"
                             " change_log WHERE dev NOT LIKE 'hq-%')"),
                   ==,
                   0);
}

/* Who overwrites lines by hand is found. */
static void
test_without_the_audit_it_is_found (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuHqReply) reply = NULL;
  g_autoptr (RuhuHqReply) again = NULL;

  g_free (erase (f));
  hq_execute (&f->hq, "DELETE FROM audit WHERE action = 'erase'");
  reply = hq_run (&f->hq, "verify", NULL);
  g_assert_cmpint (reply->code, ==, 1);
  again = hq_run (&f->hq, "erase", P, "--reason", "x", NULL);
  g_assert_cmpint (again->code, ==, 1);
}

static void
test_after_a_move_too (Fixture *f, gconstpointer data)
{
  push_well (&f->reader, HEAD (ID "9", "transfer") "\"person\":\"" P "\",\"to\":\"990101102201\"");
  g_free (erase (f));
  g_assert_cmpint (
    hq_count (&f->hq,
              "SELECT count(*) FROM object WHERE uuid = x'0192f3a0aa0170008000000000000001'"),
    ==,
    0);
  assert_verified (f);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "words-go-and-hashes-stay", test_words_go_and_hashes_stay },
    { "tablets-are-told", test_tablets_are_told },
    { "nothing-comes-in-again", test_nothing_comes_in_again },
    { "all-lines-are-one-word", test_all_lines_are_one_word },
    { "without-the-audit-it-is-found", test_without_the_audit_it_is_found },
    { "after-a-move-too", test_after_a_move_too },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-erase/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
