/* ruhu-form-bench.c: ruhu-form bench: how long a form takes to load and to answer
 *
 * One process, one load, each step once, so that nothing is warm that would not be in the field.
 * libxml2's parse of the same file in the same run is the floor to compare with.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-commands-private.h"

#include <libxml/parser.h>

#include <sys/resource.h>

#include <stdio.h>

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
  GArray *times; /* of gint64, nanoseconds */
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

static gboolean
time_steps (Bench *bench, JsonArray *steps, GError **error)
{
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++) {
    gint64 begin = get_nanoseconds ();
    gint64 time;

    if (!take_step (bench, steps, i, error))
      return FALSE;
    time = get_nanoseconds () - begin;
    g_array_append_val (bench->times, time);
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
tell (gint64 load, gint64 floor, GArray *times)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  g_array_sort (times, compare_times);
  json_builder_begin_object (builder);
  add_figure (builder, "load_ms", load / 1e6);
  add_figure (builder, "xml_parse_ms", floor / 1e6);
  add_figure (builder, "load_ratio", (double) load / MAX (floor, 1));
  json_builder_set_member_name (builder, "steps");
  json_builder_add_int_value (builder, times->len);
  if (times->len > 0) {
    add_figure (builder, "step_us_min", get_share (times, 0));
    add_figure (builder, "step_us_median", get_share (times, 0.5));
    add_figure (builder, "step_us_p99", get_share (times, 0.99));
  }
  json_builder_set_member_name (builder, "peak_kib");
  json_builder_add_int_value (builder, usage.ru_maxrss);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  puts (text);
}

/* The floor: libxml2 reads the same bytes into a tree. */
static G_GNUC_NO_INLINE void
parse_bare (RuhuForm *form)
{
  gsize length;
  const char *data = g_bytes_get_data (ruhu_form_get_bytes (form), &length);
  xmlDocPtr doc = xmlReadMemory (data, (int) length, NULL, NULL, XML_PARSE_NONET);

  xmlFreeDoc (doc);
}

static gint64
time_floor (RuhuForm *form)
{
  gint64 begin = get_nanoseconds ();

  parse_bare (form);
  return get_nanoseconds () - begin;
}

static G_GNUC_NO_INLINE RuhuInstance *
load_form (const char *path, char *dir, GError **error)
{
  g_autoptr (RuhuForm) form = ruhu_form_new_from_file (path, error);
  g_autoptr (RuhuInstance) instance = NULL;

  if (form == NULL)
    return NULL;

  instance = ruhu_instance_new (form);
  ruhu_instance_set_media (instance, ruhu_form_read_media, dir);
  return ruhu_instance_start (instance, error) ? g_steal_pointer (&instance) : NULL;
}

static gboolean
bench_form (const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (RuhuInstance) instance = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *dir = media_dir != NULL ? g_strdup (media_dir) : g_path_get_dirname (path);
  JsonObject *steps = ruhu_form_read_steps (steps_file, parser, error);
  Bench bench = { NULL, NULL, times };
  gint64 begin, load;

  if (steps == NULL)
    return FALSE;

  begin = get_nanoseconds ();
  instance = load_form (path, dir, error);
  if (instance == NULL)
    return FALSE;
  load = get_nanoseconds () - begin;

  bench.instance = instance;
  bench.ask = ruhu_form_get_array (steps, "ask");
  if (!time_steps (&bench, ruhu_form_get_array (steps, "steps"), error))
    return FALSE;
  tell (load, time_floor (ruhu_instance_get_form (instance)), times);

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
