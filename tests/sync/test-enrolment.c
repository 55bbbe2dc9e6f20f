/* test-enrolment.c: sync/protocol/ruhu-enrolment.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-enrolment.h"

#include <string.h>

typedef struct {
  char *code;
  RuhuEnrolmentRequest request;
  RuhuEnrolmentAnswer *answer;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  guint8 ed[32] = { 1 }, x[32] = { 2 }, lk[32] = { 3 }, unlock[80] = { 4 };

  f->code = ruhu_enrolment_code_new ();
  ruhu_enrolment_request_init (&f->request, f->code, ed, x, lk);

  f->answer = ruhu_enrolment_answer_new ();
  f->answer->device = g_strdup ("d7k2");
  f->answer->user = g_strdup ("w1");
  f->answer->role = g_strdup ("village");
  f->answer->scope = g_strdup ("990101001001");
  f->answer->gen = g_strdup ("g1");
  f->answer->ca = g_strdup ("-----BEGIN CERTIFICATE-----\n");
  f->answer->hqs[0] = 5;
  f->answer->hqx[31] = 6;
  f->answer->epoch = 7;
  f->answer->phrase = TRUE;
  f->answer->unlock = g_bytes_new (unlock, sizeof unlock);
  f->answer->now = 1795132800000;
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_free (f->code);
  ruhu_enrolment_answer_free (f->answer);
}

static void
test_typed_badly_is_read_well (Fixture *f, gconstpointer data)
{
  static const char *const typed[] = {
    "7KQ2M9XTRA01ABCDEFGH",
    " 7kq2m-9xtra-01abc-defgh\n",
    "7KQ2M 9XTRA OIABC DEFGH",
    "7KQ2M—9XTRA–olabc−DEFGH",
    "７ＫＱ２Ｍ－９ＸＴＲＡ　０１ＡＢＣーＤＥＦＧＨ",
  };
  static const char *const wrong[] = {
    "", "7KQ2M9XTRA01ABCDEFG", "7KQ2M9XTRA01ABCDEFGHJ", "7KQ2M9XTRA01ABCDEFGU", "入户", "\xff",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (typed); i++) {
    g_autofree char *code = ruhu_enrolment_code_normalize (typed[i]);

    g_assert_cmpstr (code, ==, "7KQ2M9XTRA01ABCDEFGH");
  }
  for (i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (ruhu_enrolment_code_normalize (wrong[i]));
  g_assert_null (ruhu_enrolment_code_normalize (NULL));
}

static void
test_new_codes_differ_and_read_back (Fixture *f, gconstpointer data)
{
  g_autofree char *other = ruhu_enrolment_code_new ();
  g_autofree char *shown = ruhu_enrolment_code_format (f->code);
  g_autofree char *again = ruhu_enrolment_code_normalize (shown);
  g_autofree char *id = ruhu_enrolment_code_get_id (f->code);

  g_assert_cmpstr (other, !=, f->code);
  g_assert_cmpstr (again, ==, f->code);
  g_assert_cmpuint (strlen (shown), ==, 24);
  g_assert_true (g_str_has_prefix (f->code, id));
  g_assert_cmpuint (strlen (id), ==, 4);
}

static void
test_request_reads_back_and_hides_the_code (Fixture *f, gconstpointer data)
{
  g_autofree char *json = ruhu_enrolment_request_to_json (&f->request, f->code);
  RuhuEnrolmentRequest got = { 0 };

  g_assert_null (strstr (json, f->code));
  g_assert_true (ruhu_enrolment_request_from_json (&got, json, strlen (json)));
  g_assert_cmpmem (&got, sizeof got, &f->request, sizeof f->request);
  g_assert_true (ruhu_enrolment_request_verify (json, strlen (json), f->code));
}

static void
test_answer_reads_back (Fixture *f, gconstpointer data)
{
  g_autofree char *json = ruhu_enrolment_answer_to_json (f->answer, f->code, &f->request);
  g_autoptr (RuhuEnrolmentAnswer) got =
    ruhu_enrolment_answer_from_json (json, strlen (json), f->code, &f->request);

  g_assert_nonnull (got);
  g_assert_cmpstr (got->device, ==, "d7k2");
  g_assert_cmpstr (got->user, ==, "w1");
  g_assert_cmpstr (got->role, ==, "village");
  g_assert_cmpstr (got->scope, ==, "990101001001");
  g_assert_cmpstr (got->ca, ==, f->answer->ca);
  g_assert_cmpuint (got->epoch, ==, 7);
  g_assert_cmpmem (got->hqs, 32, f->answer->hqs, 32);
  g_assert_cmpmem (got->hqx, 32, f->answer->hqx, 32);
  g_assert_true (got->phrase);
  g_assert_true (g_bytes_equal (got->unlock, f->answer->unlock));
}

static void
test_another_code_is_refused_by_both (Fixture *f, gconstpointer data)
{
  g_autofree char *other = ruhu_enrolment_code_new ();
  g_autofree char *asked = ruhu_enrolment_request_to_json (&f->request, other);
  g_autofree char *answered = ruhu_enrolment_answer_to_json (f->answer, other, &f->request);

  g_assert_false (ruhu_enrolment_request_verify (asked, strlen (asked), f->code));
  g_assert_null (
    ruhu_enrolment_answer_from_json (answered, strlen (answered), f->code, &f->request));
}

static void
test_answer_to_another_request_is_refused (Fixture *f, gconstpointer data)
{
  RuhuEnrolmentRequest other = f->request;
  g_autofree char *json = NULL;

  other.nonce[0] ^= 1;
  json = ruhu_enrolment_answer_to_json (f->answer, f->code, &other);
  g_assert_null (ruhu_enrolment_answer_from_json (json, strlen (json), f->code, &f->request));
}

/* HQ's own words, sent back to it, are no request, nor the tablet's an answer. */
static void
test_mirrored_message_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *asked = ruhu_enrolment_request_to_json (&f->request, f->code);
  g_autofree char *answered = ruhu_enrolment_answer_to_json (f->answer, f->code, &f->request);

  g_assert_false (ruhu_enrolment_request_verify (answered, strlen (answered), f->code));
  g_assert_null (ruhu_enrolment_answer_from_json (asked, strlen (asked), f->code, &f->request));
}

static void
test_any_changed_byte_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *json = ruhu_enrolment_answer_to_json (f->answer, f->code, &f->request);
  gsize i;

  for (i = 0; i < strlen (json); i++) {
    g_autofree char *changed = g_strdup (json);

    changed[i] ^= 4;
    g_assert_null (
      ruhu_enrolment_answer_from_json (changed, strlen (changed), f->code, &f->request));
  }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/enrolment/typed-badly-is-read-well", test_typed_badly_is_read_well);
  ADD ("/enrolment/new-codes-differ-and-read-back", test_new_codes_differ_and_read_back);
  ADD ("/enrolment/request-reads-back-and-hides-the-code",
       test_request_reads_back_and_hides_the_code);
  ADD ("/enrolment/answer-reads-back", test_answer_reads_back);
  ADD ("/enrolment/another-code-is-refused-by-both", test_another_code_is_refused_by_both);
  ADD ("/enrolment/answer-to-another-request-is-refused",
       test_answer_to_another_request_is_refused);
  ADD ("/enrolment/mirrored-message-is-refused", test_mirrored_message_is_refused);
  ADD ("/enrolment/any-changed-byte-is-refused", test_any_changed_byte_is_refused);

  return g_test_run ();
}
