/* test-pull.c: sync/protocol/ruhu-pull.c and ruhu-cursor.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-json.h"
#include "ruhu-cursor.h"
#include "ruhu-hash.h"
#include "ruhu-pull.h"

#include <string.h>

#define PERSON "0192f3a0-aa01-7000-8000-000000000001"

static GBytes *
make_page (void)
{
  static const char *const users[] = { "w0017", "w0018", NULL };
  static const char *const again[] = { RUHU_HASH_NONE, NULL };
  g_autoptr (RuhuPullWriter) writer =
    ruhu_pull_writer_new ("1.g1.7..", 1795132800000, users, again);
  g_autoptr (RuhuFormNotice) form = ruhu_form_notice_new ("ruhu_home_visit", "3", "abcd");
  const char *text = "{\"k\":\"person\",\"set\":{\"phone\":\"1\"}}";
  g_autoptr (GBytes) change = g_bytes_new_static (text, strlen (text));

  ruhu_pull_writer_add_object (writer, "{\"id\":\"" PERSON "\",\"f\":{}}");
  ruhu_pull_writer_add_change (writer, 418, "d7k2", 12, 0x192f3a0aa010000, change);
  ruhu_pull_writer_add_conflict (writer, "{\"path\":\"phone\"}");
  ruhu_pull_writer_add_form (writer, form);
  ruhu_pull_writer_add_out (writer, PERSON);
  ruhu_pull_writer_add_own (writer, 419, "d7k2", 13, 0x192f3a0aa020000, "abcd");

  return ruhu_pull_writer_finish (writer, "1.g1.7..990101001:418", TRUE);
}

/* A notice with a name that leads elsewhere, or of no size, is no notice. */
static void
test_notices_that_are_none (void)
{
  static const char *const media[] = {
    "{\"name\":\"../keys\",\"hash\":\"%s\",\"size\":1}",
    "{\"name\":\"..\",\"hash\":\"%s\",\"size\":1}",
    "{\"name\":\"\",\"hash\":\"%s\",\"size\":1}",
    "{\"name\":\"a\\\\b\",\"hash\":\"%s\",\"size\":1}",
    "{\"name\":\"a.png\",\"hash\":\"%s0\",\"size\":1}",
    "{\"name\":\"a.png\",\"hash\":\"%s\",\"size\":20971521}",
    "{\"name\":\"a.png\",\"hash\":\"%s\"}",
    "{\"name\":\"a.png\",\"size\":1}",
    "{\"name\":\"a.png\",\"hash\":\"%s\",\"size\":1},"
    "{\"name\":\"a.png\",\"hash\":\"" RUHU_HASH_NONE "\",\"size\":1}",
    "7",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (media); i++) {
    g_auto (GStrv) parts = g_strsplit (media[i], "%s", 2);
    g_autofree char *file = g_strjoinv (RUHU_HASH_NONE, parts);
    g_autofree char *text =
      g_strdup_printf ("{\"id\":\"a\",\"version\":\"1\",\"hash\":\"b\",\"media\":[%s]}", file);
    g_autoptr (JsonObject) object = ruhu_json_parse (text, -1, NULL);

    g_assert_nonnull (object);
    g_assert_null (ruhu_form_notice_from_json (object));
  }
}

static void
test_page_reads_back (void)
{
  g_autoptr (GBytes) body = make_page ();
  g_autoptr (RuhuPullPage) page = ruhu_pull_page_parse (body);
  const RuhuPulled *line;

  g_assert_nonnull (page);
  g_assert_cmpstr (ruhu_pull_page_get_from (page), ==, "1.g1.7..");
  g_assert_cmpint (ruhu_pull_page_get_now (page), ==, 1795132800000);
  g_assert_cmpstr (ruhu_pull_page_get_cursor (page), ==, "1.g1.7..990101001:418");
  g_assert_true (ruhu_pull_page_get_more (page));
  g_assert_cmpstr (ruhu_pull_page_get_again (page)[0], ==, RUHU_HASH_NONE);
  g_assert_cmpuint (ruhu_pull_page_get_n_lines (page), ==, 6);

  g_assert_cmpint (ruhu_pull_page_get_line (page, 0)->type, ==, RUHU_PULLED_OBJECT);
  line = ruhu_pull_page_get_line (page, 1);
  g_assert_cmpint (line->type, ==, RUHU_PULLED_CHANGE);
  g_assert_cmpuint (line->sseq, ==, 418);
  g_assert_cmpuint (line->seq, ==, 12);
  g_assert_cmpstr (line->device, ==, "d7k2");
  g_assert_cmphex (line->eff, ==, 0x192f3a0aa010000);
  g_assert_cmpstr (json_object_get_string_member (line->object, "k"), ==, "person");
  g_assert_cmpint (ruhu_pull_page_get_line (page, 2)->type, ==, RUHU_PULLED_CONFLICT);
  g_assert_cmpint (ruhu_pull_page_get_line (page, 3)->type, ==, RUHU_PULLED_FORM);
  g_assert_cmpint (ruhu_pull_page_get_line (page, 4)->type, ==, RUHU_PULLED_OUT);
  g_assert_cmpstr (ruhu_pull_page_get_line (page, 4)->id, ==, PERSON);
  line = ruhu_pull_page_get_line (page, 5);
  g_assert_cmpint (line->type, ==, RUHU_PULLED_OWN);
  g_assert_cmpuint (line->sseq, ==, 419);
  g_assert_cmpuint (line->seq, ==, 13);
  g_assert_cmpstr (line->device, ==, "d7k2");
  g_assert_cmpstr (line->hash, ==, "abcd");
}

static void
test_page_cut_anywhere_is_none (void)
{
  g_autoptr (GBytes) body = make_page ();
  gsize i;

  for (i = 0; i < g_bytes_get_size (body); i++) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (body, 0, i);

    g_assert_null (ruhu_pull_page_parse (cut));
  }
}

/* The hash covers the lines; header and trailer are not covered, but TLS is beneath. */
static void
test_changed_line_is_no_page (void)
{
  g_autoptr (GBytes) body = make_page ();
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  gsize first = strchr (data, '\n') - data + 1, i;
  gsize last = g_strrstr_len (data, length - 1, "\n") - data;

  for (i = first; i < last; i++) {
    guint8 *copy = g_memdup2 (data, length);
    g_autoptr (GBytes) changed = g_bytes_new_take (copy, length);

    copy[i] ^= 1;
    g_assert_null (ruhu_pull_page_parse (changed));
  }
}

static void
test_nothing_is_no_page (void)
{
  g_autoptr (GBytes) body = g_bytes_new (NULL, 0);

  g_assert_null (ruhu_pull_page_parse (body));
}

static void
test_empty_page_is_good (void)
{
  g_autoptr (RuhuPullWriter) writer = ruhu_pull_writer_new ("", 1, NULL, NULL);
  g_autoptr (GBytes) body = ruhu_pull_writer_finish (writer, "c", FALSE);
  g_autoptr (RuhuPullPage) page = ruhu_pull_page_parse (body);

  g_assert_nonnull (page);
  g_assert_cmpuint (ruhu_pull_page_get_n_lines (page), ==, 0);
  g_assert_false (ruhu_pull_page_get_more (page));
}

static void
test_cursor_reads_back (void)
{
  g_autoptr (RuhuCursor) cursor = ruhu_cursor_new ("g1", 7);
  g_autoptr (RuhuCursor) again = NULL;
  g_autofree char *text = NULL, *once_more = NULL;
  guint64 sseq = 0;

  ruhu_cursor_set_town (cursor, "990101002", 9);
  ruhu_cursor_set_town (cursor, "990101001", 5);
  ruhu_cursor_set_town (cursor, "990101001", 6);
  ruhu_cursor_set_page (cursor, PERSON);
  text = ruhu_cursor_to_string (cursor);
  g_assert_cmpstr (text, ==, "1.g1.7." PERSON ".990101001:6,990101002:9");

  again = ruhu_cursor_parse (text);
  g_assert_nonnull (again);
  g_assert_cmpstr (ruhu_cursor_get_gen (again), ==, "g1");
  g_assert_cmpuint (ruhu_cursor_get_epoch (again), ==, 7);
  g_assert_cmpstr (ruhu_cursor_get_page (again), ==, PERSON);
  g_assert_true (ruhu_cursor_get_town (again, "990101001", &sseq));
  g_assert_cmpuint (sseq, ==, 6);
  g_assert_false (ruhu_cursor_get_town (again, "990101003", &sseq));
  once_more = ruhu_cursor_to_string (again);
  g_assert_cmpstr (once_more, ==, text);
}

static void
test_no_cursor_is_none (void)
{
  static const char *const wrong[] = {
    "",
    "1",
    "2.g1.7..",
    "1..7..",
    "1.g1.x..",
    "1.g1.7.x.",
    "1.g1.7..5:",
    "1.g1.7..a",
    "1.g1.7..990101001:-1",
    "1.g1.7..990101001:1,",
    "1.g1.7...",
    "1.g1.07..",
    "1.g1.7..990101001:01",
    "1.g1.7..990101002:1,990101001:1",
    "1.g1.7..990101001:1,990101001:2",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (ruhu_cursor_parse (wrong[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pull/notices-that-are-none", test_notices_that_are_none);
  g_test_add_func ("/pull/page-reads-back", test_page_reads_back);
  g_test_add_func ("/pull/page-cut-anywhere-is-none", test_page_cut_anywhere_is_none);
  g_test_add_func ("/pull/changed-line-is-no-page", test_changed_line_is_no_page);
  g_test_add_func ("/pull/nothing-is-no-page", test_nothing_is_no_page);
  g_test_add_func ("/pull/empty-page-is-good", test_empty_page_is_good);
  g_test_add_func ("/cursor/reads-back", test_cursor_reads_back);
  g_test_add_func ("/cursor/no-cursor-is-none", test_no_cursor_is_none);

  return g_test_run ();
}
