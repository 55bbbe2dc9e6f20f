/* test-hq-web-response.c: sync/hq/ruhu-hq-web-list.c, -response.c, -answers.c, -reveal.c,
 * ruhu-hq-mask.c and ruhu-hq-proof.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "web-fixture.h"

#include "ruhu-hq-mask.h"
#include "base/ruhu-json.h"

#define PAGE "/api/responses/"
#define RESPONSE_SMALL "0192f3a0-aa01-7000-8000-00000000000d"
#define SMALL_FORM \
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>" \
  "<h:head><h:title>Small</h:title><model><instance><data id='small' version='1'><village/></data>" \
  "</instance><instance id='villages' src='jr://file-csv/villages.csv'/></model></h:head><h:body>" \
  "<select1 ref='/data/village'><label>Village</label>" \
  "<itemset nodeset=\"instance('villages')/root/item\"><value ref='name'/><label ref='label'/>" \
  "</itemset></select1></h:body></h:html>"

static void
assert_code (Answer *answer, guint status, const char *code)
{
  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (answer_code (answer), ==, code);
}

static JsonObject *
get_row (Answer *answer, guint row)
{
  return json_array_get_object_element (ruhu_json_get_array (answer->json, "rows"), row);
}

static const char *
get_words (JsonObject *object, const char *member, const char *language)
{
  JsonObject *words = ruhu_json_get_object (object, member);

  return words != NULL ? ruhu_json_get_string (words, language) : NULL;
}

/* The row of the answers whose place in the form is @ref; NULL where there is none. */
static JsonObject *
find_answer (Answer *answer, const char *ref)
{
  JsonArray *groups = ruhu_json_get_array (answer->json, "groups");
  guint i, k;

  for (i = 0; i < json_array_get_length (groups); i++) {
    JsonArray *rows = ruhu_json_get_array (json_array_get_object_element (groups, i), "rows");

    for (k = 0; k < json_array_get_length (rows); k++) {
      JsonObject *row = json_array_get_object_element (rows, k);

      if (g_str_equal (ruhu_json_get_string (row, "ref"), ref))
        return row;
    }
  }
  return NULL;
}

static gboolean
says (Answer *answer, const char *text)
{
  g_autofree char *all =
    g_strndup (g_bytes_get_data (answer->bytes, NULL), g_bytes_get_size (answer->bytes));

  return strstr (all, text) != NULL;
}

static void
test_list_masks_names (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) answer = NULL;

  browser_enter (&browser, web, "county", COUNTY);
  answer = browser_ask (&browser, "GET", "/api/responses", NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (ruhu_json_get_string (get_row (answer, 0), "id"), ==, RESPONSE_B);
  g_assert_true (says (answer, "王*花"));
  g_assert_true (says (answer, "A***"));
  g_assert_false (says (answer, "王桂花"));
  g_assert_false (says (answer, "Example"));
  g_assert_false (says (answer, "195803120027"));
  browser_clear (&browser);
}

/* The newest counts, and the one that it replaces says so and stays. */
static void
test_list_tells_what_is_replaced (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) all = NULL, replaced = NULL, received = NULL;

  browser_enter (&browser, web, "county", COUNTY);
  all = browser_ask (&browser, "GET", "/api/responses", NULL);
  g_assert_cmpint (json_object_get_int_member (all->json, "total"), ==, 2);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (all->json, "rows")), ==, 3);
  g_assert_cmpstr (ruhu_json_get_string (get_row (all, 1), "id"), ==, RESPONSE_A2);
  g_assert_cmpstr (ruhu_json_get_string (get_row (all, 1), "replaces"), ==, RESPONSE_A);
  g_assert_cmpstr (ruhu_json_get_string (get_row (all, 2), "replaced_by"), ==, RESPONSE_A2);

  replaced = browser_ask (&browser, "GET", "/api/responses?state=replaced", NULL);
  g_assert_cmpint (json_object_get_int_member (replaced->json, "total"), ==, 1);
  g_assert_cmpstr (ruhu_json_get_string (get_row (replaced, 0), "id"), ==, RESPONSE_A);
  received = browser_ask (&browser, "GET", "/api/responses?state=received", NULL);
  g_assert_cmpint (json_object_get_int_member (received->json, "total"), ==, 2);
  g_assert_cmpuint (json_array_get_length (ruhu_json_get_array (received->json, "rows")), ==, 2);
  browser_clear (&browser);
}

/* What comes in while somebody reads moves nothing to another page. */
static void
test_pages_follow_one_another (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *next = g_strdup ("");
  guint pages = 0;

  browser_enter (&browser, web, "county", COUNTY);
  web_push_more (web, 7);
  while (next != NULL) {
    g_autofree char *path = g_strdup_printf ("/api/responses?limit=4&after=%s", next);
    g_autoptr (Answer) answer = browser_ask (&browser, "GET", path, NULL);
    guint i;

    g_assert_cmpuint (answer->status, ==, 200);
    for (i = 0; i < json_array_get_length (ruhu_json_get_array (answer->json, "rows")); i++)
      g_assert_true (
        g_hash_table_add (seen, g_strdup (ruhu_json_get_string (get_row (answer, i), "id"))));
    g_free (next);
    next = g_strdup (ruhu_json_get_string (answer->json, "next"));
    if (pages++ == 0)
      web_decide (web, RESPONSE_A, TOWN, "verified");
  }
  g_assert_cmpuint (pages, ==, 3);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 10);
  browser_clear (&browser);
}

static void
test_list_filters (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) verified = NULL, earlier = NULL, odd = NULL, key = NULL, many = NULL;

  browser_enter (&browser, web, "county", COUNTY);
  web_decide (web, RESPONSE_B, TOWN, "verified");
  verified = browser_ask (&browser, "GET", "/api/responses?state=verified", NULL);
  g_assert_cmpint (json_object_get_int_member (verified->json, "total"), ==, 1);
  g_assert_cmpstr (ruhu_json_get_string (get_row (verified, 0), "state"), ==, "verified");
  earlier = browser_ask (&browser, "GET", "/api/responses?night=2020-01-01", NULL);
  g_assert_cmpint (json_object_get_int_member (earlier->json, "total"), ==, 0);
  odd = browser_ask (&browser, "GET", "/api/responses?state=lost", NULL);
  assert_code (odd, 400, "INVALID");
  key = browser_ask (&browser, "GET", "/api/responses?after=1%20OR%201=1", NULL);
  assert_code (key, 400, "INVALID");
  many = browser_ask (&browser, "GET", "/api/responses?limit=100000", NULL);
  assert_code (many, 400, "INVALID");
  browser_clear (&browser);
}

static void
test_area_is_kept (Web *web, gconstpointer data)
{
  g_autofree char *photo = g_strconcat (PAGE RESPONSE_A2 "/attachments/", web->photo_hash, NULL);
  Browser other;
  g_autoptr (Answer) list = NULL, outside = NULL, one = NULL, picture = NULL, reveal = NULL;

  browser_enter (&other, web, "township", OTHER_TOWN);
  list = browser_ask (&other, "GET", "/api/responses", NULL);
  g_assert_cmpint (json_object_get_int_member (list->json, "total"), ==, 0);
  outside = browser_ask (&other, "GET", "/api/responses?division=" VILLAGE, NULL);
  assert_code (outside, 403, "SCOPE");
  one = browser_ask (&other, "GET", PAGE RESPONSE_A, NULL);
  assert_code (one, 404, "NOT_FOUND");
  g_assert_false (says (one, "石湾"));
  picture = browser_ask (&other, "GET", photo, NULL);
  assert_code (picture, 404, "NOT_FOUND");
  reveal =
    browser_ask (&other,
                 "POST",
                 "/api/reveal",
                 "{\"object\":\"" RESPONSE_A "\",\"field\":\"person.name\",\"reason\":\"verify\"}");
  assert_code (reveal, 404, "NOT_FOUND");
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM audit WHERE action IN ('open-response',"
                             " 'open-attachment', 'reveal')"),
                   ==,
                   0);
  browser_clear (&other);
}

static void
test_answers_are_words_in_both_languages (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) answer = NULL;
  JsonObject *row;

  browser_enter (&browser, web, "township", TOWN);
  answer = browser_ask (&browser, "GET", PAGE RESPONSE_A2, NULL);
  g_assert_cmpuint (answer->status, ==, 200);

  row = find_answer (answer, "/home-visit/visit/contact_result");
  g_assert_cmpstr (get_words (row, "label", "zh"), ==, "见面情况");
  g_assert_cmpstr (get_words (row, "label", "en"), ==, "Result at the door");
  g_assert_cmpstr (get_words (row, "now", "zh"), ==, "见到本人或代答人");
  g_assert_cmpstr (get_words (row, "now", "en"), ==, "Met the person or a proxy");
  row = find_answer (answer, "/home-visit/consent/interview_lang");
  g_assert_cmpstr (get_words (row, "now", "zh"), ==, "普通话、本地方言");
  g_assert_cmpstr (get_words (row, "now", "en"), ==, "Mandarin, Local dialect");
  row = find_answer (answer, "/home-visit/rights/matter[2]/matter_text");
  g_assert_cmpint (json_object_get_int_member (row, "row"), ==, 2);
  g_assert_cmpstr (get_words (row, "now", "zh"), ==, "<b>water & wall</b>");
  row = find_answer (answer, "/home-visit/visit/age");
  g_assert_cmpstr (get_words (row, "now", "en"), ==, "68");
  browser_clear (&browser);
}

/* What was chosen out of a list that was published beside the form is told in the list's words. */
static void
test_external_choices_are_words (Web *web, gconstpointer data)
{
  g_autofree char *folder = ruhu_test_make_dir ();
  g_autofree char *form = g_build_filename (folder, "small.xml", NULL);
  g_autofree char *list = g_build_filename (folder, "villages.csv", NULL);
  g_autoptr (Answer) pushed = NULL, answer = NULL;
  Browser browser;

  g_assert_true (g_file_set_contents (list, "name,label\nv1,Upper Spring\n", -1, NULL));
  g_assert_true (g_file_set_contents (form, SMALL_FORM, -1, NULL));
  g_free (hq_do (&web->hq, "form", "publish", form, NULL));
  pushed = tablet_push (&web->tablet,
                        "\"id\":\"" RESPONSE_SMALL "\",\"k\":\"response\",\"div\":\"" VILLAGE
                        "\",\"u\":\"w1\",\"fm\":\"small\",\"fv\":\"1\","
                        "\"ans\":{\"village\":\"v1\"}");
  g_assert_cmpuint (pushed->status, ==, 200);

  browser_enter (&browser, web, "county", COUNTY);
  answer = browser_ask (&browser, "GET", PAGE RESPONSE_SMALL, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (get_words (find_answer (answer, "/data/village"), "now", "en"),
                   ==,
                   "Upper Spring");
  browser_clear (&browser);
  ruhu_test_remove_dir (folder);
}

static void
test_what_identifies_is_masked (Web *web, gconstpointer data)
{
  static const char *const secrets[] = {
    "王桂花", "13900001427", "38.1234567", "990101195803120027", "99010119580312002742", "二组12号",
  };
  Browser browser;
  g_autoptr (Answer) answer = NULL;
  JsonObject *row;
  guint i;

  browser_enter (&browser, web, "county", COUNTY);
  answer = browser_ask (&browser, "GET", PAGE RESPONSE_A2, NULL);
  for (i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_false (says (answer, secrets[i]));
  row = find_answer (answer, "/home-visit/basic/phone");
  g_assert_true (json_object_get_boolean_member (row, "masked"));
  g_assert_cmpstr (get_words (row, "now", "zh"), ==, "139 **** 1427");
  /* What a note repeats is masked there too, and can be shown. */
  row = find_answer (answer, "/home-visit/finish/danger_note");
  g_assert_cmpstr (get_words (row, "now", "zh"), ==, "stove beside the bed of 王*花");
  g_assert_true (json_object_get_boolean_member (row, "masked"));
  browser_clear (&browser);
}

static void
test_correction_shows_what_was (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) newer = NULL, older = NULL;
  JsonArray *chain;
  JsonObject *row;

  browser_enter (&browser, web, "county", COUNTY);
  newer = browser_ask (&browser, "GET", PAGE RESPONSE_A2, NULL);
  row = find_answer (newer, "/home-visit/basic/living_with");
  g_assert_true (json_object_get_boolean_member (row, "changed"));
  g_assert_cmpstr (get_words (row, "now", "zh"), ==, "独居");
  g_assert_cmpstr (get_words (row, "was", "zh"), ==, "与配偶");
  row = find_answer (newer, "/home-visit/visit/contact_result");
  g_assert_false (json_object_has_member (row, "changed"));

  older = browser_ask (&browser, "GET", PAGE RESPONSE_A, NULL);
  chain = ruhu_json_get_array (older->json, "chain");
  g_assert_cmpuint (json_array_get_length (chain), ==, 2);
  g_assert_cmpstr (ruhu_json_get_string (json_array_get_object_element (chain, 0), "id"),
                   ==,
                   RESPONSE_A);
  g_assert_true (
    json_object_get_boolean_member (json_array_get_object_element (chain, 0), "current"));
  g_assert_cmpstr (ruhu_json_get_string (json_array_get_object_element (chain, 1), "id"),
                   ==,
                   RESPONSE_A2);
  g_assert_false (json_object_has_member (json_array_get_object_element (chain, 0), "counts"));
  g_assert_true (
    json_object_get_boolean_member (json_array_get_object_element (chain, 1), "counts"));
  g_assert_cmpstr (ruhu_json_get_string (older->json, "replaced_by"), ==, RESPONSE_A2);
  g_assert_false (json_object_has_member (older->json, "why"));
  g_assert_false (json_object_has_member (newer->json, "replaced_by"));
  g_assert_cmpstr (ruhu_json_get_string (newer->json, "why"), ==, "she lives alone since May");
  browser_clear (&browser);
}

static void
test_rules_come_with_the_workers_reason (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) answer = NULL;
  JsonArray *flags;
  gboolean warned = FALSE, alarmed = FALSE, then = FALSE;
  guint i;

  browser_enter (&browser, web, "county", COUNTY);
  answer = browser_ask (&browser, "GET", PAGE RESPONSE_A2, NULL);
  flags = ruhu_json_get_array (answer->json, "flags");
  for (i = 0; i < json_array_get_length (flags); i++) {
    JsonObject *flag = json_array_get_object_element (flags, i);
    const char *rule = ruhu_json_get_string (flag, "rule");

    if (g_str_equal (rule, "Q10")) {
      warned = TRUE;
      g_assert_cmpstr (ruhu_json_get_string (flag, "sev"), ==, "warn");
      g_assert_cmpstr (get_words (flag, "text", "zh"),
                       ==,
                       "重度残疾人一般符合护理补贴条件，请核实");
      g_assert_cmpstr (ruhu_json_get_string (flag, "reason"),
                       ==,
                       "the village did not tell the family");
    }
    /* On the tablet's lists it held; on HQ's register it does not. */
    if (g_str_equal (rule, "Q16")) {
      then = TRUE;
      g_assert_cmpstr (ruhu_json_get_string (flag, "reason"), ==, "a neighbour comes");
    }
    if (g_str_equal (rule, "danger")) {
      alarmed = TRUE;
      g_assert_cmpstr (ruhu_json_get_string (flag, "sev"), ==, "bad");
      g_assert_nonnull (strstr (get_words (flag, "text", "en"), "stove beside the bed of 王*花"));
    }
  }
  g_assert_true (warned);
  g_assert_true (alarmed);
  g_assert_true (then);
  browser_clear (&browser);
}

static void
test_receipt_is_the_tablets (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) answer = NULL;
  g_autofree char *start = g_strdup_printf ("%s-3", web->tablet.dev);
  JsonObject *receipt;

  browser_enter (&browser, web, "county", COUNTY);
  answer = browser_ask (&browser, "GET", PAGE RESPONSE_A2, NULL);
  receipt = ruhu_json_get_object (answer->json, "receipt");
  g_assert_true (g_str_has_prefix (ruhu_json_get_string (receipt, "number"), start));
  g_assert_cmpint (json_object_get_int_member (receipt, "line"), ==, 2);
  g_assert_true (json_object_get_boolean_member (receipt, "verified"));
  g_assert_true (json_object_get_boolean_member (receipt, "covers"));
  g_assert_true (json_object_get_boolean_member (receipt, "complete"));
  browser_clear (&browser);
}

static void
test_opening_is_noted_with_ids_alone (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) list = NULL, answer = NULL;

  browser_enter (&browser, web, "county", COUNTY);
  list = browser_ask (&browser, "GET", "/api/responses", NULL);
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM audit WHERE action LIKE 'open%'"),
                   ==,
                   0);
  answer = browser_ask (&browser, "GET", PAGE RESPONSE_A2, NULL);
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM audit WHERE action = 'open-response' AND"
                             " object = '" RESPONSE_A2 "' AND actor LIKE 'county-%' AND"
                             " town = '990101000'"),
                   ==,
                   1);
  browser_clear (&browser);
}

static void
test_reveal_is_noted_with_its_reason (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) phone = NULL, name = NULL, why = NULL, other = NULL, junk = NULL;

  browser_enter (&browser, web, "township", TOWN);
  phone = browser_ask (&browser,
                       "POST",
                       "/api/reveal",
                       "{\"object\":\"" RESPONSE_A2
                       "\",\"field\":\"/home-visit/basic/phone\",\"reason\":\"contact\"}");
  g_assert_cmpstr (ruhu_json_get_string (phone->json, "value"), ==, "13900001427");
  name = browser_ask (&browser,
                      "POST",
                      "/api/reveal",
                      "{\"object\":\"" RESPONSE_A2
                      "\",\"field\":\"person.name\",\"reason\":\"verify\"}");
  g_assert_cmpstr (ruhu_json_get_string (name->json, "value"), ==, "王桂花");
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM audit WHERE action = 'reveal'"),
                   ==,
                   2);
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM audit WHERE action = 'reveal' AND object ="
                             " '" RESPONSE_A2 " /basic/phone contact'"),
                   ==,
                   1);
  why = browser_ask (&browser,
                     "POST",
                     "/api/reveal",
                     "{\"object\":\"" RESPONSE_A2
                     "\",\"field\":\"person.name\",\"reason\":\"curious\"}");
  assert_code (why, 400, "INVALID");
  other = browser_ask (&browser,
                       "POST",
                       "/api/reveal",
                       "{\"object\":\"" RESPONSE_A2
                       "\",\"field\":\"/home-visit/basic\",\"reason\":\"verify\"}");
  assert_code (other, 404, "NOT_FOUND");
  junk = browser_ask (&browser,
                      "POST",
                      "/api/reveal",
                      "{\"object\":\"" RESPONSE_A2
                      "\",\"field\":\"/x/rights/matter[1 words/matter_text\",\"reason\":"
                      "\"verify\"}");
  assert_code (junk, 404, "NOT_FOUND");
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM audit WHERE object LIKE '%王%' OR"
                             " object LIKE '%139%1427%' OR object LIKE '%words%'"),
                   ==,
                   0);
  browser_clear (&browser);
}

static void
test_picture_is_served_and_noted (Web *web, gconstpointer data)
{
  g_autofree char *path = g_strconcat (PAGE RESPONSE_A2 "/attachments/", web->photo_hash, NULL);
  g_autofree char *unnamed = g_strconcat (PAGE RESPONSE_A "/attachments/", web->photo_hash, NULL);
  Browser browser;
  g_autoptr (Answer) answer = NULL, picture = NULL, elsewhere = NULL;
  JsonObject *row;

  browser_enter (&browser, web, "county", COUNTY);
  answer = browser_ask (&browser, "GET", PAGE RESPONSE_A2, NULL);
  row = json_array_get_object_element (ruhu_json_get_array (answer->json, "attachments"), 0);
  g_assert_cmpstr (ruhu_json_get_string (row, "state"), ==, "complete");
  g_assert_cmpstr (get_words (row, "name", "zh"), ==, "住房照片");
  picture = browser_ask (&browser, "GET", path, NULL);
  g_assert_cmpuint (picture->status, ==, 200);
  g_assert_true (g_bytes_equal (picture->bytes, web->photo));
  g_assert_cmpstr (soup_message_headers_get_one (picture->headers, "Content-Type"),
                   ==,
                   "image/png");
  g_assert_cmpstr (soup_message_headers_get_one (picture->headers, "Cache-Control"),
                   ==,
                   "no-store");
  g_assert_cmpint (hq_count (&web->hq,
                             "SELECT count(*) FROM audit WHERE action = 'open-attachment'"),
                   ==,
                   1);
  /* The other response does not name it. */
  elsewhere = browser_ask (&browser, "GET", unnamed, NULL);
  assert_code (elsewhere, 404, "NOT_FOUND");
  browser_clear (&browser);
}

static void
test_changed_picture_is_not_served (Web *web, gconstpointer data)
{
  g_autofree char *path = g_strconcat (PAGE RESPONSE_A2 "/attachments/", web->photo_hash, NULL);
  g_autofree char *name = g_strdup_printf ("att/%.2s/%s", web->photo_hash, web->photo_hash);
  g_autofree char *file = g_build_filename (web->hq.dir_path, name, NULL);
  Browser browser;
  g_autoptr (Answer) answer = NULL, picture = NULL;
  JsonObject *row;

  browser_enter (&browser, web, "county", COUNTY);
  g_assert_true (g_file_set_contents (file, "another", -1, NULL));
  answer = browser_ask (&browser, "GET", PAGE RESPONSE_A2, NULL);
  row = json_array_get_object_element (ruhu_json_get_array (answer->json, "attachments"), 0);
  g_assert_cmpstr (ruhu_json_get_string (row, "state"), ==, "altered");
  picture = browser_ask (&browser, "GET", path, NULL);
  assert_code (picture, 404, "NOT_FOUND");
  browser_clear (&browser);
}

static const char *
get_proof (Answer *answer)
{
  return ruhu_json_get_string (ruhu_json_get_object (answer->json, "proof"), "state");
}

static void
assert_proof (Browser *browser, const char *id, const char *state)
{
  g_autofree char *path = g_strconcat (PAGE, id, NULL);
  g_autoptr (Answer) answer = browser_ask (browser, "GET", path, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (get_proof (answer), ==, state);
}

static void
test_untouched_is_intact (Web *web, gconstpointer data)
{
  Browser browser;

  browser_enter (&browser, web, "county", COUNTY);
  assert_proof (&browser, RESPONSE_A, "intact");
  assert_proof (&browser, RESPONSE_A2, "intact");
  assert_proof (&browser, RESPONSE_B, "intact");
  web_decide (web, RESPONSE_B, TOWN, "verified");
  assert_proof (&browser, RESPONSE_B, "intact");
  browser_clear (&browser);
}

static void
test_answer_changed_by_hand_shows (Web *web, gconstpointer data)
{
  Browser browser;

  browser_enter (&browser, web, "county", COUNTY);
  web_change_answer (web, RESPONSE_A2, FALSE);
  assert_proof (&browser, RESPONSE_A2, "altered");
  browser_clear (&browser);
}

/* The line before it is as it came, but no signature reaches it any more. */
static void
test_answer_changed_later_breaks_what_is_before (Web *web, gconstpointer data)
{
  Browser browser;

  browser_enter (&browser, web, "county", COUNTY);
  web_change_answer (web, RESPONSE_B, FALSE);
  assert_proof (&browser, RESPONSE_A, "broken");
  assert_proof (&browser, RESPONSE_B, "altered");
  browser_clear (&browser);
}

/* Who makes the hash fit too is found by the next line, or by the tablet's signature. */
static void
test_answer_changed_with_its_hash_shows (Web *web, gconstpointer data)
{
  Browser browser;

  browser_enter (&browser, web, "county", COUNTY);
  web_change_answer (web, RESPONSE_A2, TRUE);
  assert_proof (&browser, RESPONSE_A2, "altered");
  web_change_answer (web, RESPONSE_B, TRUE);
  hq_execute (&web->hq,
              "UPDATE device SET head = (SELECT hash FROM change_log WHERE kind = 6 ORDER BY sseq"
              " DESC LIMIT 1) WHERE ed IS NOT NULL");
  assert_proof (&browser, RESPONSE_B, "altered");
  browser_clear (&browser);
}

static void
test_state_changed_by_hand_shows (Web *web, gconstpointer data)
{
  Browser browser;

  browser_enter (&browser, web, "county", COUNTY);
  hq_execute (&web->hq, "UPDATE object SET state = 3 WHERE kind = 6");
  assert_proof (&browser, RESPONSE_A, "misfiled");
  browser_clear (&browser);
}

static void
test_what_cannot_be_unpacked_shows (Web *web, gconstpointer data)
{
  Browser browser;
  g_autoptr (Answer) answer = NULL;

  browser_enter (&browser, web, "county", COUNTY);
  hq_execute (&web->hq, "UPDATE change_log SET body = x'00' WHERE kind = 6");
  answer = browser_ask (&browser, "GET", PAGE RESPONSE_A, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (get_proof (answer), ==, "unreadable");
  g_assert_null (ruhu_json_get_array (answer->json, "groups"));
  browser_clear (&browser);
}

/* A division changed in one table opens nothing to those it was moved to. */
static void
test_division_changed_by_hand_opens_nothing (Web *web, gconstpointer data)
{
  Browser other;
  g_autoptr (Answer) answer = NULL;

  hq_execute (&web->hq, "UPDATE object SET division = '990101102201' WHERE kind = 6");
  browser_enter (&other, web, "township", OTHER_TOWN);
  answer = browser_ask (&other, "GET", PAGE RESPONSE_A, NULL);
  assert_code (answer, 404, "NOT_FOUND");
  browser_clear (&other);
}

static void
test_odd_ids_are_not_found (Web *web, gconstpointer data)
{
  static const char *const paths[] = { PAGE "x",
                                       PAGE PERSON_A,
                                       PAGE "0192f3a0-aa01-7000-8000-0000000000ff",
                                       PAGE RESPONSE_A "/attachments/../../hq.db",
                                       PAGE RESPONSE_A "/attachments/hq.db",
                                       PAGE RESPONSE_A "/other" };
  Browser browser;
  guint i;

  browser_enter (&browser, web, "county", COUNTY);
  for (i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (Answer) answer = browser_ask (&browser, "GET", paths[i], NULL);

    g_assert_cmpuint (answer->status, ==, 404);
  }
  browser_clear (&browser);
}

static void
test_masks (Web *web, gconstpointer data)
{
  static const struct {
    const char *as, *value, *masked;
  } masks[] = {
    { "name", "王伟", "王*" },
    { "name", "李建英", "李*英" },
    { "name", "欧阳建英", "欧*英" },
    { "name", "王", "*" },
    { "name", "Ann Example", "A***" },
    { "name", "", "" },
    { "number", "990101195803120027", "990101**********27" },
    { "number", "1234", "***" },
    { "phone", "13900001427", "139 **** 1427" },
    { "phone", "110", "***" },
    { "date", "1958-03-12", "1958-**-**" },
    { "place", "38.1 106.2 0 5", "***" },
    { "words", "石湾村二组12号", "***" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (masks); i++) {
    g_autofree char *masked = ruhu_hq_mask (masks[i].as, masks[i].value);

    g_assert_cmpstr (masked, ==, masks[i].masked);
  }
  g_assert_cmpstr (ruhu_hq_mask_find ("guardian_name", RUHU_DATA_STRING), ==, "name");
  g_assert_cmpstr (ruhu_hq_mask_find ("anywhere", RUHU_DATA_GEOPOINT), ==, "place");
  g_assert_null (ruhu_hq_mask_find ("living_with", RUHU_DATA_STRING));
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *claim;
    void (*run) (Web *web, gconstpointer data);
  } tests[] = {
    { "list/masks-names", test_list_masks_names },
    { "list/tells-what-is-replaced", test_list_tells_what_is_replaced },
    { "list/pages-follow-one-another", test_pages_follow_one_another },
    { "list/filters", test_list_filters },
    { "area/is-kept", test_area_is_kept },
    { "area/division-changed-by-hand-opens-nothing", test_division_changed_by_hand_opens_nothing },
    { "one/answers-are-words-in-both-languages", test_answers_are_words_in_both_languages },
    { "one/external-choices-are-words", test_external_choices_are_words },
    { "one/what-identifies-is-masked", test_what_identifies_is_masked },
    { "one/correction-shows-what-was", test_correction_shows_what_was },
    { "one/rules-come-with-the-workers-reason", test_rules_come_with_the_workers_reason },
    { "one/receipt-is-the-tablets", test_receipt_is_the_tablets },
    { "one/opening-is-noted-with-ids-alone", test_opening_is_noted_with_ids_alone },
    { "one/odd-ids-are-not-found", test_odd_ids_are_not_found },
    { "reveal/is-noted-with-its-reason", test_reveal_is_noted_with_its_reason },
    { "picture/is-served-and-noted", test_picture_is_served_and_noted },
    { "picture/changed-is-not-served", test_changed_picture_is_not_served },
    { "proof/untouched-is-intact", test_untouched_is_intact },
    { "proof/answer-changed-by-hand-shows", test_answer_changed_by_hand_shows },
    { "proof/answer-changed-later-breaks-what-is-before",
      test_answer_changed_later_breaks_what_is_before },
    { "proof/answer-changed-with-its-hash-shows", test_answer_changed_with_its_hash_shows },
    { "proof/state-changed-by-hand-shows", test_state_changed_by_hand_shows },
    { "proof/what-cannot-be-unpacked-shows", test_what_cannot_be_unpacked_shows },
    { "masks", test_masks },
  };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/hq-web-response/", tests[i].claim, NULL);

    g_test_add (path, Web, NULL, web_set_up, tests[i].run, web_tear_down);
  }
  return g_test_run ();
}
