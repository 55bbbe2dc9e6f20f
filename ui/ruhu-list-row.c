/* ruhu-list-row.c: one line of a list: whom or what, and where it stands
 *
 * The same row serves the due list, search, sending and the person's needs. It carries the heading
 * of the section that it opens, so that a long list stays one list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-list-row.h"

#include "ruhu-page.h"
#include "ruhu-status-badge.h"

struct _RuhuListRow {
  GtkBox parent_instance;

  GtkLabel *section;
  GtkWidget *line;
  AdwAvatar *avatar;
  GtkImage *icon;
  GtkWidget *texts;
  GtkLabel *title;
  GtkLabel *subtitle;
  RuhuStatusBadge *badge;
  GtkWidget *arrow;
};

G_DEFINE_FINAL_TYPE (RuhuListRow, ruhu_list_row, GTK_TYPE_BOX)

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* A row comes after its page was folded, whenever the list scrolls. */
static void
ruhu_list_row_root (GtkWidget *widget)
{
  RuhuPage *page;

  GTK_WIDGET_CLASS (ruhu_list_row_parent_class)->root (widget);

  page = ruhu_page_of (widget);
  if (page != NULL)
    ruhu_page_fold (page, widget);
}

static void
ruhu_list_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_LIST_ROW);

  G_OBJECT_CLASS (ruhu_list_row_parent_class)->dispose (object);
}

static void
ruhu_list_row_class_init (RuhuListRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_list_row_dispose;
  widget_class->root = ruhu_list_row_root;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-list-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuListRow, section);
  gtk_widget_class_bind_template_child (widget_class, RuhuListRow, line);
  gtk_widget_class_bind_template_child (widget_class, RuhuListRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, RuhuListRow, icon);
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "texts-fold",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuListRow, texts));
  gtk_widget_class_bind_template_child (widget_class, RuhuListRow, title);
  gtk_widget_class_bind_template_child (widget_class, RuhuListRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, RuhuListRow, badge);
  gtk_widget_class_bind_template_child (widget_class, RuhuListRow, arrow);
}

static void
ruhu_list_row_init (RuhuListRow *self)
{
  g_type_ensure (RUHU_TYPE_STATUS_BADGE);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** ruhu_list_row_new: Returns: (transfer floating): an empty row */
RuhuListRow *
ruhu_list_row_new (void)
{
  return g_object_new (RUHU_TYPE_LIST_ROW, NULL);
}

/** ruhu_list_row_set_title: @title: (nullable): first line; the avatar takes its initial from it */
void
ruhu_list_row_set_title (RuhuListRow *self, const char *title)
{
  g_return_if_fail (RUHU_IS_LIST_ROW (self));

  show_text (self->title, title);
  adw_avatar_set_text (self->avatar, title);
}

/** ruhu_list_row_set_subtitle: @subtitle: (nullable): second line; NULL leaves it out */
void
ruhu_list_row_set_subtitle (RuhuListRow *self, const char *subtitle)
{
  g_return_if_fail (RUHU_IS_LIST_ROW (self));

  show_text (self->subtitle, subtitle);
}

/** ruhu_list_row_set_status: @words: (nullable): from ruhu_status_to_words() */
void
ruhu_list_row_set_status (RuhuListRow *self, RuhuStatus status, const char *words)
{
  g_return_if_fail (RUHU_IS_LIST_ROW (self));

  ruhu_status_badge_show (self->badge, status, words);
}

void
ruhu_list_row_set_avatar (RuhuListRow *self, gboolean shown)
{
  g_return_if_fail (RUHU_IS_LIST_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->avatar), shown);
}

/** ruhu_list_row_set_icon: @icon_name: (nullable): a decoration before the texts */
void
ruhu_list_row_set_icon (RuhuListRow *self, const char *icon_name)
{
  g_return_if_fail (RUHU_IS_LIST_ROW (self));

  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon_name != NULL);
}

/** ruhu_list_row_set_opens: @opens: whether a tap leads somewhere, which the arrow says */
void
ruhu_list_row_set_opens (RuhuListRow *self, gboolean opens)
{
  g_return_if_fail (RUHU_IS_LIST_ROW (self));

  gtk_widget_set_visible (self->arrow, opens);
}

/** ruhu_list_row_set_folded: @folded: whether the status stands below the texts at any width */
void
ruhu_list_row_set_folded (RuhuListRow *self, gboolean folded)
{
  g_return_if_fail (RUHU_IS_LIST_ROW (self));

  set_class (self->texts, "folded", folded);
  if (folded)
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self->texts), GTK_ORIENTATION_VERTICAL);
}

/** ruhu_list_row_set_chosen: @chosen: whether what the row opens is shown beside the list */
void
ruhu_list_row_set_chosen (RuhuListRow *self, gboolean chosen)
{
  g_return_if_fail (RUHU_IS_LIST_ROW (self));

  set_class (self->line, "chosen", chosen);
}

/**
 * ruhu_list_row_set_place:
 * @section: (nullable): heading above the row, for the first of a section
 * @first: whether it is the first of its card
 * @last: whether it is the last
 */
void
ruhu_list_row_set_place (RuhuListRow *self, const char *section, gboolean first, gboolean last)
{
  g_return_if_fail (RUHU_IS_LIST_ROW (self));

  show_text (self->section, first ? section : NULL);
  set_class (self->line, "first", first);
  set_class (self->line, "last", last);
}

/**
 * ruhu_list_row_describe:
 *
 * Returns: (transfer full): all the row says, in one sentence for a screen reader
 */
char *
ruhu_list_row_describe (RuhuListRow *self)
{
  const char *words = ruhu_status_badge_get_words (self->badge);
  const char *subtitle = gtk_label_get_label (self->subtitle);
  GString *sentence;

  g_return_val_if_fail (RUHU_IS_LIST_ROW (self), NULL);

  sentence = g_string_new (gtk_label_get_label (self->title));
  if (*subtitle != '\0')
    g_string_append_printf (sentence, ", %s", subtitle);
  if (gtk_widget_get_visible (GTK_WIDGET (self->badge)))
    g_string_append_printf (sentence, ", %s", words);
  return g_string_free (sentence, FALSE);
}
