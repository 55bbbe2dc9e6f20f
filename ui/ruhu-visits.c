/* ruhu-visits.c: what a worker does with responses: begins, opens, reads, undoes and corrects them
 *
 * One response is filled at a time. Where the worker was in each is remembered until the app ends,
 * so that what was interrupted goes on at the same question; what is typed reaches the disk before
 * the store closes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-visits.h"

#include "ruhu-attempt-page.h"
#include "ruhu-format.h"
#include "ruhu-record-page.h"
#include "ruhu-survey-page.h"
#include "ruhu-take-back.h"
#include "ruhu-visit.h"

#include "base/ruhu-clock.h"
#include "store/ruhu-store-clock.h"

#include <glib/gi18n.h>

struct _RuhuVisits {
  GObject parent_instance;

  RuhuWindow *window; /* weak */
  RuhuSession *session;
  RuhuSurveyPage *survey_page;   /* weak: the one response that is being filled */
  RuhuAttemptPage *attempt_page; /* weak: the same, where nobody was met */
  RuhuSurveyPage *finished;      /* the one that was finished; only compared */
  RuhuTakeBack *take_back;
  GHashTable *places;   /* response id → where the worker was in it */
  RuhuAutosave *saving; /* of the response that was filled last; NULL once all of it is on disk */
  gboolean opening;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (RuhuVisits, ruhu_visits, G_TYPE_OBJECT)

static RuhuWork *
get_work (RuhuVisits *self)
{
  return ruhu_session_get_work (self->session);
}

static RuhuResponse *
find (RuhuVisits *self, const char *id)
{
  return ruhu_response_list_find (ruhu_work_get_responses (get_work (self)), id);
}

static void
push (RuhuVisits *self, gpointer page, RuhuResponse *response)
{
  g_autofree char *opener = g_strdup_printf ("open-response::%s", ruhu_response_get_id (response));

  ruhu_visits_drop_undo (self);
  ruhu_page_set_opener (page, opener);
  ruhu_window_push (self->window, RUHU_PAGE (page));
}

/* A page that the window has let go of stays in memory until the next frame (GTK 4.8). */
static gboolean
is_filling (RuhuVisits *self)
{
  return self->survey_page != NULL && gtk_widget_get_root (GTK_WIDGET (self->survey_page)) != NULL;
}

static gboolean
is_attempting (RuhuVisits *self)
{
  return self->attempt_page != NULL &&
         gtk_widget_get_root (GTK_WIDGET (self->attempt_page)) != NULL;
}

static const char *
get_filled (RuhuVisits *self)
{
  return ruhu_response_get_id (
    ruhu_survey_get_response (ruhu_survey_page_get_survey (self->survey_page)));
}

static void
remember_place (RuhuVisits *self)
{
  char *place = ruhu_survey_page_get_place (self->survey_page);

  if (place != NULL)
    g_hash_table_replace (self->places, g_strdup (get_filled (self)), place);
}

/* The page goes when the store has closed: what is typed is taken before. */
static void
locking_cb (RuhuVisits *self)
{
  if (self->saving != NULL && !is_filling (self))
    ruhu_session_await (self->session, self->saving); /* left, and still on its way to the disk */
  g_clear_object (&self->saving);
  if (is_attempting (self)) {
    ruhu_attempt_page_flush (self->attempt_page);
    ruhu_session_await (self->session,
                        ruhu_survey_get_autosave (
                          ruhu_attempt_page_get_survey (self->attempt_page)));
  }
  if (!is_filling (self))
    return;

  remember_place (self);
  ruhu_survey_page_flush (self->survey_page);
  ruhu_session_await (self->session,
                      ruhu_survey_get_autosave (ruhu_survey_page_get_survey (self->survey_page)));
}

/* A recording, or a photo that is being sealed, becomes an answer only after the window is gone. */
static gboolean
close_request_cb (RuhuVisits *self)
{
  if (is_filling (self)) {
    ruhu_survey_page_flush (self->survey_page);
    ruhu_session_save (self->session,
                       ruhu_survey_get_autosave (ruhu_survey_page_get_survey (self->survey_page)));
  } else if (self->saving != NULL) {
    ruhu_session_save (self->session, self->saving);
  }
  if (is_attempting (self)) {
    ruhu_attempt_page_flush (self->attempt_page);
    ruhu_session_save (self->session,
                       ruhu_survey_get_autosave (
                         ruhu_attempt_page_get_survey (self->attempt_page)));
  }
  return GDK_EVENT_PROPAGATE;
}

static void
closed_cb (RuhuSurveyPage *page, RuhuVisits *self)
{
  RuhuResponse *response = ruhu_survey_get_response (ruhu_survey_page_get_survey (page));
  g_autofree char *id = g_strdup (ruhu_response_get_id (response));
  gboolean finished = self->finished == page;

  ruhu_window_go_home (self->window); /* as the button that closes it says */
  self->finished = NULL;
  if (finished)
    ruhu_take_back_offer_undo (self->take_back, id);
}

/* To where one came from: a draft to its person, a correction to what was sent. */
static void
discarded_cb (RuhuSurveyPage *page, RuhuVisits *self)
{
  RuhuSurvey *survey = ruhu_survey_page_get_survey (page);
  g_autofree char *id = g_strdup (ruhu_response_get_id (ruhu_survey_get_response (survey)));
  gboolean corrects = ruhu_survey_is_correction (survey);

  g_clear_object (&self->saving);
  g_hash_table_remove (self->places, id);
  ruhu_window_go_back (self->window);
  ruhu_take_back_offer_recovery (self->take_back, id, corrects);
}

static void
finished_cb (RuhuSurveyPage *page, RuhuVisits *self)
{
  self->finished = page;
}

static void
show_survey (RuhuVisits *self, RuhuSurvey *survey)
{
  RuhuSurveyPage *page = ruhu_survey_page_new (survey);
  const char *place;

  g_signal_connect_object (page, "closed", G_CALLBACK (closed_cb), self, 0);
  g_signal_connect_object (page, "finished", G_CALLBACK (finished_cb), self, 0);
  g_signal_connect_object (page, "discarded", G_CALLBACK (discarded_cb), self, 0);
  g_set_weak_pointer (&self->survey_page, page);
  g_set_object (&self->saving, ruhu_survey_get_autosave (survey));
  push (self, page, ruhu_survey_get_response (survey));

  place = g_hash_table_lookup (self->places, get_filled (self));
  if (place != NULL)
    ruhu_survey_page_go_to (page, place);
}

/* Returns: (transfer full) (nullable): what was opened; %NULL, and the worker is told why, where
 * there is nothing to show. */
static RuhuSurvey *
take_survey (RuhuVisits *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuSurvey) survey = ruhu_visit_finish (self->session, result, &error);
  RuhuStoreState state = ruhu_store_get_state (ruhu_session_get_store (self->session));

  self->opening = FALSE;
  if (self->window == NULL || state != RUHU_STORE_UNLOCKED)
    return NULL;
  if (survey == NULL)
    ruhu_window_show_error (self->window, error);
  return g_steal_pointer (&survey);
}

static void
visit_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuVisits) self = user_data;
  g_autoptr (RuhuSurvey) survey = take_survey (self, result);

  if (survey != NULL)
    show_survey (self, survey);
}

/* A second tap while the form is being opened must not begin a second response. */
static gboolean
may_open (RuhuVisits *self)
{
  if (self->opening || is_filling (self) || is_attempting (self))
    return FALSE;

  self->opening = TRUE;
  return TRUE;
}

typedef struct {
  RuhuVisits *self;
  char *form_id;
  char *target;
} Beginning;

static void
beginning_free (Beginning *beginning)
{
  g_object_unref (beginning->self);
  g_free (beginning->form_id);
  g_free (beginning->target);
  g_free (beginning);
}

static void
go_on (Beginning *beginning)
{
  RuhuVisits *self = beginning->self;

  if (may_open (self))
    ruhu_visit_begin_async (self->session,
                            beginning->form_id,
                            beginning->target,
                            FALSE,
                            self->cancellable,
                            visit_ready_cb,
                            g_object_ref (self));
}

static void
day_said_cb (AdwMessageDialog *dialog, const char *response, Beginning *beginning)
{
  if (g_str_equal (response, "begin"))
    go_on (beginning);
}

static void
forget_cb (gpointer data, GClosure *closure)
{
  beginning_free (data);
}

/* A clock that cannot be right dates nothing unasked; but no clock keeps a worker from work. */
static void
ask_day (Beginning *beginning)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *day = ruhu_format_day (now);
  g_autofree char *heading = g_strdup_printf (_ ("Is today %s?"), day);
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (beginning->self->window),
    heading,
    _ ("This tablet's clock does not go with what was written before. If the date is wrong, please "
       "set it in the tablet's own settings, Date and Time. You can begin all the same; the county "
       "then looks at the date."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "set",
                                    _ ("Set the clock first"),
                                    "begin",
                                    _ ("Begin the visit"),
                                    NULL);
  g_signal_connect_data (dialog, "response", G_CALLBACK (day_said_cb), beginning, forget_cb, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
clock_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Beginning *beginning = user_data;
  gboolean suspect = ruhu_store_check_clock_finish (RUHU_STORE (source), result, NULL);

  if (suspect && beginning->self->window != NULL) {
    ask_day (beginning);
    return;
  }
  go_on (beginning);
  beginning_free (beginning);
}

/* @form_id: (nullable) */
static void
begin (RuhuVisits *self, const char *form_id, const char *target)
{
  Beginning *beginning = g_new0 (Beginning, 1);

  beginning->self = g_object_ref (self);
  beginning->form_id = g_strdup (form_id);
  beginning->target = g_strdup (target);
  ruhu_store_check_clock_async (ruhu_session_get_store (self->session),
                                self->cancellable,
                                clock_checked_cb,
                                beginning);
}

static void
begin_visit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  begin (user_data, NULL, g_variant_get_string (parameter, NULL));
}

static void
begin_form_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *form_id, *person_id;

  g_variant_get (parameter, "(&s&s)", &form_id, &person_id);
  begin (user_data, form_id, person_id);
}

static void
attempted_cb (RuhuAttemptPage *page, RuhuVisits *self)
{
  RuhuResponse *response = ruhu_survey_get_response (ruhu_attempt_page_get_survey (page));
  g_autofree char *id = g_strdup (ruhu_response_get_id (response));

  ruhu_window_go_back (self->window);
  ruhu_take_back_offer_undo (self->take_back, id);
}

/* What stops it is not among the few questions of its page: the whole form has to be opened. */
static void
stuck_cb (RuhuAttemptPage *page, const GError *error, RuhuVisits *self)
{
  g_autoptr (RuhuSurvey) survey = g_object_ref (ruhu_attempt_page_get_survey (page));

  if (error != NULL) {
    ruhu_window_show_error (self->window, error);
    return;
  }
  ruhu_window_go_back (self->window);
  show_survey (self, survey);
}

static void
attempt_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuVisits) self = user_data;
  g_autoptr (RuhuSurvey) survey = take_survey (self, result);
  RuhuAttemptPage *page;

  if (survey == NULL)
    return;

  page = ruhu_attempt_page_new (survey);
  g_signal_connect_object (page, "finished", G_CALLBACK (attempted_cb), self, 0);
  g_signal_connect_object (page, "stuck", G_CALLBACK (stuck_cb), self, 0);
  g_set_weak_pointer (&self->attempt_page, page);
  push (self, page, ruhu_survey_get_response (survey));
}

static void
begin_attempt_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuVisits *self = user_data;

  if (may_open (self))
    ruhu_visit_begin_async (self->session,
                            NULL,
                            g_variant_get_string (parameter, NULL),
                            TRUE,
                            self->cancellable,
                            attempt_ready_cb,
                            g_object_ref (self));
}

static void
record_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuVisits) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuRecord) record = ruhu_record_read_finish (RUHU_SESSION (source), result, &error);
  RuhuStoreState state = ruhu_store_get_state (ruhu_session_get_store (self->session));

  self->opening = FALSE;
  if (self->window == NULL || state != RUHU_STORE_UNLOCKED)
    return;
  if (record == NULL)
    ruhu_window_show_error (self->window, error);
  else {
    RuhuResponse *response = record->response;

    push (self, ruhu_record_page_new (g_steal_pointer (&record)), response);
  }
}

/* All is answered: the review leads to what is to be changed. */
static void
correction_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuVisits) self = user_data;
  g_autoptr (RuhuSurvey) survey = take_survey (self, result);

  if (survey == NULL)
    return;
  show_survey (self, survey);
  ruhu_survey_page_review (self->survey_page);
}

typedef struct {
  RuhuVisits *self;
  RuhuResponse *response;
  gboolean corrects;
} Opening;

static void
open_response (Opening *opening)
{
  RuhuVisits *self = opening->self;
  RuhuResponse *response = opening->response;
  gboolean is_draft = ruhu_response_get_state (response) == RUHU_RESPONSE_DRAFT;

  if (is_draft)
    ruhu_visit_open_async (self->session,
                           response,
                           self->cancellable,
                           visit_ready_cb,
                           g_object_ref (self));
  else if (opening->corrects)
    ruhu_visit_correct_async (self->session,
                              response,
                              self->cancellable,
                              correction_ready_cb,
                              g_object_ref (self));
  else
    ruhu_record_read_async (self->session,
                            response,
                            self->cancellable,
                            record_ready_cb,
                            g_object_ref (self));
}

/* What could not be written is told where it was answered, and is tried again. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opening *opening = user_data;
  RuhuVisits *self = opening->self;

  ruhu_autosave_flush_finish (RUHU_AUTOSAVE (source), result, NULL);
  if (self->saving == RUHU_AUTOSAVE (source))
    g_clear_object (&self->saving);
  if (self->window != NULL)
    open_response (opening);
  g_object_unref (opening->response);
  g_object_unref (opening->self);
  g_free (opening);
}

/* As it is once all that was answered is on disk: what was left a moment ago may still be on its
 * way there. */
static void
open_saved (RuhuVisits *self, RuhuResponse *response, gboolean corrects)
{
  Opening opening = { self, response, corrects };
  Opening *waiting;

  if (self->saving == NULL) {
    open_response (&opening);
    return;
  }
  waiting = g_memdup2 (&opening, sizeof opening);
  g_object_ref (waiting->self);
  g_object_ref (waiting->response);
  ruhu_autosave_flush_async (self->saving, NULL, saved_cb, waiting);
}

static void
open_response_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuVisits *self = user_data;
  RuhuResponse *response = find (self, g_variant_get_string (parameter, NULL));

  if (response != NULL && may_open (self))
    open_saved (self, response, FALSE);
}

static void
correct_response_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuVisits *self = user_data;
  RuhuResponse *response = find (self, g_variant_get_string (parameter, NULL));
  const char *begun = response != NULL ? ruhu_response_get_correction (response) : NULL;

  if (response != NULL && may_open (self))
    open_saved (self,
                begun != NULL && find (self, begun) != NULL ? find (self, begun) : response,
                TRUE);
}

/* Its page would go on saying that it is finished. */
static void
leave_record (RuhuVisits *self)
{
  RuhuPage *page = ruhu_window_get_page (self->window);

  if (RUHU_IS_RECORD_PAGE (page) && ruhu_response_get_state (ruhu_record_page_get_response (
                                      RUHU_RECORD_PAGE (page))) == RUHU_RESPONSE_DRAFT)
    ruhu_window_go_back (self->window);
}

static const GActionEntry actions[] = {
  { .name = "begin-visit", .activate = begin_visit_cb, .parameter_type = "s" },
  { .name = "begin-form", .activate = begin_form_cb, .parameter_type = "(ss)" },
  { .name = "begin-attempt", .activate = begin_attempt_cb, .parameter_type = "s" },
  { .name = "open-response", .activate = open_response_cb, .parameter_type = "s" },
  { .name = "correct-response", .activate = correct_response_cb, .parameter_type = "s" },
};

static void
ruhu_visits_dispose (GObject *object)
{
  RuhuVisits *self = RUHU_VISITS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->survey_page);
  g_clear_weak_pointer (&self->attempt_page);
  g_clear_object (&self->take_back);
  g_clear_object (&self->saving);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_visits_parent_class)->dispose (object);
}

static void
ruhu_visits_finalize (GObject *object)
{
  g_clear_pointer (&RUHU_VISITS (object)->places, g_hash_table_unref);

  G_OBJECT_CLASS (ruhu_visits_parent_class)->finalize (object);
}

static void
ruhu_visits_class_init (RuhuVisitsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_visits_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_visits_finalize;
}

static void
ruhu_visits_init (RuhuVisits *self)
{
  self->cancellable = g_cancellable_new ();
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * ruhu_visits_new:
 * @window: (transfer none): the window; not held, and given the actions
 *
 * Returns: (transfer full): keep it as long as the window
 */
RuhuVisits *
ruhu_visits_new (RuhuWindow *window, RuhuSession *session)
{
  RuhuVisits *self = g_object_new (RUHU_TYPE_VISITS, NULL);

  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);
  self->take_back = ruhu_take_back_new (window, session);
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (session, "locking", G_CALLBACK (locking_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window,
                           "close-request",
                           G_CALLBACK (close_request_cb),
                           self,
                           G_CONNECT_SWAPPED);
  return self;
}

/** ruhu_visits_refresh: Responses may have changed */
void
ruhu_visits_refresh (RuhuVisits *self)
{
  if (self->window != NULL)
    leave_record (self);
  ruhu_take_back_refresh (self->take_back);
}

/** ruhu_visits_drop_undo: The worker goes on: the toast that offers an undo goes */
void
ruhu_visits_drop_undo (RuhuVisits *self)
{
  g_return_if_fail (RUHU_IS_VISITS (self));

  ruhu_take_back_drop (self->take_back);
}
