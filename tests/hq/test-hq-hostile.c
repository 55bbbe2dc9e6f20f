/* test-hq-hostile.c: a tablet that is enrolled and runs another program
 *
 * It signs well, and says whatever it likes. It may spoil its own village's data, under its own
 * name; it reaches nobody else's. What each claim is for stands in sync/SECURITY.md.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "web-fixture.h"

#include "base/ruhu-json.h"
#include "ruhu-hash.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-hq-state.h"
#include "ruhu-merge.h"

#include <string.h>

#define MORE_TOWN "990101102201"
#define EARLY "0192f3a0-aa00-7000-8000-000000000001"
#define PERSON_C "0192f3a0-aa01-7000-8000-000000000003"
#define RESPONSE_C "0192f3a0-aa01-7000-8000-00000000000d"
#define OPEN_TASKS "SELECT count(*) FROM object WHERE kind = 4 AND state = 0"
#define NAME "王桂花"

/* What of HQ's store must be the same afterwards. */
static char *
count_all (Hq *hq)
{
  static const char *const tables[] = {
    "change_log", "object", "quarantine", "conflict", "att", "att_ref", "recovery",
  };
  GString *counts = g_string_new (NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", tables[i]);

    g_string_append_printf (counts, "%s %" G_GINT64_FORMAT "\n", tables[i], hq_count (hq, sql));
  }
  g_string_append_printf (counts,
                          "acked %" G_GINT64_FORMAT " in use %" G_GINT64_FORMAT "\n",
                          hq_count (hq, "SELECT sum(acked) FROM device"),
                          hq_count (hq, "SELECT count(*) FROM device WHERE state = 0"));
  return g_string_free (counts, FALSE);
}

static void
assert_unchanged (Hq *hq, const char *before)
{
  g_autofree char *after = count_all (hq);

  g_assert_cmpstr (after, ==, before);
}

static gboolean
says (Answer *answer, const char *word)
{
  gsize n;
  const char *text = g_bytes_get_data (answer->bytes, &n);

  return n > 0 && g_strstr_len (text, n, word) != NULL;
}

static void
assert_refused (Answer *answer, guint status, const char *code)
{
  g_assert_cmpuint (answer->status, ==, status);
  if (answer->json != NULL) /* none to HEAD */
    g_assert_cmpstr (answer_code (answer), ==, code);
}

/* A response of the village @division with that form. */
static char *
make_response (Web *web, const char *id, const char *division, const char *more, const char *ans)
{
  return g_strdup_printf ("\"id\":\"%s\",\"k\":\"response\",\"div\":\"%s\",\"u\":\"w9\",\"fm\":"
                          "\"%s\",\"fv\":%s%s,\"ans\":{\"visit\":{%s}}",
                          id,
                          division,
                          web->form,
                          web->version,
                          more,
                          ans);
}

static void
push_good (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (answer->json, "res")), ==, 0);
}

/* Its own key under another tablet's name, at every door. */
static void
test_anothers_name_opens_nothing (Web *web, gconstpointer data)
{
  const struct {
    const char *method;
    char *path;
    const char *body;
  } doors[] = {
    { "POST", g_strdup ("/v1/push"), "{}" },
    { "POST", g_strdup ("/v1/pull"), "{\"cur\":\"\",\"epoch\":1}" },
    { "POST", g_strdup ("/v1/recover"), "{}" },
    { "POST", g_strdup ("/v1/wiped"), "{\"n\":1}" },
    { "GET", g_strconcat ("/v1/att/", web->photo_hash, NULL), NULL },
    { "HEAD", g_strconcat ("/v1/att/", web->photo_hash, NULL), NULL },
    { "PATCH", g_strconcat ("/v1/att/", web->photo_hash, "?off=0&len=3", NULL), "abc" },
    { "PATCH", g_strconcat ("/v1/sealed/", web->photo_hash, "?off=0&len=3", NULL), "abc" },
    { "PATCH", g_strconcat ("/v1/bundle/", web->photo_hash, "?off=0&len=3", NULL), "abc" },
    { "GET", g_strdup ("/v1/forms/x/1"), NULL },
    { "GET", g_strconcat ("/v1/media/", web->photo_hash, NULL), NULL },
  };
  g_autofree char *before = NULL;
  Tablet liar;
  guint i;

  tablet_init (&liar, &web->hq, VILLAGE);
  g_free (liar.dev);
  liar.dev = g_strdup (web->tablet.dev);
  before = count_all (&web->hq);
  for (i = 0; i < G_N_ELEMENTS (doors); i++) {
    g_autoptr (GBytes) body =
      doors[i].body != NULL ? g_bytes_new (doors[i].body, strlen (doors[i].body)) : NULL;
    g_autoptr (Answer) answer = tablet_ask (&liar, doors[i].method, doors[i].path, body, NULL);

    assert_refused (answer, 401, "SIG");
    g_free (doors[i].path);
  }
  assert_unchanged (&web->hq, before);
  tablet_clear (&liar);
}

/* The cursor is not signed: what it names is checked each time it comes back. */
static void
test_forged_cursor_shows_nothing (Web *web, gconstpointer data)
{
  static const char *const places[] = {
    "..990101101:0",
    "..990101101:0,990101102:0",
    "." EARLY ".000000001:990101101",
    "..990101:0",
    "..000000000:0",
    "." EARLY ".990101101:0",
    "..000000001:990101101",
    "..990101102:99999",
  };
  g_autoptr (Answer) first = NULL;
  g_auto (GStrv) words = NULL;
  g_autofree char *start = NULL;
  const char *cursor_at;
  Tablet stranger;
  guint i;

  tablet_init (&stranger, &web->hq, MORE_TOWN);
  first = tablet_pull (&stranger, "", 65536);
  g_assert_cmpuint (first->status, ==, 200);
  cursor_at = g_strrstr_len (g_bytes_get_data (first->bytes, NULL),
                             g_bytes_get_size (first->bytes),
                             "\"cur\":\"");
  g_assert_nonnull (cursor_at);
  words = g_strsplit (cursor_at + strlen ("\"cur\":\""), ".", 4);
  start = g_strdup_printf ("%s.%s.%s", words[0], words[1], words[2]);
  for (i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *cursor = g_strconcat (start, places[i], NULL);
    g_autoptr (Answer) page = tablet_pull (&stranger, cursor, 65536);

    g_assert_cmpuint (page->status, <, 500);
    g_assert_false (says (page, NAME));
    g_assert_false (says (page, PERSON_A));
    g_assert_false (says (page, VILLAGE));
  }
  tablet_clear (&stranger);
}

/* The same message once more, byte for byte, as who listens in would send it. */
static Answer *
replay (Hq *hq, SoupMessage *message, GBytes *body)
{
  g_autoptr (SoupMessage) again =
    soup_message_new_from_uri (soup_message_get_method (message), soup_message_get_uri (message));
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, soup_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value)) {
    if (g_str_has_prefix (name, "Ruhu-") || g_str_equal (name, "Content-Encoding"))
      soup_message_headers_replace (soup_message_get_request_headers (again), name, value);
  }
  if (body != NULL)
    soup_message_set_request_body_from_bytes (again, "application/octet-stream", body);
  return hq_send (hq, again);
}

static void
send_twice (Tablet *tablet,
            const char *method,
            const char *path,
            GBytes *body,
            const char *encoding)
{
  g_autoptr (SoupMessage) message = tablet_make_request (tablet, method, path, body);
  g_autoptr (Answer) first = NULL, second = NULL;
  g_autofree char *after = NULL;

  if (encoding != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message),
                                 "Content-Encoding",
                                 encoding);
  first = hq_send (tablet->hq, message);
  after = count_all (tablet->hq);
  second = replay (tablet->hq, message, body);
  g_assert_cmpuint (second->status, ==, first->status);
  assert_unchanged (tablet->hq, after);
}

static void
test_replayed_requests_change_nothing (Web *web, gconstpointer data)
{
  Tablet *tablet = &web->tablet;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) photo = g_bytes_new ("another photo", 13);
  g_autofree char *hash = ruhu_hash_bytes (photo);
  g_autofree char *att =
    g_strdup_printf (",\"att\":[{\"id\":\"p\",\"hash\":\"%s\",\"len\":13,\"type\":\"image/png\"}]",
                     hash);
  g_autofree char *line = make_response (web, RESPONSE_C, VILLAGE, att, "");
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?off=0&len=13", hash);
  g_autoptr (GBytes) push = NULL;
  g_autoptr (GBytes) pull = g_bytes_new_static ("{\"cur\":\"\",\"epoch\":1}", 20);

  g_ptr_array_add (lines, tablet_make_line (tablet, line));
  push = tablet_make_push (tablet, tablet->seq, lines);
  send_twice (tablet, "POST", "/v1/push", push, "gzip");
  send_twice (tablet, "PATCH", path, photo, NULL);
  send_twice (tablet, "POST", "/v1/pull", pull, NULL);
  send_twice (tablet, "POST", "/v1/wiped", NULL, NULL);
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM att WHERE state = 1"), ==, 3);
}

/* Another village's person and its task are named in a response of one's own. */
static void
test_other_villages_visits_stay_open (Web *web, gconstpointer data)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (web->hq.dir);
  g_autoptr (GError) error = NULL;
  g_autofree char *ans = NULL, *line = NULL, *moved = NULL;
  g_autoptr (RuhuHqObject) task = NULL, person = NULL, after = NULL;
  Tablet stranger;

  push_good (&web->tablet,
             "\"id\":\"" PERSON_C "\",\"k\":\"task\",\"div\":\"" VILLAGE
             "\",\"u\":\"w1\",\"set\":{\"person_id\":\"" PERSON_A
             "\",\"form_id\":\"home-visit\",\"reason\":\"asked\",\"due\":\"2031-01-01\"}");
  task = ruhu_hq_object_load (store, TOWN, PERSON_C, &error);
  g_assert_no_error (error);
  person = ruhu_hq_object_load (store, TOWN, PERSON_A, &error);
  g_assert_no_error (error);

  tablet_init (&stranger, &web->hq, OTHER_VILLAGE);
  ans = g_strdup ("\"person_id\":\"" PERSON_A "\",\"task_id\":\"" PERSON_C "\"");
  line = make_response (web, RESPONSE_C, OTHER_VILLAGE, "", ans);
  push_good (&stranger, line);
  moved = make_response (web,
                         "0192f3a0-aa01-7000-8000-00000000000e",
                         OTHER_VILLAGE,
                         ",\"next\":\"2039-01-01\"",
                         ans);
  push_good (&stranger, moved);

  g_clear_pointer (&task, ruhu_hq_object_free);
  task = ruhu_hq_object_load (store, TOWN, PERSON_C, &error);
  g_assert_cmpint (task->state, ==, RUHU_HQ_TASK_OPEN);
  g_assert_null (
    g_strstr_len (g_bytes_get_data (task->body, NULL), g_bytes_get_size (task->body), "2039-"));
  after = ruhu_hq_object_load (store, TOWN, PERSON_A, &error);
  g_assert_true (g_bytes_equal (after->body, person->body));
  tablet_clear (&stranger);
}

/* Who knows the hash of a picture has not got the picture. */
static void
test_hash_of_anothers_picture_gives_nothing (Web *web, gconstpointer data)
{
  gsize length = g_bytes_get_size (web->photo);
  g_autofree char *att =
    g_strdup_printf (",\"att\":[{\"id\":\"p\",\"hash\":\"%s\",\"len\":%" G_GSIZE_FORMAT
                     ",\"type\":\"image/png\"}]",
                     web->photo_hash,
                     length);
  g_autofree char *line = make_response (web, RESPONSE_C, MORE_TOWN, att, "");
  g_autofree char *path = g_strconcat ("/v1/att/", web->photo_hash, NULL);
  g_autofree char *patch = g_strdup_printf ("%s?off=0&len=%" G_GSIZE_FORMAT, path, length);
  g_autofree char *page =
    g_strconcat ("/api/responses/" RESPONSE_C "/attachments/", web->photo_hash, NULL);
  g_autoptr (GBytes) wrong = g_bytes_new_take (g_malloc0 (length), length);
  g_autoptr (Answer) get = NULL, head = NULL, sent = NULL, shown = NULL, right = NULL;
  Tablet stranger;
  Browser clerk;

  tablet_init (&stranger, &web->hq, MORE_TOWN);
  push_good (&stranger, line);
  head = tablet_ask (&stranger, "HEAD", path, NULL, NULL);
  g_assert_cmpuint (head->status, ==, 200); /* not 201: as if HQ had none of it */
  get = tablet_ask (&stranger, "GET", path, NULL, NULL);
  assert_refused (get, 404, "NOT_FOUND");
  sent = tablet_ask (&stranger, "PATCH", patch, wrong, NULL);
  assert_refused (sent, 422, "HASH");

  browser_enter (&clerk, web, "township", OTHER_TOWN);
  shown = browser_ask (&clerk, "GET", page, NULL);
  g_assert_cmpuint (shown->status, ==, 404);
  right = tablet_ask (&web->tablet, "GET", path, NULL, NULL);
  g_assert_true (g_bytes_equal (right->bytes, web->photo));
  browser_clear (&clerk);
  tablet_clear (&stranger);
}

/* Of the same village, it names what a colleague is about to send, and begins it with other bytes.
 */
static void
test_anothers_upload_is_not_spoilt (Web *web, gconstpointer data)
{
  static const char content[] = "a photo that is on its way";
  g_autoptr (GBytes) photo = g_bytes_new_static (content, sizeof content);
  g_autoptr (GBytes) wrong = g_bytes_new_static ("spoilt", 6);
  g_autofree char *hash = ruhu_hash_bytes (photo);
  g_autofree char *att =
    g_strdup_printf (",\"att\":[{\"id\":\"p\",\"hash\":\"%s\",\"len\":%zu,\"type\":\"image/png\"}]",
                     hash,
                     sizeof content);
  g_autofree char *own = make_response (web, RESPONSE_C, VILLAGE, att, "");
  g_autofree char *line =
    make_response (web, "0192f3a0-aa01-7000-8000-00000000000e", VILLAGE, att, "");
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?len=%zu", hash, sizeof content);
  g_autofree char *patch = g_strdup_printf ("/v1/att/%s?off=0&len=%zu", hash, sizeof content);
  g_autoptr (Answer) spoilt = NULL, head = NULL, sent = NULL;
  Tablet spoiler;

  push_good (&web->tablet, own);
  tablet_init (&spoiler, &web->hq, VILLAGE);
  push_good (&spoiler, line);
  spoilt = tablet_ask (&spoiler, "PATCH", patch, wrong, NULL);
  g_assert_cmpuint (spoilt->status, ==, 200);
  head = tablet_ask (&web->tablet, "HEAD", path, NULL, NULL);
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpstr (soup_message_headers_get_one (head->headers, "Ruhu-Offset"), ==, "0");
  sent = tablet_ask (&web->tablet, "PATCH", patch, photo, NULL);
  g_assert_cmpuint (sent->status, ==, 201);
  tablet_clear (&spoiler);
}

/* A tablet in use that says it has erased itself, or a forged order of another, is told off. */
static void
test_says_wiped_and_is_not (Web *web, gconstpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"n\":7}", 7);
  g_autoptr (Answer) answer = tablet_ask (&web->tablet, "POST", "/v1/wiped", body, NULL);

  g_assert_cmpuint (answer->status, >=, 400);
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM device WHERE state <> 0"), ==, 0);
  push_good (&web->tablet,
             "\"id\":\"" PERSON_C "\",\"k\":\"person\",\"div\":\"" VILLAGE
             "\",\"u\":\"w1\",\"set\":{\"phone\":\"1\"}");
}

/* Lines of another tablet's log, taken from a page, sent as one's own. */
static void
test_anothers_lines_are_not_its_own (Web *web, gconstpointer data)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *content = make_response (web, RESPONSE_C, VILLAGE, "", "");
  g_autoptr (GBytes) stolen = NULL;
  g_autoptr (GBytes) push = NULL;
  g_autoptr (Answer) first = NULL, again = NULL;
  Tablet thief;

  stolen = tablet_make_line (&web->tablet, content); /* not sent yet */
  tablet_init (&thief, &web->hq, VILLAGE);
  g_ptr_array_add (lines, g_bytes_ref (stolen));
  push = tablet_make_push (&thief, web->tablet.seq, lines);
  first = tablet_push_body (&thief, push);
  assert_refused (first, 409, "GAP");

  /* As its own first line it does not fit either, and stands in its own way alone. */
  g_clear_pointer (&push, g_bytes_unref);
  push = tablet_make_push (&thief, 1, lines);
  again = tablet_push_body (&thief, push);
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM object WHERE uuid ="
                             " x'0192f3a0aa01700080000000000000000d'"),
                   ==,
                   0);
  g_clear_pointer (&push, g_bytes_unref);
  push = tablet_make_push (&web->tablet, web->tablet.seq, lines);
  g_clear_pointer (&again, answer_free);
  again = tablet_push_body (&web->tablet, push);
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (again->json, "res")), ==, 0);
  tablet_clear (&thief);
}

/* A clock of the year 2106 gains nothing over who writes after it. */
static void
test_clock_ahead_wins_nothing (Web *web, gconstpointer data)
{
  static const char line[] =
    "{\"seq\":1,\"hlc\":\"03e8000000000000\",\"ph\":\"%s\",\"id\":\"" PERSON_A
    "\",\"k\":\"person\",\"div\":\"" VILLAGE "\",\"u\":\"w9\",\"set\":{\"phone\":\"666\"}}";
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *text = g_strdup_printf (line, RUHU_HASH_NONE);
  g_autoptr (GBytes) push = NULL;
  g_autoptr (Answer) answer = NULL;
  Tablet ahead;

  tablet_init (&ahead, &web->hq, VILLAGE);
  g_ptr_array_add (lines, g_bytes_new (text, strlen (text)));
  push = tablet_make_push (&ahead, 1, lines);
  answer = tablet_push_body (&ahead, push);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (hq_count (&web->hq, "SELECT max(eff >> 16) FROM change_log"),
                   <=,
                   g_get_real_time () / 1000 + 5 * 60 * 1000 + 1);
  tablet_clear (&ahead);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *claim;
    void (*run) (Web *web, gconstpointer data);
  } tests[] = {
    { "anothers-name-opens-nothing", test_anothers_name_opens_nothing },
    { "forged-cursor-shows-nothing", test_forged_cursor_shows_nothing },
    { "replayed-requests-change-nothing", test_replayed_requests_change_nothing },
    { "other-villages-visits-stay-open", test_other_villages_visits_stay_open },
    { "hash-of-anothers-picture-gives-nothing", test_hash_of_anothers_picture_gives_nothing },
    { "anothers-upload-is-not-spoilt", test_anothers_upload_is_not_spoilt },
    { "says-wiped-and-is-not", test_says_wiped_and_is_not },
    { "anothers-lines-are-not-its-own", test_anothers_lines_are_not_its_own },
    { "clock-ahead-wins-nothing", test_clock_ahead_wins_nothing },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-hostile/", tests[i].claim, NULL);

    g_test_add (path, Web, NULL, web_set_up, tests[i].run, web_tear_down);
  }
  return g_test_run ();
}
