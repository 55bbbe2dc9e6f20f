/* ruhu-conflict-card.c: two values side by side, with who and when; one is chosen
 *
 * Each value is one large button that says it all, for the eye and for the screen reader. Whoever
 * does not know touches none of them: the township asks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-conflict-card.h"

#include "ruhu-field-words.h"
#include "ruhu-format.h"

#include "base/ruhu-clock.h"

#include <glib/gi18n.h>
#include <string.h>

struct _RuhuConflictCard {
  GtkBox parent_instance;

  GtkLabel *whose;
  GtkLabel *what;
  GtkBox *values;

  RuhuConflict *conflict;
  RuhuInstance *visit; /* or NULL */
};

G_DEFINE_FINAL_TYPE (RuhuConflictCard, ruhu_conflict_card, GTK_TYPE_BOX)

enum {
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Of a set `hardship:*` the set. */
static char *
get_field (const char *path)
{
  return g_strndup (path, strcspn (path, ":"));
}

/* All that is ticked of a set, which stands or goes as one. */
static char *
describe_options (RuhuConflictCard *self, const char *set)
{
  g_autoptr (GString) options = g_string_new (NULL);
  guint i;

  for (i = 0; i < ruhu_conflict_get_n_values (self->conflict); i++) {
    const char *option = strchr (ruhu_conflict_get_value (self->conflict, i)->field, ':');

    if (option != NULL && !g_str_equal (option + 1, "none"))
      g_string_append_printf (options, "%s%s", options->len > 0 ? " " : "", option + 1);
  }
  return ruhu_field_words_value (self->visit, set, options->str);
}

static char *
describe_value (RuhuConflictCard *self, const RuhuConflictValue *value)
{
  const char *option = strchr (value->field, ':');
  g_autofree char *field = get_field (value->field);

  if (ruhu_conflict_is_delete (self->conflict))
    return g_strdup (_ ("Keep it in the register"));
  if (option != NULL)
    return g_str_equal (option + 1, "none") ? g_strdup (_ ("None of them"))
                                            : describe_options (self, field);
  if (*value->text == '\0')
    return g_strdup (_ ("Empty"));
  return ruhu_field_words_value (self->visit, field, value->text);
}

static char *
describe_origin (const RuhuConflictValue *value)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *when = ruhu_format_when (value->at, now);

  if (value->user == NULL || g_str_equal (value->user, "hq"))
    /* Translators: when something was written */
    return g_strdup_printf (_ ("written by the county, %s"), when);
  /* Translators: name of a worker, and when it was written */
  return g_strdup_printf (_ ("written by %1$s, %2$s"), value->user, when);
}

static void
chosen_cb (GtkButton *button, RuhuConflictCard *self)
{
  guint value = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "value"));

  g_signal_emit (self, signals[CHOSEN], 0, self->conflict, value);
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
add_value (RuhuConflictCard *self, guint i)
{
  const RuhuConflictValue *value = ruhu_conflict_get_value (self->conflict, i);
  g_autofree char *text = describe_value (self, value);
  g_autofree char *origin = describe_origin (value);
  g_autofree char *heard = g_strdup_printf (_ ("Choose: %1$s, %2$s"), text, origin);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_append (GTK_BOX (box), make_label (text, "title-4"));
  gtk_box_append (GTK_BOX (box), make_label (origin, NULL));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "primary");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  heard,
                                  -1);
  g_object_set_data (G_OBJECT (button), "value", GUINT_TO_POINTER (i));
  g_signal_connect_object (button, "clicked", G_CALLBACK (chosen_cb), self, 0);
  gtk_box_append (self->values, button);
}

/* Of a set there are two choices, however many are ticked; of a delete only one. */
static gboolean
is_offered (RuhuConflict *conflict, guint i)
{
  const char *field = ruhu_conflict_get_value (conflict, i)->field;
  guint j;

  if (ruhu_conflict_is_delete (conflict))
    return i == 0;
  if (strchr (field, ':') == NULL || g_str_has_suffix (field, ":none"))
    return TRUE;
  for (j = 0; j < i; j++) {
    if (!g_str_has_suffix (ruhu_conflict_get_value (conflict, j)->field, ":none"))
      return FALSE;
  }
  return TRUE;
}

static void
ruhu_conflict_card_dispose (GObject *object)
{
  RuhuConflictCard *self = RUHU_CONFLICT_CARD (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_CONFLICT_CARD);
  g_clear_object (&self->conflict);
  g_clear_object (&self->visit);

  G_OBJECT_CLASS (ruhu_conflict_card_parent_class)->dispose (object);
}

static void
ruhu_conflict_card_class_init (RuhuConflictCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_conflict_card_dispose;

  /**
   * RuhuConflictCard::chosen:
   * @conflict: the #RuhuConflict
   * @value: which of its values
   */
  signals[CHOSEN] = g_signal_new ("chosen",
                                  RUHU_TYPE_CONFLICT_CARD,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  RUHU_TYPE_CONFLICT,
                                  G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ruhu/Ruhu/ruhu-conflict-card.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuConflictCard, whose);
  gtk_widget_class_bind_template_child (widget_class, RuhuConflictCard, what);
  gtk_widget_class_bind_template_child (widget_class, RuhuConflictCard, values);
}

static void
ruhu_conflict_card_init (RuhuConflictCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ruhu_conflict_card_new:
 * @whose: (nullable): name of the person; NULL where the register has none
 * @visit: (nullable): a filling of the visit's form, started: has the words of what is different
 *
 * Returns: (transfer floating): a card of its values
 */
RuhuConflictCard *
ruhu_conflict_card_new (RuhuConflict *conflict, const char *whose, RuhuInstance *visit)
{
  RuhuConflictCard *self = g_object_new (RUHU_TYPE_CONFLICT_CARD, NULL);
  g_autofree char *field = get_field (ruhu_conflict_get_path (conflict));
  g_autofree char *what = ruhu_field_words_name (visit, field);
  guint i;

  self->conflict = g_object_ref (conflict);
  g_set_object (&self->visit, visit);
  gtk_label_set_label (self->whose, whose != NULL ? whose : _ ("Somebody of this village"));
  gtk_label_set_label (self->what,
                       ruhu_conflict_is_delete (conflict)
                         ? _ ("One took this out of the register, another wrote to it.")
                         : what);
  for (i = 0; i < ruhu_conflict_get_n_values (conflict); i++) {
    if (is_offered (conflict, i))
      add_value (self, i);
  }
  return self;
}
