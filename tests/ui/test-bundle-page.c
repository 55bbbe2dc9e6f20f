/* test-bundle-page.c: ui/ruhu-bundle-page.c, ruhu-receipt-page.c and ruhu-qr.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle-page.h"
#include "ruhu-hash.h"
#include "ruhu-qr.h"
#include "ruhu-receipt-page.h"
#include "ruhu-receipt.h"
#include "ruhu-sign.h"
#include "ruhu-ui-test.h"

typedef struct {
  guint8 secret[64];
  GBytes *hqs;
  RuhuReceipt *receipt;
} County;

static void
found (County *county)
{
  g_autofree char *head = ruhu_hash_text ("line", 4);
  guint8 public_key[32];

  ruhu_sign_make_keys (public_key, county->secret);
  county->hqs = g_bytes_new (public_key, sizeof public_key);
  county->receipt = ruhu_receipt_new ("g1", "d7k2", 418, head, 1795132800000, 418, county->secret);
}

static void
dissolve (County *county)
{
  g_bytes_unref (county->hqs);
  ruhu_receipt_free (county->receipt);
}

static void
said_cb (RuhuBundlePage *page, GString *said)
{
  g_string_append_c (said, '!');
}

static void
test_buttons_say_what_is_wanted (void)
{
  RuhuBundlePage *page = ruhu_bundle_page_new ();
  g_autoptr (GString) out = g_string_new (NULL), in = g_string_new (NULL),
                      stop = g_string_new (NULL);
  GtkWindow *window = ruhu_ui_test_show (RUHU_PAGE (page), 1280, 800);

  g_signal_connect (page, "hand-over", G_CALLBACK (said_cb), out);
  g_signal_connect (page, "take-in", G_CALLBACK (said_cb), in);
  g_signal_connect (page, "stop", G_CALLBACK (said_cb), stop);
  ruhu_ui_test_click (GTK_WIDGET (page), "Hand over by USB…");
  ruhu_ui_test_click (GTK_WIDGET (page), "Take in a file…");
  g_assert_cmpstr (out->str, ==, "!");
  g_assert_cmpstr (in->str, ==, "!");

  ruhu_bundle_page_set_busy (page, TRUE);
  ruhu_bundle_page_set_fraction (page, 0.5);
  ruhu_ui_test_click (GTK_WIDGET (page), "Break off");
  g_assert_cmpstr (stop->str, ==, "!");
  ruhu_bundle_page_set_busy (page, FALSE);
  ruhu_bundle_page_show_result (page, "Broken off.");
  g_assert_cmpstr (ruhu_bundle_page_get_result (page), ==, "Broken off.");
  ruhu_ui_test_close (window);
}

static void
test_waiting_is_said (void)
{
  RuhuBundlePage *page = ruhu_bundle_page_new ();
  GtkWindow *window = ruhu_ui_test_show (RUHU_PAGE (page), 1280, 800);

  g_assert_true (ruhu_ui_test_has_text (GTK_WIDGET (page), "Nothing is waiting on this tablet."));
  ruhu_bundle_page_set_waiting (page, 2, 3);
  g_assert_true (
    ruhu_ui_test_has_text (GTK_WIDGET (page), "2 records and 3 attachments wait on this tablet."));
  ruhu_ui_test_close (window);
}

static void
test_receipt_says_what_it_covers (void)
{
  County county;
  RuhuReceiptPage *page;
  GtkWindow *window;

  found (&county);
  page = ruhu_receipt_page_new (county.receipt->text, 131, county.hqs);
  window = ruhu_ui_test_show (RUHU_PAGE (page), 1280, 800);
  g_assert_true (
    ruhu_ui_test_has_text (GTK_WIDGET (page), "Lines 1 to 418 complete, 131 records among them"));
  g_assert_true (
    ruhu_ui_test_has_text (GTK_WIDGET (page), "With all their photos, signatures and sounds"));
  g_assert_nonnull (ruhu_ui_test_find (GTK_WIDGET (page), RUHU_TYPE_QR, NULL));
  ruhu_ui_test_close (window);
  dissolve (&county);
}

static void
assert_verdict (RuhuReceiptPage *page, const char *text, const char *beginning)
{
  g_autofree char *verdict = ruhu_receipt_page_check (page, text);

  g_assert_true (g_str_has_prefix (verdict, beginning));
}

/* Any tablet of the county can tell, without a network. */
static void
test_receipts_of_others_are_checked (void)
{
  County county, other;
  g_autofree char *padded = NULL;
  RuhuReceiptPage *page;

  found (&county);
  found (&other);
  page = g_object_ref_sink (ruhu_receipt_page_new (county.receipt->text, 131, county.hqs));
  padded = g_strdup_printf ("  %s\n", county.receipt->text);
  assert_verdict (page, padded, "Genuine: receipt d7k2-418");
  assert_verdict (page, other.receipt->text, "This receipt was not signed by our county.");
  assert_verdict (page, "d7k2-418", "This is no receipt.");
  assert_verdict (page, "", "This is no receipt.");
  g_object_unref (page);
  dissolve (&county);
  dissolve (&other);
}

static void
test_fits_everywhere (void)
{
  County county;

  found (&county);
  ruhu_ui_test_assert_fits (RUHU_PAGE (ruhu_bundle_page_new ()));
  ruhu_ui_test_assert_fits (
    RUHU_PAGE (ruhu_receipt_page_new (county.receipt->text, 131, county.hqs)));
  dissolve (&county);
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  g_test_add_func ("/bundle-page/buttons-say-what-is-wanted", test_buttons_say_what_is_wanted);
  g_test_add_func ("/bundle-page/waiting-is-said", test_waiting_is_said);
  g_test_add_func ("/receipt-page/says-what-it-covers", test_receipt_says_what_it_covers);
  g_test_add_func ("/receipt-page/receipts-of-others-are-checked",
                   test_receipts_of_others_are_checked);
  g_test_add_func ("/bundle-page/fits-everywhere", test_fits_everywhere);

  return g_test_run ();
}
