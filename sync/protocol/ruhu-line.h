/* ruhu-line.h: one line of a device's log, as sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ruhu-hlc.h"
#include "store/ruhu-object.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * RuhuQuarantine:
 *
 * Why HQ holds a line and does not apply it. The numbers stand nowhere, the names on the wire and
 * in databases.
 */
typedef enum {
  RUHU_QUARANTINE_NONE,
  RUHU_QUARANTINE_PARSE,
  RUHU_QUARANTINE_CHAIN,
  RUHU_QUARANTINE_SCHEMA,
  RUHU_QUARANTINE_FORM_UNKNOWN,
  RUHU_QUARANTINE_SCOPE,
  RUHU_QUARANTINE_IMMUTABLE,
  RUHU_QUARANTINE_FINALIZED,
  RUHU_QUARANTINE_POLICY,
  RUHU_QUARANTINE_TOO_DEEP,
} RuhuQuarantine;

const char *ruhu_quarantine_to_string (RuhuQuarantine code);
RuhuQuarantine ruhu_quarantine_from_string (const char *name);

#define RUHU_TYPE_LINE (ruhu_line_get_type ())
typedef struct _RuhuLine RuhuLine;

GType ruhu_line_get_type (void);
RuhuLine *ruhu_line_new (GBytes *bytes, guint64 seq, const char *previous);
RuhuLine *ruhu_line_ref (RuhuLine *self);
void ruhu_line_unref (RuhuLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuLine, ruhu_line_unref)

GBytes *ruhu_line_get_bytes (RuhuLine *self);
const char *ruhu_line_get_hash (RuhuLine *self);
guint64 ruhu_line_get_seq (RuhuLine *self);

RuhuQuarantine ruhu_line_get_quarantine (RuhuLine *self);
const char *ruhu_line_get_path (RuhuLine *self);
const char *ruhu_line_get_message (RuhuLine *self);
void
ruhu_line_quarantine (RuhuLine *self, RuhuQuarantine code, const char *path, const char *message);

JsonObject *ruhu_line_get_object (RuhuLine *self);
char *ruhu_line_find_answer (RuhuLine *self, const char *name);
RuhuObjectKind ruhu_line_get_kind (RuhuLine *self);
const char *ruhu_line_get_id (RuhuLine *self);
const char *ruhu_line_get_division (RuhuLine *self);
const char *ruhu_line_get_user (RuhuLine *self);
RuhuHlc ruhu_line_get_hlc (RuhuLine *self);
char *ruhu_line_get_orig (RuhuLine *self);

G_END_DECLS
