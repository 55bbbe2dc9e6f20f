/* ruhu-conflicts-page.c: what was written differently by two, and waits to be chosen
 *
 * One card each, both values with who and when. Nothing is chosen for anybody: until somebody does,
 * the register shows the newest, and the township sees the same card.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-conflicts-page.h"

#include "ruhu-conflict-card.h"

#include <glib/gi18n.h>

struct _RuhuConflictsPage {
  RuhuPage parent_instance;

  GtkLabel *sentence;
  GtkBox *cards;
  AdwToastOverlay *toasts;

  RuhuConflictList *conflicts;
  RuhuRegister *persons;
  RuhuInstance *visit; /* or NULL */
};

G_DEFINE_FINAL_TYPE (RuhuConflictsPage, ruhu_conflicts_page, RUHU_TYPE_PAGE)

static void show_cards (RuhuConflictsPage *self);

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuConflictsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  const char *said = _ ("Noted. It goes with the next send.");

  if (!ruhu_conflict_list_choose_finish (RUHU_CONFLICT_LIST (source), result, &error)) {
    g_message ("Choosing a value: %s", error->message);
    said = _ ("That could not be noted. Nothing was changed.");
    if (self->conflicts != NULL)
      show_cards (self); /* to be chosen again */
  }
  if (self->toasts != NULL)
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (said));
}

static void
choose_cb (RuhuConflictCard *card, RuhuConflict *conflict, guint value, RuhuConflictsPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (card), FALSE);
  ruhu_conflict_list_choose_async (self->conflicts,
                                   conflict,
                                   value,
                                   NULL,
                                   chosen_cb,
                                   g_object_ref (self));
}

static void
add_card (RuhuConflictsPage *self, RuhuConflict *conflict)
{
  RuhuPerson *person = ruhu_register_find (self->persons, ruhu_conflict_get_object_id (conflict));
  RuhuConflictCard *card =
    ruhu_conflict_card_new (conflict,
                            person != NULL ? ruhu_person_get_name (person) : NULL,
                            self->visit);

  g_signal_connect_object (card, "chosen", G_CALLBACK (choose_cb), self, 0);
  gtk_box_append (self->cards, GTK_WIDGET (card));
}

static void
show_cards (RuhuConflictsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->conflicts));
  g_autofree char *sentence = NULL;
  GtkWidget *child;
  guint i;

  /* The focus leaves what goes. */
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->cards)) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->sentence));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, child);

  sentence =
    n == 0 ? g_strdup (_ ("Nothing differs."))
           : g_strdup_printf (ngettext ("%u thing was written differently by two. Choose what is "
                                        "right; leave it to the township if you do not know.",
                                        "%u things were written differently by two. Choose what is "
                                        "right; leave it to the township if you do not know.",
                                        n),
                              n);
  gtk_label_set_label (self->sentence, sentence);
  for (i = 0; i < n; i++) {
    g_autoptr (RuhuConflict) conflict = g_list_model_get_item (G_LIST_MODEL (self->conflicts), i);

    add_card (self, conflict);
  }
}

static GtkWidget *
ruhu_conflicts_page_get_start (RuhuPage *page)
{
  return GTK_WIDGET (RUHU_CONFLICTS_PAGE (page)->sentence);
}

static void
ruhu_conflicts_page_dispose (GObject *object)
{
  RuhuConflictsPage *self = RUHU_CONFLICTS_PAGE (object);

  if (self->conflicts != NULL)
    g_signal_handlers_disconnect_by_data (self->conflicts, self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_CONFLICTS_PAGE);
  self->toasts = NULL;
  g_clear_object (&self->conflicts);
  g_clear_object (&self->persons);
  g_clear_object (&self->visit);

  G_OBJECT_CLASS (ruhu_conflicts_page_parent_class)->dispose (object);
}

static void
ruhu_conflicts_page_class_init (RuhuConflictsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_conflicts_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_conflicts_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ruhu/Ruhu/ruhu-conflicts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuConflictsPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, RuhuConflictsPage, cards);
  gtk_widget_class_bind_template_child (widget_class, RuhuConflictsPage, toasts);
}

static void
ruhu_conflicts_page_init (RuhuConflictsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ruhu_conflicts_page_new:
 * @conflicts: (transfer none): what is shown; it follows it
 * @persons: (transfer none): for the names
 * @visit: (nullable): a filling of the visit's form, started: has the words of what is different
 *
 * Returns: (transfer floating): a page of cards
 */
RuhuConflictsPage *
ruhu_conflicts_page_new (RuhuConflictList *conflicts, RuhuRegister *persons, RuhuInstance *visit)
{
  RuhuConflictsPage *self = g_object_new (RUHU_TYPE_CONFLICTS_PAGE, NULL);

  self->conflicts = g_object_ref (conflicts);
  self->persons = g_object_ref (persons);
  g_set_object (&self->visit, visit);
  g_signal_connect_swapped (conflicts, "items-changed", G_CALLBACK (show_cards), self);
  show_cards (self);
  return self;
}
