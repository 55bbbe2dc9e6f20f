/* ruhu-differences.c: what two wrote differently, from the store to the pages that say so
 *
 * Follows the store while it is open, and keeps nothing once it is locked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-differences.h"

#include "ruhu-conflicts-page.h"
#include "ruhu-filling.h"
#include "ruhu-form-finder.h"

struct _RuhuDifferences {
  GObject parent_instance;

  RuhuWindow *window; /* weak */
  RuhuSession *session;
  RuhuConflictList *conflicts;
  RuhuSendingPage *told; /* weak */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (RuhuDifferences, ruhu_differences, G_TYPE_OBJECT)

static void
tell_cb (RuhuDifferences *self)
{
  if (self->told != NULL)
    ruhu_differences_tell (self, self->told);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!ruhu_conflict_list_load_finish (RUHU_CONFLICT_LIST (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("Reading what differs: %s", error->message);
}

static void
load (RuhuDifferences *self)
{
  gboolean open =
    ruhu_store_get_state (ruhu_session_get_store (self->session)) == RUHU_STORE_UNLOCKED;
  GAction *action = self->window != NULL
                      ? g_action_map_lookup_action (G_ACTION_MAP (self->window), "show-conflicts")
                      : NULL;

  if (action != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), open);
  if (open)
    ruhu_conflict_list_load_async (self->conflicts, self->cancellable, loaded_cb, NULL);
  else
    ruhu_conflict_list_clear (self->conflicts);
}

/* Returns: (transfer full) (nullable): what has the words of the register's codes */
static RuhuInstance *
make_visit (RuhuDifferences *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_finder_find (ruhu_session_get_dir (self->session),
                                                     RUHU_FORM_FINDER_DEFAULT,
                                                     NULL,
                                                     &error);
  g_autoptr (RuhuInstance) visit = form != NULL ? ruhu_filling_new (self->session, form) : NULL;
  g_autoptr (GHashTable) answers = g_hash_table_new (g_str_hash, g_str_equal);

  if (visit != NULL && ruhu_instance_restore (visit, answers, &error))
    return g_steal_pointer (&visit);
  g_message ("What differs is shown without its form: %s", error->message);
  return NULL;
}

static void
show_conflicts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuDifferences *self = user_data;
  g_autoptr (RuhuInstance) visit = make_visit (self);
  RuhuConflictsPage *page =
    ruhu_conflicts_page_new (self->conflicts,
                             ruhu_work_get_register (ruhu_session_get_work (self->session)),
                             visit);

  ruhu_page_set_opener (RUHU_PAGE (page), "show-conflicts");
  ruhu_window_push (self->window, RUHU_PAGE (page));
}

static const GActionEntry actions[] = {
  { .name = "show-conflicts", .activate = show_conflicts_cb },
};

static void
ruhu_differences_dispose (GObject *object)
{
  RuhuDifferences *self = RUHU_DIFFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->told);
  g_clear_object (&self->conflicts);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_differences_parent_class)->dispose (object);
}

static void
ruhu_differences_class_init (RuhuDifferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_differences_dispose;
}

static void
ruhu_differences_init (RuhuDifferences *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * ruhu_differences_new:
 * @window: (transfer none): the window; not held. It gets the action `show-conflicts`
 * @session: (transfer none): whose store it is
 *
 * Returns: (transfer full): keep it as long as the window
 */
RuhuDifferences *
ruhu_differences_new (RuhuWindow *window, RuhuSession *session)
{
  RuhuDifferences *self = g_object_new (RUHU_TYPE_DIFFERENCES, NULL);

  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);
  self->conflicts =
    ruhu_conflict_list_new (ruhu_work_get_objects (ruhu_session_get_work (session)));
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (self->conflicts,
                           "items-changed",
                           G_CALLBACK (tell_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ruhu_session_get_store (session),
                           "notify::state",
                           G_CALLBACK (load),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
  return self;
}

/** ruhu_differences_tell: says on @page how much there is to choose, now and when that changes */
void
ruhu_differences_tell (RuhuDifferences *self, RuhuSendingPage *page)
{
  g_set_weak_pointer (&self->told, page);
  ruhu_sending_page_set_open (page,
                              ruhu_syncer_get_quarantined (ruhu_session_get_syncer (self->session)),
                              g_list_model_get_n_items (G_LIST_MODEL (self->conflicts)));
}
