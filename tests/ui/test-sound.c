/* test-sound.c: ui/form/ruhu-sound-editor.c with a test tone for a microphone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "editor-fixture.h"

#define NO_MICROPHONE "The microphone does not start. Choose a sound file, or write it down."

static gboolean
stop_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Long enough for something to be recorded. */
static void
speak (void)
{
  gboolean done = FALSE;

  g_timeout_add (300, stop_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
record (SurveyFixture *f)
{
  g_autofree char *before = g_strdup (survey_fixture_get (f, "sound"));
  GtkWidget *question = editor_fixture_find (f, "sound");

  ruhu_ui_test_click (question, *before != '\0' ? "Record again" : "Record");
  speak ();
  ruhu_ui_test_click (question, "Stop and keep");
  editor_fixture_wait_answer (f, "sound", before);
}

static void
assert_is_ogg (SurveyFixture *f)
{
  g_autoptr (GBytes) content = editor_fixture_read (f, "sound");

  g_assert_cmpuint (g_bytes_get_size (content), >, 200);
  g_assert_cmpmem (g_bytes_get_data (content, NULL), 4, "OggS", 4);
}

static void
test_what_is_said_is_kept (SurveyFixture *f, gconstpointer data)
{
  editor_fixture_open (f, "sound");
  record (f);
  g_assert_true (ruhu_ui_test_has_text (editor_fixture_find (f, "sound"), "A sound is kept."));
  assert_is_ogg (f);
}

static void
test_leaving_the_page_keeps_what_was_said (SurveyFixture *f, gconstpointer data)
{
  ruhu_ui_test_click (editor_fixture_open (f, "sound"), "Record");
  speak ();
  survey_fixture_act (f, "next", NULL);
  editor_fixture_wait_answer (f, "sound", "");
  assert_is_ogg (f);
}

static void
test_recording_again_replaces_only_when_it_is_kept (SurveyFixture *f, gconstpointer data)
{
  g_autofree char *first = NULL;

  editor_fixture_open (f, "sound");
  record (f);
  first = g_strdup (survey_fixture_get (f, "sound"));
  ruhu_ui_test_click (editor_fixture_find (f, "sound"), "Record again");
  speak ();
  g_assert_cmpstr (survey_fixture_get (f, "sound"), ==, first);
  ruhu_ui_test_click (editor_fixture_find (f, "sound"), "Stop and keep");
  editor_fixture_wait_answer (f, "sound", first);
  assert_is_ogg (f);
}

static void
test_it_plays_and_ends_by_itself (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "sound");

  record (f);
  ruhu_ui_test_click (question, "Listen");
  while (ruhu_ui_test_find (question, GTK_TYPE_BUTTON, "Stop") == NULL)
    g_main_context_iteration (NULL, TRUE);
  while (ruhu_ui_test_find (question, GTK_TYPE_BUTTON, "Listen") == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_a_microphone_that_does_not_start_changes_nothing (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "sound");

  g_setenv ("RUHU_MICROPHONE", "nosuchsource", TRUE);
  ruhu_ui_test_click (question, "Record");
  while (!ruhu_ui_test_has_text (GTK_WIDGET (f->window), NO_MICROPHONE))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (ruhu_ui_test_find (question, GTK_TYPE_BUTTON, "Record"));
  g_assert_cmpstr (survey_fixture_get (f, "sound"), ==, "");
  g_setenv ("RUHU_MICROPHONE", "audiotestsrc is-live=true", TRUE);
}

static void
test_without_a_microphone_a_file_is_asked_for (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question;

  g_setenv ("RUHU_MICROPHONE", "", TRUE);
  question = editor_fixture_open (f, "sound");
  g_assert_null (ruhu_ui_test_find (question, GTK_TYPE_BUTTON, "Record"));
  g_assert_nonnull (ruhu_ui_test_find (question, GTK_TYPE_BUTTON, "Choose a file"));
  g_setenv ("RUHU_MICROPHONE", "audiotestsrc is-live=true", TRUE);
}

int
main (int argc, char **argv)
{
  g_setenv ("RUHU_MICROPHONE", "audiotestsrc is-live=true", TRUE);
  g_setenv ("RUHU_SPEAKER", "fakesink sync=true", TRUE);
  ruhu_ui_test_init (&argc, &argv);

  editor_fixture_add ("/sound/what-is-said-is-kept", test_what_is_said_is_kept);
  editor_fixture_add ("/sound/leaving-the-page-keeps-what-was-said",
                      test_leaving_the_page_keeps_what_was_said);
  editor_fixture_add ("/sound/recording-again-replaces-only-when-it-is-kept",
                      test_recording_again_replaces_only_when_it_is_kept);
  editor_fixture_add ("/sound/it-plays-and-ends-by-itself", test_it_plays_and_ends_by_itself);
  editor_fixture_add ("/sound/a-microphone-that-does-not-start-changes-nothing",
                      test_a_microphone_that_does_not_start_changes_nothing);
  editor_fixture_add ("/sound/without-a-microphone-a-file-is-asked-for",
                      test_without_a_microphone_a_file_is_asked_for);

  return g_test_run ();
}
