/* ruhu-wire-json.h: JSON from a stranger, read strictly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ruhu-json.h"

G_BEGIN_DECLS

/* An integer above this is read differently by different JSON readers (RFC 8259 section 6). */
#define RUHU_WIRE_MAX_INTEGER ((G_GUINT64_CONSTANT (1) << 53) - 1)

/* How deep a line may nest. */
#define RUHU_WIRE_MAX_DEPTH 32

/**
 * RuhuWireJsonFault:
 * @RUHU_WIRE_JSON_GOOD: nothing is wrong
 * @RUHU_WIRE_JSON_SYNTAX: not JSON, not UTF-8, a doubled member, a zero byte in a text, or a number
 *   that is not written back as it was read
 * @RUHU_WIRE_JSON_DEEP: nested too deep
 */
typedef enum {
  RUHU_WIRE_JSON_GOOD,
  RUHU_WIRE_JSON_SYNTAX,
  RUHU_WIRE_JSON_DEEP,
} RuhuWireJsonFault;

JsonObject *ruhu_wire_json_parse (const char *text, gsize length, RuhuWireJsonFault *fault);
JsonObject *ruhu_wire_json_parse_deep (const char *text,
                                       gsize length,
                                       guint max_depth,
                                       RuhuWireJsonFault *fault);

/** RuhuWireJsonPart: a value as it stands in the text of an object; lives with that text */
typedef struct {
  const char *text;
  gsize length;
} RuhuWireJsonPart;

JsonObject *ruhu_wire_json_parse_around (const char *text,
                                         gsize length,
                                         const char *member,
                                         RuhuWireJsonPart *part,
                                         RuhuWireJsonFault *fault);
char *ruhu_wire_json_find_text (const RuhuWireJsonPart *part, const char *name);

gboolean ruhu_wire_json_get_uint (JsonObject *object, const char *member, guint64 *value);
gboolean
ruhu_wire_json_get_bytes (JsonObject *object, const char *member, guint8 *bytes, gsize length);
void ruhu_wire_json_set_bytes (JsonObject *object,
                               const char *member,
                               const guint8 *bytes,
                               gsize length);

G_END_DECLS
