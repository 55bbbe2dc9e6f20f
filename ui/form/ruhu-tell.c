/* ruhu-tell.c: what an answer means, as a sentence to say aloud
 *
 * The sentence is the form's: a rule of severity `tell` whose parameters name the question,
 * `beside=/data/person/number`. Its first line is said, the others are for the worker. Dates in it
 * are written as people say them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-tell.h"

#include "ruhu-format.h"

#include <string.h>

struct _RuhuTell {
  AdwBin parent_instance;

  RuhuSurvey *survey;
  GPtrArray *rules; /* of RuhuFormRule, the form's; the first that holds is told */
  GtkLabel *sentence;
  GtkLabel *rest;
};

G_DEFINE_FINAL_TYPE (RuhuTell, ruhu_tell, ADW_TYPE_BIN)

static void
ruhu_tell_dispose (GObject *object)
{
  g_clear_object (&RUHU_TELL (object)->survey);

  G_OBJECT_CLASS (ruhu_tell_parent_class)->dispose (object);
}

static void
ruhu_tell_finalize (GObject *object)
{
  g_ptr_array_unref (RUHU_TELL (object)->rules);

  G_OBJECT_CLASS (ruhu_tell_parent_class)->finalize (object);
}

static void
ruhu_tell_class_init (RuhuTellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_tell_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_tell_finalize;
}

static GtkLabel *
add_label (GtkWidget *box, const char *style)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (label), style);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (label));
  return label;
}

static void
ruhu_tell_init (RuhuTell *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE,
                                  "icon-name",
                                  "emblem-ok-symbolic",
                                  "pixel-size",
                                  28,
                                  "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  NULL);

  self->rules = g_ptr_array_new ();
  gtk_widget_add_css_class (icon, "ok");
  gtk_widget_set_hexpand (words, TRUE);
  self->sentence = add_label (words, "title-3");
  self->rest = add_label (words, "secondary");
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "pad");
  gtk_box_append (GTK_BOX (card), icon);
  gtk_box_append (GTK_BOX (card), words);
  adw_bin_set_child (ADW_BIN (self), card);
}

static gboolean
is_beside (const RuhuFormRule *rule, const RuhuControl *control)
{
  const char *parameters = ruhu_form_rule_get_value (rule, "parameters");
  g_autofree char *beside = g_strconcat ("beside=", ruhu_control_get_path (control), NULL);
  g_auto (GStrv) words = g_strsplit (parameters != NULL ? parameters : "", " ", -1);

  return g_strcmp0 (ruhu_form_rule_get_value (rule, "severity"), "tell") == 0 &&
         g_strv_contains ((const char *const *) words, beside);
}

/**
 * ruhu_tell_new:
 * @control: a question
 *
 * Returns: (transfer floating) (nullable): the sentence's place, not shown yet; %NULL where the
 * form has nothing to tell of @control
 */
RuhuTell *
ruhu_tell_new (RuhuSurvey *survey, const RuhuControl *control)
{
  GPtrArray *rules =
    ruhu_form_get_rules (ruhu_instance_get_form (ruhu_survey_get_instance (survey)));
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  RuhuTell *self;
  guint i;

  for (i = 0; i < rules->len; i++) {
    if (is_beside (g_ptr_array_index (rules, i), control))
      g_ptr_array_add (found, g_ptr_array_index (rules, i));
  }
  if (found->len == 0)
    return NULL;

  self = g_object_new (RUHU_TYPE_TELL, "visible", FALSE, NULL);
  self->survey = g_object_ref (survey);
  g_ptr_array_extend_and_steal (self->rules, g_steal_pointer (&found));
  return self;
}

static char *
find_message (RuhuTell *self)
{
  RuhuInstance *instance = ruhu_survey_get_instance (self->survey);
  guint i;

  for (i = 0; i < self->rules->len; i++) {
    const RuhuFormRule *rule = g_ptr_array_index (self->rules, i);

    if (ruhu_instance_rule_holds (instance, rule))
      return ruhu_instance_get_rule_message (instance, rule);
  }
  return NULL;
}

/**
 * ruhu_tell_refresh:
 * @valid: whether the answer keeps the form's rules; of one that does not, nothing is told
 */
void
ruhu_tell_refresh (RuhuTell *self, gboolean valid)
{
  g_autofree char *message = valid ? find_message (self) : NULL;
  g_autofree char *text = message != NULL ? ruhu_format_dates (message) : NULL;
  char *newline = text != NULL ? strchr (text, '\n') : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  if (text == NULL)
    return;

  if (newline != NULL)
    *newline = '\0';
  gtk_label_set_label (self->sentence, text);
  gtk_label_set_label (self->rest, newline != NULL ? newline + 1 : "");
  gtk_widget_set_visible (GTK_WIDGET (self->rest), newline != NULL);
}
