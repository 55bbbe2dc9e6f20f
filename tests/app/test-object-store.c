/* test-object-store.c: app/store/ruhu-object-store.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"
#include "ruhu-test-sql.h"

#include "base/ruhu-error.h"

#define WANG "0192f3a0-aa01-7bcd-8123-456789abcdef"
#define LI "0192f3a0-aa02-7bcd-8123-456789abcdef"
#define HOME "0192f3a0-aa03-7bcd-8123-456789abcdef"

static gboolean
apply (Fixture *f,
       const char *from,
       const char *to,
       RuhuObjectMergeFunc merge,
       gpointer data,
       GCancellable *cancellable,
       GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_object_store_apply_async (f->objects,
                                 "town",
                                 from,
                                 to,
                                 merge,
                                 data,
                                 NULL,
                                 cancellable,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  return ruhu_object_store_apply_finish (f->objects, result, error);
}

static char *
get_cursor (Fixture *f, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_object_store_get_cursor_async (f->objects, "town", cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_object_store_get_cursor_finish (f->objects, result, error);
}

static void
assert_cursor (Fixture *f, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cursor = get_cursor (f, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cursor, ==, expected);
}

static GPtrArray *
load (Fixture *f, RuhuObjectKind kind, GCancellable *cancellable, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_object_store_load_async (f->objects, kind, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_object_store_load_finish (f->objects, result, error);
}

static RuhuObject *
make_person (const char *id, const char *body)
{
  RuhuObject *person = ruhu_object_new (id, RUHU_OBJECT_PERSON, DIVISION);

  g_free (person->body);
  person->body = g_strdup (body);
  return person;
}

static gboolean
put_two (RuhuObjectPage *page, gpointer data, GError **error)
{
  g_autoptr (RuhuObject) wang = make_person (WANG, "{\"name\":\"王秀兰\"}");
  g_autoptr (RuhuObject) li = make_person (LI, "{\"name\":\"李建国\"}");

  wang->parent = g_strdup (HOME);
  wang->state = 1;
  wang->due = 99;
  wang->eff = G_GUINT64_CONSTANT (0xf192f3a0aa010000);
  return ruhu_object_page_put (page, wang, error) && ruhu_object_page_put (page, li, error);
}

static void
put_both (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (apply (f, "", "c1", put_two, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_page_and_cursor_are_there_after_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) persons = NULL, households = NULL;
  g_autoptr (GError) error = NULL;
  guint i;

  assert_cursor (f, "");
  put_both (f);
  fixture_reopen (f);
  fixture_unlock (f);
  assert_cursor (f, "c1");

  persons = load (f, RUHU_OBJECT_PERSON, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (persons->len, ==, 2);
  for (i = 0; i < 2; i++) {
    RuhuObject *person = persons->pdata[i];

    if (g_str_equal (person->id, LI)) {
      g_assert_null (person->parent);
      continue;
    }
    g_assert_cmpstr (person->id, ==, WANG);
    g_assert_cmpstr (person->body, ==, "{\"name\":\"王秀兰\"}");
    g_assert_cmpstr (person->parent, ==, HOME);
    g_assert_cmpstr (person->division, ==, DIVISION);
    g_assert_cmpint (person->due, ==, 99);
    g_assert_cmpint (person->eff, ==, G_GUINT64_CONSTANT (0xf192f3a0aa010000));
  }
  households = load (f, RUHU_OBJECT_HOUSEHOLD, NULL, &error);
  g_assert_cmpuint (households->len, ==, 0);
}

static gboolean
merge_wang (RuhuObjectPage *page, gpointer data, GError **error)
{
  g_autoptr (RuhuObject) wang = NULL, nobody = NULL;
  g_autoptr (RuhuObject) merged = NULL;

  if (!ruhu_object_page_get (page, WANG, &wang, error) ||
      !ruhu_object_page_get (page, HOME, &nobody, error))
    return FALSE;

  g_assert_cmpstr (wang->body, ==, "{\"name\":\"王秀兰\"}");
  g_assert_null (nobody);
  merged = make_person (WANG, "{\"name\":\"王秀兰\",\"phone\":\"1\"}");
  return ruhu_object_page_put (page, merged, error) && ruhu_object_page_delete (page, LI, error) &&
         ruhu_object_page_delete (page, HOME, error);
}

static void
test_merge_reads_and_writes (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) persons = NULL;
  g_autoptr (GError) error = NULL;

  put_both (f);
  g_assert_true (apply (f, "c1", "c2", merge_wang, NULL, NULL, &error));
  g_assert_no_error (error);
  persons = load (f, RUHU_OBJECT_PERSON, NULL, &error);
  g_assert_cmpuint (persons->len, ==, 1);
  g_assert_cmpstr (((RuhuObject *) persons->pdata[0])->body,
                   ==,
                   "{\"name\":\"王秀兰\",\"phone\":\"1\"}");
}

static gboolean
fail_after_a_write (RuhuObjectPage *page, gpointer data, GError **error)
{
  if (!ruhu_object_page_delete (page, WANG, error))
    return FALSE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "a broken line");
  return FALSE;
}

static void
test_page_is_all_or_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) persons = NULL;
  g_autoptr (GError) error = NULL;

  put_both (f);
  g_assert_false (apply (f, "c1", "c2", fail_after_a_write, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);
  assert_cursor (f, "c1");
  persons = load (f, RUHU_OBJECT_PERSON, NULL, &error);
  g_assert_cmpuint (persons->len, ==, 2);
}

static void
test_page_of_another_cursor_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put_both (f);
  g_assert_false (apply (f, "", "c1", put_two, NULL, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT);
}

static gboolean
move_away (RuhuObjectPage *page, gpointer data, GError **error)
{
  return ruhu_object_page_delete_outside (page, data, error);
}

static void
test_what_lies_outside_goes (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;

  put_both (f);
  g_assert_true (apply (f, "c1", "c2", move_away, (gpointer) "990101001", NULL, &error));
  before = load (f, RUHU_OBJECT_PERSON, NULL, &error);
  g_assert_cmpuint (before->len, ==, 2);
  g_assert_true (apply (f, "c2", "c3", move_away, (gpointer) "990101002", NULL, &error));
  after = load (f, RUHU_OBJECT_PERSON, NULL, &error);
  g_assert_cmpuint (after->len, ==, 0);
}

static void
test_cancelled_takes_in_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (apply (f, "", "c1", put_two, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  assert_cursor (f, "");

  g_assert_null (get_cursor (f, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (load (f, RUHU_OBJECT_PERSON, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_swapped_bodies_do_not_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put_both (f);
  fixture_lock (f);
  ruhu_test_sql_execute (
    f->dir,
    "store.db",
    "UPDATE object SET body = (SELECT body FROM object AS o WHERE o.id <> object.id)");
  fixture_unlock (f);
  g_assert_null (load (f, RUHU_OBJECT_PERSON, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
}

static void
note_changes (RuhuStore *store, guint changes, gpointer data)
{
  *(guint *) data |= changes;
}

static void
test_tells_of_changes (Fixture *f, gconstpointer data)
{
  guint changes = 0;

  g_signal_connect (f->store, "changed", G_CALLBACK (note_changes), &changes);
  put_both (f);
  g_assert_cmpuint (changes, ==, RUHU_STORE_OBJECTS);
}

#define ADD(path, func) \
  g_test_add ("/object-store/" path, \
              Fixture, \
              NULL, \
              fixture_set_up_unlocked, \
              func, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("apply/page-and-cursor-are-there-after-restart",
       test_page_and_cursor_are_there_after_restart);
  ADD ("apply/merge-reads-and-writes", test_merge_reads_and_writes);
  ADD ("apply/page-is-all-or-nothing", test_page_is_all_or_nothing);
  ADD ("apply/page-of-another-cursor-is-refused", test_page_of_another_cursor_is_refused);
  ADD ("apply/what-lies-outside-goes", test_what_lies_outside_goes);
  ADD ("apply/cancelled-takes-in-nothing", test_cancelled_takes_in_nothing);
  ADD ("load/swapped-bodies-do-not-open", test_swapped_bodies_do_not_open);
  ADD ("changed/tells-of-changes", test_tells_of_changes);

  return g_test_run ();
}
