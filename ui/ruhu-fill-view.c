/* ruhu-fill-view.c: one page of a survey, being filled
 *
 * Over the questions stands what they are about: the section's name with the page's number in it,
 * or, over a single question, the section's name in small.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-fill-view.h"

#include "form/ruhu-label-media.h"
#include "form/ruhu-markdown.h"
#include "form/ruhu-saved-label.h"

#include <glib/gi18n.h>

/* How wide the content may be, in one column and in two. */
#define ONE_COLUMN 720
#define TWO_COLUMNS 1120

struct _RuhuFillView {
  AdwBin parent_instance;

  AdwWindowTitle *heading;
  GtkProgressBar *progress;
  GtkScrolledWindow *scroller;
  AdwClamp *content;
  GtkLabel *section;
  RuhuLabelMedia *media;
  RuhuQuestions *questions;
  AdwClamp *bar;
  GtkButton *previous;
  GtkButton *next;
  RuhuSavedLabel *saved_wide;
  RuhuSavedLabel *saved_narrow;

  RuhuSurvey *survey;
  RuhuWalk *walk; /* the survey page's */
};

G_DEFINE_FINAL_TYPE (RuhuFillView, ruhu_fill_view, ADW_TYPE_BIN)

static void
ruhu_fill_view_dispose (GObject *object)
{
  g_clear_object (&RUHU_FILL_VIEW (object)->survey);
  /* The bin would unparent its child once more after the template has. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), RUHU_TYPE_FILL_VIEW);

  G_OBJECT_CLASS (ruhu_fill_view_parent_class)->dispose (object);
}

/* By hand: a button with an action's name is as sensitive as the action, whatever else it was set.
 */
static void
previous_clicked_cb (RuhuFillView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "survey.previous", NULL);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, heading);
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, progress);
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, scroller);
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, content);
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, section);
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, media);
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, questions);
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, bar);
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, previous);
  gtk_widget_class_bind_template_child (widget_class, RuhuFillView, next);
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "saved-wide",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuFillView, saved_wide));
  gtk_widget_class_bind_template_child_full (widget_class,
                                             "saved-narrow",
                                             FALSE,
                                             G_STRUCT_OFFSET (RuhuFillView, saved_narrow));
}

static void
ruhu_fill_view_class_init (RuhuFillViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ruhu_fill_view_dispose;
  g_type_ensure (RUHU_TYPE_LABEL_MEDIA);
  g_type_ensure (RUHU_TYPE_SAVED_LABEL);
  g_type_ensure (RUHU_TYPE_QUESTIONS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/ruhu/Ruhu/ruhu-fill-view.ui");
  gtk_widget_class_bind_template_callback (widget_class, previous_clicked_cb);
  bind_children (widget_class);
}

static void
ruhu_fill_view_init (RuhuFillView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** ruhu_fill_view_set_survey: @walk: where one is in it; the caller keeps it longer than the view
 */
void
ruhu_fill_view_set_survey (RuhuFillView *self, RuhuSurvey *survey, RuhuWalk *walk)
{
  RuhuAutosave *autosave = ruhu_survey_get_autosave (survey);

  g_set_object (&self->survey, survey);
  self->walk = walk;
  ruhu_saved_label_set_autosave (self->saved_wide, autosave);
  ruhu_saved_label_set_autosave (self->saved_narrow, autosave);
  adw_window_title_set_title (self->heading,
                              ruhu_response_get_title (ruhu_survey_get_response (survey)));
}

RuhuQuestions *
ruhu_fill_view_get_questions (RuhuFillView *self)
{
  return self->questions;
}

static void
show_place (RuhuFillView *self)
{
  g_autofree char *place = NULL;
  guint at, n;

  ruhu_walk_count (self->walk, &at, &n);
  place = g_strdup_printf (_ ("Page %u / %u"), at, n);
  adw_window_title_set_subtitle (self->heading, place);
  gtk_progress_bar_set_fraction (self->progress, n > 0 ? (double) at / n : 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  place,
                                  -1);
}

static void
show_buttons (RuhuFillView *self)
{
  gboolean in_row = ruhu_walk_is_in_row (self->walk);
  const char *next = _ ("Next");

  if (!ruhu_walk_can_step (self->walk, 1))
    next = in_row ? _ ("Done with this one") : _ ("Review");
  else if (ruhu_questions_get_rows (self->questions) != NULL)
    next = _ ("No more, next page");
  else if (ruhu_questions_are_confirmed_by_next (self->questions))
    next = _ ("All right, next");
  gtk_button_set_label (self->next, next);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous),
                            in_row || ruhu_walk_can_step (self->walk, -1));
}

/* "" where the form gives the section none: its name is for those who made the form. */
static char *
get_section_label (RuhuFillView *self)
{
  const RuhuOutlinePage *page = ruhu_walk_get_page (self->walk);
  g_autofree char *label = NULL;

  if (page->section != NULL)
    label = ruhu_instance_get_label (ruhu_survey_get_instance (self->survey),
                                     page->section,
                                     ruhu_outline_get_within (ruhu_walk_get_outline (self->walk)));
  return ruhu_markdown_to_plain (label != NULL ? label : "");
}

/* What goes with the section's label stands where the section begins. */
static void
show_media (RuhuFillView *self, const char *label, gboolean begins)
{
  const RuhuOutlinePage *page = ruhu_walk_get_page (self->walk);

  ruhu_label_media_show (self->media,
                         ruhu_survey_get_instance (self->survey),
                         begins ? page->section : NULL,
                         ruhu_outline_get_within (ruhu_walk_get_outline (self->walk)),
                         label);
}

/* What the page is about. */
static void
show_section (RuhuFillView *self)
{
  gboolean several = ruhu_questions_are_several (self->questions);
  g_autofree char *label = get_section_label (self);
  g_autofree char *text = NULL;
  guint at, n;

  ruhu_walk_count_in_section (self->walk, &at, &n);
  show_media (self, label, at == 1);
  text = *label != '\0' && several && n > 1 ? g_strdup_printf (_ ("%s · %u of %u"), label, at, n)
                                            : g_strdup (label);
  gtk_label_set_label (self->section, text);
  gtk_widget_set_visible (GTK_WIDGET (self->section), *text != '\0');
  gtk_widget_remove_css_class (GTK_WIDGET (self->section), several ? "section" : "question");
  gtk_widget_add_css_class (GTK_WIDGET (self->section), several ? "question" : "section");
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->section), several ? 12 : 0);
}

static void
say_place (RuhuFillView *self)
{
  g_autofree char *place = g_strjoin (", ",
                                      adw_window_title_get_subtitle (self->heading),
                                      gtk_label_get_label (self->section),
                                      NULL);

  ruhu_questions_set_place (self->questions, place);
}

/* Hardly tightened: from page to page the columns stand in the same places. */
static void
set_width (AdwClamp *clamp, int width)
{
  adw_clamp_set_maximum_size (clamp, width);
  adw_clamp_set_tightening_threshold (clamp, width - 40);
}

/** ruhu_fill_view_show: shows the page that the walk is at, from its top */
void
ruhu_fill_view_show (RuhuFillView *self)
{
  const RuhuOutlinePage *page = ruhu_walk_get_page (self->walk);
  int width;

  if (page == NULL) {
    ruhu_questions_clear (self->questions);
    return;
  }

  ruhu_questions_show (self->questions, self->survey, ruhu_walk_get_outline (self->walk), page);
  width = ruhu_questions_have_columns (self->questions) ? TWO_COLUMNS : ONE_COLUMN;
  set_width (self->content, width);
  set_width (self->bar, width);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  show_place (self);
  show_buttons (self);
  show_section (self);
  say_place (self);
}

/** ruhu_fill_view_refresh: shows what the filling holds now, on the same page */
void
ruhu_fill_view_refresh (RuhuFillView *self)
{
  ruhu_questions_refresh (self->questions);

  /* An answer can bring pages, or take them away. */
  if (ruhu_walk_get_page (self->walk) == NULL)
    return;
  ruhu_walk_look_ahead (self->walk);
  show_place (self);
  show_buttons (self);
}
