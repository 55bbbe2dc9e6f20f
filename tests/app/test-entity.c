/* test-entity.c: app/forms/ruhu-entity.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "forms/ruhu-entity.h"

#define ENTITIES "xmlns:entities=\"http://www.opendatakit.org/xforms/entities\" "
#define INSTANCE \
  "<pid>p1</pid><phone/><hid/>" \
  "<need jr:template=\"\"><kind/><meta><entity dataset=\"need\" create=\"\" id=\"\"><label/>" \
  "</entity></meta></need>" \
  "<meta><entity dataset=\"person\" update=\"1\" id=\"\"><label/></entity></meta>"
#define MODEL \
  "<bind " ENTITIES "nodeset=\"/data/phone\" entities:saveto=\"phone\"/>" \
  "<bind " ENTITIES \
  "nodeset=\"/data/hid\" relevant=\"/data/phone = ''\" entities:saveto=\"hid\"/>" \
  "<bind nodeset=\"/data/meta/entity/@id\" calculate=\"/data/pid\"/>" \
  "<bind nodeset=\"/data/meta/entity/label\" calculate=\"concat('P ', /data/pid)\"/>" \
  "<bind " ENTITIES "nodeset=\"/data/need/kind\" entities:saveto=\"kind\"/>" \
  "<bind nodeset=\"/data/need/meta/entity/@create\" calculate=\"../../../kind != ''\"/>"
#define BODY \
  "<input ref=\"/data/phone\"/><repeat nodeset=\"/data/need\"><setvalue event=\"odk-new-repeat\" " \
  "ref=\"/data/need/meta/entity/@id\" value=\"concat('n', position(../../..))\"/>" \
  "<input ref=\"/data/need/kind\"/></repeat>"

static void
test_answers_go_to_the_nearest_entity (void)
{
  g_autoptr (RuhuInstance) self = form_start (INSTANCE, MODEL, BODY);
  g_autoptr (GPtrArray) entities = NULL;
  RuhuEntity *entity;

  form_set (self, "/data/phone", "138");
  form_add_row (self, "/data/need");
  form_set (self, "/data/need[1]/kind", "cane");
  entities = ruhu_instance_list_entities (self);
  g_assert_cmpuint (entities->len, ==, 2);

  entity = entities->pdata[0];
  g_assert_cmpstr (entity->dataset, ==, "person");
  g_assert_cmpstr (entity->id, ==, "p1");
  g_assert_cmpstr (entity->label, ==, "P p1");
  g_assert_true (entity->updates);
  g_assert_false (entity->creates);
  g_assert_cmpuint (g_hash_table_size (entity->values), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (entity->values, "phone"), ==, "138");

  entity = entities->pdata[1];
  g_assert_cmpstr (entity->dataset, ==, "need");
  g_assert_cmpstr (entity->id, ==, "n1");
  g_assert_true (entity->creates);
  g_assert_cmpstr (g_hash_table_lookup (entity->values, "kind"), ==, "cane");
}

static void
test_what_is_not_said_is_no_entity (void)
{
  g_autoptr (RuhuInstance) self = form_start (INSTANCE, MODEL, BODY);
  g_autoptr (GPtrArray) entities = NULL;

  form_add_row (self, "/data/need");
  form_set (self, "/data/pid", "");
  entities = ruhu_instance_list_entities (self);
  g_assert_cmpuint (entities->len, ==, 0);
}

static void
test_what_is_declined_leaves_the_list_alone (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<pid>p1</pid><size>3</size><size_na/><hukou/>"
    "<meta><entity dataset=\"person\" update=\"1\" id=\"\"/></meta>",
    "<bind " ENTITIES "nodeset=\"/data/size\" entities:saveto=\"hh_size\"/>"
    "<bind " ENTITIES "nodeset=\"/data/hukou\" entities:saveto=\"hukou\"/>"
    "<bind nodeset=\"/data/meta/entity/@id\" calculate=\"/data/pid\"/>",
    "<input ref=\"/data/size\"/><select1 ref=\"/data/size_na\"><item><label/><value>-88</value>"
    "</item></select1><select1 ref=\"/data/hukou\"><item><label/><value>rural</value></item>"
    "<item><label/><value>-99</value></item></select1>");
  g_autoptr (GPtrArray) said = NULL;
  g_autoptr (GPtrArray) declined = NULL;

  form_set (self, "/data/hukou", "rural");
  said = ruhu_instance_list_entities (self);
  g_assert_cmpuint (g_hash_table_size (((RuhuEntity *) said->pdata[0])->values), ==, 2);

  form_set (self, "/data/size", "");
  form_set (self, "/data/size_na", "-88");
  form_set (self, "/data/hukou", "-99");
  declined = ruhu_instance_list_entities (self);
  g_assert_cmpuint (g_hash_table_size (((RuhuEntity *) declined->pdata[0])->values), ==, 0);
}

static void
test_versions_are_read (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<v>7</v><meta><entity dataset=\"person\" update=\"1\" id=\"p1\" baseVersion=\"\" "
                "trunkVersion=\"5\" branchId=\"b1\"/></meta>",
                "<bind nodeset=\"/data/meta/entity/@baseVersion\" calculate=\"/data/v\"/>",
                "<input ref=\"/data/v\"/>");
  static const char *const no_versions[] = { "-1", "1.5", "x", "" };
  g_autoptr (GPtrArray) entities = ruhu_instance_list_entities (self);
  RuhuEntity *entity = entities->pdata[0];

  g_assert_cmpuint (entity->base_version, ==, 7);
  g_assert_cmpstr (entity->trunk_version, ==, "5");
  g_assert_cmpstr (entity->branch_id, ==, "b1");
  for (guint i = 0; i < G_N_ELEMENTS (no_versions); i++) {
    g_autoptr (GPtrArray) others = NULL;

    form_set (self, "/data/v", no_versions[i]);
    others = ruhu_instance_list_entities (self);
    g_assert_cmpuint (((RuhuEntity *) others->pdata[0])->base_version, ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/entity/answers-go-to-the-nearest-entity",
                   test_answers_go_to_the_nearest_entity);
  g_test_add_func ("/entity/what-is-not-said-is-no-entity", test_what_is_not_said_is_no_entity);
  g_test_add_func ("/entity/versions-are-read", test_versions_are_read);
  g_test_add_func ("/entity/what-is-declined-leaves-the-list-alone",
                   test_what_is_declined_leaves_the_list_alone);

  return g_test_run ();
}
