/* form-fixture.h: small forms written in a test, and what happens in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

GBytes *form_write (const char *instance, const char *model, const char *body);
RuhuForm *form_make (const char *instance, const char *model, const char *body);
RuhuInstance *form_start (const char *instance, const char *model, const char *body);

void form_set (RuhuInstance *self, const char *ref, const char *value);
const char *form_get (RuhuInstance *self, const char *ref);
RuhuNode *form_node (RuhuInstance *self, const char *ref);
RuhuNode *form_add_row (RuhuInstance *self, const char *path);
void form_remove_row (RuhuInstance *self, const char *ref);
char *form_choices (RuhuInstance *self, const char *ref);

#define form_assert(self, ref, value) g_assert_cmpstr (form_get (self, ref), ==, value)

G_END_DECLS
