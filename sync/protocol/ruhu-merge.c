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

#include "base/ruhu-id.h"
#include "ruhu-wire-json.h"

#include <sodium.h>
#include <string.h>

#define DELETED "_del"

/**
 * ruhu_merge_effective:
 * @proposed: the clock the device proposes
 * @now: HQ's time at the first acceptance, ms since 1970 UTC
 * @replaced: greatest effective clock among the writes it replaces; 0 for none
 * @last: greatest effective clock of that device so far; 0 for none
 *
 * A clock years ahead cannot win for ever, what was seen and replaced always loses, and what one
 * device wrote keeps its order.
 *
 * Returns: the effective clock, which everybody uses from then on
 */
RuhuHlc
ruhu_merge_effective (RuhuHlc proposed, gint64 now, RuhuHlc replaced, RuhuHlc last)
{
  RuhuHlc latest = ruhu_hlc_from_ms (now + RUHU_MERGE_MAX_AHEAD);
  RuhuHlc eff = MIN (proposed, latest);

  if (replaced > 0)
    eff = MAX (eff, replaced + 1);
  if (last > 0)
    eff = MAX (eff, last + 1);

  return eff;
}

static guint64
get_seq (JsonObject *entry)
{
  guint64 seq = 0;

  ruhu_wire_json_get_uint (entry, "q", &seq);
  return seq;
}

static RuhuHlc
get_eff (JsonObject *entry)
{
  RuhuHlc eff = 0;

  ruhu_hlc_from_string (ruhu_json_get_string (entry, "e"), &eff);
  return eff;
}

static const char *
get_device (JsonObject *entry)
{
  const char *device = ruhu_json_get_string (entry, "d");

  return device != NULL ? device : "";
}

/* All writes of a field that are in the state: heads, and the winner even if it is no head. */
static GPtrArray *
list_writes (JsonObject *entry)
{
  GPtrArray *writes = g_ptr_array_new ();
  JsonArray *heads = ruhu_json_get_array (entry, "h");
  guint i;

  g_ptr_array_add (writes, entry);
  for (i = 0; heads != NULL && i < json_array_get_length (heads); i++)
    g_ptr_array_add (writes, json_array_get_object_element (heads, i));

  return writes;
}

static guint64
get_replaced_upto (JsonObject *entry, const char *device)
{
  guint64 upto = 0;

  ruhu_wire_json_get_uint (ruhu_json_get_object (entry, "r"), device, &upto);
  return upto;
}

static JsonObject *
get_entry (JsonObject *state, const char *field)
{
  return ruhu_json_get_object (ruhu_json_get_object (state, "f"), field);
}

typedef void (*ReplacedFunc) (const char *device, guint64 seq, gpointer data);

static void
parse_write (const char *name, const char *self_device, ReplacedFunc func, gpointer data)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *device = dot != NULL ? g_strndup (name, dot - name) : NULL;
  guint64 seq;

  if (dot == NULL ||
      !g_ascii_string_to_unsigned (dot + 1, 10, 1, RUHU_WIRE_MAX_INTEGER, &seq, NULL))
    return;

  func (g_str_equal (device, "self") ? self_device : device, seq, data);
}

/* One field of `rp`: the name of a write, or a list of them. */
static void
foreach_replaced (JsonNode *node, const char *self_device, ReplacedFunc func, gpointer data)
{
  JsonArray *array;
  guint i;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    if (json_node_get_value_type (node) == G_TYPE_STRING)
      parse_write (json_node_get_string (node), self_device, func, data);
    return;
  }

  array = json_node_get_array (node);
  for (i = 0; i < json_array_get_length (array); i++) {
    JsonNode *item = json_array_get_element (array, i);

    if (json_node_get_value_type (item) == G_TYPE_STRING)
      parse_write (json_node_get_string (item), self_device, func, data);
  }
}

typedef struct {
  JsonObject *entry;
  RuhuMergeLookup lookup;
  gpointer data;
  RuhuHlc eff;
} Replaced;

static void
find_eff (const char *device, guint64 seq, gpointer data)
{
  Replaced *self = data;
  g_autoptr (GPtrArray) writes = self->entry != NULL ? list_writes (self->entry) : NULL;
  RuhuHlc eff = 0;
  guint i;

  for (i = 0; writes != NULL && i < writes->len; i++) {
    if (get_seq (writes->pdata[i]) == seq && g_str_equal (get_device (writes->pdata[i]), device))
      eff = get_eff (writes->pdata[i]);
  }
  if (eff == 0 && self->lookup != NULL)
    eff = self->lookup (device, seq, self->data);

  self->eff = MAX (self->eff, eff);
}

/**
 * ruhu_merge_get_replaced:
 * @state: (nullable): the object as it is
 * @change: a line for it
 * @device: whose line
 * @lookup: (nullable): finds the clock of a line that is no longer in @state
 * @data: for @lookup
 *
 * Returns: the greatest effective clock of what @change says it replaces; 0 for nothing
 */
RuhuHlc
ruhu_merge_get_replaced (JsonObject *state,
                         JsonObject *change,
                         const char *device,
                         RuhuMergeLookup lookup,
                         gpointer data)
{
  JsonObject *rp = ruhu_json_get_object (change, "rp");
  Replaced replaced = { NULL, lookup, data, 0 };
  JsonObjectIter iter;
  const char *field;
  JsonNode *node;

  if (rp == NULL)
    return 0;

  json_object_iter_init (&iter, rp);
  while (json_object_iter_next (&iter, &field, &node)) {
    replaced.entry = get_entry (state, field);
    foreach_replaced (node, device, find_eff, &replaced);
  }

  return replaced.eff;
}

static const char *
get_kind (JsonObject *object)
{
  return ruhu_json_get_string (object, "k");
}

/**
 * ruhu_merge_find_forbidden:
 * @state: (nullable): the object as it is
 * @change: a line for it
 * @by_hq: whether HQ itself writes
 * @policy: (out): which rule it breaks: ONCE (quarantine IMMUTABLE) or SERVER (quarantine POLICY)
 *
 * Returns: (nullable): a field that @change may not write; %NULL where all is well
 */
const char *
ruhu_merge_find_forbidden (JsonObject *state,
                           JsonObject *change,
                           gboolean by_hq,
                           RuhuPolicy *policy)
{
  JsonObject *set = ruhu_json_get_object (change, "set");
  const char *kind = get_kind (change);
  JsonObjectIter iter;
  const char *field;
  JsonNode *value;

  if (set == NULL)
    return NULL;

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &field, &value)) {
    JsonNode *old = ruhu_merge_get_value (state, field);

    *policy = ruhu_policy_of (kind, field);
    if (*policy == RUHU_POLICY_SERVER && !by_hq && (old == NULL || !json_node_equal (old, value)))
      return field;
    if (*policy == RUHU_POLICY_ONCE && old != NULL && !json_node_equal (old, value))
      return field;
  }

  return NULL;
}

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
  int devices = strcmp (get_device (a), get_device (b));

  if (devices != 0)
    return devices;

  return (get_seq (a) > get_seq (b)) - (get_seq (a) < get_seq (b));
}

static int
compare_clocks (JsonObject *a, JsonObject *b)
{
  RuhuHlc eff_a = get_eff (a), eff_b = get_eff (b);

  if (eff_a != eff_b)
    return eff_a > eff_b ? 1 : -1;

  return compare_places (a, b);
}

static int
compare_pointers (gconstpointer a, gconstpointer b)
{
  return compare_places (*(JsonObject **) a, *(JsonObject **) b);
}

/* A write without what the field knows of the others. */
static JsonObject *
copy_write (JsonObject *from)
{
  static const char *const members[] = { "v", "e", "d", "q", "u", "src", "s" };
  JsonObject *write = json_object_new ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (members); i++) {
    if (json_object_has_member (from, members[i]))
      json_object_set_member (write, members[i], json_object_dup_member (from, members[i]));
  }

  return write;
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

  ruhu_wire_json_get_uint (replaced, get_device (write), &upto);
  if (get_seq (write) <= upto)
    return FALSE;

  for (i = 0; i < writes->len; i++) {
    if (g_str_equal (get_device (writes->pdata[i]), get_device (write)) &&
        get_seq (writes->pdata[i]) > get_seq (write))
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

  entry = copy_write (winner);
  for (i = 0; i < writes->len; i++) {
    if (writes->pdata[i] != winner && is_head (writes->pdata[i], writes, replaced))
      json_array_add_object_element (heads, copy_write (writes->pdata[i]));
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
      foreach_replaced (node, write->device, add_replaced_cb, seen);
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
  if (g_str_equal (field, DELETED))
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
  g_autoptr (GPtrArray) writes = old != NULL ? list_writes (old) : g_ptr_array_new ();

  g_ptr_array_add (writes, made);
  raise_all (replaced, ruhu_json_get_object (old, "r"));
  if (rp != NULL)
    foreach_replaced (json_object_get_member (rp, field), write->device, add_replaced_cb, replaced);

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
    writes = list_writes (entry);
    if (old != NULL) {
      g_autoptr (GPtrArray) mine = list_writes (old);

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
  JsonObject *entry = get_entry (state, field);

  return entry != NULL ? json_object_get_member (entry, "v") : NULL;
}

/** ruhu_merge_get_text: Returns: (nullable): what @field is now, where that is a text */
const char *
ruhu_merge_get_text (JsonObject *state, const char *field)
{
  return ruhu_json_get_string (get_entry (state, field), "v");
}

/* Whether the delete in @deleted was made knowing @write. */
static gboolean
delete_saw (JsonObject *deleted, JsonObject *write)
{
  guint64 upto = 0;

  if (g_str_equal (get_device (write), get_device (deleted)))
    return get_seq (write) <= get_seq (deleted);

  ruhu_wire_json_get_uint (ruhu_json_get_object (deleted, "s"), get_device (write), &upto);
  return get_seq (write) <= upto;
}

static gboolean
delete_saw_all (JsonObject *state, JsonObject *deleted)
{
  JsonObject *fields = ruhu_json_get_object (state, "f");
  JsonObjectIter iter;
  const char *field;

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &field, NULL)) {
    JsonObject *entry = ruhu_json_get_object (fields, field);
    g_autoptr (GPtrArray) writes = NULL;
    guint i;

    if (entry == NULL || g_str_equal (field, DELETED))
      continue;
    writes = list_writes (entry);
    for (i = 0; i < writes->len; i++) {
      if (!delete_saw (deleted, writes->pdata[i]))
        return FALSE;
    }
  }

  return TRUE;
}

static gboolean
is_set (JsonObject *entry)
{
  JsonNode *value = entry != NULL ? json_object_get_member (entry, "v") : NULL;

  return value != NULL && !JSON_NODE_HOLDS_NULL (value);
}

/**
 * ruhu_merge_get_deleted:
 *
 * An edit that the delete did not know wins over it: the object stays, and the conflict `_del` is
 * open.
 *
 * Returns: whether the object is gone from lists
 */
gboolean
ruhu_merge_get_deleted (JsonObject *state)
{
  JsonObject *deleted = get_entry (state, DELETED);

  return is_set (deleted) && delete_saw_all (state, deleted);
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

/* The heads, the winner among them where it is one. */
static GPtrArray *
list_heads (JsonObject *entry)
{
  GPtrArray *heads = list_writes (entry);

  if (get_seq (entry) <= get_replaced_upto (entry, get_device (entry)))
    g_ptr_array_remove_index (heads, 0);

  return heads;
}

static gboolean
values_differ (GPtrArray *heads)
{
  guint i;

  for (i = 1; i < heads->len; i++) {
    if (!json_node_equal (json_object_get_member (heads->pdata[0], "v"),
                          json_object_get_member (heads->pdata[i], "v")))
      return TRUE;
  }

  return FALSE;
}

static gboolean
is_conflict (JsonObject *state, const char *field)
{
  JsonObject *entry = get_entry (state, field);
  g_autoptr (GPtrArray) heads = list_heads (entry);

  if (g_str_equal (field, DELETED) && is_set (entry) && !delete_saw_all (state, entry))
    return TRUE;

  return ruhu_policy_of (get_kind (state), field) == RUHU_POLICY_SURFACE && values_differ (heads);
}

/** ruhu_merge_list_conflicts: Returns: (transfer full): the fields people are to be asked about */
char **
ruhu_merge_list_conflicts (JsonObject *state)
{
  g_auto (GStrv) fields = ruhu_merge_list_fields (state);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  for (i = 0; fields[i] != NULL; i++) {
    if (is_conflict (state, fields[i]))
      g_strv_builder_add (builder, fields[i]);
  }

  return g_strv_builder_end (builder);
}

/**
 * ruhu_merge_conflict_id:
 * @object: UUID of the object
 * @path: the field; `replaces` for two corrections of one response
 *
 * Returns: (transfer full): the UUID of that conflict (version 8, RFC 9562), the same everywhere
 */
char *
ruhu_merge_conflict_id (const char *object, const char *path)
{
  g_autofree char *text = g_strdup_printf ("%s|%s", object, path);
  guint8 bytes[16];

  crypto_generichash (bytes, sizeof bytes, (const guint8 *) text, strlen (text), NULL, 0);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return ruhu_id_from_bytes (bytes);
}

/**
 * ruhu_merge_describe_conflict:
 * @path: a field that ruhu_merge_list_conflicts() names
 *
 * Returns: (transfer full): `{"id","rec","k","div","path","heads":[{"v","e","d","q","u"}]}`, as it
 *   is pulled
 */
JsonObject *
ruhu_merge_describe_conflict (JsonObject *state, const char *path)
{
  const char *object = ruhu_json_get_string (state, "id");
  g_autofree char *id = ruhu_merge_conflict_id (object, path);
  g_autoptr (GPtrArray) heads = list_heads (get_entry (state, path));
  JsonObject *conflict = json_object_new ();
  JsonArray *array = json_array_new ();
  guint i;

  json_object_set_string_member (conflict, "id", id);
  json_object_set_string_member (conflict, "rec", object);
  json_object_set_string_member (conflict, "k", ruhu_json_get_string (state, "k"));
  json_object_set_string_member (conflict, "div", ruhu_json_get_string (state, "div"));
  json_object_set_string_member (conflict, "path", path);
  for (i = 0; i < heads->len; i++)
    json_array_add_object_element (array, copy_write (heads->pdata[i]));
  json_object_set_array_member (conflict, "heads", array);

  return conflict;
}
