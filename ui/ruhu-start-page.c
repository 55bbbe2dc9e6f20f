/* ruhu-start-page.c: first start: can I read this, and the code from the county
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-start-page.h"

#include "ruhu-enrol.h"
#include "ruhu-enrolment.h"
#include "ruhu-error-text.h"
#include "ruhu-format.h"
#include "ruhu-look-box.h"
#include "ruhu-secret-box.h"
#include "ruhu-stack.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define GROUP_OF_CODE 4

struct _RuhuStartPage {
  RuhuPage parent_instance;

  GtkWidget *back;
  GtkStack *steps;
  GtkLabel *heading;
  GtkLabel *sentence;
  GtkWidget *first; /* what only a tablet that is new is asked */
  RuhuLookBox *look;
  GtkLabel *clock;
  GtkEditable *url;
  GtkWidget *url_fault_line;
  GtkLabel *url_fault;
  GtkEditable *code;
  GtkLabel *code_hint;
  GtkWidget *code_fault_line;
  GtkLabel *code_fault;
  RuhuSecretBox *secret;
  gboolean asks; /* for the one in use, once */
  GtkWidget *by_file;
  GtkButton *answer;
  GtkLabel *answer_fault;
  GtkWidget *bar;
  GtkButton *primary;

  guint clock_source;
  guint regroup_source;
};

enum {
  CODE_ENTERED,
  SECRET_CHOSEN,
  FILE_WANTED,
  ANSWER_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const step_names[] = { "code", "secret", "busy", "waiting" };

G_DEFINE_FINAL_TYPE (RuhuStartPage, ruhu_start_page, RUHU_TYPE_PAGE)

static RuhuStartStep
get_step (RuhuStartPage *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->steps);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (step_names); i++)
    if (g_strcmp0 (name, step_names[i]) == 0)
      return i;
  return RUHU_START_CODE;
}

static void
show_fault (GtkWidget *line, GtkLabel *label, GtkWidget *field, const char *fault)
{
  gtk_label_set_label (label, fault != NULL ? fault : "");
  gtk_widget_set_visible (line, fault != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (field),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (fault != NULL)
    gtk_widget_grab_focus (field);
}

/* Beside the address or beside the code, never both: one thing is to be mended at a time. */
static void
show_code_fault (RuhuStartPage *self, GtkEditable *field, const char *fault)
{
  gboolean of_url = field == self->url;

  show_fault (self->url_fault_line, self->url_fault, GTK_WIDGET (self->url), of_url ? fault : NULL);
  show_fault (self->code_fault_line,
              self->code_fault,
              GTK_WIDGET (self->code),
              of_url ? NULL : fault);
}

/* Letters and digits only, capital; what an input method left in full width becomes plain. */
static char *
to_plain (const char *typed, guint *before_cursor, int cursor)
{
  g_autofree char *normal = g_utf8_normalize (typed, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *plain = g_string_new (NULL);
  const char *p;
  int position = 0;

  *before_cursor = 0;
  for (p = normal != NULL ? normal : ""; *p != '\0'; p = g_utf8_next_char (p), position++) {
    if (!g_ascii_isalnum (*p) || plain->len == RUHU_ENROLMENT_LETTERS)
      continue;
    g_string_append_c (plain, g_ascii_toupper (*p));
    if (position < cursor)
      (*before_cursor)++;
  }
  return g_string_free (plain, FALSE);
}

static void
show_hint (RuhuStartPage *self, guint n)
{
  g_autofree char *hint = NULL;

  if (n == RUHU_ENROLMENT_LETTERS)
    hint = g_strdup (_ ("The code is complete."));
  else
    hint =
      g_strdup_printf (_ ("%1$u letters and digits that the county gave you, %2$u still missing."),
                       RUHU_ENROLMENT_LETTERS,
                       RUHU_ENROLMENT_LETTERS - n);
  gtk_label_set_label (self->code_hint, hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  hint,
                                  -1);
}

static void code_changed_cb (RuhuStartPage *self);

/* Puts what was typed into groups, and the cursor where it was among the letters. */
static void
regroup (RuhuStartPage *self)
{
  static const guint sizes[] = { GROUP_OF_CODE };
  const char *typed = gtk_editable_get_text (self->code);
  guint before;
  g_autofree char *scanned_url = NULL;
  g_autofree char *scanned_code = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *grouped = NULL;

  /* What the county's picture holds may be pasted as a whole: address and code. */
  if (ruhu_enrol_parse_scan (typed, &scanned_url, &scanned_code)) {
    gtk_editable_set_text (self->url, scanned_url);
    typed = scanned_code;
  }

  plain = to_plain (typed, &before, gtk_editable_get_position (self->code));
  grouped = ruhu_format_groups (plain, sizes, G_N_ELEMENTS (sizes), " ");
  show_hint (self, strlen (plain));
  if (strcmp (grouped, gtk_editable_get_text (self->code)) == 0)
    return;

  g_signal_handlers_block_by_func (self->code, code_changed_cb, self);
  gtk_editable_set_text (self->code, grouped);
  gtk_editable_set_position (self->code, before + (before > 0 ? (before - 1) / GROUP_OF_CODE : 0));
  g_signal_handlers_unblock_by_func (self->code, code_changed_cb, self);
}

static gboolean
regroup_cb (gpointer data)
{
  RuhuStartPage *self = data;

  self->regroup_source = 0;
  regroup (self);
  return G_SOURCE_REMOVE;
}

/* GTK moves the cursor behind a typed letter only after it has told of the change: whoever changes
 * the text meanwhile gets the cursor put in the wrong place. So it waits, but not for the next key.
 */
static void
code_changed_cb (RuhuStartPage *self)
{
  show_code_fault (self, self->code, NULL);
  if (self->regroup_source == 0)
    self->regroup_source = g_idle_add_full (G_PRIORITY_HIGH, regroup_cb, self, NULL);
}

static void
url_changed_cb (RuhuStartPage *self)
{
  show_code_fault (self, self->url, NULL);
}

static void
enter_code (RuhuStartPage *self)
{
  g_autofree char *code = ruhu_enrolment_code_normalize (gtk_editable_get_text (self->code));
  g_autofree char *url = g_strstrip (g_strdup (gtk_editable_get_text (self->url)));

  if (*url == '\0')
    show_code_fault (self, self->url, _ ("The county's address is still missing."));
  else if (code == NULL)
    show_code_fault (self, self->code, _ ("The code is not complete yet."));
  else {
    show_code_fault (self, self->code, NULL);
    g_signal_emit (self, signals[CODE_ENTERED], 0, url, code);
  }
}

/* Without a network the address does not matter. */
static void
by_file_cb (RuhuStartPage *self)
{
  g_autofree char *code = ruhu_enrolment_code_normalize (gtk_editable_get_text (self->code));

  show_code_fault (self, self->code, code == NULL ? _ ("The code is not complete yet.") : NULL);
  if (code != NULL)
    g_signal_emit (self, signals[FILE_WANTED], 0, code);
}

static void
answer_cb (RuhuStartPage *self)
{
  g_signal_emit (self, signals[ANSWER_CHOSEN], 0);
}

static void
again_cb (RuhuStartPage *self)
{
  ruhu_start_page_show_step (self, RUHU_START_CODE);
}

static void
primary_cb (RuhuStartPage *self)
{
  if (get_step (self) == RUHU_START_CODE)
    enter_code (self);
}

static void
given_cb (RuhuSecretBox *box, const char *secret, RuhuStartPage *self)
{
  g_signal_emit (self, signals[SECRET_CHOSEN], 0, secret);
}

static gboolean
clock_cb (gpointer data)
{
  RuhuStartPage *self = data;
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *day = ruhu_format_day (now);
  g_autofree char *time = ruhu_format_time (now);
  g_autofree char *both = g_strdup_printf ("%s %s", day, time);

  gtk_label_set_label (self->clock, both);
  return G_SOURCE_CONTINUE;
}

static void
clock_wrong_cb (RuhuStartPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (
    GTK_WINDOW (root),
    _ ("Set the clock"),
    _ ("Open the tablet's own settings, Date and Time, and set it there. With a wrong clock "
       "visits would carry a wrong date."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
ruhu_start_page_get_start (RuhuPage *page)
{
  RuhuStartPage *self = RUHU_START_PAGE (page);

  if (get_step (self) == RUHU_START_CODE)
    return gtk_widget_get_visible (self->first) ? ruhu_look_box_get_start (self->look)
                                                : GTK_WIDGET (self->code);
  if (get_step (self) == RUHU_START_WAITING)
    return GTK_WIDGET (self->answer);
  return ruhu_secret_box_get_start (self->secret);
}

static void
ruhu_start_page_dispose (GObject *object)
{
  RuhuStartPage *self = RUHU_START_PAGE (object);

  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_handle_id (&self->regroup_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_START_PAGE);

  G_OBJECT_CLASS (ruhu_start_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, back);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, steps);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, heading);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, first);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, look);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, clock);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, url);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, url_fault_line);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, url_fault);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, code);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, code_hint);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, code_fault_line);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, code_fault);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, secret);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, by_file);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, answer);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, answer_fault);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, bar);
  gtk_widget_class_bind_template_child (widget_class, RuhuStartPage, primary);
  gtk_widget_class_bind_template_callback (widget_class, url_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, primary_cb);
  gtk_widget_class_bind_template_callback (widget_class, given_cb);
  gtk_widget_class_bind_template_callback (widget_class, by_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, answer_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, clock_wrong_cb);
}

/* With @n texts, which live only as long as the handler runs. */
static guint
make_signal (const char *name, guint n)
{
  return g_signal_new (name,
                       RUHU_TYPE_START_PAGE,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       n,
                       G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                       G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
ruhu_start_page_class_init (RuhuStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_start_page_dispose;
  RUHU_PAGE_CLASS (klass)->get_start = ruhu_start_page_get_start;

  /**
   * RuhuStartPage::code-entered:
   * @url: HQ's address
   * @code: the code, its 20 letters
   */
  signals[CODE_ENTERED] = make_signal ("code-entered", 2);
  /**
   * RuhuStartPage::secret-chosen:
   * @secret: the PIN or phrase, given twice alike
   */
  signals[SECRET_CHOSEN] = make_signal ("secret-chosen", 1);
  /**
   * RuhuStartPage::file-wanted:
   * @code: the code, its 20 letters, which is to go to the county in a file
   */
  signals[FILE_WANTED] = make_signal ("file-wanted", 1);
  /** RuhuStartPage::answer-chosen: the county's answer is to be taken in from a file */
  signals[ANSWER_CHOSEN] = make_signal ("answer-chosen", 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-start-page.ui");
  bind_children (widget_class);
}

static void
ruhu_start_page_init (RuhuStartPage *self)
{
  g_type_ensure (RUHU_TYPE_LOOK_BOX);
  g_type_ensure (RUHU_TYPE_SECRET_BOX);
  gtk_widget_init_template (GTK_WIDGET (self));
  ruhu_stack_show_name (self->steps, step_names[RUHU_START_CODE]);
  self->clock_source = g_timeout_add_seconds (1, clock_cb, self);
  clock_cb (self);
  show_hint (self, 0);
}

/**
 * ruhu_start_page_new:
 * @preferences: (transfer none): what the page changes at once
 *
 * Returns: (transfer floating): a page at its first step. It keeps the language in which it was
 *   made: whoever shows it makes another when the language changes
 */
RuhuStartPage *
ruhu_start_page_new (RuhuPreferences *preferences)
{
  RuhuStartPage *self = g_object_new (RUHU_TYPE_START_PAGE, NULL);

  ruhu_look_box_set_preferences (self->look, preferences);
  return self;
}

/**
 * ruhu_start_page_set_words:
 * @heading: what the code is for, where the tablet is not new
 * @sentence: what the user is to know before
 * @can_go_back: whether it may be left
 */
void
ruhu_start_page_set_words (RuhuStartPage *self,
                           const char *heading,
                           const char *sentence,
                           gboolean can_go_back)
{
  g_return_if_fail (RUHU_IS_START_PAGE (self));

  gtk_label_set_label (self->heading, heading);
  gtk_label_set_label (self->sentence, sentence);
  ruhu_page_set_title (RUHU_PAGE (self), heading);
  gtk_widget_set_visible (self->first, FALSE);
  gtk_widget_set_visible (self->by_file, FALSE);
  gtk_widget_set_visible (self->back, can_go_back);
  ruhu_page_focus_start (RUHU_PAGE (self));
}

void
ruhu_start_page_show_step (RuhuStartPage *self, RuhuStartStep step)
{
  g_return_if_fail (RUHU_IS_START_PAGE (self));

  ruhu_stack_show_name (self->steps, step_names[step]);
  if (step == RUHU_START_SECRET && self->asks)
    ruhu_secret_box_ask (self->secret);
  else if (step == RUHU_START_SECRET)
    ruhu_secret_box_choose (self->secret);
  gtk_widget_set_visible (self->bar, step == RUHU_START_CODE);
  if (step != RUHU_START_BUSY)
    ruhu_page_focus_start (RUHU_PAGE (self));
}

/** ruhu_start_page_ask_secret: the step where the PIN or phrase that is in use is given, once */
void
ruhu_start_page_ask_secret (RuhuStartPage *self)
{
  g_return_if_fail (RUHU_IS_START_PAGE (self));

  self->asks = TRUE;
  ruhu_start_page_show_step (self, RUHU_START_SECRET);
}

/** ruhu_start_page_choose_secret: the step where a new PIN or phrase is given, twice */
void
ruhu_start_page_choose_secret (RuhuStartPage *self)
{
  g_return_if_fail (RUHU_IS_START_PAGE (self));

  self->asks = FALSE;
  ruhu_start_page_show_step (self, RUHU_START_SECRET);
}

/** ruhu_start_page_set_answer_fault: @fault: (nullable): why the answer was not taken in */
void
ruhu_start_page_set_answer_fault (RuhuStartPage *self, const char *fault)
{
  g_return_if_fail (RUHU_IS_START_PAGE (self));

  gtk_label_set_label (self->answer_fault, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->answer_fault), fault != NULL);
}

/** ruhu_start_page_set_phrase_only: @phrase_only: whether the county demands a phrase */
void
ruhu_start_page_set_phrase_only (RuhuStartPage *self, gboolean phrase_only)
{
  g_return_if_fail (RUHU_IS_START_PAGE (self));

  ruhu_secret_box_set_phrase_only (self->secret, phrase_only);
}

static const char *
get_sentence (RuhuStartStep step, const GError *error)
{
  if (step != RUHU_START_CODE)
    return ruhu_error_text_get_sentence (error);
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE))
    return _ ("The county cannot be reached now. Check the address and the network, then try "
              "again.");
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    return _ ("The county has not opened it yet. Please try again when they have read the code to "
              "you.");
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED))
    return _ ("The county does not take this code. It may be mistyped, used or too old.");
  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID))
    return _ ("Address or code is not right yet. Please compare them with the paper.");
  return ruhu_error_text_get_sentence (error);
}

/** ruhu_start_page_show_failure: @step: the step to go back to, beside whose field @error is shown
 */
void
ruhu_start_page_show_failure (RuhuStartPage *self, RuhuStartStep step, const GError *error)
{
  g_return_if_fail (RUHU_IS_START_PAGE (self));

  ruhu_start_page_show_step (self, step);
  if (step == RUHU_START_CODE)
    show_code_fault (self,
                     g_error_matches (error, RUHU_ERROR, RUHU_ERROR_OFFLINE) ? self->url
                                                                             : self->code,
                     get_sentence (step, error));
  else
    ruhu_secret_box_set_fault (self->secret, get_sentence (step, error));
}

/**
 * ruhu_start_page_show_secret_failure:
 * @error: why the PIN or phrase that was asked for did not help; it is asked for again
 * @until: moment of ruhu_clock_now() before which no try counts; 0 for none
 */
void
ruhu_start_page_show_secret_failure (RuhuStartPage *self, const GError *error, gint64 until)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (RUHU_IS_START_PAGE (self));

  sentence = ruhu_error_text_describe_secret (error, until);
  ruhu_start_page_show_step (self, RUHU_START_SECRET);
  ruhu_secret_box_set_fault (self->secret, sentence);
}

/** ruhu_start_page_get_fault: Returns: what is shown as wrong; empty for nothing */
const char *
ruhu_start_page_get_fault (RuhuStartPage *self)
{
  g_return_val_if_fail (RUHU_IS_START_PAGE (self), NULL);

  if (get_step (self) == RUHU_START_CODE)
    return gtk_label_get_label (*gtk_label_get_label (self->url_fault) != '\0' ? self->url_fault
                                                                               : self->code_fault);
  return ruhu_secret_box_get_fault (self->secret);
}

const char *
ruhu_start_page_get_url (RuhuStartPage *self)
{
  g_return_val_if_fail (RUHU_IS_START_PAGE (self), NULL);

  return gtk_editable_get_text (self->url);
}

/** ruhu_start_page_get_code: Returns: the code as far as it was typed, in groups of four */
const char *
ruhu_start_page_get_code (RuhuStartPage *self)
{
  g_return_val_if_fail (RUHU_IS_START_PAGE (self), NULL);

  return gtk_editable_get_text (self->code);
}

void
ruhu_start_page_set_code (RuhuStartPage *self, const char *url, const char *code)
{
  g_return_if_fail (RUHU_IS_START_PAGE (self));

  gtk_editable_set_text (self->url, url);
  gtk_editable_set_text (self->code, code);
  regroup (self);
}
