/* ruhu-xlsform-private.h: what the parts of the compiler hand each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-xlsform-sheet-private.h"

#include <libxml/tree.h>

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
} RuhuXlsType;

typedef enum {
  RUHU_XLS_LABEL,
  RUHU_XLS_HINT,
  RUHU_XLS_GUIDANCE,
  RUHU_XLS_IMAGE,
  RUHU_XLS_BIG_IMAGE,
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
  guint row; /* where it was written; 0 for one the compiler adds */
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

typedef struct {
  const char *name;
  guint row;
  GPtrArray *texts;
  GArray *extra;
} RuhuXlsChoice;

typedef struct {
  const char *name;
  GPtrArray *choices;
  gboolean translated; /* labels stand in itext */
  gboolean searched;   /* only search() uses it */
  gboolean wanted;     /* something else does */
} RuhuXlsList;

struct _RuhuXlsEntity {
  guint row;
  const char *list;
  const char *label;
  const char *id;
  const char *create_if;
  const char *update_if;
  RuhuXlsNode *container;
  RuhuXlsNode *node; /* meta/entity in it */
};

typedef struct {
  guint row;
  const char *id;
  const char *when;
  const char *severity;
  const char *raises;
  const char *parameters;
  GPtrArray *texts;
} RuhuXlsRule;

typedef struct {
  RuhuXlsBook *book;
  GPtrArray *messages;
  guint errors;
  GPtrArray *owned; /* strings that live as long as the form */
  const char *root_name;
  RuhuXlsNode *root;
  RuhuXlsNode *meta;
  GPtrArray *nodes;     /* all, in document order */
  GHashTable *by_name;  /* name → GPtrArray of nodes */
  GPtrArray *lists;     /* RuhuXlsList */
  GPtrArray *externals; /* RuhuXlsAttribute: instance id, its URI */
  GPtrArray *entities;  /* RuhuXlsEntity */
  GPtrArray *rules;     /* RuhuXlsRule */
  GPtrArray *languages; /* in the order they were met */
  const char *default_language;
  gboolean last_saved;
  gboolean collapse; /* runs of blanks in the survey sheet become one */
  xmlDoc *doc;
  xmlNode *model;
} RuhuXlsForm;

/* ruhu-xlsform-message.c */
void ruhu_xls_error (RuhuXlsForm *form,
                     RuhuXlsSheetKind sheet,
                     guint row,
                     const char *column,
                     const char *format,
                     ...) G_GNUC_PRINTF (5, 6);
void ruhu_xls_warn (RuhuXlsForm *form,
                    RuhuXlsSheetKind sheet,
                    guint row,
                    const char *column,
                    const char *format,
                    ...) G_GNUC_PRINTF (5, 6);
char *ruhu_xls_near (const char *word, GPtrArray *candidates);
const char *ruhu_xls_keep (RuhuXlsForm *form, char *text);
gboolean ruhu_xls_is_name (const char *text);
gboolean ruhu_xls_says_yes (const char *text);

/* ruhu-xlsform-type.c */
const RuhuXlsType *ruhu_xls_type_find (const char *name);
const RuhuXlsType *ruhu_xls_type_get (const char *name);
const RuhuXlsType *ruhu_xls_type_select (const char *text, const char **list, gboolean *other);
char *ruhu_xls_type_near (const char *name);

/* ruhu-xlsform-node.c */
RuhuXlsNode *ruhu_xls_node_new (RuhuXlsNodeKind kind, const RuhuXlsType *type, const char *name);
void ruhu_xls_node_free (RuhuXlsNode *node);
void ruhu_xls_node_add (RuhuXlsNode *parent, RuhuXlsNode *child);
void ruhu_xls_node_text (RuhuXlsNode *node, RuhuXlsTextKind kind, const char *text);
RuhuXlsNode *ruhu_xls_node_copy (const RuhuXlsNode *node);
const RuhuXlsNode *ruhu_xls_node_repeat (const RuhuXlsNode *node);
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

/* ruhu-xlsform-survey.c, -lists.c, -check.c, -parameters.c, -entities.c */
void ruhu_xls_read_survey (RuhuXlsForm *form);
void ruhu_xls_read_lists (RuhuXlsForm *form);
RuhuXlsList *ruhu_xls_list_find (RuhuXlsForm *form, const char *name);
void ruhu_xls_list_add_other (RuhuXlsForm *form, RuhuXlsList *list);
void ruhu_xls_check_names (RuhuXlsForm *form);
void ruhu_xls_check_selects (RuhuXlsForm *form);
void ruhu_xls_read_parameters (RuhuXlsForm *form, RuhuXlsNode *node, const char *text);
void ruhu_xls_check_range (RuhuXlsForm *form, RuhuXlsNode *node);
void ruhu_xls_read_entities (RuhuXlsForm *form);
void ruhu_xls_find_externals (RuhuXlsForm *form);
const char *ruhu_xls_external_find (const RuhuXlsForm *form, const char *id);
gboolean ruhu_xls_external_is_declared (const RuhuXlsForm *form, const char *id);
void ruhu_xls_add_entity (RuhuXlsForm *form, RuhuXlsEntity *entity);
void ruhu_xls_write_entities (RuhuXlsForm *form);
void ruhu_xls_write_new_entity (RuhuXlsForm *form, const RuhuXlsNode *node, xmlNode *repeat);

/* ruhu-xlsform-reference.c */
typedef enum {
  RUHU_XLS_PLAIN = 0,
  RUHU_XLS_CURRENT = 1 << 0, /* a relative path starts at current() */
  RUHU_XLS_BARE = 1 << 1,    /* no blanks around the path */
  RUHU_XLS_ABSOLUTE = 1 << 2,
} RuhuXlsReferenceFlags;

char *ruhu_xls_expand (RuhuXlsForm *form,
                       const RuhuXlsNode *context,
                       const char *expression,
                       RuhuXlsSheetKind sheet,
                       guint row,
                       const char *header,
                       RuhuXlsReferenceFlags flags,
                       const RuhuXlsNode *inside);
RuhuXlsNode *ruhu_xls_resolve (RuhuXlsForm *form,
                               const char *name,
                               RuhuXlsSheetKind sheet,
                               guint row,
                               const char *header);
char *ruhu_xls_path_between (const RuhuXlsNode *from, const RuhuXlsNode *to);
gboolean ruhu_xls_is_reference (const char *text, char **name);
gboolean ruhu_xls_is_dynamic (const char *default_value, const char *bind_type);
const char *ruhu_xls_skip_instance (const char *text);

/* ruhu-xlsform-itext.c, -model.c, -body.c, -rules.c, -settings.c */
void ruhu_xls_read_settings (RuhuXlsForm *form);
void ruhu_xls_add_meta (RuhuXlsForm *form);
const char *ruhu_xls_setting (const RuhuXlsForm *form, const char *key);
void ruhu_xls_write_settings (RuhuXlsForm *form, xmlNode *instance);
void ruhu_xls_find_languages (RuhuXlsForm *form);
gboolean ruhu_xls_in_itext (const GPtrArray *texts, RuhuXlsTextKind kind);
void ruhu_xls_write_itext (RuhuXlsForm *form);
void ruhu_xls_write_rich (RuhuXlsForm *form,
                          xmlNode *into,
                          const RuhuXlsNode *context,
                          const RuhuXlsText *text,
                          RuhuXlsSheetKind sheet,
                          guint row);
void ruhu_xls_write_model (RuhuXlsForm *form);
void ruhu_xls_write_last_saved (RuhuXlsForm *form);
void ruhu_xls_write_body (RuhuXlsForm *form, xmlNode *body);
void ruhu_xls_read_rules (RuhuXlsForm *form);
void ruhu_xls_write_rules (RuhuXlsForm *form);
xmlNode *ruhu_xls_element (xmlNode *parent, const char *name);
void ruhu_xls_set (RuhuXlsForm *form, xmlNode *node, const char *name, const char *value);
xmlNode *ruhu_xls_action (RuhuXlsForm *form,
                          xmlNode *parent,
                          const char *name,
                          const char *ref,
                          const char *event);

G_END_DECLS
