/* ruhu-audit.h: when each question was looked at and answered (ODK XForms, meta/audit)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

/**
 * RuhuAudit:
 *
 * The record of how one response came about, line by line; audit.csv in the end.
 */
typedef struct _RuhuAudit RuhuAudit;

/**
 * RuhuAuditFunc:
 * @key: under which the line is to be kept among the answers; no path begins like it
 * @line: (nullable): one line of audit.csv, without its end; %NULL: nothing is kept there any more
 */
typedef void (*RuhuAuditFunc) (const char *key, const char *line, gpointer data);

#define RUHU_AUDIT_PREFIX "audit:"
/* Kept beside the lines where an answer was changed after the form had been put away. */
#define RUHU_AUDIT_EDITED "edited:"

RuhuAudit *ruhu_audit_new (RuhuInstance *instance, RuhuAuditFunc func, gpointer data);
void ruhu_audit_free (RuhuAudit *self);

void ruhu_audit_set_user (RuhuAudit *self, const char *user);
void ruhu_audit_set_place (RuhuAudit *self, double latitude, double longitude, double accuracy);
const char *ruhu_audit_get_location_priority (RuhuAudit *self);
guint ruhu_audit_get_location_interval (RuhuAudit *self);

void ruhu_audit_begin (RuhuAudit *self);
void ruhu_audit_note (RuhuAudit *self, const char *event, RuhuNode *node);
void ruhu_audit_show (RuhuAudit *self, GPtrArray *questions);
void ruhu_audit_show_view (RuhuAudit *self, const char *event);
gboolean ruhu_audit_wants_reason (RuhuAudit *self);
void ruhu_audit_note_reason (RuhuAudit *self, const char *reason);
void ruhu_audit_restore (RuhuAudit *self, GHashTable *answers);

RuhuNode *ruhu_audit_get_node (RuhuAudit *self);
GBytes *ruhu_audit_to_csv (RuhuAudit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuAudit, ruhu_audit_free)

G_END_DECLS
