/* test-fields.c: app/register/ruhu-fields.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-fields.h"

#include "base/ruhu-error.h"

static RuhuFields *
read_body (const char *body)
{
  g_autoptr (GError) error = NULL;
  RuhuFields *fields = ruhu_fields_new_from_body (body, &error);

  g_assert_no_error (error);
  return fields;
}

static void
test_values_are_texts (void)
{
  g_autoptr (RuhuFields) fields =
    read_body ("{\"person_name\":\"示例甲\",\"hh_size\":3,\"inc\":0.5,\"yes\":true}");

  g_assert_cmpstr (ruhu_fields_get (fields, "person_name"), ==, "示例甲");
  g_assert_cmpstr (ruhu_fields_get (fields, "hh_size"), ==, "3");
  g_assert_cmpstr (ruhu_fields_get (fields, "inc"), ==, "0.5");
  g_assert_cmpstr (ruhu_fields_get (fields, "yes"), ==, "1");
}

static void
test_what_is_not_known_is_empty (void)
{
  g_autoptr (RuhuFields) fields = read_body ("{\"phone\":null,\"address\":\"\"}");

  g_assert_cmpstr (ruhu_fields_get (fields, "phone"), ==, "");
  g_assert_cmpstr (ruhu_fields_get (fields, "address"), ==, "");
  g_assert_cmpstr (ruhu_fields_get (fields, "sex"), ==, "");
  g_assert_false (ruhu_fields_is_proposed (fields, "sex"));
}

static void
test_merged_body_tells_what_is_proposed (void)
{
  g_autoptr (RuhuFields) fields =
    read_body ("{\"f\":{\"phone\":{\"v\":\"13900001427\",\"src\":\"r1\"},"
               "\"sex\":{\"v\":\"2\"}}}");

  g_assert_cmpstr (ruhu_fields_get (fields, "phone"), ==, "13900001427");
  g_assert_true (ruhu_fields_is_proposed (fields, "phone"));
  g_assert_cmpstr (ruhu_fields_get (fields, "sex"), ==, "2");
  g_assert_false (ruhu_fields_is_proposed (fields, "sex"));
}

static void
test_delete_wins_over_what_it_knew (void)
{
  const struct {
    const char *body;
    gboolean deleted;
  } bodies[] = {
    { "{\"f\":{\"sex\":{\"v\":\"2\",\"d\":\"a\",\"q\":3}}}", FALSE },
    { "{\"f\":{\"sex\":{\"v\":\"2\",\"d\":\"a\",\"q\":3},"
      "\"_del\":{\"v\":{\"reason\":\"moved\"},\"d\":\"b\",\"q\":9,\"s\":{\"a\":3}}}}",
      TRUE },
    { "{\"f\":{\"sex\":{\"v\":\"2\",\"d\":\"a\",\"q\":4},"
      "\"_del\":{\"v\":{\"reason\":\"moved\"},\"d\":\"b\",\"q\":9,\"s\":{\"a\":3}}}}",
      FALSE },
    { "{\"f\":{\"sex\":{\"v\":\"2\",\"d\":\"b\",\"q\":8},"
      "\"_del\":{\"v\":null,\"d\":\"b\",\"q\":9}}}",
      FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (RuhuFields) fields = read_body (bodies[i].body);

    g_assert_cmpint (ruhu_fields_is_deleted (fields), ==, bodies[i].deleted);
    g_assert_cmpstr (ruhu_fields_get (fields, "sex"), ==, "2");
  }
}

static void
test_options_become_one_set (void)
{
  g_autoptr (RuhuFields) fields =
    read_body ("{\"hardship:dibao\":\"1\",\"hardship:margin\":\"0\",\"hardship:monitored\":\"1\"}");

  g_assert_cmpstr (ruhu_fields_get (fields, "hardship"), ==, "dibao monitored");
  g_assert_true (ruhu_fields_has_option (fields, "hardship", "monitored"));
  g_assert_true (ruhu_fields_has_option (fields, "hardship", "dibao"));
  g_assert_false (ruhu_fields_has_option (fields, "hardship", "margin"));
  g_assert_false (ruhu_fields_has_option (fields, "hardship", "monitor"));
}

static void
test_broken_body_is_corrupt_and_not_quoted (void)
{
  const char *broken[] = { "", "[]", "\"示例甲\"", "{\"person_name\":示例甲}" };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (ruhu_fields_new_from_body (broken[i], &error));
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
    g_assert_null (strstr (error->message, "示例甲"));
  }
}

/* An escape, even in the name of a member that nobody reads, is left to json-glib. */
static char *
make_slow (const char *body)
{
  return g_strconcat ("{\"slo\\u0077\":null,", strchr (body, '{') + 1, NULL);
}

static void
collect (const char *name, const char *value, gpointer data)
{
  g_string_append_printf (data, "%s=%s;", name, value);
}

static char *
to_text (const char *body)
{
  g_autoptr (RuhuFields) fields = ruhu_fields_new_from_body (body, NULL);
  GString *text = g_string_new (NULL);

  if (fields == NULL)
    return g_string_free (g_string_assign (text, "corrupt"), FALSE);

  ruhu_fields_foreach (fields, collect, text);
  g_string_append_printf (text,
                          "%d%d",
                          ruhu_fields_is_proposed (fields, "a"),
                          ruhu_fields_is_deleted (fields));
  return g_string_free (text, FALSE);
}

static void
test_both_readers_read_the_same (void)
{
  const char *bodies[] = {
    "{\"f\":{}}",
    "{\"f\":{\"a\":{\"v\":\"示例\",\"e\":\"0192\",\"q\":12,\"src\":\"r\"}},\"div\":\"99\"}",
    " { \"k\" : [1, {\"x\": []}, null, true] , \"f\" : { \"a\" : { \"v\" : -12 } } } ",
    "{\"f\":{\"a\":{\"v\":0},\"b\":{\"v\":true},\"c\":{\"v\":false},\"d\":{\"v\":null}}}",
    "{\"f\":{\"a\":{\"v\":0.50},\"b\":{\"v\":1e3},\"c\":{\"v\":-0},\"d\":{\"v\":\"\"}}}",
    "{\"f\":{\"a\":{\"v\":123456789012345678}}}",
    "{\"f\":{\"a\":{\"v\":\"x\\ny\"},\"a:b\":{\"v\":\"1\"}}}",
    "{\"f\":{\"a:b\":{\"v\":\"1\"},\"a:c\":{\"v\":1},\"a:d\":{\"v\":\"0\",\"src\":\"r\"}}}",
    "{\"f\":{\"a\":{\"v\":\"1\",\"h\":[{\"v\":\"2\",\"d\":\"x\"}],\"r\":{\"x\":3}}}}",
    "{\"f\":{\"a\":{\"e\":\"0192\"}}}",
    "{\"f\":{\"a\":\"plain\"}}",
    "{\"a\":\"plain\"}",
    "{\"f\":{\"a\":{\"v\":\"1\"},\"b\":{\"v\":\"2\"},\"a\":{\"v\":null}}}",
    "{\"f\":{\"a\":{\"v\":\"1\"}}} x",
    "{\"f\":{\"a\":{\"v\":\"1\"}}",
    "{\"f\":{\"a\":{\"v\":01}}}",
    "{\"f\":{\"a\":{\"v\":\"1\"}},\"f\":{\"b\":{\"v\":\"2\"}}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autofree char *slow_body = make_slow (bodies[i]);
    g_autofree char *fast = to_text (bodies[i]);
    g_autofree char *slow = to_text (slow_body);

    g_assert_cmpstr (fast, ==, slow);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fields/values-are-texts", test_values_are_texts);
  g_test_add_func ("/fields/what-is-not-known-is-empty", test_what_is_not_known_is_empty);
  g_test_add_func ("/fields/merged-body-tells-what-is-proposed",
                   test_merged_body_tells_what_is_proposed);
  g_test_add_func ("/fields/delete-wins-over-what-it-knew", test_delete_wins_over_what_it_knew);
  g_test_add_func ("/fields/options-become-one-set", test_options_become_one_set);
  g_test_add_func ("/fields/broken-body-is-corrupt-and-not-quoted",
                   test_broken_body_is_corrupt_and_not_quoted);
  g_test_add_func ("/fields/both-readers-read-the-same", test_both_readers_read_the_same);

  return g_test_run ();
}
