/* test-instance-agrees.c: who closes a response and opens it again goes on as if never closed
 *
 * Forms of the conformance folder are answered at random, rows come and go. Then the filling is
 * opened again from what the store heard, which computes all of it, and both go on: what is on
 * screen and the record's bytes must be the same. Seeds are fixed; RUHU_WALKS says how many for
 * each form, RUHU_WALKS_FROM the first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-clock.h"
#include "forms/ruhu-answers.h"
#include "forms/ruhu-instance.h"

#include <stdlib.h>
#include <string.h>

#define STEPS 40

static const char *folder;

static GBytes *
read_media (const char *uri, gpointer data)
{
  g_autofree char *name = g_path_get_basename (uri);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text;
  gsize length;

  return g_file_get_contents (path, &text, &length, NULL) ? g_bytes_new_take (text, length) : NULL;
}

static void
keep_cb (RuhuInstance *self, const char *key, const char *value, gpointer data)
{
  g_autofree char *below = g_strconcat (key, "/", NULL);
  GHashTableIter iter;
  gpointer kept;

  if (value != NULL) {
    g_hash_table_replace (data, g_strdup (key), g_strdup (value));
    return;
  }
  g_hash_table_iter_init (&iter, data);
  while (g_hash_table_iter_next (&iter, &kept, NULL))
    if (strcmp (kept, key) == 0 || g_str_has_prefix (kept, below))
      g_hash_table_iter_remove (&iter);
}

static void
collect (const RuhuControl *control, GPtrArray *controls)
{
  g_ptr_array_add (controls, (gpointer) control);
  for (guint i = 0; i < ruhu_control_get_n_children (control); i++)
    collect (ruhu_control_get_child (control, i), controls);
}

/* A node of some row that the control is shown for. */
static RuhuNode *
pick_row (RuhuInstance *self, const RuhuControl *control, GRand *rand)
{
  const RuhuControl *outer = ruhu_control_get_parent (control);
  g_autoptr (GPtrArray) rows = NULL;
  RuhuNode *within;

  while (outer != NULL && ruhu_control_get_kind (outer) != RUHU_CONTROL_REPEAT)
    outer = ruhu_control_get_parent (outer);
  if (outer == NULL)
    return NULL;

  within = pick_row (self, outer, rand);
  rows = ruhu_instance_get_rows (self, outer, within);
  return rows->len > 0 ? rows->pdata[g_rand_int_range (rand, 0, (gint32) rows->len)] : within;
}

static void
change_rows (RuhuInstance *self, const RuhuControl *repeat, RuhuNode *within, GRand *rand)
{
  g_autoptr (GPtrArray) rows = ruhu_instance_get_rows (self, repeat, within);

  if (!ruhu_instance_can_add_row (self, repeat, within))
    return;
  if (rows->len > 3 || (rows->len > 0 && g_rand_boolean (rand)))
    ruhu_instance_remove_row (self,
                              rows->pdata[g_rand_int_range (rand, 0, (gint32) rows->len)],
                              NULL);
  else
    ruhu_instance_add_row (self, repeat, within, NULL);
}

static void
answer (RuhuInstance *self, const RuhuControl *control, RuhuNode *node, GRand *rand)
{
  g_autoptr (GPtrArray) choices = ruhu_instance_get_choices (self, control, node);
  g_autofree char *value = NULL;

  if (g_rand_int_range (rand, 0, 8) == 0)
    value = g_strdup ("");
  else if (choices->len > 0)
    value = g_strdup (
      ((RuhuChoice *) choices->pdata[g_rand_int_range (rand, 0, (gint32) choices->len)])->value);
  else
    value = g_strdup_printf ("%d", g_rand_int_range (rand, 0, 5));
  ruhu_instance_set_value (self, node, value, NULL);
}

static void
walk (RuhuInstance *self, GPtrArray *controls, GRand *rand)
{
  for (guint i = 0; i < STEPS; i++) {
    const RuhuControl *control =
      controls->pdata[g_rand_int_range (rand, 0, (gint32) controls->len)];
    RuhuNode *within = pick_row (self, control, rand);
    RuhuNode *node = ruhu_instance_node_of (self, control, within);

    if (ruhu_control_get_kind (control) == RUHU_CONTROL_REPEAT)
      change_rows (self, control, within, rand);
    else if (ruhu_control_is_question (control) && node != NULL &&
             ruhu_control_get_parameter (control, "calculate") == NULL)
      answer (self, control, node, rand);
  }
}

/* One line for each question and row: what a screen shows of it. */
static void
describe (RuhuInstance *self, const RuhuControl *control, RuhuNode *within, GString *text)
{
  RuhuNode *node = ruhu_instance_node_of (self, control, within);
  g_autoptr (GPtrArray) rows = NULL;

  if (ruhu_control_get_kind (control) == RUHU_CONTROL_REPEAT) {
    rows = ruhu_instance_get_rows (self, control, within);
    g_string_append_printf (text,
                            "%s: %u rows, %d\n",
                            ruhu_control_get_path (control),
                            rows->len,
                            ruhu_instance_can_add_row (self, control, within));
  } else if (node != NULL) {
    g_autofree char *ref = ruhu_node_get_ref (node);
    g_autofree char *label = ruhu_instance_get_label (self, control, node);
    g_autoptr (GPtrArray) choices = ruhu_instance_get_choices (self, control, node);

    g_string_append_printf (text,
                            "%s “%s” %d%d%d%d “%s” %u choices\n",
                            ref,
                            ruhu_instance_get_value (self, node),
                            ruhu_instance_is_relevant (self, node),
                            ruhu_instance_is_readonly (self, node),
                            ruhu_instance_is_required (self, node),
                            ruhu_instance_get_violation (self, node),
                            label != NULL ? label : "",
                            choices->len);
  }
  for (guint row = 0; row < (rows != NULL ? rows->len : 1); row++)
    for (guint i = 0; i < ruhu_control_get_n_children (control); i++)
      describe (self,
                ruhu_control_get_child (control, i),
                rows != NULL ? rows->pdata[row] : within,
                text);
}

/* The record as it is sent, and what is on screen. */
static char *
take_down (RuhuInstance *self)
{
  RuhuForm *form = ruhu_instance_get_form (self);
  g_autoptr (JsonNode) answers = ruhu_instance_to_json (self);
  g_autoptr (GBytes) xml = ruhu_answers_to_xml (form, answers, NULL);
  GString *text = g_string_new_len (g_bytes_get_data (xml, NULL), (gssize) g_bytes_get_size (xml));

  describe (self, ruhu_form_get_body (form), NULL, text);
  return g_string_free (text, FALSE);
}

static void
assert_same (RuhuInstance *a, RuhuInstance *b, const char *when, const char *name, guint32 seed)
{
  g_autofree char *before = take_down (a);
  g_autofree char *after = take_down (b);

  if (strcmp (before, after) != 0)
    g_error ("%s, seed %u, %s:\n%s\n%s", name, seed, when, before, after);
}

static RuhuInstance *
make_instance (RuhuForm *form, GHashTable *kept)
{
  RuhuInstance *self = ruhu_instance_new (form);

  ruhu_instance_set_media (self, read_media, NULL);
  g_signal_connect (self, "store", G_CALLBACK (keep_cb), kept);
  return self;
}

static GHashTable *
make_keys (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
walk_on (RuhuInstance *self, GPtrArray *controls, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  walk (self, controls, rand);
}

static GHashTable *
copy_keys (GHashTable *keys)
{
  GHashTable *copy = make_keys ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
  return copy;
}

/* One is filled without a break; the other is closed and opened again twice on the way. */
static void
compare (RuhuForm *form, const char *name, guint32 seed, gboolean is_steady)
{
  g_autoptr (GHashTable) kept = make_keys ();
  g_autoptr (RuhuInstance) self = make_instance (form, kept);
  g_autoptr (GHashTable) stored = NULL;
  g_autoptr (GPtrArray) controls = g_ptr_array_new ();

  ruhu_instance_start (self, NULL);
  collect (ruhu_form_get_body (form), controls);
  walk_on (self, controls, seed);

  stored = copy_keys (kept);
  for (guint i = 1; i <= 2; i++) {
    g_autoptr (GHashTable) answers = copy_keys (stored);
    g_autoptr (RuhuInstance) again = make_instance (form, stored);

    ruhu_instance_restore (again, answers, NULL);
    if (is_steady)
      assert_same (self, again, "opened again", name, seed);
    walk_on (again, controls, seed + 1000000 * i);
    walk_on (self, controls, seed + 1000000 * i);
    if (is_steady)
      assert_same (self, again, "gone on", name, seed);
  }
}

/* What chance made anew meanwhile differs, and so does what the form does at each opening. */
static gboolean
is_steady (const char *text)
{
  return !g_regex_match_simple ("calculate=\"[^\"]*(\\bif\\(.*uuid|random) *\\(|odk-instance-load|"
                                "randomize *\\([^,\"]*\"",
                                text,
                                0,
                                0);
}

static guint
compare_file (const char *path, guint32 first, guint n_seeds)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RuhuForm) form = NULL;
  gsize length;

  if (!g_str_has_suffix (path, "ml") || !g_file_get_contents (path, &text, &length, NULL))
    return 0;
  bytes = g_bytes_new (text, length);
  form = ruhu_form_new_from_bytes (bytes, path, NULL);
  if (form == NULL)
    return 0;

  for (guint32 seed = first; seed < first + n_seeds; seed++)
    compare (form, path, seed, is_steady (text));
  return 1;
}

static void
compare_folder (const char *path)
{
  const char *walks = g_getenv ("RUHU_WALKS");
  const char *from = g_getenv ("RUHU_WALKS_FROM");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n_seeds = walks != NULL ? (guint) atoi (walks) : 3;
  const char *name;
  guint n = 0;

  if (dir == NULL) {
    g_test_skip ("no forms there");
    return;
  }

  folder = path;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    n += compare_file (file, from != NULL ? (guint32) atoi (from) : 1, n_seeds);
  }
  g_test_message ("%u forms, %u walks", n, n * n_seeds);
}

static void
test_parts_agree_with_the_whole (gconstpointer data)
{
  const char *conformance = g_getenv ("RUHU_CONFORMANCE");
  g_autofree char *path = NULL;

  if (conformance == NULL) {
    g_test_skip ("no forms without RUHU_CONFORMANCE");
    return;
  }

  path = g_build_filename (conformance, data, NULL);
  compare_folder (path);
}

static void
test_home_visit_agrees (void)
{
  const char *program = g_getenv ("RUHU_FORM");
  g_autofree char *dir = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *path =
    dir != NULL ? g_build_filename (dir, "..", "resources", "forms", NULL) : NULL;

  if (path != NULL)
    compare_folder (path);
  else
    g_test_skip ("no forms without RUHU_FORM");
}

static gint64
get_noon (gpointer data)
{
  return G_GINT64_CONSTANT (1795262400000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ruhu_clock_replace (get_noon, NULL);

  g_test_add_data_func ("/instance-agrees/recorded", "forms", test_parts_agree_with_the_whole);
  g_test_add_data_func ("/instance-agrees/peers", "load", test_parts_agree_with_the_whole);
  g_test_add_func ("/instance-agrees/surveys", test_home_visit_agrees);

  return g_test_run ();
}
