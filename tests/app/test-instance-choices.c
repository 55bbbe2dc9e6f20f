/* test-instance-choices.c: where the engines of the field disagree, and what Ruhu does
 *
 * One test for each choice that Ruhu made between JavaRosa (ODK Collect) and web-forms.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#define LIST \
  "<instance id=\"towns\"><root>" \
  "<item><name>a1</name><label>A one</label><county>a</county></item>" \
  "<item><name>a2</name><label>A two</label><county>a</county></item>" \
  "<item><name>b1</name><label>B one</label><county>b</county></item>" \
  "</root></instance>"
#define TOWNS(kind, filter) \
  "<input ref=\"/data/county\"/><" kind " ref=\"/data/town\"><itemset nodeset=\"instance('towns')" \
  "/root/item[" filter "]\"><value ref=\"name\"/><label ref=\"label\"/></itemset></" kind ">"

static void
test_boolean_calculation_is_true_or_false (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a>1</a><b/>", "<bind nodeset=\"/data/b\" calculate=\"/data/a = 1\"/>", "");

  form_assert (self, "/data/b", "true");
  form_set (self, "/data/a", "2");
  form_assert (self, "/data/b", "false");
}

static void
test_boolean_question_is_typed_text_is_not (void)
{
  g_autoptr (RuhuInstance) self = form_start ("<typed>0</typed><text>0</text><a/><b/>",
                                              "<bind nodeset=\"/data/typed\" type=\"boolean\"/>"
                                              "<bind nodeset=\"/data/a\" relevant=\"/data/typed\"/>"
                                              "<bind nodeset=\"/data/b\" relevant=\"/data/text\"/>",
                                              "");

  g_assert_false (ruhu_instance_is_relevant (self, form_node (self, "/data/a")));
  g_assert_true (ruhu_instance_is_relevant (self, form_node (self, "/data/b")));
  form_set (self, "/data/typed", "1");
  g_assert_true (ruhu_instance_is_relevant (self, form_node (self, "/data/a")));
  form_set (self, "/data/typed", "true");
  g_assert_true (ruhu_instance_is_relevant (self, form_node (self, "/data/a")));
}

static void
test_rejected_answer_is_kept_and_flagged (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a/>",
                "<bind nodeset=\"/data/a\" type=\"int\" constraint=\". &lt; 5\" "
                "jr:constraintMsg=\"too many\"/>",
                "<input ref=\"/data/a\"/>");
  g_autoptr (GPtrArray) problems = NULL;
  g_autofree char *message = NULL;

  form_set (self, "/data/a", "9");
  form_assert (self, "/data/a", "9");
  g_assert_cmpint (ruhu_instance_get_violation (self, form_node (self, "/data/a")),
                   ==,
                   RUHU_VIOLATION_CONSTRAINT);
  message = ruhu_instance_get_message (self, form_node (self, "/data/a"));
  g_assert_cmpstr (message, ==, "too many");
  problems = ruhu_instance_list_problems (self);
  g_assert_cmpuint (problems->len, ==, 1);
}

#define TWO_ROWS "<rep><q/><r/></rep><rep><q/><r/></rep>"
#define REPEAT "<repeat nodeset=\"/data/rep\"><input ref=\"/data/rep/q\"/></repeat>"

static void
test_absolute_path_means_my_own_row (void)
{
  g_autoptr (RuhuInstance) self =
    form_start (TWO_ROWS, "<bind nodeset=\"/data/rep/r\" calculate=\"/data/rep/q + 1\"/>", REPEAT);

  form_set (self, "/data/rep[1]/q", "5");
  form_set (self, "/data/rep[2]/q", "23");
  form_assert (self, "/data/rep[1]/r", "6");
  form_assert (self, "/data/rep[2]/r", "24");
}

static void
test_count_of_my_own_repeat_counts_all_rows (void)
{
  g_autoptr (RuhuInstance) self =
    form_start (TWO_ROWS, "<bind nodeset=\"/data/rep/r\" calculate=\"count(/data/rep)\"/>", REPEAT);

  form_assert (self, "/data/rep[1]/r", "2");
  form_add_row (self, "/data/rep");
  form_assert (self, "/data/rep[1]/r", "3");
  form_assert (self, "/data/rep[3]/r", "3");
  form_remove_row (self, "/data/rep[2]");
  form_assert (self, "/data/rep[2]/r", "2");
}

static void
test_sum_over_siblings_reaches_every_row (void)
{
  g_autoptr (RuhuInstance) self =
    form_start (TWO_ROWS, "<bind nodeset=\"/data/rep/r\" calculate=\"sum(../../rep/q)\"/>", REPEAT);

  form_set (self, "/data/rep[1]/q", "5");
  form_set (self, "/data/rep[2]/q", "5");
  form_assert (self, "/data/rep[1]/r", "10");
  form_assert (self, "/data/rep[2]/r", "10");
  form_add_row (self, "/data/rep");
  form_set (self, "/data/rep[3]/q", "15");
  form_assert (self, "/data/rep[1]/r", "25");
}

static void
test_row_follows_the_row_behind_it (void)
{
  g_autoptr (RuhuInstance) self =
    form_start (TWO_ROWS,
                "<bind nodeset=\"/data/rep/r\" "
                "calculate=\"/data/rep[position() = position(current()/..) + 1]/q\"/>",
                REPEAT);

  form_set (self, "/data/rep[2]/q", "7");
  form_assert (self, "/data/rep[1]/r", "7");
  form_assert (self, "/data/rep[2]/r", "");
  form_add_row (self, "/data/rep");
  form_set (self, "/data/rep[3]/q", "8");
  form_assert (self, "/data/rep[2]/r", "8");
}

static void
test_first_load_sets_what_is_not_relevant (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a/>",
                "<bind nodeset=\"/data/a\" relevant=\"false()\"/>"
                "<setvalue event=\"odk-instance-first-load\" ref=\"/data/a\" value=\"10 * 2\"/>",
                "");

  form_assert (self, "/data/a", "20");
}

static void
test_sum_of_nothing_is_stored_as_zero (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<rep jr:template=\"\"><q/></rep><a/>",
                "<bind nodeset=\"/data/a\" calculate=\"sum(/data/rep/q)\"/>",
                REPEAT);

  form_assert (self, "/data/a", "0");
}

static void
test_calculation_that_is_not_relevant_keeps_its_value (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<on>1</on><a>3</a><b/><c/>",
                "<bind nodeset=\"/data/b\" relevant=\"/data/on = 1\" calculate=\"/data/a * 2\"/>"
                "<bind nodeset=\"/data/c\" calculate=\"concat('[', /data/b, ']')\"/>",
                "");

  form_assert (self, "/data/c", "[6]");
  form_set (self, "/data/on", "0");
  form_assert (self, "/data/b", "6");
  form_assert (self, "/data/c", "[]");
  form_set (self, "/data/on", "1");
  form_assert (self, "/data/c", "[6]");
}

static void
test_choices_keep_the_order_of_tapping (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<county>a</county><town/>", LIST, TOWNS ("select", "county = /data/county"));

  form_set (self, "/data/town", "a2 a1");
  form_assert (self, "/data/town", "a2 a1");
}

static void
test_answer_no_longer_offered_is_blank_and_comes_back (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<county>a</county><town/><t/>",
                LIST "<bind nodeset=\"/data/t\" calculate=\"/data/town\"/>",
                TOWNS ("select1", "county = /data/county"));

  form_set (self, "/data/town", "a2");
  form_set (self, "/data/county", "b");
  form_assert (self, "/data/town", "");
  form_assert (self, "/data/t", "");
  form_set (self, "/data/county", "a");
  form_assert (self, "/data/town", "a2");
  form_assert (self, "/data/t", "a2");
}

static void
test_answer_that_was_given_anew_is_not_replaced (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<county>a</county><town/>", LIST, TOWNS ("select1", "county = /data/county"));

  form_set (self, "/data/town", "a2");
  form_set (self, "/data/county", "b");
  form_set (self, "/data/town", "b1");
  form_set (self, "/data/county", "a");
  form_assert (self, "/data/town", "");
}

static void
keep_cb (RuhuInstance *self, const char *key, const char *value, gpointer kept)
{
  g_hash_table_replace (kept, g_strdup (key), g_strdup (value));
}

/* Chooses a2, which is not offered in county b, and fills the form again from what was stored.
 * @last: (nullable): what is answered while nothing of the list fits */
static RuhuInstance *
open_again_in_county_b (const char *last)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (RuhuInstance) self =
    form_start ("<county>a</county><town/>", LIST, TOWNS ("select1", "county = /data/county"));
  RuhuInstance *again = ruhu_instance_new (ruhu_instance_get_form (self));

  g_signal_connect (self, "store", G_CALLBACK (keep_cb), kept);
  form_set (self, "/data/town", "a2");
  form_set (self, "/data/county", "b");
  if (last != NULL)
    form_set (self, "/data/town", last);

  g_assert_true (ruhu_instance_restore (again, kept, NULL));
  return again;
}

static void
test_answer_no_longer_offered_outlives_closing (void)
{
  g_autoptr (RuhuInstance) self = open_again_in_county_b (NULL);

  form_assert (self, "/data/town", "");
  form_set (self, "/data/county", "a");
  form_assert (self, "/data/town", "a2");
}

static void
test_answer_cleared_while_not_offered_stays_cleared (void)
{
  g_autoptr (RuhuInstance) self = open_again_in_county_b ("");

  form_set (self, "/data/county", "a");
  form_assert (self, "/data/town", "");
}

/* The first town that is computed is none of the list, and is put aside. */
static void
test_computed_answer_replaces_one_put_aside (void)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (RuhuInstance) self =
    form_start ("<county>a</county><known/><town/>",
                LIST "<bind nodeset=\"/data/town\" "
                     "calculate=\"if(/data/known = '', '0', /data/known)\"/>",
                TOWNS ("select1", "county = /data/county"));

  form_assert (self, "/data/town", "");
  g_signal_connect (self, "store", G_CALLBACK (keep_cb), kept);
  form_set (self, "/data/known", "a1");
  form_assert (self, "/data/town", "a1");
  g_assert_cmpstr (g_hash_table_lookup (kept, "/data/town"), ==, "a1");
  form_set (self, "/data/county", "b");
  form_assert (self, "/data/town", "");
  form_set (self, "/data/county", "a");
  form_assert (self, "/data/town", "a1");
}

/* An order names all that there is to order, and nothing else. */
static void
test_an_order_follows_its_list (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<county>a</county><town/>",
                LIST,
                TOWNS ("odk:rank", "county = /data/county or /data/county = 'all'"));

  form_set (self, "/data/town", "a2 a1");
  form_set (self, "/data/county", "all");
  form_assert (self, "/data/town", "a2 a1 b1");
  form_set (self, "/data/county", "b");
  form_assert (self, "/data/town", "b1");
  form_set (self, "/data/county", "none");
  form_assert (self, "/data/town", "");
  form_set (self, "/data/county", "a");
  form_assert (self, "/data/town", "a2 a1");
}

static void
test_of_several_answers_only_those_not_offered_go (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<county/><town/>", LIST, TOWNS ("select", "county != /data/county"));

  form_set (self, "/data/town", "b1 a2 a1");
  form_set (self, "/data/county", "b");
  form_assert (self, "/data/town", "a2 a1");
  form_set (self, "/data/county", "");
  form_assert (self, "/data/town", "b1 a2 a1");
}

static void
test_action_fires_for_each_row_that_changes (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<n>1</n>" TWO_ROWS,
    "",
    "<repeat nodeset=\"/data/rep\"><input ref=\"/data/rep/q\"><setvalue "
    "event=\"xforms-value-changed\" ref=\"/data/n\" value=\". + 1\"/></input></repeat>");

  form_set (self, "/data/rep[1]/q", "x");
  form_assert (self, "/data/n", "2");
  form_set (self, "/data/rep[2]/q", "x");
  form_assert (self, "/data/n", "3");
  form_set (self, "/data/rep[2]/q", "x");
  form_assert (self, "/data/n", "3");
}

static void
test_action_reaches_outside_its_group_and_attributes (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<g><q/></g><out mark=\"\"/>",
                "",
                "<group ref=\"/data/g\"><input ref=\"/data/g/q\"><setvalue "
                "event=\"xforms-value-changed\" ref=\"/data/out\">seen</setvalue><setvalue "
                "event=\"xforms-value-changed\" ref=\"/data/out/@mark\" value=\"1 + 1\"/>"
                "</input></group>");

  form_set (self, "/data/g/q", "x");
  form_assert (self, "/data/out", "seen");
  form_assert (self, "/data/out/@mark", "2");
}

static void
test_counted_rows_are_there_at_once (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<n>1</n><rep jr:template=\"\"><q/></rep><sum/>",
                "<bind nodeset=\"/data/sum\" calculate=\"count(/data/rep)\"/>",
                "<group><label>R</label><repeat nodeset=\"/data/rep\" jr:count=\"/data/n\">"
                "<input ref=\"/data/rep/q\"/></repeat></group>");

  form_assert (self, "/data/sum", "1");
  form_set (self, "/data/n", "3");
  form_assert (self, "/data/sum", "3");
  form_set (self, "/data/rep[1]/q", "stays");
  form_set (self, "/data/n", "1");
  form_assert (self, "/data/sum", "1");
  form_assert (self, "/data/rep[1]/q", "stays");
}

static void
test_template_makes_the_rows_beyond_those_defined (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<rep jr:template=\"\"><q>new</q></rep><rep><q>first</q></rep>", "", REPEAT);

  form_assert (self, "/data/rep[1]/q", "first");
  form_add_row (self, "/data/rep");
  form_assert (self, "/data/rep[2]/q", "new");
}

static void
test_nodes_that_are_not_relevant_are_in_no_sum (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<off/><rep><q>1</q><r/></rep><rep><q>2</q><r/></rep><rep><q>4</q><r/></rep><a/><n/>",
    "<bind nodeset=\"/data/rep\" relevant=\"position(.) != /data/off\"/>"
    "<bind nodeset=\"/data/a\" calculate=\"sum(/data/rep/q)\"/>"
    "<bind nodeset=\"/data/n\" calculate=\"count(/data/rep)\"/>",
    REPEAT);

  form_assert (self, "/data/a", "7");
  form_set (self, "/data/off", "2");
  form_assert (self, "/data/a", "5");
  form_assert (self, "/data/n", "2");
  form_set (self, "/data/off", "");
  form_assert (self, "/data/a", "7");
}

static void
test_nan_is_stored_as_empty (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a/><b/>", "<bind nodeset=\"/data/b\" calculate=\"/data/a * 2\"/>", "");

  form_assert (self, "/data/b", "");
  form_set (self, "/data/a", "2.5");
  form_assert (self, "/data/b", "5");
}

static void
test_predicates_stand_on_several_steps (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<group><n>1</n><x>a</x></group><group><n>2</n><x>b</x></group><r/>",
                "<bind nodeset=\"/data/r\" "
                "calculate=\"/data[1 = 1]/group[n = 2][position() = 1]/x[. != '']\"/>",
                "");

  form_assert (self, "/data/r", "b");
}

static guint64
stamp (RuhuInstance *self, const char *ref, guint *n)
{
  return ruhu_instance_stamp_choices (self, ruhu_node_get_control (form_node (self, ref)), NULL, n);
}

static void
test_the_stamp_changes_with_the_choices_only (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<county>a</county><town/>", LIST, TOWNS ("select1", "county = /data/county"));
  guint64 of_a, of_b;
  guint n = 0;

  of_a = stamp (self, "/data/town", &n);
  g_assert_cmpuint (n, ==, 2);
  form_set (self, "/data/town", "a2");
  g_assert_true (stamp (self, "/data/town", NULL) == of_a);
  form_set (self, "/data/county", "b");
  of_b = stamp (self, "/data/town", &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (of_a != of_b);
  form_set (self, "/data/county", "a");
  g_assert_true (stamp (self, "/data/town", NULL) == of_a);
}

static void
test_a_shuffle_does_not_change_the_stamp (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<town/>",
                LIST,
                "<select1 ref=\"/data/town\"><itemset nodeset=\"randomize(instance('towns')"
                "/root/item)\"><value ref=\"name\"/><label ref=\"label\"/></itemset></select1>");
  guint64 first = stamp (self, "/data/town", NULL);
  guint i;

  for (i = 0; i < 20; i++)
    g_assert_true (stamp (self, "/data/town", NULL) == first);
}

static void
test_a_choice_is_called_by_its_label (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<county>a</county><town/>", LIST, TOWNS ("select1", "county = /data/county"));
  const RuhuControl *control = ruhu_node_get_control (form_node (self, "/data/town"));
  g_autofree char *offered = ruhu_instance_get_choice_label (self, control, NULL, "a2");
  g_autofree char *filtered = ruhu_instance_get_choice_label (self, control, NULL, "b1");

  g_assert_cmpstr (offered, ==, "A two");
  g_assert_null (filtered);
}

/* What a label quotes may change after the choice: what is called by it follows. */
static void
test_a_name_follows_what_its_label_quotes (void)
{
#define QUOTED "<value><output value=\"/data/who\"/>'s</value>"
  g_autoptr (RuhuInstance) self = form_start (
    "<x/><l>a1</l><who>Li</who><town>a</town><by_list/><by_item/><by_text/>",
    "<itext><translation lang=\"en\"><text id=\"t\">" QUOTED "</text></translation></itext>"
    "<instance id=\"i\"><root><item><name>a1</name><itextId>t</itextId></item></root></instance>"
    "<bind nodeset=\"/data/by_list\" calculate=\"jr:choice-name(/data/l, '/data/l')\"/>"
    "<bind nodeset=\"/data/by_item\" calculate=\"jr:choice-name(/data/town, '/data/town')\"/>"
    "<bind nodeset=\"/data/by_text\" calculate=\"jr:itext('t')\"/>"
    "<bind nodeset=\"/data/who\" calculate=\"/data/x\"/>",
    "<select1 ref=\"/data/l\"><itemset nodeset=\"instance('i')/root/item\"><value ref=\"name\"/>"
    "<label ref=\"jr:itext(itextId)\"/></itemset></select1>"
    "<select1 ref=\"/data/town\"><item><label><output value=\"/data/who\"/>'s</label>"
    "<value>a</value></item></select1><input ref=\"/data/x\"/>");
#undef QUOTED

  form_set (self, "/data/x", "Wang");
  form_assert (self, "/data/by_list", "Wang's");
  form_assert (self, "/data/by_item", "Wang's");
  form_assert (self, "/data/by_text", "Wang's");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/instance-choices/" path, func)
  ADD ("boolean-calculation-is-true-or-false", test_boolean_calculation_is_true_or_false);
  ADD ("boolean-question-is-typed-text-is-not", test_boolean_question_is_typed_text_is_not);
  ADD ("rejected-answer-is-kept-and-flagged", test_rejected_answer_is_kept_and_flagged);
  ADD ("absolute-path-means-my-own-row", test_absolute_path_means_my_own_row);
  ADD ("count-of-my-own-repeat-counts-all-rows", test_count_of_my_own_repeat_counts_all_rows);
  ADD ("sum-over-siblings-reaches-every-row", test_sum_over_siblings_reaches_every_row);
  ADD ("row-follows-the-row-behind-it", test_row_follows_the_row_behind_it);
  ADD ("first-load-sets-what-is-not-relevant", test_first_load_sets_what_is_not_relevant);
  ADD ("sum-of-nothing-is-stored-as-zero", test_sum_of_nothing_is_stored_as_zero);
  ADD ("calculation-that-is-not-relevant-keeps-its-value",
       test_calculation_that_is_not_relevant_keeps_its_value);
  ADD ("choices-keep-the-order-of-tapping", test_choices_keep_the_order_of_tapping);
  ADD ("answer-no-longer-offered-is-blank-and-comes-back",
       test_answer_no_longer_offered_is_blank_and_comes_back);
  ADD ("answer-given-anew-is-not-replaced", test_answer_that_was_given_anew_is_not_replaced);
  ADD ("answer-no-longer-offered-outlives-closing", test_answer_no_longer_offered_outlives_closing);
  ADD ("answer-cleared-while-not-offered-stays-cleared",
       test_answer_cleared_while_not_offered_stays_cleared);
  ADD ("of-several-answers-only-those-not-offered-go",
       test_of_several_answers_only_those_not_offered_go);
  ADD ("computed-answer-replaces-one-put-aside", test_computed_answer_replaces_one_put_aside);
  ADD ("an-order-follows-its-list", test_an_order_follows_its_list);
  ADD ("action-fires-for-each-row-that-changes", test_action_fires_for_each_row_that_changes);
  ADD ("action-reaches-outside-its-group-and-attributes",
       test_action_reaches_outside_its_group_and_attributes);
  ADD ("counted-rows-are-there-at-once", test_counted_rows_are_there_at_once);
  ADD ("template-makes-rows-beyond-those-defined",
       test_template_makes_the_rows_beyond_those_defined);
  ADD ("nodes-not-relevant-are-in-no-sum", test_nodes_that_are_not_relevant_are_in_no_sum);
  ADD ("nan-is-stored-as-empty", test_nan_is_stored_as_empty);
  ADD ("predicates-stand-on-several-steps", test_predicates_stand_on_several_steps);

  ADD ("the-stamp-changes-with-the-choices-only", test_the_stamp_changes_with_the_choices_only);
  ADD ("a-shuffle-does-not-change-the-stamp", test_a_shuffle_does_not_change_the_stamp);
  ADD ("a-choice-is-called-by-its-label", test_a_choice_is_called_by_its_label);
  ADD ("a-name-follows-what-its-label-quotes", test_a_name_follows_what_its_label_quotes);
  return g_test_run ();
}
