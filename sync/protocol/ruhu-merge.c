/* ruhu-merge.c: how field writes become the state of an object
 *
 * The state of a field is a function of the set of its writes alone, in whatever order and however
 * often they come:
 *
 * - the winner is the write with the greatest (effective clock, device, number);
 * - `r` says for each device up to which number its writes are replaced: the greatest that any
 *   write names in `rp`. A device knows its own writes, so a later one replaces its earlier ones;
 * - the heads are the writes that `r` does not cover, at most one for each device.
 *
 * More than one head, with different values, is a conflict; which fields people are asked about
 * stands in ruhu-policy.c.
 *
 * The state is JSON, since both ends keep it sealed or packed as one body:
 * `{"id","k","div","f":{FIELD: ENTRY}}`, ENTRY `{"v","e","d","q","u"}` of the winner, with `h`, the
 * other heads, and `r` where there are any.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-merge.h"

#include "base/ruhu-mutant.h"
#include "ruhu-merge-private.h"
#include "ruhu-wire-json.h"

#include <string.h>

/**
 * ruhu_merge_new_state:
 * @change: a line that is the first about its object
 *
 * Returns: (transfer full): a state without fields; then comes ruhu_merge_apply()
 */
JsonObject *
ruhu_merge_new_state (JsonObject *change)
{
  JsonObject *state = json_object_new ();

  json_object_set_string_member (state, "id", ruhu_json_get_string (change, "id"));
  json_object_set_string_member (state, "k", ruhu_json_get_string (change, "k"));
  json_object_set_string_member (state, "div", ruhu_json_get_string (change, "div"));
  json_object_set_object_member (state, "f", json_object_new ());

  return state;
}

static int
compare_places (JsonObject *a, JsonObject *b)
{
  int devices = strcmp (ruhu_write_get_device (a), ruhu_write_get_device (b));

  if (devices != 0)
    return devices;

  return (ruhu_write_get_seq (a) > ruhu_write_get_seq (b)) -
         (ruhu_write_get_seq (a) < ruhu_write_get_seq (b));
}

static int
compare_clocks (JsonObject *a, JsonObject *b)
{
  RuhuHlc eff_a = ruhu_write_get_eff (a), eff_b = ruhu_write_get_eff (b);

  if (eff_a != eff_b)
    return eff_a > eff_b ? 1 : -1;
  if (ruhu_mutant (TIE_WITHOUT_DEVICE))
    return 0;

  return compare_places (a, b);
}

static int
compare_pointers (gconstpointer a, gconstpointer b)
{
  return compare_places (*(JsonObject **) a, *(JsonObject **) b);
}

static void
raise_replaced (JsonObject *replaced, const char *device, guint64 seq)
{
  guint64 upto = 0;

  ruhu_wire_json_get_uint (replaced, device, &upto);
  if (seq > upto)
    json_object_set_int_member (replaced, device, seq);
}

static void
raise_all (JsonObject *replaced, JsonObject *other)
{
  g_autoptr (GList) devices = other != NULL ? json_object_get_members (other) : NULL;
  GList *l;

  for (l = devices; l != NULL; l = l->next)
    raise_replaced (replaced, l->data, json_object_get_int_member (other, l->data));
}

/* Members in order of their names, so that one state has one text. */
static JsonObject *
sort_members (JsonObject *object)
{
  GList *names = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp), *l;
  JsonObject *sorted = json_object_new ();

  for (l = names; l != NULL; l = l->next)
    json_object_set_member (sorted, l->data, json_object_dup_member (object, l->data));
  g_list_free (names);

  return sorted;
}

/* Of each device the last write counts as its head, unless it is replaced. */
static gboolean
is_head (JsonObject *write, GPtrArray *writes, JsonObject *replaced)
{
  guint64 upto = 0;
  guint i;

  ruhu_wire_json_get_uint (replaced, ruhu_write_get_device (write), &upto);
  if (ruhu_write_get_seq (write) <= upto)
    return FALSE;

  for (i = 0; i < writes->len; i++) {
    if (g_str_equal (ruhu_write_get_device (writes->pdata[i]), ruhu_write_get_device (write)) &&
        ruhu_write_get_seq (writes->pdata[i]) > ruhu_write_get_seq (write))
      return FALSE;
  }

  return TRUE;
}

static void
remove_doubles (GPtrArray *writes)
{
  guint i;

  g_ptr_array_sort (writes, compare_pointers);
  for (i = 1; i < writes->len;) {
    if (compare_places (writes->pdata[i - 1], writes->pdata[i]) == 0)
      g_ptr_array_remove_index (writes, i);
    else
      i++;
  }
}

/* The field's entry out of all that is known: the one place where the rules above are written. */
static JsonObject *
make_entry (GPtrArray *writes, JsonObject *replaced)
{
  JsonObject *winner = NULL, *entry;
  JsonArray *heads = json_array_new ();
  guint i;

  remove_doubles (writes);
  for (i = 0; i < writes->len; i++) {
    if (winner == NULL || compare_clocks (writes->pdata[i], winner) > 0)
      winner = writes->pdata[i];
  }

  entry = ruhu_write_copy (winner);
  for (i = 0; i < writes->len; i++) {
    if (writes->pdata[i] != winner && is_head (writes->pdata[i], writes, replaced) &&
        !ruhu_mutant (HEADS_DROPPED))
      json_array_add_object_element (heads, ruhu_write_copy (writes->pdata[i]));
  }
  if (json_array_get_length (heads) > 0)
    json_object_set_array_member (entry, "h", json_array_ref (heads));
  json_array_unref (heads);
  if (json_object_get_size (replaced) > 0)
    json_object_set_object_member (entry, "r", sort_members (replaced));

  return entry;
}

static void
add_replaced_cb (const char *device, guint64 seq, gpointer replaced)
{
  raise_replaced (replaced, device, seq);
}

/* What a whole line has seen: by this a delete is known to be later than the edits it knew. */
static JsonObject *
list_seen (const RuhuWrite *write)
{
  JsonObject *rp = ruhu_json_get_object (write->change, "rp");
  g_autoptr (JsonObject) seen = json_object_new ();
  JsonObjectIter iter;
  JsonNode *node;

  if (rp != NULL) {
    json_object_iter_init (&iter, rp);
    while (json_object_iter_next (&iter, NULL, &node))
      ruhu_write_foreach_replaced (node, write->device, add_replaced_cb, seen);
  }

  return sort_members (seen);
}

static JsonObject *
make_write (const RuhuWrite *write, const char *field, JsonNode *value)
{
  JsonObject *made = json_object_new ();
  g_autofree char *eff = ruhu_hlc_to_string (write->eff);
  const char *user = ruhu_json_get_string (write->change, "u");
  const char *source = ruhu_json_get_string (write->change, "src");

  json_object_set_member (made, "v", json_node_copy (value));
  json_object_set_string_member (made, "e", eff);
  json_object_set_string_member (made, "d", write->device);
  json_object_set_int_member (made, "q", write->seq);
  if (user != NULL)
    json_object_set_string_member (made, "u", user);
  if (source != NULL)
    json_object_set_string_member (made, "src", source);
  if (ruhu_merge_is_delete (field))
    json_object_set_object_member (made, "s", list_seen (write));

  return made;
}

static void
apply_field (JsonObject *fields, const RuhuWrite *write, const char *field, JsonNode *value)
{
  JsonObject *rp = ruhu_json_get_object (write->change, "rp");
  JsonObject *old = ruhu_json_get_object (fields, field);
  g_autoptr (JsonObject) made = make_write (write, field, value);
  g_autoptr (JsonObject) replaced = json_object_new ();
  g_autoptr (GPtrArray) writes = old != NULL ? ruhu_field_list_writes (old) : g_ptr_array_new ();

  g_ptr_array_add (writes, made);
  raise_all (replaced, ruhu_json_get_object (old, "r"));
  if (rp != NULL)
    ruhu_write_foreach_replaced (json_object_get_member (rp, field),
                                 write->device,
                                 add_replaced_cb,
                                 replaced);

  json_object_set_object_member (fields, field, make_entry (writes, replaced));
}

/**
 * ruhu_merge_apply:
 * @state: the object, changed in place
 * @write: a line that sets fields; any order, any number of times
 */
void
ruhu_merge_apply (JsonObject *state, const RuhuWrite *write)
{
  JsonObject *fields = ruhu_json_get_object (state, "f");
  JsonObject *set = ruhu_json_get_object (write->change, "set");
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  g_return_if_fail (fields != NULL);
  if (set == NULL)
    return;

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &field, &value))
    apply_field (fields, write, field, value);
}

/**
 * ruhu_merge_join:
 * @state: the object, changed in place
 * @other: the same object as somebody else knows it
 *
 * Afterwards @state is what it would be had it seen all that either has seen.
 */
void
ruhu_merge_join (JsonObject *state, JsonObject *other)
{
  JsonObject *fields = ruhu_json_get_object (state, "f");
  JsonObject *others = ruhu_json_get_object (other, "f");
  JsonObjectIter iter;
  const char *field;
  JsonNode *node;

  g_return_if_fail (fields != NULL);
  if (others == NULL)
    return;

  json_object_iter_init (&iter, others);
  while (json_object_iter_next (&iter, &field, &node)) {
    JsonObject *old = ruhu_json_get_object (fields, field);
    JsonObject *entry = ruhu_json_get_object (others, field);
    g_autoptr (JsonObject) replaced = json_object_new ();
    g_autoptr (GPtrArray) writes = NULL;

    if (entry == NULL)
      continue;
    writes = ruhu_field_list_writes (entry);
    if (old != NULL) {
      g_autoptr (GPtrArray) mine = ruhu_field_list_writes (old);

      g_ptr_array_extend (writes, mine, NULL, NULL);
      raise_all (replaced, ruhu_json_get_object (old, "r"));
    }
    raise_all (replaced, ruhu_json_get_object (entry, "r"));
    json_object_set_object_member (fields, field, make_entry (writes, replaced));
  }
}

/** ruhu_merge_get_value: Returns: (transfer none) (nullable): what @field is now */
JsonNode *
ruhu_merge_get_value (JsonObject *state, const char *field)
{
  JsonObject *entry = ruhu_merge_get_entry (state, field);

  return entry != NULL ? json_object_get_member (entry, "v") : NULL;
}

/** ruhu_merge_get_text: Returns: (nullable): what @field is now, where that is a text */
const char *
ruhu_merge_get_text (JsonObject *state, const char *field)
{
  return ruhu_json_get_string (ruhu_merge_get_entry (state, field), "v");
}

/** ruhu_merge_list_fields: Returns: (transfer full): the fields that have been written, sorted */
char **
ruhu_merge_list_fields (JsonObject *state)
{
  JsonObject *fields = ruhu_json_get_object (state, "f");
  GList *names = g_list_sort (json_object_get_members (fields), (GCompareFunc) strcmp), *l;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (l = names; l != NULL; l = l->next)
    g_strv_builder_add (builder, l->data);
  g_list_free (names);

  return g_strv_builder_end (builder);
}
