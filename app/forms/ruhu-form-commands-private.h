/* ruhu-form-commands-private.h: the commands of the program ruhu-form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form-private.h"
#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

#define RUHU_FORM_USAGE 64

int ruhu_form_check_main (int argc, char **argv);
int ruhu_form_run_main (int argc, char **argv);
int ruhu_form_bench_main (int argc, char **argv);
int ruhu_form_export_main (int argc, char **argv);

void ruhu_form_lint (RuhuForm *form);
void ruhu_form_lint_entities (RuhuForm *form);
void ruhu_form_lint_seen (RuhuForm *form, const RuhuControl *control);
gboolean ruhu_form_lint_clashes (RuhuForm *form, RuhuSchema *context, RuhuXPathExpr *expr);
void ruhu_form_lint_lists (RuhuForm *form, RuhuInstance *instance, const RuhuControl *control);
GBytes *ruhu_form_read_media (const char *uri, gpointer dir);
JsonObject *ruhu_form_read_steps (const char *path, JsonParser *parser, GError **error);
gboolean ruhu_form_run_step (RuhuInstance *instance, JsonArray *steps, guint i, GError **error);
JsonArray *ruhu_form_get_array (JsonObject *object, const char *name);

G_END_DECLS
