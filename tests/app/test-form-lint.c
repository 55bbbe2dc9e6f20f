/* test-form-lint.c: what ruhu-form check says of a form that loads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "ruhu-test.h"

#include <string.h>
#include <sys/wait.h>

/* Returns what the program says on standard error; it exits with @status. */
static char *
check (const char *instance, const char *model, const char *body, const char *csv, int status)
{
  g_autofree char *dir = ruhu_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "form.xml", NULL);
  g_autofree char *list = g_build_filename (dir, "list.csv", NULL);
  g_autoptr (GBytes) bytes = form_write (instance, model, body);
  const char *argv[] = { g_getenv ("RUHU_FORM"), "check", path, NULL };
  g_autoptr (GError) error = NULL;
  char *said;
  int wait_status;

  g_assert_true (g_file_set_contents (path,
                                      g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes),
                                      NULL));
  if (csv != NULL)
    g_assert_true (g_file_set_contents (list, csv, -1, NULL));
  g_spawn_sync (NULL,
                (char **) argv,
                NULL,
                G_SPAWN_DEFAULT,
                NULL,
                NULL,
                NULL,
                &said,
                &wait_status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (WEXITSTATUS (wait_status), ==, status);
  ruhu_test_remove_dir (dir);

  return said;
}

static void
assert_says (const char *said, const char *what)
{
  if (strstr (said, what) == NULL)
    g_error ("“%s” is not in:\n%s", what, said);
}

#define YES_NO \
  "<item><label>Yes</label><value>yes</value></item><item><label>No</label><value>no</value></item>"
#define SELECT(name) "<select1 ref=\"/data/" name "\">" YES_NO "</select1>"

static void
test_sound_form_says_nothing (void)
{
  g_autofree char *said = check ("<a/><b/><c/>",
                                 "<bind nodeset=\"/data/b\" relevant=\"/data/a = 'yes' or "
                                 "selected(/data/c, 'no')\" constraint=\"regex(., '^[0-9]+$')\"/>",
                                 SELECT ("a") "<input ref=\"/data/b\"/>" SELECT ("c"),
                                 NULL,
                                 0);

  g_assert_cmpstr (said, ==, "");
}

static void
test_question_nobody_can_see (void)
{
  static const struct {
    const char *relevant;
    gboolean never;
  } cases[] = {
    { "false()", TRUE },
    { "1 = 2", TRUE },
    { "not(true())", TRUE },
    { "/data/a = 'maybe'", TRUE },
    { "'maybe' = /data/a", TRUE },
    { "selected(/data/a, 'maybe')", TRUE },
    { "/data/a = 'yes' and /data/a = 'maybe'", TRUE },
    { "/data/a = 'maybe' or false()", TRUE },
    { "/data/a = 'yes' and /data/a = 'no'", TRUE },
    { "selected(/data/a, 'yes') and selected(/data/a, 'no')", TRUE },
    { "/data/given > 60 and /data/given &lt; 18", TRUE },
    { "/data/given > 60 and 60 >= /data/given", TRUE },
    { "/data/given >= 60 and 60 >= /data/given", FALSE },
    { "/data/given > 18 and /data/given &lt; 60", FALSE },
    { "/data/a = 'yes' and /data/set = 'no'", FALSE },
    { "/data/a = 'yes' or /data/a = 'no'", FALSE },
    { "/data/a = 'yes'", FALSE },
    { "not(selected(/data/a, 'maybe'))", FALSE },
    { "/data/a = ''", FALSE },
    { "/data/a = 'maybe' or /data/a = 'yes'", FALSE },
    { "/data/set = 'maybe'", FALSE },
    { "/data/given = 'maybe'", FALSE },
    { "/data/from/list = 'maybe'", FALSE },
    { "true()", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *model =
      g_strdup_printf ("<bind nodeset=\"/data/b\" relevant=\"%s\"/>"
                       "<setvalue event=\"odk-instance-first-load\" ref=\"/data/set\">maybe"
                       "</setvalue>",
                       cases[i].relevant);
    g_autofree char *said =
      check ("<a/><b/><set/><given>maybe</given><from><list/></from>",
             model,
             SELECT ("a") SELECT ("set")
               SELECT ("given") "<input ref=\"/data/b\"/><input ref=\"/data/from/list\"/>",
             NULL,
             0);

    if ((strstr (said, "nobody can ever see “/data/b”") != NULL) != cases[i].never)
      g_error ("%s: %s", cases[i].relevant, said);
  }
}

static void
test_group_nobody_can_see_is_said_once (void)
{
  g_autofree char *said =
    check ("<g><a/><b/></g><r jr:template=\"\"><c/></r>",
           "<bind nodeset=\"/data/g\" relevant=\"false()\"/>"
           "<bind nodeset=\"/data/g/a\" relevant=\"false()\"/>",
           "<group ref=\"/data/g\"><input ref=\"/data/g/a\"/><input ref=\"/data/g/b\"/></group>"
           "<group ref=\"/data/r\"><repeat nodeset=\"/data/r\" jr:count=\"0\">"
           "<input ref=\"/data/r/c\"/></repeat></group>",
           NULL,
           0);

  assert_says (said, "nobody can ever see “/data/g”");
  assert_says (said, "nobody can ever see “/data/r”: its jr:count is 0");
  g_assert_null (strstr (said, "“/data/g/a”"));
}

#define LIST "<instance id=\"l\" src=\"jr://file-csv/list.csv\"/>"
#define FROM_LIST \
  "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('l')/root/item[name != '']\">" \
  "<value ref=\"name\"/><label ref=\"label\"/></itemset></select1>"

static void
test_lists_without_values (void)
{
  g_autofree char *missing = check ("<a/>", LIST, FROM_LIST, NULL, 0);
  g_autofree char *empty = check ("<a/>", LIST, FROM_LIST, "name,label\n", 0);
  g_autofree char *column = check ("<a/>", LIST, FROM_LIST, "id,label\n1,One\n", 0);
  g_autofree char *values = check ("<a/>", LIST, FROM_LIST, "name,label\n1,One\n,Two\n,Three\n", 0);
  g_autofree char *sound = check ("<a/>", LIST, FROM_LIST, "name,label\n1,One\n", 0);
  g_autofree char *item =
    check ("<a/>", "", "<select1 ref=\"/data/a\"><item><value/></item></select1>", NULL, 0);

  assert_says (missing, "the list “l” (jr://file-csv/list.csv) is missing");
  assert_says (empty, "the list “l” has no rows");
  assert_says (column, "the list “l” has no column “name”");
  assert_says (values, "2 rows of the list “l” have no value in the column “name”");
  g_assert_cmpstr (sound, ==, "");
  assert_says (item, "a choice has no value");
}

static void
test_missing_translations (void)
{
  g_autofree char *said =
    check ("<a/>",
           "<itext><translation lang=\"English (en)\"><text id=\"a\"><value>A</value></text>"
           "<text id=\"b\"><value>B</value></text></translation>"
           "<translation lang=\"中文 (zh)\"><text id=\"a\"><value>甲</value></text>"
           "<text id=\"c\"><value>丙</value></text></translation></itext>",
           "<input ref=\"/data/a\"><label ref=\"jr:itext('a')\"/></input>",
           NULL,
           0);

  assert_says (said, "the text “b” is missing in “中文 (zh)”");
  assert_says (said, "the text “c” is missing in “English (en)”");
  g_assert_null (strstr (said, "text “a”"));
}

static void
test_words_and_functions_that_are_none (void)
{
  static const struct {
    const char *calculation, *says;
  } cases[] = {
    { "/data/a = yes",
      "“yes” leads to no node of the form; a word to compare with is written 'yes'" },
    { "suum(/data/a)", "calls a function that Ruhu does not know: suum(); did you mean sum()?" },
    { "IF(/data/a, 1, 2)", "calls a function that Ruhu does not know: IF(); did you mean if()?" },
    { "vlookup(/data/a)", "calls a function that Ruhu does not know: vlookup()\n" },
    { "today(1)", "wrong number of arguments for today()" },
    { "sum(/data/a)", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *model =
      g_strdup_printf ("<bind nodeset=\"/data/b\" calculate=\"%s\"/>", cases[i].calculation);
    g_autofree char *said = check ("<a/><b/>", model, "<input ref=\"/data/a\"/>", NULL, 0);

    if (cases[i].says != NULL)
      assert_says (said, cases[i].says);
    else
      g_assert_cmpstr (said, ==, "");
  }
}

static void
test_appearances_that_are_near_one (void)
{
  g_autofree char *said = check ("<a/><b/><c/>",
                                 "",
                                 "<input ref=\"/data/a\" appearance=\"multi-line\"/>"
                                 "<input ref=\"/data/b\" appearance=\"numbers w4\"/>"
                                 "<input ref=\"/data/c\" appearance=\"ex:org.example(a='b')\"/>",
                                 NULL,
                                 0);

  assert_says (said, "there is no appearance “multi-line”; did you mean “multiline”?");
  g_assert_null (strchr (strchr (said, '\n') + 1, '\n'));
}

static void
test_choices_that_stand_twice (void)
{
  g_autofree char *said = check ("<a/>",
                                 "",
                                 "<select1 ref=\"/data/a\"><item><label>1</label><value>x</value>"
                                 "</item><item><label>2</label><value>x</value></item></select1>",
                                 NULL,
                                 0);

  assert_says (said, "the choice “x” stands twice");
}

static void
test_filter_by_a_column_that_is_not_there (void)
{
#define ROW "<instance id=\"i\"><root><item><name>a</name><label>A</label></item></root></instance>"
#define FILTERED(filter) \
  "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('i')/root/item[" filter "]\">" \
  "<value ref=\"name\"/><label ref=\"label\"/></itemset></select1>"
  g_autofree char *said = check ("<a/>", ROW, FILTERED ("county = 'x'"), NULL, 0);
  g_autofree char *sound = check ("<a/><b/>", ROW, FILTERED ("name = /data/b"), NULL, 0);

  assert_says (said, "the filter asks for “county”, which no row of the list “i” has; it has ");
  g_assert_cmpstr (sound, ==, "");
}

static void
test_more_rows_than_are_made (void)
{
  g_autofree char *said =
    check ("<r jr:template=\"\"><a/></r>",
           "",
           "\n<group><repeat nodeset=\"/data/r\" jr:count=\"1000000000\"><input ref=\"/data/r/a\"/>"
           "</repeat></group>",
           NULL,
           0);

  assert_says (said,
               ":5: warning: “/data/r” is to have 1000000000 rows by its jr:count; no more than "
               "10000");
}

static void
test_cycle_is_refused_with_its_path (void)
{
  g_autofree char *said = check ("<a/><b/>",
                                 "<bind nodeset=\"/data/a\" calculate=\"/data/b\"/>\n"
                                 "<bind nodeset=\"/data/b\" calculate=\"/data/a\"/>",
                                 "",
                                 NULL,
                                 1);

  assert_says (said, "form.xml:");
  assert_says (said, "/data/a → /data/b → /data/a");
}

static void
test_waiting_for_itself_says_what_for (void)
{
  g_autofree char *self =
    check ("<a/>", "<bind nodeset=\"/data/a\" calculate=\". + 1\"/>", "", NULL, 1);
  g_autofree char *inside = check ("<g><a>1</a></g>",
                                   "<bind nodeset=\"/data/g\" relevant=\"./a = 1\"/>",
                                   "<group ref=\"/data/g\"><input ref=\"/data/g/a\"/></group>",
                                   NULL,
                                   1);

  assert_says (self, "the calculate of “/data/a” asks for “/data/a” itself");
  assert_says (inside, "the relevant of “/data/g” asks for “/data/g/a”, which is inside it");
}

#define ENTITIES "xmlns:entities=\"http://www.opendatakit.org/xforms/entities\" "

static void
test_entities_that_cannot_be_made_are_told (void)
{
  g_autofree char *said =
    check ("<a/><g><b/><meta><entity id=\"\" create=\"1\"/></meta></g>"
           "<h><c/><meta><entity dataset=\"trees\"><label/></entity></meta></h>",
           "<bind " ENTITIES "nodeset=\"/data/a\" entities:saveto=\"height\"/>"
           "<bind " ENTITIES "nodeset=\"/data/g/b\" entities:saveto=\"kind\"/>",
           "<input ref=\"/data/a\"/><input ref=\"/data/g/b\"/><input ref=\"/data/h/c\"/>",
           NULL,
           0);

  assert_says (said, "which list it is of (dataset)");
  assert_says (said, "a new entity needs a label");
  assert_says (said, "has no id");
  assert_says (said, "neither creates nor updates");
  assert_says (said, "saves to “height”, but no entity is declared around it");
  g_assert_null (strstr (said, "kind"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/form-lint/" path, func)
  ADD ("sound-form-says-nothing", test_sound_form_says_nothing);
  ADD ("question-nobody-can-see", test_question_nobody_can_see);
  ADD ("group-nobody-can-see-is-said-once", test_group_nobody_can_see_is_said_once);
  ADD ("lists-without-values", test_lists_without_values);
  ADD ("missing-translations", test_missing_translations);
  ADD ("words-and-functions-that-are-none", test_words_and_functions_that_are_none);
  ADD ("appearances-that-are-near-one", test_appearances_that_are_near_one);
  ADD ("choices-that-stand-twice", test_choices_that_stand_twice);
  ADD ("filter-by-a-column-that-is-not-there", test_filter_by_a_column_that_is_not_there);
  ADD ("more-rows-than-are-made", test_more_rows_than_are_made);
  ADD ("cycle-is-refused-with-its-path", test_cycle_is_refused_with_its_path);
  ADD ("waiting-for-itself-says-what-for", test_waiting_for_itself_says_what_for);
  ADD ("entities-that-cannot-be-made-are-told", test_entities_that_cannot_be_made_are_told);
#undef ADD

  return g_test_run ();
}
