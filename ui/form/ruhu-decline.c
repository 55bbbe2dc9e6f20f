/* ruhu-decline.c: "prefers not to say" and "does not know"
 *
 * They are the choices -88 and -99 at the end of a list that may be declined, or the companion of a
 * question of another kind. Choosing one empties the answer; answering takes the choice back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-decline.h"

#include "ruhu-toggle.h"

#define REFUSED "-88"
#define UNKNOWN "-99"

typedef struct {
  RuhuSurvey *survey;
  const RuhuControl *control; /* the question */
  const RuhuControl
    *holder; /* whose value says that it was declined: the question or its companion */
  RuhuNode *within;
  gboolean refreshing;
} Decline;

static void
free_decline (gpointer data)
{
  Decline *decline = data;

  g_object_unref (decline->survey);
  g_free (decline);
}

/** ruhu_decline_is: Returns: whether @value stands for a declined answer */
gboolean
ruhu_decline_is (const char *value)
{
  return g_str_equal (value, REFUSED) || g_str_equal (value, UNKNOWN);
}

static RuhuNode *
find_node (Decline *decline, const RuhuControl *control)
{
  return ruhu_instance_node_of (ruhu_survey_get_instance (decline->survey),
                                control,
                                decline->within);
}

static void
put (Decline *decline, const RuhuControl *control, const char *value)
{
  RuhuNode *node = find_node (decline, control);
  g_autoptr (GError) error = NULL;

  if (node != NULL &&
      !ruhu_instance_set_value (ruhu_survey_get_instance (decline->survey), node, value, &error))
    g_warning ("a declined answer was not taken: %s", error->message);
}

static void
toggled_cb (GtkToggleButton *button, GtkWidget *buttons)
{
  Decline *decline = g_object_get_data (G_OBJECT (buttons), "decline");
  gboolean on = gtk_toggle_button_get_active (button);

  if (decline->refreshing)
    return;
  if (on && decline->holder != decline->control)
    put (decline, decline->control, "");
  put (decline, decline->holder, on ? g_object_get_data (G_OBJECT (button), "choice") : "");
}

static void
add_button (GtkWidget *buttons, RuhuChoice *choice)
{
  GtkWidget *button = ruhu_toggle_new (choice->label, GTK_ACCESSIBLE_ROLE_CHECKBOX);
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_widget_add_css_class (button, "toggle");
  g_object_set_data_full (G_OBJECT (button), "choice", g_strdup (choice->value), g_free);
  g_signal_connect (button, "toggled", G_CALLBACK (toggled_cb), buttons);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), button);
  gtk_flow_box_append (GTK_FLOW_BOX (buttons), child);
}

/**
 * ruhu_decline_buttons_new:
 * @control: a question
 *
 * Returns: (transfer floating) (nullable): a button for each way to decline, %NULL where @control
 * may not be declined
 */
GtkWidget *
ruhu_decline_buttons_new (RuhuSurvey *survey, const RuhuControl *control, RuhuNode *within)
{
  g_autoptr (GPtrArray) choices = NULL;
  const RuhuControl *companion = ruhu_control_get_decliner (control);
  Decline *decline;
  GtkWidget *buttons;
  guint i;

  if (!ruhu_control_may_decline (control))
    return NULL;

  decline = g_new0 (Decline, 1);
  decline->survey = g_object_ref (survey);
  decline->control = control;
  decline->holder = companion != NULL ? companion : control;
  decline->within = within;

  buttons = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (buttons), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (buttons), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (buttons), 3);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (buttons), 9);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (buttons), 9);
  gtk_widget_add_css_class (buttons, "columns");
  g_object_set_data_full (G_OBJECT (buttons), "decline", decline, free_decline);

  choices = ruhu_instance_get_choices (ruhu_survey_get_instance (survey), decline->holder, within);
  for (i = 0; i < choices->len; i++) {
    RuhuChoice *choice = g_ptr_array_index (choices, i);

    if (ruhu_decline_is (choice->value))
      add_button (buttons, choice);
  }
  return buttons;
}

/**
 * ruhu_decline_buttons_refresh:
 *
 * Shows which way was chosen, and takes it back where the question has an answer after all.
 */
void
ruhu_decline_buttons_refresh (GtkWidget *buttons)
{
  Decline *decline = g_object_get_data (G_OBJECT (buttons), "decline");
  RuhuInstance *instance = ruhu_survey_get_instance (decline->survey);
  RuhuNode *holder = find_node (decline, decline->holder);
  const char *value = holder != NULL ? ruhu_instance_get_value (instance, holder) : NULL;
  GtkWidget *child;

  if (decline->holder != decline->control && value != NULL && *value != '\0') {
    const char *answer = ruhu_instance_get_value (instance, find_node (decline, decline->control));

    if (answer != NULL && *answer != '\0') {
      put (decline, decline->holder, "");
      value = NULL;
    }
  }

  decline->refreshing = TRUE;
  for (child = gtk_widget_get_first_child (buttons); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *button = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));

    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                  g_strcmp0 (value,
                                             g_object_get_data (G_OBJECT (button), "choice")) == 0);
  }
  decline->refreshing = FALSE;
}
