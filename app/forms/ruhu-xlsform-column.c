/* ruhu-xlsform-column.c: what a sheet's header means, whatever alias its author wrote
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform.h"

#include "forms/ruhu-xlsform-sheet-private.h"

#include <string.h>

/* XLSForm's column names and the older ones that still occur (xlsform.org, reference table). The
 * key is what the compiler asks for; "bind::x" and the like set an attribute outright. */
static const struct {
  const char *alias;
  const char *key;
} survey_aliases[] = {
  { "caption", "label" },
  { "command", "type" },
  { "tag", "name" },
  { "value", "name" },
  { "calculate", "calculation" },
  { "calculation", "calculation" },
  { "relevance", "relevant" },
  { "read_only", "readonly" },
  { "read-only", "readonly" },
  { "count", "repeat_count" },
  { "jr:count", "repeat_count" },
  { "jr:constraintmsg", "constraint_message" },
  { "constraint_msg", "constraint_message" },
  { "constraining_message", "constraint_message" },
  { "requiredmsg", "required_message" },
  { "jr:requiredmsg", "required_message" },
  { "image", "media::image" },
  { "big-image", "media::big-image" },
  { "big_image", "media::big-image" },
  { "image-description", "media::image-description" },
  { "image_description", "media::image-description" },
  { "audio", "media::audio" },
  { "video", "media::video" },
  { "appearance", "appearance" },
  { "autoplay", "body::autoplay" },
  { "rows", "body::rows" },
  { "accuracythreshold", "body::accuracyThreshold" },
  { "intent", "body::intent" },
  { "compact_tag", "instance::odk:tag" },
  { "noapperrorstring", "no_app_error_string" },
  { "control", "body" },
};

static const struct {
  const char *alias;
  const char *key;
} other_aliases[] = {
  { "value", "name" },
  { "caption", "label" },
  { "image", "media::image" },
  { "big-image", "media::big-image" },
  { "big_image", "media::big-image" },
  { "image-description", "media::image-description" },
  { "image_description", "media::image-description" },
  { "audio", "media::audio" },
  { "video", "media::video" },
  { "list", "list_name" },
  { "dataset", "list_name" },
};

static const struct {
  const char *alias;
  const char *key;
} settings_aliases[] = {
  { "id_string", "id_string" },  { "form_id", "form_id" },     { "form_title", "title" },
  { "set_form_title", "title" }, { "set_form_id", "form_id" },
};

static const char *const translatable[] = { "label",
                                            "hint",
                                            "guidance_hint",
                                            "constraint_message",
                                            "required_message",
                                            "no_app_error_string",
                                            "message",
                                            NULL };

static const char *const open_columns[] = { "bind", "body", "instance", "attribute", NULL };

/* The other columns of the survey sheet, as they are named first. */
static const char *const survey_keys[] = { "type",          "name",
                                           "label",         "hint",
                                           "guidance_hint", "constraint_message",
                                           "required",      "relevant",
                                           "constraint",    "readonly",
                                           "calculation",   "required_message",
                                           "default",       "choice_filter",
                                           "parameters",    "appearance",
                                           "repeat_count",  "no_app_error_string",
                                           "trigger",       "save_to",
                                           "disabled",      "media",
                                           "body",          "bind",
                                           "instance",      NULL };

static const char *const expressions[] = {
  "relevant",  "required",  "constraint",   "calculation", "default", "choice_filter",
  "readonly",  "trigger",   "repeat_count", "parameters",  "when",    "entity_id",
  "create_if", "update_if", "appearance",   NULL
};

static char *
snake (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *lower = g_utf8_strdown (trimmed, -1);
  GString *out = g_string_new (NULL);

  for (const char *at = lower; *at != '\0'; at++) {
    if (!g_ascii_isspace (*at))
      g_string_append_c (out, *at);
    else if (out->len > 0 && out->str[out->len - 1] != '_')
      g_string_append_c (out, '_');
  }
  return g_string_free (out, FALSE);
}

static const char *
look_up (RuhuXlsSheetKind kind, const char *name)
{
  if (kind == RUHU_XLS_SURVEY) {
    for (guint i = 0; i < G_N_ELEMENTS (survey_aliases); i++)
      if (g_str_equal (survey_aliases[i].alias, name))
        return survey_aliases[i].key;
  } else if (kind == RUHU_XLS_SETTINGS) {
    for (guint i = 0; i < G_N_ELEMENTS (settings_aliases); i++)
      if (g_str_equal (settings_aliases[i].alias, name))
        return settings_aliases[i].key;
  } else {
    for (guint i = 0; i < G_N_ELEMENTS (other_aliases); i++)
      if (g_str_equal (other_aliases[i].alias, name))
        return other_aliases[i].key;
  }
  return name;
}

static char *
join_from (char **parts, guint from)
{
  return parts[from] == NULL ? NULL : g_strstrip (g_strjoinv (":", parts + from));
}

/* @header's parts, as "::" or, in old forms, single colons divide it: "bind:jr:count" is "bind" and
 * "jr:count", for jr is a namespace. */
static char **
split (const char *header, gboolean colons)
{
  g_auto (GStrv) words = g_strsplit (header, colons ? "::" : ":", -1);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *whole = NULL;

    g_strstrip (words[i]);
    if (!colons && words[i + 1] != NULL && g_str_equal (words[i], "jr")) {
      whole = g_strconcat ("jr:", g_strstrip (words[i + 1]), NULL);
      i++;
    }
    g_strv_builder_add (parts, whole != NULL ? whole : words[i]);
  }
  return g_strv_builder_end (parts);
}

/* "bind::jr:constraintMsg::fr": texts among the attributes have a language. */
static gboolean
is_message (char **parts)
{
  static const char *const names[] = { "jr:constraintMsg",
                                       "jr:requiredMsg",
                                       "jr:noAppErrorString",
                                       NULL };

  return parts[1] != NULL && g_strv_contains (names, parts[1]);
}

static void
fill (RuhuXlsColumn *column, RuhuXlsSheetKind kind, char **parts)
{
  g_autofree char *first = snake (parts[0]);
  const char *key = look_up (kind, first);
  g_auto (GStrv) split = g_strsplit (key, "::", 2);
  guint rest = 1;

  column->key = g_strdup (split[0]);
  column->name = g_strdup (split[1]);
  if (g_str_equal (column->key, "media") && column->name == NULL && parts[1] != NULL)
    column->name = snake (parts[rest++]);
  if (g_strcmp0 (column->name, "big_image") == 0 ||
      g_strcmp0 (column->name, "image_description") == 0)
    g_strdelimit (column->name, "_", '-');
  if (g_strv_contains (open_columns, column->key) && column->name == NULL && is_message (parts)) {
    column->name = g_strdup (parts[1]);
    column->language = join_from (parts, 2);
  } else if (g_strv_contains (open_columns, column->key) && column->name == NULL)
    column->name = join_from (parts, 1);
  else if (g_strv_contains (translatable, column->key) || g_str_equal (column->key, "media"))
    column->language = join_from (parts, rest);
}

/* "bind::relevant" is the column relevant said otherwise. */
static void
fold (RuhuXlsColumn *column)
{
  static const char *const known[] = { "relevant", "required", "constraint", "readonly", NULL };
  static const struct {
    const char *name, *key;
  } renamed[] = {
    { "calculate", "calculation" },           { "jr:constraintMsg", "constraint_message" },
    { "jr:requiredMsg", "required_message" }, { "jr:noAppErrorString", "no_app_error_string" },
    { "jr:count", "repeat_count" },           { "appearance", "appearance" }
  };
  const char *key = NULL;

  if (column->name == NULL ||
      (!g_str_equal (column->key, "bind") && !g_str_equal (column->key, "body")))
    return;
  if (g_strv_contains (known, column->name))
    key = column->name;
  for (guint i = 0; key == NULL && i < G_N_ELEMENTS (renamed); i++)
    if (g_str_equal (renamed[i].name, column->name))
      key = renamed[i].key;
  if (key == NULL)
    return;
  g_free (column->key);
  column->key = g_strdup (key);
  g_clear_pointer (&column->name, g_free);
}

/* An input method for Chinese writes colons, brackets and blanks of full width. */
static char *
narrow (const char *header)
{
  static const struct {
    const char *wide, *narrow;
  } forms[] = { { "：", ":" }, { "（", "(" }, { "）", ")" }, { "　", " " } };
  GString *text = g_string_new (header);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    g_string_replace (text, forms[i].wide, forms[i].narrow, 0);
  return g_string_free (text, FALSE);
}

/**
 * ruhu_xls_column_new:
 * @kind: the sheet it stands in
 * @header: as written
 * @colons: whether some header of the sheet holds "::"; a single colon parts names where none does
 *
 * Returns: (transfer full): what the column means
 */
RuhuXlsColumn *
ruhu_xls_column_new (RuhuXlsSheetKind kind, const char *header, gboolean colons)
{
  RuhuXlsColumn *column = g_new0 (RuhuXlsColumn, 1);
  g_auto (GStrv) blanks = g_strsplit (header, "\xc2\xa0", -1);
  g_autofree char *whole = NULL, *plain = NULL;
  g_auto (GStrv) parts = NULL;

  column->header = g_strstrip (g_strjoinv (" ", blanks));
  plain = narrow (column->header);
  whole = snake (plain);
  if (kind == RUHU_XLS_SURVEY && look_up (kind, whole) != whole)
    parts = g_strsplit (whole, "::", -1);
  else
    parts = split (plain, colons || strstr (plain, "::") != NULL);
  if (parts[0] == NULL || *parts[0] == '\0')
    column->key = g_strdup (""); /* a column without a header is the author's own */
  else
    fill (column, kind, parts);
  fold (column);
  return column;
}

/* (element-type utf8): every column of the survey sheet, but not their aliases. */
GPtrArray *
ruhu_xls_survey_columns (void)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; survey_keys[i] != NULL; i++)
    g_ptr_array_add (columns, (gpointer) survey_keys[i]);
  return columns;
}

/* (transfer full): the same as names, for documents; ends with NULL. */
char **
ruhu_xlsform_list_columns (void)
{
  return g_strdupv ((char **) survey_keys);
}

void
ruhu_xls_column_free (RuhuXlsColumn *column)
{
  g_free (column->header);
  g_free (column->key);
  g_free (column->name);
  g_free (column->language);
  g_free (column);
}

/* Whether a cell of this column is read by a machine, so that a word processor's quotes are wrong
 * in it. In a text for people “ ” stay: they are the right ones in Chinese. */
gboolean
ruhu_xls_column_is_expression (const RuhuXlsColumn *column)
{
  return g_strv_contains (expressions, column->key) || g_strv_contains (open_columns, column->key);
}
