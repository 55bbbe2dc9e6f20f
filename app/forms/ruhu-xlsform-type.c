/* ruhu-xlsform-type.c: the question types of XLSForm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform.h"

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

#define GEO "allow-mock-accuracy, incremental, reference-geometry"
#define POINT "allow-mock-accuracy, capture-accuracy, reference-geometry, warning-accuracy"
#define RANGE "end, placeholder, start, step, tick_interval, tick_labelset"
#define SHUFFLE "randomize, seed"
#define FILE_LIST "label, randomize, seed, value"
#define AUDIT \
  "identify-user, location-max-age, location-min-interval, location-priority, track-changes, " \
  "track-changes-reasons"

#define INPUT(type) .control = "input", .bind = type
#define UPLOAD(kind) .control = "upload", .bind = "binary", .mediatype = kind
#define PRELOAD(type, how, what) .bind = type, .preload = how, .preload_params = what

/* xlsform.org, "Question types" and "Metadata". */
static const RuhuXlsType types[] = {
  { "text", INPUT ("string"), .parameters = "rows" },
  { "note", INPUT ("string") },
  { "integer", INPUT ("int") },
  { "decimal", INPUT ("decimal") },
  { "date", INPUT ("date") },
  { "time", INPUT ("time") },
  { "dateTime", INPUT ("dateTime") },
  { "geopoint", INPUT ("geopoint"), .parameters = POINT },
  { "geotrace", INPUT ("geotrace"), .parameters = GEO },
  { "geoshape", INPUT ("geoshape"), .parameters = GEO },
  { "barcode", INPUT ("barcode") },
  { "image", UPLOAD ("image/*"), .parameters = "app, max-pixels" },
  { "audio", UPLOAD ("audio/*"), .parameters = "quality" },
  { "video", UPLOAD ("video/*") },
  { "file", UPLOAD ("application/*") },
  { "osm", UPLOAD ("osm/*") },
  { "trigger", .control = "trigger" },
  { "acknowledge", .control = "trigger", .bind = "string" },
  { "range", .control = "range", .bind = "int", .parameters = RANGE },
  { "percentage", INPUT ("int"), .constraint = "0 <= . and . <= 100" },
  { "number of days in last month",
    INPUT ("int"),
    .constraint = "0 <= . and . <= 31",
    .hint = "Enter a number 0-31." },
  { "number of days in last six months",
    INPUT ("int"),
    .constraint = "0 <= . and . <= 183",
    .hint = "Enter a number 0-183." },
  { "number of days in last year",
    INPUT ("int"),
    .constraint = "0 <= . and . <= 365",
    .hint = "Enter a number 0-365." },
  { "phone number",
    INPUT ("string"),
    .constraint = "regex(., '^\\d*$')",
    .hint = "Enter numbers only." },
  { "select_one", .control = "select1", .bind = "string", .parameters = SHUFFLE },
  { "select_multiple", .control = "select", .bind = "string", .parameters = SHUFFLE },
  { "select_one_from_file", .control = "select1", .bind = "string", .parameters = FILE_LIST },
  { "select_multiple_from_file", .control = "select", .bind = "string", .parameters = FILE_LIST },
  { "select_one_external", INPUT ("string"), .parameters = SHUFFLE },
  { "rank", .control = "odk:rank", .bind = "odk:rank", .parameters = SHUFFLE },
  { "calculate", .bind = "string" },
  { "hidden", .bind = "string" },
  { "start", PRELOAD ("dateTime", "timestamp", "start") },
  { "end", PRELOAD ("dateTime", "timestamp", "end") },
  { "today", PRELOAD ("date", "date", "today") },
  { "deviceid", PRELOAD ("string", "property", "deviceid") },
  { "subscriberid", PRELOAD ("string", "property", "subscriberid"), .old = TRUE },
  { "simserial", PRELOAD ("string", "property", "simserial"), .old = TRUE },
  { "phonenumber", PRELOAD ("string", "property", "phonenumber") },
  { "username", PRELOAD ("string", "property", "username") },
  { "email", PRELOAD ("string", "property", "email") },
  { "uri:deviceid", PRELOAD ("string", "property", "uri:deviceid") },
  { "uri:subscriberid", PRELOAD ("string", "property", "uri:subscriberid") },
  { "uri:simserial", PRELOAD ("string", "property", "uri:simserial") },
  { "uri:phonenumber", PRELOAD ("string", "property", "uri:phonenumber") },
  { "uri:username", PRELOAD ("string", "property", "uri:username") },
  { "uri:email", PRELOAD ("string", "property", "uri:email") },
  { "start-geopoint", .bind = "geopoint" },
  { "background-geopoint", .bind = "geopoint" },
  { "background-audio", .bind = "binary", .parameters = "quality" },
  { "audit", .bind = "binary", .parameters = AUDIT },
  { "xml-external" },
  { "csv-external" },
};

/* Other words for these; "add photo prompt", "q photo" and "get device id" are looked up without
 * the words around them, as the first XLSForms wrote them. */
static const struct {
  const char *alias, *name;
} aliases[] = {
  { "string", "text" },
  { "int", "integer" },
  { "datetime", "dateTime" },
  { "date time", "dateTime" },
  { "location", "geopoint" },
  { "gps", "geopoint" },
  { "photo", "image" },
  { "picture", "image" },
  { "imei", "deviceid" },
  { "device id", "deviceid" },
  { "subscriber id", "subscriberid" },
  { "sim serial", "simserial" },
  { "sim id", "simserial" },
  { "start time", "start" },
  { "end time", "end" },
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
  { "select one using", "select_one" },
  { "select multiple using", "select_multiple" },
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

static gboolean
is_select (const RuhuXlsType *type)
{
  return g_str_has_prefix (type->name, "select") || g_str_equal (type->name, "rank");
}

static const RuhuXlsType *
look_up (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strcasecmp (types[i].name, name) == 0 && !is_select (&types[i]))
      return &types[i];
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (aliases[i].alias, name) == 0)
      return ruhu_xls_type_get (aliases[i].name);
  return NULL;
}

/* The type an author means by @name; capitals do not count. NULL where there is no such type. */
const RuhuXlsType *
ruhu_xls_type_find (const char *name)
{
  static const struct {
    const char *before, *after;
  } frames[] = { { "q ", "" }, { "add ", " prompt" }, { "get ", "" } };
  const RuhuXlsType *type = look_up (name);

  for (guint i = 0; type == NULL && i < G_N_ELEMENTS (frames); i++)
    if (g_str_has_prefix (name, frames[i].before) && g_str_has_suffix (name, frames[i].after)) {
      gsize from = strlen (frames[i].before), to = strlen (name) - strlen (frames[i].after);
      g_autofree char *word = from < to ? g_strndup (name + from, to - from) : NULL;

      /* "get phone number" is the device's own, "phone number" is asked for. */
      if (word != NULL && i == 2 && g_ascii_strcasecmp (word, "phone number") == 0)
        return ruhu_xls_type_get ("phonenumber");
      type = word == NULL ? NULL : look_up (word);
    }
  return type;
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

/* The select that @text begins with but does not end; NULL where it begins with none. */
const char *
ruhu_xls_type_begins_select (const char *text)
{
  g_autofree char *open = g_strconcat (text, " ", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (selects); i++)
    if (!g_str_equal (selects[i].name, "osm") && after_words (open, selects[i].words) != NULL)
      return selects[i].name;
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

/* The question types an author may write, as they are named first; ends with NULL. */
char **
ruhu_xlsform_list_types (void)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char **names;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_strv_builder_add (builder, types[i].name);
  names = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return names;
}

/* The parameters that questions of the type @name take, parted by ", "; NULL where they take none.
 */
const char *
ruhu_xlsform_type_parameters (const char *name)
{
  const RuhuXlsType *type = ruhu_xls_type_get (name);

  return type == NULL ? NULL : type->parameters;
}
