/* ruhu-xlsform-node-private.h: groups, repeats and questions of a form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-xlsform-sheet-private.h"

G_BEGIN_DECLS

typedef struct _RuhuXlsNode RuhuXlsNode;
typedef struct _RuhuXlsEntity RuhuXlsEntity;

/* How a question of one type is shown and stored; a row of the table in ruhu-xlsform-type.c. */
typedef struct {
  const char *name;
  const char *control; /* NULL: not shown */
  const char *bind;    /* data type, NULL: no bind */
  const char *mediatype;
  const char *preload;
  const char *preload_params;
  const char *parameters; /* accepted, parted by commas; NULL: not looked at */
  const char *constraint; /* where the author gives none, as is the hint */
  const char *hint;
  gboolean old; /* devices tell it no more */
} RuhuXlsType;

typedef enum {
  RUHU_XLS_LABEL,
  RUHU_XLS_HINT,
  RUHU_XLS_GUIDANCE,
  RUHU_XLS_IMAGE,
  RUHU_XLS_BIG_IMAGE,
  RUHU_XLS_IMAGE_DESCRIPTION,
  RUHU_XLS_AUDIO,
  RUHU_XLS_VIDEO,
  RUHU_XLS_CONSTRAINT_MESSAGE,
  RUHU_XLS_REQUIRED_MESSAGE,
  RUHU_XLS_NO_APP_MESSAGE,
} RuhuXlsTextKind;

typedef struct {
  RuhuXlsTextKind kind;
  const char *language; /* NULL: the default language */
  const char *text;
  const char *header;
} RuhuXlsText;

typedef struct {
  const char *name;
  const char *value;
  const char *header;
} RuhuXlsAttribute;

typedef enum {
  RUHU_XLS_GROUP,
  RUHU_XLS_REPEAT,
  RUHU_XLS_QUESTION
} RuhuXlsNodeKind;

struct _RuhuXlsNode {
  RuhuXlsNodeKind kind;
  const RuhuXlsType *type;
  const char *name;
  char *path;
  guint row;   /* where it was written; 0 for one the compiler adds */
  guint order; /* among all nodes, as they are written */
  RuhuXlsNode *parent;
  GPtrArray *children;
  GPtrArray *texts; /* RuhuXlsText */
  GArray *binds;    /* RuhuXlsAttribute, as is the next two */
  GArray *controls;
  GArray *attributes;
  GHashTable *parameters;
  GPtrArray *triggered; /* nodes whose value is set when this one changes */
  RuhuXlsEntity *entity;
  const char *list; /* choice list, file or ${question of a repeat} */
  const char *choice_filter;
  const char *default_value;
  const char *calculation;
  const char *trigger;
  const char *count;
  const char *save_to;
  gboolean in_meta;
  gboolean searches; /* appearance search(): choices are written out in the control */
};

/* ruhu-xlsform-type.c */
const RuhuXlsType *ruhu_xls_type_find (const char *name);
const RuhuXlsType *ruhu_xls_type_get (const char *name);
const RuhuXlsType *ruhu_xls_type_select (const char *text, const char **list, gboolean *other);
const char *ruhu_xls_type_begins_select (const char *text);
char *ruhu_xls_type_near (const char *name);

/* ruhu-xlsform-node.c */
RuhuXlsNode *ruhu_xls_node_new (RuhuXlsNodeKind kind, const RuhuXlsType *type, const char *name);
void ruhu_xls_node_free (RuhuXlsNode *node);
void ruhu_xls_node_add (RuhuXlsNode *parent, RuhuXlsNode *child);
void ruhu_xls_node_text (RuhuXlsNode *node, RuhuXlsTextKind kind, const char *text);
RuhuXlsNode *ruhu_xls_node_copy (const RuhuXlsNode *node);
const RuhuXlsNode *ruhu_xls_node_repeat (const RuhuXlsNode *node);
gboolean ruhu_xls_node_is_labelled (const RuhuXlsNode *node);
gboolean ruhu_xls_node_says_anything (const RuhuXlsNode *node);
gboolean ruhu_xls_node_is_shown (const RuhuXlsNode *node);
gboolean ruhu_xls_text_has (const GPtrArray *texts, RuhuXlsTextKind kind);
void
ruhu_xls_attribute_add (GArray *array, const char *name, const char *value, const char *header);
const char *ruhu_xls_attribute_get (const GArray *array, const char *name);
void ruhu_xls_text_add (GPtrArray *texts,
                        RuhuXlsTextKind kind,
                        const char *language,
                        const char *text,
                        const char *header);
gboolean ruhu_xls_text_kind (const RuhuXlsColumn *column, RuhuXlsTextKind *kind);

G_END_DECLS
