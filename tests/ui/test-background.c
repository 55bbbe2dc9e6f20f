/* test-background.c: what a form has the tablet answer by itself (ui/form/ruhu-background.c)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-background.h"
#include "place-fixture.h"
#include "ruhu-ui-init.h"

#include <string.h>

#define HEAD \
  "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" " \
  "xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:odk=\"http://www.opendatakit.org/xforms\" " \
  "xmlns:ruhu=\"http://ruhu.org/xforms\">" \
  "<h:head><h:title>Background</h:title><model><instance><data id=\"background\" version=\"1\">" \
  "<a/><here/><sound/><agreed/><meta><instanceID/><audit/></meta></data></instance>" \
  "<bind nodeset=\"/data/here\" type=\"geopoint\"/><bind nodeset=\"/data/sound\" type=\"binary\"/>"
#define BODY \
  "</model></h:head><h:body><group ref=\"/data\" appearance=\"field-list\"><label>G</label>" \
  "<input ref=\"/data/a\"><label>A</label>" \
  "<odk:setgeopoint event=\"xforms-value-changed\" ref=\"/data/here\"/></input>" \
  "<input ref=\"/data/here\"><label>Where</label></input>" \
  "<upload ref=\"/data/sound\" mediatype=\"audio/*\"><label>Sound</label></upload></group>" \
  "</h:body></h:html>"

static const char with_place[] =
  HEAD "<odk:setgeopoint event=\"odk-instance-first-load\" ref=\"/data/here\"/>" BODY;
static const char with_sound[] = HEAD
  "<odk:recordaudio event=\"odk-instance-load\" ref=\"/data/sound\" odk:quality=\"low\"/>" BODY;
static const char with_consent[] = HEAD
  "<odk:recordaudio event=\"odk-instance-load\" ref=\"/data/sound\"/>"
  "<ruhu:rule id=\"c\" when=\"/data/a = 'yes'\" raises=\"consent\" parameters=\"visit=/data/a\"/>" BODY;
static const char with_audit[] =
  HEAD "<bind nodeset=\"/data/meta/audit\" type=\"binary\" odk:location-priority=\"balanced\" "
       "odk:location-min-interval=\"60\" odk:location-max-age=\"120\"/>" BODY;

#define SIGN_OF_SOUND "Recording this visit"
#define SIGN_OF_PLACE "The form notes where this tablet is."
#define NO_PLACE \
  "The form wants to note the place, but this tablet does not know it. It stays empty."
#define NO_SOUND "The form wants a recording, but the microphone does not start."

static void
set_up (SurveyFixture *f, gconstpointer form)
{
  place_fixture_reset ();
  survey_fixture_set_up_with (f, g_bytes_new_static (form, strlen (form)));
}

static void
set_up_without_devices (SurveyFixture *f, gconstpointer form)
{
  g_setenv ("RUHU_LOCATION", "", TRUE);
  g_setenv ("RUHU_MICROPHONE", "", TRUE);
  set_up (f, form);
  g_setenv ("RUHU_LOCATION", "session", TRUE);
  g_setenv ("RUHU_MICROPHONE", "audiotestsrc is-live=true", TRUE);
}

static const char *
get (SurveyFixture *f, const char *ref)
{
  return ruhu_instance_get_value (f->instance, ruhu_instance_find (f->instance, ref));
}

static void
put (SurveyFixture *f, const char *ref, const char *value)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_value (f->instance, ruhu_instance_find (f->instance, ref), value, &error);
  g_assert_no_error (error);
}

static void
wait_for_answer (SurveyFixture *f, const char *ref)
{
  while (*get (f, ref) == '\0')
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
says (SurveyFixture *f, const char *words)
{
  g_autofree char *said = ruhu_background_describe (ruhu_survey_get_background (f->survey));

  return strstr (said, words) != NULL;
}

static void
test_the_place_is_noted_at_the_event (SurveyFixture *f, gconstpointer data)
{
  place_fixture_wait (&place_service.starts);
  g_assert_true (ruhu_ui_test_has_text (GTK_WIDGET (f->page), SIGN_OF_PLACE));
  place_fixture_locate (30);
  wait_for_answer (f, "/data/here");
  g_assert_cmpstr (get (f, "/data/here"), ==, "37.5123000 105.1964000 0.0 30.0");
  place_fixture_locate (4);
  place_fixture_wait (&place_service.stops);
  g_assert_cmpstr (get (f, "/data/here"), ==, "37.5123000 105.1964000 0.0 4.0");
  g_assert_false (ruhu_ui_test_has_text (GTK_WIDGET (f->page), SIGN_OF_PLACE));
}

static void
test_an_answer_given_meanwhile_stays (SurveyFixture *f, gconstpointer data)
{
  place_fixture_wait (&place_service.starts);
  put (f, "/data/here", "1 2 0 0");
  place_fixture_locate (4);
  place_fixture_wait (&place_service.stops);
  g_assert_cmpstr (get (f, "/data/here"), ==, "1 2 0 0");
}

static void
test_a_later_event_notes_the_place_anew (SurveyFixture *f, gconstpointer data)
{
  g_autofree char *first = NULL;

  place_fixture_wait (&place_service.starts);
  place_fixture_locate (4);
  place_fixture_wait (&place_service.stops);
  first = g_strdup (get (f, "/data/here"));
  place_service.starts = 0;
  put (f, "/data/a", "x");
  place_fixture_wait (&place_service.starts);
  place_fixture_locate (3);
  while (g_str_equal (get (f, "/data/here"), first))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_what_cannot_be_had_is_said_and_stays_empty (SurveyFixture *f, gconstpointer data)
{
  const char *words = data == with_place ? NO_PLACE : NO_SOUND;

  g_assert_true (ruhu_ui_test_has_text (GTK_WIDGET (f->page), words));
  survey_fixture_act (f, "next", NULL);
  g_assert_false (ruhu_ui_test_has_text (GTK_WIDGET (f->page), words));
  g_assert_cmpstr (get (f, "/data/here"), ==, "");
  g_assert_cmpstr (get (f, "/data/sound"), ==, "");
}

static void
test_a_refusal_is_said (SurveyFixture *f, gconstpointer data)
{
  place_service.denies = TRUE; /* nothing was sent yet: the bus is asked in the main loop */
  while (!ruhu_ui_test_has_text (GTK_WIDGET (f->page), NO_PLACE))
    g_main_context_iteration (NULL, TRUE);
}

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
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(GBytes **) data =
    ruhu_response_store_read_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  g_assert_no_error (error);
}

static GBytes *
read_sound (SurveyFixture *f)
{
  GBytes *content = NULL;

  ruhu_response_store_read_attachment_async (f->store.responses,
                                             get (f, "/data/sound"),
                                             NULL,
                                             read_cb,
                                             &content);
  while (content == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpmem (g_bytes_get_data (content, NULL), 4, "OggS", 4);
  return content;
}

static void
test_nobody_is_recorded_unseen (SurveyFixture *f, gconstpointer data)
{
  g_assert_true (ruhu_background_is_recording (ruhu_survey_get_background (f->survey)));
  g_assert_true (says (f, SIGN_OF_SOUND));
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Stop recording"));
  survey_fixture_act (f, "outline", NULL);
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Stop recording"));
}

static void
test_stopping_keeps_what_was_said (SurveyFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) content = NULL;

  speak ();
  ruhu_ui_test_click (GTK_WIDGET (f->page), "Stop recording");
  g_assert_null (ruhu_ui_test_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Stop recording"));
  wait_for_answer (f, "/data/sound");
  content = read_sound (f);
  g_assert_cmpuint (g_bytes_get_size (content), >, 200);
}

static void
count_cb (RuhuSurveyPage *page, guint *n)
{
  (*n)++;
}

static void
finish (SurveyFixture *f)
{
  guint finished = 0;

  g_signal_connect (f->page, "finished", G_CALLBACK (count_cb), &finished);
  survey_fixture_act (f, "review", NULL);
  survey_fixture_act (f, "finish", NULL);
  while (finished == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_finishing_ends_it_and_keeps_it (SurveyFixture *f, gconstpointer data)
{
  speak ();
  finish (f);
  g_assert_false (ruhu_background_is_recording (ruhu_survey_get_background (f->survey)));
  g_assert_cmpstr (get (f, "/data/sound"), !=, "");
}

static void
test_without_consent_nothing_that_was_said_is_kept (SurveyFixture *f, gconstpointer data)
{
  speak ();
  put (f, "/data/a", "no");
  survey_fixture_act (f, "review", NULL);
  wait_for_answer (f, "/data/sound");
  survey_fixture_act (f, "resume", NULL);
  speak ();
  finish (f); /* while what was said since is still being sealed */
  g_assert_cmpstr (get (f, "/data/sound"), ==, "");
}

static void
test_with_consent_it_is_kept (SurveyFixture *f, gconstpointer data)
{
  speak ();
  put (f, "/data/a", "yes");
  finish (f);
  g_assert_cmpstr (get (f, "/data/sound"), !=, "");
}

/* A flush waits for what is still being sealed: the store closes behind it. */
static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ruhu_autosave_flush_finish (RUHU_AUTOSAVE (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
test_locking_keeps_it (SurveyFixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;
  gboolean flushed = FALSE;

  speak ();
  ruhu_survey_page_flush (f->page);
  ruhu_autosave_flush_async (ruhu_survey_get_autosave (f->survey), NULL, flushed_cb, &flushed);
  while (!flushed)
    g_main_context_iteration (NULL, TRUE);
  answers = fixture_load (&f->store, ruhu_response_get_id (f->response), &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_hash_table_lookup (answers, "/data/sound"));
  g_assert_false (ruhu_background_is_recording (ruhu_survey_get_background (f->survey)));
}

static void
test_who_goes_on_records_behind_what_there_was (SurveyFixture *f, gconstpointer data)
{
  RuhuBackground *background = ruhu_survey_get_background (f->survey);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) both = NULL;
  g_autofree char *name = NULL;

  speak ();
  ruhu_background_rest (background);
  wait_for_answer (f, "/data/sound");
  first = read_sound (f);
  name = g_strdup (get (f, "/data/sound"));
  /* As a filling that was put away and is opened again. */
  g_signal_emit_by_name (f->instance, "device-asked", "/data/sound", "recordaudio", "low");
  speak ();
  ruhu_background_rest (background);
  while (g_str_equal (get (f, "/data/sound"), name))
    g_main_context_iteration (NULL, TRUE);
  both = read_sound (f);
  g_assert_cmpuint (g_bytes_get_size (both), >, g_bytes_get_size (first));
  g_assert_cmpmem (g_bytes_get_data (both, NULL),
                   g_bytes_get_size (first),
                   g_bytes_get_data (first, NULL),
                   g_bytes_get_size (first));
}

static void
test_the_audit_is_told_where (SurveyFixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) answers = NULL;
  g_autoptr (GError) error = NULL;
  const char *line = "";

  place_fixture_wait (&place_service.starts);
  g_assert_cmpuint (place_service.level, ==, 6);
  g_assert_cmpuint (place_service.interval, ==, 60);
  place_fixture_locate (25);
  do {
    ruhu_survey_note (f->survey, "jump", NULL);
    survey_fixture_wait_saved (f);
    g_clear_pointer (&answers, g_hash_table_unref);
    answers = fixture_load (&f->store, ruhu_response_get_id (f->response), &error);
    g_assert_no_error (error);
    for (guint i = 0;; i++) {
      g_autofree char *key = g_strdup_printf (RUHU_AUDIT_PREFIX "%08u", i);
      const char *next = g_hash_table_lookup (answers, key);

      if (next == NULL)
        break;
      line = next;
    }
  } while (!g_str_has_suffix (line, ",37.5123,105.1964,25"));
  survey_fixture_act (f, "leave", NULL);
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("RUHU_LOCATION", "session", TRUE);
  g_setenv ("RUHU_MICROPHONE", "audiotestsrc is-live=true", TRUE);
  ruhu_ui_test_init (&argc, &argv);
  place_fixture_start ();

#define ADD(path, form, test) \
  g_test_add ("/background/" path, SurveyFixture, form, set_up, test, survey_fixture_tear_down)
  ADD ("the-place-is-noted-at-the-event", with_place, test_the_place_is_noted_at_the_event);
  ADD ("an-answer-given-meanwhile-stays", with_place, test_an_answer_given_meanwhile_stays);
  ADD ("a-later-event-notes-the-place-anew", with_place, test_a_later_event_notes_the_place_anew);
  ADD ("a-refusal-is-said", with_place, test_a_refusal_is_said);
  ADD ("nobody-is-recorded-unseen", with_sound, test_nobody_is_recorded_unseen);
  ADD ("stopping-keeps-what-was-said", with_sound, test_stopping_keeps_what_was_said);
  ADD ("finishing-ends-it-and-keeps-it", with_sound, test_finishing_ends_it_and_keeps_it);
  ADD ("without-consent-nothing-that-was-said-is-kept",
       with_consent,
       test_without_consent_nothing_that_was_said_is_kept);
  ADD ("with-consent-it-is-kept", with_consent, test_with_consent_it_is_kept);
  ADD ("locking-keeps-it", with_sound, test_locking_keeps_it);
  ADD ("who-goes-on-records-behind-what-there-was",
       with_sound,
       test_who_goes_on_records_behind_what_there_was);
  ADD ("the-audit-is-told-where", with_audit, test_the_audit_is_told_where);
#undef ADD
  g_test_add ("/background/a-place-that-cannot-be-had-is-said-and-stays-empty",
              SurveyFixture,
              with_place,
              set_up_without_devices,
              test_what_cannot_be_had_is_said_and_stays_empty,
              survey_fixture_tear_down);
  g_test_add ("/background/a-sound-that-cannot-be-had-is-said-and-stays-empty",
              SurveyFixture,
              with_sound,
              set_up_without_devices,
              test_what_cannot_be_had_is_said_and_stays_empty,
              survey_fixture_tear_down);

  status = g_test_run ();
  place_fixture_stop ();
  return status;
}
