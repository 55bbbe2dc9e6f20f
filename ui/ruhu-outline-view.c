/* ruhu-outline-view.c: what is missing, and where one is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-outline-view.h"

#include "form/ruhu-answer.h"

#include <glib/gi18n.h>

struct _RuhuOutlineView {
  AdwBin parent_instance;

  AdwWindowTitle *heading;
  GtkLabel *missing;
  GtkListBox *sections;
  GtkButton *onward;
  GtkLabel *discard_label;
};

G_DEFINE_FINAL_TYPE (RuhuOutlineView, ruhu_outline_view, ADW_TYPE_BIN)

static void
ruhu_outline_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_OUTLINE_VIEW);

  G_OBJECT_CLASS (ruhu_outline_view_parent_class)->dispose (object);
}

static void
ruhu_outline_view_class_init (RuhuOutlineViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_outline_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-outline-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuOutlineView, heading);
  gtk_widget_class_bind_template_child (widget_class, RuhuOutlineView, missing);
  gtk_widget_class_bind_template_child (widget_class, RuhuOutlineView, sections);
  gtk_widget_class_bind_template_child (widget_class, RuhuOutlineView, onward);
  gtk_widget_class_bind_template_child (widget_class, RuhuOutlineView, discard_label);
}

static void
ruhu_outline_view_init (RuhuOutlineView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static guint
count_missing (GPtrArray *problems, const RuhuControl *section)
{
  guint i, n = 0;

  for (i = 0; i < problems->len; i++) {
    const RuhuControl *control = ruhu_node_get_control (g_ptr_array_index (problems, i));

    n += control != NULL && (control == section || ruhu_answer_section (control) == section);
  }
  return n;
}

static gboolean
is_asked (RuhuInstance *instance, const RuhuControl *section)
{
  RuhuNode *node = ruhu_instance_node_of (instance, section, ruhu_instance_get_root (instance));

  return node == NULL || ruhu_instance_is_relevant (instance, node);
}

static void
add_section (RuhuOutlineView *self,
             RuhuInstance *instance,
             const RuhuControl *section,
             guint missing,
             gboolean here)
{
  RuhuNode *root = ruhu_instance_get_root (instance);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *label = ruhu_answer_label (instance, section, root);
  g_autofree char *summary = ruhu_answer_summarize (instance, section, root, 3);
  g_autofree char *state = NULL;
  const char *icon = "radio-symbolic";
  const char *style = "dim-label";

  if (!is_asked (instance, section)) {
    state = g_strdup (_ ("Not needed here"));
    icon = "action-unavailable-symbolic";
  } else if (missing > 0) {
    state = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u answer missing", "%u answers missing", missing),
      missing);
    icon = "dialog-warning-symbolic";
    style = "care";
  } else {
    state = g_strdup (*summary != '\0' ? summary : _ ("Nothing has to be filled in"));
    icon = "object-select-symbolic";
    style = "ok";
  }

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE,
                                           "icon-name",
                                           icon,
                                           "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           "css-classes",
                                           (const char *[]){ style, NULL },
                                           NULL));
  if (here) {
    GtkWidget *mark = gtk_label_new (_ ("You are here"));

    gtk_widget_add_css_class (mark, "secondary");
    gtk_widget_add_css_class (row, "chosen");
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
  }
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), is_asked (instance, section));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "survey.section");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", ruhu_control_get_path (section));
  gtk_list_box_append (self->sections, row);
}

/**
 * ruhu_outline_view_show:
 * @here: (nullable): the section one comes from
 */
void
ruhu_outline_view_show (RuhuOutlineView *self, RuhuSurvey *survey, const RuhuControl *here)
{
  RuhuInstance *instance = ruhu_survey_get_instance (survey);
  const RuhuControl *body = ruhu_form_get_body (ruhu_instance_get_form (instance));
  g_autoptr (GPtrArray) problems = ruhu_instance_list_problems (instance);
  g_autofree char *missing = NULL;
  GtkWidget *child;
  guint i;

  missing = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                          "%u answer is still missing",
                                          "%u answers are still missing",
                                          problems->len),
                             problems->len);
  gtk_label_set_label (self->missing, problems->len > 0 ? missing : _ ("Everything is filled in"));
  gtk_button_set_label (self->onward,
                        problems->len > 0 ? _ ("To the first one missing") : _ ("Review"));
  adw_window_title_set_subtitle (self->heading,
                                 ruhu_response_get_title (ruhu_survey_get_response (survey)));

  gtk_label_set_label (self->discard_label,
                       ruhu_survey_is_correction (survey) ? _ ("Throw this correction away")
                                                          : _ ("Throw this draft away"));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->sections))) != NULL)
    gtk_list_box_remove (self->sections, child);
  for (i = 0; i < ruhu_control_get_n_children (body); i++) {
    const RuhuControl *section = ruhu_control_get_child (body, i);

    if (!ruhu_control_is_question (section))
      add_section (self, instance, section, count_missing (problems, section), section == here);
  }
}
