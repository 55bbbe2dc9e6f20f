/* test-merge-rules.c: sync/protocol/ruhu-merge*.c against an oracle that knows the rules alone
 *
 * The oracle keeps every write in a list and looks through all of them for each question. It knows
 * no state, no heads and no order of arrival, and shares no code with what it judges.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-merge.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define PERSON "0192f3a0-aa01-7000-8000-000000000001"
#define N_DEVICES 3
#define N_LINES 15

static const char *const fields[] = {
  "phone",          "house_point",    "hardship:none",  "hardship:dibao", "members/a/name",
  "members/a/_ord", "members/a/_del", "members/b/name", "_del",           "later.app/field",
};

/* What the oracle knows of a line: who, which number, when, what it sets and what it names. */
typedef struct {
  guint device;
  guint seq;
  guint64 eff;
  gboolean sets[G_N_ELEMENTS (fields)];
  int values[G_N_ELEMENTS (fields)];
  guint named[G_N_ELEMENTS (fields)][N_DEVICES]; /* 0 for none */
} Fact;

typedef struct {
  Fact facts[N_LINES];
  GPtrArray *changes;
} World;

static const char *const devices[] = { "a", "b", "c" };

static JsonObject *
parse (const char *text)
{
  JsonObject *object = ruhu_wire_json_parse (text, strlen (text), NULL);

  g_assert_nonnull (object);
  return object;
}

static gboolean
is_delete (guint field)
{
  return strcmp (fields[field], "_del") == 0 || strcmp (fields[field], "members/a/_del") == 0;
}

static void
write_value (GString *text, guint field, int value)
{
  if (is_delete (field) && value == 0)
    g_string_append_printf (text, "\"%s\":null", fields[field]);
  else if (is_delete (field))
    g_string_append_printf (text, "\"%s\":{\"reason\":\"%d\"}", fields[field], value);
  else if (strchr (fields[field], ':') != NULL)
    g_string_append_printf (text, "\"%s\":%d", fields[field], value != 0);
  else
    g_string_append_printf (text, "\"%s\":\"%d\"", fields[field], value);
}

static JsonObject *
make_change (const Fact *fact)
{
  g_autoptr (GString) set = g_string_new (NULL);
  g_autoptr (GString) rp = g_string_new (NULL);
  g_autofree char *text = NULL;
  guint f, d;

  for (f = 0; f < G_N_ELEMENTS (fields); f++) {
    gboolean first = TRUE;

    if (fact->sets[f]) {
      g_string_append (set, set->len > 0 ? "," : "");
      write_value (set, f, fact->values[f]);
    }
    for (d = 0; d < N_DEVICES; d++) {
      if (fact->named[f][d] == 0)
        continue;
      if (first)
        g_string_append_printf (rp, "%s\"%s\":[", rp->len > 0 ? "," : "", fields[f]);
      g_string_append_printf (rp, "%s\"%s.%u\"", first ? "" : ",", devices[d], fact->named[f][d]);
      first = FALSE;
    }
    if (!first)
      g_string_append_c (rp, ']');
  }
  text = g_strdup_printf ("{\"id\":\"" PERSON "\",\"k\":\"person\",\"div\":\"990101001001\",\"u\":"
                          "\"w1\",\"set\":{%s},\"rp\":{%s}}",
                          set->str,
                          rp->str);
  return parse (text);
}

/* Three devices write a line in turn or not at all, each naming what it may have seen, or lying. */
static World *
make_world (GRand *rand)
{
  World *world = g_new0 (World, 1);
  guint next[N_DEVICES] = { 1, 1, 1 };
  guint i, f, d;

  world->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (i = 0; i < N_LINES; i++) {
    Fact *fact = &world->facts[i];

    fact->device = g_rand_int_range (rand, 0, N_DEVICES);
    fact->seq = next[fact->device]++;
    fact->eff = fact->seq * 10 + g_rand_int_range (rand, 0, 9);
    for (f = 0; f < G_N_ELEMENTS (fields); f++) {
      fact->sets[f] = g_rand_int_range (rand, 0, 4) == 0 || (int) f == (int) (i % 10);
      fact->values[f] = g_rand_int_range (rand, 0, 3);
      for (d = 0; d < N_DEVICES; d++)
        if (g_rand_int_range (rand, 0, 3) == 0)
          fact->named[f][d] = g_rand_int_range (rand, 1, next[d] + 1);
    }
    g_ptr_array_add (world->changes, make_change (fact));
  }
  return world;
}

static void
free_world (World *world)
{
  g_ptr_array_unref (world->changes);
  g_free (world);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, free_world)

/* Of a field, only what a line that sets it names in it counts. */
static gboolean
oracle_replaced (World *world, guint f, const Fact *fact)
{
  guint i;

  for (i = 0; i < N_LINES; i++) {
    if (world->facts[i].sets[f] && world->facts[i].named[f][fact->device] >= fact->seq)
      return TRUE;
  }
  return FALSE;
}

static const Fact *
oracle_winner (World *world, guint f)
{
  const Fact *best = NULL;
  guint i;

  for (i = 0; i < N_LINES; i++) {
    const Fact *fact = &world->facts[i];

    if (fact->sets[f] &&
        (best == NULL || fact->eff > best->eff ||
         (fact->eff == best->eff && (fact->device > best->device ||
                                     (fact->device == best->device && fact->seq > best->seq)))))
      best = fact;
  }
  return best;
}

/* Nobody replaced it, and its device wrote nothing later. */
static gboolean
oracle_is_head (World *world, guint f, const Fact *fact)
{
  guint i;

  if (!fact->sets[f] || oracle_replaced (world, f, fact))
    return FALSE;
  for (i = 0; i < N_LINES; i++) {
    if (world->facts[i].sets[f] && world->facts[i].device == fact->device &&
        world->facts[i].seq > fact->seq)
      return FALSE;
  }
  return TRUE;
}

static int
oracle_value (guint f, const Fact *fact)
{
  return strchr (fields[f], ':') != NULL ? fact->values[f] != 0 : fact->values[f];
}

/* Whether the line of the delete knew that write: by what it names anywhere, or as its own. */
static gboolean
oracle_saw (const Fact *deleted, const Fact *fact)
{
  guint f;

  if (fact->device == deleted->device)
    return fact->seq <= deleted->seq;
  for (f = 0; f < G_N_ELEMENTS (fields); f++) {
    if (deleted->named[f][fact->device] >= fact->seq)
      return TRUE;
  }
  return FALSE;
}

/* -1: not deleted, 0: an edit that was not known stands against it, 1: gone */
static int
oracle_deleted (World *world, guint del)
{
  const Fact *deleted = oracle_winner (world, del);
  gsize length = strlen (fields[del]) - strlen ("_del");
  guint i, f;

  if (deleted == NULL || deleted->values[del] == 0)
    return -1;
  for (f = 0; f < G_N_ELEMENTS (fields); f++) {
    if (f == del || strncmp (fields[f], fields[del], length) != 0)
      continue;
    for (i = 0; i < N_LINES; i++) {
      const Fact *fact = &world->facts[i];

      if ((oracle_is_head (world, f, fact) || fact == oracle_winner (world, f)) &&
          !oracle_saw (deleted, fact))
        return 0;
    }
  }
  return 1;
}

static gboolean
oracle_asks (World *world, guint f)
{
  const Fact *first = NULL;
  guint i;

  if (is_delete (f) && oracle_deleted (world, f) == 0)
    return TRUE;
  if (strchr (fields[f], ':') != NULL || strcmp (fields[f], "house_point") == 0 ||
      g_str_has_suffix (fields[f], "/_ord"))
    return FALSE;
  for (i = 0; i < N_LINES; i++) {
    if (!oracle_is_head (world, f, &world->facts[i]))
      continue;
    if (first != NULL && oracle_value (f, first) != oracle_value (f, &world->facts[i]))
      return TRUE;
    first = first != NULL ? first : &world->facts[i];
  }
  return FALSE;
}

static gboolean
oracle_contradicts (World *world)
{
  const Fact *none = oracle_winner (world, 2), *other = oracle_winner (world, 3);

  return none != NULL && other != NULL && none->values[2] != 0 && other->values[3] != 0;
}

static JsonObject *
make_state (World *world)
{
  return ruhu_merge_new_state (world->changes->pdata[0]);
}

static void
apply (JsonObject *state, World *world, guint i)
{
  Fact *fact = &world->facts[i];
  RuhuWrite write = { devices[fact->device], fact->seq, fact->eff, world->changes->pdata[i] };

  ruhu_merge_apply (state, &write);
}

static gboolean
lists (JsonObject *state, const char *path)
{
  g_auto (GStrv) conflicts = ruhu_merge_list_conflicts (state);

  return g_strv_contains ((const char *const *) conflicts, path);
}

static void
assert_field (JsonObject *state, World *world, guint f)
{
  const Fact *winner = oracle_winner (world, f);
  JsonNode *value = ruhu_merge_get_value (state, fields[f]);
  g_autofree char *number = NULL;

  g_assert_cmpint (value != NULL, ==, winner != NULL);
  if (winner == NULL)
    return;
  if (!is_delete (f)) {
    number = JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_INT64
               ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value))
               : json_node_dup_string (value);
    g_assert_cmpint (atoi (number), ==, oracle_value (f, winner));
  }
  g_assert_cmpint (lists (state, fields[f]), ==, oracle_asks (world, f));
}

static void
assert_right (JsonObject *state, World *world)
{
  guint f;

  for (f = 0; f < G_N_ELEMENTS (fields); f++)
    assert_field (state, world, f);
  g_assert_cmpint (lists (state, "hardship:*"), ==, oracle_contradicts (world));
  g_assert_cmpint (ruhu_merge_get_deleted (state), ==, oracle_deleted (world, 8) == 1);
  g_assert_cmpint (ruhu_merge_get_item_deleted (state, "members/a"),
                   ==,
                   oracle_deleted (world, 6) == 1);
}

static char *
describe (JsonObject *state)
{
  JsonObject *of = json_object_get_object_member (state, "f");
  GString *text = g_string_new (NULL);
  guint f;

  for (f = 0; f < G_N_ELEMENTS (fields); f++) {
    g_autofree char *entry = json_object_has_member (of, fields[f])
                               ? ruhu_json_to_text (json_object_get_object_member (of, fields[f]))
                               : NULL;

    g_string_append_printf (text, "%s=%s\n", fields[f], entry);
  }
  return g_string_free (text, FALSE);
}

/* Under the sanitizers each takes a hundred times as long. */
static guint
count_seeds (void)
{
  return g_getenv ("RUHU_SANITIZED") != NULL ? 100 : 2000;
}

static void
test_any_order_is_what_the_oracle_says (void)
{
  guint seed, i;

  for (seed = 1; seed <= count_seeds (); seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_autoptr (World) world = make_world (rand);
    g_autoptr (JsonObject) state = make_state (world);
    guint start = g_rand_int_range (rand, 0, N_LINES);
    guint step = (guint[]){ 1, 2, 4, 7, 8, 11, 13, 14 }[g_rand_int_range (rand, 0, 8)];

    for (i = 0; i < N_LINES; i++)
      apply (state, world, (start + i * step) % N_LINES);
    for (i = 0; i < 4; i++)
      apply (state, world, g_rand_int_range (rand, 0, N_LINES));
    assert_right (state, world);
  }
}

static JsonObject *
make_part (GRand *rand, World *world, guint which)
{
  JsonObject *state = make_state (world);
  guint i;

  for (i = 0; i < N_LINES; i++) {
    if (i % 3 == which || g_rand_boolean (rand))
      apply (state, world, i);
  }
  return state;
}

static JsonObject *
join (World *world, JsonObject *a, JsonObject *b)
{
  JsonObject *both = make_state (world);

  ruhu_merge_join (both, a);
  ruhu_merge_join (both, b);
  return both;
}

static void
assert_same (JsonObject *a, JsonObject *b)
{
  g_autofree char *one = describe (a);
  g_autofree char *other = describe (b);

  g_assert_cmpstr (one, ==, other);
}

static void
test_joining_commutes_associates_and_is_idempotent (void)
{
  guint seed;

  for (seed = 1; seed <= count_seeds (); seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_autoptr (World) world = make_world (rand);
    g_autoptr (JsonObject) a = make_part (rand, world, 0);
    g_autoptr (JsonObject) b = make_part (rand, world, 1);
    g_autoptr (JsonObject) c = make_part (rand, world, 2);
    g_autoptr (JsonObject) ab = join (world, a, b);
    g_autoptr (JsonObject) ba = join (world, b, a);
    g_autoptr (JsonObject) bc = join (world, b, c);
    g_autoptr (JsonObject) ab_c = join (world, ab, c);
    g_autoptr (JsonObject) a_bc = join (world, a, bc);
    g_autoptr (JsonObject) again = join (world, ab_c, ab_c);

    assert_same (ab, ba);
    assert_same (ab_c, a_bc);
    assert_same (ab_c, again);
    assert_right (ab_c, world);
  }
}

static void
write_line (JsonObject *state, const char *device, guint64 seq, RuhuHlc eff, const char *members)
{
  g_autofree char *text =
    g_strdup_printf ("{\"id\":\"" PERSON
                     "\",\"k\":\"person\",\"div\":\"990101001001\",\"u\":\"w1\",%s}",
                     members);
  g_autoptr (JsonObject) change = parse (text);
  RuhuWrite write = { device, seq, eff, change };

  ruhu_merge_apply (state, &write);
}

static JsonObject *
make_person (void)
{
  g_autoptr (JsonObject) change = parse (
    "{\"id\":\"" PERSON "\",\"k\":\"person\",\"div\":\"990101001001\",\"u\":\"w1\",\"set\":{}}");

  return ruhu_merge_new_state (change);
}

/* Two tablets tick options of one set: both stand. “None” with others is for people. */
static void
test_options_of_a_set_add_up (void)
{
  g_autoptr (JsonObject) state = make_person ();
  g_autoptr (JsonObject) conflict = NULL;
  JsonArray *heads;

  write_line (state, "a", 1, 10, "\"set\":{\"hardship:dibao\":1,\"hardship:tekun\":0}");
  write_line (state, "b", 1, 20, "\"set\":{\"hardship:margin\":1}");
  g_assert_cmpint (json_node_get_int (ruhu_merge_get_value (state, "hardship:dibao")), ==, 1);
  g_assert_cmpint (json_node_get_int (ruhu_merge_get_value (state, "hardship:margin")), ==, 1);
  g_assert_false (lists (state, "hardship:*"));

  write_line (state, "c", 1, 15, "\"set\":{\"hardship:none\":1}");
  g_assert_true (lists (state, "hardship:*"));
  conflict = ruhu_merge_describe_conflict (state, "hardship:*");
  heads = json_object_get_array_member (conflict, "heads");
  g_assert_cmpuint (json_array_get_length (heads), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (heads, 0), "f"),
                   ==,
                   "hardship:dibao");

  write_line (state, "a", 2, 30, "\"set\":{\"hardship:none\":0}");
  g_assert_false (lists (state, "hardship:*"));
}

/* Two items of a list made offline are two items; deleting one leaves the other. */
static void
test_items_of_a_list_live_apart (void)
{
  g_autoptr (JsonObject) state = make_person ();

  write_line (state, "a", 1, 10, "\"set\":{\"members/x/name\":\"1\",\"members/x/_ord\":\"m\"}");
  write_line (state, "b", 1, 10, "\"set\":{\"members/y/name\":\"2\",\"members/y/_ord\":\"m\"}");
  write_line (state,
              "b",
              2,
              20,
              "\"set\":{\"members/x/_del\":{\"reason\":\"mistake\"}},"
              "\"rp\":{\"members/x/name\":\"a.1\"}");
  g_assert_true (ruhu_merge_get_item_deleted (state, "members/x"));
  g_assert_false (ruhu_merge_get_item_deleted (state, "members/y"));
  g_assert_false (ruhu_merge_get_deleted (state));

  write_line (state, "a", 2, 15, "\"set\":{\"members/x/name\":\"3\"}");
  g_assert_false (ruhu_merge_get_item_deleted (state, "members/x"));
  g_assert_true (lists (state, "members/x/_del"));
  g_assert_cmpstr (ruhu_merge_get_text (state, "members/x/name"), ==, "3");
}

static char *
find_double (const char *id, gpointer data)
{
  return g_strdup (g_hash_table_lookup (data, id));
}

static void
assert_canonical (GHashTable *doubles, const char *id, const char *wanted)
{
  g_autofree char *found = ruhu_merge_find_canonical (id, find_double, doubles);

  g_assert_cmpstr (found, ==, wanted);
}

static void
test_doubles_are_followed (void)
{
  g_autoptr (GHashTable) doubles = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (doubles, (gpointer) "e", (gpointer) "d");
  g_hash_table_insert (doubles, (gpointer) "d", (gpointer) "f");
  assert_canonical (doubles, "a", "a");
  assert_canonical (doubles, "f", "f");
  assert_canonical (doubles, "e", "f");

  /* f → b → c → f: a ring, entered from e; its smallest counts, whoever asks. */
  g_hash_table_insert (doubles, (gpointer) "f", (gpointer) "b");
  g_hash_table_insert (doubles, (gpointer) "b", (gpointer) "c");
  g_hash_table_insert (doubles, (gpointer) "c", (gpointer) "f");
  assert_canonical (doubles, "e", "b");
  assert_canonical (doubles, "c", "b");
  assert_canonical (doubles, "b", "b");
  g_hash_table_insert (doubles, (gpointer) "z", (gpointer) "z");
  assert_canonical (doubles, "z", "z");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/merge-rules/any-order-is-what-the-oracle-says",
                   test_any_order_is_what_the_oracle_says);
  g_test_add_func ("/merge-rules/joining-commutes-associates-and-is-idempotent",
                   test_joining_commutes_associates_and_is_idempotent);
  g_test_add_func ("/merge-rules/options-of-a-set-add-up", test_options_of_a_set_add_up);
  g_test_add_func ("/merge-rules/items-of-a-list-live-apart", test_items_of_a_list_live_apart);
  g_test_add_func ("/merge-rules/doubles-are-followed", test_doubles_are_followed);

  return g_test_run ();
}
