/* ruhu-finished-view.c: it is done and safe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-finished-view.h"

#include "base/ruhu-clock.h"
#include "ruhu-status-badge.h"
#include "ruhu-undo.h"

#include <glib/gi18n.h>

#define LOOK_SECONDS 15

struct _RuhuFinishedView {
  AdwBin parent_instance;

  GtkLabel *title;
  RuhuStatusBadge *badge;
  GtkButton *undo;
  GtkLabel *left;
  GtkLabel *faults;

  gint64 finished_at;
  guint look;
};

G_DEFINE_FINAL_TYPE (RuhuFinishedView, ruhu_finished_view, ADW_TYPE_BIN)

static void
ruhu_finished_view_dispose (GObject *object)
{
  g_clear_handle_id (&RUHU_FINISHED_VIEW (object)->look, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_FINISHED_VIEW);

  G_OBJECT_CLASS (ruhu_finished_view_parent_class)->dispose (object);
}

static void
ruhu_finished_view_class_init (RuhuFinishedViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_finished_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ruhu/Ruhu/ruhu-finished-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuFinishedView, title);
  gtk_widget_class_bind_template_child (widget_class, RuhuFinishedView, badge);
  gtk_widget_class_bind_template_child (widget_class, RuhuFinishedView, undo);
  gtk_widget_class_bind_template_child (widget_class, RuhuFinishedView, left);
  gtk_widget_class_bind_template_child (widget_class, RuhuFinishedView, faults);
}

static void
ruhu_finished_view_init (RuhuFinishedView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
look_cb (gpointer data)
{
  RuhuFinishedView *self = data;
  guint minutes = ruhu_undo_get_minutes (self->finished_at);
  g_autofree char *text = ruhu_undo_describe (minutes);

  gtk_label_set_label (self->left, text);
  gtk_widget_set_visible (GTK_WIDGET (self->undo), minutes > 0);
  if (minutes > 0)
    return G_SOURCE_CONTINUE;
  self->look = 0;
  return G_SOURCE_REMOVE;
}

static char *
describe_fault (const RuhuEntity *entity)
{
  const char *list = entity->dataset != NULL ? entity->dataset : "";

  if (entity->fault == RUHU_ENTITY_NO_LABEL)
    return g_strdup_printf (_ ("A new entry is not in the list “%s”: it has no name."), list);
  return g_strdup_printf (_ ("A new entry is not in the list “%s”: it has no valid number."), list);
}

/* The worker cannot mend it and is not held up; who made the form has to hear of it. */
static void
show_faults (RuhuFinishedView *self, GPtrArray *faults)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  guint i;

  for (i = 0; i < faults->len; i++) {
    char *line = describe_fault (g_ptr_array_index (faults, i));

    if (g_ptr_array_find_with_equal_func (lines, line, g_str_equal, NULL))
      g_free (line);
    else
      g_ptr_array_add (lines, line);
  }
  g_ptr_array_add (lines, g_strdup (_ ("All answers are kept. Tell the county about it.")));
  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (char **) lines->pdata);
  gtk_label_set_label (self->faults, text);
  gtk_widget_set_visible (GTK_WIDGET (self->faults), faults->len > 0);
}

/* Not every form is a visit. */
static char *
make_title (RuhuSurvey *survey)
{
  RuhuResponse *response = ruhu_survey_get_response (survey);
  const char *title = ruhu_response_get_title (response);

  if (ruhu_survey_is_correction (survey))
    return g_strdup_printf (_ ("%s: correction finished"), title);
  return ruhu_response_get_person_id (response) != NULL
           ? g_strdup_printf (_ ("%s: visit finished"), title)
           : g_strdup_printf (_ ("%s: finished"), title);
}

/** ruhu_finished_view_show: says that @survey has just been finished */
void
ruhu_finished_view_show (RuhuFinishedView *self, RuhuSurvey *survey)
{
  g_autoptr (GPtrArray) faults = ruhu_survey_list_entity_faults (survey);
  g_autofree char *title = make_title (survey);
  g_autofree char *words = ruhu_status_to_words (RUHU_STATUS_HERE, 0, NULL);

  gtk_label_set_label (self->title, title);
  show_faults (self, faults);
  ruhu_status_badge_show (self->badge, RUHU_STATUS_HERE, words);
  self->finished_at = ruhu_clock_now ();
  g_clear_handle_id (&self->look, g_source_remove);
  if (look_cb (self) == G_SOURCE_CONTINUE)
    self->look = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
}
