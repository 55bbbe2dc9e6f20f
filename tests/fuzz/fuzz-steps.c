/* fuzz-steps.c: any bytes as the steps of ruhu-form run, over a form that has a bit of everything
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-json.h"
#include "forms/ruhu-answers.h"
#include "forms/ruhu-form-commands-private.h"

#include <string.h>

#define LONGEST 4096
#define MOST_DEPTH 100
#define MOST_ROWS 100

static const char form_text[] =
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' "
  "xmlns:jr='http://openrosa.org/javarosa'><h:head><model><itext><translation lang='en'>"
  "<text id='l'><value>L <output value='/data/a'/></value></text></translation>"
  "<translation lang='zh'><text id='l'><value>题</value></text></translation></itext>"
  "<instance><data id='x'><a/><b/><c/><n/><r jr:template=''><p/><q/><s jr:template=''><t/><u/></s>"
  "</r><k jr:template=''><v/></k><sum/><meta><instanceID/></meta></data></instance>"
  "<instance id='l'><root><item><name>x</name><of>1</of></item><item><name>y</name><of>2</of></item>"
  "</root></instance>"
  "<bind nodeset='/data/a' type='int' constraint='. &lt; 10' required='/data/b = 1'/>"
  "<bind nodeset='/data/c' relevant='/data/a &gt; 1' readonly='/data/b = 2'/>"
  "<bind nodeset='/data/r/q' calculate='../p + position(..) + coalesce(/data/r[position() = "
  "position(current()/..) - 1]/q, 0)'/>"
  "<bind nodeset='/data/r/s' relevant='../p != 3'/>"
  "<bind nodeset='/data/r/s/u' calculate='concat(../t, indexed-repeat(/data/r/p, /data/r, 1), "
  "jr:choice-name(/data/b, \"/data/b\"))'/>"
  "<bind nodeset='/data/sum' calculate='sum(/data/r/q) + count(/data/k)'/></model></h:head><h:body>"
  "<input ref='/data/a'><label ref=\"jr:itext('l')\"/><setvalue event='xforms-value-changed' "
  "ref='/data/n' value='/data/a mod 5'/></input>"
  "<select1 ref='/data/b'><itemset nodeset=\"instance('l')/root/item[of = /data/a]\"><value "
  "ref='name'/><label ref='name'/></itemset></select1>"
  "<select ref='/data/c'><itemset nodeset='randomize(/data/r[p != \"\"], 3)'><value ref='p'/><label "
  "ref='q'/></itemset></select>"
  "<repeat nodeset='/data/r'><input ref='/data/r/p'/><repeat nodeset='/data/r/s'><setvalue "
  "event='odk-new-repeat' ref='/data/r/s/t' value='position(../..)'/><input ref='/data/r/s/t'/>"
  "</repeat></repeat><repeat nodeset='/data/k' jr:count='/data/n'><input ref='/data/k/v'/></repeat>"
  "</h:body></h:html>";

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static RuhuInstance *
start (void)
{
  static RuhuForm *form;
  RuhuInstance *instance;

  if (form == NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (form_text, strlen (form_text));

    form = ruhu_form_new_from_bytes (bytes, "steps.xml", NULL);
  }
  instance = ruhu_instance_new (form);
  ruhu_instance_start (instance, NULL);
  return instance;
}

static void
look (RuhuInstance *instance, JsonArray *ask)
{
  for (guint i = 0; ask != NULL && i < json_array_get_length (ask); i++) {
    JsonNode *element = json_array_get_element (ask, i);
    const char *ref = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;
    RuhuNode *node = ref != NULL ? ruhu_instance_find (instance, ref) : NULL;

    if (node == NULL)
      continue;
    ruhu_instance_count (instance, ref);
    g_free (ruhu_instance_get_message (instance, node));
    g_free (ruhu_node_get_key (node));
  }
}

/* What many rows cost stands in the bench. Here a thousand of them, each counted branch by branch,
 * would only take the time of what is of interest. */
static gboolean
is_long (JsonNode *step)
{
  JsonNode *value = JSON_NODE_HOLDS_OBJECT (step)
                      ? json_object_get_member (json_node_get_object (step), "value")
                      : NULL;
  const char *op = value != NULL ? ruhu_json_get_string (json_node_get_object (step), "op") : NULL;
  gint64 rows;

  if (g_strcmp0 (op, "add_repeat") != 0 || !JSON_NODE_HOLDS_VALUE (value))
    return FALSE;
  rows = json_node_get_value_type (value) == G_TYPE_STRING
           ? g_ascii_strtoll (json_node_get_string (value), NULL, 10)
           : json_node_get_int (value);
  return rows > MOST_ROWS;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = g_strndup ((const char *) data, MIN (size, LONGEST));
  g_autoptr (RuhuInstance) instance = NULL;
  g_autoptr (JsonNode) answers = NULL;
  g_autoptr (GBytes) xml = NULL;
  JsonArray *steps;
  JsonNode *root;

  if (ruhu_json_is_deep (text, strlen (text), MOST_DEPTH) ||
      !json_parser_load_from_data (parser, text, -1, NULL))
    return 0;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return 0;

  instance = start ();
  steps = ruhu_form_get_array (json_node_get_object (root), "steps");
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    if (!is_long (json_array_get_element (steps, i)))
      ruhu_form_run_step (instance, steps, i, NULL);
  look (instance, ruhu_form_get_array (json_node_get_object (root), "ask"));
  g_ptr_array_unref (ruhu_instance_list_problems (instance));
  answers = ruhu_instance_to_json (instance);
  xml = ruhu_answers_to_xml (ruhu_instance_get_form (instance), answers, NULL);

  return 0;
}
