/* ruhu-xlsform.h: XLSForm sheets → XForm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *
ruhu_xlsform_compile (const char *source, const char *name, GPtrArray *messages, GError **error);
GBytes *ruhu_xlsform_try (const char *source,
                          const char *name,
                          GPtrArray *messages,
                          char **itemsets,
                          GError **error);

int ruhu_xlsform_main (int argc, char **argv);

/* Words that a column of the rules sheet may hold. */
typedef enum {
  RUHU_XLSFORM_SEVERITY,
  RUHU_XLSFORM_RAISES
} RuhuXlsformRuleColumn;

char **ruhu_xlsform_list_types (void);
char **ruhu_xlsform_list_columns (void);
const char *const *ruhu_xlsform_rule_words (RuhuXlsformRuleColumn column);
const char *ruhu_xlsform_type_parameters (const char *name);

G_END_DECLS
