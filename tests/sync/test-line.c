/* test-line.c: sync/protocol/ruhu-line.c and ruhu-wire-json.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hash.h"
#include "ruhu-line.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define ID "0192f3a0-aa01-7000-8000-000000000001"
#define HEAD \
  "\"seq\":5,\"hlc\":\"0192f3a0aa010000\",\"ph\":\"" RUHU_HASH_NONE "\",\"id\":\"" ID \
  "\",\"div\":\"990101001001\",\"u\":\"w1\","
#define PERSON HEAD "\"k\":\"person\","
#define RESPONSE HEAD "\"k\":\"response\",\"fm\":\"f\",\"fv\":\"1\","

static RuhuLine *
read_line (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return ruhu_line_new (bytes, 5, RUHU_HASH_NONE);
}

static void
assert_code (const char *text, RuhuQuarantine code, const char *path)
{
  g_autoptr (RuhuLine) line = read_line (text);

  if (ruhu_line_get_quarantine (line) != code)
    g_test_message ("%s: %s", text, ruhu_line_get_message (line));
  g_assert_cmpint (ruhu_line_get_quarantine (line), ==, code);
  g_assert_cmpstr (ruhu_line_get_path (line), ==, path);
  g_assert_cmpuint (ruhu_line_get_seq (line), ==, 5);
}

static void
test_good_lines_are_good (void)
{
  static const char *const good[] = {
    "{" PERSON "\"set\":{\"phone\":\"1\"}}",
    "{" PERSON "\"set\":{\"phone\":null,\"sex\":1,\"a\":true,\"b\":-1.5},\"x\":[{}]}",
    "{" PERSON "\"set\":{\"phone\":\"1\"},\"rp\":{\"phone\":\"self.4\"},\"src\":\"" ID "\"}",
    "{" PERSON "\"set\":{\"phone\":\"1\"},\"rp\":{\"phone\":[\"hq-990101001.12\",\"b.1\"]}}",
    "{" PERSON "\"set\":{\"_del\":{\"reason\":\"moved\"}},\"rp\":{\"phone\":\"a.1\"}}",
    "{" PERSON "\"set\":{\"a\":\"1\"},\"orig\":{\"dev\":\"a\",\"seq\":1,\"hash\":\"" RUHU_HASH_NONE
    "\"}}",
    "{" RESPONSE "\"ans\":{}}",
    "{" HEAD "\"k\":\"response\",\"fm\":\"f\",\"fv\":3,\"ans\":{\"a\":[{\"b\":\"入户\"}]}}",
    "{" RESPONSE "\"ans\":{},\"par\":{},\"replaces\":\"" ID "\",\"att\":[{\"id\":\"a.png\","
    "\"hash\":\"" RUHU_HASH_NONE "\",\"len\":0,\"type\":\"image/png\"}]}",
    "{" HEAD "\"k\":\"decision\",\"need\":\"" ID "\",\"outcome\":\"ok\",\"level\":\"township\"}",
    "{" HEAD "\"k\":\"transfer\",\"person\":\"" ID "\",\"to\":\"990101001002\"}",
    "{" HEAD "\"k\":\"task\",\"set\":{\"due\":1}}",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (good); i++)
    assert_code (good[i], RUHU_QUARANTINE_NONE, NULL);
}

static void
test_no_json_is_parse (void)
{
  static const char *const bad[] = {
    "",
    "入户",
    "[]",
    "{",
    "{} {}",
    "{\"a\":01}",
    "{\"a\":1,}",
    "{\"a\":.5}",
    "{\"a\":+1}",
    "{\"a\":1e4}",
    "{\"a\":9007199254740992}",
    "{\"a\":-9007199254740992}",
    "{\"a\":0.00001}",
    "{\"a\":1e400}",
    "{\"a\":-1e400}",
    "{\"a\":0.00000000000000000000000000000000000000000000000000000000000000001}",
    "{'a':1}",
    "{a:1}",
    "{\"a\":1 /* why */}",
    "var a = {}",
    "{\"a\":\"\\u0000\"}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\udc00\"}",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\t\"}",
    "{\"a\":\"\xff\"}",
    "{\"a\":1,\"a\":2}",
    "{\"a\":{\"b\":1,\"b\":1}}",
    "{\"a\":nul}",
    "{\n}",
    "{\"a\":1}\n",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_code (bad[i], RUHU_QUARANTINE_PARSE, NULL);
}

static void
test_deep_is_too_deep (void)
{
  g_autofree char *open = g_strnfill (100000, '[');
  g_autofree char *text = g_strdup_printf ("{\"a\":%s", open);

  assert_code (text, RUHU_QUARANTINE_TOO_DEEP, NULL);
}

static void
test_wrong_place_is_chain (void)
{
  assert_code ("{\"seq\":6}", RUHU_QUARANTINE_CHAIN, "seq");
  assert_code ("{\"seq\":\"5\"}", RUHU_QUARANTINE_CHAIN, "seq");
  assert_code ("{\"seq\":5,\"ph\":\"00\"}", RUHU_QUARANTINE_CHAIN, "ph");
  assert_code ("{}", RUHU_QUARANTINE_CHAIN, "seq");
}

#define PLACE "\"seq\":5,\"ph\":\"" RUHU_HASH_NONE "\","

static void
test_wrong_member_is_schema (void)
{
  static const struct {
    const char *text;
    const char *path;
  } bad[] = {
    { "{" PLACE "\"hlc\":5}", "hlc" },
    { "{" PLACE "\"hlc\":\"0192F3A0AA010000\"}", "hlc" },
    { "{" PLACE "\"hlc\":\"0192f3a0aa010000\",\"div\":\"99\"}", "div" },
    { "{" PLACE "\"hlc\":\"0192f3a0aa010000\",\"div\":\"9901\",\"id\":\"x\"}", "id" },
    { "{" PLACE "\"hlc\":\"0192f3a0aa010000\",\"div\":\"9901\",\"id\":\"" ID "\",\"u\":\"\"}",
      "u" },
    { "{" HEAD "\"k\":\"county\"}", "k" },
    { "{" HEAD "\"k\":5}", "k" },
    { "{" PERSON "\"set\":{}}", "set" },
    { "{" PERSON "\"set\":{\"\":1}}", "set" },
    { "{" PERSON "\"set\":{\"phone\":[]}}", "phone" },
    { "{" PERSON "\"set\":{\"phone\":{}}}", "phone" },
    { "{" PERSON "\"set\":{\"a\":1},\"rp\":5}", "rp" },
    { "{" PERSON "\"set\":{\"a\":1},\"rp\":{\"b\":\"a.1\"}}", "rp" },
    { "{" PERSON "\"set\":{\"a\":1},\"rp\":{\"a\":\"a\"}}", "rp" },
    { "{" PERSON "\"set\":{\"a\":1},\"rp\":{\"a\":\"a.0\"}}", "rp" },
    { "{" PERSON "\"set\":{\"a\":1},\"rp\":{\"a\":[]}}", "rp" },
    { "{" PERSON "\"set\":{\"a\":1},\"rp\":{\"a\":null}}", "rp" },
    { "{" PERSON "\"set\":{\"a\":1},\"src\":\"x\"}", "src" },
    { "{" PERSON "\"set\":{\"a\":1},\"orig\":5}", "orig" },
    { "{" RESPONSE "\"ans\":[]}", "ans" },
    { "{" RESPONSE "\"ans\":{},\"par\":5}", "par" },
    { "{" RESPONSE "\"ans\":{},\"att\":{}}", "att" },
    { "{" RESPONSE "\"ans\":{},\"att\":[5]}", "att" },
    { "{" RESPONSE "\"ans\":{},\"att\":[{\"id\":\"a\"}]}", "att" },
    { "{" RESPONSE "\"ans\":{},\"replaces\":null}", "replaces" },
    { "{" HEAD "\"k\":\"response\",\"fm\":\"f\",\"fv\":true,\"ans\":{}}", "fv" },
    { "{" HEAD "\"k\":\"decision\",\"outcome\":\"ok\",\"level\":\"township\"}", "response" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_code (bad[i].text, RUHU_QUARANTINE_SCHEMA, bad[i].path);
}

static void
test_first_reason_stays (void)
{
  g_autoptr (RuhuLine) line = read_line ("{}");

  ruhu_line_quarantine (line, RUHU_QUARANTINE_SCOPE, "div", "outside");
  g_assert_cmpint (ruhu_line_get_quarantine (line), ==, RUHU_QUARANTINE_CHAIN);
}

static void
test_codes_have_names (void)
{
  RuhuQuarantine code;

  for (code = RUHU_QUARANTINE_PARSE; code <= RUHU_QUARANTINE_TOO_DEEP; code++)
    g_assert_cmpint (ruhu_quarantine_from_string (ruhu_quarantine_to_string (code)), ==, code);
  g_assert_cmpint (ruhu_quarantine_from_string ("?"), ==, RUHU_QUARANTINE_NONE);
}

static void
test_only_whole_numbers_from_0 (void)
{
  const char *text = "{\"a\":9007199254740991,\"b\":0.5,\"c\":-1,\"d\":1.0,\"e\":\"1\"}";
  g_autoptr (JsonObject) object = ruhu_wire_json_parse (text, strlen (text), NULL);
  guint64 value = 7;

  g_assert_nonnull (object);
  g_assert_true (ruhu_wire_json_get_uint (object, "a", &value));
  g_assert_cmpuint (value, ==, RUHU_WIRE_MAX_INTEGER);
  g_assert_false (ruhu_wire_json_get_uint (object, "b", &value));
  g_assert_false (ruhu_wire_json_get_uint (object, "c", &value));
  g_assert_false (ruhu_wire_json_get_uint (object, "d", &value));
  g_assert_false (ruhu_wire_json_get_uint (object, "e", &value));
  g_assert_false (ruhu_wire_json_get_uint (object, "f", &value));
  g_assert_false (ruhu_wire_json_get_uint (NULL, "a", &value));
}

static void
test_orig_names_the_first_sending (void)
{
  g_autoptr (RuhuLine) line = read_line (
    "{" PERSON
    "\"set\":{\"a\":\"1\"},\"orig\":{\"dev\":\"old\",\"seq\":9,\"hash\":\"" RUHU_HASH_NONE "\"}}");
  g_autoptr (RuhuLine) without = read_line ("{" PERSON "\"set\":{\"a\":\"1\"}}");
  g_autofree char *orig = ruhu_line_get_orig (line);
  g_autofree char *none = ruhu_line_get_orig (without);

  g_assert_cmpstr (orig, ==, "old.9");
  g_assert_null (none);
}

static void
test_answers_are_read_as_strictly (void)
{
  static const char *const bad[] = {
    "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",  "{\"g\":[{\"b\":{\"a\":1,\"c\":3,\"a\":2}}]}",
    "{\"a\":\"\t\"}",    "{\"a\":\"\\u0000\"}",      "{\"a\":\"\\ud800\"}",
    "{\"a\":01}",        "{\"a\":9007199254740992}", "{\"a\":tru}",
    "{\"a\":[1,]}",      "{\"a\":\"\xff\"}",         "{},\"ans\":{}",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text = g_strconcat ("{" RESPONSE "\"ans\":", bad[i], "}", NULL);

    assert_code (text, RUHU_QUARANTINE_PARSE, NULL);
  }
}

/* An object of so many names that they are not compared one by one. */
static void
test_doubled_answer_among_many_is_found (void)
{
  g_autoptr (GString) text = g_string_new ("{" RESPONSE "\"ans\":{");
  g_autofree char *good = NULL;
  guint i;

  for (i = 0; i < 500; i++)
    g_string_append_printf (text, "\"q%u\":\"\",", i * 7919 % 500);
  good = g_strconcat (text->str, "\"q\":\"\"}}", NULL);
  g_string_append (text, "\"q250\":\"\"}}");

  assert_code (good, RUHU_QUARANTINE_NONE, NULL);
  assert_code (text->str, RUHU_QUARANTINE_PARSE, NULL);
}

static void
assert_answer (const char *answers, const char *expected)
{
  g_autofree char *text = g_strconcat ("{" RESPONSE "\"ans\":", answers, "}", NULL);
  g_autoptr (RuhuLine) line = read_line (text);
  g_autofree char *found = ruhu_line_find_answer (line, "task_id");

  g_assert_cmpstr (found, ==, expected);
  g_assert_false (json_object_has_member (ruhu_line_get_object (line), "ans"));
}

static void
test_answer_is_found_in_groups (void)
{
  assert_answer ("{\"task_id\":\"t\"}", "t");
  assert_answer ("{\"a\":1,\"g\":{\"h\":{\"task_id\":\"\\u5165\\n\"}},\"z\":[]}", "入\n");
  assert_answer ("{\"g\":{\"task\\u005fid\":\"t\"}}", "t");
  assert_answer ("{\"task_id\":7,\"g\":{\"task_id\":\"t\"}}", "t");
  assert_answer ("{\"task_id\":{\"task_id\":\"t\"}}", "t");
  assert_answer ("{\"r\":[{\"task_id\":\"t\"}],\"a\":\"task_id\"}", NULL);
  assert_answer ("{}", NULL);
}

/* json-glib leaves one of the control characters as it is, which no strict reader takes. */
static void
test_every_character_is_read_back (void)
{
  gunichar c;

  for (c = 1; c < 0x3000; c++) {
    g_autoptr (JsonObject) object = json_object_new ();
    g_autoptr (JsonObject) again = NULL;
    g_autofree char *json = NULL;
    char text[8] = "";

    g_unichar_to_utf8 (c, text);
    json_object_set_string_member (object, text, text);
    json = ruhu_json_to_text (object);
    again = ruhu_wire_json_parse (json, strlen (json), NULL);
    g_assert_nonnull (again);
    g_assert_cmpstr (ruhu_json_get_string (again, text), ==, text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/line/good-lines-are-good", test_good_lines_are_good);
  g_test_add_func ("/line/no-json-is-parse", test_no_json_is_parse);
  g_test_add_func ("/line/deep-is-too-deep", test_deep_is_too_deep);
  g_test_add_func ("/line/wrong-place-is-chain", test_wrong_place_is_chain);
  g_test_add_func ("/line/wrong-member-is-schema", test_wrong_member_is_schema);
  g_test_add_func ("/line/first-reason-stays", test_first_reason_stays);
  g_test_add_func ("/line/codes-have-names", test_codes_have_names);
  g_test_add_func ("/line/orig-names-the-first-sending", test_orig_names_the_first_sending);
  g_test_add_func ("/line/answers-are-read-as-strictly", test_answers_are_read_as_strictly);
  g_test_add_func ("/line/doubled-answer-among-many-is-found",
                   test_doubled_answer_among_many_is_found);
  g_test_add_func ("/line/answer-is-found-in-groups", test_answer_is_found_in_groups);
  g_test_add_func ("/wire-json/only-whole-numbers-from-0-are-numbers",
                   test_only_whole_numbers_from_0);
  g_test_add_func ("/line/every-character-is-read-back", test_every_character_is_read_back);

  return g_test_run ();
}
