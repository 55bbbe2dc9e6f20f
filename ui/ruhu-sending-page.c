/* ruhu-sending-page.c: where each record is
 *
 * One sentence, then what only this tablet has, then what has left it, each with its status and the
 * receipt that covers it. No network is normal here and no error.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sending-page.h"

#include "ruhu-format.h"
#include "ruhu-row-view.h"
#include "ruhu-truth.h"

#include "base/ruhu-clock.h"

#include <glib/gi18n.h>

/* What is over before this needs no words. */
#define BUSY_MS 300

struct _RuhuSendingPage {
  RuhuPage parent_instance;

  AdwWindowTitle *window_title;
  GtkStack *signs;
  GtkImage *sign;
  GtkLabel *sentence;
  GtkLabel *next;
  GtkLabel *held;
  GtkButton *differs;
  GtkWidget *receipt_line;
  GtkLabel *receipt;
  RuhuRowView *rows;
  GtkButton *send;
  GtkButton *stop;

  GtkFilterListModel *left_draft;
  GtkSortListModel *sorted;
  RuhuSending state;
  RuhuSending shown; /* the same, but sending only after BUSY_MS */
  guint total;       /* how many there were to send when sending began */
  guint busy_source;
  gint64 next_try;
};

G_DEFINE_FINAL_TYPE (RuhuSendingPage, ruhu_sending_page, RUHU_TYPE_PAGE)

static gboolean
is_carried (RuhuResponse *response)
{
  return ruhu_truth_get_status (response) == RUHU_STATUS_CARRIED;
}

/* What somebody took along is on this tablet, too, until the receipt is back. */
static gboolean
is_here (RuhuResponse *response)
{
  return ruhu_truth_get_status (response) == RUHU_STATUS_HERE || is_carried (response);
}

/* Of a chain of corrections the newest is shown, and what of it has not left yet: its page leads to
 * the others. */
static gboolean
is_shown (gpointer item, gpointer user_data)
{
  return ruhu_response_get_state (item) != RUHU_RESPONSE_DRAFT &&
         (ruhu_response_get_replaced_by (item) == NULL || is_here (item));
}

/* It came back, and nothing has been done about it yet. */
static gboolean
is_returned (RuhuResponse *response)
{
  return ruhu_truth_get_status (response) == RUHU_STATUS_RETURNED;
}

static int
get_rank (RuhuResponse *response)
{
  if (is_carried (response))
    return 2;
  return is_returned (response) ? 0 : is_here (response) ? 1 : 3;
}

/* What came back first, then what is here, then the newest. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  RuhuResponse *one = (RuhuResponse *) a;
  RuhuResponse *other = (RuhuResponse *) b;
  gint64 at = ruhu_response_get_finished_at (one);
  gint64 other_at = ruhu_response_get_finished_at (other);

  if (get_rank (one) != get_rank (other))
    return get_rank (one) - get_rank (other);
  return (at < other_at) - (at > other_at);
}

static const char *
get_section (gpointer item, gpointer user_data)
{
  if (is_returned (item))
    return _ ("Came back, to be corrected");
  if (is_carried (item))
    return _ ("Handed on, receipt not back yet");
  return is_here (item) ? _ ("On this tablet") : _ ("Left this tablet");
}

/* The row of a returned record says why. */
static char *
describe_place (RuhuResponse *response)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *when = ruhu_format_when (ruhu_response_get_finished_at (response), now);
  g_autofree char *finished = g_strdup_printf (_ ("Finished %s"), when);
  g_autofree char *receipt = ruhu_truth_get_receipt (response, now);
  g_autofree char *attached = NULL;
  guint n = (guint) ruhu_response_get_n_attachments (response);
  const char *reason = ruhu_response_get_reason (response);

  if (is_returned (response) && reason != NULL)
    return g_strdup (reason);
  if (receipt != NULL)
    return g_steal_pointer (&receipt);
  if (n == 0)
    return g_steal_pointer (&finished);

  attached = g_strdup_printf (ngettext ("%u attachment", "%u attachments", n), n);
  return g_strdup_printf ("%s · %s", finished, attached);
}

static char *
describe (RuhuResponse *response)
{
  g_autofree char *place = describe_place (response);
  const char *link = ruhu_truth_get_link (response);

  return link != NULL ? g_strdup_printf ("%s · %s", link, place) : g_steal_pointer (&place);
}

static void
show_row (RuhuListRow *row, gpointer item, gpointer user_data)
{
  RuhuStatus status = ruhu_truth_get_status (item);
  g_autofree char *words = ruhu_truth_get_words (item);
  g_autofree char *subtitle = describe (item);
  const char *title = ruhu_response_get_title (item);

  ruhu_list_row_set_title (row, title != NULL ? title : _ ("Somebody new"));
  ruhu_list_row_set_subtitle (row, subtitle);
  ruhu_list_row_set_status (row, status, words);
}

static guint
count_here (RuhuSendingPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sorted));
  guint here = 0;
  guint i;

  for (i = 0; i < n; i++) {
    g_autoptr (RuhuResponse) response = g_list_model_get_item (G_LIST_MODEL (self->sorted), i);

    here += is_here (response);
  }
  return here;
}

static char *
make_sentence (RuhuSendingPage *self, guint here)
{
  switch (self->shown) {
  case RUHU_SENDING_NOW:
    if (here == 0)
      return g_strdup (_ ("Asking the county for news."));
    return g_strdup_printf (_ ("Sending record %1$u of %2$u. Breaking off does no harm."),
                            self->total - MIN (here, self->total) + 1,
                            MAX (here, self->total));
  case RUHU_SENDING_OFFLINE:
    if (here == 0)
      return g_strdup (_ ("No network now. Nothing is waiting on this tablet."));
    return g_strdup_printf (ngettext ("No network now. %u record is on this tablet, not lost.",
                                      "No network now. %u records are on this tablet, none lost.",
                                      here),
                            here);
  case RUHU_SENDING_REFUSED:
    return g_strdup (_ ("The county did not take them. They are all still here; please call."));
  case RUHU_SENDING_WAITS:
  default:
    if (here == 0)
      return g_strdup (_ ("Everything has left this tablet."));
    return g_strdup_printf (ngettext ("%u record is on this tablet.",
                                      "%u records are on this tablet.",
                                      here),
                            here);
  }
}

static void
show_sign (RuhuSendingPage *self, guint here)
{
  static const struct {
    const char *icon, *style;
  } signs[] = {
    [RUHU_SENDING_WAITS] = { "tablet-symbolic", "here" },
    [RUHU_SENDING_OFFLINE] = { "network-wireless-offline-symbolic", "care" },
    [RUHU_SENDING_NOW] = { "tablet-symbolic", "here" },
    [RUHU_SENDING_REFUSED] = { "dialog-warning-symbolic", "bad" },
  };
  gboolean done = self->shown == RUHU_SENDING_WAITS && here == 0;
  const char *style[] = { done ? "ok" : signs[self->shown].style, NULL };

  gtk_image_set_from_icon_name (self->sign, done ? "emblem-ok-symbolic" : signs[self->shown].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->sign), style);
  gtk_stack_set_visible_child_name (self->signs, self->shown == RUHU_SENDING_NOW ? "busy" : "sign");
}

/* One of the two is there; the focus goes along before the other is hidden (GTK 4.8). */
static void
show_button (RuhuSendingPage *self, gboolean busy)
{
  GtkWidget *shown = GTK_WIDGET (busy ? self->stop : self->send);
  GtkWidget *hidden = GTK_WIDGET (busy ? self->send : self->stop);
  gboolean moves = gtk_widget_has_focus (hidden);

  gtk_widget_set_visible (shown, TRUE);
  if (moves)
    gtk_widget_grab_focus (shown);
  gtk_widget_set_visible (hidden, FALSE);
}

static void
show_state (RuhuSendingPage *self)
{
  guint here = count_here (self);
  g_autofree char *sentence = make_sentence (self, here);
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *when = self->next_try > 0 ? ruhu_format_next (self->next_try, now) : NULL;
  g_autofree char *next =
    when != NULL ? g_strdup_printf (_ ("Tries again by itself %s."), when) : NULL;
  g_autofree char *send = here > 0
                            ? g_strdup_printf (ngettext ("Send %u now", "Send %u now", here), here)
                            : g_strdup (_ ("Ask the county for news"));

  show_sign (self, here);
  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->next, next != NULL ? next : "");
  gtk_widget_set_visible (GTK_WIDGET (self->next),
                          next != NULL && self->shown != RUHU_SENDING_NOW && here > 0);
  gtk_button_set_label (self->send, send);
  show_button (self, self->shown == RUHU_SENDING_NOW);
}

static void
opened_cb (RuhuRowView *rows, GObject *item, RuhuSendingPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self),
                              "win.open-response",
                              "s",
                              ruhu_response_get_id (RUHU_RESPONSE (item)));
}

static GtkWidget *
ruhu_sending_page_get_start (RuhuPage *page)
{
  return ruhu_row_view_get_list (RUHU_SENDING_PAGE (page)->rows);
}

static void
ruhu_sending_page_dispose (GObject *object)
{
  RuhuSendingPage *self = RUHU_SENDING_PAGE (object);

  g_clear_handle_id (&self->busy_source, g_source_remove);
  if (self->sorted != NULL)
    g_signal_handlers_disconnect_by_data (self->sorted, self);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_SENDING_PAGE);
  g_clear_object (&self->sorted);
  g_clear_object (&self->left_draft);

  G_OBJECT_CLASS (ruhu_sending_page_parent_class)->dispose (object);
}

static void
ruhu_sending_page_class_init (RuhuSendingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_sending_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_sending_page_get_start;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-sending-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, signs);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, sign);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, next);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, held);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, differs);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, receipt_line);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, receipt);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, rows);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, send);
  gtk_widget_class_bind_template_child (widget_class, RuhuSendingPage, stop);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
}

static void
ruhu_sending_page_init (RuhuSendingPage *self)
{
  g_type_ensure (RUHU_TYPE_ROW_VIEW);
  gtk_widget_init_template (GTK_WIDGET (self));
  ruhu_row_view_set_funcs (self->rows, show_row, get_section, self);
}

/**
 * ruhu_sending_page_new:
 * @responses: (transfer none): a model of RuhuResponse, in any order
 *
 * Returns: (transfer floating): a page that shows where each finished one is
 */
RuhuSendingPage *
ruhu_sending_page_new (GListModel *responses)
{
  RuhuSendingPage *self = g_object_new (RUHU_TYPE_SENDING_PAGE, NULL);

  self->left_draft =
    gtk_filter_list_model_new (g_object_ref (responses),
                               GTK_FILTER (gtk_custom_filter_new (is_shown, NULL, NULL)));
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->left_draft)),
                                          GTK_SORTER (gtk_custom_sorter_new (compare, NULL, NULL)));
  ruhu_row_view_set_model (self->rows, G_LIST_MODEL (self->sorted));
  g_signal_connect_swapped (self->sorted, "items-changed", G_CALLBACK (show_state), self);
  show_state (self);
  return self;
}

static gboolean
busy_cb (gpointer data)
{
  RuhuSendingPage *self = data;

  self->busy_source = 0;
  self->shown = RUHU_SENDING_NOW;
  show_state (self);
  return G_SOURCE_REMOVE;
}

/**
 * ruhu_sending_page_set_state:
 * @state: what is going on
 * @next_try: milliseconds since 1970-01-01T00:00:00Z; 0 where nobody knows
 *
 * Looks again at where every response is, too.
 */
void
ruhu_sending_page_set_state (RuhuSendingPage *self, RuhuSending state, gint64 next_try)
{
  g_return_if_fail (RUHU_IS_SENDING_PAGE (self));

  if (state == RUHU_SENDING_NOW && self->state != state)
    self->total = count_here (self);
  self->state = state;
  self->next_try = next_try;
  if (state != RUHU_SENDING_NOW) {
    g_clear_handle_id (&self->busy_source, g_source_remove);
    self->shown = state;
  } else if (self->shown != state && self->busy_source == 0)
    self->busy_source = g_timeout_add (BUSY_MS, busy_cb, self);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->left_draft),
                      GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (gtk_sort_list_model_get_sorter (self->sorted), GTK_SORTER_CHANGE_DIFFERENT);
  ruhu_row_view_refresh (self->rows);
  show_state (self);
}

/**
 * ruhu_sending_page_set_receipt:
 * @number: (nullable): number of HQ's last receipt; NULL where there is none
 * @at: when HQ signed it, milliseconds since 1970-01-01T00:00:00Z
 */
void
ruhu_sending_page_set_receipt (RuhuSendingPage *self, const char *number, gint64 at)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *when = ruhu_format_when (at, now);
  g_autofree char *text = NULL;

  g_return_if_fail (RUHU_IS_SENDING_PAGE (self));

  gtk_widget_set_visible (self->receipt_line, number != NULL);
  if (number == NULL)
    return;

  /* Translators: number of a receipt, and when it was signed */
  text = g_strdup_printf (_ ("Last receipt %1$s · %2$s"), number, when);
  gtk_label_set_label (self->receipt, text);
}

/**
 * ruhu_sending_page_set_open:
 * @held: how many lines the county has a question about
 * @differ: how many values were written differently by two
 */
void
ruhu_sending_page_set_open (RuhuSendingPage *self, guint held, guint differ)
{
  g_autofree char *question =
    g_strdup_printf (ngettext ("%u record is with the county, which has a question about it. It is "
                               "kept, and blocks nothing.",
                               "%u records are with the county, which has a question about them. "
                               "They are kept, and block nothing.",
                               held),
                     held);
  g_autofree char *choose = g_strdup_printf (ngettext ("%u written differently · choose",
                                                       "%u written differently · choose",
                                                       differ),
                                             differ);

  g_return_if_fail (RUHU_IS_SENDING_PAGE (self));

  gtk_label_set_label (self->held, question);
  gtk_widget_set_visible (GTK_WIDGET (self->held), held > 0);
  gtk_button_set_label (self->differs, choose);
  if (differ == 0 && gtk_widget_has_focus (GTK_WIDGET (self->differs)))
    gtk_widget_grab_focus (GTK_WIDGET (self->send));
  gtk_widget_set_visible (GTK_WIDGET (self->differs), differ > 0);
}

/** ruhu_sending_page_set_day: @day: what there is to say of today, below the title */
void
ruhu_sending_page_set_day (RuhuSendingPage *self, const RuhuDay *day)
{
  g_autofree char *title = ruhu_truth_get_title (day);

  g_return_if_fail (RUHU_IS_SENDING_PAGE (self));

  adw_window_title_set_subtitle (self->window_title, title);
}
