/* ruhu-xlsform-write-private.h: a form that was read → its XForm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-xlsform-private.h"

G_BEGIN_DECLS

/* ruhu-xlsform-reference.c */
typedef enum {
  RUHU_XLS_PLAIN = 0,
  RUHU_XLS_CURRENT = 1 << 0, /* a relative path starts at current() */
  RUHU_XLS_BARE = 1 << 1,    /* no blanks around the path */
  RUHU_XLS_ABSOLUTE = 1 << 2,
  RUHU_XLS_CHECK = 1 << 3,   /* warn where the outcome is no expression */
  RUHU_XLS_REQUIRE = 1 << 4, /* refuse it */
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

/* ruhu-xlsform-itext.c, -rich.c, -mention.c, -model.c, -body.c, -rules.c, -settings.c, -language.c,
 * -advice.c */
void ruhu_xls_read_settings (RuhuXlsForm *form);
void ruhu_xls_add_meta (RuhuXlsForm *form);
const char *ruhu_xls_setting (const RuhuXlsForm *form, const char *key);
gboolean ruhu_xls_override_setting (RuhuXlsForm *form, const char *type, const char *value);
void ruhu_xls_check_mentions (RuhuXlsForm *form);
void ruhu_xls_write_settings (RuhuXlsForm *form, xmlNode *instance);
void ruhu_xls_find_languages (RuhuXlsForm *form);
gboolean ruhu_xls_in_itext (const GPtrArray *texts, RuhuXlsTextKind kind);
void ruhu_xls_write_itext (RuhuXlsForm *form);
gboolean ruhu_xls_is_rich (const char *text);
void ruhu_xls_write_rich (RuhuXlsForm *form,
                          xmlNode *into,
                          const RuhuXlsNode *context,
                          const RuhuXlsText *text,
                          RuhuXlsSheetKind sheet,
                          guint row);
void ruhu_xls_write_model (RuhuXlsForm *form);
void ruhu_xls_write_last_saved (RuhuXlsForm *form);
void ruhu_xls_write_body (RuhuXlsForm *form, xmlNode *body);
gboolean ruhu_xls_has_translations (const RuhuXlsForm *form);
void ruhu_xls_check_languages (RuhuXlsForm *form);
void ruhu_xls_advise (RuhuXlsForm *form);
const char *ruhu_xls_find_stranger (const RuhuXlsForm *form, const char *name);
void ruhu_xls_check_translations (RuhuXlsForm *form);
char *ruhu_xls_print_itemsets (const RuhuXlsForm *form);
void ruhu_xls_try (RuhuXlsForm *form, GBytes *xform);
char *ruhu_xls_describe_slip (const char *text);
void ruhu_xls_read_rules (RuhuXlsForm *form);
void ruhu_xls_write_rules (RuhuXlsForm *form);
gboolean ruhu_xls_has_room (RuhuXlsForm *form, guint64 more);
gboolean ruhu_xls_is_full (RuhuXlsForm *form);
xmlNs *ruhu_xls_new_space (xmlNode *node, const char *uri, const char *prefix);
xmlNode *ruhu_xls_element (xmlNode *parent, const char *name);
void ruhu_xls_set (RuhuXlsForm *form, xmlNode *node, const char *name, const char *value);
xmlNode *ruhu_xls_action (RuhuXlsForm *form,
                          xmlNode *parent,
                          const char *name,
                          const char *ref,
                          const char *event);

G_END_DECLS
