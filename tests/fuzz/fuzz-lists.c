/* fuzz-lists.c: any bytes as a list that comes with a form: CSV, XML or GeoJSON by the first byte
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-instance.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const char form_text[] =
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'><h:head>"
  "<model><instance><data id='x'><a/><b/><c/></data></instance>"
  "<instance id='l' src='%s'/>"
  "<bind nodeset='/data/a' calculate=\"count(instance('l')/root/item)\"/>"
  "<bind nodeset='/data/b' calculate=\"instance('l')/root/item[name = 'a' and id != 2]/label\"/>"
  "<bind nodeset='/data/c' calculate=\"join(' ', instance('l')/*/*/*)\"/>"
  "</model></h:head></h:html>";

typedef struct {
  const guint8 *data;
  gsize size;
} Input;

static GBytes *
give (const char *uri, gpointer data)
{
  Input *input = data;

  return g_bytes_new (input->data, input->size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const uris[] = { "jr://file-csv/l.csv",
                                      "jr://file/l.xml",
                                      "jr://file/l.geojson" };
  static RuhuForm *forms[3];
  Input input = { data + 1, size - 1 };
  g_autoptr (RuhuInstance) instance = NULL;
  guint kind;

  if (size == 0)
    return 0;

  kind = data[0] % G_N_ELEMENTS (uris);
  if (forms[kind] == NULL) {
    g_autofree char *text = g_strdup_printf (form_text, uris[kind]);
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

    forms[kind] = ruhu_form_new_from_bytes (bytes, "lists.xml", NULL);
  }
  instance = ruhu_instance_new (forms[kind]);
  ruhu_instance_set_media (instance, give, &input);
  ruhu_instance_start (instance, NULL);

  return 0;
}
