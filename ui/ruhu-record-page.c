/* ruhu-record-page.c: a finished response, to be read
 *
 * Where it is and by which receipt the worker can prove it, then the answers in paper order. As
 * long as its line is not cut, undo is offered here; afterwards, a correction, as long as no other
 * one counts in its place. Each link of a chain of corrections leads to the one before and to the
 * newest.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-record-page.h"

#include "ruhu-answer-row.h"
#include "ruhu-format.h"
#include "ruhu-status-badge.h"
#include "ruhu-truth.h"
#include "ruhu-undo.h"

#include "base/ruhu-clock.h"

#include <glib/gi18n.h>

#define LOOK_SECONDS 15

struct _RuhuRecordPage {
  RuhuPage parent_instance;

  AdwWindowTitle *window_title;
  GtkScrolledWindow *scroller;
  GtkLabel *when;
  RuhuStatusBadge *badge;
  GtkLabel *receipt;
  GtkLabel *attached;
  GtkLabel *by;
  GtkWidget *reason_box;
  GtkLabel *reason;
  GtkWidget *older_box;
  GtkButton *older;
  GtkLabel *why;
  GtkWidget *newer_box;
  GtkButton *newer;
  GtkWidget *undo_box;
  GtkLabel *undo_left;
  GtkButton *undo;
  GtkWidget *no_form;
  GtkBox *sections;
  GtkWidget *bar;
  GtkButton *correct;

  RuhuRecord *record;
  guint look;
};

G_DEFINE_FINAL_TYPE (RuhuRecordPage, ruhu_record_page, RUHU_TYPE_PAGE)

static GtkWidget *
ruhu_record_page_get_start (RuhuPage *page)
{
  RuhuRecordPage *self = RUHU_RECORD_PAGE (page);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->sections));

  /* Of what came back the reason is heard first, with what is to be done. */
  if (gtk_widget_get_visible (self->reason_box) && gtk_widget_get_visible (self->bar))
    return GTK_WIDGET (self->correct);
  /* The first list: its first row is heard with the section that it stands in. */
  while (child != NULL && !GTK_IS_LIST_BOX (child))
    child = gtk_widget_get_next_sibling (child);
  return child != NULL ? gtk_widget_get_first_child (child) : NULL;
}

static void
ruhu_record_page_dispose (GObject *object)
{
  RuhuRecordPage *self = RUHU_RECORD_PAGE (object);

  g_clear_handle_id (&self->look, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_RECORD_PAGE);
  g_clear_pointer (&self->record, ruhu_record_free);

  G_OBJECT_CLASS (ruhu_record_page_parent_class)->dispose (object);
}

static void
bind_chain (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "older-fold",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuRecordPage, older_box));
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, older);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, why);
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "newer-fold",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuRecordPage, newer_box));
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, newer);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, bar);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, correct);
}

static void
ruhu_record_page_class_init (RuhuRecordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_record_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_record_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-record-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, when);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, badge);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, receipt);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, attached);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, by);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, reason_box);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, reason);
  bind_chain (widget_class);
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "undo-fold",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuRecordPage, undo_box));
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, undo_left);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, undo);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, no_form);
  gtk_widget_class_bind_template_child (widget_class, RuhuRecordPage, sections);
}

static void
ruhu_record_page_init (RuhuRecordPage *self)
{
  g_type_ensure (RUHU_TYPE_STATUS_BADGE);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_optional (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
set_target (GtkButton *button, const char *id)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id != NULL ? id : "");
}

static gboolean
look_cb (gpointer data)
{
  RuhuRecordPage *self = data;
  RuhuResponse *response = self->record->response;
  guint minutes = ruhu_response_get_state (response) == RUHU_RESPONSE_FINISHED
                    ? ruhu_undo_get_minutes (ruhu_response_get_finished_at (response))
                    : 0;
  g_autofree char *text = ruhu_undo_describe (minutes);

  gtk_label_set_label (self->undo_left, text);
  gtk_widget_set_visible (self->undo_box, minutes > 0);
  if (minutes > 0)
    return G_SOURCE_CONTINUE;
  self->look = 0;
  return G_SOURCE_REMOVE;
}

static void
show_undo (RuhuRecordPage *self)
{
  g_clear_handle_id (&self->look, g_source_remove);
  if (look_cb (self) == G_SOURCE_CONTINUE)
    self->look = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
}

static char *
describe_attachments (RuhuResponse *response)
{
  guint n = (guint) ruhu_response_get_n_attachments (response);
  guint waiting = (guint) ruhu_response_get_n_waiting (response);

  if (n == 0)
    return NULL;
  if (waiting == 0)
    return g_strdup_printf (ngettext ("%u attachment, with the county",
                                      "%u attachments, all with the county",
                                      n),
                            n);
  if (waiting == n)
    return g_strdup_printf (ngettext ("%u attachment, still on this tablet",
                                      "%u attachments, all still on this tablet",
                                      n),
                            n);
  return g_strdup_printf (ngettext ("%1$u attachment, %2$u of them still on this tablet",
                                    "%1$u attachments, %2$u of them still on this tablet",
                                    n),
                          n,
                          waiting);
}

static void
show_chain (RuhuRecordPage *self)
{
  RuhuResponse *response = self->record->response;
  const char *older = ruhu_response_get_replaces (response);
  const char *newer = ruhu_response_get_replaced_by (response);
  const char *why = ruhu_response_get_why (response);
  g_autofree char *because = why != NULL ? g_strdup_printf (_ ("Why: %s"), why) : NULL;

  gtk_widget_set_visible (self->older_box, older != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->older), self->record->has_replaced);
  set_target (self->older, older);
  set_optional (self->why, because);
  gtk_widget_set_visible (self->newer_box, newer != NULL);
  set_target (self->newer, newer);
}

/* What came back wants to be corrected; anything else that is final may be. The focus goes before
 * the button does (GTK 4.8). */
static void
show_correct (RuhuRecordPage *self)
{
  RuhuResponse *response = self->record->response;
  RuhuResponseState state = ruhu_response_get_state (response);
  gboolean begun = ruhu_response_get_correction (response) != NULL;
  gboolean may = state >= RUHU_RESPONSE_FINAL && self->record->form_title != NULL &&
                 ruhu_response_get_replaced_by (response) == NULL;
  GtkWidget *button = GTK_WIDGET (self->correct);

  gtk_button_set_label (self->correct,
                        begun ? _ ("Go on with the correction") : _ ("Correct this record"));
  set_target (self->correct, ruhu_response_get_id (response));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_label (self->reason),
                                  -1);
  if (begun || state == RUHU_RESPONSE_RETURNED)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
  if (!may && gtk_widget_has_focus (button))
    ruhu_page_focus_start (RUHU_PAGE (self));
  gtk_widget_set_visible (self->bar, may);
}

static void
show_state (RuhuRecordPage *self)
{
  RuhuResponse *response = self->record->response;
  RuhuStatus status = ruhu_truth_get_status (response);
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *words = ruhu_truth_get_words (response);
  g_autofree char *time = ruhu_format_when (ruhu_response_get_finished_at (response), now);
  g_autofree char *when = g_strdup_printf (_ ("Finished %s"), time);
  g_autofree char *receipt = ruhu_truth_get_receipt (response, now);
  g_autofree char *attached = describe_attachments (response);
  const char *reason = ruhu_response_get_reason (response);
  gboolean returned = status == RUHU_STATUS_RETURNED && reason != NULL;

  gtk_label_set_label (self->when, when);
  ruhu_status_badge_show (self->badge, status, words);
  set_optional (self->receipt, receipt);
  set_optional (self->attached, attached);
  gtk_label_set_label (self->reason, returned ? reason : "");
  gtk_widget_set_visible (self->reason_box, returned);
  show_chain (self);
  show_correct (self);
  show_undo (self);
}

static void
show_who (RuhuRecordPage *self)
{
  RuhuResponse *response = self->record->response;
  const char *title = ruhu_response_get_title (response);
  const char *form = self->record->form_title;
  const char *user = ruhu_response_get_user (response);
  g_autofree char *by = user != NULL ? g_strdup_printf (_ ("Recorded by %s"), user) : NULL;

  if (title == NULL)
    title = _ ("Somebody new");
  ruhu_page_set_title (RUHU_PAGE (self), title);
  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_subtitle (self->window_title, form);
  set_optional (self->by, by);
  gtk_widget_set_visible (self->no_form, form == NULL);
  set_target (self->undo, ruhu_response_get_id (response));
}

static GtkListBox *
add_section (RuhuRecordPage *self, const char *name)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *heading = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (heading), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (heading), 4);
  gtk_widget_add_css_class (heading, "section");
  gtk_widget_set_visible (heading, name != NULL);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : _ ("Answers"),
                                  -1);
  gtk_box_append (self->sections, heading);
  gtk_box_append (self->sections, list);
  return GTK_LIST_BOX (list);
}

static void
show_lines (RuhuRecordPage *self)
{
  GPtrArray *lines = self->record->lines;
  RuhuReadingLine *before = NULL;
  GtkListBox *list = NULL;
  guint i;

  for (i = 0; i < lines->len; i++) {
    RuhuReadingLine *line = g_ptr_array_index (lines, i);
    gboolean begins = before == NULL || g_strcmp0 (before->section, line->section) != 0;

    if (begins)
      list = add_section (self, line->section);
    if (line->row != NULL && (begins || g_strcmp0 (before->row, line->row) != 0))
      gtk_list_box_append (list, ruhu_answer_row_new_heading (line->row));
    gtk_list_box_append (list, ruhu_answer_row_new (line, self->record->responses));
    before = line;
  }
}

/**
 * ruhu_record_page_new:
 * @record: (transfer full): what to show
 *
 * Returns: (transfer floating): the page, which follows where the response is
 */
RuhuRecordPage *
ruhu_record_page_new (RuhuRecord *record)
{
  RuhuRecordPage *self = g_object_new (RUHU_TYPE_RECORD_PAGE, NULL);

  self->record = record;
  show_who (self);
  show_state (self);
  show_lines (self);
  g_signal_connect_object (record->response,
                           "notify",
                           G_CALLBACK (show_state),
                           self,
                           G_CONNECT_SWAPPED);
  return self;
}

/** ruhu_record_page_get_response: Returns: (transfer none): what it shows */
RuhuResponse *
ruhu_record_page_get_response (RuhuRecordPage *self)
{
  g_return_val_if_fail (RUHU_IS_RECORD_PAGE (self), NULL);

  return self->record->response;
}
