/* test-xpath-parser.c: app/forms/xpath/ruhu-xpath-parser.c, -lexer.c and -ast.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ruhu-error.h"
#include "forms/xpath/ruhu-xpath-ast-private.h"

static RuhuXPathExpr *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  RuhuXPathExpr *expr = ruhu_xpath_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (expr);
  return expr;
}

static void
assert_refused (const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_xpath_parse (text, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_errors_name_the_column (void)
{
  assert_refused ("", "column 1: the expression is empty");
  assert_refused ("  ", "column 3: the expression is empty");
  assert_refused ("1 +", "column 4: a value is missing");
  assert_refused ("1 2", "column 3: an operator is missing before this");
  assert_refused ("concat('a'", "column 11: “,” or “)” is missing");
  assert_refused ("(1", "column 3: “)” is missing");
  assert_refused ("a[1", "column 4: “]” is missing");
  assert_refused ("/a/", "column 4: a name is missing");
  assert_refused ("'open", "column 1: the text that begins here is not closed");
  assert_refused ("'中文' + 1 1", "column 10: an operator is missing before this");
  assert_refused ("a # b", "column 3: “#” has no meaning here");
  assert_refused ("following::a", "column 1: this axis is not supported");
  assert_refused ("a/true()", "column 3: a function cannot stand within a path");
  assert_refused ("\xff", "the expression is not UTF-8");
}

static void
test_depth_has_an_end (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '(');
  g_assert_null (ruhu_xpath_parse (text->str, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_clear_error (&error);

  g_string_assign (text, "1");
  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "+1");
  g_assert_null (ruhu_xpath_parse (text->str, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
}

static void
test_words_are_names_or_operators_by_place (void)
{
  g_autoptr (RuhuXPathExpr) names = parse ("and and or/div");
  g_autoptr (RuhuXPathExpr) glued = parse ("1or1");
  g_autoptr (RuhuXPathExpr) one_name = parse ("a-b");
  g_autoptr (RuhuXPathExpr) difference = parse ("a -b");
  g_autoptr (RuhuXPathExpr) star = parse ("a*2");

  g_assert_cmpint (names->kind, ==, RUHU_XPATH_BINARY);
  g_assert_cmpint (names->binary.op, ==, RUHU_XPATH_AND);
  g_assert_cmpstr (ruhu_xpath_path_get_step (&names->binary.right->path, 1)->name, ==, "div");
  g_assert_cmpint (glued->binary.op, ==, RUHU_XPATH_OR);
  g_assert_cmpstr (ruhu_xpath_path_get_step (&one_name->path, 0)->name, ==, "a-b");
  g_assert_cmpint (difference->binary.op, ==, RUHU_XPATH_SUBTRACT);
  g_assert_cmpint (star->binary.op, ==, RUHU_XPATH_MULTIPLY);
}

static void
test_precedence (void)
{
  g_autoptr (RuhuXPathExpr) expr = parse ("1 or 2 and 3 = 4 < 5 + 6 * -7");
  RuhuXPathOperator order[] = {
    RUHU_XPATH_OR, RUHU_XPATH_AND, RUHU_XPATH_EQ,
    RUHU_XPATH_LT, RUHU_XPATH_ADD, RUHU_XPATH_MULTIPLY,
  };
  RuhuXPathExpr *at = expr;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    g_assert_cmpint (at->kind, ==, RUHU_XPATH_BINARY);
    g_assert_cmpint (at->binary.op, ==, order[i]);
    at = at->binary.right;
  }
  g_assert_cmpint (at->kind, ==, RUHU_XPATH_NEGATE);
}

static void
test_same_strength_goes_left_to_right (void)
{
  g_autoptr (RuhuXPathExpr) expr = parse ("1 - 2 - 3");

  g_assert_cmpint (expr->binary.left->kind, ==, RUHU_XPATH_BINARY);
  g_assert_cmpfloat (expr->binary.right->number, ==, 3);
}

static void
test_paths_begin_somewhere (void)
{
  g_autoptr (RuhuXPathExpr) absolute = parse (" /data / 村名 ");
  g_autoptr (RuhuXPathExpr) relative = parse ("../orx:meta/@id");
  g_autoptr (RuhuXPathExpr) current = parse ("current()/../x");
  g_autoptr (RuhuXPathExpr) instance =
    parse ("instance('list')/root/item[name = current()/../x]/label");
  g_autoptr (RuhuXPathExpr) computed = parse ("instance(concat('a', 'b'))/root");
  g_autoptr (RuhuXPathExpr) from = parse ("randomize(/data/r)[1]/x");

  g_assert_cmpint (absolute->path.start, ==, RUHU_XPATH_ABSOLUTE);
  g_assert_cmpstr (ruhu_xpath_path_get_step (&absolute->path, 1)->name, ==, "村名");
  g_assert_cmpint (relative->path.start, ==, RUHU_XPATH_RELATIVE);
  g_assert_cmpint (ruhu_xpath_path_get_step (&relative->path, 0)->axis, ==, RUHU_XPATH_PARENT);
  g_assert_cmpstr (ruhu_xpath_path_get_step (&relative->path, 1)->name, ==, "orx:meta");
  g_assert_cmpstr (ruhu_xpath_path_get_step (&relative->path, 1)->local_name, ==, "meta");
  g_assert_cmpint (ruhu_xpath_path_get_step (&relative->path, 2)->axis, ==, RUHU_XPATH_ATTRIBUTE);
  g_assert_cmpint (current->path.start, ==, RUHU_XPATH_CURRENT);
  g_assert_cmpuint (current->path.steps->len, ==, 2);
  g_assert_cmpint (instance->path.start, ==, RUHU_XPATH_INSTANCE);
  g_assert_cmpstr (instance->path.instance, ==, "list");
  g_assert_cmpuint (ruhu_xpath_path_get_step (&instance->path, 1)->predicates->len, ==, 1);
  g_assert_null (computed->path.instance);
  g_assert_cmpint (computed->path.from->kind, ==, RUHU_XPATH_CALL);
  g_assert_cmpint (from->path.start, ==, RUHU_XPATH_FROM);
  g_assert_cmpuint (from->path.from_predicates->len, ==, 1);
}

static void
note (RuhuXPathExpr *path, RuhuXPathExpr *outer, guint step, gpointer data)
{
  const RuhuXPathStep *last = ruhu_xpath_path_get_step (&path->path, path->path.steps->len - 1);

  g_string_append_printf (data, "%s%s%u ", last->name, outer != NULL ? "<" : "-", step);
}

static void
test_every_path_is_shown (void)
{
  g_autoptr (RuhuXPathExpr) expr =
    parse ("if(/data/a > 1, -b, concat(c/d[e = /data/f]/g, instance('l')/root/h[i]))");
  g_autoptr (GString) seen = g_string_new (NULL);

  ruhu_xpath_foreach_path (expr, note, seen);
  g_assert_cmpstr (seen->str, ==, "a-0 b-0 g-0 e<2 f<2 h-0 i<2 ");
}

static void
assert_lookup (const char *text, const char *column)
{
  g_autoptr (RuhuXPathExpr) expr = parse (text);
  const char *found;
  RuhuXPathExpr *key;

  if (column == NULL) {
    g_assert_false (ruhu_xpath_expr_is_lookup (expr, &found, &key));
    return;
  }
  g_assert_true (ruhu_xpath_expr_is_lookup (expr, &found, &key));
  g_assert_true (found == g_intern_string (column));
  g_assert_true (key == expr->binary.left || key == expr->binary.right);
}

static void
test_lookups_are_recognised (void)
{
  assert_lookup ("name = 'x'", "name");
  assert_lookup ("./name = /data/x", "name");
  assert_lookup ("current()/../x = name", "name");
  assert_lookup ("name = concat(/data/x, 'y')", "name");
  assert_lookup ("name = other", NULL);
  assert_lookup ("name = concat(other)", NULL);
  assert_lookup ("name = position()", NULL);
  assert_lookup ("name = string()", NULL);
  assert_lookup ("name = random()", NULL);
  assert_lookup ("name = no-such-function()", NULL);
  assert_lookup ("name != 'x'", NULL);
  assert_lookup ("name[1] = 'x'", NULL);
  assert_lookup ("a/b = 'x'", NULL);
  assert_lookup (".[true()]/name = 'x'", NULL);
  assert_lookup ("./name/other = 'x'", NULL);
  assert_lookup ("../name = 'x'", NULL);
  assert_lookup (". = 'x'", NULL);
  assert_lookup ("/name = 'x'", NULL);
  assert_lookup ("@name = 'x'", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xpath/parser/errors-name-the-column", test_errors_name_the_column);
  g_test_add_func ("/xpath/parser/depth-has-an-end", test_depth_has_an_end);
  g_test_add_func ("/xpath/parser/words-are-names-or-operators-by-place",
                   test_words_are_names_or_operators_by_place);
  g_test_add_func ("/xpath/parser/precedence", test_precedence);
  g_test_add_func ("/xpath/parser/same-strength-goes-left-to-right",
                   test_same_strength_goes_left_to_right);
  g_test_add_func ("/xpath/parser/paths-begin-somewhere", test_paths_begin_somewhere);
  g_test_add_func ("/xpath/parser/every-path-is-shown", test_every_path_is_shown);
  g_test_add_func ("/xpath/parser/lookups-are-recognised", test_lookups_are_recognised);

  return g_test_run ();
}
