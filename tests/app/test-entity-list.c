/* test-entity-list.c: app/forms/ruhu-entity-list.c, and the lists of a filling that it is laid over
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "forms/ruhu-entity.h"

#include <string.h>

#define OAK "6a5c1f0e-3b27-4d19-9c84-0f2e7b61d501"
#define ASH "b1d7e942-58c3-4f06-8a3d-7c90e4f2a602"
#define R1 "11111111-58c3-4f06-8a3d-7c90e4f2a602"
#define R2 "22222222-58c3-4f06-8a3d-7c90e4f2a602"

typedef enum {
  CREATES = 1,
  UPDATES = 2,
} What;

static GPtrArray *
new_entities (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_entity_free);
}

static RuhuEntity *
say (GPtrArray *entities, What what, const char *id, const char *label, const char *height)
{
  RuhuEntity *entity = ruhu_entity_new ("trees", id);

  entity->creates = (what & CREATES) != 0;
  entity->updates = (what & UPDATES) != 0;
  entity->label = g_strdup (label);
  entity->response = g_strdup (R1);
  if (height != NULL)
    g_hash_table_replace (entity->values, g_strdup ("height"), g_strdup (height));
  g_ptr_array_add (entities, entity);
  return entity;
}

static RuhuList *
make_list (void)
{
  static const char *const columns[] = { "name", "label", "__version", "height", NULL };
  RuhuList *list = ruhu_list_new (columns);

  ruhu_list_append_row (list, (const char *[]){ OAK, "Oak", "3", "12" });
  return list;
}

static const char *
look_up (RuhuList *list, const char *id, const char *column)
{
  int number = ruhu_list_find_column (list, column);
  int row = ruhu_list_find_row (list, 0, id);

  g_assert_cmpint (number, >=, 0);
  return row < 0 ? NULL : ruhu_list_get_value (list, (guint) row, (guint) number);
}

static void
test_made_and_changed_in_their_order (void)
{
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (RuhuList) list = make_list ();

  g_assert_cmpstr (look_up (list, OAK, "height"), ==, "12"); /* and so the indexes are there */
  say (entities, CREATES, ASH, "Ash", "3");
  say (entities, UPDATES, OAK, "Old oak", "13");
  say (entities, UPDATES, ASH, NULL, "4");
  ruhu_entities_apply (entities, "trees", FALSE, list);

  g_assert_cmpuint (ruhu_list_get_n_rows (list), ==, 2);
  g_assert_cmpstr (look_up (list, OAK, "label"), ==, "Old oak");
  g_assert_cmpstr (look_up (list, OAK, "height"), ==, "13");
  g_assert_cmpstr (look_up (list, OAK, "__version"), ==, "4");
  g_assert_cmpstr (look_up (list, OAK, "__trunkVersion"), ==, "3");
  g_assert_cmpstr (look_up (list, OAK, "__branchId"), ==, R1);
  g_assert_cmpstr (look_up (list, ASH, "label"), ==, "Ash");
  g_assert_cmpstr (look_up (list, ASH, "height"), ==, "4");
  g_assert_cmpstr (look_up (list, ASH, "__version"), ==, "2");
  g_assert_cmpstr (look_up (list, ASH, "__trunkVersion"), ==, "");
}

static void
test_cleared_value_is_empty (void)
{
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (RuhuList) list = make_list ();

  say (entities, UPDATES, OAK, NULL, "");
  ruhu_entities_apply (entities, "trees", FALSE, list);
  g_assert_cmpstr (look_up (list, OAK, "height"), ==, "");
  g_assert_cmpstr (look_up (list, OAK, "label"), ==, "Oak");
}

static void
test_unknown_is_not_changed_into_being (void)
{
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (RuhuList) list = make_list ();

  say (entities, UPDATES, ASH, "Ash", "3");
  say (entities, CREATES, ASH, "Ash", "3")->fault = RUHU_ENTITY_NO_LABEL;
  ruhu_entities_apply (entities, "trees", FALSE, list);
  ruhu_entities_apply (entities, "people", FALSE, list);
  g_assert_cmpuint (ruhu_list_get_n_rows (list), ==, 1);
}

/* One or the other, as it turns out. */
static void
test_upsert_makes_or_changes (void)
{
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (RuhuList) list = make_list ();

  say (entities, CREATES | UPDATES, ASH, "Ash", "3");
  say (entities, CREATES | UPDATES, OAK, "Old oak", "13");
  ruhu_entities_apply (entities, "trees", FALSE, list);
  g_assert_cmpuint (ruhu_list_get_n_rows (list), ==, 2);
  g_assert_cmpstr (look_up (list, ASH, "label"), ==, "Ash");
  g_assert_cmpstr (look_up (list, OAK, "label"), ==, "Old oak");
}

/* The list that HQ publishes next has it, and perhaps more. */
static void
test_what_came_back_is_not_doubled (void)
{
  g_autoptr (GPtrArray) entities = new_entities ();
  g_autoptr (RuhuList) list = make_list ();
  RuhuEntity *later;

  say (entities, CREATES, OAK, "Oak seedling", "1")->base_version = 0;
  say (entities, UPDATES, OAK, "Young oak", "2")->base_version = 1;
  later = say (entities, UPDATES, OAK, "Old oak", "13");
  later->base_version = 3;
  ruhu_entities_apply (entities, "trees", FALSE, list);
  g_assert_cmpuint (ruhu_list_get_n_rows (list), ==, 1);
  g_assert_cmpstr (look_up (list, OAK, "label"), ==, "Old oak");
  g_assert_cmpstr (look_up (list, OAK, "height"), ==, "13");
  g_assert_cmpstr (look_up (list, OAK, "__version"), ==, "4");
}

static const char *file;

static GBytes *
give_file (const char *uri, gpointer data)
{
  g_assert_cmpstr (uri, ==, "jr://file-csv/trees.csv");
  return file != NULL ? g_bytes_new_static (file, strlen (file)) : NULL;
}

static void
assert_choices (GPtrArray *entities, const char *expected)
{
  g_autoptr (RuhuForm) form =
    form_make ("<tree/>",
               "<instance id=\"trees\" src=\"jr://file-csv/trees.csv\"/>",
               "<select1 ref=\"/data/tree\"><itemset nodeset=\"instance('trees')/root/item\">"
               "<value ref=\"name\"/><label ref=\"label\"/></itemset></select1>");
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  g_autofree char *choices = NULL;

  ruhu_instance_set_media (self, give_file, NULL);
  ruhu_instance_set_entities (self, entities);
  ruhu_instance_start (self, NULL);
  choices = form_choices (self, "/data/tree");
  g_assert_cmpstr (choices, ==, expected);
  g_assert_cmpuint (ruhu_instance_get_warnings (self)->len, ==, 0);
}

static void
test_file_is_what_they_are_laid_over (void)
{
  g_autoptr (GPtrArray) entities = new_entities ();

  file = "name,label,__version\n" OAK ",Oak,1\n";
  assert_choices (NULL, OAK "=Oak");
  say (entities, CREATES, ASH, "Ash", NULL);
  say (entities, UPDATES, OAK, "Old oak", NULL);
  assert_choices (entities, OAK "=Old oak " ASH "=Ash");
}

static void
test_list_that_nobody_published_yet_holds_them (void)
{
  g_autoptr (GPtrArray) entities = new_entities ();

  file = NULL;
  say (entities, CREATES, ASH, "Ash", NULL);
  assert_choices (entities, ASH "=Ash");
}

/* What one filling says, another lists: both by the same form, from the rows of a repeat. */
static void
test_rows_of_a_repeat_are_listed_by_the_next_form (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<tree jr:template=\"\"><what/><meta><entity dataset=\"trees\" create=\"1\" id=\"\"><label/>"
    "</entity></meta></tree>",
    "<bind nodeset=\"/data/tree/meta/entity/label\" calculate=\"../../../what\"/>",
    "<repeat nodeset=\"/data/tree\"><setvalue event=\"odk-new-repeat\" "
    "ref=\"/data/tree/meta/entity/@id\" value=\"uuid()\"/><input ref=\"/data/tree/what\"/>"
    "</repeat>");
  g_autoptr (GPtrArray) entities = NULL;
  g_autofree char *expected = NULL;

  form_add_row (self, "/data/tree");
  form_add_row (self, "/data/tree");
  form_set (self, "/data/tree[1]/what", "Ash");
  form_set (self, "/data/tree[2]/what", "Elm");
  entities = ruhu_instance_list_entities (self, NULL);
  g_assert_cmpuint (entities->len, ==, 2);
  expected = g_strdup_printf ("%s=Ash %s=Elm",
                              ((RuhuEntity *) entities->pdata[0])->id,
                              ((RuhuEntity *) entities->pdata[1])->id);
  file = NULL;
  assert_choices (entities, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/entity-list/" path, func)
  ADD ("made-and-changed-in-their-order", test_made_and_changed_in_their_order);
  ADD ("cleared-value-is-empty", test_cleared_value_is_empty);
  ADD ("unknown-is-not-changed-into-being", test_unknown_is_not_changed_into_being);
  ADD ("upsert-makes-or-changes", test_upsert_makes_or_changes);
  ADD ("what-came-back-is-not-doubled", test_what_came_back_is_not_doubled);
  ADD ("file-is-what-they-are-laid-over", test_file_is_what_they_are_laid_over);
  ADD ("list-that-nobody-published-yet-holds-them", test_list_that_nobody_published_yet_holds_them);
  ADD ("rows-of-a-repeat-are-listed-by-the-next-form",
       test_rows_of_a_repeat_are_listed_by_the_next_form);

  return g_test_run ();
}
