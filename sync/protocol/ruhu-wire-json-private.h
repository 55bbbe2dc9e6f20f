/* ruhu-wire-json-private.h: JSON, token by token
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-wire-json.h"

G_BEGIN_DECLS

typedef struct {
  const char *at;
  const char *end;
  guint depth;
  guint max_depth;
  GString *texts;         /* a stack: each text that is being read, with its zero */
  const char *around;     /* (nullable): member of the outermost object that is only passed over, */
  RuhuWireJsonPart *part; /* and where it stands; its text is NULL until it was met */
  const char *wanted;     /* (nullable): name of a text that is looked for in what is passed over */
  char *found;
  RuhuWireJsonFault fault;
} RuhuWireJsonReader;

static inline gboolean
ruhu_wire_json_fail (RuhuWireJsonReader *self, RuhuWireJsonFault fault)
{
  if (self->fault == RUHU_WIRE_JSON_GOOD)
    self->fault = fault;
  return FALSE;
}

static inline char
ruhu_wire_json_peek (RuhuWireJsonReader *self)
{
  return self->at < self->end ? *self->at : '\0';
}

static inline void
ruhu_wire_json_skip_space (RuhuWireJsonReader *self)
{
  while (self->at < self->end &&
         (*self->at == ' ' || *self->at == '\t' || *self->at == '\r' || *self->at == '\n'))
    self->at++;
}

static inline gboolean
ruhu_wire_json_take (RuhuWireJsonReader *self, char c)
{
  if (self->at == self->end || *self->at != c)
    return ruhu_wire_json_fail (self, RUHU_WIRE_JSON_SYNTAX);

  self->at++;
  return TRUE;
}

gboolean ruhu_wire_json_take_word (RuhuWireJsonReader *self, const char *word);
gboolean ruhu_wire_json_read_escape (RuhuWireJsonReader *self);
gboolean ruhu_wire_json_read_text (RuhuWireJsonReader *self);
gboolean ruhu_wire_json_read_name (RuhuWireJsonReader *self);
gboolean ruhu_wire_json_read_number (RuhuWireJsonReader *self, JsonNode **node);
gboolean ruhu_wire_json_read_list (RuhuWireJsonReader *self,
                                   char close,
                                   gboolean (*read_item) (RuhuWireJsonReader *self, gpointer list),
                                   gpointer list);

G_END_DECLS
