/* test-hq-pull.c: sync/hq/ruhu-hq-pull.c, ruhu-hq-forms.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hq-fixture.h"

#include "ruhu-hash.h"
#include "ruhu-pull.h"
#include "base/ruhu-json.h"

#define ID "0192f3a0-aa01-7000-8000-0000000000"
#define PERSON(n, div, set) \
  "\"id\":\"" ID n "\",\"k\":\"person\",\"div\":\"" div "\",\"u\":\"w1\",\"set\":{" set "}"

/* What a device has heard, page by page. */
typedef struct {
  char *cursor;
  GPtrArray *seen; /* "o ID", "c ID", "x PATH", "form ID" */
  guint pages;
} Replica;

static void
init_replica (Replica *replica)
{
  replica->cursor = g_strdup ("");
  replica->seen = g_ptr_array_new_with_free_func (g_free);
  replica->pages = 0;
}

static void
clear_replica (Replica *replica)
{
  g_free (replica->cursor);
  g_ptr_array_unref (replica->seen);
}

static void
note (Replica *replica, const RuhuPulled *pulled)
{
  const char *member = pulled->type == RUHU_PULLED_CONFLICT ? "path" : "id";
  static const char *const words[] = { "?", "c", "o", "x", "form", "out", "own" };

  g_ptr_array_add (replica->seen,
                   g_strdup_printf ("%s %s",
                                    words[pulled->type],
                                    ruhu_json_get_string (pulled->object, member)));
}

static gboolean
pull_page (Replica *replica, Tablet *tablet, guint max)
{
  g_autoptr (Answer) answer = tablet_pull (tablet, replica->cursor, max);
  g_autoptr (RuhuPullPage) page = NULL;
  guint i;

  g_assert_cmpuint (answer->status, ==, 200);
  page = ruhu_pull_page_parse (answer->bytes);
  g_assert_nonnull (page);
  g_assert_cmpstr (ruhu_pull_page_get_from (page), ==, replica->cursor);
  for (i = 0; i < ruhu_pull_page_get_n_lines (page); i++)
    note (replica, ruhu_pull_page_get_line (page, i));
  g_free (replica->cursor);
  replica->cursor = g_strdup (ruhu_pull_page_get_cursor (page));
  replica->pages++;
  return ruhu_pull_page_get_more (page);
}

static void
pull_all (Replica *replica, Tablet *tablet, guint max)
{
  while (pull_page (replica, tablet, max))
    g_assert_cmpuint (replica->pages, <, 1000);
}

static guint
count_seen (Replica *replica, const char *what)
{
  guint i, n = 0;

  for (i = 0; i < replica->seen->len; i++)
    n += g_str_equal (g_ptr_array_index (replica->seen, i), what);
  return n;
}

static void
push (Tablet *tablet, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (tablet, content);

  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_own_and_others_changes_come (Hq *hq, gconstpointer data)
{
  Tablet village, township;
  Replica replica;

  tablet_init (&village, hq, VILLAGE);
  tablet_init (&township, hq, TOWN);
  init_replica (&replica);
  pull_all (&replica, &township, 65536);
  push (&village, PERSON ("01", VILLAGE, "\"phone\":\"1\""));
  push (&township, PERSON ("02", OTHER_VILLAGE, "\"phone\":\"1\""));
  pull_all (&replica, &township, 65536);
  g_assert_cmpuint (replica.seen->len, ==, 2);
  pull_all (&replica, &township, 65536);
  g_assert_cmpuint (replica.seen->len, ==, 2);
  clear_replica (&replica);

  init_replica (&replica);
  pull_all (&replica, &village, 65536);
  g_assert_cmpuint (replica.seen->len, ==, 1);
  g_assert_cmpuint (count_seen (&replica, "o " ID "01"), ==, 1);
  clear_replica (&replica);
  tablet_clear (&village);
  tablet_clear (&township);
}

/* Pages as small as they get, and lines that come between them. */
static void
test_new_device_gets_everything_in_pages (Hq *hq, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (1500, 'x');
  Tablet village, township;
  Replica replica;
  guint i;

  tablet_init (&village, hq, VILLAGE);
  tablet_init (&township, hq, TOWN);
  init_replica (&replica);
  for (i = 10; i < 30; i++) {
    g_autofree char *line =
      g_strdup_printf ("\"id\":\"" ID "%u\",\"k\":\"person\",\"div\":\"" VILLAGE
                       "\",\"u\":\"w1\",\"set\":{\"a\":\"%s\"}",
                       i,
                       long_text);

    push (&village, line);
  }
  g_assert_true (pull_page (&replica, &township, 1));
  push (&village, PERSON ("05", VILLAGE, "\"a\":\"1\""));
  push (&village, PERSON ("29", VILLAGE, "\"a\":\"2\""));
  pull_all (&replica, &township, 1);
  g_assert_cmpuint (replica.pages, >, 5);
  for (i = 10; i < 30; i++) {
    g_autofree char *object = g_strdup_printf ("o " ID "%u", i);

    g_assert_cmpuint (count_seen (&replica, object), ==, 1);
  }
  g_assert_cmpuint (count_seen (&replica, "c " ID "05"), ==, 1);
  g_assert_cmpuint (count_seen (&replica, "c " ID "29"), ==, 1);
  clear_replica (&replica);
  tablet_clear (&village);
  tablet_clear (&township);
}

static void
test_county_follows_its_townships (Hq *hq, gconstpointer data)
{
  Tablet here, there, county;
  Replica replica;

  tablet_init (&here, hq, VILLAGE);
  tablet_init (&there, hq, "990101102201");
  tablet_init (&county, hq, "990101");
  init_replica (&replica);
  push (&here, PERSON ("01", VILLAGE, "\"a\":\"1\""));
  pull_all (&replica, &county, 65536);
  push (&there, PERSON ("02", "990101102201", "\"a\":\"1\""));
  push (&county, PERSON ("03", VILLAGE, "\"a\":\"1\""));
  push (&county, PERSON ("04", "990101102201", "\"a\":\"1\""));
  pull_all (&replica, &county, 65536);
  g_assert_cmpuint (count_seen (&replica, "o " ID "01"), ==, 1);
  g_assert_cmpuint (count_seen (&replica, "c " ID "03"), ==, 1);
  g_assert_cmpuint (count_seen (&replica, "o " ID "02"), ==, 1);
  g_assert_cmpuint (count_seen (&replica, "o " ID "04"), ==, 1);
  clear_replica (&replica);
  tablet_clear (&here);
  tablet_clear (&there);
  tablet_clear (&county);
}

static void
test_conflicts_open_and_close (Hq *hq, gconstpointer data)
{
  Tablet a, b;
  Replica replica;
  g_autofree char *settle = NULL;

  tablet_init (&a, hq, VILLAGE);
  tablet_init (&b, hq, VILLAGE);
  init_replica (&replica);
  push (&a, PERSON ("01", VILLAGE, "\"phone\":\"1\""));
  pull_all (&replica, &a, 65536);
  push (&b, PERSON ("01", VILLAGE, "\"phone\":\"2\""));
  pull_all (&replica, &a, 65536);
  g_assert_cmpuint (count_seen (&replica, "x phone"), ==, 1);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM conflict WHERE state = 0"), ==, 1);

  settle =
    g_strdup_printf (PERSON ("01", VILLAGE, "\"phone\":\"2\"") ",\"rp\":{\"phone\":[\"%s.1\","
                                                               "\"%s.1\"]}",
                     a.dev,
                     b.dev);
  push (&a, settle);
  pull_all (&replica, &a, 65536);
  g_assert_cmpuint (count_seen (&replica, "x phone"), ==, 2);
  g_assert_cmpint (hq_count (hq, "SELECT count(*) FROM conflict WHERE state = 0"), ==, 0);
  clear_replica (&replica);
  tablet_clear (&a);
  tablet_clear (&b);
}

static void
test_cursors_that_are_none (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  g_autoptr (Answer) nonsense = NULL;
  g_autoptr (Answer) other = NULL;
  g_autoptr (GBytes) old = NULL;
  g_autoptr (Answer) epoch = NULL;
  g_autoptr (GBytes) empty = g_bytes_new ("{}", 2);
  g_autoptr (Answer) frame = NULL;
  g_autoptr (GBytes) moved = NULL;
  g_autoptr (GBytes) anew = NULL;
  g_autoptr (Answer) told = NULL;
  g_autoptr (Answer) restored = NULL;
  const char *text = "{\"cur\":\"\",\"epoch\":0,\"max\":1}";
  const char *anew_text = "{\"cur\":\"\",\"epoch\":1,\"max\":4096,\"gen\":\"other\"}";
  const char *restored_text = "{\"cur\":\"1.other.1..990101101:4\",\"epoch\":0,\"max\":1}";

  tablet_init (&tablet, hq, VILLAGE);
  nonsense = tablet_pull (&tablet, "nonsense", 65536);
  g_assert_cmpuint (nonsense->status, ==, 410);
  other = tablet_pull (&tablet, "1.other.1..990101101:4", 65536);
  g_assert_cmpuint (other->status, ==, 409);
  g_assert_cmpstr (answer_code (other), ==, "RESTORED");
  old = g_bytes_new (text, strlen (text));
  epoch = tablet_ask (&tablet, "POST", "/v1/pull", old, NULL);
  g_assert_cmpuint (epoch->status, ==, 409);
  g_assert_cmpstr (answer_code (epoch), ==, "SCOPE");
  /* Both at once: who has moved asks without a cursor from then on, and would never hear of it. */
  moved = g_bytes_new (restored_text, strlen (restored_text));
  restored = tablet_ask (&tablet, "POST", "/v1/pull", moved, NULL);
  g_assert_cmpstr (answer_code (restored), ==, "RESTORED");
  anew = g_bytes_new (anew_text, strlen (anew_text));
  told = tablet_ask (&tablet, "POST", "/v1/pull", anew, NULL);
  g_assert_cmpstr (answer_code (told), ==, "RESTORED");
  frame = tablet_ask (&tablet, "POST", "/v1/pull", empty, NULL);
  g_assert_cmpuint (frame->status, ==, 400);
  tablet_clear (&tablet);
}

static void
test_form_is_announced_and_fetched (Hq *hq, gconstpointer data)
{
  Tablet tablet;
  Replica replica;
  g_autofree char *out = hq_do (hq, "form", "publish", HOME_VISIT, NULL);
  g_auto (GStrv) words = g_strsplit (out, " ", -1);
  g_autofree char *path = g_strdup_printf ("/v1/forms/%s/%s", words[0], words[1]);
  g_autoptr (Answer) form = NULL;
  g_autoptr (Answer) none = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_free (hq_do (hq, "form", "publish", HOME_VISIT, NULL));
  tablet_init (&tablet, hq, VILLAGE);
  init_replica (&replica);
  pull_all (&replica, &tablet, 65536);
  g_assert_cmpuint (count_seen (&replica, "form ruhu_home_visit"), ==, 1);
  pull_all (&replica, &tablet, 65536);
  g_assert_cmpuint (replica.seen->len, ==, 1);

  form = tablet_ask (&tablet, "GET", path, NULL, NULL);
  g_assert_cmpuint (form->status, ==, 200);
  g_assert_true (g_file_get_contents (HOME_VISIT, &text, &length, NULL));
  g_assert_cmpmem (text,
                   length,
                   g_bytes_get_data (form->bytes, NULL),
                   g_bytes_get_size (form->bytes));
  none = tablet_ask (&tablet, "GET", "/v1/forms/ruhu_home_visit/0", NULL, NULL);
  g_assert_cmpuint (none->status, ==, 404);
  clear_replica (&replica);
  tablet_clear (&tablet);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Hq *hq, gconstpointer data);
  } tests[] = {
    { "own-and-others-changes-come", test_own_and_others_changes_come },
    { "new-device-gets-everything-in-pages", test_new_device_gets_everything_in_pages },
    { "county-follows-its-townships", test_county_follows_its_townships },
    { "conflicts-open-and-close", test_conflicts_open_and_close },
    { "cursors-that-are-none", test_cursors_that_are_none },
    { "form-is-announced-and-fetched", test_form_is_announced_and_fetched },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);

  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-pull/", tests[i].name, NULL);

    g_test_add (path, Hq, NULL, hq_set_up, tests[i].run, hq_tear_down);
  }
  return g_test_run ();
}
