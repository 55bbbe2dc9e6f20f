/* ruhu-take-back.c: what was done a moment ago, and can be taken back
 *
 * A toast offers it: a finished response becomes a draft again, a draft that was thrown away comes
 * back. It goes when the worker goes on, or when what it offers has become impossible: it would
 * only cover other buttons.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-take-back.h"

#include "responses/ruhu-response-discard.h"

#include <glib/gi18n.h>

/* How long a toast offers to bring back what was thrown away. */
#define RECOVERY_SECONDS 20

struct _RuhuTakeBack {
  GObject parent_instance;

  RuhuWindow *window; /* weak */
  RuhuSession *session;
  AdwToast *undo; /* weak, as the one below */
  AdwToast *recovery;
};

G_DEFINE_FINAL_TYPE (RuhuTakeBack, ruhu_take_back, G_TYPE_OBJECT)

static void
ruhu_take_back_dispose (GObject *object)
{
  RuhuTakeBack *self = RUHU_TAKE_BACK (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->undo);
  g_clear_weak_pointer (&self->recovery);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ruhu_take_back_parent_class)->dispose (object);
}

static void
ruhu_take_back_class_init (RuhuTakeBackClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_take_back_dispose;
}

static void
ruhu_take_back_init (RuhuTakeBack *self)
{
}

static void
say (RuhuTakeBack *self, const char *sentence)
{
  if (self->window != NULL)
    ruhu_window_add_toast (self->window, adw_toast_new (sentence));
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuTakeBack) self = user_data;
  gboolean undone = ruhu_response_store_undo_finish (RUHU_RESPONSE_STORE (source), result, NULL);

  say (self, undone ? _ ("It is a draft again.") : _ ("It is final already."));
}

static void
undo_response_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuTakeBack *self = user_data;

  ruhu_response_store_undo_async (ruhu_session_get_response_store (self->session),
                                  g_variant_get_string (parameter, NULL),
                                  NULL,
                                  undone_cb,
                                  g_object_ref (self));
}

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuTakeBack) self = user_data;
  gboolean there = ruhu_response_store_recover_finish (RUHU_RESPONSE_STORE (source), result, NULL);

  say (self, there ? _ ("It is there again.") : _ ("It cannot be brought back any more."));
}

static void
recover_response_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RuhuTakeBack *self = user_data;

  ruhu_response_store_recover_async (ruhu_session_get_response_store (self->session),
                                     g_variant_get_string (parameter, NULL),
                                     NULL,
                                     recovered_cb,
                                     g_object_ref (self));
}

static const GActionEntry actions[] = {
  { .name = "undo-response", .activate = undo_response_cb, .parameter_type = "s" },
  { .name = "recover-response", .activate = recover_response_cb, .parameter_type = "s" },
};

/**
 * ruhu_take_back_new:
 * @window: (transfer none): the window; not held, and given the actions
 *
 * Returns: (transfer full): keep it as long as the window
 */
RuhuTakeBack *
ruhu_take_back_new (RuhuWindow *window, RuhuSession *session)
{
  RuhuTakeBack *self = g_object_new (RUHU_TYPE_TAKE_BACK, NULL);

  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), self);
  return self;
}

static AdwToast *
make_toast (const char *sentence, const char *action, const char *id)
{
  AdwToast *toast = adw_toast_new (sentence);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, action);
  adw_toast_set_action_target (toast, "s", id);
  return toast;
}

/** ruhu_take_back_offer_undo: @id: a response that was finished just now */
void
ruhu_take_back_offer_undo (RuhuTakeBack *self, const char *id)
{
  AdwToast *toast = make_toast (_ ("Finished. It is on this tablet."), "win.undo-response", id);

  g_set_weak_pointer (&self->undo, toast);
  ruhu_window_add_toast (self->window, toast);
}

/** ruhu_take_back_offer_recovery: @id: a draft that was thrown away just now */
void
ruhu_take_back_offer_recovery (RuhuTakeBack *self, const char *id, gboolean corrects)
{
  AdwToast *toast =
    make_toast (corrects ? _ ("The correction is thrown away.") : _ ("The draft is thrown away."),
                "win.recover-response",
                id);

  adw_toast_set_timeout (toast, RECOVERY_SECONDS);
  g_set_weak_pointer (&self->recovery, toast);
  ruhu_window_add_toast (self->window, toast);
}

static void
drop (AdwToast *toast)
{
  if (toast != NULL)
    adw_toast_dismiss (toast);
}

/** ruhu_take_back_refresh: Responses may have changed */
void
ruhu_take_back_refresh (RuhuTakeBack *self)
{
  GVariant *target = self->undo != NULL ? adw_toast_get_action_target_value (self->undo) : NULL;
  RuhuResponseList *responses = ruhu_work_get_responses (ruhu_session_get_work (self->session));
  RuhuResponse *response =
    target != NULL ? ruhu_response_list_find (responses, g_variant_get_string (target, NULL))
                   : NULL;

  if (response == NULL || ruhu_response_get_state (response) != RUHU_RESPONSE_FINISHED)
    drop (self->undo);
}

/** ruhu_take_back_drop: The worker goes on */
void
ruhu_take_back_drop (RuhuTakeBack *self)
{
  g_return_if_fail (RUHU_IS_TAKE_BACK (self));

  drop (self->undo);
  drop (self->recovery);
}
