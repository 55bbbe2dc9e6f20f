/* test-entity.c: app/forms/ruhu-entity.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "forms/ruhu-entity.h"

#include <string.h>

#define P1 "6a5c1f0e-3b27-4d19-9c84-0f2e7b61d501"
#define N1 "3f6b2d18-7c45-4e90-b1a2-6d8e0c9f5a11"

#define ENTITIES "xmlns:entities=\"http://www.opendatakit.org/xforms/entities\" "
#define INSTANCE \
  "<pid>" P1 "</pid><phone/><hid/>" \
  "<need jr:template=\"\"><kind/><meta><entity dataset=\"need\" create=\"\" id=\"\"><label/>" \
  "</entity></meta></need>" \
  "<meta><entity dataset=\"person\" update=\"1\" id=\"\"><label/></entity></meta>"
#define MODEL \
  "<bind " ENTITIES "nodeset=\"/data/phone\" entities:saveto=\"phone\"/>" \
  "<bind " ENTITIES \
  "nodeset=\"/data/hid\" relevant=\"/data/phone = ''\" entities:saveto=\"hid\"/>" \
  "<bind nodeset=\"/data/meta/entity/@id\" calculate=\"/data/pid\"/>" \
  "<bind nodeset=\"/data/meta/entity/label\" calculate=\"concat('P ', substr(/data/pid, 0, 2))\"/>" \
  "<bind " ENTITIES "nodeset=\"/data/need/kind\" entities:saveto=\"kind\"/>" \
  "<bind nodeset=\"/data/need/meta/entity/@create\" calculate=\"../../../kind != ''\"/>"
#define BODY \
  "<input ref=\"/data/phone\"/><repeat nodeset=\"/data/need\"><setvalue event=\"odk-new-repeat\" " \
  "ref=\"/data/need/meta/entity/@id\" value=\"'" N1 "'\"/>" \
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
  entities = ruhu_instance_list_entities (self, NULL);
  g_assert_cmpuint (entities->len, ==, 2);

  entity = entities->pdata[0];
  g_assert_cmpstr (entity->dataset, ==, "person");
  g_assert_cmpstr (entity->id, ==, P1);
  g_assert_cmpstr (entity->label, ==, "P 6a");
  g_assert_true (entity->updates);
  g_assert_false (entity->creates);
  g_assert_cmpuint (g_hash_table_size (entity->values), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (entity->values, "phone"), ==, "138");

  entity = entities->pdata[1];
  g_assert_cmpstr (entity->dataset, ==, "need");
  g_assert_cmpstr (entity->id, ==, N1);
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
  entities = ruhu_instance_list_entities (self, NULL);
  g_assert_cmpuint (entities->len, ==, 1); /* whom, nobody said */
  g_assert_cmpint (((RuhuEntity *) entities->pdata[0])->fault, ==, RUHU_ENTITY_NO_ID);
}

typedef struct {
  const char *entity; /* its attributes */
  const char *label;
  RuhuEntityFault fault;
  const char *says; /* what its author is told, in part */
} FaultCase;

static const FaultCase fault_cases[] = {
  { "dataset=\"trees\" create=\"1\" id=\"" P1 "\"", "oak", RUHU_ENTITY_SOUND, NULL },
  { "dataset=\"trees\" create=\"true\" id=\"6A5C1F0E-3B27-4D19-9C84-0F2E7B61D501\"",
    "oak",
    RUHU_ENTITY_SOUND,
    NULL },
  { "dataset=\"trees\" create=\"1\" id=\"" P1 "\"", "", RUHU_ENTITY_NO_LABEL, "no label" },
  { "dataset=\"trees\" create=\"1\" id=\"" P1 "\"", " \n", RUHU_ENTITY_NO_LABEL, "“trees”" },
  { "dataset=\"trees\" create=\"1\" id=\"\"", "oak", RUHU_ENTITY_NO_ID, "no id" },
  { "dataset=\"trees\" create=\"1\" id=\"oak-1\"", "oak", RUHU_ENTITY_BAD_ID, "version 4" },
  { "dataset=\"trees\" create=\"1\" id=\"0192f3a0-aa01-7000-8000-000000000002\"",
    "oak",
    RUHU_ENTITY_BAD_ID,
    "version 4" },
  { "dataset=\"trees\" create=\"1\" id=\"6a5c1f0e-3b27-4d19-1c84-0f2e7b61d501\"",
    "oak",
    RUHU_ENTITY_BAD_ID,
    "UUID" },
  { "dataset=\"trees\" create=\"1\" id=\"" P1 "0\"", "oak", RUHU_ENTITY_BAD_ID, "UUID" },
  { "dataset=\"\" create=\"1\" id=\"" P1 "\"", "oak", RUHU_ENTITY_NO_LIST, "dataset" },
  { "dataset=\"trees\" update=\"1\" id=\"" P1 "\"", "", RUHU_ENTITY_SOUND, NULL },
  { "dataset=\"trees\" update=\"1\" id=\"0192f3a0-aa01-7000-8000-000000000002\"",
    "",
    RUHU_ENTITY_SOUND,
    NULL },
  { "dataset=\"trees\" update=\"1\" id=\"oak\"", "", RUHU_ENTITY_BAD_ID, "UUID" },
};

static void
test_faults_are_named (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fault_cases); i++) {
    const FaultCase *c = &fault_cases[i];
    g_autofree char *instance =
      g_strdup_printf ("<a/><meta><entity %s><label>%s</label></entity></meta>",
                       c->entity,
                       c->label);
    g_autoptr (RuhuInstance) self = form_start (instance, "", "<input ref=\"/data/a\"/>");
    g_autoptr (GPtrArray) entities = ruhu_instance_list_entities (self, NULL);
    g_autoptr (JsonArray) kept = ruhu_entities_to_json (entities);
    RuhuEntity *entity;
    g_autofree char *said = NULL;

    g_assert_cmpuint (entities->len, ==, 1);
    entity = entities->pdata[0];
    said = ruhu_entity_describe_fault (entity);
    g_assert_cmpint (entity->fault, ==, c->fault);
    g_assert_true (c->says == NULL ? said == NULL : strstr (said, c->says) != NULL);
    g_assert_cmpuint (json_array_get_length (kept), ==, c->fault == RUHU_ENTITY_SOUND);
  }
}

static void
test_without_consent_only_the_visit_says_anything (void)
{
  static const char *const keep[] = { "visit", NULL };
  g_autoptr (RuhuInstance) self =
    form_start ("<visit><day>2026-11-20</day></visit><visitors>3</visitors><phone>138</phone>"
                "<need><kind>cane</kind><meta><entity dataset=\"need\" create=\"1\" id=\"" N1 "\">"
                "<label>cane</label></entity></meta></need>"
                "<meta><entity dataset=\"person\" update=\"1\" id=\"" P1
                "\"><label>who</label></entity></meta>",
                "<bind " ENTITIES "nodeset=\"/data/visit/day\" entities:saveto=\"seen\"/>"
                "<bind " ENTITIES "nodeset=\"/data/visitors\" entities:saveto=\"visitors\"/>"
                "<bind " ENTITIES "nodeset=\"/data/phone\" entities:saveto=\"phone\"/>",
                "<input ref=\"/data/phone\"/>");
  g_autoptr (GPtrArray) entities = ruhu_instance_list_entities (self, keep);
  RuhuEntity *entity;

  g_assert_cmpuint (entities->len, ==, 1);
  entity = entities->pdata[0];
  g_assert_cmpstr (entity->id, ==, P1);
  g_assert_null (entity->label);
  g_assert_cmpuint (g_hash_table_size (entity->values), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (entity->values, "seen"), ==, "2026-11-20");
}

static void
test_what_is_cleared_is_said_and_what_is_not_asked_is_not (void)
{
  g_autoptr (RuhuInstance) self = form_start (INSTANCE, MODEL, BODY);
  g_autoptr (GPtrArray) entities = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (JsonArray) kept = NULL;
  GHashTable *values;

  form_set (self, "/data/phone", "138");
  form_set (self, "/data/phone", "");
  entities = ruhu_instance_list_entities (self, NULL);
  kept = ruhu_entities_to_json (entities);
  again = ruhu_entities_from_json (kept);
  g_assert_cmpuint (again->len, ==, 1);
  values = ((RuhuEntity *) again->pdata[0])->values;
  g_assert_cmpstr (g_hash_table_lookup (values, "phone"), ==, "");
  g_assert_true (g_hash_table_contains (values, "hid"));

  form_set (self, "/data/phone", "139");
  g_clear_pointer (&entities, g_ptr_array_unref);
  entities = ruhu_instance_list_entities (self, NULL);
  values = ((RuhuEntity *) entities->pdata[0])->values;
  g_assert_false (g_hash_table_contains (values, "hid"));
}

static void
test_what_is_declined_leaves_the_list_alone (void)
{
  g_autoptr (RuhuInstance) self = form_start (
    "<pid>" P1 "</pid><size>3</size><size_na/><hukou/>"
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
  said = ruhu_instance_list_entities (self, NULL);
  g_assert_cmpuint (g_hash_table_size (((RuhuEntity *) said->pdata[0])->values), ==, 2);

  form_set (self, "/data/size", "");
  form_set (self, "/data/size_na", "-88");
  form_set (self, "/data/hukou", "-99");
  declined = ruhu_instance_list_entities (self, NULL);
  g_assert_cmpuint (g_hash_table_size (((RuhuEntity *) declined->pdata[0])->values), ==, 0);
}

static void
test_versions_are_read (void)
{
  g_autoptr (RuhuInstance) self =
    form_start ("<v>7</v><meta><entity dataset=\"person\" update=\"1\" id=\"" P1
                "\" baseVersion=\"\" "
                "trunkVersion=\"5\" branchId=\"b1\"/></meta>",
                "<bind nodeset=\"/data/meta/entity/@baseVersion\" calculate=\"/data/v\"/>",
                "<input ref=\"/data/v\"/>");
  static const char *const no_versions[] = { "-1", "1.5", "x", "" };
  g_autoptr (GPtrArray) entities = ruhu_instance_list_entities (self, NULL);
  RuhuEntity *entity = entities->pdata[0];

  g_assert_cmpuint (entity->base_version, ==, 7);
  g_assert_cmpstr (entity->trunk_version, ==, "5");
  g_assert_cmpstr (entity->branch_id, ==, "b1");
  for (guint i = 0; i < G_N_ELEMENTS (no_versions); i++) {
    g_autoptr (GPtrArray) others = NULL;

    form_set (self, "/data/v", no_versions[i]);
    others = ruhu_instance_list_entities (self, NULL);
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

  g_test_add_func ("/entity/faults-are-named", test_faults_are_named);
  g_test_add_func ("/entity/without-consent-only-the-visit-says-anything",
                   test_without_consent_only_the_visit_says_anything);
  g_test_add_func ("/entity/what-is-cleared-is-said-and-what-is-not-asked-is-not",
                   test_what_is_cleared_is_said_and_what_is_not_asked_is_not);

  return g_test_run ();
}
