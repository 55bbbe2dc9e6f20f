/* ruhu-xlsform-parameters.c: "key=value" pairs, and what each question type makes of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <math.h>
#include <string.h>

#define LAX 1e-9
#define MOST_TICKS 200

static void
fault (RuhuXlsForm *form, const RuhuXlsNode *node, const char *text)
{
  ruhu_xls_error (form,
                  RUHU_XLS_SURVEY,
                  node->row,
                  ruhu_xls_header (form->book->sheets[RUHU_XLS_SURVEY], "parameters"),
                  "%s",
                  text);
}

static void
  G_GNUC_PRINTF (3, 4) faultf (RuhuXlsForm *form, const RuhuXlsNode *node, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  fault (form, node, text);
}

static gboolean
is_number (const char *text)
{
  char *end;

  if (*text == '\0' || text[strspn (text, "0123456789+-.eE")] != '\0')
    return FALSE;
  return isfinite (g_ascii_strtod (text, &end)) && *end == '\0';
}

static const char *
get (const RuhuXlsNode *node, const char *key)
{
  return g_hash_table_lookup (node->parameters, key);
}

static double
number (const RuhuXlsNode *node, const char *key)
{
  return g_ascii_strtod (get (node, key), NULL);
}

/* Words that are one of a few, which may be written with capitals. */
static gboolean
is_keyword (const char *key)
{
  static const char *const keys[] = { "randomize",         "allow-mock-accuracy",   "incremental",
                                      "quality",           "identify-user",         "track-changes",
                                      "location-priority", "track-changes-reasons", NULL };

  return g_strv_contains (keys, key);
}

static void
take_pair (RuhuXlsNode *node, const char *key, const char *value)
{
  char *lower = g_ascii_strdown (key, -1);

  g_hash_table_replace (node->parameters,
                        lower,
                        is_keyword (lower) ? g_ascii_strdown (value, -1) : g_strdup (value));
}

/* Parts "a=1 b=2", "a = 1, b=2" or "a=1; b=2" into @node's table. */
static gboolean
part (RuhuXlsForm *form, RuhuXlsNode *node, const char *text)
{
  static const char delimiters[] = " \n\t\r,;";
  const char *at = text + strspn (text, delimiters);

  while (*at != '\0') {
    gsize key = strcspn (at, " \n\t\r,;=");
    const char *mark = at + key + strspn (at + key, delimiters);
    const char *value = *mark == '=' ? mark + 1 + strspn (mark + 1, delimiters) : mark;
    gsize length = strcspn (value, " \n\t\r,;=");
    g_autofree char *name = g_strndup (at, key);
    g_autofree char *word = g_strndup (value, length);

    if (*mark != '=' || key == 0 || length == 0 || value[length] == '=') {
      faultf (form, node, "'%s' is no pair: write key1=value1 key2=value2", key == 0 ? text : name);
      return FALSE;
    }
    take_pair (node, name, word);
    at = value + length + strspn (value + length, delimiters);
  }
  return TRUE;
}

static void
check_keys (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  g_auto (GStrv) allowed = g_strsplit (node->type->parameters, ", ", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; allowed[i] != NULL; i++)
    g_ptr_array_add (words, allowed[i]);
  g_hash_table_iter_init (&iter, node->parameters);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_strv_contains ((const char *const *) allowed, key)) {
      g_autofree char *near = ruhu_xls_near (key, words);

      faultf (form,
              node,
              "a %s question takes %s, not '%s'%s",
              node->type->name,
              node->type->parameters,
              (const char *) key,
              near);
    }
}

static void
check_one_of (RuhuXlsForm *form, const RuhuXlsNode *node, const char *key, const char *const *words)
{
  const char *value = get (node, key);
  g_autofree char *all = NULL;

  if (value == NULL || g_strv_contains (words, value))
    return;
  all = g_strjoinv (", ", (char **) words);
  faultf (form, node, "%s is one of %s, not '%s'", key, all, value);
}

static void
check_number (RuhuXlsForm *form, const RuhuXlsNode *node, const char *key)
{
  const char *value = get (node, key);

  if (value != NULL && !is_number (value))
    faultf (form, node, "%s is a number, not '%s'", key, value);
}

static void
check_count (RuhuXlsForm *form, const RuhuXlsNode *node, const char *key)
{
  const char *value = get (node, key);

  if (value != NULL && (*value == '\0' || value[strspn (value, "0123456789")] != '\0'))
    faultf (form, node, "%s is a whole number from 0, not '%s'", key, value);
}

static void
check_geo (RuhuXlsForm *form, RuhuXlsNode *node)
{
  static const char *const truth[] = { "true", "false", NULL };
  const char *incremental = get (node, "incremental");

  check_one_of (form, node, "allow-mock-accuracy", truth);
  check_number (form, node, "capture-accuracy");
  check_number (form, node, "warning-accuracy");
  if (incremental != NULL && !ruhu_xls_says_yes (incremental))
    faultf (form, node, "incremental is true, or left out; not '%s'", incremental);
}

static void
check_select (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  static const char *const names[] = { "value", "label" };
  static const char *const truth[] = { "true", "false", NULL };
  const char *seed = get (node, "seed");

  check_one_of (form, node, "randomize", truth);
  if (seed != NULL && !ruhu_xls_says_yes (get (node, "randomize")))
    fault (form, node, "a seed needs randomize=true beside it");
  if (seed != NULL && !is_number (seed) && !ruhu_xls_is_reference (seed, NULL))
    faultf (form, node, "seed is a number or one ${question}, not '%s'", seed);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (get (node, names[i]) != NULL && !ruhu_xls_is_name (get (node, names[i])))
      faultf (
        form,
        node,
        "%s names a column of the file: a letter or _, then letters, digits, - . or _; not '%s'",
        names[i],
        get (node, names[i]));
}

static gboolean
is_package (const char *name)
{
  return g_regex_match_simple ("^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+$", name, 0, 0);
}

static void
check_image (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const char *appearance = ruhu_xls_attribute_get (node->controls, "appearance");
  const char *app = get (node, "app");

  check_count (form, node, "max-pixels");
  if (app != NULL && (appearance == NULL || g_str_equal (appearance, "annotate")) &&
      !is_package (app))
    faultf (form, node, "app is an Android package such as com.example.camera, not '%s'", app);
}

static void
check_audit (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  static const char *const truth[] = { "true", "false", NULL };
  static const char *const reasons[] = { "on-form-edit", NULL };
  static const char *const priorities[] = { "no-power",
                                            "low-power",
                                            "balanced",
                                            "high-accuracy",
                                            NULL };
  guint given = (get (node, "location-priority") != NULL) +
                (get (node, "location-min-interval") != NULL) +
                (get (node, "location-max-age") != NULL);

  check_one_of (form, node, "identify-user", truth);
  check_one_of (form, node, "track-changes", truth);
  check_one_of (form, node, "track-changes-reasons", reasons);
  check_one_of (form, node, "location-priority", priorities);
  check_count (form, node, "location-min-interval");
  check_count (form, node, "location-max-age");
  if (given != 0 && given != 3)
    fault (form,
           node,
           "location-priority, location-min-interval and location-max-age go together: give all "
           "three");
  if (given == 3 && number (node, "location-max-age") < number (node, "location-min-interval"))
    fault (form, node, "location-max-age has to be location-min-interval or more");
}

static void
check (RuhuXlsForm *form, RuhuXlsNode *node)
{
  static const char *const quality[] = { "voice-only", "low", "normal", "external", NULL };
  static const char *const background[] = { "voice-only", "low", "normal", NULL };
  const char *type = node->type->name;

  if (g_str_has_prefix (type, "geo"))
    check_geo (form, node);
  else if (g_str_has_prefix (type, "select") || g_str_equal (type, "rank"))
    check_select (form, node);
  else if (g_str_equal (type, "image"))
    check_image (form, node);
  else if (g_str_equal (type, "audio"))
    check_one_of (form, node, "quality", quality);
  else if (g_str_equal (type, "background-audio"))
    check_one_of (form, node, "quality", background);
  else if (g_str_equal (type, "audit"))
    check_audit (form, node);
  else if (g_str_equal (type, "text"))
    check_count (form, node, "rows");
  else if (g_str_equal (type, "range"))
    ruhu_xls_check_range (form, node);
}

/**
 * ruhu_xls_read_parameters:
 * @form: the form being compiled
 * @node: a question; a group has none that mean anything, but they have to be pairs
 * @text: (nullable): the cell of its parameters column
 */
void
ruhu_xls_read_parameters (RuhuXlsForm *form, RuhuXlsNode *node, const char *text)
{
  guint before = form->errors;

  if ((text != NULL && !part (form, node, text)) || node->type == NULL)
    return;
  if (text != NULL && node->type->parameters != NULL)
    check_keys (form, node);
  if (form->errors == before)
    check (form, node);
}

static gboolean
is_multiple (double of, double step)
{
  double times = of / step;

  return fabs (times - round (times)) < LAX;
}

static gboolean
is_between (double value, double a, double b)
{
  return value >= MIN (a, b) - LAX && value <= MAX (a, b) + LAX;
}

/* What stands on the choices sheet for a tick, @at: a number on the scale, which has ticks there.
 */
static void
check_tick (RuhuXlsForm *form, const RuhuXlsNode *node, const char *value)
{
  const char *name = get (node, "tick_labelset");
  const char *apart = get (node, "tick_interval") != NULL ? "tick_interval" : "step";
  double start = number (node, "start"), at = g_ascii_strtod (value, NULL);

  if (!is_number (value))
    faultf (form,
            node,
            "choice '%s' of %s is no number: it names the number it labels",
            value,
            name);
  else if (!is_between (at, start, number (node, "end")))
    faultf (form, node, "choice '%s' of %s is not between start and end", value, name);
  else if (!is_multiple (at - start, number (node, apart)))
    faultf (form, node, "choice '%s' of %s is not start plus a multiple of %s", value, name, apart);
}

/* The choices that label ticks; without ticks only the ends of the scale have labels, both. */
static void
check_ticks (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  const char *name = get (node, "tick_labelset");
  const char *appearance = ruhu_xls_attribute_get (node->controls, "appearance");
  gboolean bare = appearance != NULL && strstr (appearance, "no-ticks") != NULL;
  RuhuXlsList *list = name == NULL ? NULL : ruhu_xls_list_find (form, name);
  double ends[] = { number (node, "start"), number (node, "end") };
  gboolean met[] = { FALSE, FALSE };
  guint before = form->errors, other = 0;

  if (name != NULL && list == NULL)
    faultf (form, node, "there is no list '%s' on the choices sheet", name);
  if (list == NULL)
    return;
  list->wanted = TRUE;
  if (list->choices->len > MOST_TICKS) {
    faultf (form,
            node,
            "nobody reads %u labels on a scale: give %s fewer",
            list->choices->len,
            name);
    return;
  }
  for (guint i = 0; i < list->choices->len; i++) {
    const char *value = ((RuhuXlsChoice *) list->choices->pdata[i])->name;
    double at = g_ascii_strtod (value, NULL);

    check_tick (form, node, value);
    met[0] = met[0] || fabs (at - ends[0]) <= LAX;
    met[1] = met[1] || fabs (at - ends[1]) <= LAX;
    other += fabs (at - ends[0]) > LAX && fabs (at - ends[1]) > LAX;
  }
  if (form->errors == before && bare && (other > 0 || !met[0] || !met[1]))
    faultf (form, node, "without ticks %s labels start and end, both and nothing else", name);
}

static void
check_scale (RuhuXlsForm *form, const RuhuXlsNode *node)
{
  static const char *const steps[] = { "step", "tick_interval" };
  double start = number (node, "start"), end = number (node, "end"), step = number (node, "step");

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    const char *text = get (node, steps[i]);

    if (text == NULL)
      continue;
    if (g_ascii_strtod (text, NULL) == 0)
      faultf (form, node, "%s is not 0", steps[i]);
    else if (fabs (g_ascii_strtod (text, NULL)) > fabs (end - start) + LAX)
      faultf (form,
              node,
              "%s is larger than the whole range: make it smaller than end less start",
              steps[i]);
    else if (step != 0 && !is_multiple (g_ascii_strtod (text, NULL), step))
      faultf (form, node, "%s has to be a multiple of step", steps[i]);
  }
  if (get (node, "placeholder") == NULL || step == 0)
    return;
  if (!is_between (number (node, "placeholder"), start, end))
    fault (form, node, "placeholder has to be between start and end");
  else if (!is_multiple (number (node, "placeholder") - start, step))
    fault (form, node, "placeholder has to be start plus a multiple of step");
}

/**
 * ruhu_xls_check_range:
 * @form: the form being compiled
 * @node: a question of type range; gets start, end and step where the author gave none
 */
void
ruhu_xls_check_range (RuhuXlsForm *form, RuhuXlsNode *node)
{
  static const char *const numbers[] = { "start", "end", "step", "tick_interval", "placeholder" };
  static const char *const defaults[] = { "1", "10", "1" };
  static const char *const plain[] = { "vertical",
                                       "no-ticks",
                                       "vertical no-ticks",
                                       "no-ticks vertical",
                                       NULL };
  const char *appearance = ruhu_xls_attribute_get (node->controls, "appearance");
  guint before = form->errors;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    const char *value = get (node, numbers[i]);

    if (value == NULL && i < G_N_ELEMENTS (defaults))
      g_hash_table_insert (node->parameters, g_strdup (numbers[i]), g_strdup (defaults[i]));
    else if (value != NULL && !is_number (value))
      faultf (form, node, "%s is a number, not '%s'", numbers[i], value);
  }
  if (appearance != NULL && !g_strv_contains (plain, appearance) &&
      (get (node, "tick_interval") || get (node, "placeholder") || get (node, "tick_labelset")))
    faultf (form,
            node,
            "tick_interval, placeholder and tick_labelset go with the appearances vertical and "
            "no-ticks, or none, not with '%s'",
            appearance);
  if (form->errors == before) {
    check_scale (form, node);
    check_ticks (form, node);
  }
}
