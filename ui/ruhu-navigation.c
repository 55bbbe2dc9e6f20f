/* ruhu-navigation.c: which page each action opens
 *
 * The one place where session and window meet. What the store is decides what lies at the bottom:
 * no store the first start, locked the unlock page, unlocked home. Everything else is opened by an
 * action, and pages are told when what they show may have changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-navigation.h"

#include "ruhu-attempts.h"
#include "ruhu-bundles.h"
#include "ruhu-differences.h"
#include "ruhu-due-page.h"
#include "ruhu-erased-page.h"
#include "ruhu-find-page.h"
#include "ruhu-first-start.h"
#include "ruhu-forms-page.h"
#include "ruhu-home-page.h"
#include "ruhu-person-page.h"
#include "ruhu-receipt.h"
#include "ruhu-reenrolling.h"
#include "ruhu-sending-page.h"
#include "ruhu-settings-page.h"
#include "ruhu-unlocking.h"
#include "ruhu-users.h"
#include "ruhu-visits.h"
#include "ruhu-wire.h"

#include "base/ruhu-clock.h"
#include "cases/ruhu-day.h"

#include <glib/gi18n.h>

struct _RuhuNavigation {
  GObject parent_instance;

  RuhuWindow *window; /* weak */
  RuhuSession *session;
  RuhuFirstStart *first_start; /* or NULL */
  RuhuUnlocking *unlocking;    /* or NULL */
  RuhuVisits *visits;
  RuhuAttempts *attempts;
  RuhuUsers *users;
  RuhuBundles *bundles;
  RuhuDifferences *differences;
  RuhuReenrolling *reenrolling;
  RuhuFormLibrary *library;
  RuhuHomePage *home_page; /* weak, as the one below */
  RuhuSendingPage *sending_page;
  GCancellable *cancellable;
  guint day_source;
  guint language_source;
  RuhuDate today;
  char *left;      /* opener of the page that stood open when the store was locked, or NULL */
  char *left_user; /* whose page that was */
  char *wanted;    /* the same, from unlocking until it is open again; or NULL */
};

G_DEFINE_FINAL_TYPE (RuhuNavigation, ruhu_navigation, G_TYPE_OBJECT)

/* Only while the store is open. */
static const char *const inner_actions[] = {
  "show-due",      "show-returned", "show-find",     "show-person",      "begin-visit",
  "begin-attempt", "open-response", "undo-response", "correct-response", "show-sending",
  "show-settings", "change-secret", "add-worker",    "send-now",         "stop-sending",
  "lock",          "show-forms",    "begin-form",    "recover-response", "show-bundles",
  "show-receipt"
};

static void show_bottom (RuhuNavigation *self);

static RuhuWork *
get_work (RuhuNavigation *self)
{
  return ruhu_session_get_work (self->session);
}

static void
show_day (RuhuNavigation *self)
{
  gboolean people =
    g_list_model_get_n_items (G_LIST_MODEL (ruhu_work_get_register (get_work (self)))) > 0;
  gboolean choice = ruhu_form_library_has_choice (self->library);
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  RuhuDay day = ruhu_day_count (ruhu_work_get_due (get_work (self)), ruhu_date_today ());

  ruhu_home_page_set_day (self->home_page,
                          &day,
                          ruhu_syncer_get_next_try (ruhu_session_get_syncer (self->session)),
                          now);
  ruhu_home_page_set_choice (self->home_page, choice);
  ruhu_home_page_set_empty (self->home_page, !people && !choice);
}

static RuhuSending
get_sending (RuhuSyncer *syncer)
{
  switch (ruhu_syncer_get_state (syncer)) {
  case RUHU_SYNC_SENDING:
  case RUHU_SYNC_ATTACHING:
  case RUHU_SYNC_RECEIVING:
    return RUHU_SENDING_NOW;
  case RUHU_SYNC_OFFLINE:
    return RUHU_SENDING_OFFLINE;
  case RUHU_SYNC_REFUSED:
  case RUHU_SYNC_FAILED:
    return RUHU_SENDING_REFUSED;
  case RUHU_SYNC_IDLE:
  default:
    return RUHU_SENDING_WAITS;
  }
}

static void
show_sending_state (RuhuNavigation *self)
{
  RuhuSyncer *syncer = ruhu_session_get_syncer (self->session);
  RuhuDay day = ruhu_day_count (ruhu_work_get_due (get_work (self)), ruhu_date_today ());
  const char *text = ruhu_syncer_get_receipt (syncer);
  g_autoptr (RuhuReceipt) receipt = text != NULL ? ruhu_receipt_parse (text) : NULL;
  g_autofree char *number =
    receipt != NULL ? ruhu_wire_receipt_number (receipt->device, receipt->upto) : NULL;

  ruhu_sending_page_set_day (self->sending_page, &day);
  ruhu_sending_page_set_state (self->sending_page,
                               get_sending (syncer),
                               ruhu_syncer_get_next_try (syncer));
  ruhu_differences_tell (self->differences, self->sending_page);
  ruhu_sending_page_set_receipt (self->sending_page, number, receipt != NULL ? receipt->at : 0);
}

static void
locking_cb (RuhuNavigation *self)
{
  RuhuPage *page = self->window != NULL ? ruhu_window_get_page (self->window) : NULL;

  g_free (self->left);
  g_free (self->left_user);
  self->left = g_strdup (page != NULL ? ruhu_page_get_opener (page) : NULL);
  self->left_user = g_strdup (ruhu_store_get_user (ruhu_session_get_store (self->session)));
}

static gboolean
is_read (RuhuNavigation *self, const char *action, GVariant *target)
{
  return !g_str_equal (action, "open-response") ||
         ruhu_response_list_find (ruhu_work_get_responses (get_work (self)),
                                  g_variant_get_string (target, NULL)) != NULL;
}

/* Opens once more what stood open when the tablet was locked, as soon as what it shows is read;
 * not to somebody else, and not over what was opened meanwhile. */
static void
reopen (RuhuNavigation *self)
{
  const char *user = ruhu_store_get_user (ruhu_session_get_store (self->session));
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (ruhu_window_get_depth (self->window) > 1)
    g_clear_pointer (&self->wanted, g_free);
  if (self->wanted == NULL || !RUHU_IS_HOME_PAGE (ruhu_window_get_page (self->window)) ||
      ruhu_work_get_loading (get_work (self)))
    return;
  if (!g_action_parse_detailed_name (self->wanted, &name, &target, NULL) ||
      !is_read (self, name, target))
    return;

  g_clear_pointer (&self->wanted, g_free);
  if (g_strcmp0 (self->left_user, user) == 0)
    g_action_group_activate_action (G_ACTION_GROUP (self->window), name, target);
}

static void
changed_cb (RuhuNavigation *self)
{
  if (self->window == NULL)
    return;

  ruhu_visits_refresh (self->visits);
  ruhu_form_library_refresh (self->library);
  if (self->home_page != NULL)
    show_day (self);
  if (self->sending_page != NULL)
    show_sending_state (self);
  ruhu_bundles_refresh (self->bundles);
  reopen (self);
}

static void
library_cb (RuhuNavigation *self)
{
  if (self->home_page != NULL)
    show_day (self);
}

static gboolean
day_cb (gpointer data)
{
  RuhuNavigation *self = data;
  RuhuDate today = ruhu_date_today ();

  if (ruhu_date_compare (today, self->today) != 0) {
    self->today = today;
    ruhu_session_refresh (self->session);
  }
  return G_SOURCE_CONTINUE;
}

static void
push (RuhuNavigation *self, gpointer page, const char *opener)
{
  ruhu_visits_drop_undo (self->visits);
  ruhu_page_set_opener (page, opener);
  ruhu_window_push (self->window, RUHU_PAGE (page));
}

static void
show_start (RuhuNavigation *self)
{
  if (self->first_start == NULL)
    self->first_start = ruhu_first_start_new (self->session);
  ruhu_window_restart (self->window, RUHU_PAGE (ruhu_first_start_make_page (self->first_start)));
}

static void
show_settings (RuhuNavigation *self)
{
  push (self,
        ruhu_settings_page_new (ruhu_session_get_preferences (self->session)),
        "show-settings");
}

static gboolean
remake_cb (gpointer data)
{
  RuhuNavigation *self = data;
  RuhuPage *page = self->window != NULL ? ruhu_window_get_page (self->window) : NULL;

  self->language_source = 0;
  if (RUHU_IS_START_PAGE (page))
    show_start (self);
  else if (RUHU_IS_SETTINGS_PAGE (page)) {
    show_bottom (self);
    show_settings (self);
  }
  return G_SOURCE_REMOVE;
}

/* A page keeps the language it was made in, so what lies there is made again; not at once, for it
 * is one of the page's own buttons that said so. */
static void
language_cb (RuhuNavigation *self)
{
  if (self->language_source == 0)
    self->language_source = g_idle_add (remake_cb, self);
}

static void
show_unlock (RuhuNavigation *self)
{
  if (self->unlocking == NULL)
    self->unlocking = ruhu_unlocking_new (self->session);
  ruhu_window_restart (self->window, RUHU_PAGE (ruhu_unlocking_make_page (self->unlocking)));
}

static void
show_erased (RuhuNavigation *self)
{
  RuhuStore *store = ruhu_session_get_store (self->session);
  g_autofree char *path = ruhu_store_get_handed_over (store);

  ruhu_window_restart (self->window,
                       RUHU_PAGE (ruhu_erased_page_new (ruhu_store_is_told (store),
                                                        g_file_test (path, G_FILE_TEST_EXISTS))));
}

static void
show_home (RuhuNavigation *self)
{
  RuhuHomePage *page = ruhu_home_page_new ();

  g_free (self->wanted);
  self->wanted = g_steal_pointer (&self->left);
  g_set_weak_pointer (&self->home_page, page);
  show_day (self);
  ruhu_window_restart (self->window, RUHU_PAGE (page));
}

static void
show_bottom (RuhuNavigation *self)
{
  RuhuStoreState state = ruhu_store_get_state (ruhu_session_get_store (self->session));
  guint i;

  if (self->window == NULL)
    return;

  ruhu_visits_drop_undo (self->visits);
  for (i = 0; i < G_N_ELEMENTS (inner_actions); i++)
    g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->window), inner_actions[i])),
      state == RUHU_STORE_UNLOCKED);

  switch (state) {
  case RUHU_STORE_UNLOCKED:
    show_home (self);
    break;
  case RUHU_STORE_LOCKED:
    show_unlock (self);
    break;
  case RUHU_STORE_ERASED:
    show_erased (self);
    break;
  case RUHU_STORE_ABSENT:
  default:
    show_start (self);
    break;
  }
}

/* Actions */

static void
show_due_page (RuhuNavigation *self, gboolean returned_only)
{
  RuhuDuePage *page = ruhu_due_page_new (ruhu_work_get_due (get_work (self)),
                                         G_LIST_MODEL (ruhu_work_get_needs (get_work (self))));

  ruhu_due_page_set_attempts (page, self->attempts);
  ruhu_due_page_set_library (page, self->library);
  ruhu_due_page_set_returned_only (page, returned_only);
  push (self, page, returned_only ? "show-returned" : "show-due");
}

static void
show_due_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show_due_page (user_data, FALSE);
}

static void
show_returned_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show_due_page (user_data, TRUE);
}

static void
show_find_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuNavigation *self = user_data;

  if (!RUHU_IS_FIND_PAGE (ruhu_window_get_page (self->window)))
    push (self, ruhu_find_page_new (ruhu_work_get_register (get_work (self))), "show-find");
}

/* The first thing that is to be done for @person; NULL for nothing. */
static RuhuTask *
find_task (RuhuNavigation *self, RuhuPerson *person)
{
  RuhuDueList *due = ruhu_work_get_due (get_work (self));
  RuhuDueItem *item;
  guint i;

  for (i = 0; (item = ruhu_due_list_get (due, i)) != NULL; i++) {
    if (ruhu_due_item_get_person (item) == person && ruhu_due_item_get_task (item) != NULL)
      return ruhu_due_item_get_task (item);
  }
  return NULL;
}

static void
show_person_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuNavigation *self = user_data;
  RuhuPerson *person = ruhu_register_find (ruhu_work_get_register (get_work (self)),
                                           g_variant_get_string (parameter, NULL));
  g_autofree char *opener = NULL;
  RuhuPersonPage *page;

  if (person == NULL) {
    ruhu_window_add_toast (self->window, adw_toast_new (_ ("Nobody of that number is here.")));
    return;
  }

  page = ruhu_person_page_new ();
  ruhu_person_page_set_lists (page,
                              G_LIST_MODEL (ruhu_work_get_needs (get_work (self))),
                              G_LIST_MODEL (ruhu_work_get_responses (get_work (self))));
  ruhu_person_page_set_attempts (page, self->attempts);
  ruhu_person_page_set_library (page, self->library);
  ruhu_person_page_set_person (page, person);
  ruhu_person_page_set_task (page, find_task (self, person));
  opener = g_strdup_printf ("show-person::%s", ruhu_person_get_id (person));
  push (self, page, opener);
}

static void
show_forms_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuNavigation *self = user_data;
  RuhuWork *work = get_work (self);
  const char *id = g_variant_get_string (parameter, NULL);
  g_autofree char *opener = g_strdup_printf ("show-forms::%s", id);

  push (self,
        ruhu_forms_page_new (self->library,
                             G_LIST_MODEL (ruhu_work_get_responses (work)),
                             ruhu_register_find (ruhu_work_get_register (work), id)),
        opener);
}

static void
show_sending_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuNavigation *self = user_data;
  RuhuSendingPage *page =
    ruhu_sending_page_new (G_LIST_MODEL (ruhu_work_get_responses (get_work (self))));

  g_set_weak_pointer (&self->sending_page, page);
  show_sending_state (self);
  push (self, page, "show-sending");
}

static void
show_settings_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show_settings (user_data);
}

/* A tablet that has erased itself is as good as new. */
static void
enrol_anew_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuNavigation *self = user_data;

  if (ruhu_store_get_state (ruhu_session_get_store (self->session)) == RUHU_STORE_ERASED)
    show_start (self);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuNavigation) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ruhu_syncer_now_finish (RUHU_SYNCER (source), result, &error) && self->window != NULL &&
      ruhu_syncer_get_state (RUHU_SYNCER (source)) != RUHU_SYNC_OFFLINE)
    ruhu_window_show_error (self->window, error);
}

static void
send_now_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuNavigation *self = user_data;

  ruhu_visits_drop_undo (self->visits);
  ruhu_syncer_now_async (ruhu_session_get_syncer (self->session),
                         self->cancellable,
                         sent_cb,
                         g_object_ref (self));
}

static void
stop_sending_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ruhu_syncer_stop (ruhu_session_get_syncer (RUHU_NAVIGATION (user_data)->session));
}

static void
lock_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ruhu_session_lock (RUHU_NAVIGATION (user_data)->session);
}

static const GActionEntry actions[] = {
  { .name = "show-due", .activate = show_due_cb },
  { .name = "show-returned", .activate = show_returned_cb },
  { .name = "show-find", .activate = show_find_cb },
  { .name = "show-person", .activate = show_person_cb, .parameter_type = "s" },
  { .name = "show-forms", .activate = show_forms_cb, .parameter_type = "s" },
  { .name = "show-sending", .activate = show_sending_cb },
  { .name = "show-settings", .activate = show_settings_cb },
  { .name = "enrol-anew", .activate = enrol_anew_cb },
  { .name = "send-now", .activate = send_now_cb },
  { .name = "stop-sending", .activate = stop_sending_cb },
  { .name = "lock", .activate = lock_cb },
};

static void
ruhu_navigation_dispose (GObject *object)
{
  RuhuNavigation *self = RUHU_NAVIGATION (object);

  g_clear_handle_id (&self->day_source, g_source_remove);
  g_clear_handle_id (&self->language_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->home_page);
  g_clear_weak_pointer (&self->sending_page);
  g_clear_object (&self->visits);
  g_clear_object (&self->attempts);
  g_clear_object (&self->users);
  g_clear_object (&self->bundles);
  g_clear_object (&self->differences);
  g_clear_object (&self->reenrolling);
  g_clear_object (&self->library);
  if (self->first_start != NULL)
    ruhu_first_start_stop (self->first_start);
  g_clear_object (&self->first_start);
  if (self->unlocking != NULL)
    ruhu_unlocking_stop (self->unlocking);
  g_clear_object (&self->unlocking);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_navigation_parent_class)->dispose (object);
}

static void
ruhu_navigation_finalize (GObject *object)
{
  RuhuNavigation *self = RUHU_NAVIGATION (object);

  g_clear_pointer (&self->left, g_free);
  g_clear_pointer (&self->left_user, g_free);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (ruhu_navigation_parent_class)->finalize (object);
}

static void
ruhu_navigation_class_init (RuhuNavigationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_navigation_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_navigation_finalize;
}

static void
ruhu_navigation_init (RuhuNavigation *self)
{
  self->cancellable = g_cancellable_new ();
  self->today = ruhu_date_today ();
}

/**
 * ruhu_navigation_new:
 * @window: (transfer none): the window; not held
 * @session: (transfer none): what it shows
 *
 * Gives @window its actions and its first page.
 *
 * Returns: (transfer full): keep it as long as the window
 */
RuhuNavigation *
ruhu_navigation_new (RuhuWindow *window, RuhuSession *session)
{
  RuhuNavigation *self = g_object_new (RUHU_TYPE_NAVIGATION, NULL);
  RuhuStore *store = ruhu_session_get_store (session);

  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);
  self->visits = ruhu_visits_new (window, session);
  self->attempts = ruhu_attempts_new (session);
  self->users = ruhu_users_new (window, session);
  self->bundles = ruhu_bundles_new (window, session);
  ruhu_bundles_add_actions (self->bundles);
  self->differences = ruhu_differences_new (window, session);
  self->reenrolling = ruhu_reenrolling_new (window, session);
  self->library = ruhu_form_library_new (ruhu_session_get_dir (session));
  g_signal_connect_object (self->library,
                           "items-changed",
                           G_CALLBACK (library_cb),
                           self,
                           G_CONNECT_SWAPPED);
  ruhu_form_library_refresh (self->library);
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), self);

  g_signal_connect_object (store,
                           "notify::state",
                           G_CALLBACK (show_bottom),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "locking", G_CALLBACK (locking_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ruhu_session_get_preferences (session),
                           "notify::language",
                           G_CALLBACK (language_cb),
                           self,
                           G_CONNECT_SWAPPED);
  self->day_source = g_timeout_add_seconds (60, day_cb, self);
  if (ruhu_store_get_state (store) != RUHU_STORE_ABSENT)
    ruhu_syncer_set_automatic (ruhu_session_get_syncer (session), TRUE);
  show_bottom (self);
  return self;
}
