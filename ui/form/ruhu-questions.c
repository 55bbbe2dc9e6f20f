/* ruhu-questions.c: what stands on one page of a form
 *
 * First what is on record, as lines that want but a look; then the questions. What does not fit one
 * column of a tablet held lengthwise goes into two; each question keeps its column while the page
 * is open, so that one that comes up moves only what is below it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-questions.h"

#include "form/ruhu-choice-layout.h"
#include "form/ruhu-focus.h"
#include "form/ruhu-question-size.h"
#include "form/ruhu-question.h"
#include "form/ruhu-record-row.h"

#include <glib/gi18n.h>

struct _RuhuQuestions {
  AdwBin parent_instance;

  GtkBox *left;
  GtkBox *right;

  RuhuSurvey *survey;
  RuhuRows *rows;        /* NULL except on a repeat's page */
  GPtrArray *parts;      /* of RuhuQuestion and RuhuRecordRow, in order */
  GPtrArray *lists;      /* of GtkListBox: what is on record */
  GHashTable *left_once; /* controls whose page was left: there a missing answer is named */
  guint n_shown;         /* when the page was opened */
};

G_DEFINE_FINAL_TYPE (RuhuQuestions, ruhu_questions, ADW_TYPE_BIN)

/* Tab goes down the left column and then down the right. Left to itself GTK orders the two by where
 * the middle of each is, and passes over the shorter. */
static gboolean
ruhu_questions_focus (GtkWidget *widget, GtkDirectionType direction)
{
  RuhuQuestions *self = RUHU_QUESTIONS (widget);
  GtkWidget *columns[] = { GTK_WIDGET (self->left), GTK_WIDGET (self->right) };
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;
  int i = forward ? 0 : 1;
  int n;

  if (!forward && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (ruhu_questions_parent_class)->focus (widget, direction);

  for (n = 0; focus != NULL && n < 2; n++)
    if (gtk_widget_is_ancestor (focus, columns[n]))
      i = n;
  for (; i >= 0 && i < 2; i += forward ? 1 : -1)
    if (gtk_widget_get_visible (columns[i]) && gtk_widget_child_focus (columns[i], direction))
      return TRUE;
  return FALSE;
}

static void
ruhu_questions_dispose (GObject *object)
{
  RuhuQuestions *self = RUHU_QUESTIONS (object);

  if (self->left != NULL)
    ruhu_questions_clear (self);
  g_clear_object (&self->survey);
  /* The bin would unparent its child once more after the template has. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_QUESTIONS);

  G_OBJECT_CLASS (ruhu_questions_parent_class)->dispose (object);
}

static void
ruhu_questions_finalize (GObject *object)
{
  RuhuQuestions *self = RUHU_QUESTIONS (object);

  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->lists);
  g_hash_table_unref (self->left_once);

  G_OBJECT_CLASS (ruhu_questions_parent_class)->finalize (object);
}

static void
ruhu_questions_class_init (RuhuQuestionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_questions_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_questions_finalize;
  widget_class->focus = ruhu_questions_focus;
  widget_class->grab_focus = ruhu_focus_first_within;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-questions.ui");
  gtk_widget_class_bind_template_child (widget_class, RuhuQuestions, left);
  gtk_widget_class_bind_template_child (widget_class, RuhuQuestions, right);
}

static void
ruhu_questions_init (RuhuQuestions *self)
{
  self->parts = g_ptr_array_new ();
  self->lists = g_ptr_array_new ();
  self->left_once = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static RuhuInstance *
get_filling (RuhuQuestions *self)
{
  return ruhu_survey_get_instance (self->survey);
}

static gboolean
is_shown (RuhuQuestions *self, RuhuOutline *outline, const RuhuControl *control)
{
  RuhuNode *node = ruhu_outline_get_node (outline, control);

  return node != NULL && ruhu_instance_is_relevant (get_filling (self), node);
}

/* The page's controls, first those on record; @n_records: (out): how many those are. */
static GPtrArray *
sort (RuhuQuestions *self, RuhuOutline *outline, const RuhuOutlinePage *page, guint *n_records)
{
  GPtrArray *sorted = g_ptr_array_new ();
  guint i;

  for (i = 0; i < page->controls->len; i++) {
    gpointer control = g_ptr_array_index (page->controls, i);

    if (ruhu_question_is_on_record (get_filling (self), control, ruhu_outline_get_within (outline)))
      g_ptr_array_add (sorted, control);
  }
  *n_records = sorted->len;
  for (i = 0; i < page->controls->len; i++) {
    gpointer control = g_ptr_array_index (page->controls, i);

    if (!g_ptr_array_find (sorted, control, NULL) &&
        ruhu_outline_get_node (outline, control) != NULL)
      g_ptr_array_add (sorted, control);
  }
  return sorted;
}

static guint
measure (RuhuQuestions *self, RuhuOutline *outline, const RuhuControl *control)
{
  return is_shown (self, outline, control)
           ? ruhu_question_measure (get_filling (self), control, ruhu_outline_get_within (outline))
           : 0;
}

/* The first control of the right column, so that the columns are as even as can be; as many as
 * there are where one column is enough. */
static guint
find_break (RuhuQuestions *self, RuhuOutline *outline, GPtrArray *controls, guint n_records)
{
  g_autoptr (GArray) heights = g_array_new (FALSE, FALSE, sizeof (guint));
  guint i, total = 0;

  for (i = 0; i < controls->len; i++) {
    const RuhuControl *control = g_ptr_array_index (controls, i);
    guint height = measure (self, outline, control);

    if (ruhu_choice_layout_is_in_table (control))
      return controls->len; /* a row is read under its heading */
    g_array_append_val (heights, height);
    total += height;
  }
  if (total <= RUHU_COLUMN_HEIGHT || self->n_shown < 2)
    return controls->len;
  return ruhu_question_find_break ((guint *) (gpointer) heights->data, heights->len, n_records);
}

/* A list with, if it is the page's first, a caption over it. */
static GtkWidget *
make_list (RuhuQuestions *self)
{
  GtkWidget *holder = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *list = gtk_list_box_new ();

  if (self->lists->len == 0) {
    GtkWidget *caption = gtk_label_new (_ ("On record – still so?"));

    gtk_label_set_xalign (GTK_LABEL (caption), 0);
    gtk_label_set_wrap (GTK_LABEL (caption), TRUE);
    gtk_widget_add_css_class (caption, "section");
    gtk_box_append (GTK_BOX (holder), caption);
  }
  gtk_widget_set_focusable (list, FALSE); /* only its rows are */
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("On record – still so?"),
                                  -1);
  gtk_box_append (GTK_BOX (holder), list);
  g_ptr_array_add (self->lists, list);
  return holder;
}

static void
add_record (RuhuQuestions *self, GtkBox *column, const RuhuControl *control, RuhuNode *within)
{
  GtkWidget *holder = gtk_widget_get_last_child (GTK_WIDGET (column));
  RuhuRecordRow *row = ruhu_record_row_new (self->survey, control, within);

  if (holder == NULL) {
    holder = make_list (self);
    gtk_box_append (column, holder);
  }
  gtk_list_box_append (GTK_LIST_BOX (gtk_widget_get_last_child (holder)), GTK_WIDGET (row));
  g_ptr_array_add (self->parts, row);
}

static void
add_question (RuhuQuestions *self, GtkBox *column, const RuhuControl *control, RuhuNode *within)
{
  RuhuNode *node = ruhu_instance_node_of (get_filling (self), control, within);
  gboolean alone = self->n_shown == 1 && ruhu_instance_is_relevant (get_filling (self), node);
  RuhuQuestion *question = ruhu_question_new (self->survey,
                                              control,
                                              within,
                                              alone ? RUHU_QUESTION_ALONE : RUHU_QUESTION_AMONG);

  ruhu_question_set_strict (question, g_hash_table_contains (self->left_once, control));
  gtk_box_append (column, GTK_WIDGET (question));
  g_ptr_array_add (self->parts, question);
}

static void
show_questions (RuhuQuestions *self, RuhuOutline *outline, const RuhuOutlinePage *page)
{
  guint n_records;
  g_autoptr (GPtrArray) controls = sort (self, outline, page, &n_records);
  guint i, first_right;

  for (i = 0; i < controls->len; i++)
    self->n_shown += is_shown (self, outline, g_ptr_array_index (controls, i));
  first_right = find_break (self, outline, controls, n_records);
  for (i = 0; i < controls->len; i++) {
    GtkBox *column = i < first_right ? self->left : self->right;
    const RuhuControl *control = g_ptr_array_index (controls, i);

    if (i < n_records)
      add_record (self, column, control, ruhu_outline_get_within (outline));
    else
      add_question (self, column, control, ruhu_outline_get_within (outline));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->right), first_right < controls->len);
}

/* A list of which nothing is asked any more goes with its caption. */
static void
refresh_lists (RuhuQuestions *self)
{
  guint i;

  for (i = 0; i < self->lists->len; i++) {
    GtkWidget *list = g_ptr_array_index (self->lists, i);
    GtkWidget *row;
    gboolean shown = FALSE;

    for (row = gtk_widget_get_first_child (list); row != NULL;
         row = gtk_widget_get_next_sibling (row))
      shown = shown || gtk_widget_get_visible (row);
    gtk_widget_set_visible (gtk_widget_get_parent (list), shown);
  }
}

/**
 * ruhu_questions_show:
 * @page: one of @outline; it is read now and not kept
 *
 * The widgets must go (ruhu_questions_clear()) before the row goes that @outline is of.
 */
void
ruhu_questions_show (RuhuQuestions *self,
                     RuhuSurvey *survey,
                     RuhuOutline *outline,
                     const RuhuOutlinePage *page)
{
  const RuhuControl *first = g_ptr_array_index (page->controls, 0);

  ruhu_questions_clear (self);
  g_set_object (&self->survey, survey);
  if (ruhu_control_get_kind (first) == RUHU_CONTROL_REPEAT) {
    self->rows = ruhu_rows_new (survey, first, ruhu_outline_get_within (outline));
    gtk_box_append (self->left, GTK_WIDGET (self->rows));
    return;
  }
  show_questions (self, outline, page);
  refresh_lists (self);
}

static void
clear_column (GtkBox *column)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (column))) != NULL)
    gtk_box_remove (column, child);
}

void
ruhu_questions_clear (RuhuQuestions *self)
{
  g_ptr_array_set_size (self->parts, 0);
  g_ptr_array_set_size (self->lists, 0);
  self->rows = NULL;
  self->n_shown = 0;
  clear_column (self->left);
  clear_column (self->right);
  gtk_widget_set_visible (GTK_WIDGET (self->right), FALSE);
}

/** ruhu_questions_refresh: shows what the filling holds now */
void
ruhu_questions_refresh (RuhuQuestions *self)
{
  guint i;

  if (self->rows != NULL)
    ruhu_rows_refresh (self->rows);
  for (i = 0; i < self->parts->len; i++) {
    gpointer part = g_ptr_array_index (self->parts, i);

    if (RUHU_IS_QUESTION (part))
      ruhu_question_refresh (part);
    else
      ruhu_record_row_refresh (part);
  }
  refresh_lists (self);
}

/** ruhu_questions_leave: what is typed goes into the filling, and what was thrown away goes */
void
ruhu_questions_leave (RuhuQuestions *self)
{
  guint i;

  if (self->rows != NULL)
    ruhu_rows_remove_struck (self->rows);
  for (i = 0; i < self->parts->len; i++) {
    gpointer part = g_ptr_array_index (self->parts, i);

    if (RUHU_IS_QUESTION (part)) {
      ruhu_question_take (part);
      g_hash_table_add (self->left_once, (gpointer) ruhu_question_get_control (part));
    } else {
      ruhu_record_row_take (part);
      g_hash_table_add (self->left_once, (gpointer) ruhu_record_row_get_control (part));
    }
  }
}

/** ruhu_questions_get_rows: Returns: (transfer none) (nullable): the cards of a repeat's page */
RuhuRows *
ruhu_questions_get_rows (RuhuQuestions *self)
{
  return self->rows;
}

/** ruhu_questions_are_several: Returns: whether the page needs a heading over its questions */
gboolean
ruhu_questions_are_several (RuhuQuestions *self)
{
  return self->n_shown > 1;
}

/** ruhu_questions_have_columns: Returns: whether there are two where there is room for them */
gboolean
ruhu_questions_have_columns (RuhuQuestions *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->right));
}

/** ruhu_questions_are_confirmed_by_next: Returns: whether going on says that all on record is so */
gboolean
ruhu_questions_are_confirmed_by_next (RuhuQuestions *self)
{
  guint i;

  for (i = 0; i < self->parts->len; i++) {
    gpointer part = g_ptr_array_index (self->parts, i);

    if (RUHU_IS_RECORD_ROW (part) && gtk_widget_get_visible (part) &&
        !ruhu_record_row_is_changed (part))
      return TRUE;
  }
  return FALSE;
}

/** ruhu_questions_set_place: @place: where one is; a screen reader says it with what comes first */
void
ruhu_questions_set_place (RuhuQuestions *self, const char *place)
{
  gpointer first = self->parts->len > 0 ? g_ptr_array_index (self->parts, 0) : self->rows;

  if (first != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (first),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    place,
                                    -1);
}

/**
 * ruhu_questions_focus_behind:
 * @question: one on the page
 *
 * Returns: whether something behind @question took the focus; also %TRUE for a line on record,
 * which is opened to correct it and leads nowhere
 */
gboolean
ruhu_questions_focus_behind (RuhuQuestions *self, GtkWidget *question)
{
  guint i;

  if (!g_ptr_array_find (self->parts, question, &i))
    return TRUE;
  for (i++; i < self->parts->len; i++) {
    GtkWidget *part = g_ptr_array_index (self->parts, i);

    if (gtk_widget_get_visible (part) && gtk_widget_grab_focus (part))
      return TRUE;
  }
  return FALSE;
}
