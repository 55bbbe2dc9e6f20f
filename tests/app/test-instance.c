/* test-instance.c: app/forms/ruhu-instance.c and what works behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "base/ruhu-error.h"

#include <string.h>

#define REPEAT \
  "<group ref=\"/data/dev\"><repeat nodeset=\"/data/dev\"><input ref=\"/data/dev/type\"/>" \
  "</repeat></group>"
#define DEVICES "<dev jr:template=\"\"><type/><pos/></dev><dev><type/><pos/></dev>"
#define POSITION "<bind nodeset=\"/data/dev/pos\" calculate=\"position(..)\"/>"

static void
note_stored_cb (RuhuInstance *self, const char *key, const char *value, gpointer data)
{
  g_string_append_printf (data, "%s=%s;", key, value != NULL ? value : "(gone)");
}

static void
keep_stored_cb (RuhuInstance *self, const char *key, const char *value, gpointer data)
{
  GHashTableIter iter;
  gpointer kept;

  if (value != NULL) {
    g_hash_table_replace (data, g_strdup (key), g_strdup (value));
    return;
  }
  g_hash_table_iter_init (&iter, data);
  while (g_hash_table_iter_next (&iter, &kept, NULL))
    if (g_str_has_prefix (kept, key))
      g_hash_table_iter_remove (&iter);
}

static void
count_cb (RuhuInstance *self, gpointer data)
{
  (*(guint *) data)++;
}

static void
assert_heard (GString *heard, const char *expected)
{
  g_assert_cmpstr (heard->str, ==, expected);
  g_string_truncate (heard, 0);
}

static void
test_every_change_is_stored_once (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a/><b/><c/>",
                "<bind nodeset=\"/data/b\" calculate=\"/data/a * 2\"/>"
                "<bind nodeset=\"/data/c\" calculate=\"if(/data/b &gt; 4, 'many', 'few')\"/>",
                "");
  g_autoptr (GString) heard = g_string_new (NULL);
  guint changes = 0;

  g_signal_connect (self, "store", G_CALLBACK (note_stored_cb), heard);
  g_signal_connect (self, "changed", G_CALLBACK (count_cb), &changes);
  form_set (self, "/data/a", "1");
  assert_heard (heard, "/data/a=1;/data/b=2;");
  form_set (self, "/data/a", "3");
  assert_heard (heard, "/data/a=3;/data/b=6;/data/c=many;");
  form_set (self, "/data/a", "");
  assert_heard (heard, "/data/a=;/data/b=;/data/c=few;");
  g_assert_cmpuint (changes, ==, 3);
}

static void
test_start_stores_what_is_there (void)
{
  g_autoptr (RuhuForm) form = form_make ("<a>1</a><b/>" DEVICES, POSITION, REPEAT);
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  g_autoptr (GString) heard = g_string_new (NULL);

  g_signal_connect (self, "store", G_CALLBACK (note_stored_cb), heard);
  ruhu_instance_start (self, NULL);
  assert_heard (heard, "/data/a=1;/data/dev#1=1;/data/dev#1/pos=1;");
}

static void
test_keys_stay_when_rows_go (void)
{
  g_autoptr (RuhuInstance) self = form_start (DEVICES, POSITION, REPEAT);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *key = NULL;
  g_autofree char *ref = NULL;

  g_signal_connect (self, "store", G_CALLBACK (note_stored_cb), heard);
  form_add_row (self, "/data/dev");
  form_add_row (self, "/data/dev");
  assert_heard (heard, "/data/dev#2=2;/data/dev#2/pos=2;/data/dev#3=3;/data/dev#3/pos=3;");
  form_remove_row (self, "/data/dev[2]");
  assert_heard (heard, "/data/dev#2=(gone);/data/dev#3/pos=2;");
  form_set (self, "/data/dev[2]/type", "cane");
  assert_heard (heard, "/data/dev#3/type=cane;");

  key = ruhu_node_get_key (form_node (self, "/data/dev[2]/type"));
  ref = ruhu_node_get_ref (ruhu_instance_find_key (self, key));
  g_assert_cmpstr (ref, ==, "/data/dev[2]/type");
  g_assert_null (ruhu_instance_find_key (self, "/data/dev#2/type"));

  form_remove_row (self, "/data/dev[2]");
  form_add_row (self, "/data/dev");
  g_assert_null (ruhu_instance_find_key (self, "/data/dev#3"));
  g_assert_nonnull (ruhu_instance_find_key (self, "/data/dev#4"));
}

static void
test_restore_brings_all_back (void)
{
  g_autoptr (RuhuForm) form =
    form_make ("<a>1</a><once/><loads>0</loads>" DEVICES,
               POSITION
               "<setvalue event=\"odk-instance-first-load\" ref=\"/data/once\" value=\"'first'\"/>"
               "<setvalue event=\"odk-instance-load\" ref=\"/data/loads\" value=\". + 1\"/>",
               REPEAT "<input ref=\"/data/a\"/>");
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  g_autoptr (RuhuInstance) again = ruhu_instance_new (form);
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_signal_connect (self, "store", G_CALLBACK (keep_stored_cb), kept);
  ruhu_instance_start (self, NULL);
  form_set (self, "/data/a", "");
  form_set (self, "/data/once", "edited");
  form_add_row (self, "/data/dev");
  form_add_row (self, "/data/dev");
  form_set (self, "/data/dev[3]/type", "cane");
  form_remove_row (self, "/data/dev[1]");

  g_assert_true (ruhu_instance_restore (again, kept, NULL));
  form_assert (again, "/data/a", "");
  form_assert (again, "/data/once", "edited");
  form_assert (again, "/data/loads", "2");
  g_assert_cmpuint (ruhu_instance_count (again, "/data/dev"), ==, 2);
  form_assert (again, "/data/dev[2]/type", "cane");
  form_assert (again, "/data/dev[2]/pos", "2");
  g_assert_true (ruhu_instance_find_key (again, "/data/dev#3/type") ==
                 form_node (again, "/data/dev[2]/type"));
}

static void
test_restore_passes_over_what_the_form_lacks (void)
{
  g_autoptr (RuhuForm) form = form_make ("<a/>" DEVICES, "", REPEAT);
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  g_autoptr (GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (kept, (gpointer) "/data/gone", (gpointer) "1");
  g_hash_table_insert (kept, (gpointer) "/data/rep#1", (gpointer) "1");
  g_hash_table_insert (kept, (gpointer) "/data/dev#", (gpointer) "x");
  g_hash_table_insert (kept, (gpointer) "nonsense", (gpointer) "1");
  g_hash_table_insert (kept, (gpointer) "/data/a", (gpointer) "1");
  g_assert_true (ruhu_instance_restore (self, kept, NULL));
  form_assert (self, "/data/a", "1");
}

static void
test_presets_come_before_first_load (void)
{
  g_autoptr (RuhuForm) form = form_make (
    "<g><who/><copy/></g>",
    "<setvalue event=\"odk-instance-first-load\" ref=\"/data/g/copy\" value=\"/data/g/who\"/>",
    "");
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);

  ruhu_instance_preset (self, "who", "p1");
  ruhu_instance_preset (self, "not-in-this-form", "x");
  ruhu_instance_start (self, NULL);
  form_assert (self, "/data/g/copy", "p1");
}

static void
test_preloads_and_meta_are_filled (void)
{
  g_autoptr (RuhuForm) form = form_make (
    "<start/><end/><today/><dev/><meta><instanceID/></meta>",
    "<bind nodeset=\"/data/start\" jr:preload=\"timestamp\" jr:preloadParams=\"start\"/>"
    "<bind nodeset=\"/data/end\" jr:preload=\"timestamp\" jr:preloadParams=\"end\"/>"
    "<bind nodeset=\"/data/today\" type=\"date\" jr:preload=\"date\" jr:preloadParams=\"today\"/>"
    "<bind nodeset=\"/data/dev\" jr:preload=\"property\" jr:preloadParams=\"deviceid\"/>",
    "");
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);

  ruhu_instance_set_property (self, "deviceid", "D7");
  ruhu_instance_start (self, NULL);
  g_assert_cmpuint (strlen (form_get (self, "/data/start")), ==, 29);
  form_assert (self, "/data/end", "");
  g_assert_cmpuint (strlen (form_get (self, "/data/today")), ==, 10);
  form_assert (self, "/data/dev", "D7");
  g_assert_true (g_str_has_prefix (form_get (self, "/data/meta/instanceID"), "uuid:"));
  ruhu_instance_finish (self);
  g_assert_cmpuint (strlen (form_get (self, "/data/end")), ==, 29);
}

static void
test_lists_come_from_memory (void)
{
  g_autoptr (RuhuForm) form = form_make (
    "<id>2</id><name/><n/>",
    "<instance id=\"person\" src=\"jr://file-csv/person.csv\"/>"
    "<bind nodeset=\"/data/name\" calculate=\"pulldata('person', 'name', 'id', /data/id)\"/>"
    "<bind nodeset=\"/data/n\" calculate=\"count(instance('person')/root/item[age &gt; 40])\"/>",
    "");
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  g_autoptr (RuhuList) list = ruhu_list_new ((const char *[]){ "id", "name", "age", NULL });

  ruhu_list_append_row (list, (const char *[]){ "1", "Ma", "67" });
  ruhu_list_append_row (list, (const char *[]){ "2", "Li", "35" });
  ruhu_instance_set_list (self, "person", list);
  ruhu_instance_start (self, NULL);
  form_assert (self, "/data/name", "Li");
  form_assert (self, "/data/n", "1");
  form_set (self, "/data/id", "9");
  form_assert (self, "/data/name", "");
  g_assert_cmpuint (ruhu_instance_get_warnings (self)->len, ==, 0);
}

static void
test_missing_list_is_empty_and_said (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a/>",
                "<instance id=\"x\" src=\"jr://file-csv/x.csv\"/>"
                "<bind nodeset=\"/data/a\" calculate=\"count(instance('x')/root/item)\"/>",
                "");

  form_assert (self, "/data/a", "0");
  g_assert_cmpuint (ruhu_instance_get_warnings (self)->len, ==, 1);
}

static void
test_missing_list_takes_no_answer_away (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<a/><f/>",
    "<instance id=\"x\" src=\"jr://file-csv/x.csv\"/>",
    "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('x')/root/item[k = /data/f]\">"
    "<value ref=\"name\"/></itemset></select1>");

  form_set (self, "/data/a", "y");
  form_set (self, "/data/f", "1");
  form_assert (self, "/data/a", "y");
}

#define TEXTS \
  "<itext><translation lang=\"English (en)\"><text id=\"q\"><value>Name of <output " \
  "value=\"/data/who\"/></value><value form=\"image\">jr://images/q.png</value></text>" \
  "<text id=\"y\"><value>Yes</value></text></translation>" \
  "<translation lang=\"中文 (zh)\" default=\"true()\"><text id=\"q\"><value><output " \
  "value=\"/data/who\"/>的姓名</value><value form=\"guidance\">慢慢问</value></text>" \
  "<text id=\"y\"><value>是</value></text><text id=\"only\"><value>只有中文</value></text>" \
  "</translation></itext>"

static void
test_texts_follow_the_language (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<who>Ma</who><q/><y>y</y><l/>",
    TEXTS "<bind nodeset=\"/data/l\" calculate=\"jr:choice-name(/data/y, '/data/y')\"/>",
    "<input ref=\"/data/q\"><label ref=\"jr:itext('q')\"/><hint ref=\"jr:itext('q')\"/></input>"
    "<input ref=\"/data/who\"><label ref=\"jr:itext('only')\"/></input>"
    "<select1 ref=\"/data/y\"><item><label ref=\"jr:itext('y')\"/><value>y</value></item></select1>");
  const RuhuControl *q = ruhu_form_find_control (ruhu_instance_get_form (self), "/data/q");
  const RuhuControl *who = ruhu_form_find_control (ruhu_instance_get_form (self), "/data/who");
  g_autofree char *zh = ruhu_instance_get_label (self, q, NULL);
  g_autofree char *guidance = ruhu_instance_get_guidance (self, q, NULL);
  g_autofree char *en = NULL, *image = NULL, *fallback = NULL, *choices = NULL;

  g_assert_cmpstr (ruhu_instance_get_language (self), ==, "中文 (zh)");
  g_assert_cmpstr (zh, ==, "Ma的姓名");
  g_assert_cmpstr (guidance, ==, "慢慢问");
  form_assert (self, "/data/l", "是");
  ruhu_instance_set_language (self, "en");
  en = ruhu_instance_get_label (self, q, NULL);
  g_assert_cmpstr (en, ==, "Name of Ma");
  image = ruhu_instance_get_media (self, q, NULL, "image");
  g_assert_cmpstr (image, ==, "jr://images/q.png");
  fallback = ruhu_instance_get_label (self, who, NULL);
  g_assert_cmpstr (fallback, ==, "只有中文");
  form_assert (self, "/data/l", "Yes");
  choices = form_choices (self, "/data/y");
  g_assert_cmpstr (choices, ==, "y=Yes");
  ruhu_instance_set_language (self, "fr");
  g_assert_cmpstr (ruhu_instance_get_language (self), ==, "English (en)");
}

static void
test_relevance_and_readonly_are_inherited (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<on>1</on><g><h><a>x</a></h></g><copy/>",
                "<bind nodeset=\"/data/g\" relevant=\"/data/on = 1\" readonly=\"/data/on = 1\"/>"
                "<bind nodeset=\"/data/copy\" calculate=\"/data/g/h/a\"/>",
                "");
  RuhuNode *a = form_node (self, "/data/g/h/a");

  g_assert_true (ruhu_instance_is_relevant (self, a));
  g_assert_true (ruhu_instance_is_readonly (self, a));
  form_set (self, "/data/on", "0");
  g_assert_false (ruhu_instance_is_relevant (self, a));
  g_assert_false (ruhu_instance_is_readonly (self, a));
  form_assert (self, "/data/copy", "");
  form_assert (self, "/data/g/h/a", "x");
  form_set (self, "/data/on", "1");
  form_assert (self, "/data/copy", "x");
}

static void
test_required_counts_only_where_relevant_and_empty (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<on>1</on><a/>",
                "<bind nodeset=\"/data/a\" relevant=\"/data/on = 1\" required=\"true()\" "
                "constraint=\". = 'x'\" jr:requiredMsg=\"say it\"/>",
                "");
  RuhuNode *a = form_node (self, "/data/a");
  g_autofree char *message = ruhu_instance_get_message (self, a);

  g_assert_cmpint (ruhu_instance_get_violation (self, a), ==, RUHU_VIOLATION_REQUIRED);
  g_assert_cmpstr (message, ==, "say it");
  form_set (self, "/data/on", "0");
  g_assert_cmpint (ruhu_instance_get_violation (self, a), ==, RUHU_VIOLATION_NONE);
  form_set (self, "/data/on", "1");
  form_set (self, "/data/a", "x");
  g_assert_cmpint (ruhu_instance_get_violation (self, a), ==, RUHU_VIOLATION_NONE);
}

static void
test_answer_of_another_type_is_kept_and_flagged (void)
{
  g_autoptr (RuhuInstance) self = form_start ("<a>3</a><d/>",
                                              "<bind nodeset=\"/data/a\" type=\"int\"/>"
                                              "<bind nodeset=\"/data/d\" type=\"decimal\"/>",
                                              "");
  g_autoptr (GError) error = NULL;

  form_set (self, "/data/a", "x");
  form_assert (self, "/data/a", "x");
  g_assert_cmpint (ruhu_instance_get_violation (self, form_node (self, "/data/a")),
                   ==,
                   RUHU_VIOLATION_CONSTRAINT);
  form_set (self, "/data/a", "2.5");
  form_assert (self, "/data/a", "2");
  g_assert_cmpint (ruhu_instance_get_violation (self, form_node (self, "/data/a")),
                   ==,
                   RUHU_VIOLATION_NONE);
  form_set (self, "/data/d", "1e");
  g_assert_cmpint (ruhu_instance_get_violation (self, form_node (self, "/data/d")),
                   ==,
                   RUHU_VIOLATION_CONSTRAINT);
  form_set (self, "/data/d", "-1.5");
  g_assert_cmpint (ruhu_instance_get_violation (self, form_node (self, "/data/d")),
                   ==,
                   RUHU_VIOLATION_NONE);
  g_assert_false (ruhu_instance_set_value (self, form_node (self, "/data"), "1", &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
}

/* What a form begins with is of the question's type, as an answer is. */
static void
test_default_of_a_whole_number_is_whole (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<n>2.5</n><m>2.5</m><rep jr:template=\"\"><q/></rep>",
                "<bind nodeset=\"/data/n\" type=\"int\"/>",
                "<input ref=\"/data/n\"/><repeat nodeset="
                "\"/data/rep\" jr:count=\"/data/n\"/>");

  form_assert (self, "/data/n", "2");
  form_assert (self, "/data/m", "2.5");
  g_assert_cmpint (ruhu_instance_get_violation (self, form_node (self, "/data/n")),
                   ==,
                   RUHU_VIOLATION_NONE);
  g_assert_cmpuint (ruhu_instance_count (self, "/data/rep"), ==, 2);
}

static void
test_rows_that_the_form_counts_are_its_own (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<n>1</n><r/><s/>",
                "",
                "<repeat nodeset=\"/data/r\" jr:count=\"/data/n\"/>"
                "<repeat nodeset=\"/data/s\" jr:noAddRemove=\"true()\"/>");
  RuhuForm *form = ruhu_instance_get_form (self);
  const RuhuControl *r = ruhu_form_find_control (form, "/data/r");
  const RuhuControl *s = ruhu_form_find_control (form, "/data/s");
  g_autoptr (GError) error = NULL;

  g_assert_false (ruhu_instance_can_add_row (self, r, NULL));
  g_assert_false (ruhu_instance_can_add_row (self, s, NULL));
  g_assert_null (ruhu_instance_add_row (self, r, NULL, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_false (ruhu_instance_remove_row (self, form_node (self, "/data/s[1]"), NULL));
  g_assert_false (ruhu_instance_remove_row (self, ruhu_instance_get_root (self), NULL));
}

static void
test_new_row_runs_its_actions (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<dev jr:template=\"\"><type/></dev><dev><type/></dev>",
    "",
    "<repeat nodeset=\"/data/dev\"><setvalue event=\"odk-new-repeat\" ref=\"/data/dev/type\" "
    "value=\"concat('n', position(..))\"/><input ref=\"/data/dev/type\"/></repeat>");

  form_assert (self, "/data/dev[1]/type", "");
  form_add_row (self, "/data/dev");
  form_assert (self, "/data/dev[2]/type", "n2");
}

static void
test_nested_rows_know_their_own_way (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<o jr:template=\"\"><k/><i jr:template=\"\"><v/><w/></i><s/></o><all/>",
    "<bind nodeset=\"/data/o/i/w\" calculate=\"concat(/data/o/k, position(..))\"/>"
    "<bind nodeset=\"/data/o/s\" calculate=\"sum(../i/v)\"/>"
    "<bind nodeset=\"/data/all\" calculate=\"sum(/data/o/i/v)\"/>",
    "<repeat nodeset=\"/data/o\"><input ref=\"/data/o/k\"/><repeat nodeset=\"/data/o/i\">"
    "<input ref=\"/data/o/i/v\"/></repeat></repeat>");
  const RuhuControl *inner = ruhu_form_find_control (ruhu_instance_get_form (self), "/data/o/i");
  RuhuNode *first = form_add_row (self, "/data/o");
  RuhuNode *second = form_add_row (self, "/data/o");

  ruhu_instance_add_row (self, inner, first, NULL);
  ruhu_instance_add_row (self, inner, second, NULL);
  ruhu_instance_add_row (self, inner, second, NULL);
  form_set (self, "/data/o[1]/k", "a");
  form_set (self, "/data/o[2]/k", "b");
  form_set (self, "/data/o[1]/i[1]/v", "1");
  form_set (self, "/data/o[2]/i[1]/v", "2");
  form_set (self, "/data/o[2]/i[2]/v", "4");
  form_assert (self, "/data/o[2]/i[2]/w", "b2");
  form_assert (self, "/data/o[2]/s", "6");
  form_assert (self, "/data/all", "7");
  form_remove_row (self, "/data/o[1]");
  form_assert (self, "/data/all", "6");
  form_assert (self, "/data/o[1]/i[2]/w", "b2");
  form_remove_row (self, "/data/o[1]/i[1]");
  form_assert (self, "/data/o[1]/i[1]/w", "b1");
  form_assert (self, "/data/o[1]/s", "4");
}

static void
test_no_row_is_offered_where_none_is_relevant (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<on>0</on><dev jr:template=\"\"><type/></dev>",
                "<bind nodeset=\"/data/dev\" relevant=\"/data/on = 1\"/>",
                REPEAT);
  const RuhuControl *repeat = ruhu_form_find_control (ruhu_instance_get_form (self), "/data/dev");

  g_assert_false (ruhu_instance_can_add_row (self, repeat, NULL));
  form_set (self, "/data/on", "1");
  g_assert_true (ruhu_instance_can_add_row (self, repeat, NULL));
}

static void
test_correction_names_what_it_replaces (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<a/><meta><instanceID/><deprecatedID/></meta>", "", "");
  g_autofree char *first = g_strdup (form_get (self, "/data/meta/instanceID"));

  ruhu_instance_correct (self, NULL, NULL);
  form_assert (self, "/data/meta/deprecatedID", first);
  g_assert_cmpstr (form_get (self, "/data/meta/instanceID"), !=, first);
  g_assert_true (g_str_has_prefix (form_get (self, "/data/meta/instanceID"), "uuid:"));
}

static void
answer_again_cb (RuhuInstance *self, const char *key, const char *value, gpointer data)
{
  if (value == NULL)
    form_set (self, "/data/a", "seen");
}

static void
test_whoever_hears_of_a_change_may_make_another (void)
{
  g_autoptr (RuhuInstance) self = form_start ("<a/>" DEVICES, POSITION, REPEAT);
  g_autoptr (GString) heard = g_string_new (NULL);

  form_add_row (self, "/data/dev");
  g_signal_connect (self, "store", G_CALLBACK (note_stored_cb), heard);
  g_signal_connect (self, "store", G_CALLBACK (answer_again_cb), NULL);
  form_remove_row (self, "/data/dev[1]");
  assert_heard (heard, "/data/dev#1=(gone);/data/a=seen;/data/dev#2/pos=1;");
}

/* Each row begins with what the one before it ended with: through two nodes, in thousands of rows,
 * and still in one pass. */
static void
test_balance_runs_through_all_rows (void)
{
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autoptr (RuhuInstance) self = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append (rows, "<r><in>2</in><start/><end/></r>");
  self = form_start (rows->str,
                     "<bind nodeset=\"/data/r/start\" calculate=\"coalesce(/data/r[position() = "
                     "position(current()/..) - 1]/end, 0)\"/>"
                     "<bind nodeset=\"/data/r/end\" calculate=\"../start + ../in\"/>",
                     "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/in\"/></repeat>");
  form_assert (self, "/data/r[3000]/end", "6000");

  form_set (self, "/data/r[1]/in", "7");
  form_assert (self, "/data/r[3000]/end", "6005");
  form_remove_row (self, "/data/r[2]");
  form_assert (self, "/data/r[2999]/end", "6003");
}

/* Both ways to write “the row before mine”, also when rows go or are hidden. */
static void
test_row_before_mine_is_followed (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<hidden/><r><x>1</x><a/><b/></r><r><x>2</x><a/><b/></r><r><x>3</x><a/><b/></r><r><x>4</x><a/><b/></r>",
    "<bind nodeset=\"/data/r\" relevant=\"position(.) != /data/hidden\"/>"
    "<bind nodeset=\"/data/r/a\" calculate=\"indexed-repeat(/data/r/x, /data/r, position(..) - "
    "1)\"/>"
    "<bind nodeset=\"/data/r/b\" calculate=\"../../r[position() = position(current()/..) + "
    "1]/x\"/>",
    "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>");

  form_assert (self, "/data/r[2]/a", "1");
  form_assert (self, "/data/r[2]/b", "3");
  form_set (self, "/data/r[1]/x", "7");
  form_set (self, "/data/r[3]/x", "8");
  form_assert (self, "/data/r[2]/a", "7");
  form_assert (self, "/data/r[2]/b", "8");
  form_assert (self, "/data/r[4]/a", "8");

  form_remove_row (self, "/data/r[1]");
  form_assert (self, "/data/r[1]/a", "");
  form_assert (self, "/data/r[1]/b", "8");
  form_set (self, "/data/hidden", "2");
  form_assert (self, "/data/r[1]/b", "4"); /* of the rows that count, the second */
  form_set (self, "/data/r[3]/x", "5");
  form_assert (self, "/data/r[1]/b", "5");
  form_set (self, "/data/hidden", "");
  form_set (self, "/data/r[2]/x", "9");
  form_assert (self, "/data/r[1]/b", "9");
  form_assert (self, "/data/r[3]/a", "9");
}

/* What chance made once is the record's: opened again, it has the same. */
static void
test_id_by_calculation_stays (void)
{
  g_autoptr (RuhuForm) form =
    form_make ("<a/><meta><instanceID/></meta>",
               "<bind nodeset=\"/data/meta/instanceID\" calculate=\"concat('uuid:', uuid())\"/>",
               "<input ref=\"/data/a\"/>");
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);

  g_hash_table_insert (kept, g_strdup ("/data/meta/instanceID"), g_strdup ("uuid:first"));
  g_assert_true (ruhu_instance_restore (self, kept, NULL));
  form_assert (self, "/data/meta/instanceID", "uuid:first");
}

/* A question may be a row itself; its answer comes back like any other. */
static void
test_answers_that_are_rows_come_back (void)
{
  static const char *const names[] = { "Ann", "Bo", "Cy", "Di", "Ed", "Fu",
                                       "Gu",  "Ha", "Io", "Ju", "Ka", "Lu" };
  g_autoptr (RuhuForm) form =
    form_make ("<child jr:template=\"\"/>",
               "",
               "<repeat nodeset=\"/data/child\"><input ref=\"/data/child\"/></repeat>");
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  g_autoptr (RuhuInstance) again = ruhu_instance_new (form);

  g_signal_connect (self, "store", G_CALLBACK (keep_stored_cb), kept);
  g_assert_true (ruhu_instance_start (self, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *ref = g_strdup_printf ("/data/child[%u]", i + 1);

    form_add_row (self, "/data/child");
    form_set (self, ref, names[i]);
  }

  g_assert_true (ruhu_instance_restore (again, kept, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *ref = g_strdup_printf ("/data/child[%u]", i + 1);

    form_assert (again, ref, names[i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/instance/" path, func)
  ADD ("every-change-is-stored-once", test_every_change_is_stored_once);
  ADD ("start-stores-what-is-there", test_start_stores_what_is_there);
  ADD ("keys-stay-when-rows-go", test_keys_stay_when_rows_go);
  ADD ("restore-brings-all-back", test_restore_brings_all_back);
  ADD ("restore-passes-over-what-the-form-lacks", test_restore_passes_over_what_the_form_lacks);
  ADD ("presets-come-before-first-load", test_presets_come_before_first_load);
  ADD ("preloads-and-meta-are-filled", test_preloads_and_meta_are_filled);
  ADD ("lists-come-from-memory", test_lists_come_from_memory);
  ADD ("missing-list-is-empty-and-said", test_missing_list_is_empty_and_said);
  ADD ("missing-list-takes-no-answer-away", test_missing_list_takes_no_answer_away);
  ADD ("texts-follow-the-language", test_texts_follow_the_language);
  ADD ("relevance-and-readonly-are-inherited", test_relevance_and_readonly_are_inherited);
  ADD ("required-counts-only-where-relevant-and-empty",
       test_required_counts_only_where_relevant_and_empty);
  ADD ("answer-of-another-type-is-kept-and-flagged",
       test_answer_of_another_type_is_kept_and_flagged);
  ADD ("default-of-a-whole-number-is-whole", test_default_of_a_whole_number_is_whole);
  ADD ("rows-that-the-form-counts-are-its-own", test_rows_that_the_form_counts_are_its_own);
  ADD ("new-row-runs-its-actions", test_new_row_runs_its_actions);
  ADD ("nested-rows-know-their-own-way", test_nested_rows_know_their_own_way);
  ADD ("no-row-is-offered-where-none-is-relevant", test_no_row_is_offered_where_none_is_relevant);
  ADD ("whoever-hears-of-a-change-may-make-another",
       test_whoever_hears_of_a_change_may_make_another);
  ADD ("balance-runs-through-all-rows", test_balance_runs_through_all_rows);
  ADD ("row-before-mine-is-followed", test_row_before_mine_is_followed);
  ADD ("id-by-calculation-stays", test_id_by_calculation_stays);
  ADD ("answers-that-are-rows-come-back", test_answers_that_are_rows_come_back);
  ADD ("correction-names-what-it-replaces", test_correction_names_what_it_replaces);

  return g_test_run ();
}
