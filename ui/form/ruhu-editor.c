/* ruhu-editor.c: the base of the widgets that take an answer
 *
 * An editor shows one node of the filling and writes what is answered into it; it keeps no copy. An
 * appearance or type that nobody knows gets the plain field.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-editor.h"

#include "form/ruhu-barcode-editor.h"
#include "form/ruhu-choice-editor.h"
#include "form/ruhu-date-editor.h"
#include "form/ruhu-entry-editor.h"
#include "form/ruhu-file-editor.h"
#include "form/ruhu-focus.h"
#include "form/ruhu-picture-editor.h"
#include "form/ruhu-place-editor.h"
#include "form/ruhu-question.h"
#include "form/ruhu-questions.h"
#include "form/ruhu-range-editor.h"
#include "form/ruhu-rank-editor.h"
#include "form/ruhu-signature-editor.h"
#include "form/ruhu-sketch-editor.h"
#include "form/ruhu-sound-editor.h"
#include "form/ruhu-text-editor.h"
#include "form/ruhu-trigger-editor.h"

typedef struct {
  RuhuSurvey *survey;
  const RuhuControl *control;
  RuhuNode *node;
  char *label;
  gboolean alone;
  gboolean typing;
} RuhuEditorPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RuhuEditor, ruhu_editor, ADW_TYPE_BIN)

static GType
choose_upload (const RuhuControl *control)
{
  const char *media = ruhu_control_get_parameter (control, "mediatype");

  if (media != NULL && g_str_has_prefix (media, "audio/"))
    return RUHU_TYPE_SOUND_EDITOR;
  if (media == NULL || !g_str_has_prefix (media, "image/"))
    return RUHU_TYPE_FILE_EDITOR;
  if (ruhu_control_has_appearance (control, "signature"))
    return RUHU_TYPE_SIGNATURE_EDITOR;
  if (ruhu_control_has_appearance (control, "draw") ||
      ruhu_control_has_appearance (control, "annotate"))
    return RUHU_TYPE_SKETCH_EDITOR;
  return RUHU_TYPE_PICTURE_EDITOR;
}

static GType
choose_input (const RuhuControl *control)
{
  switch (ruhu_control_get_data_type (control)) {
  case RUHU_DATA_DATE:
  case RUHU_DATA_TIME:
  case RUHU_DATA_DATE_TIME:
    return RUHU_TYPE_DATE_EDITOR;
  case RUHU_DATA_GEOPOINT:
    return RUHU_TYPE_PLACE_EDITOR;
  case RUHU_DATA_BARCODE:
    return RUHU_TYPE_BARCODE_EDITOR;
  case RUHU_DATA_STRING:
    return ruhu_control_has_appearance (control, "multiline") ? RUHU_TYPE_TEXT_EDITOR
                                                              : RUHU_TYPE_ENTRY_EDITOR;
  case RUHU_DATA_INT:
  case RUHU_DATA_DECIMAL:
  case RUHU_DATA_BOOLEAN:
  case RUHU_DATA_GEOTRACE:
  case RUHU_DATA_GEOSHAPE:
  case RUHU_DATA_BINARY:
  case RUHU_DATA_INTENT:
  default:
    return RUHU_TYPE_ENTRY_EDITOR;
  }
}

static GType
choose_type (const RuhuControl *control)
{
  switch (ruhu_control_get_kind (control)) {
  case RUHU_CONTROL_SELECT1:
  case RUHU_CONTROL_SELECT:
    return RUHU_TYPE_CHOICE_EDITOR;
  case RUHU_CONTROL_RANK:
    return RUHU_TYPE_RANK_EDITOR;
  case RUHU_CONTROL_RANGE:
    return RUHU_TYPE_RANGE_EDITOR;
  case RUHU_CONTROL_UPLOAD:
    return choose_upload (control);
  case RUHU_CONTROL_TRIGGER:
    return RUHU_TYPE_TRIGGER_EDITOR;
  case RUHU_CONTROL_INPUT:
    return choose_input (control);
  case RUHU_CONTROL_GROUP:
  case RUHU_CONTROL_REPEAT:
  default:
    g_return_val_if_reached (G_TYPE_INVALID);
  }
}

static void
ruhu_editor_dispose (GObject *object)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (RUHU_EDITOR (object));

  ruhu_editor_set_typing (RUHU_EDITOR (object), FALSE);
  g_clear_object (&priv->survey);

  G_OBJECT_CLASS (ruhu_editor_parent_class)->dispose (object);
}

static void
ruhu_editor_finalize (GObject *object)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (RUHU_EDITOR (object));

  g_clear_pointer (&priv->label, g_free);

  G_OBJECT_CLASS (ruhu_editor_parent_class)->finalize (object);
}

static void
do_nothing (RuhuEditor *self)
{
}

static gboolean
is_never (RuhuEditor *self)
{
  return FALSE;
}

static void
ruhu_editor_class_init (RuhuEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_editor_dispose;
  object_class->finalize = ruhu_editor_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = ruhu_focus_first_within;
  klass->begin = do_nothing;
  klass->refresh = do_nothing;
  klass->take = do_nothing;
  klass->is_unfinished = is_never;
}

static void
ruhu_editor_init (RuhuEditor *self)
{
}

static RuhuEditor *
begin (GType type,
       RuhuSurvey *survey,
       const RuhuControl *control,
       RuhuNode *node,
       const char *label,
       gboolean alone)
{
  RuhuEditor *self = g_object_new (type, NULL);
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (self);

  priv->survey = g_object_ref (survey);
  priv->control = control;
  priv->node = node;
  priv->label = g_strdup (label);
  priv->alone = alone;
  RUHU_EDITOR_GET_CLASS (self)->begin (self);
  ruhu_editor_refresh (self);
  return self;
}

/**
 * ruhu_editor_new:
 * @control: a question, not a group or repeat
 * @node: what it asks for, in the row where it stands; the editor must go before that row goes
 * @label: the question's text, which names the editor to a screen reader
 * @alone: whether the question has its page for itself, so that there is room
 *
 * Returns: (transfer floating): the editor for such a question
 */
RuhuEditor *
ruhu_editor_new (RuhuSurvey *survey,
                 const RuhuControl *control,
                 RuhuNode *node,
                 const char *label,
                 gboolean alone)
{
  return begin (choose_type (control), survey, control, node, label, alone);
}

/**
 * ruhu_editor_new_part:
 * @whole: an editor that gives more ways to answer than @type does
 * @type: an editor's type
 *
 * Returns: (transfer floating): an editor for the same question, for @whole to show; @whole hands
 * on refresh and take
 */
RuhuEditor *
ruhu_editor_new_part (RuhuEditor *whole, GType type)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (whole);

  return begin (type, priv->survey, priv->control, priv->node, priv->label, priv->alone);
}

RuhuSurvey *
ruhu_editor_get_survey (RuhuEditor *self)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (self);

  return priv->survey;
}

RuhuInstance *
ruhu_editor_get_instance (RuhuEditor *self)
{
  return ruhu_survey_get_instance (ruhu_editor_get_survey (self));
}

const RuhuControl *
ruhu_editor_get_control (RuhuEditor *self)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (self);

  return priv->control;
}

RuhuNode *
ruhu_editor_get_node (RuhuEditor *self)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (self);

  return priv->node;
}

const char *
ruhu_editor_get_label (RuhuEditor *self)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (self);

  return priv->label;
}

gboolean
ruhu_editor_is_alone (RuhuEditor *self)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (self);

  return priv->alone;
}

/** ruhu_editor_get_value: Returns: (transfer none): the answer, "" where there is none */
const char *
ruhu_editor_get_value (RuhuEditor *self)
{
  const char *value =
    ruhu_instance_get_value (ruhu_editor_get_instance (self), ruhu_editor_get_node (self));

  return value != NULL ? value : "";
}

/**
 * ruhu_editor_set_value:
 * @value: the answer as the form stores it; "" for none
 *
 * A value that breaks the form's rule is kept all the same; the question says what is wrong with
 * it.
 */
void
ruhu_editor_set_value (RuhuEditor *self, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (value, ruhu_editor_get_value (self)))
    return;
  if (!ruhu_instance_set_value (ruhu_editor_get_instance (self),
                                ruhu_editor_get_node (self),
                                value,
                                &error))
    g_warning ("an answer was not taken: %s", error->message);
}

/**
 * ruhu_editor_set_typing:
 * @typing: whether the editor shows what is not in the filling yet
 *
 * As long as it does, no tick says that all is saved.
 */
void
ruhu_editor_set_typing (RuhuEditor *self, gboolean typing)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (self);

  if (priv->typing == typing)
    return;
  priv->typing = typing;
  if (typing)
    ruhu_autosave_hold (ruhu_survey_get_autosave (priv->survey));
  else
    ruhu_autosave_release (ruhu_survey_get_autosave (priv->survey));
}

void
ruhu_editor_refresh (RuhuEditor *self)
{
  RuhuEditorPrivate *priv = ruhu_editor_get_instance_private (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self),
                            !ruhu_instance_is_readonly (ruhu_editor_get_instance (self),
                                                        priv->node));
  RUHU_EDITOR_GET_CLASS (self)->refresh (self);
}

void
ruhu_editor_take (RuhuEditor *self)
{
  RUHU_EDITOR_GET_CLASS (self)->take (self);
}

/** ruhu_editor_is_unfinished: Returns: whether it is too early to call the answer wrong */
gboolean
ruhu_editor_is_unfinished (RuhuEditor *self)
{
  return RUHU_EDITOR_GET_CLASS (self)->is_unfinished (self);
}

/**
 * ruhu_editor_add_below:
 * @widget: (transfer floating): what tells of the answer
 *
 * Returns: %FALSE where the editor has no place for it
 */
gboolean
ruhu_editor_add_below (RuhuEditor *self, GtkWidget *widget)
{
  if (RUHU_EDITOR_GET_CLASS (self)->add_below == NULL)
    return FALSE;
  RUHU_EDITOR_GET_CLASS (self)->add_below (self, widget);
  return TRUE;
}

/**
 * ruhu_editor_go_on:
 *
 * The question is answered, and the form wants to go on: to the next question on the page, or to
 * the next page.
 */
void
ruhu_editor_go_on (RuhuEditor *self)
{
  GtkWidget *question = gtk_widget_get_ancestor (GTK_WIDGET (self), RUHU_TYPE_QUESTION);
  GtkWidget *questions = gtk_widget_get_ancestor (GTK_WIDGET (self), RUHU_TYPE_QUESTIONS);

  if (question == NULL || questions == NULL)
    return; /* the page was left meanwhile */
  if (!ruhu_questions_focus_behind (RUHU_QUESTIONS (questions), question))
    gtk_widget_activate_action (GTK_WIDGET (self), "survey.next", NULL);
}

/**
 * ruhu_editor_name:
 * @part: (nullable): what of the answer @widget takes, translated; %NULL where it takes all of it
 *
 * Names @widget to a screen reader by the question it belongs to.
 */
void
ruhu_editor_name (RuhuEditor *self, GtkWidget *widget, const char *part)
{
  g_autofree char *name = NULL;

  if (part != NULL)
    name = g_strdup_printf ("%s · %s", ruhu_editor_get_label (self), part);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : ruhu_editor_get_label (self),
                                  -1);
}
