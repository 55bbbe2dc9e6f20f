/* test-instance-agrees.c: computing what changed gives what computing everything gives
 *
 * Forms of the conformance folder are answered at random, rows come and go. Then the filling is
 * opened again from what the store heard, which computes all of it: both must say the same. Seeds
 * are fixed; RUHU_WALKS says how many for each form.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

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

static void
compare (RuhuForm *form, const char *name, guint32 seed)
{
  g_autoptr (RuhuInstance) self = ruhu_instance_new (form);
  g_autoptr (RuhuInstance) again = ruhu_instance_new (form);
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) controls = g_ptr_array_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (JsonNode) before = NULL, after = NULL;
  g_autofree char *before_text = NULL, *after_text = NULL;

  ruhu_instance_set_media (self, read_media, NULL);
  ruhu_instance_set_media (again, read_media, NULL);
  g_signal_connect (self, "store", G_CALLBACK (keep_cb), kept);
  ruhu_instance_start (self, NULL);
  collect (ruhu_form_get_body (form), controls);
  walk (self, controls, rand);

  ruhu_instance_restore (again, kept, NULL);
  before = ruhu_instance_to_json (self);
  after = ruhu_instance_to_json (again);
  before_text = ruhu_answers_to_text (before);
  after_text = ruhu_answers_to_text (after);
  if (strcmp (before_text, after_text) != 0)
    g_error ("%s, seed %u:\n%s\n%s", name, seed, before_text, after_text);
}

/* What differs each time, or on each opening, cannot agree. An action may well make an id. */
static gboolean
is_steady (const char *text)
{
  return !g_regex_match_simple ("calculate=\"[^\"]*(uuid|random|now|once) *\\(|randomize|"
                                "odk-instance-load",
                                text,
                                0,
                                0);
}

static guint
compare_file (const char *path, guint n_seeds)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RuhuForm) form = NULL;
  gsize length;

  if (!g_str_has_suffix (path, "ml") || !g_file_get_contents (path, &text, &length, NULL) ||
      !is_steady (text))
    return 0;
  bytes = g_bytes_new (text, length);
  form = ruhu_form_new_from_bytes (bytes, path, NULL);
  if (form == NULL)
    return 0;

  for (guint32 seed = 1; seed <= n_seeds; seed++)
    compare (form, path, seed);
  return 1;
}

static void
compare_folder (const char *path)
{
  const char *walks = g_getenv ("RUHU_WALKS");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  if (dir == NULL) {
    g_test_skip ("no forms there");
    return;
  }

  folder = path;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    n += compare_file (file, walks != NULL ? (guint) atoi (walks) : 3);
  }
  g_test_message ("%u forms", n);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/instance-agrees/recorded", "forms", test_parts_agree_with_the_whole);
  g_test_add_data_func ("/instance-agrees/peers", "load", test_parts_agree_with_the_whole);
  g_test_add_func ("/instance-agrees/surveys", test_home_visit_agrees);

  return g_test_run ();
}
