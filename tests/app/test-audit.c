/* test-audit.c: app/forms/ruhu-audit.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "base/ruhu-clock.h"
#include "forms/ruhu-audit.h"

#define INSTANCE "<a/><r jr:template=\"\"><b/></r><meta><audit/></meta>"
#define BODY \
  "<input ref=\"/data/a\"/><repeat nodeset=\"/data/r\"><input ref=\"/data/r/b\"/></repeat>"

#define BODY_OF_A "<input ref=\"/data/a\"/>"

static gint64 now;

static gint64
get_now (gpointer data)
{
  return now;
}

static void
keep_cb (const char *key, const char *line, gpointer kept)
{
  if (line != NULL)
    g_hash_table_insert (kept, g_strdup (key), g_strdup (line));
  else
    g_hash_table_remove (kept, key);
}

static void
show (RuhuAudit *audit, RuhuInstance *self, const char *ref)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();

  if (ref != NULL)
    g_ptr_array_add (nodes, form_node (self, ref));
  ruhu_audit_show (audit, nodes);
}

static void
assert_csv (RuhuAudit *audit, const char *expected)
{
  g_autoptr (GBytes) csv = ruhu_audit_to_csv (audit);
  g_autofree char *text = g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));

  g_assert_cmpstr (text, ==, expected);
}

static GHashTable *
make_kept (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
test_form_without_audit_has_none (void)
{
  g_autoptr (RuhuInstance) self = form_start ("<a/><meta/>", "", "<input ref=\"/data/a\"/>");

  g_assert_null (ruhu_audit_new (self, keep_cb, NULL));
}

static void
test_questions_have_their_times (void)
{
  g_autoptr (RuhuInstance) self = form_start (INSTANCE, "", BODY);
  g_autoptr (GHashTable) kept = make_kept ();
  g_autoptr (RuhuAudit) audit = ruhu_audit_new (self, keep_cb, kept);

  now = 1000;
  ruhu_audit_begin (audit);
  show (audit, self, "/data/a");
  now = 2000;
  form_add_row (self, "/data/r");
  ruhu_audit_note (audit, "add repeat", form_node (self, "/data/r[1]"));
  show (audit, self, "/data/r[1]/b");
  now = 3500;
  ruhu_audit_note (audit, "form finalize", NULL);
  assert_csv (audit,
              "event,node,start,end\n"
              "form start,,1000,\n"
              "question,/data/a,1000,2000\n"
              "add repeat,/data/r[1],2000,\n"
              "question,/data/r[1]/b,2000,3500\n"
              "form finalize,,3500,\n");
  g_assert_cmpuint (g_hash_table_size (kept), ==, 5);
  form_assert (self, "/data/meta/audit", "");
  g_assert_true (ruhu_audit_get_node (audit) == form_node (self, "/data/meta/audit"));
}

static void
test_form_says_which_columns (void)
{
  g_autoptr (RuhuInstance) self =
    form_start (INSTANCE,
                "<bind nodeset=\"/data/meta/audit\" type=\"binary\" odk:track-changes=\"true\" "
                "odk:location-priority=\"balanced\" odk:identify-user=\"true\"/>",
                BODY);
  g_autoptr (GHashTable) kept = make_kept ();
  g_autoptr (RuhuAudit) audit = ruhu_audit_new (self, keep_cb, kept);

  g_assert_cmpstr (ruhu_audit_get_location_priority (audit), ==, "balanced");
  now = 1000;
  ruhu_audit_set_user (audit, "w1");
  show (audit, self, "/data/a");
  form_set (self, "/data/a", "say \"a, b\"\nand c");
  ruhu_audit_set_place (audit, 39.5, 116.25, 8);
  now = 2000;
  show (audit, self, "/data/a");
  now = 3000;
  show (audit, self, NULL);
  assert_csv (audit,
              "event,node,start,end,latitude,longitude,accuracy,old-value,new-value,user\n"
              "question,/data/a,1000,2000,39.5,116.25,8,,\"say \"\"a, b\"\"\nand c\",w1\n"
              "question,/data/a,2000,3000,39.5,116.25,8,,,w1\n");
}

static void
test_lines_go_on_after_closing (void)
{
  g_autoptr (RuhuInstance) self = form_start (INSTANCE, "", BODY);
  g_autoptr (GHashTable) kept = make_kept ();
  g_autoptr (RuhuAudit) audit = ruhu_audit_new (self, keep_cb, kept);
  g_autoptr (RuhuAudit) again = ruhu_audit_new (self, keep_cb, kept);

  for (now = 1; now <= 12; now++)
    ruhu_audit_note (audit, "jump", NULL);
  g_hash_table_insert (kept, g_strdup ("/data/a"), g_strdup ("x"));
  ruhu_audit_restore (again, kept);
  g_assert_cmpuint (g_hash_table_size (kept), ==, 1);
  ruhu_audit_begin (again);
  g_assert_nonnull (g_hash_table_lookup (kept, RUHU_AUDIT_PREFIX "00000012"));
  assert_csv (again,
              "event,node,start,end\njump,,1,\njump,,2,\njump,,3,\njump,,4,\njump,,5,\njump,,6,\n"
              "jump,,7,\njump,,8,\njump,,9,\njump,,10,\njump,,11,\njump,,12,\nform resume,,13,\n");
}

#define WITH_PLACES \
  "<bind nodeset=\"/data/meta/audit\" type=\"binary\" odk:location-priority=\"high-accuracy\" " \
  "odk:location-min-interval=\"1\" odk:location-max-age=\"10\"/>"

/* As ODK Collect: the most exact of those that are not too old. */
static void
test_a_place_counts_as_long_as_the_form_says (void)
{
  g_autoptr (RuhuInstance) self = form_start (INSTANCE, WITH_PLACES, BODY);
  g_autoptr (GHashTable) kept = make_kept ();
  g_autoptr (RuhuAudit) audit = ruhu_audit_new (self, keep_cb, kept);

  g_assert_cmpuint (ruhu_audit_get_location_interval (audit), ==, 1);
  now = 1000;
  ruhu_audit_note (audit, "jump", NULL);
  ruhu_audit_set_place (audit, 1, 1, 5);
  now = 4000;
  ruhu_audit_set_place (audit, 2, 2, 20);
  ruhu_audit_note (audit, "jump", NULL);
  now = 12000;
  ruhu_audit_note (audit, "jump", NULL);
  now = 15000;
  ruhu_audit_note (audit, "jump", NULL);
  assert_csv (audit,
              "event,node,start,end,latitude,longitude,accuracy\njump,,1000,,,,\n"
              "jump,,4000,,1,1,5\njump,,12000,,2,2,20\njump,,15000,,,,\n");
}

#define WITH_REASONS \
  "<bind nodeset=\"/data/meta/audit\" type=\"binary\" " \
  "odk:track-changes-reasons=\"on-form-edit\"/>"

static void
test_an_edit_wants_a_reason_once (void)
{
  g_autoptr (RuhuInstance) self = form_start (INSTANCE, WITH_REASONS, BODY);
  g_autoptr (GHashTable) kept = make_kept ();
  g_autoptr (RuhuAudit) audit = ruhu_audit_new (self, keep_cb, kept);
  g_autoptr (RuhuAudit) again = ruhu_audit_new (self, keep_cb, kept);
  g_autoptr (RuhuAudit) third = ruhu_audit_new (self, keep_cb, kept);

  now = 1;
  ruhu_audit_begin (audit);
  show (audit, self, "/data/a");
  form_set (self, "/data/a", "x");
  show (audit, self, "/data/a");
  form_set (self, "/data/a", "y");
  show (audit, self, NULL);
  g_assert_false (ruhu_audit_wants_reason (audit));

  ruhu_audit_restore (again, kept);
  ruhu_audit_begin (again);
  show (again, self, "/data/a");
  form_set (self, "/data/a", "z");
  show (again, self, NULL);
  g_assert_true (ruhu_audit_wants_reason (again));

  /* Nobody has said why before the form was put away once more. */
  ruhu_audit_restore (third, kept);
  ruhu_audit_begin (third);
  g_assert_true (ruhu_audit_wants_reason (third));
  ruhu_audit_note_reason (third, "a slip");
  g_assert_false (ruhu_audit_wants_reason (third));
}

static void
test_a_correction_is_an_edit (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a>x</a><meta><instanceID/><audit/></meta>", WITH_REASONS, BODY_OF_A);
  g_autoptr (GHashTable) kept = make_kept ();
  g_autoptr (RuhuAudit) audit = NULL;

  ruhu_instance_correct (self, NULL, NULL);
  audit = ruhu_audit_new (self, keep_cb, kept);
  ruhu_audit_begin (audit);
  show (audit, self, "/data/a");
  form_set (self, "/data/a", "y");
  show (audit, self, NULL);
  g_assert_true (ruhu_audit_wants_reason (audit));
}

static void
test_row_may_go_while_it_is_shown (void)
{
  g_autoptr (RuhuInstance) self = form_start (INSTANCE, "", BODY);
  g_autoptr (GHashTable) kept = make_kept ();
  g_autoptr (RuhuAudit) audit = ruhu_audit_new (self, keep_cb, kept);

  now = 1;
  form_add_row (self, "/data/r");
  show (audit, self, "/data/r[1]/b");
  form_remove_row (self, "/data/r[1]");
  now = 2;
  ruhu_audit_note (audit, "delete repeat", NULL);
  assert_csv (audit, "event,node,start,end\nquestion,/data/r[1]/b,1,2\ndelete repeat,,2,\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ruhu_clock_replace (get_now, NULL);

#define ADD(path, func) g_test_add_func ("/audit/" path, func)
  ADD ("form-without-audit-has-none", test_form_without_audit_has_none);
  ADD ("questions-have-their-times", test_questions_have_their_times);
  ADD ("form-says-which-columns", test_form_says_which_columns);
  ADD ("lines-go-on-after-closing", test_lines_go_on_after_closing);
  ADD ("a-place-counts-as-long-as-the-form-says", test_a_place_counts_as_long_as_the_form_says);
  ADD ("an-edit-wants-a-reason-once", test_an_edit_wants_a_reason_once);
  ADD ("a-correction-is-an-edit", test_a_correction_is_an_edit);
  ADD ("row-may-go-while-it-is-shown", test_row_may_go_while_it_is_shown);
#undef ADD

  return g_test_run ();
}
