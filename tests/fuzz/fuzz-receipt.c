/* fuzz-receipt.c: any text as a receipt, and as a receipt's number
 *
 * What is read as one is written as it was read, and nobody here has signed it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-receipt.h"
#include "ruhu-wire.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_number (const char *text)
{
  g_autofree char *device = NULL;
  g_autofree char *number = NULL;
  g_autofree char *again = NULL;
  guint64 upto = 0, again_upto = 0;

  if (!ruhu_wire_read_receipt_number (text, &device, &upto))
    return;

  number = ruhu_wire_receipt_number (device, upto);
  g_assert (ruhu_wire_read_receipt_number (number, &again, &again_upto));
  g_assert (upto == again_upto && strcmp (device, again) == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (text);
  const guint8 key[32] = { 9 };

  read_number (text);
  if (receipt == NULL)
    return 0;

  g_assert (strcmp (receipt->text, text) == 0);
  g_assert (!ruhu_receipt_verify (receipt, key));
  return 0;
}
