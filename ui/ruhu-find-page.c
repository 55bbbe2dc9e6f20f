/* ruhu-find-page.c: type initials, see people
 *
 * The app's own keys, because Chinese typing by touch is not to be relied on; the keyboard works
 * too. Each key filters at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-find-page.h"

#include "ruhu-person-text.h"
#include "ruhu-row-view.h"
#include "ruhu-stack.h"

#include <glib/gi18n.h>

/* Below this width, at 100 % text, the keys stand below the people found. */
#define NARROW 600

struct _RuhuFindPage {
  RuhuPage parent_instance;

  GtkSearchEntry *entry;
  GtkLabel *count;
  RuhuRowView *rows;
  GtkScrolledWindow *pad_scroller;
  GtkStack *pads;
  GtkLabel *pad_hint;
  GtkWidget *first_key;

  RuhuRegister *people;
  RuhuDate today;
};

G_DEFINE_FINAL_TYPE (RuhuFindPage, ruhu_find_page, RUHU_TYPE_PAGE)

static void
show_row (RuhuListRow *row, gpointer item, gpointer user_data)
{
  g_autofree char *line = ruhu_person_text_line (item, RUHU_FIND_PAGE (user_data)->today);

  ruhu_list_row_set_avatar (row, TRUE);
  ruhu_list_row_set_title (row, ruhu_person_get_name (item));
  ruhu_list_row_set_subtitle (row, line);
}

static void
search (RuhuFindPage *self)
{
  const char *query = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (RuhuPersonList) found = ruhu_register_search (self->people, query);
  guint n = ruhu_person_list_get_length (found);
  g_autofree char *count = NULL;

  if (n == 0)
    count = g_strdup (_ ("Nobody found. Try fewer letters."));
  else if (*query == '\0')
    count = g_strdup_printf (ngettext ("%u person here", "%u people here", n), n);
  else
    count = g_strdup_printf (ngettext ("%u found", "%u found", n), n);

  ruhu_row_view_set_model (self->rows, G_LIST_MODEL (found));
  gtk_label_set_label (self->count, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (ruhu_row_view_get_list (self->rows)),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  count,
                                  -1);
}

static void
changed_cb (RuhuFindPage *self)
{
  if (self->people != NULL)
    search (self);
}

static void
key_cb (GtkButton *button, RuhuFindPage *self)
{
  GtkEditable *entry = GTK_EDITABLE (self->entry);
  int position = -1;

  gtk_editable_insert_text (entry, gtk_button_get_label (button), -1, &position);
  gtk_editable_set_position (entry, -1);
}

static void
delete_cb (RuhuFindPage *self)
{
  GtkEditable *entry = GTK_EDITABLE (self->entry);
  int length = g_utf8_strlen (gtk_editable_get_text (entry), -1);

  if (length > 0)
    gtk_editable_delete_text (entry, length - 1, length);
}

static void
show_pad (RuhuFindPage *self, const char *name, const char *hint)
{
  ruhu_stack_show_name (self->pads, name);
  gtk_label_set_label (self->pad_hint, hint);
}

static void
digits_cb (RuhuFindPage *self)
{
  show_pad (self, "digits", _ ("Type a part of a telephone or ID number"));
}

static void
letters_cb (RuhuFindPage *self)
{
  show_pad (self, "letters", _ ("Type the first letter of each syllable of the name"));
}

static void
opened_cb (RuhuRowView *rows, GObject *item, RuhuFindPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self),
                              "win.show-person",
                              "s",
                              ruhu_person_get_id (RUHU_PERSON (item)));
}

/* Where the keys stand below the people found, they leave these more than half of the page. */
static void
ruhu_find_page_folded (RuhuPage *page, double width)
{
  gtk_scrolled_window_set_max_content_height (RUHU_FIND_PAGE (page)->pad_scroller,
                                              width < NARROW ? 276 : 352);
}

static GtkWidget *
ruhu_find_page_get_start (RuhuPage *page)
{
  return RUHU_FIND_PAGE (page)->first_key;
}

static void
ruhu_find_page_dispose (GObject *object)
{
  RuhuFindPage *self = RUHU_FIND_PAGE (object);

  if (self->people != NULL)
    g_signal_handlers_disconnect_by_data (self->people, self);
  g_clear_object (&self->people);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_FIND_PAGE);

  G_OBJECT_CLASS (ruhu_find_page_parent_class)->dispose (object);
}

static void
ruhu_find_page_class_init (RuhuFindPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_find_page_dispose;
  RUHU_PAGE_CLASS (klass)->folded = ruhu_find_page_folded;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_find_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-find-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuFindPage, entry);
  gtk_widget_class_bind_template_child (widget_class, RuhuFindPage, count);
  gtk_widget_class_bind_template_child (widget_class, RuhuFindPage, rows);
  gtk_widget_class_bind_template_child (widget_class, RuhuFindPage, pad_scroller);
  gtk_widget_class_bind_template_child (widget_class, RuhuFindPage, pads);
  gtk_widget_class_bind_template_child (widget_class, RuhuFindPage, pad_hint);
  gtk_widget_class_bind_template_child (widget_class, RuhuFindPage, first_key);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  gtk_widget_class_bind_template_callback (widget_class, digits_cb);
  gtk_widget_class_bind_template_callback (widget_class, letters_cb);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
}

static void
ruhu_find_page_init (RuhuFindPage *self)
{
  g_type_ensure (RUHU_TYPE_ROW_VIEW);
  self->today = ruhu_date_today ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ruhu_stack_show_name (self->pads, "letters");
  ruhu_row_view_set_funcs (self->rows, show_row, NULL, self);
  /* The focus is on a key of ours, so that no touch keyboard comes up; a real one types all the
   * same. */
  gtk_search_entry_set_key_capture_widget (self->entry, GTK_WIDGET (self));
}

/** ruhu_find_page_new: Returns: (transfer floating): a page that shows everybody of @people */
RuhuFindPage *
ruhu_find_page_new (RuhuRegister *people)
{
  RuhuFindPage *self = g_object_new (RUHU_TYPE_FIND_PAGE, NULL);

  self->people = g_object_ref (people);
  g_signal_connect_swapped (people, "items-changed", G_CALLBACK (search), self);
  search (self);
  return self;
}
