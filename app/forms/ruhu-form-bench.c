/* ruhu-form-bench.c: ruhu-form bench: how long a form takes to load and to answer
 *
 * One process, one load, each step once, so that nothing is warm that would not be in the field.
 * libxml2's parse of the same files in the same run, form and lists, is the floor to compare with.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"

#include <libxml/parser.h>

#include <stdio.h>
#include <string.h>

static char *media_dir;
static char *steps_file;

static const GOptionEntry entries[] = {
  { "media", 0, 0, G_OPTION_ARG_FILENAME, &media_dir, "where the form's files are", "DIR" },
  { "steps",
    0,
    0,
    G_OPTION_ARG_FILENAME,
    &steps_file,
    "what to do, and to read after each step",
    "STEPS.json" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

typedef struct {
  RuhuInstance *instance;
  JsonArray *ask;
  GArray *steps; /* of gint64, nanoseconds */
  GArray *pages;
  GPtrArray *lists; /* of GBytes: those lists that are XML */
  const char *dir;
} Bench;

static gint64
get_nanoseconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

/* What a screen would read: the answer, or the choices. */
static void
read_asked (Bench *bench)
{
  for (guint i = 0; bench->ask != NULL && i < json_array_get_length (bench->ask); i++) {
    const char *ref = json_array_get_string_element (bench->ask, i);
    RuhuNode *node = ruhu_instance_find (bench->instance, ref);
    const RuhuControl *control = node != NULL ? ruhu_node_get_control (node) : NULL;

    if (node != NULL)
      ruhu_instance_get_value (bench->instance, node);
    if (control != NULL && ruhu_control_is_question (control))
      g_ptr_array_unref (ruhu_instance_get_choices (bench->instance, control, node));
  }
}

/* A function of its own, as are load_form() and parse_bare(), so that callgrind counts its
 * instructions alone: `./dev bench forms`. */
static G_GNUC_NO_INLINE gboolean
take_step (Bench *bench, JsonArray *steps, guint i, GError **error)
{
  if (!ruhu_form_run_step (bench->instance, steps, i, error))
    return FALSE;

  read_asked (bench);
  return TRUE;
}

/* What a page shows: all that stands in @control. */
static void
read_page (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within)
{
  RuhuNode *node = ruhu_instance_node_of (instance, control, within);

  g_free (ruhu_instance_get_label (instance, control, within));
  g_free (ruhu_instance_get_hint (instance, control, within));
  if (ruhu_control_is_question (control)) {
    g_ptr_array_unref (ruhu_instance_get_choices (instance, control, within));
    ruhu_instance_get_value (instance, node);
    g_free (ruhu_instance_get_message (instance, node));
    return;
  }
  if (ruhu_control_get_kind (control) == RUHU_CONTROL_REPEAT) {
    g_autoptr (GPtrArray) rows = ruhu_instance_get_rows (instance, control, within);

    if (rows->len == 0)
      return;
    within = rows->pdata[0];
  }
  for (guint i = 0; i < ruhu_control_get_n_children (control); i++)
    read_page (instance, ruhu_control_get_child (control, i), within);
}

static G_GNUC_NO_INLINE void
turn_page (RuhuInstance *instance, const RuhuControl *control)
{
  read_page (instance, control, NULL);
}

static void
time_pages (Bench *bench)
{
  const RuhuControl *body = ruhu_form_get_body (ruhu_instance_get_form (bench->instance));

  for (guint i = 0; i < ruhu_control_get_n_children (body); i++) {
    gint64 begin = get_nanoseconds ();
    gint64 time;

    turn_page (bench->instance, ruhu_control_get_child (body, i));
    time = get_nanoseconds () - begin;
    g_array_append_val (bench->pages, time);
  }
}

static gboolean
time_steps (Bench *bench, JsonArray *steps, GError **error)
{
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++) {
    gint64 begin = get_nanoseconds ();
    gint64 time;

    if (!take_step (bench, steps, i, error))
      return FALSE;
    time = get_nanoseconds () - begin;
    g_array_append_val (bench->steps, time);
  }

  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static void
add_figure (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static double
get_share (GArray *times, double share)
{
  guint index = (guint) (share * (times->len - 1) + 0.5);

  return g_array_index (times, gint64, index) / 1e3;
}

static void
add_times (JsonBuilder *builder, const char *what, GArray *times)
{
  static const struct {
    const char *name;
    double share;
  } shares[] = { { "min", 0 }, { "median", 0.5 }, { "p99", 0.99 }, { "max", 1 } };
  g_autofree char *plural = g_strconcat (what, "s", NULL);

  json_builder_set_member_name (builder, plural);
  json_builder_add_int_value (builder, times->len);
  g_array_sort (times, compare_times);
  for (guint i = 0; times->len > 0 && i < G_N_ELEMENTS (shares); i++) {
    g_autofree char *name = g_strdup_printf ("%s_us_%s", what, shares[i].name);

    add_figure (builder, name, get_share (times, shares[i].share));
  }
}

/* getrusage() would give the peak of whoever started this process, if that was higher. */
static gint64
get_peak_kib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "VmHWM:");
  return line != NULL ? g_ascii_strtoll (line + strlen ("VmHWM:"), NULL, 10) : 0;
}

static void
tell (Bench *bench, gint64 load, gint64 floor)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_figure (builder, "load_ms", load / 1e6);
  add_figure (builder, "xml_parse_ms", floor / 1e6);
  add_figure (builder, "load_ratio", (double) load / MAX (floor, 1));
  add_times (builder, "step", bench->steps);
  add_times (builder, "page", bench->pages);
  json_builder_set_member_name (builder, "peak_kib");
  json_builder_add_int_value (builder, get_peak_kib ());
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  puts (text);
}

static void
parse_tree (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  xmlDocPtr doc = xmlReadMemory (data, (int) length, NULL, NULL, XML_PARSE_NONET);

  xmlFreeDoc (doc);
}

/* The floor: libxml2 reads the same bytes into trees. */
static G_GNUC_NO_INLINE void
parse_bare (Bench *bench)
{
  parse_tree (ruhu_form_get_bytes (ruhu_instance_get_form (bench->instance)));
  for (guint i = 0; i < bench->lists->len; i++)
    parse_tree (bench->lists->pdata[i]);
}

static gint64
time_floor (Bench *bench)
{
  gint64 begin = get_nanoseconds ();

  parse_bare (bench);
  return get_nanoseconds () - begin;
}

static GBytes *
read_media (const char *uri, gpointer data)
{
  Bench *bench = data;
  GBytes *bytes = ruhu_form_read_media (uri, (gpointer) bench->dir);

  if (bytes != NULL && g_str_has_suffix (uri, ".xml"))
    g_ptr_array_add (bench->lists, g_bytes_ref (bytes));
  return bytes;
}

static G_GNUC_NO_INLINE RuhuInstance *
load_form (Bench *bench, const char *path, GError **error)
{
  g_autoptr (RuhuForm) form = ruhu_form_new_from_file (path, error);
  g_autoptr (RuhuInstance) instance = NULL;

  if (form == NULL)
    return NULL;

  instance = ruhu_instance_new (form);
  ruhu_instance_set_media (instance, read_media, bench);
  return ruhu_instance_start (instance, error) ? g_steal_pointer (&instance) : NULL;
}

static gboolean
bench_form (const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (RuhuInstance) instance = NULL;
  g_autoptr (GArray) step_times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) page_times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *dir = media_dir != NULL ? g_strdup (media_dir) : g_path_get_dirname (path);
  JsonObject *steps = ruhu_form_read_steps (steps_file, parser, error);
  Bench bench = { NULL, NULL, step_times, page_times, lists, dir };
  gint64 begin, load;

  if (steps == NULL)
    return FALSE;

  begin = get_nanoseconds ();
  instance = load_form (&bench, path, error);
  if (instance == NULL)
    return FALSE;
  load = get_nanoseconds () - begin;

  bench.instance = instance;
  bench.ask = ruhu_form_get_array (steps, "ask");
  if (!time_steps (&bench, ruhu_form_get_array (steps, "steps"), error))
    return FALSE;
  time_pages (&bench);
  tell (&bench, load, time_floor (&bench));

  return TRUE;
}

int
ruhu_form_bench_main (int argc, char **argv)
{
  g_autoptr (GOptionContext) options = g_option_context_new ("FORM.xml");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error)) {
    g_printerr ("ruhu-form bench: %s\n", error->message);
    return RUHU_FORM_USAGE;
  }
  if (argc != 2 || steps_file == NULL) {
    g_printerr ("Usage: ruhu-form bench FORM.xml [--media DIR] --steps STEPS.json\n");
    return RUHU_FORM_USAGE;
  }
  if (!bench_form (argv[1], &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  return 0;
}
