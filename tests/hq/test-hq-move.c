/* test-hq-move.c: sync/hq/ruhu-hq-command-move.c, ruhu-hq-scope-table.c: a device sent elsewhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "ruhu-hash.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define OTHER_TOWN_VILLAGE "990101102201"
#define ID "0192f3a0-aa01-7000-8000-00000000000"
#define PERSON(n, div, name) \
  "\"id\":\"" ID n "\",\"k\":\"person\",\"div\":\"" div \
  "\",\"u\":\"w1\",\"set\":{\"person_name\":\"" name "\"}"
#define LATE "SELECT count(*) FROM change_log WHERE flags & 1"

typedef struct {
  Hq hq;
  Tablet village;
  Tablet county;
} Fixture;

static void
push_well (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (answer->json, "res")), ==, 0);
}

static const char *
push_held (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);
  JsonArray *res = ruhu_json_get_array (answer->json, "res");

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (res), ==, 1);
  return g_intern_string (ruhu_json_get_string (json_array_get_object_element (res, 0), "code"));
}

/* One person in each of three villages of two townships. */
static void
set_up (Fixture *f, gconstpointer data)
{
  hq_set_up (&f->hq, NULL);
  tablet_init (&f->county, &f->hq, "990101");
  push_well (&f->county, PERSON ("1", VILLAGE, "Here"));
  push_well (&f->county, PERSON ("2", OTHER_VILLAGE, "Beside"));
  push_well (&f->county, PERSON ("3", OTHER_TOWN_VILLAGE, "There"));
  tablet_init (&f->village, &f->hq, VILLAGE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->village);
  tablet_clear (&f->county);
  hq_tear_down (&f->hq, NULL);
}

static void
move (Fixture *f, const char *scope)
{
  g_free (hq_do (&f->hq, "device", "move", f->village.dev, "--scope", scope, NULL));
}

static gboolean
says (Answer *answer, const char *words)
{
  gsize length;
  const char *text = g_bytes_get_data (answer->bytes, &length);

  return g_strstr_len (text, (gssize) length, words) != NULL;
}

static void
test_old_epoch_is_told_where_to (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;
  guint64 epoch = 0, until = 0;
  JsonArray *drop;

  move (f, OTHER_TOWN_VILLAGE);
  answer = tablet_pull (&f->village, "", 65536);
  g_assert_cmpuint (answer->status, ==, 409);
  g_assert_cmpstr (answer_code (answer), ==, "SCOPE");
  g_assert_true (ruhu_wire_json_get_uint (answer->json, "epoch", &epoch));
  g_assert_cmpuint (epoch, ==, 2);
  g_assert_cmpstr (ruhu_json_get_string (answer->json, "scope"), ==, OTHER_TOWN_VILLAGE);
  drop = ruhu_json_get_array (answer->json, "drop");
  g_assert_cmpuint (json_array_get_length (drop), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (drop, 0), ==, VILLAGE);
  g_assert_true (ruhu_wire_json_get_uint (answer->json, "keep_until", &until));
  g_assert_cmpint (until, >, g_get_real_time () / 1000 + 29 * 24 * 3600 * G_GINT64_CONSTANT (1000));
}

static void
test_sees_the_new_and_nothing_of_the_old (Fixture *f, gconstpointer data)
{
  static const char *const scopes[] = { OTHER_VILLAGE, OTHER_TOWN_VILLAGE, VILLAGE, "990101102" };
  static const char *const seen[] = { "Beside", "There", "Here", "There" };
  static const char *const names[] = { "Here", "Beside", "There" };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (scopes); i++) {
    g_autoptr (Answer) answer = NULL;

    if (strlen (scopes[i]) == 9)
      hq_execute (&f->hq, "UPDATE user SET role = 'township', scope = '990101102'");
    move (f, scopes[i]);
    f->village.epoch++;
    answer = tablet_pull (&f->village, "", 65536);
    g_assert_cmpuint (answer->status, ==, 200);
    for (j = 0; j < G_N_ELEMENTS (names); j++)
      g_assert_cmpint (says (answer, names[j]), ==, g_str_equal (names[j], seen[i]));
  }
}

static void
test_cursor_of_before_gets_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) before = tablet_pull (&f->village, "", 65536);
  g_autoptr (Answer) after = NULL;
  gsize length;
  const char *text = g_bytes_get_data (before->bytes, &length);
  const char *start = strstr (text, "{\"cur\":\"") + strlen ("{\"cur\":\"");
  g_autofree char *cursor = g_strndup (start, strcspn (start, "\""));

  move (f, OTHER_TOWN_VILLAGE);
  f->village.epoch = 2;
  after = tablet_pull (&f->village, cursor, 65536);
  g_assert_cmpuint (after->status, ==, 410);
  g_assert_cmpstr (answer_code (after), ==, "CURSOR");
}

static void
test_what_was_made_before_is_taken_late (Fixture *f, gconstpointer data)
{
  g_autofree char *verified = NULL;

  push_well (&f->village, PERSON ("4", VILLAGE, "Early"));
  move (f, OTHER_TOWN_VILLAGE);
  push_well (&f->village, PERSON ("5", VILLAGE, "Late"));
  f->village.epoch = 2;
  push_well (&f->village, PERSON ("6", VILLAGE, "Later"));
  push_well (&f->village, PERSON ("7", OTHER_TOWN_VILLAGE, "New"));
  g_assert_cmpint (hq_count (&f->hq, LATE), ==, 2);
  g_assert_cmpstr (push_held (&f->village, PERSON ("8", OTHER_VILLAGE, "Wrong")), ==, "SCOPE");

  verified = hq_do (&f->hq, "verify", NULL);
  g_assert_nonnull (verified);
}

static void
test_after_thirty_days_it_is_held (Fixture *f, gconstpointer data)
{
  move (f, OTHER_TOWN_VILLAGE);
  hq_execute (&f->hq, "UPDATE device_scope SET until = 1");
  g_assert_cmpstr (push_held (&f->village, PERSON ("4", VILLAGE, "Late")), ==, "SCOPE");
  push_well (&f->village, PERSON ("5", OTHER_TOWN_VILLAGE, "New"));
}

/* Someone who left may add to what is in the old village, and reach nothing elsewhere by it. */
static void
test_late_line_reaches_only_its_own_village (Fixture *f, gconstpointer data)
{
  move (f, OTHER_TOWN_VILLAGE);
  push_well (&f->village, PERSON ("1", VILLAGE, "Renamed"));
  g_assert_cmpstr (push_held (&f->village, PERSON ("2", VILLAGE, "Renamed")), ==, "SCOPE");
}

static void
test_own_attachment_is_sent_to_the_end (Fixture *f, gconstpointer data)
{
  const char *photo = "a photo that takes its time";
  g_autofree char *hash = ruhu_hash_text (photo, strlen (photo));
  g_autofree char *form = ruhu_test_data ("visit.xml");
  g_autofree char *line = NULL;
  g_autofree char *path = g_strdup_printf ("/v1/att/%s?off=0&len=%zu", hash, strlen (photo));
  g_autofree char *asked = g_strdup_printf ("/v1/att/%s", hash);
  g_autoptr (GBytes) bytes = g_bytes_new (photo, strlen (photo));
  g_autoptr (Answer) sent = NULL;
  g_autoptr (Answer) fetched = NULL;

  g_free (hq_do (&f->hq, "form", "publish", form, NULL));
  line = g_strdup_printf ("\"id\":\"" ID "9\",\"k\":\"response\",\"div\":\"" VILLAGE
                          "\",\"u\":\"w1\",\"fm\":\"visit\",\"fv\":\"1\",\"ans\":{},\"att\":[{"
                          "\"id\":\"p.jpg\",\"hash\":\"%s\",\"len\":%zu,\"type\":\"image/jpeg\"}]",
                          hash,
                          strlen (photo));
  push_well (&f->village, line);
  move (f, OTHER_TOWN_VILLAGE);
  sent = tablet_ask (&f->village, "PATCH", path, bytes, NULL);
  g_assert_cmpuint (sent->status, ==, 201);
  fetched = tablet_ask (&f->village, "GET", asked, NULL, NULL);
  g_assert_cmpuint (fetched->status, ==, 404);
}

static void
test_worker_goes_along (Fixture *f, gconstpointer data)
{
  move (f, OTHER_TOWN_VILLAGE);
  g_assert_cmpint (hq_count (&f->hq,
                             "SELECT count(*) FROM user WHERE scope = '" OTHER_TOWN_VILLAGE "'"),
                   ==,
                   1);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM audit WHERE action = 'device-move'"),
                   ==,
                   2);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM device WHERE ed IS NOT NULL"), ==, 2);
}

static void
refuse (Fixture *f, const char *dev, const char *scope)
{
  g_autoptr (RuhuHqReply) reply = hq_run (&f->hq, "device", "move", dev, "--scope", scope, NULL);

  g_assert_cmpint (reply->code, ==, scope[0] == 'x' ? 64 : 1);
}

static void
test_wrong_moves_are_refused (Fixture *f, gconstpointer data)
{
  refuse (f, f->village.dev, "990101102"); /* a village worker has no township */
  refuse (f, f->village.dev, "x");
  refuse (f, "nobody", OTHER_VILLAGE);
  refuse (f, "hq-" TOWN, OTHER_VILLAGE);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM device_scope"), ==, 0);
  g_free (hq_do (&f->hq, "device", "revoke", f->village.dev, NULL));
  refuse (f, f->village.dev, OTHER_VILLAGE);
}

static void
test_older_store_is_upgraded (Fixture *f, gconstpointer data)
{
  hq_stop (&f->hq);
  hq_downgrade_stopped (&f->hq, 3);
  hq_start (&f->hq);
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 1"), ==, 3);
  move (f, OTHER_TOWN_VILLAGE);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "old-epoch-is-told-where-to", test_old_epoch_is_told_where_to },
    { "sees-the-new-and-nothing-of-the-old", test_sees_the_new_and_nothing_of_the_old },
    { "cursor-of-before-gets-nothing", test_cursor_of_before_gets_nothing },
    { "what-was-made-before-is-taken-late", test_what_was_made_before_is_taken_late },
    { "after-thirty-days-it-is-held", test_after_thirty_days_it_is_held },
    { "late-line-reaches-only-its-own-village", test_late_line_reaches_only_its_own_village },
    { "own-attachment-is-sent-to-the-end", test_own_attachment_is_sent_to_the_end },
    { "worker-goes-along", test_worker_goes_along },
    { "wrong-moves-are-refused", test_wrong_moves_are_refused },
    { "older-store-is-upgraded", test_older_store_is_upgraded },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-move/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
