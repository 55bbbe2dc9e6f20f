/* test-form-media.c: app/forms/ruhu-form-media.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include "forms/ruhu-form-media.h"

#include <string.h>

/* “name list line”, one for each file, in one text. */
static char *
list_of (const char *model, const char *body)
{
  g_autofree char *text = g_strdup_printf (
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"
    " xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>t</h:title><model>\n%s"
    "</model></h:head><h:body>%s</h:body></h:html>",
    model,
    body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (bytes, "test.xml", &error);
  g_autoptr (GPtrArray) media = NULL;
  GString *all = g_string_new (NULL);
  guint i;

  g_assert_no_error (error);
  media = ruhu_form_list_media (form);
  for (i = 0; i < media->len; i++) {
    RuhuFormMedia *named = g_ptr_array_index (media, i);

    g_string_append_printf (all,
                            "%s %s %ld\n",
                            named->name,
                            named->list != NULL ? named->list : "-",
                            named->line);
  }
  return g_string_free (all, FALSE);
}

static void
test_texts_and_defaults (void)
{
  g_autofree char *list = list_of (
    "<itext><translation lang='a'><text id='q'><value>Q</value>\n"
    "<value form='image'>jr://images/a.png</value><value form='audio'> jr://audio/b.ogg </value>\n"
    "<value form='video'>jr://video/c.webm</value></text></translation>\n"
    "<translation lang='b'><text id='q'><value form='image'>jr://images/a.png</value>\n"
    "<value form='big-image'>jr://images/d.png</value></text></translation></itext>\n"
    "<instance><data id='x'><q>jr://images/e.png</q></data></instance>",
    "<input ref='/data/q'><label ref=\"jr:itext('q')\"/></input>");

  g_assert_cmpstr (list, ==, "a.png - 3\nb.ogg - 3\nc.webm - 4\nd.png - 6\ne.png - 7\n");
}

static void
test_lists (void)
{
  g_autofree char *list =
    list_of ("<instance><data id='x'><q/><r/><s/><t/></data></instance>\n"
             "<instance id='one' src='jr://file-csv/one-file.csv'/>\n"
             "<instance id='two' src='jr://file/two.geojson'/>\n"
             "<instance id='saved' src='jr://instance/last-saved'/>\n"
             "<bind nodeset='/data/q' calculate=\"pulldata('one', 'a', 'b', 'c')\"/>\n"
             "<bind nodeset='/data/r' calculate='concat(pulldata( \"three\",\"a\",\"b\",/data/q),"
             " pulldata(&quot;four.csv&quot;, \"a\", \"b\", /data/q))'/>",
             "<select1 ref='/data/s' appearance=\"minimal search('five', 'matches', 'a', 'b')\">"
             "<label>S</label><item><label>a</label><value>b</value></item></select1>\n"
             "<input ref='/data/t' query=\"instance('six')/root/item\"><label>T</label></input>");

  g_assert_cmpstr (list,
                   ==,
                   "one-file.csv one 3\ntwo.geojson two 4\nthree.csv three 7\nfour.csv four.csv 7\n"
                   "five.csv five 7\nitemsets.csv itemsets.csv 8\n");
}

static void
test_names (void)
{
  static const struct {
    const char *uri;
    const char *name;
  } cases[] = {
    { "jr://images/a.png", "a.png" },
    { "jr://images/sub/folder/a.png", "a.png" },
    { "jr://images/../../../etc/passwd", "passwd" },
    { "jr://images/水井.png", "水井.png" },
    { "jr://images/..", NULL },
    { "jr://images/", NULL },
    { "jr://images/a\\b.png", NULL },
    { "jr://images/a\nb.png", NULL },
    { "jr://instance/last-saved", NULL },
    { "http://example.org/a.png", NULL },
    { "a.png", NULL },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = ruhu_form_media_get_name (cases[i].uri);

    g_assert_cmpstr (name, ==, cases[i].name);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form-media/texts-and-defaults", test_texts_and_defaults);
  g_test_add_func ("/form-media/lists", test_lists);
  g_test_add_func ("/form-media/names-stay-in-the-folder", test_names);

  return g_test_run ();
}
