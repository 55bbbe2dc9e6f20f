/* test-hq-web-receipt.c: sync/hq/ruhu-hq-web-receipt.c: a receipt somebody shows, checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "web-fixture.h"

#include "base/ruhu-json.h"
#include "ruhu-receipt.h"

#include <sodium.h>
#include <string.h>

static Answer *
check (Browser *browser, const char *receipt)
{
  g_autofree char *body = g_strdup_printf ("{\"text\":\"%s\"}", receipt);
  Answer *answer = browser_ask (browser, "POST", "/api/receipt", body);

  g_assert_cmpuint (answer->status, ==, 200);
  return answer;
}

static void
assert_verdict (Answer *answer, const char *verdict)
{
  g_assert_cmpstr (ruhu_json_get_string (answer->json, "verdict"), ==, verdict);
}

static void
test_genuine_with_what_it_covers (Web *web, gconstpointer data)
{
  g_autofree char *receipt = web_make_receipt (web);
  g_autoptr (Answer) answer = NULL;
  Browser browser;

  browser_enter (&browser, web, "township", TOWN);
  answer = check (&browser, receipt);
  assert_verdict (answer, "genuine");
  g_assert_cmpint (json_object_get_int_member (answer->json, "upto"), ==, web->tablet.seq);
  g_assert_cmpint (json_object_get_int_member (answer->json, "responses"), ==, 3);
  g_assert_true (g_str_has_prefix (ruhu_json_get_string (answer->json, "number"), web->tablet.dev));
  g_assert_nonnull (json_object_get_object_member (answer->json, "place"));
  browser_clear (&browser);
}

static void
test_changed_in_any_letter_is_foreign (Web *web, gconstpointer data)
{
  g_autofree char *receipt = web_make_receipt (web);
  Browser browser;
  gsize i;

  browser_enter (&browser, web, "township", TOWN);
  for (i = strlen (receipt) - 3; i > strlen ("RUHU1|rcpt|"); i -= 7) {
    g_autofree char *other = g_strdup (receipt);
    g_autoptr (Answer) answer = NULL;

    other[i] = other[i] == '7' ? '6' : '7';
    answer = check (&browser, other);
    g_assert_cmpstr (ruhu_json_get_string (answer->json, "verdict"), !=, "genuine");
    g_assert_false (json_object_has_member (answer->json, "place"));
    if (i < 20)
      break;
  }
  browser_clear (&browser);
}

static void
test_of_another_county_is_foreign (Web *web, gconstpointer data)
{
  guint8 public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
  g_autofree char *receipt = web_make_receipt (web);
  g_autoptr (RuhuReceipt) ours = ruhu_receipt_parse (receipt);
  g_autoptr (RuhuReceipt) theirs = NULL;
  g_autoptr (Answer) answer = NULL;
  Browser browser;

  crypto_sign_keypair (public_key, secret_key);
  theirs = ruhu_receipt_new (ours->gen,
                             ours->device,
                             ours->upto,
                             ours->head,
                             ours->at,
                             ours->attachments,
                             secret_key);
  browser_enter (&browser, web, "township", TOWN);
  answer = check (&browser, theirs->text);
  assert_verdict (answer, "foreign");
  g_assert_false (json_object_has_member (answer->json, "number"));
  browser_clear (&browser);
}

static void
test_anything_else_is_none (Web *web, gconstpointer data)
{
  static const char *const wrong[] = { "", "990101", "RUHU1|rcpt|", "收到" };
  g_autoptr (Answer) without = NULL;
  Browser browser;
  guint i;

  browser_enter (&browser, web, "township", TOWN);
  for (i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (Answer) answer = check (&browser, wrong[i]);

    assert_verdict (answer, "none");
  }
  without = browser_ask (&browser, "POST", "/api/receipt", "{}");
  assert_verdict (without, "none");
  browser_clear (&browser);
}

/* That the county signed it is said; whose it is and what it covers is not. */
static void
test_other_townships_learn_nothing_of_it (Web *web, gconstpointer data)
{
  g_autofree char *receipt = web_make_receipt (web);
  g_autoptr (Answer) answer = NULL;
  Browser browser;

  browser_enter (&browser, web, "township", OTHER_TOWN);
  answer = check (&browser, receipt);
  assert_verdict (answer, "unknown");
  g_assert_false (json_object_has_member (answer->json, "place"));
  g_assert_false (json_object_has_member (answer->json, "worker"));
  g_assert_false (json_object_has_member (answer->json, "responses"));
  browser_clear (&browser);
}

static void
test_what_a_restore_lacks_is_said (Web *web, gconstpointer data)
{
  g_autofree char *receipt = web_make_receipt (web);
  g_autoptr (Answer) answer = NULL;
  Browser browser;

  hq_execute (&web->hq, "UPDATE device SET acked = acked - 1");
  browser_enter (&browser, web, "county", COUNTY);
  answer = check (&browser, receipt);
  assert_verdict (answer, "lost");
  browser_clear (&browser);
}

static void
test_another_line_than_was_signed_is_said (Web *web, gconstpointer data)
{
  g_autofree char *receipt = web_make_receipt (web);
  g_autoptr (Answer) answer = NULL;
  Browser browser;

  hq_execute (&web->hq, "UPDATE change_log SET hash = zeroblob (32)");
  browser_enter (&browser, web, "county", COUNTY);
  answer = check (&browser, receipt);
  assert_verdict (answer, "differs");
  browser_clear (&browser);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Web *web, gconstpointer data);
  } tests[] = {
    { "genuine-with-what-it-covers", test_genuine_with_what_it_covers },
    { "changed-in-any-letter-is-foreign", test_changed_in_any_letter_is_foreign },
    { "of-another-county-is-foreign", test_of_another_county_is_foreign },
    { "anything-else-is-none", test_anything_else_is_none },
    { "other-townships-learn-nothing-of-it", test_other_townships_learn_nothing_of_it },
    { "what-a-restore-lacks-is-said", test_what_a_restore_lacks_is_said },
    { "another-line-than-was-signed-is-said", test_another_line_than_was_signed_is_said },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-web-receipt/", tests[i].name, NULL);

    g_test_add (path, Web, NULL, web_set_up, tests[i].run, web_tear_down);
  }
  return g_test_run ();
}
