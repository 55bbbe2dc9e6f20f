/* test-receipt.c: sync/protocol/ruhu-receipt.c and ruhu-sign.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hash.h"
#include "ruhu-receipt.h"
#include "ruhu-sign.h"

#include <string.h>

typedef struct {
  guint8 public_key[32];
  guint8 secret_key[64];
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  ruhu_sign_make_keys (f->public_key, f->secret_key);
}

static RuhuReceipt *
make (Fixture *f, guint64 upto)
{
  g_autofree char *head = ruhu_hash_text ("line", 4);

  return ruhu_receipt_new ("g1", "d7k2", upto, head, 1795132800000, 7, f->secret_key);
}

static void
test_reads_back (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuReceipt) receipt = make (f, 418);
  g_autofree char *head = ruhu_hash_text ("line", 4);

  g_assert_cmpstr (receipt->gen, ==, "g1");
  g_assert_cmpstr (receipt->device, ==, "d7k2");
  g_assert_cmpuint (receipt->upto, ==, 418);
  g_assert_cmpstr (receipt->head, ==, head);
  g_assert_cmpint (receipt->at, ==, 1795132800000);
  g_assert_cmpuint (receipt->attachments, ==, 7);
  g_assert_true (ruhu_receipt_verify (receipt, f->public_key));
}

static void
test_same_state_same_text (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuReceipt) one = make (f, 418);
  g_autoptr (RuhuReceipt) two = make (f, 418);
  g_autoptr (RuhuReceipt) other = make (f, 419);

  g_assert_cmpstr (one->text, ==, two->text);
  g_assert_cmpstr (one->text, !=, other->text);
}

static void
test_any_changed_byte_shows (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuReceipt) receipt = make (f, 418);
  gsize i;
  guint bit;

  for (i = 0; i < strlen (receipt->text); i++) {
    for (bit = 0; bit < 8; bit++) {
      g_autofree char *text = g_strdup (receipt->text);
      g_autoptr (RuhuReceipt) changed = NULL;

      text[i] ^= 1 << bit;
      changed = ruhu_receipt_parse (text);
      g_assert_true (changed == NULL || !ruhu_receipt_verify (changed, f->public_key));
    }
  }
}

static void
test_cut_anywhere_is_none (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuReceipt) receipt = make (f, 418);
  gsize i;

  g_assert_null (ruhu_receipt_parse (NULL));
  for (i = 0; i < strlen (receipt->text); i++) {
    g_autofree char *text = g_strndup (receipt->text, i);
    g_autoptr (RuhuReceipt) cut = ruhu_receipt_parse (text);

    g_assert_true (cut == NULL || !ruhu_receipt_verify (cut, f->public_key));
  }
}

static void
test_another_hq_signed_it (Fixture *f, gconstpointer data)
{
  g_autoptr (RuhuReceipt) receipt = make (f, 418);
  guint8 public_key[32], secret_key[64];

  ruhu_sign_make_keys (public_key, secret_key);
  g_assert_false (ruhu_receipt_verify (receipt, public_key));
}

static void
test_request_is_bound_to_all_its_parts (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("body", 4);
  guint8 other[32] = { 1 };
  g_autofree char *text = ruhu_sign_request_text (f->public_key, "POST", "/v1/push", 5, body);
  char *texts[] = {
    ruhu_sign_request_text (other, "POST", "/v1/push", 5, body),
    ruhu_sign_request_text (f->public_key, "PUT", "/v1/push", 5, body),
    ruhu_sign_request_text (f->public_key, "POST", "/v1/push?a", 5, body),
    ruhu_sign_request_text (f->public_key, "POST", "/v1/push", 6, body),
    ruhu_sign_request_text (f->public_key, "POST", "/v1/push", 5, NULL),
  };
  g_autofree char *signature = ruhu_sign_text (text, f->secret_key);
  guint i;

  g_assert_true (ruhu_sign_verify (text, signature, f->public_key));
  for (i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_false (ruhu_sign_verify (texts[i], signature, f->public_key));
    g_free (texts[i]);
  }
}

static void
test_no_signature_is_no_signature (Fixture *f, gconstpointer data)
{
  g_assert_false (ruhu_sign_verify ("a", NULL, f->public_key));
  g_assert_false (ruhu_sign_verify ("a", "", f->public_key));
  g_assert_false (ruhu_sign_verify ("a", "AAAA", f->public_key));
  g_assert_false (ruhu_sign_verify ("a", "not base64 \xff", f->public_key));
}

static void
test_head_is_bound_to_its_key (Fixture *f, gconstpointer data)
{
  g_autofree char *head = ruhu_hash_text ("line", 4);
  g_autofree char *other = ruhu_hash_text ("enil", 4);
  g_autofree char *signature = ruhu_sign_head (head, f->secret_key);
  guint8 key[32] = { 9 };

  g_assert_true (ruhu_sign_verify_head (head, signature, f->public_key));
  g_assert_false (ruhu_sign_verify_head (other, signature, f->public_key));
  g_assert_false (ruhu_sign_verify_head (head, signature, key));
  g_assert_false (ruhu_sign_verify_head (NULL, signature, f->public_key));
  g_assert_false (ruhu_sign_verify_head ("ab", signature, f->public_key));
  g_assert_false (ruhu_sign_verify_head (head, NULL, f->public_key));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, NULL)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/receipt/reads-back", test_reads_back);
  ADD ("/receipt/same-state-same-text", test_same_state_same_text);
  ADD ("/receipt/any-changed-byte-shows", test_any_changed_byte_shows);
  ADD ("/receipt/cut-anywhere-is-none", test_cut_anywhere_is_none);
  ADD ("/receipt/another-hq-signed-it", test_another_hq_signed_it);
  ADD ("/sign/request-is-bound-to-all-its-parts", test_request_is_bound_to_all_its_parts);
  ADD ("/sign/no-signature-is-no-signature", test_no_signature_is_no_signature);

  ADD ("/sign/head-is-bound-to-its-key", test_head_is_bound_to_its_key);

  return g_test_run ();
}
