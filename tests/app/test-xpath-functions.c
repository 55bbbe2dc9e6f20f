/* test-xpath-functions.c: every function of app/forms/xpath/, by family
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "base/ruhu-clock.h"
#include "base/ruhu-id.h"
#include "xpath-document.h"

typedef struct {
  const char *expr;
  const char *text;
} Row;

static const char form[] =
  "<h:html xmlns:h='h'><model><itext>"
  "<translation lang='en'><text id='hello'><value>Hello</value></text></translation>"
  "<translation lang='zh'><text id='hello'><value>你好</value></text></translation>"
  "</itext><instance><data>"
  "<name>王小明</name><born>1988-07-01</born><blank/><n>3</n><choice>a bc d</choice>"
  "<row><v>10</v></row><row><v>20</v></row><row><v/></row>"
  "<x:odd xmlns:x='x'>1</x:odd><shape>0 0 0 0;0 1 0 0;1 1 0 0;1 0 0 0;0 0 0 0</shape><here/>"
  "</data></instance>"
  "<instance id='towns'><root>"
  "<item><name>t1</name><label>东镇</label></item><item><name>t2</name><label>西镇</label></item>"
  "<item><name>t3</name><label>南镇</label></item><item><name>t4</name><label>北镇</label></item>"
  "</root></instance></model></h:html>";

static XPathDocument *
load (void)
{
  return xpath_document_new (form, "/html/model/instance[1]/data/here");
}

static void
assert_rows (const Row *rows, gsize n)
{
  g_autoptr (XPathDocument) document = load ();

  for (gsize i = 0; i < n; i++)
    xpath_document_assert_gives (document, rows[i].expr, rows[i].text);
}

static void
test_logic (void)
{
  static const Row rows[] = {
    { "true()", "true" },
    { "false()", "false" },
    { "not(../blank)", "true" },
    { "boolean(../n)", "true" },
    { "boolean(../blank)", "false" },
    { "boolean(../nothing)", "false" },
    { "boolean(../row)", "true" },
    { "boolean-from-string('true')", "true" },
    { "boolean-from-string('yes')", "false" },
    { "if(../n = 3, 'three', no-such-function())", "three" },
    { "if(../n = 4, no-such-function(), ../name)", "王小明" },
    { "coalesce(../blank, ../n)", "3" },
    { "coalesce(../n, no-such-function())", "3" },
    { "coalesce('', '', 'c')", "c" },
    { "once('first')", "first" },
    { "depend(../n, no-such-function())", "3" },
    { "checklist(1, 2, ../n = 3, ../n = 4)", "true" },
    { "checklist(-1, 0, true())", "false" },
    { "checklist(-1, 1, true())", "true" },
    { "checklist(2, -1, ../n = 3, ../n = 4)", "false" },
    { "weighted-checklist(5, 5, true(), 2, false(), 4, true(), 3)", "true" },
    { "true() or no-such-function()", "true" },
    { "false() and no-such-function()", "false" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_once_keeps_what_is_there (void)
{
  g_autoptr (XPathDocument) document =
    xpath_document_new (form, "/html/model/instance[1]/data/name");

  xpath_document_assert_gives (document, "once(no-such-function())", "王小明");
}

static void
test_strings (void)
{
  static const Row rows[] = {
    { "string(../n)", "3" },
    { "concat()", "" },
    { "concat('a', ../row/v, 1)", "a10201" },
    { "join(', ', ../row/v, 'z')", "10, 20, , z" },
    { "contains(../name, '小')", "true" },
    { "starts-with(../name, '王')", "true" },
    { "ends-with(../name, '王')", "false" },
    { "substring-before('2026-11', '-')", "2026" },
    { "substring-after('2026-11', '-')", "11" },
    { "substring(../name, 2)", "小明" },
    { "substring('12345', 1.5, 2.6)", "234" },
    { "substring('12345', 0, 3)", "12" },
    { "substring('12345', 0 div 0, 3)", "" },
    { "substring('12345', -42, 1 div 0)", "12345" },
    { "substring('12345', -1 div 0, 1 div 0)", "" },
    { "substr(../name, 1)", "小明" },
    { "substr(../name, 0, 1)", "王" },
    { "substr(../name, -1)", "明" },
    { "substr('hello', 3, 1)", "" },
    { "substr('hello', -99, 99)", "hello" },
    { "string-length(../name)", "3" },
    { "count(../row/v[string-length() = 2])", "2" },
    { "normalize-space(' a  b ')", "a b" },
    { "translate('东西', '东西', '西')", "西" },
    { "regex('abc', 'b')", "false" },
    { "regex('abc', '.b.')", "true" },
    { "regex('a', 'a|b')", "true" },
    { "regex('ab', 'a|b')", "false" },
    { "regex(../name, concat('.', '{3}'))", "true" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_choices (void)
{
  static const Row rows[] = {
    { "selected(../choice, 'bc')", "true" },
    { "selected(../choice, 'b')", "false" },
    { "selected(../choice, 'c')", "false" },
    { "selected(../choice, ' d ')", "true" },
    { "selected(../choice, '')", "false" },
    { "selected('', '')", "true" },
    { "is-selected(../choice, 'a')", "true" },
    { "selected-at(../choice, 1)", "bc" },
    { "selected-at(../choice, -1)", "" },
    { "selected-at(../choice, 3)", "" },
    { "count-selected(../choice)", "3" },
    { "count-selected('  ')", "0" },
    { "jr:choice-name('a', '/data/choice')", "a of /data/choice" },
    { "jr:itext('hello')", "Hello" },
  };
  g_autoptr (XPathDocument) document = load ();

  assert_rows (rows, G_N_ELEMENTS (rows));
  xpath_document_set_language (document, "zh");
  xpath_document_assert_gives (document, "jr:itext('hello')", "你好");
}

static void
test_numbers (void)
{
  static const Row rows[] = {
    { "number('12')", "12" },
    { "number('1e3')", "NaN" },
    { "number('+1')", "NaN" },
    { "number(' 1.50 ')", "1.5" },
    { "number('123456789012345678')", "123456789012345680" },
    { "1234567890123", "1234567890123" },
    { "0.1 + 0.2", "0.30000000000000004" },
    { "12.5", "12.5" },
    { "-0.000001", "-0.000001" },
    { "1234567.891", "1234567.891" },
    { "99999999999999.9", "99999999999999.9" },
    { "0.1234567", "0.1234567" },
    { "1 div 3", "0.3333333333333333" },
    { "0.00001", "0.00001" },
    { "0.000001 * 0.000001", "0.000000000001" },
    { "1000000000000000 * 1000000000", "1000000000000000000000000" },
    { "-1 div 4", "-0.25" },
    { "int(-2.9)", "-2" },
    { "round(2.5)", "3" },
    { "round(-2.5)", "-2" },
    { "round(1.005, 2)", "1.01" },
    { "round('4,6')", "5" },
    { "round(1.4449999999999, 2)", "1.44" },
    { "round(2.675, 2)", "2.68" },
    { "round(-2.675, 2)", "-2.67" },
    { "round(1234567890.125, 2)", "1234567890.13" },
    { "round(0.000015, 5)", "0.00002" },
    { "round(1250, -2)", "1300" },
    { "round(1234, -2)", "1200" },
    { "round(1.5, 99)", "1.5" },
    { "round(1.5, -99)", "0" },
    { "floor(-1.5)", "-2" },
    { "ceiling(1.2)", "2" },
    { "abs(-3)", "3" },
    { "pow(2, 10)", "1024" },
    { "round(log(exp(2)), 9)", "2" },
    { "log10(1000)", "3" },
    { "exp10(3)", "1000" },
    { "sqrt(2)", "1.4142135623730951" },
    { "round(sin(pi() div 2), 9)", "1" },
    { "cos(0)", "1" },
    { "round(tan(pi() div 4), 9)", "1" },
    { "round(asin(1) * 2 - pi(), 9)", "0" },
    { "acos(1)", "0" },
    { "round(atan(1) * 4 - pi(), 9)", "0" },
    { "round(atan2(1, 1) * 4 - pi(), 9)", "0" },
    { "random() < 1", "true" },
    { "7 mod 3", "1" },
    { "sum(../row/v)", "30" },
    { "sum(../nothing)", "0" },
    { "count(../row)", "3" },
    { "count-non-empty(../row/v)", "2" },
    { "min(../row[v != '']/v)", "10" },
    { "max(../row/v[. != ''], 25)", "25" },
    { "max(../row/v)", "NaN" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

/* As deep as the parser lets through; the stack of a thread has to bear it. */
static void
test_depth_is_borne (void)
{
  g_autoptr (XPathDocument) document = load ();
  g_autoptr (GString) sum = g_string_new ("0");
  g_autoptr (GString) nested = g_string_new (NULL);

  for (guint i = 0; i < 990; i++) {
    g_string_append (sum, "+1");
    g_string_append (nested, "if(true(), ");
  }
  g_string_append (nested, "'deep'");
  for (guint i = 0; i < 990; i++)
    g_string_append (nested, ", '')");
  xpath_document_assert_gives (document, sum->str, "990");
  xpath_document_assert_gives (document, nested->str, "deep");
}

static gint64
stopped (gpointer data)
{
  return G_GINT64_CONSTANT (1795228230123); /* 2026-11-21T02:30:30.123Z */
}

static void
test_dates (void)
{
  static const Row rows[] = {
    { "today()", "2026-11-21" },
    { "now()", "2026-11-21T10:30:30.123+08:00" },
    { "date(now())", "2026-11-21" },
    { "today() > '2026-11-20'", "true" },
    { "today() = '2026-11-21'", "true" },
    { "today() - date('2026-11-01')", "20" },
    { "int((today() - ../born) div 365.25)", "38" },
    { "date(today() + 7)", "2026-11-28" },
    { "date('2026-02-29') = ''", "false" },
    { "boolean(date('2026-02-29'))", "false" },
    { "string(date('2026-02-29'))", "" },
    { "date('2026-1-5')", "2026-01-05" },
    { "format-date('2026-1-15', '%d/%m')", "15/01" },
    { "string(date('2026-13-5'))", "" },
    { "'2026-1-5' < '2026-01-06'", "false" },
    { "date('')", "" },
    { "date(../blank)", "" },
    { "date(../blank * 1)", "" },
    { "date('2026-11-21T23:00:00.000+08:00')", "2026-11-21" },
    { "date-time('2026-11-21')", "2026-11-21T00:00:00.000+08:00" },
    { "date-time('2026-11-21T00:00:00Z')", "2026-11-21T08:00:00.000+08:00" },
    { "decimal-date-time('1970-01-02T00:00:00.000Z')", "1" },
    { "decimal-date-time('')", "NaN" },
    { "decimal-time('06:00:00.000+08:00')", "0.25" },
    { "decimal-time('22:00:00.000Z')", "0.25" },
    { "decimal-time('now')", "NaN" },
    { "format-date('2026-01-02', '%Y %y %m %n %d %e %%')", "2026 26 01 1 02 2 %" },
    { "format-date('2026-11-21', '%a %b %A %B')", "Sat Nov Saturday November" },
    { "format-date-time(now(), '%H %h %M %S %3')", "10 10 30 30 123" },
    { "format-date('2026-11-21', '%q 100%')", "%q 100%" },
    { "format-date(../blank, '%Y')", "" },
    { "date('1988-07-01') < date('1988-07-02')", "true" },
    { "format-date('1969-12-31', '%a')", "Wed" },
    { "format-date('1969-12-28', '%a')", "Sun" },
    { "format-date('1969-12-27', '%a')", "Sat" },
    { "format-date('1900-03-01', '%a %e')", "Thu 1" },
    { "format-date('2024-02-29', '%n/%e')", "2/29" },
    { "string(date(99999999))", "" },
    { "boolean(date-time(-99999999))", "false" },
    { "'2026-11-30' - '2026-11-29'", "1" },
  };
  g_autoptr (XPathDocument) document = load ();

  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  ruhu_clock_replace (stopped, NULL);
  assert_rows (rows, G_N_ELEMENTS (rows));
  xpath_document_set_language (document, "zh-CN");
  xpath_document_assert_gives (document,
                               "format-date('2026-11-21', '%Y年%b%e日 %a %A')",
                               "2026年11月21日 周六 星期六");
  ruhu_clock_replace (NULL, NULL);
  g_setenv ("TZ", "UTC", TRUE);
}

/* From 1986 to 1991 China had summer time: a day is then an hour beside others. */
static void
test_dates_survive_summer_time (void)
{
  static const Row rows[] = {
    { "date('1988-07-01') + 280 > 0", "true" },
    { "date(date('1988-07-01') + 280)", "1989-04-07" },
    { "date(date('1989-04-07') - 280)", "1988-07-01" },
    { "date(date('1988-07-01') + 0.5)", "1988-07-01T12:00:00.000+09:00" },
  };

  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  assert_rows (rows, G_N_ELEMENTS (rows));
  g_setenv ("TZ", "UTC", TRUE);
}

static void
test_nodes (void)
{
  static const Row rows[] = {
    { "position(../row[v = 20])", "2" },
    { "position(../nothing)", "NaN" },
    { "../row[position() = 2]/v", "20" },
    { "../row[2]/v", "20" },
    { "../row[last() - 1]/v", "20" },
    { "../row[v][1]/v", "10" },
    { "count(../row[v])", "3" },
    { "last()", "1" },
    { "name(../row)", "row" },
    { "local-name(../row)", "row" },
    { "name(../x:odd)", "x:odd" },
    { "local-name(../x:odd)", "odd" },
    { "name(../nothing)", "" },
    { "current()/../n", "3" },
    { "instance('towns')/root/item[name = concat('t', current()/../n)]/label", "南镇" },
    { "instance('towns')/root/item[label = '西镇' and position() = 2]/name", "t2" },
    { "pulldata('towns', 'label', 'name', 't2')", "西镇" },
    { "pulldata('towns', 'label', 'name', 't9')", "" },
    { "indexed-repeat(/data/row/v, /data/row, 2)", "20" },
    { "indexed-repeat(/data/row/v, /data/row, 0)", "" },
    { "indexed-repeat(/data/row/v, /data/row, 99)", "" },
    { "indexed-repeat(/data/row/v, /data/row, 'x')", "" },
    { "count(../row | ../n | ../row)", "4" },
    { "property('deviceid')", "tablet-7" },
    { "property('shoe size')", "" },
    { "version()", "2026" },
    { "(../row)[2]/v", "20" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

/* The orders that JavaRosa gives for eight things, the last three by a seed that is text. */
static void
test_randomize (void)
{
  static const Row rows[] = {
    { "join('', randomize(/d/i, 1234))", "gfedahbc" },
    { "join('', randomize(/d/i, '1234'))", "gfedahbc" },
    { "join('', randomize(/d/i, 0))", "cbhafdge" },
    { "join('', randomize(/d/i, ''))", "cbhafdge" },
    { "join('', randomize(/d/i, 'foo'))", "eadbhgcf" },
    { "join('', randomize(/d/i, 'somestring'))", "ebcgdafh" },
    { "join('', randomize(/d/i, '-6.8137120026589315 39.29392995851879'))", "hbdfagce" },
    { "join('', randomize(/d/i, 'text'))", "gcdehafb" },
    { "join('', randomize(/d/i, -7))", "afcehdbg" },
    { "count(randomize(/d/i))", "8" },
    { "randomize(/d/i, 1234)[1]", "g" },
  };
  g_autoptr (XPathDocument) document =
    xpath_document_new ("<d><i>a</i><i>b</i><i>c</i><i>d</i><i>e</i><i>f</i><i>g</i><i>h</i></d>",
                        "/d");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    xpath_document_assert_gives (document, rows[i].expr, rows[i].text);
}

static void
test_geo (void)
{
  static const Row rows[] = {
    { "round(distance('0 0;0 1'))", "111319" },
    { "distance('0 0')", "0" },
    { "distance('')", "0" },
    { "distance('north pole')", "0" },
    { "round(distance('0 0', '0 1', '0 2'))", "222638" },
    { "round(area(../shape) div 1000000)", "12391" },
    { "area(../shape) = enclosed-area(../shape)", "true" },
    { "area('0 0;1 1')", "0" },
    { "geofence('0.5 0.5 0 0', ../shape)", "true" },
    { "distance('91 0;0 1')", "0" },
    { "distance('0 181;0 1')", "0" },
    { "geofence('0.5 1.5 0 0', ../shape)", "false" },
  };

  assert_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_crypto (void)
{
  static const Row rows[] = {
    { "digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72" },
    { "digest('abc', 'sha1', 'HEX')", "a9993e364706816aba3e25717850c26c9cd0d89d" },
    { "digest('abc', 'SHA-1')", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=" },
    { "base64-decode('5YWl5oi3')", "入户" },
    { "base64-decode('SGVs bG8=')", "Hello" },
    { "base64-decode('SGVsbG8')", "Hello" },
    { "base64-decode('SGVsbG8h')", "Hello!" },
    { "base64-decode('SGVsb')", "" },
    { "string-length(base64-decode('AGEAYgA='))", "5" },
    { "substr(base64-decode('YQBi'), 2)", "b" },
    { "base64-decode('no base64!')", "" },
    { "base64-decode('=SGVs')", "" },
    { "base64-decode('')", "" },
    { "string-length(base64-decode('/w=='))", "1" },
    { "string-length(uuid(12))", "12" },
    { "extract-signed('t5/10w+LMKcgpgx8YYFkwZz7HsdyD+9h1YimjymKzrDmEQMq9CtVHHTMz4Itij+HnXgPV4xk2Yi"
      "DlEISwezPDnJlYWwgZ2VudWluZSBkYXRh', '0JS8bhNuFq+DD/Vox8SwiStQcLBmtxvw93b3JzUCeoc=')",
      "real genuine data" },
    { "extract-signed('t5/10w+LMKcgpgx8YYFkwZz7HsdyD+9h1YimjymKzrDmEQMq9CtVHHTMz4Itij+HnXgPV4xk2Yi"
      "DlEISwezPDnJlYWwgZ2VudWluZSBkYXRi', '0JS8bhNuFq+DD/Vox8SwiStQcLBmtxvw93b3JzUCeoc=')",
      "" },
    { "extract-signed('AAAA', '0JS8bhNuFq+DD/Vox8SwiStQcLBmtxvw93b3JzUCeoc=')", "" },
    { "extract-signed('AAAA', 'no key!')", "" },
    { "uuid() = uuid()", "false" },
  };
  g_autoptr (XPathDocument) document = load ();
  g_autoptr (RuhuXPathExpr) expr = ruhu_xpath_parse ("uuid()", NULL);
  RuhuXPathContext context = xpath_document_get_context (document);
  g_autofree char *id = ruhu_xpath_eval_string (expr, &context, NULL);

  assert_rows (rows, G_N_ELEMENTS (rows));
  g_assert_true (ruhu_id_is_valid (id));
}

static void
test_refusals_name_the_place (void)
{
  static const Row rows[] = {
    { "1 + nothing-like-it(1)", "column 5: there is no function nothing-like-it()" },
    { "substring()", "column 1: wrong number of arguments for substring()" },
    { "today(1)", "column 1: wrong number of arguments for today()" },
    { "string-length()", "column 1: string-length(): an argument is missing" },
    { "date('someday')", "the result is not a date" },
    { "date(true())", "the result is not a date" },
    { "decimal-date-time('x')", "the result is not a date" },
    { "count('a')", "column 1: count(): this needs nodes" },
    { "1 | 2", "column 1: only nodes can be joined by “|”" },
    { "digest('a', 'CRC')", "column 1: digest(): there is no such algorithm" },
    { "digest('a', 'MD5', 'octal')", "column 1: digest(): there is no such encoding" },
    { "uuid(-1)", "column 1: uuid(): the length is not a number that can be" },
    { "geofence('', ../shape)", "column 1: geofence(): the first argument is not a place" },
    { "geofence('0 0', '0 0')", "column 1: geofence(): the second argument is not an area" },
    { "indexed-repeat('a', ../row, 1)", "column 1: indexed-repeat(): this needs paths" },
    { "indexed-repeat(../row/v, ../row, 1, ../row)",
      "column 1: indexed-repeat(): each repeat needs a row" },
    { "weighted-checklist(1, 1, 1)", "column 1: weighted-checklist(): each value needs a weight" },
    { "jr:itext('none')", "column 1: jr:itext(): there is no text of that id" },
    { "regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a+)+')",
      "column 1: regex(): the pattern takes too long" },
  };
  g_autoptr (XPathDocument) document = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    xpath_document_assert_refuses (document, rows[i].expr, rows[i].text);
}

static void
test_check_sees_dead_branches (void)
{
  g_autoptr (RuhuXPathExpr) good = ruhu_xpath_parse ("if(true(), 1, concat(a, b[not(c)]))", NULL);
  g_autoptr (RuhuXPathExpr) bad = ruhu_xpath_parse ("if(true(), 1, a[maybe(c)])", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ruhu_xpath_check (good, NULL));
  g_assert_false (ruhu_xpath_check (bad, &error));
  g_assert_cmpstr (error->message, ==, "column 17: there is no function maybe()");
}

static RuhuXPathFlags
get_flags (const char *text)
{
  g_autoptr (RuhuXPathExpr) expr = ruhu_xpath_parse (text, NULL);

  return expr->flags;
}

static void
test_flags_tell_what_else_counts (void)
{
  g_assert_cmpuint (get_flags ("../a + 1"), ==, 0);
  g_assert_cmpuint (get_flags ("if(../a, today(), 1)"), ==, RUHU_XPATH_NEEDS_TIME);
  g_assert_cmpuint (get_flags ("a[b = uuid()]"), ==, RUHU_XPATH_NEEDS_RANDOM);
  g_assert_cmpuint (get_flags ("-jr:itext('a')"), ==, RUHU_XPATH_NEEDS_LANGUAGE);
  g_assert_cmpuint (get_flags ("position(..)"), ==, RUHU_XPATH_NEEDS_POSITION);
  g_assert_cmpuint (get_flags ("a[1]"), ==, RUHU_XPATH_NEEDS_POSITION);
  g_assert_cmpuint (get_flags ("once(1)"), ==, RUHU_XPATH_NEEDS_NODE);
  g_assert_cmpuint (get_flags ("string()"), ==, RUHU_XPATH_NEEDS_NODE);
  g_assert_cmpuint (get_flags ("what()"), ==, RUHU_XPATH_HAS_UNKNOWN);
  g_assert_cmpuint (get_flags ("randomize(a)"),
                    ==,
                    RUHU_XPATH_NEEDS_RANDOM | RUHU_XPATH_NEEDS_POSITION);
  g_assert_cmpuint (get_flags ("randomize(a, 1)"), ==, RUHU_XPATH_NEEDS_POSITION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xpath/functions/logic", test_logic);
  g_test_add_func ("/xpath/functions/once-keeps-what-is-there", test_once_keeps_what_is_there);
  g_test_add_func ("/xpath/functions/strings", test_strings);
  g_test_add_func ("/xpath/functions/choices", test_choices);
  g_test_add_func ("/xpath/functions/numbers", test_numbers);
  g_test_add_func ("/xpath/functions/depth-is-borne", test_depth_is_borne);
  g_test_add_func ("/xpath/functions/dates", test_dates);
  g_test_add_func ("/xpath/functions/dates-survive-summer-time", test_dates_survive_summer_time);
  g_test_add_func ("/xpath/functions/nodes", test_nodes);
  g_test_add_func ("/xpath/functions/randomize", test_randomize);
  g_test_add_func ("/xpath/functions/geo", test_geo);
  g_test_add_func ("/xpath/functions/crypto", test_crypto);
  g_test_add_func ("/xpath/functions/refusals-name-the-place", test_refusals_name_the_place);
  g_test_add_func ("/xpath/functions/check-sees-dead-branches", test_check_sees_dead_branches);
  g_test_add_func ("/xpath/functions/flags-tell-what-else-counts",
                   test_flags_tell_what_else_counts);

  return g_test_run ();
}
