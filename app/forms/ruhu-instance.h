/* ruhu-instance.h: one form being filled: answers, rows, relevance, validity
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form.h"
#include "forms/ruhu-list.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define RUHU_TYPE_INSTANCE (ruhu_instance_get_type ())
G_DECLARE_FINAL_TYPE (RuhuInstance, ruhu_instance, RUHU, INSTANCE, GObject)

/**
 * RuhuNode:
 *
 * One question, group or row of this filling. Belongs to its #RuhuInstance; valid until the row it
 * lies in is removed, or the instance is gone.
 */
typedef struct _RuhuNode RuhuNode;

/**
 * RuhuViolation:
 * @RUHU_VIOLATION_REQUIRED: an answer is missing
 * @RUHU_VIOLATION_CONSTRAINT: the answer breaks the form's rule
 */
typedef enum {
  RUHU_VIOLATION_NONE,
  RUHU_VIOLATION_REQUIRED,
  RUHU_VIOLATION_CONSTRAINT,
} RuhuViolation;

/**
 * RuhuChoice:
 * @value: what is stored
 * @label: what is shown, in the current language; the value where the form gives none
 * @image: (nullable): jr:// URI of a picture
 * @description: (nullable): what it shows, for those who do not see it
 * @audio: (nullable): jr:// URI of a sound
 */
typedef struct {
  char *value;
  char *label;
  char *image;
  char *description;
  char *audio;
} RuhuChoice;

/**
 * RuhuMediaFunc:
 * @uri: jr:// URI of a file that comes with the form
 *
 * Returns: (transfer full) (nullable): the file's bytes, or %NULL where there is no such file
 */
typedef GBytes *(*RuhuMediaFunc) (const char *uri, gpointer data);

RuhuInstance *ruhu_instance_new (RuhuForm *form);
RuhuForm *ruhu_instance_get_form (RuhuInstance *self);

/* Before start: what the filling begins with. */
void ruhu_instance_set_list (RuhuInstance *self, const char *id, RuhuList *list);
void ruhu_instance_set_media (RuhuInstance *self, RuhuMediaFunc func, gpointer data);
GBytes *ruhu_instance_read_media (RuhuInstance *self, const char *uri);
void ruhu_instance_set_entities (RuhuInstance *self, GPtrArray *entities);
void ruhu_instance_set_last_saved (RuhuInstance *self, GBytes *xml);
void ruhu_instance_set_property (RuhuInstance *self, const char *name, const char *value);
void ruhu_instance_preset (RuhuInstance *self, const char *name, const char *value);

gboolean ruhu_instance_start (RuhuInstance *self, GError **error);
gboolean ruhu_instance_restore (RuhuInstance *self, GHashTable *answers, GError **error);
void ruhu_instance_load_lists (RuhuInstance *self);
GPtrArray *ruhu_instance_get_warnings (RuhuInstance *self);

/* At any time. */
void ruhu_instance_set_language (RuhuInstance *self, const char *tag);
const char *ruhu_instance_get_language (RuhuInstance *self);

RuhuNode *ruhu_instance_get_root (RuhuInstance *self);
RuhuNode *ruhu_instance_find (RuhuInstance *self, const char *ref);
guint ruhu_instance_count (RuhuInstance *self, const char *ref);
RuhuNode *ruhu_instance_find_key (RuhuInstance *self, const char *key);
RuhuNode *ruhu_instance_node_of (RuhuInstance *self, const RuhuControl *control, RuhuNode *within);

char *ruhu_node_get_key (RuhuNode *node);
char *ruhu_node_get_ref (RuhuNode *node);
const char *ruhu_node_get_name (RuhuNode *node);
const RuhuControl *ruhu_node_get_control (RuhuNode *node);

const char *ruhu_instance_get_value (RuhuInstance *self, RuhuNode *node);
gboolean
ruhu_instance_set_value (RuhuInstance *self, RuhuNode *node, const char *value, GError **error);
char *ruhu_instance_get_registered (RuhuInstance *self, RuhuNode *node);
gboolean ruhu_instance_is_answered (RuhuInstance *self, RuhuNode *node);
gboolean ruhu_instance_is_relevant (RuhuInstance *self, RuhuNode *node);
gboolean ruhu_instance_is_readonly (RuhuInstance *self, RuhuNode *node);
gboolean ruhu_instance_is_required (RuhuInstance *self, RuhuNode *node);
RuhuViolation ruhu_instance_get_violation (RuhuInstance *self, RuhuNode *node);
char *ruhu_instance_get_message (RuhuInstance *self, RuhuNode *node);
GPtrArray *ruhu_instance_list_problems (RuhuInstance *self);

char *ruhu_instance_get_label (RuhuInstance *self, const RuhuControl *control, RuhuNode *within);
char *ruhu_instance_get_hint (RuhuInstance *self, const RuhuControl *control, RuhuNode *within);
char *ruhu_instance_get_guidance (RuhuInstance *self, const RuhuControl *control, RuhuNode *within);
char *ruhu_instance_get_media (RuhuInstance *self,
                               const RuhuControl *control,
                               RuhuNode *within,
                               const char *media);
GPtrArray *
ruhu_instance_get_choices (RuhuInstance *self, const RuhuControl *control, RuhuNode *within);
char *ruhu_instance_get_choice_label (RuhuInstance *self,
                                      const RuhuControl *control,
                                      RuhuNode *within,
                                      const char *value);
guint64 ruhu_instance_stamp_choices (RuhuInstance *self,
                                     const RuhuControl *control,
                                     RuhuNode *within,
                                     guint *n);

GPtrArray *ruhu_instance_get_rows (RuhuInstance *self, const RuhuControl *repeat, RuhuNode *within);
gboolean
ruhu_instance_can_add_row (RuhuInstance *self, const RuhuControl *repeat, RuhuNode *within);
RuhuNode *ruhu_instance_add_row (RuhuInstance *self,
                                 const RuhuControl *repeat,
                                 RuhuNode *within,
                                 GError **error);
gboolean ruhu_instance_remove_row (RuhuInstance *self, RuhuNode *row, GError **error);

gboolean ruhu_instance_rule_holds (RuhuInstance *self, const RuhuFormRule *rule);
char *ruhu_instance_get_rule_message (RuhuInstance *self, const RuhuFormRule *rule);

void ruhu_instance_finish (RuhuInstance *self);
void ruhu_instance_correct (RuhuInstance *self, const char *replaced, const char *id);
JsonNode *ruhu_instance_to_json (RuhuInstance *self);

G_END_DECLS
