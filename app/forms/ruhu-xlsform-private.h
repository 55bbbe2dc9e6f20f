/* ruhu-xlsform-private.h: a form being compiled, and how its sheets are read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-xlsform-node-private.h"

#include <libxml/tree.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;
  guint row;
  GPtrArray *texts;
  GArray *extra;
} RuhuXlsChoice;

typedef struct {
  const char *name;
  GPtrArray *choices;
  GHashTable *by_name; /* name → the first RuhuXlsChoice */
  gboolean translated; /* labels stand in itext */
  gboolean searched;   /* only search() uses it */
  gboolean wanted;     /* something else does */
  gboolean blankless;  /* its names were looked through for blanks */
} RuhuXlsList;

struct _RuhuXlsEntity {
  guint row;
  const char *list;
  const char *label;
  const char *id;
  const char *create_if;
  const char *update_if;
  const char *repeat; /* ${repeat}: in whose rows it stands, where nothing else says so */
  RuhuXlsNode *container;
  RuhuXlsNode *node; /* meta/entity in it */
  guint index;
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
  guint warnings;
  guint unsaid;          /* messages that are too many to be read */
  guint guesses;         /* names that were compared with mistaken ones */
  guint elements;        /* written so far */
  GPtrArray *owned;      /* strings that live as long as the form */
  GHashTable *overrides; /* key → value: settings that stand on the survey sheet */
  const char *root_name;
  RuhuXlsNode *root;
  RuhuXlsNode *meta;
  GPtrArray *nodes;    /* all, in document order */
  GHashTable *by_name; /* name → GPtrArray of nodes */
  GPtrArray *lists;    /* RuhuXlsList */
  GHashTable *lists_by_name;
  GHashTable *rows[RUHU_XLS_N_SHEETS]; /* list_name → GPtrArray of rows, NULL until it is wanted */
  GPtrArray *externals;                /* RuhuXlsAttribute: instance id, its URI */
  GHashTable *externals_by_id;
  GPtrArray *entities; /* RuhuXlsEntity */
  GHashTable *entities_by_list;
  GPtrArray *rules;     /* RuhuXlsRule */
  GPtrArray *languages; /* in the order they were met */
  const char *default_language;
  guint other_row; /* the first row with or_other, 0 where there is none */
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
const char *ruhu_xls_translate (const char *word);
const char *ruhu_xls_find_near (const char *word, GPtrArray *candidates, guint most);
char *ruhu_xls_near (const char *word, GPtrArray *candidates);
gboolean ruhu_xls_may_guess (RuhuXlsForm *form, guint candidates);
const char *ruhu_xls_keep (RuhuXlsForm *form, char *text);
gboolean ruhu_xls_is_name_char (gunichar c, gboolean later);
gboolean ruhu_xls_is_name (const char *text);
gboolean ruhu_xls_is_attribute (const char *name);
gboolean ruhu_xls_says_yes (const char *text);
gboolean ruhu_xls_says_no (const char *text);

/* ruhu-xlsform-survey.c, -lists.c, -check.c, -parameters.c, -entities.c */
void ruhu_xls_read_survey (RuhuXlsForm *form);
void ruhu_xls_read_lists (RuhuXlsForm *form);
const GPtrArray *ruhu_xls_rows (RuhuXlsForm *form, RuhuXlsSheetKind kind, const char *list);
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

G_END_DECLS
