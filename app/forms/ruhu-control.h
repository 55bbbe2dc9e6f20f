/* ruhu-control.h: what a form's body shows: questions, groups and repeats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RuhuControl:
 *
 * One element of a form's body. It belongs to its #RuhuForm, lives as long as it and never changes;
 * what changes while somebody fills the form is asked from #RuhuInstance.
 */
typedef struct _RuhuControl RuhuControl;

/**
 * RuhuControlKind:
 * @RUHU_CONTROL_GROUP: children that belong together, with or without a node of their own
 * @RUHU_CONTROL_REPEAT: children once for each row; the control's label is its group's
 */
typedef enum {
  RUHU_CONTROL_INPUT,
  RUHU_CONTROL_SELECT1,
  RUHU_CONTROL_SELECT,
  RUHU_CONTROL_RANK,
  RUHU_CONTROL_RANGE,
  RUHU_CONTROL_UPLOAD,
  RUHU_CONTROL_TRIGGER,
  RUHU_CONTROL_GROUP,
  RUHU_CONTROL_REPEAT,
} RuhuControlKind;

typedef enum {
  RUHU_DATA_STRING,
  RUHU_DATA_INT,
  RUHU_DATA_DECIMAL,
  RUHU_DATA_BOOLEAN,
  RUHU_DATA_DATE,
  RUHU_DATA_TIME,
  RUHU_DATA_DATE_TIME,
  RUHU_DATA_GEOPOINT,
  RUHU_DATA_GEOTRACE,
  RUHU_DATA_GEOSHAPE,
  RUHU_DATA_BINARY,
  RUHU_DATA_BARCODE,
  RUHU_DATA_INTENT,
} RuhuDataType;

RuhuControlKind ruhu_control_get_kind (const RuhuControl *self);
const RuhuControl *ruhu_control_get_parent (const RuhuControl *self);
guint ruhu_control_get_n_children (const RuhuControl *self);
const RuhuControl *ruhu_control_get_child (const RuhuControl *self, guint index);

const char *ruhu_control_get_path (const RuhuControl *self);
const char *ruhu_control_get_name (const RuhuControl *self);
RuhuDataType ruhu_control_get_data_type (const RuhuControl *self);

const char *ruhu_control_get_appearance (const RuhuControl *self);
gboolean ruhu_control_has_appearance (const RuhuControl *self, const char *token);
const char *ruhu_control_get_parameter (const RuhuControl *self, const char *name);

gboolean ruhu_control_is_question (const RuhuControl *self);
gboolean ruhu_control_may_decline (const RuhuControl *self);
const RuhuControl *ruhu_control_get_decliner (const RuhuControl *self);
gboolean ruhu_control_is_decliner (const RuhuControl *self);
GPtrArray *ruhu_control_list_followers (const RuhuControl *self);

G_END_DECLS
