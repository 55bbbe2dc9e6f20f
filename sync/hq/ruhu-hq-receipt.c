/* ruhu-hq-receipt.c: a device's latest receipt
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-receipt.h"

#include "base/ruhu-mutant.h"
#include "ruhu-hash.h"
#include "ruhu-hq-att-table.h"
#include "ruhu-receipt.h"

/**
 * ruhu_hq_receipt_renew:
 * @device: its receipt is made anew where the state it is about has changed
 * @at: when HQ had that state, ms
 *
 * As long as nothing changes the text stays the same, byte for byte. The caller saves the device.
 */
gboolean
ruhu_hq_receipt_renew (RuhuHqDir *dir, RuhuHqDevice *device, gint64 at, GError **error)
{
  g_autoptr (RuhuReceipt) old = ruhu_receipt_parse (device->receipt);
  g_autoptr (RuhuReceipt) new = NULL;
  const char *head = device->head != NULL ? device->head : RUHU_HASH_NONE;
  gint64 attachments =
    ruhu_hq_att_get_upto (ruhu_hq_dir_get_store (dir), device->dev, device->acked, error);

  if (attachments < 0)
    return FALSE;
  if (ruhu_mutant (RECEIPT_NOT_RENEWED) && old != NULL)
    return TRUE;
  if (old != NULL && old->upto == (guint64) device->acked && g_str_equal (old->head, head) &&
      old->attachments == (guint64) attachments &&
      g_str_equal (old->gen, ruhu_hq_dir_get_gen (dir)))
    return TRUE;

  new = ruhu_receipt_new (ruhu_hq_dir_get_gen (dir),
                          device->dev,
                          device->acked,
                          head,
                          at,
                          attachments,
                          ruhu_hq_dir_get_hqs_secret (dir));
  g_free (device->receipt);
  device->receipt = g_strdup (new->text);
  return TRUE;
}
