/* test-page-plan.c: ui/form/ruhu-page-plan.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-outline.h"
#include "form/ruhu-question-size.h"
#include "ruhu-forms-resources.h"

#include "form-fixture.h"

#define LINE(name) "<input ref=\"/data/" name "\"><label>" name "</label></input>"
#define YES_NO(name) \
  "<select1 ref=\"/data/" name "\"><label>" name "</label>" \
  "<item><label>Yes</label><value>yes</value></item>" \
  "<item><label>No</label><value>no</value></item></select1>"
#define BIND(name, more) "<bind nodeset=\"/data/" name "\" type=\"string\" " more "/>"
#define IF_YES(name) "relevant=\"/data/" name " = 'yes'\""

/* The names on each page that shows, "a b | c". */
static char *
describe (RuhuOutline *outline)
{
  GString *text = g_string_new (NULL);
  int at = -1;

  while ((at = ruhu_outline_step (outline, at, 1)) >= 0) {
    const RuhuOutlinePage *page = ruhu_outline_get_page (outline, at);
    guint i;

    g_string_append (text, text->len > 0 ? " | " : "");
    for (i = 0; i < page->controls->len; i++)
      g_string_append_printf (text,
                              "%s%s",
                              i > 0 ? " " : "",
                              ruhu_control_get_name (g_ptr_array_index (page->controls, i)));
  }
  return g_string_free (text, FALSE);
}

static void
assert_pages (RuhuOutline *outline, const char *expected)
{
  g_autofree char *text = describe (outline);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_pages_begin (RuhuOutline *outline, const char *expected)
{
  g_autofree char *text = describe (outline);

  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, expected));
}

static RuhuOutline *
outline_of (RuhuInstance *instance)
{
  return ruhu_outline_new (instance,
                           ruhu_form_get_body (ruhu_instance_get_form (instance)),
                           ruhu_instance_get_root (instance));
}

static void
assert_plan (const char *nodes, const char *model, const char *body, const char *expected)
{
  g_autoptr (RuhuInstance) instance = form_start (nodes, model, body);
  g_autoptr (RuhuOutline) outline = outline_of (instance);

  assert_pages (outline, expected);
}

static void
test_short_questions_of_a_group_share_a_page (void)
{
  assert_plan ("<a/><b/><c/>", "", LINE ("a") YES_NO ("b") LINE ("c"), "a b c");
}

static void
test_groups_do_not_share_a_page (void)
{
  assert_plan ("<g><a/></g><h><b/></h>",
               "",
               "<group ref=\"/data/g\"><label>G</label>" LINE (
                 "g/a") "</group>"
                        "<group ref=\"/data/h\"><label>H</label>" LINE ("h/b") "</group>",
               "a | b");
}

static void
test_a_field_list_is_one_page_exactly (void)
{
  assert_plan ("<a/><g><b/><c/></g><d/>",
               "",
               LINE ("a") "<group ref=\"/data/g\" appearance=\"field-list\">" LINE ("g/b")
                 LINE ("g/c") "</group>" LINE ("d"),
               "a | b c | d");
}

static void
test_the_author_gives_a_question_its_own_page (void)
{
  assert_plan ("<a/><b/><c/>",
               "",
               LINE ("a") "<input ref=\"/data/b\" appearance=\"own-page\"/>" LINE ("c"),
               "a | b | c");
}

static void
test_a_photo_and_a_signature_share_with_none_but_each_other (void)
{
  assert_plan ("<a/><b/><c/><d/>",
               "<bind nodeset=\"/data/b\" type=\"binary\"/>"
               "<bind nodeset=\"/data/c\" type=\"binary\"/>",
               LINE ("a") "<upload ref=\"/data/b\" mediatype=\"image/*\"/>"
                          "<upload ref=\"/data/c\" mediatype=\"image/*\"/>" LINE ("d"),
               "a d | b c");
}

static void
test_a_repeat_has_its_own_page (void)
{
  assert_plan ("<g><a/><r><x/></r><b/></g>",
               "",
               "<group ref=\"/data/g\"><label>G</label>" LINE (
                 "g/a") "<group ref=\"/data/g/r\"><repeat nodeset=\"/data/g/r\">"
                        "<input ref=\"/data/g/r/x\"/></repeat></group>" LINE ("g/b") "</group>",
               "a b | r");
}

static void
test_a_note_goes_with_what_follows (void)
{
  g_autoptr (GString) nodes = g_string_new (NULL);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (RuhuInstance) instance = NULL;
  g_autoptr (RuhuOutline) outline = NULL;
  guint i;

  for (i = 0; i < 8; i++) {
    g_string_append_printf (nodes, "<q%u/>", i);
    g_string_append_printf (body, "<input ref=\"/data/q%u\"><label>q</label></input>", i);
  }
  g_string_append (nodes, "<note/><after/>");
  g_string_append (body, LINE ("note") YES_NO ("after"));
  instance = form_start (nodes->str, BIND ("note", "readonly=\"true()\""), body->str);
  outline = outline_of (instance);

  assert_pages (outline, "q0 q1 q2 q3 q4 q5 q6 q7 | note after");
}

static void
test_what_hangs_on_a_photo_comes_behind_it (void)
{
  assert_plan ("<a/><b>x.jpg</b><c/>",
               "<bind nodeset=\"/data/b\" type=\"binary\"/>" BIND ("c",
                                                                   "relevant=\"/data/b != ''\""),
               LINE ("a") "<upload ref=\"/data/b\" mediatype=\"image/*\"/>" LINE ("c"),
               "a | b | c");
}

static void
test_what_has_no_room_beside_its_cause_comes_up_behind_it (void)
{
  g_autoptr (GString) nodes = g_string_new ("<a/>");
  g_autoptr (GString) model = g_string_new (NULL);
  g_autoptr (GString) body = g_string_new (YES_NO ("a"));
  g_autoptr (RuhuInstance) instance = NULL;
  g_autoptr (RuhuOutline) outline = NULL;
  guint i;

  for (i = 0; i < 20; i++) {
    g_string_append_printf (nodes, "<q%u/>", i);
    g_string_append_printf (model, "<bind nodeset=\"/data/q%u\" relevant=\"/data/a = 'yes'\"/>", i);
    g_string_append_printf (body, "<input ref=\"/data/q%u\"><label>q</label></input>", i);
  }
  g_string_append (nodes, "<b/>");
  g_string_append (body, YES_NO ("b"));
  instance = form_start (nodes->str, model->str, body->str);
  outline = outline_of (instance);

  assert_pages_begin (outline, "a | ");
  g_assert_cmpuint (ruhu_outline_count_shown (outline, G_MAXUINT), ==, 2);
  form_set (instance, "/data/a", "yes");
  ruhu_outline_look_ahead (outline, 0);
  g_assert_cmpuint (ruhu_outline_count_shown (outline, G_MAXUINT), ==, 4);
  assert_pages_begin (outline, "a | q0 ");
}

/* However often one goes to and fro, a page that was seen keeps its questions and its number. */
static void
test_what_was_seen_stays (void)
{
  g_autoptr (RuhuInstance) instance =
    form_start ("<a/><g><b/><c/></g><d/>",
                BIND ("g/b", IF_YES ("a")),
                YES_NO ("a") "<group ref=\"/data/g\"><label>G</label>" LINE ("g/b")
                  LINE ("g/c") "</group>" LINE ("d"));
  g_autoptr (RuhuOutline) outline = outline_of (instance);

  form_set (instance, "/data/a", "yes");
  ruhu_outline_look_ahead (outline, 0);
  assert_pages (outline, "a | b c | d");
  form_set (instance, "/data/a", "no");
  ruhu_outline_look_ahead (outline, 1);
  assert_pages (outline, "a | b c | d");
  form_set (instance, "/data/a", "yes");
  ruhu_outline_look_ahead (outline, 2);
  assert_pages (outline, "a | b c | d");
}

static const char follow_model[] = BIND ("why", IF_YES ("a")) BIND ("later", IF_YES ("a"));

static void
test_a_follow_up_comes_up_where_its_cause_stands (void)
{
  g_autoptr (RuhuInstance) instance =
    form_start ("<a/><why/><b/><later/>",
                follow_model,
                YES_NO ("a") LINE ("why") YES_NO ("b") LINE ("later"));
  g_autoptr (RuhuOutline) outline = outline_of (instance);

  const RuhuControl *why = ruhu_form_find_control (ruhu_instance_get_form (instance), "/data/why");

  assert_pages (outline, "a why b");
  g_assert_cmpint (ruhu_outline_find (outline, why), ==, 0);
  form_set (instance, "/data/a", "yes");
  ruhu_outline_look_ahead (outline, 0);
  assert_pages (outline, "a why b | later");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/page-plan/short-questions-of-a-group-share-a-page",
                   test_short_questions_of_a_group_share_a_page);
  g_test_add_func ("/page-plan/groups-do-not-share-a-page", test_groups_do_not_share_a_page);
  g_test_add_func ("/page-plan/a-field-list-is-one-page-exactly",
                   test_a_field_list_is_one_page_exactly);
  g_test_add_func ("/page-plan/the-author-gives-a-question-its-own-page",
                   test_the_author_gives_a_question_its_own_page);
  g_test_add_func ("/page-plan/a-photo-and-a-signature-share-with-none-but-each-other",
                   test_a_photo_and_a_signature_share_with_none_but_each_other);
  g_test_add_func ("/page-plan/what-hangs-on-a-photo-comes-behind-it",
                   test_what_hangs_on_a_photo_comes_behind_it);
  g_test_add_func ("/page-plan/what-has-no-room-beside-its-cause-comes-up-behind-it",
                   test_what_has_no_room_beside_its_cause_comes_up_behind_it);
  g_test_add_func ("/page-plan/what-was-seen-stays", test_what_was_seen_stays);
  g_test_add_func ("/page-plan/a-repeat-has-its-own-page", test_a_repeat_has_its_own_page);
  g_test_add_func ("/page-plan/a-note-goes-with-what-follows", test_a_note_goes_with_what_follows);
  g_test_add_func ("/page-plan/a-follow-up-comes-up-where-its-cause-stands",
                   test_a_follow_up_comes_up_where_its_cause_stands);

  return g_test_run ();
}
