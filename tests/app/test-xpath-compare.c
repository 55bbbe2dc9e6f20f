/* test-xpath-compare.c: app/forms/xpath/ruhu-xpath-compare.c and -convert.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xpath-document.h"

static const char data[] =
  "<d><blank/><yes>true</yes><no>false</no><zero>0</zero><n>5</n><m>05.0</m><day>2026-11-21</day>"
  "<r>1</r><r>7</r><r>x</r></d>";

static void
assert_all (const char *const *exprs, gsize n, const char *result)
{
  g_autoptr (XPathDocument) document = xpath_document_new (data, "/d");

  for (gsize i = 0; i < n; i++)
    xpath_document_assert_gives (document, exprs[i], result);
}

static void
test_true (void)
{
  static const char *const exprs[] = {
    "n = 5",
    "5 = n",
    "n = m * 1",
    "n != m",
    "n = '5'",
    "m != '5'",
    "n > 4",
    "4 < n",
    "n <= '5'",
    "day = '2026-11-21'",
    "day > '2026-11-20'",
    "'2026-11-22' > day",
    "day = date('2026-11-21')",
    "date('2026-11-22') - 1 = day",
    "blank = ''",
    "0.1 + 0.2 = 0.3",
    "1 div 0 = 2 div 0",
    "1 div 0 != -1 div 0",
    "number('x') != number('x')",
    "true() > false()",
    "'b' = 'b'",
  };

  assert_all (exprs, G_N_ELEMENTS (exprs), "true");
}

static void
test_false (void)
{
  static const char *const exprs[] = {
    "n = m",     "n < 5", "blank > 0", "blank < 1", "blank = 0", "number('x') = number('x')",
    "'a' < 'b'",
  };

  assert_all (exprs, G_N_ELEMENTS (exprs), "false");
}

/* A question that is not relevant has no node; to its form's author it is an empty answer. */
static void
test_no_node_is_the_empty_text (void)
{
  static const char *const yes[] = {
    "nothing = ''",    "'' = nothing", "nothing != 'x'",    "'x' != nothing",
    "nothing = blank", "not(nothing)", "nothing = nowhere",
  };
  static const char *const no[] = {
    "nothing != ''", "'' != nothing", "nothing = 'x'", "nothing < 1", "1 > nothing", "nothing = 0",
  };

  assert_all (yes, G_N_ELEMENTS (yes), "true");
  assert_all (no, G_N_ELEMENTS (no), "false");
}

/* XPath 1.0, section 3.4 */
static void
test_one_pair_of_nodes_is_enough (void)
{
  static const char *const yes[] = {
    "r = 7", "7 = r", "r = 'x'", "r != 7", "r > 6", "6 < r", "r < 2", "r = r", "r != r", "r >= n",
  };
  static const char *const no[] = { "r = 8", "r > 7", "8 < r", "r = n", "r = nothing" };

  assert_all (yes, G_N_ELEMENTS (yes), "true");
  assert_all (no, G_N_ELEMENTS (no), "false");
}

static void
test_boolean_makes_one_of_all_nodes (void)
{
  static const char *const yes[] = {
    "true() = r",        "r = true()",   "false() = blank", "blank = false()",
    "nothing = false()", "r != false()", "true() != blank", "n = true()",
  };
  static const char *const no[] = { "r = false()",
                                    "false() = r",
                                    "blank = true()",
                                    "nothing = true()" };

  assert_all (yes, G_N_ELEMENTS (yes), "true");
  assert_all (no, G_N_ELEMENTS (no), "false");
}

/* One node "9 apples" that the host knows to be 9, and false. */
static gboolean
resolve_apples (RuhuXPathContext *context,
                RuhuXPathExpr *path,
                RuhuXPathNodes *nodes,
                GError **error)
{
  ruhu_xpath_nodes_add (nodes, context->node);
  return TRUE;
}

static const char *
get_apples (RuhuXPathContext *context, RuhuXPathNode node)
{
  return "9 apples";
}

static double
count_apples (RuhuXPathContext *context, RuhuXPathNode node)
{
  return 9;
}

static gboolean
have_apples (RuhuXPathContext *context, RuhuXPathNode node)
{
  return FALSE;
}

static void
test_host_knows_numbers_and_booleans (void)
{
  static const RuhuXPathHost host = {
    .resolve = resolve_apples,
    .get_string = get_apples,
    .get_number = count_apples,
    .get_boolean = have_apples,
  };
  static const char *const exprs[] = {
    "a = 9",          "9 = a",
    "a > 8",          "8 < a",
    "a + 1 = 10",     "sum(a) = 9",
    "a = '9 apples'", "'9 apples' = a",
    "not(a)",         "a = false()",
    "a = a",          "max(a, 3) = 9",
    "round(a) = 9",   "string(a) = '9 apples'",
  };
  RuhuXPathContext context = { .host = &host };

  for (gsize i = 0; i < G_N_ELEMENTS (exprs); i++) {
    g_autoptr (RuhuXPathExpr) expr = ruhu_xpath_parse (exprs[i], NULL);
    g_autofree char *text = ruhu_xpath_eval_string (expr, &context, NULL);

    g_test_message ("%s", exprs[i]);
    g_assert_cmpstr (text, ==, "true");
  }
}

static void
test_many_nodes_keep_their_order (void)
{
  g_auto (RuhuXPathNodes) nodes = { 0 };

  for (guint round = 0; round < 2; round++) {
    for (guint i = 0; i < 1000; i++)
      ruhu_xpath_nodes_add (&nodes, (RuhuXPathNode){ GUINT_TO_POINTER (i), NULL });
    g_assert_cmpuint (nodes.n, ==, 1000);
    for (guint i = 0; i < 1000; i++)
      g_assert_true (ruhu_xpath_nodes_get (&nodes, i)->a == GUINT_TO_POINTER (i));
    ruhu_xpath_nodes_clear (&nodes);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xpath/compare/true", test_true);
  g_test_add_func ("/xpath/compare/false", test_false);
  g_test_add_func ("/xpath/compare/no-node-is-the-empty-text", test_no_node_is_the_empty_text);
  g_test_add_func ("/xpath/compare/one-pair-of-nodes-is-enough", test_one_pair_of_nodes_is_enough);
  g_test_add_func ("/xpath/compare/boolean-makes-one-of-all-nodes",
                   test_boolean_makes_one_of_all_nodes);
  g_test_add_func ("/xpath/compare/host-knows-numbers-and-booleans",
                   test_host_knows_numbers_and_booleans);
  g_test_add_func ("/xpath/compare/many-nodes-keep-their-order", test_many_nodes_keep_their_order);

  return g_test_run ();
}
