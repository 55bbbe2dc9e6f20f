/* fuzz-wire.c: any bytes as each thing that comes over the wire or out of the inbox
 *
 * The first byte chooses which.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-batch.h"
#include "ruhu-cursor.h"
#include "ruhu-enrolment.h"
#include "ruhu-form-notice.h"
#include "ruhu-hash.h"
#include "ruhu-pull.h"
#include "ruhu-receipt.h"
#include "ruhu-wire-json.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_batch (GBytes *body)
{
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  g_autoptr (RuhuBatch) batch = ruhu_batch_parse (body, &refusal);
  g_autoptr (GPtrArray) lines = NULL;
  const guint8 key[32] = { 9 };

  g_assert ((batch == NULL) == (refusal != RUHU_REFUSAL_NONE));
  if (batch == NULL)
    return;
  if (ruhu_batch_get_sealed (batch))
    ruhu_batch_unseal (batch, key, key);
  if (!ruhu_batch_get_sealed (batch))
    lines = ruhu_batch_check_lines (batch, RUHU_HASH_NONE);
}

static void
read_gzip (GBytes *body)
{
  RuhuRefusal refusal = RUHU_REFUSAL_NONE;
  g_autoptr (GBytes) inflated = ruhu_batch_inflate (body, &refusal);

  g_assert ((inflated == NULL) == (refusal != RUHU_REFUSAL_NONE));
}

static void
read_page (GBytes *body)
{
  g_autoptr (RuhuPullPage) page = ruhu_pull_page_parse (body);
  guint i;

  for (i = 0; page != NULL && i < ruhu_pull_page_get_n_lines (page); i++)
    g_assert (ruhu_pull_page_get_line (page, i) != NULL);
}

static void
read_enrolment (const char *text, gsize size)
{
  RuhuEnrolmentRequest request = { 0 };
  g_autoptr (RuhuEnrolmentAnswer) answer = NULL;

  ruhu_enrolment_request_from_json (&request, text, size);
  answer = ruhu_enrolment_answer_from_json (text, size, "7KQ2M9XTRA01ABCDEFGH", &request);
}

/* What HQ says of a form is read as it is written, and no file's name leads anywhere. */
static void
read_notice (const char *text, gsize size)
{
  g_autoptr (JsonObject) object = ruhu_wire_json_parse (text, size, NULL);
  g_autoptr (RuhuFormNotice) notice = object != NULL ? ruhu_form_notice_from_json (object) : NULL;
  g_autoptr (JsonObject) written = NULL;
  g_autoptr (RuhuFormNotice) again = NULL;
  guint i;

  if (notice == NULL)
    return;
  for (i = 0; i < notice->files->len; i++) {
    RuhuFormFile *file = g_ptr_array_index (notice->files, i);

    g_assert (strchr (file->name, '/') == NULL && strcmp (file->name, "..") != 0);
  }
  written = ruhu_form_notice_to_json (notice);
  again = ruhu_form_notice_from_json (written);
  g_assert (again != NULL && ruhu_form_notice_has_files_of (again, notice));
}

/* What is read is written as it was read. */
static void
read_texts (const char *text)
{
  g_autoptr (RuhuCursor) cursor = ruhu_cursor_parse (text);
  g_autoptr (RuhuReceipt) receipt = ruhu_receipt_parse (text);
  g_autofree char *code = ruhu_enrolment_code_normalize (text);
  const guint8 key[32] = { 9 };

  if (cursor != NULL) {
    g_autofree char *once = ruhu_cursor_to_string (cursor);
    g_autoptr (RuhuCursor) again = ruhu_cursor_parse (once);
    g_autofree char *twice = again != NULL ? ruhu_cursor_to_string (again) : NULL;

    g_assert (g_strcmp0 (once, twice) == 0);
  }
  if (receipt != NULL)
    ruhu_receipt_verify (receipt, key);
  g_assert (code == NULL || strlen (code) == RUHU_ENROLMENT_LETTERS);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) body = NULL;
  g_autofree char *text = NULL;

  if (size == 0)
    return 0;

  body = g_bytes_new_static (data + 1, size - 1);
  text = g_strndup ((const char *) data + 1, size - 1);
  switch (data[0] % 6) {
  case 0:
    read_batch (body);
    break;
  case 1:
    read_gzip (body);
    break;
  case 2:
    read_page (body);
    break;
  case 3:
    read_enrolment ((const char *) data + 1, size - 1);
    break;
  case 4:
    read_notice ((const char *) data + 1, size - 1);
    break;
  default:
    read_texts (text);
  }
  return 0;
}
