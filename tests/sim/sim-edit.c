/* sim-edit.c: steps that write something else than a response
 *
 * An edit names of each field the writes that its worker saw there: those HQ has confirmed, and
 * the worker's own that are on their way. What a worker has not seen nobody names for them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-edit.h"

#include "sim-fail.h"
#include "sim-json.h"

#include "base/ruhu-id.h"

static const char *const fields[] = {
  "phone", "phone", "note", "house_point", "hardship:a", "hardship:b", "created_by",
};

int
sim_edit_compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char **) a, *(char **) b);
}

static void
name_write (JsonArray *seen, JsonObject *write)
{
  g_autofree char *name = g_strdup_printf ("%s.%" G_GINT64_FORMAT,
                                           sim_json_get_text (write, "d"),
                                           sim_json_get_int (write, "q"));

  json_array_add_string_element (seen, name);
}

/* What stands in @field of @state: the winner and the other heads. */
static void
name_seen (JsonArray *seen, JsonObject *state, const char *field)
{
  JsonObject *entry = sim_json_get_object (sim_json_get_object (state, "f"), field);
  JsonArray *heads = sim_json_get_array (entry, "h");
  guint i;

  if (entry == NULL)
    return;
  name_write (seen, entry);
  for (i = 0; heads != NULL && i < json_array_get_length (heads); i++)
    name_write (seen, json_array_get_object_element (heads, i));
}

/* The last line of the tablet itself that sets @field of @id and may not have come back yet. */
static void
name_own (JsonArray *seen, SimTablet *tablet, const char *id, const char *field)
{
  g_autoptr (GPtrArray) lines = sim_tablet_read_lines (tablet);
  guint i;

  for (i = lines->len; i > 0; i--) {
    RuhuOutboxLine *line = lines->pdata[i - 1];
    g_autofree char *text =
      g_strndup (g_bytes_get_data (line->line, NULL), g_bytes_get_size (line->line));
    g_autoptr (JsonObject) object = sim_json_parse (text);
    JsonObject *set = sim_json_get_object (object, "set");

    if (set != NULL && json_object_has_member (set, field) &&
        g_strcmp0 (sim_json_get_text (object, "id"), id) == 0) {
      g_autofree char *name = g_strdup_printf ("self.%" G_GINT64_FORMAT, line->seq);

      json_array_add_string_element (seen, name);
      return;
    }
  }
}

static JsonObject *
find_state (GPtrArray *objects, const char *id)
{
  guint i;

  for (i = 0; i < objects->len; i++) {
    RuhuObject *object = objects->pdata[i];

    if (g_str_equal (object->id, id))
      return sim_json_parse (object->body);
  }
  return NULL;
}

static void
append (SimWorld *world,
        guint tablet,
        const char *kind,
        const char *id,
        const char *division,
        JsonObject *members)
{
  g_autofree char *text = NULL;
  SimOutcome outcome;

  /* A member that nobody names, so that no two edits are alike. */
  json_object_set_int_member (members, "sim", world->models[tablet].n_edits++);
  text = sim_json_print (members);
  outcome = sim_tablet_append (&world->tablets[tablet], kind, id, division, text);

  if (outcome == SIM_REFUSED)
    sim_fail ("tablet %u takes no edit", tablet);
  else
    sim_model_add_edit (&world->models[tablet], id, members, outcome == SIM_STOPPED);
}

static const char *
pick_value (SimRandom *random)
{
  static const char *const values[] = { "1", "2", "3" };

  return values[sim_random_below (random, G_N_ELEMENTS (values))];
}

/* One in four is so long that two of them are a page. */
static void
set_field (JsonObject *set, const char *field, SimRandom *random)
{
  const char *value = pick_value (random);
  g_autofree char *longer = g_strnfill (2200, *value);

  json_object_set_string_member (set, field, (random->state >> 20) % 4 == 0 ? longer : value);
}

static JsonObject *
make_edit (SimTablet *tablet, JsonObject *state, const char *id, SimRandom *random)
{
  JsonObject *members = json_object_new ();
  JsonObject *set = json_object_new ();
  JsonObject *rp = json_object_new ();
  guint n = 1 + sim_random_below (random, 2);

  while (n-- > 0) {
    const char *field = fields[sim_random_below (random, G_N_ELEMENTS (fields))];
    JsonArray *seen = json_array_new ();

    set_field (set, field, random);
    name_seen (seen, state, field);
    name_own (seen, tablet, id, field);
    if (json_array_get_length (seen) > 0)
      json_object_set_array_member (rp, field, seen);
    else
      json_array_unref (seen);
  }

  json_object_set_object_member (members, "set", set);
  if (json_object_get_size (rp) > 0)
    json_object_set_object_member (members, "rp", rp);
  else
    json_object_unref (rp);
  return members;
}

/* A person's fields; a new need now and then. */
void
sim_edit_register (SimWorld *world, guint tablet, SimRandom *random)
{
  SimTablet *it = &world->tablets[tablet];
  g_autoptr (GPtrArray) persons = sim_tablet_load_objects (it, RUHU_OBJECT_PERSON);
  const char *id = sim_persons[sim_random_below (random, SIM_PERSONS)];
  g_autoptr (JsonObject) state = find_state (persons, id);
  g_autoptr (JsonObject) members = NULL;

  if (state == NULL)
    return; /* not its to see, or not known yet */

  if (sim_random_below (random, 5) == 0) {
    g_autofree char *need = ruhu_id_new ();
    JsonObject *set = json_object_new ();

    members = json_object_new ();
    json_object_set_string_member (set, "person_id", id);
    json_object_set_string_member (set, "what", pick_value (random));
    json_object_set_object_member (members, "set", set);
    append (world, tablet, "need", need, sim_json_get_text (state, "div"), members);
    return;
  }

  members = make_edit (it, state, id, random);
  append (world, tablet, "person", id, sim_json_get_text (state, "div"), members);
}

/* A person is gone, as far as this worker knows: it names all that it has seen of them. */
void
sim_edit_delete (SimWorld *world, guint tablet, SimRandom *random)
{
  SimTablet *it = &world->tablets[tablet];
  g_autoptr (GPtrArray) persons = sim_tablet_load_objects (it, RUHU_OBJECT_PERSON);
  const char *id = sim_persons[sim_random_below (random, SIM_PERSONS)];
  g_autoptr (JsonObject) state = find_state (persons, id);
  g_autoptr (JsonObject) members = json_object_new ();
  JsonObject *set = json_object_new ();
  JsonObject *rp = json_object_new ();
  JsonObject *reason = json_object_new ();
  JsonObjectIter iter;
  const char *field;

  json_object_set_string_member (reason, "reason", "moved");
  json_object_set_object_member (set, "_del", reason);
  json_object_set_object_member (members, "set", set);
  json_object_set_object_member (members, "rp", rp);
  if (state == NULL)
    return;

  json_object_iter_init (&iter, sim_json_get_object (state, "f"));
  while (json_object_iter_next (&iter, &field, NULL)) {
    JsonArray *seen = json_array_new ();

    name_seen (seen, state, field);
    json_object_set_array_member (rp, field, seen);
  }
  append (world, tablet, "person", id, sim_json_get_text (state, "div"), members);
}

/* Somebody's program is wrong and sends a response a second time, with other answers. */
void
sim_edit_repeat (SimWorld *world, guint tablet, SimRandom *random)
{
  SimTablet *it = &world->tablets[tablet];
  g_autoptr (GPtrArray) responses = sim_tablet_load_objects (it, RUHU_OBJECT_RESPONSE);
  RuhuObject *response =
    responses->len > 0 ? responses->pdata[sim_random_below (random, responses->len)] : NULL;

  if (response == NULL || sim_model_find (&world->models[tablet], response->id) != NULL)
    return;
  sim_tablet_append (it,
                     "response",
                     response->id,
                     response->division,
                     "{\"fm\":\"visit\",\"fv\":1,\"ans\":{\"a\":\"9\"},\"att\":[]}");
}

/* The decision about @body that the worker sees, which the next one takes back. */
static const char *
find_last (JsonObject *body)
{
  JsonArray *decisions = sim_json_get_array (body, "decisions");
  guint n = decisions != NULL ? json_array_get_length (decisions) : 0;

  return n > 0 ? sim_json_get_text (json_array_get_object_element (decisions, n - 1), "id") : NULL;
}

/* A village may not; HQ holds such a line and goes on. */
void
sim_edit_decide (SimWorld *world, guint tablet, SimRandom *random)
{
  static const char *const outcomes[] = { "verified", "returned", "void" };
  g_autoptr (GPtrArray) responses =
    sim_tablet_load_objects (&world->tablets[tablet], RUHU_OBJECT_RESPONSE);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) members = json_object_new ();
  g_autofree char *id = ruhu_id_new ();
  const char *last, *about;
  guint i;

  for (i = 0; i < responses->len; i++)
    g_ptr_array_add (ids, ((RuhuObject *) responses->pdata[i])->id);
  if (ids->len == 0)
    return;

  g_ptr_array_sort (ids, sim_edit_compare_texts);
  about = ids->pdata[sim_random_below (random, ids->len)];
  body = find_state (responses, about);
  last = find_last (body);
  json_object_set_string_member (members, "response", about);
  json_object_set_string_member (members,
                                 "outcome",
                                 outcomes[sim_random_below (random, G_N_ELEMENTS (outcomes))]);
  json_object_set_string_member (members, "level", "township");
  if (last != NULL && sim_random_below (random, 3) > 0)
    json_object_set_string_member (members, "prev", last);
  append (world, tablet, "decision", id, sim_json_get_text (body, "div"), members);
}

/* HQ's own edit of a person: it names what it sees. */
void
sim_edit_at_hq (SimWorld *world, guint tablet, SimRandom *random)
{
  g_autoptr (GHashTable) objects = sim_hq_read_objects (&world->hq);
  const char *id = sim_persons[sim_random_below (random, SIM_PERSONS)];
  JsonObject *state = g_hash_table_lookup (objects, id);
  const char *field = fields[sim_random_below (random, 4)];
  g_autoptr (JsonObject) set = json_object_new ();
  g_autoptr (JsonObject) rp = json_object_new ();
  JsonArray *seen = json_array_new ();

  json_object_set_string_member (set, field, pick_value (random));
  name_seen (seen, state, field);
  if (json_array_get_length (seen) > 0 && sim_random_below (random, 3) > 0)
    json_object_set_array_member (rp, field, seen);
  else
    json_array_unref (seen);
  sim_hq_write (&world->hq, sim_json_get_text (state, "_div"), RUHU_OBJECT_PERSON, id, set, rp);
}
