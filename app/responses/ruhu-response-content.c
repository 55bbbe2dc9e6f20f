/* ruhu-response-content.c: what of a response goes into its line
 *
 *   {"div","u","fm","fv","person","task","replaces","next","ans","att","par"}
 *
 * Without consent the visit group goes, and nothing else: not the seconds per section either, which
 * would say how far the questions went, nor files that only other groups name. `next` goes always:
 * that nobody was met, and when somebody comes again, belongs to the visit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-content-private.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "responses/ruhu-response-listing-private.h"
#include "responses/ruhu-response-store.h"
#include "store/ruhu-att-private.h"
#include "store/ruhu-outbox.h"

#include <string.h>

/* Beyond this, whole numbers do not survive every JSON reader. */
#define MAX_NUMBER G_GINT64_CONSTANT (9007199254740991)

static gboolean
is_kept (const char *const *keep, const char *path)
{
  guint i;

  for (i = 0; keep[i] != NULL; i++) {
    if (g_str_equal (keep[i], path))
      return TRUE;
  }

  return FALSE;
}

static gboolean
leads_to_kept (const char *const *keep, const char *path)
{
  g_autofree char *below = g_strconcat (path, "/", NULL);
  guint i;

  for (i = 0; keep[i] != NULL; i++) {
    if (g_str_has_prefix (keep[i], below))
      return TRUE;
  }

  return FALSE;
}

static JsonObject *
prune (JsonObject *object, const char *above, const char *const *keep)
{
  JsonObject *left = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    g_autofree char *path = g_strconcat (above, name, NULL);
    g_autofree char *below = g_strconcat (path, "/", NULL);

    if (is_kept (keep, path))
      json_object_set_member (left, name, json_node_copy (node));
    else if (JSON_NODE_HOLDS_OBJECT (node) && leads_to_kept (keep, path))
      json_object_set_object_member (left, name, prune (json_node_get_object (node), below, keep));
  }

  return left;
}

/**
 * ruhu_response_prune:
 * @ans: the answers as the line has them: groups as objects, repeats as arrays
 * @keep: (array zero-terminated=1): groups that stay, `visit` or `outer/visit`
 * @error: %RUHU_ERROR_INVALID where @ans is no JSON object
 *
 * Returns: (transfer full) (nullable): @ans with nothing but these groups, in the same order
 */
char *
ruhu_response_prune (const char *ans, const char *const *keep, GError **error)
{
  g_autoptr (JsonObject) object = ruhu_json_parse (ans, -1, error);
  g_autoptr (JsonObject) left = NULL;

  if (object == NULL)
    return NULL;

  left = prune (object, "", keep);
  return ruhu_json_to_text (left);
}

static void
collect_texts (JsonNode *node, GHashTable *texts)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    g_autoptr (GList) members = json_object_get_values (json_node_get_object (node));
    GList *l;

    for (l = members; l != NULL; l = l->next)
      collect_texts (l->data, texts);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    g_autoptr (GList) elements = json_array_get_elements (json_node_get_array (node));
    GList *l;

    for (l = elements; l != NULL; l = l->next)
      collect_texts (l->data, texts);
  } else if (json_node_get_value_type (node) == G_TYPE_STRING) {
    g_hash_table_add (texts, (gpointer) json_node_get_string (node));
  }
}

static JsonObject *
describe (RuhuAtt *att)
{
  JsonObject *object = json_object_new ();
  g_autofree char *id = ruhu_id_from_bytes (att->id);

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "hash", att->hash);
  json_object_set_int_member (object, "len", att->len);
  json_object_set_string_member (object, "type", att->type);
  return object;
}

/* A correction names what it took over as the line that it replaces does: HQ has the file by its
 * hash, and nothing goes twice. */
static void
add_shared (JsonArray *array, JsonArray *shared, GHashTable *texts)
{
  guint i;

  for (i = 0; shared != NULL && i < json_array_get_length (shared); i++) {
    JsonObject *object = json_array_get_object_element (shared, i);
    const char *id = ruhu_json_get_string (object, "id");
    g_autofree char *name = NULL;
    guint8 bytes[16];

    if (id == NULL)
      continue;
    name = ruhu_id_to_bytes (id, bytes)
             ? ruhu_att_get_name (bytes, ruhu_json_get_string (object, "type"))
             : g_strdup (id);
    if (g_hash_table_contains (texts, name))
      json_array_add_object_element (array, json_object_ref (object));
  }
}

/* Those whose name is an answer. */
static JsonArray *
list_attachments (RuhuVault *vault, RuhuDraft *draft, JsonObject *ans, GError **error)
{
  JsonObject *local = ruhu_json_get_object (draft->body, "local");
  g_autoptr (GPtrArray) atts = ruhu_att_list_of (vault, draft->rec, error);
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (JsonNode) root = NULL;
  JsonArray *array;
  guint i;

  if (atts == NULL)
    return NULL;

  root = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (root, ans);
  collect_texts (root, texts);
  array = json_array_new ();
  for (i = 0; i < atts->len; i++) {
    RuhuAtt *att = g_ptr_array_index (atts, i);
    g_autofree char *name = ruhu_att_get_name (att->id, att->type);

    if (g_hash_table_contains (texts, name))
      json_array_add_object_element (array, describe (att));
  }
  add_shared (array, ruhu_json_get_array (local, RUHU_DRAFT_SHARED), texts);

  return array;
}

/* A version that is a number goes as one. */
static void
set_version (JsonObject *content, const char *version)
{
  gsize digits = version == NULL ? 0 : strspn (version, "0123456789");
  gint64 number;

  if (digits == 0 || version[digits] != '\0' || (version[0] == '0' && digits > 1) ||
      !g_ascii_string_to_signed (version, 10, 0, MAX_NUMBER, &number, NULL))
    ruhu_json_set_string (content, "fv", version);
  else
    json_object_set_int_member (content, "fv", number);
}

static JsonObject *
make_paradata (RuhuDraft *draft, const char *par, GError **error)
{
  JsonObject *local = ruhu_json_get_object (draft->body, "local");
  g_autoptr (JsonObject) made = json_object_new ();
  g_autoptr (JsonObject) given = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_set_int_member (made, "started", ruhu_json_get_int64 (local, "started"));
  json_object_set_int_member (made, "finished", draft->finished);
  if (par == NULL)
    return g_steal_pointer (&made);

  given = ruhu_json_parse (par, -1, error);
  if (given == NULL)
    return NULL;
  json_object_iter_init_ordered (&iter, given);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    if (!json_object_has_member (made, name) && !g_str_equal (name, RUHU_RESPONSE_NEXT))
      json_object_set_member (made, name, json_node_copy (node));
  }

  return g_steal_pointer (&made);
}

/* Takes it out of the paradata that were given. */
static gboolean
set_next (JsonObject *content, const char *par, GError **error)
{
  g_autoptr (JsonObject) given = par != NULL ? ruhu_json_parse (par, -1, error) : NULL;

  if (par != NULL && given == NULL)
    return FALSE;

  ruhu_json_set_string (content,
                        RUHU_RESPONSE_NEXT,
                        given != NULL ? ruhu_json_get_string (given, RUHU_RESPONSE_NEXT) : NULL);
  return TRUE;
}

/* Whether HQ holds that line and will not take it: nothing that it says is known there. Without its
 * form it waits for that, and what HQ has already it has under this name. */
static gboolean
is_held_for_good (RuhuChange *change)
{
  return change->state == RUHU_OUTBOX_QUARANTINED &&
         g_strcmp0 (change->code, "FORM_UNKNOWN") != 0 &&
         g_strcmp0 (change->code, "FINALIZED") != 0;
}

/* A correction of a correction that HQ holds names what that one corrects: or else HQ, which knows
 * nothing of the link between, would count the first and the last.
 * @replaced: (out) (transfer full) (nullable) */
static gboolean
find_replaced (RuhuVault *vault, JsonObject *local, char **replaced, GError **error)
{
  g_autofree char *id = g_strdup (ruhu_json_get_string (local, "replaces"));

  while (id != NULL) {
    g_autoptr (RuhuChange) change = NULL;
    g_autoptr (JsonObject) noted = NULL;
    const char *before;

    if (!ruhu_response_listing_find_line (vault, id, &change, error))
      return FALSE;
    if (change == NULL || !is_held_for_good (change))
      break;
    noted = ruhu_json_parse (change->local, -1, error);
    if (noted == NULL)
      return FALSE;
    before = ruhu_json_get_string (noted, "replaces");
    if (before == NULL)
      break;
    g_free (id);
    id = g_strdup (before);
  }

  *replaced = g_steal_pointer (&id);
  return TRUE;
}

/*
 * ruhu_response_content_new:
 * @draft: with its time of finishing set
 * @keep: (nullable): the groups that may go where there is no consent; %NULL where there is
 * @par: (nullable): paradata, a JSON object, and in it `next`
 * @error: %RUHU_ERROR_INVALID where @ans or @par are no JSON object
 *
 * Returns: (transfer full) (nullable): the members of the line after `k`, in their order
 */
JsonObject *
ruhu_response_content_new (RuhuVault *vault,
                           RuhuDraft *draft,
                           const char *ans,
                           const char *const *keep,
                           const char *par,
                           GError **error)
{
  JsonObject *local = ruhu_json_get_object (draft->body, "local");
  g_autoptr (JsonObject) content = json_object_new ();
  g_autoptr (JsonObject) whole = ruhu_json_parse (ans, -1, error);
  g_autoptr (JsonObject) answers = NULL;
  g_autoptr (JsonArray) atts = NULL;
  g_autoptr (JsonObject) paradata = NULL;
  g_autofree char *replaced = NULL;

  if (whole == NULL || !find_replaced (vault, local, &replaced, error))
    return NULL;
  answers = keep == NULL ? json_object_ref (whole) : prune (whole, "", keep);
  atts = list_attachments (vault, draft, answers, error);
  paradata = atts == NULL ? NULL : make_paradata (draft, keep == NULL ? par : NULL, error);
  if (paradata == NULL)
    return NULL;

  ruhu_json_set_string (content, "div", ruhu_json_get_string (local, "div"));
  ruhu_json_set_string (content, "u", ruhu_json_get_string (local, "u"));
  ruhu_json_set_string (content, "fm", ruhu_json_get_string (local, "fm"));
  set_version (content, ruhu_json_get_string (local, "fv"));
  ruhu_json_set_string (content, "person", ruhu_json_get_string (local, "person"));
  ruhu_json_set_string (content, "task", ruhu_json_get_string (local, "task"));
  ruhu_json_set_string (content, "replaces", replaced);
  if (!set_next (content, par, error))
    return NULL;
  json_object_set_object_member (content, "ans", g_steal_pointer (&answers));
  json_object_set_array_member (content, "att", g_steal_pointer (&atts));
  json_object_set_object_member (content, "par", g_steal_pointer (&paradata));
  return g_steal_pointer (&content);
}
