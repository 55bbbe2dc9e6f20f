/* test-autosave.c: app/responses/ruhu-autosave.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-autosave.h"

#include "store-fixture.h"

static const char form_xml[] =
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
  "<h:head><h:title>t</h:title><model>"
  "<instance><data id='t' version='1'><a/></data></instance><bind nodeset='/data/a' type='string'/>"
  "</model></h:head><h:body><input ref='/data/a'><label>a</label></input></h:body></h:html>";

typedef struct {
  Fixture store;
  RuhuResponse *response;
  RuhuInstance *instance;
  RuhuAutosave *autosave;
} AutosaveFixture;

static void
set_up (AutosaveFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (form_xml, sizeof form_xml - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = NULL;

  fixture_set_up_unlocked (&f->store, data);
  form = ruhu_form_new_from_bytes (bytes, "t.xml", &error);
  g_assert_no_error (error);
  f->response = fixture_begin (&f->store);
  f->instance = ruhu_instance_new (form);
  f->autosave =
    ruhu_autosave_new (f->store.responses, ruhu_response_get_id (f->response), f->instance);
  ruhu_instance_start (f->instance, &error);
  g_assert_no_error (error);
}

static void
tear_down (AutosaveFixture *f, gconstpointer data)
{
  g_clear_object (&f->autosave);
  g_assert_finalize_object (f->instance);
  g_assert_finalize_object (f->response);
  fixture_tear_down (&f->store, data);
}

static void
answer (AutosaveFixture *f, const char *value)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_value (f->instance, ruhu_instance_find (f->instance, "/data/a"), value, &error);
  g_assert_no_error (error);
}

static gboolean
flush (AutosaveFixture *f, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_autosave_flush_async (f->autosave, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_autosave_flush_finish (f->autosave, result, error);
}

static void
assert_stored (AutosaveFixture *f, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) answers =
    fixture_load (&f->store, ruhu_response_get_id (f->response), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (answers, "/data/a"), ==, value);
}

static void
test_flush_answers_when_it_is_on_disk (AutosaveFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  answer (f, "one");
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_SAVING);
  g_assert_true (flush (f, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_SAVED);
  assert_stored (f, "one");
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ruhu_autosave_flush_finish (RUHU_AUTOSAVE (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

/* A photo that is still being sealed when the tablet locks. */
static void
test_flush_waits_for_what_is_expected (AutosaveFixture *f, gconstpointer data)
{
  gboolean flushed = FALSE;

  ruhu_autosave_expect (f->autosave);
  answer (f, "one");
  ruhu_autosave_flush_async (f->autosave, NULL, flushed_cb, &flushed);
  assert_stored (f, "one");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (flushed);
  answer (f, "photo.jpg");
  ruhu_autosave_arrive (f->autosave);
  while (!flushed)
    g_main_context_iteration (NULL, TRUE);
  assert_stored (f, "photo.jpg");
}

static void
test_what_never_arrives_holds_no_flush_up (AutosaveFixture *f, gconstpointer data)
{
  gboolean flushed = FALSE;

  ruhu_autosave_expect (f->autosave);
  ruhu_autosave_flush_async (f->autosave, NULL, flushed_cb, &flushed);
  ruhu_autosave_arrive (f->autosave);
  while (!flushed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_IDLE);
}

static void
test_let_go_without_a_flush_loses_nothing (AutosaveFixture *f, gconstpointer data)
{
  answer (f, "two");
  g_clear_object (&f->autosave);
  assert_stored (f, "two");
}

static void
fail_once (AutosaveFixture *f)
{
  g_autoptr (GError) error = NULL;

  fixture_lock (&f->store);
  answer (f, "three");
  g_assert_false (flush (f, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_FAILED);
  fixture_unlock (&f->store);
}

static void
test_what_failed_is_kept_for_the_next_try (AutosaveFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fail_once (f);
  ruhu_autosave_retry (f->autosave);
  g_assert_true (flush (f, &error));
  g_assert_no_error (error);
  assert_stored (f, "three");
}

static void
test_what_failed_is_tried_again_on_letting_go (AutosaveFixture *f, gconstpointer data)
{
  fail_once (f);
  g_clear_object (&f->autosave);
  assert_stored (f, "three");
}

static void
test_what_is_typed_is_not_saved_yet (AutosaveFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ruhu_autosave_hold (f->autosave);
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_SAVING);
  ruhu_autosave_release (f->autosave);
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_IDLE);

  ruhu_autosave_hold (f->autosave);
  answer (f, "1");
  g_assert_true (flush (f, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_SAVING);
  answer (f, "12");
  ruhu_autosave_release (f->autosave);
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_SAVING);
  g_assert_true (flush (f, &error));
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_SAVED);
}

/* What failed is told until it is mended, however much is typed meanwhile. */
static void
test_typing_hides_no_failure (AutosaveFixture *f, gconstpointer data)
{
  fail_once (f);
  ruhu_autosave_hold (f->autosave);
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_FAILED);
  ruhu_autosave_release (f->autosave);
  g_assert_cmpint (ruhu_autosave_get_state (f->autosave), ==, RUHU_AUTOSAVE_FAILED);
  g_assert_true (flush (f, NULL));
}

static void
test_what_is_missing_is_listed_with_the_draft (AutosaveFixture *f, gconstpointer data)
{
  const char *id = ruhu_response_get_id (f->response);
  g_autoptr (RuhuResponse) before = fixture_find (&f->store, id);
  g_autoptr (RuhuResponse) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (ruhu_response_get_missing (before), ==, 0);
  ruhu_autosave_put_missing (f->autosave, 4);
  g_assert_true (flush (f, &error));
  g_assert_no_error (error);
  after = fixture_find (&f->store, id);
  g_assert_cmpint (ruhu_response_get_missing (after), ==, 4);
}

static void
count_cb (RuhuStore *store, guint topics, guint *n)
{
  *n += (topics & RUHU_STORE_RESPONSES) != 0;
}

static void
test_lists_hear_of_another_number_only (AutosaveFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint heard = 0;

  answer (f, "one");
  g_assert_true (flush (f, &error));
  g_signal_connect (f->store.store, "changed", G_CALLBACK (count_cb), &heard);
  answer (f, "two");
  g_assert_true (flush (f, &error));
  g_assert_cmpuint (heard, ==, 0);
  ruhu_autosave_put_missing (f->autosave, 3);
  g_assert_true (flush (f, &error));
  g_assert_cmpuint (heard, ==, 1);
  ruhu_autosave_put_missing (f->autosave, 3);
  g_assert_true (flush (f, &error));
  g_assert_cmpuint (heard, ==, 1);
}

static void
add (const char *path, void (*test) (AutosaveFixture *, gconstpointer))
{
  g_test_add (path, AutosaveFixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/autosave/what-is-typed-is-not-saved-yet", test_what_is_typed_is_not_saved_yet);
  add ("/autosave/typing-hides-no-failure", test_typing_hides_no_failure);
  add ("/autosave/flush-answers-when-it-is-on-disk", test_flush_answers_when_it_is_on_disk);
  add ("/autosave/flush-waits-for-what-is-expected", test_flush_waits_for_what_is_expected);
  add ("/autosave/what-never-arrives-holds-no-flush-up", test_what_never_arrives_holds_no_flush_up);
  add ("/autosave/let-go-without-a-flush-loses-nothing", test_let_go_without_a_flush_loses_nothing);
  add ("/autosave/what-failed-is-kept-for-the-next-try", test_what_failed_is_kept_for_the_next_try);
  add ("/autosave/what-is-missing-is-listed-with-the-draft",
       test_what_is_missing_is_listed_with_the_draft);
  add ("/autosave/lists-hear-of-another-number-only", test_lists_hear_of_another_number_only);
  add ("/autosave/what-failed-is-tried-again-on-letting-go",
       test_what_failed_is_tried_again_on_letting_go);

  return g_test_run ();
}
