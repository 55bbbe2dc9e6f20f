/* ruhu-editor.h: the base of the widgets that take an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define RUHU_TYPE_EDITOR (ruhu_editor_get_type ())
G_DECLARE_DERIVABLE_TYPE (RuhuEditor, ruhu_editor, RUHU, EDITOR, AdwBin)

/**
 * RuhuEditorClass:
 * @begin: makes the widgets; called once, when survey and control are known
 * @refresh: shows what the filling holds now
 * @take: brings what is typed, an input method's unconfirmed text included, into the filling
 * @is_unfinished: whether somebody is still typing, so that it is too early to call it wrong
 * @add_below: puts what tells of the answer right below it; %NULL where that is below the editor
 */
struct _RuhuEditorClass {
  AdwBinClass parent_class;

  void (*begin) (RuhuEditor *self);
  void (*refresh) (RuhuEditor *self);
  void (*take) (RuhuEditor *self);
  gboolean (*is_unfinished) (RuhuEditor *self);
  void (*add_below) (RuhuEditor *self, GtkWidget *widget);
};

RuhuEditor *ruhu_editor_new (RuhuSurvey *survey,
                             const RuhuControl *control,
                             RuhuNode *node,
                             const char *label,
                             gboolean alone);

RuhuEditor *ruhu_editor_new_part (RuhuEditor *whole, GType type);

RuhuSurvey *ruhu_editor_get_survey (RuhuEditor *self);
RuhuInstance *ruhu_editor_get_instance (RuhuEditor *self);
const RuhuControl *ruhu_editor_get_control (RuhuEditor *self);
RuhuNode *ruhu_editor_get_node (RuhuEditor *self);
const char *ruhu_editor_get_label (RuhuEditor *self);
gboolean ruhu_editor_is_alone (RuhuEditor *self);

const char *ruhu_editor_get_value (RuhuEditor *self);
void ruhu_editor_set_value (RuhuEditor *self, const char *value);
void ruhu_editor_set_typing (RuhuEditor *self, gboolean typing);

void ruhu_editor_refresh (RuhuEditor *self);
void ruhu_editor_take (RuhuEditor *self);
gboolean ruhu_editor_is_unfinished (RuhuEditor *self);
gboolean ruhu_editor_add_below (RuhuEditor *self, GtkWidget *widget);
void ruhu_editor_go_on (RuhuEditor *self);
void ruhu_editor_name (RuhuEditor *self, GtkWidget *widget, const char *part);

G_END_DECLS
