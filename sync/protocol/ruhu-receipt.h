/* ruhu-receipt.h: HQ's signature over what it has durably
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RuhuReceipt:
 * @gen: which life of HQ's store; another after each restore from a backup
 * @device: whose log
 * @upto: HQ has all lines of it from 1 to this one
 * @head: hash of line @upto
 * @at: when HQ had it, ms since 1970 UTC
 * @attachments: HQ has all attachments of the lines up to this one
 * @text: the receipt as it travels and is kept
 */
typedef struct {
  char *gen;
  char *device;
  guint64 upto;
  char *head;
  gint64 at;
  guint64 attachments;
  char *text;
} RuhuReceipt;

RuhuReceipt *ruhu_receipt_new (const char *gen,
                               const char *device,
                               guint64 upto,
                               const char *head,
                               gint64 at,
                               guint64 attachments,
                               const guint8 secret_key[64]);
RuhuReceipt *ruhu_receipt_parse (const char *text);
gboolean ruhu_receipt_verify (const RuhuReceipt *self, const guint8 hqs[32]);
void ruhu_receipt_free (RuhuReceipt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuReceipt, ruhu_receipt_free)

G_END_DECLS
