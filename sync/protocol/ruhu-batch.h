/* ruhu-batch.h: what one push carries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-line.h"
#include "ruhu-refusal.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define RUHU_TYPE_BATCH (ruhu_batch_get_type ())
typedef struct _RuhuBatch RuhuBatch;

GType ruhu_batch_get_type (void);
RuhuBatch *ruhu_batch_new (guint64 from, guint64 epoch);
RuhuBatch *ruhu_batch_new_sealed (guint64 from, guint64 epoch);
RuhuBatch *ruhu_batch_parse (GBytes *body, RuhuRefusal *refusal);
RuhuBatch *ruhu_batch_ref (RuhuBatch *self);
void ruhu_batch_unref (RuhuBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuBatch, ruhu_batch_unref)

void ruhu_batch_add (RuhuBatch *self, GBytes *line);
GBytes *ruhu_batch_to_bytes (RuhuBatch *self, const char *head, const char *head_signature);

guint64 ruhu_batch_get_from (RuhuBatch *self);
guint ruhu_batch_get_n_lines (RuhuBatch *self);
GBytes *ruhu_batch_get_line (RuhuBatch *self, guint i);
gsize ruhu_batch_get_size (RuhuBatch *self);
guint64 ruhu_batch_get_epoch (RuhuBatch *self);
const char *ruhu_batch_get_gen (RuhuBatch *self);
void ruhu_batch_set_gen (RuhuBatch *self, const char *gen);
gboolean ruhu_batch_get_sealed (RuhuBatch *self);
const char *ruhu_batch_get_head (RuhuBatch *self);
const char *ruhu_batch_get_head_signature (RuhuBatch *self);

gboolean
ruhu_batch_unseal (RuhuBatch *self, const guint8 public_key[32], const guint8 secret_key[32]);
GPtrArray *ruhu_batch_check_lines (RuhuBatch *self, const char *previous);

GBytes *ruhu_batch_deflate (GBytes *body);
GBytes *ruhu_batch_inflate (GBytes *body, RuhuRefusal *refusal);

G_END_DECLS
