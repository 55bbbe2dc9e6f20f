/* ruhu-xlsform-type.c: the question types of XLSForm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

#define GEO "allow-mock-accuracy, incremental, reference-geometry"
#define POINT "allow-mock-accuracy, capture-accuracy, reference-geometry, warning-accuracy"
#define AUDIT \
  "identify-user, location-max-age, location-min-interval, location-priority, track-changes, " \
  "track-changes-reasons"

/* xlsform.org, "Question types" and "Metadata". */
static const RuhuXlsType types[] = {
  { "text", "input", "string", NULL, NULL, NULL, "rows" },
  { "note", "input", "string", NULL, NULL, NULL, NULL },
  { "integer", "input", "int", NULL, NULL, NULL, NULL },
  { "decimal", "input", "decimal", NULL, NULL, NULL, NULL },
  { "date", "input", "date", NULL, NULL, NULL, NULL },
  { "time", "input", "time", NULL, NULL, NULL, NULL },
  { "dateTime", "input", "dateTime", NULL, NULL, NULL, NULL },
  { "geopoint", "input", "geopoint", NULL, NULL, NULL, POINT },
  { "geotrace", "input", "geotrace", NULL, NULL, NULL, GEO },
  { "geoshape", "input", "geoshape", NULL, NULL, NULL, GEO },
  { "barcode", "input", "barcode", NULL, NULL, NULL, NULL },
  { "image", "upload", "binary", "image/*", NULL, NULL, "app, max-pixels" },
  { "audio", "upload", "binary", "audio/*", NULL, NULL, "quality" },
  { "video", "upload", "binary", "video/*", NULL, NULL, NULL },
  { "file", "upload", "binary", "application/*", NULL, NULL, NULL },
  { "osm", "upload", "binary", "osm/*", NULL, NULL, NULL },
  { "trigger", "trigger", NULL, NULL, NULL, NULL, NULL },
  { "acknowledge", "trigger", "string", NULL, NULL, NULL, NULL },
  { "range",
    "range",
    "int",
    NULL,
    NULL,
    NULL,
    "end, placeholder, start, step, tick_interval, tick_labelset" },
  { "select_one", "select1", "string", NULL, NULL, NULL, "randomize, seed" },
  { "select_multiple", "select", "string", NULL, NULL, NULL, "randomize, seed" },
  { "select_one_from_file",
    "select1",
    "string",
    NULL,
    NULL,
    NULL,
    "label, randomize, seed, value" },
  { "select_multiple_from_file",
    "select",
    "string",
    NULL,
    NULL,
    NULL,
    "label, randomize, seed, value" },
  { "select_one_external", "input", "string", NULL, NULL, NULL, "randomize, seed" },
  { "rank", "odk:rank", "odk:rank", NULL, NULL, NULL, "randomize, seed" },
  { "calculate", NULL, "string", NULL, NULL, NULL, NULL },
  { "hidden", NULL, "string", NULL, NULL, NULL, NULL },
  { "start", NULL, "dateTime", NULL, "timestamp", "start", NULL },
  { "end", NULL, "dateTime", NULL, "timestamp", "end", NULL },
  { "today", NULL, "date", NULL, "date", "today", NULL },
  { "deviceid", NULL, "string", NULL, "property", "deviceid", NULL },
  { "subscriberid", NULL, "string", NULL, "property", "subscriberid", NULL },
  { "simserial", NULL, "string", NULL, "property", "simserial", NULL },
  { "phonenumber", NULL, "string", NULL, "property", "phonenumber", NULL },
  { "username", NULL, "string", NULL, "property", "username", NULL },
  { "email", NULL, "string", NULL, "property", "email", NULL },
  { "uri:deviceid", NULL, "string", NULL, "property", "uri:deviceid", NULL },
  { "uri:subscriberid", NULL, "string", NULL, "property", "uri:subscriberid", NULL },
  { "uri:simserial", NULL, "string", NULL, "property", "uri:simserial", NULL },
  { "uri:phonenumber", NULL, "string", NULL, "property", "uri:phonenumber", NULL },
  { "uri:username", NULL, "string", NULL, "property", "uri:username", NULL },
  { "uri:email", NULL, "string", NULL, "property", "uri:email", NULL },
  { "start-geopoint", NULL, "geopoint", NULL, NULL, NULL, NULL },
  { "background-geopoint", NULL, "geopoint", NULL, NULL, NULL, NULL },
  { "background-audio", NULL, "binary", NULL, NULL, NULL, "quality" },
  { "audit", NULL, "binary", NULL, NULL, NULL, AUDIT },
  { "xml-external", NULL, NULL, NULL, NULL, NULL, NULL },
  { "csv-external", NULL, NULL, NULL, NULL, NULL, NULL },
};

static const struct {
  const char *alias, *name;
} aliases[] = {
  { "string", "text" },          { "int", "integer" },        { "percentage", "integer" },
  { "datetime", "dateTime" },    { "date time", "dateTime" }, { "location", "geopoint" },
  { "gps", "geopoint" },         { "photo", "image" },        { "picture", "image" },
  { "imei", "deviceid" },        { "device id", "deviceid" }, { "subscriber id", "subscriberid" },
  { "sim serial", "simserial" }, { "sim id", "simserial" },   { "phone number", "phonenumber" },
  { "start time", "start" },     { "end time", "end" },
};

/* The selects, longest first where one begins like another. */
static const struct {
  const char *words, *name;
} selects[] = {
  { "select one external", "select_one_external" },
  { "select one from file", "select_one_from_file" },
  { "select multiple from file", "select_multiple_from_file" },
  { "select all that apply from", "select_multiple" },
  { "select all that apply", "select_multiple" },
  { "select one from", "select_one" },
  { "select multiple from", "select_multiple" },
  { "add select one prompt using", "select_one" },
  { "add select multiple prompt using", "select_multiple" },
  { "select multiple", "select_multiple" },
  { "select one", "select_one" },
  { "select1", "select_one" },
  { "rank", "rank" },
  { "osm", "osm" },
};

/* The type named exactly so in the table above, which has to be there. */
const RuhuXlsType *
ruhu_xls_type_get (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].name, name))
      return &types[i];
  g_return_val_if_reached (NULL);
}

/* The type an author means by @name; capitals do not count. NULL where there is no such type. */
const RuhuXlsType *
ruhu_xls_type_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strcasecmp (types[i].name, name) == 0 &&
        !g_str_has_prefix (types[i].name, "select") && !g_str_equal (types[i].name, "rank"))
      return &types[i];
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (aliases[i].alias, name) == 0)
      return ruhu_xls_type_get (aliases[i].name);
  return NULL;
}

/* Where @text goes on after @words, blanks and underscores being the same; NULL where it does not
 * begin so. */
static const char *
after_words (const char *text, const char *words)
{
  for (; *words != '\0'; words++, text++) {
    gboolean gap = *words == ' ' && (*text == ' ' || *text == '_');

    if (!gap && g_ascii_tolower (*text) != *words)
      return NULL;
    while (gap && text[1] == ' ')
      text++;
  }
  return *text == ' ' ? text + strspn (text, " ") : NULL;
}

/**
 * ruhu_xls_type_select:
 * @text: a cell of the type column
 * @list: (out) (transfer full): the list, file or ${question} chosen from
 * @other: (out): whether the author asks for "other" and a question for it
 *
 * Returns: (nullable): the select's type; %NULL where @text is no select
 */
const RuhuXlsType *
ruhu_xls_type_select (const char *text, const char **list, gboolean *other)
{
  for (guint i = 0; i < G_N_ELEMENTS (selects); i++) {
    const char *rest = after_words (text, selects[i].words);
    gsize length = rest == NULL ? 0 : strcspn (rest, " ");
    const char *tail = rest == NULL ? NULL : rest + length + strspn (rest + length, " ");

    if (length == 0)
      continue;
    *other = g_str_equal (tail, "or_other") || g_str_equal (tail, "or other") ||
             g_str_equal (tail, "or specify other");
    if (*tail != '\0' && !*other)
      continue;
    *list = g_strndup (rest, length);
    return ruhu_xls_type_get (selects[i].name);
  }
  return NULL;
}

char *
ruhu_xls_type_near (const char *name)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *word = g_strndup (name, strcspn (name, " "));
  static const char *const groups[] = { "begin_group", "end_group", "begin_repeat", "end_repeat" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_ptr_array_add (all, (gpointer) types[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    g_ptr_array_add (all, (gpointer) groups[i]);
  return ruhu_xls_near (word, all);
}
