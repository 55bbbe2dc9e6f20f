/* test-hq-conflict.c: sync/hq/ruhu-hq-conflict.c, ruhu-hq-dispute.c: what people are asked about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "ruhu-pull.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define ID "0192f3a0-aa01-7000-8000-00000000000"
#define R ID "1"
#define NEED ID "2"
#define LATE ID "a"
#define LATE_NEED ID "b"
#define OPEN "SELECT count(*) FROM conflict WHERE state = 0"
#define HEAD(id, k) "\"id\":\"" id "\",\"k\":\"" k "\",\"div\":\"" VILLAGE "\",\"u\":\"w1\","
#define DECIDE(id, what, about, outcome, more) \
  HEAD (id, "decision") \
  "\"" what "\":\"" about "\",\"outcome\":\"" outcome "\",\"level\":\"township\"" more

typedef struct {
  Hq hq;
  Tablet village, one, other;
} Fixture;

static void
push_well (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (answer->json, "res")), ==, 0);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *form = ruhu_test_data ("visit.xml");

  hq_set_up (&f->hq, NULL);
  g_free (hq_do (&f->hq, "form", "publish", form, NULL));
  tablet_init (&f->village, &f->hq, VILLAGE);
  tablet_init (&f->one, &f->hq, TOWN);
  tablet_init (&f->other, &f->hq, TOWN);
  push_well (&f->village,
             HEAD (R, "response") "\"fm\":\"visit\",\"fv\":\"1\",\"ans\":{\"visit\":{}}");
  push_well (&f->village, HEAD (NEED, "need") "\"set\":{\"item\":\"ramp\"}");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tablet_clear (&f->village);
  tablet_clear (&f->one);
  tablet_clear (&f->other);
  hq_tear_down (&f->hq, NULL);
}

static guint
count_pulled (Tablet *tablet)
{
  g_autoptr (Answer) answer = tablet_pull (tablet, "", 1024 * 1024);
  g_autoptr (RuhuPullPage) page = ruhu_pull_page_parse (answer->bytes);
  guint i, n = 0;

  g_assert_nonnull (page);
  for (i = 0; i < ruhu_pull_page_get_n_lines (page); i++) {
    const RuhuPulled *line = ruhu_pull_page_get_line (page, i);

    n += line->type == RUHU_PULLED_CONFLICT && !json_object_has_member (line->object, "closed");
  }
  return n;
}

/* One verifies, one returns, and neither knew: it waits, as if nobody had decided. */
static void
test_two_decisions_are_none (Fixture *f, gconstpointer data)
{
  const char *state = "SELECT state FROM object WHERE kind = 6";

  push_well (&f->one, DECIDE (ID "3", "response", R, "verified", ""));
  g_assert_cmpint (hq_count (&f->hq, state), ==, 1);
  g_assert_cmpint (hq_count (&f->hq, OPEN), ==, 0);
  push_well (&f->other, DECIDE (ID "4", "response", R, "returned", ""));
  g_assert_cmpint (hq_count (&f->hq, state), ==, 0);
  g_assert_cmpint (hq_count (&f->hq, OPEN " AND path = 'decisions'"), ==, 1);
  g_assert_cmpuint (count_pulled (&f->village), ==, 1);

  push_well (&f->one, DECIDE (ID "5", "response", R, "returned", ",\"prev\":\"" ID "3\""));
  g_assert_cmpint (hq_count (&f->hq, OPEN), ==, 1);
  push_well (&f->one, DECIDE (ID "6", "response", R, "returned", ",\"prev\":\"" ID "4\""));
  push_well (&f->one, DECIDE (ID "7", "response", R, "returned", ",\"prev\":\"" ID "5\""));
  g_assert_cmpint (hq_count (&f->hq, OPEN), ==, 1);
  push_well (&f->one, DECIDE (ID "8", "response", R, "returned", ",\"prev\":\"" ID "6\""));
  push_well (&f->one, DECIDE (ID "9", "response", R, "verified", ",\"prev\":\"" ID "7\""));
  g_assert_cmpint (hq_count (&f->hq, state), ==, 0);
  g_free (hq_do (&f->hq, "verify", NULL));
}

/* After HQ was restored the township may be quicker than the village. */
static void
test_decisions_may_come_first (Fixture *f, gconstpointer data)
{
  push_well (&f->one, DECIDE (ID "3", "response", LATE, "returned", ""));
  push_well (&f->one, DECIDE (ID "4", "need", LATE_NEED, "verified", ""));
  push_well (&f->other, DECIDE (ID "5", "need", LATE_NEED, "not_eligible", ""));
  g_assert_cmpint (hq_count (&f->hq, OPEN), ==, 0);

  push_well (&f->village,
             HEAD (LATE, "response") "\"fm\":\"visit\",\"fv\":\"1\",\"ans\":{\"visit\":{}}");
  push_well (&f->village, HEAD (LATE_NEED, "need") "\"set\":{\"item\":\"ramp\"}");
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM object WHERE kind = 6 AND state = 2"),
                   ==,
                   1);
  g_assert_cmpint (hq_count (&f->hq, OPEN " AND path = 'decisions'"), ==, 1);
  g_free (hq_do (&f->hq, "verify", NULL));
}

/* The county's word ends it. */
static void
test_higher_level_ends_it (Fixture *f, gconstpointer data)
{
  Tablet county;

  tablet_init (&county, &f->hq, "990101");
  push_well (&f->one, DECIDE (ID "3", "need", NEED, "verified", ""));
  push_well (&f->other, DECIDE (ID "4", "need", NEED, "not_eligible", ""));
  g_assert_cmpint (hq_count (&f->hq, OPEN), ==, 1);
  push_well (&county,
             HEAD (ID "5", "decision") "\"need\":\"" NEED
                                       "\",\"outcome\":\"verified\",\"level\":\"county\"");
  g_assert_cmpint (hq_count (&f->hq, OPEN), ==, 0);
  g_free (hq_do (&f->hq, "verify", NULL));
  tablet_clear (&county);
}

static void
test_only_its_own_scope_is_asked (Fixture *f, gconstpointer data)
{
  Tablet beside;

  tablet_init (&beside, &f->hq, OTHER_VILLAGE);
  push_well (&f->village, HEAD (ID "3", "person") "\"set\":{\"phone\":\"1\"}");
  push_well (&f->one, HEAD (ID "3", "person") "\"set\":{\"phone\":\"2\"}");
  g_assert_cmpuint (count_pulled (&f->village), ==, 1);
  g_assert_cmpuint (count_pulled (&f->other), ==, 1);
  g_assert_cmpuint (count_pulled (&beside), ==, 0);
  tablet_clear (&beside);
}

static void
test_contradiction_from_the_start_is_asked (Fixture *f, gconstpointer data)
{
  push_well (&f->village,
             HEAD (ID "3", "person") "\"set\":{\"hardship:none\":1,\"hardship:dibao\":1}");
  g_assert_cmpint (hq_count (&f->hq, OPEN " AND path = 'hardship:*'"), ==, 1);
  push_well (&f->village, HEAD (ID "3", "person") "\"set\":{\"hardship:none\":0}");
  g_assert_cmpint (hq_count (&f->hq, OPEN), ==, 0);
}

/* Fields of a later app are merged, kept and handed on. */
static void
test_unknown_paths_are_handed_on (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;
  gsize length;
  const char *text;

  push_well (&f->village, HEAD (ID "3", "person") "\"set\":{\"later/app.field:x\":\"kept\"}");
  hq_restart (&f->hq);
  answer = tablet_pull (&f->other, "", 1024 * 1024);
  text = g_bytes_get_data (answer->bytes, &length);
  g_assert_nonnull (g_strstr_len (text, (gssize) length, "\"later/app.field:x\":{\"v\":\"kept\""));
}

/* The same resident number in two townships and twice in one: the second's township is asked. */
static void
test_same_number_is_asked_of_the_township (Fixture *f, gconstpointer data)
{
  Tablet far;

  tablet_init (&far, &f->hq, "990101102");
  push_well (&f->village,
             HEAD (ID "3", "person") "\"set\":{\"resident_id\":\"990101197101010015\"}");
  push_well (&f->village,
             HEAD (ID "4", "person") "\"set\":{\"resident_id\":\"990101197101010015\"}");
  g_assert_cmpint (hq_count (&f->hq, OPEN " AND path = 'duplicate' AND division = '" TOWN "'"),
                   ==,
                   1);
  g_assert_cmpuint (count_pulled (&f->one), ==, 1);
  g_assert_cmpuint (count_pulled (&f->village), ==, 0);

  push_well (&far,
             "\"id\":\"" ID "5\",\"k\":\"person\",\"div\":\"990101102201\",\"u\":\"w1\",\"set\":{"
             "\"resident_id\":\"990101197101010015\"}");
  g_assert_cmpint (hq_count (&f->hq, OPEN " AND town = '990101102' AND body NOT LIKE '%" ID "3%'"),
                   ==,
                   1);
  push_well (&far,
             "\"id\":\"" ID "5\",\"k\":\"person\",\"div\":\"990101102201\",\"u\":\"w1\",\"set\":{"
             "\"resident_id\":\"990101197101010023\"}");
  g_assert_cmpint (hq_count (&f->hq, OPEN " AND town = '990101102'"), ==, 0);

  push_well (&f->village,
             HEAD (ID "3", "person") "\"set\":{\"_del\":{\"reason\":\"duplicate\",\"of\":\"" ID
                                     "4\"}},\"rp\":{\"resident_id\":\"self.3\"}");
  g_assert_cmpint (hq_count (&f->hq, OPEN), ==, 0);
  g_free (hq_do (&f->hq, "verify", NULL));
  tablet_clear (&far);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "two-decisions-are-none", test_two_decisions_are_none },
    { "decisions-may-come-first", test_decisions_may_come_first },
    { "higher-level-ends-it", test_higher_level_ends_it },
    { "only-its-own-scope-is-asked", test_only_its_own_scope_is_asked },
    { "contradiction-from-the-start-is-asked", test_contradiction_from_the_start_is_asked },
    { "same-number-is-asked-of-the-township", test_same_number_is_asked_of_the_township },
    { "unknown-paths-are-handed-on", test_unknown_paths_are_handed_on },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-conflict/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  return g_test_run ();
}
