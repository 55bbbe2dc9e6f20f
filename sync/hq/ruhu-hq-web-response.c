/* ruhu-hq-web-response.c: GET /api/responses/ID, and what of it has an address of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-web-response.h"

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-correction.h"
#include "ruhu-hq-device-table.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-proof.h"
#include "ruhu-hq-state.h"
#include "ruhu-hq-web-answers.h"
#include "ruhu-hq-web-person.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hlc.h"
#include "ruhu-hash.h"
#include "ruhu-receipt.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

static void
set_proof (JsonObject *answer, RuhuHqProof proof)
{
  static const struct {
    const char *state, *zh, *en;
  } words[] = {
    { "intact",
      "再核对一遍：与平板签名的原文一字不差",
      "Checked again: word for word what the tablet signed" },
    { "unreadable",
      "这份记录在服务器上被改动过：存的内容已经读不出来",
      "This response was altered at HQ: what is stored can no longer be read" },
    { "altered",
      "这份记录收到以后在服务器上被改动过：下面显示的不是平板签名的原文，不能作数",
      "This response was altered at HQ after it came in: what is shown is not what the tablet"
      " signed, and does not count" },
    { "misfiled",
      "原文没有改动，但数据库里登记的状态、地点或对象与原文不符，有人改过登记",
      "The response itself is genuine; state, place or person as filed in the database are not"
      " what it says: somebody altered the filing" },
    { "broken",
      "原文与收到时相同，但同一平板后来的记录被改动，签名已不能证明到这一份",
      "The response is as it came in, but a later one of the same tablet was altered, so that"
      " the signature no longer reaches it" },
  };
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "state", words[proof].state);
  ruhu_hq_web_set_texts (object, "text", words[proof].zh, words[proof].en);
  json_object_set_object_member (answer, "proof", object);
}

/* The last receipt this tablet has from HQ, and how far it goes for this response. */
static void
set_receipt (RuhuHqRequest *request, JsonObject *answer, RuhuHqDevice *device, RuhuHqChange *change)
{
  g_autoptr (RuhuReceipt) receipt =
    device->receipt != NULL ? ruhu_receipt_parse (device->receipt) : NULL;
  g_autofree char *number = NULL;
  JsonObject *object;

  if (receipt == NULL || change == NULL)
    return;

  object = json_object_new ();
  number = ruhu_wire_receipt_number (receipt->device, receipt->upto);
  json_object_set_string_member (object, "number", number);
  ruhu_hq_web_set_time (object, "at", receipt->at);
  json_object_set_int_member (object, "line", change->dseq);
  json_object_set_int_member (object, "upto", receipt->upto);
  json_object_set_boolean_member (object, "covers", (gint64) receipt->upto >= change->dseq);
  json_object_set_boolean_member (object,
                                  "complete",
                                  (gint64) receipt->attachments >= change->dseq);
  json_object_set_boolean_member (object,
                                  "verified",
                                  ruhu_receipt_verify (receipt,
                                                       ruhu_hq_dir_get_hqs (request->dir)) &&
                                    g_str_equal (receipt->device, device->dev));
  json_object_set_object_member (answer, "receipt", object);
}

static const char *
check_file (RuhuHqRequest *request, RuhuHqVisitor *visitor, const char *hash)
{
  g_autoptr (RuhuHqAtt) att =
    ruhu_hq_att_find (ruhu_hq_dir_get_store (request->dir), hash, visitor->user->scope, NULL);
  g_autofree char *name = g_strdup_printf ("att/%.2s/%s", hash, hash);
  g_autofree char *path = ruhu_hq_dir_build_path (request->dir, name);
  g_autoptr (GMappedFile) file = NULL;
  g_autofree char *found = NULL;

  if (att == NULL || !att->complete)
    return "missing";
  file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL)
    return "altered";
  found = ruhu_hash_text (g_mapped_file_get_contents (file), g_mapped_file_get_length (file));
  return g_strcmp0 (found, hash) == 0 ? "complete" : "altered";
}

/* The question whose answer is the name of this file. */
static void
name_attachment (JsonObject *described, JsonArray *groups, const char *id)
{
  guint i, k;

  for (i = 0; i < json_array_get_length (groups); i++) {
    JsonArray *rows =
      json_object_get_array_member (json_array_get_object_element (groups, i), "rows");

    for (k = 0; k < json_array_get_length (rows); k++) {
      JsonObject *row = json_array_get_object_element (rows, k);
      const char *file = ruhu_json_get_string (row, "file");

      if (file == NULL || !g_str_has_prefix (file, id) ||
          (file[strlen (id)] != '\0' && file[strlen (id)] != '.'))
        continue;
      json_object_set_member (described, "name", json_object_dup_member (row, "label"));
      json_object_set_string_member (row, "attachment", ruhu_json_get_string (described, "hash"));
      return;
    }
  }
}

static JsonArray *
list_attachments (RuhuHqRequest *request,
                  RuhuHqVisitor *visitor,
                  JsonObject *line,
                  JsonArray *groups)
{
  JsonArray *named = ruhu_json_get_array (line, "att");
  JsonArray *list = json_array_new ();
  guint i;

  for (i = 0; named != NULL && i < json_array_get_length (named); i++) {
    JsonObject *att = json_array_get_object_element (named, i);
    const char *hash = ruhu_json_get_string (att, "hash");
    const char *id = ruhu_json_get_string (att, "id");
    const char *type = ruhu_json_get_string (att, "type");
    guint64 size = 0;
    JsonObject *described;

    if (!ruhu_hash_is_valid (hash) || id == NULL)
      continue;
    described = json_object_new ();
    json_array_add_object_element (list, described);
    ruhu_wire_json_get_uint (att, "len", &size);
    json_object_set_string_member (described, "hash", hash);
    json_object_set_string_member (described, "type", type != NULL ? type : "");
    json_object_set_int_member (described, "size", size);
    json_object_set_string_member (described, "state", check_file (request, visitor, hash));
    name_attachment (described, groups, id);
  }
  return list;
}

static gboolean
add_decision (RuhuHqObject *object, gpointer data, GError **error)
{
  static const char *const members[] = { "level", "outcome", "reason", "u" };
  g_autoptr (JsonObject) body = ruhu_hq_state_parse (object);
  JsonObject *decision;
  guint i;

  if (body == NULL)
    return TRUE;

  decision = json_object_new ();
  json_array_add_object_element (data, decision);
  ruhu_hq_web_set_time (decision, "at", ruhu_hlc_get_ms (object->eff));
  for (i = 0; i < G_N_ELEMENTS (members); i++) {
    if (ruhu_json_get_string (body, members[i]) != NULL)
      json_object_set_string_member (decision, members[i], ruhu_json_get_string (body, members[i]));
  }
  return TRUE;
}

/* Of the chain that @reading is a link of, oldest first; the one that nothing replaces counts.
 * @older: (out) (transfer full) (nullable): the response that this one corrects */
static JsonArray *
make_chain (RuhuHqRequest *request, RuhuHqReading *reading, char **older, GError **error)
{
  RuhuHqObject *current = reading->object;
  g_autoptr (GPtrArray) all =
    ruhu_hq_correction_load_chain (ruhu_hq_dir_get_store (request->dir), current, error);
  JsonArray *chain;
  guint i;

  *older = NULL;
  if (all == NULL)
    return NULL;

  chain = json_array_new ();
  for (i = 0; i < all->len; i++) {
    RuhuHqObject *object = g_ptr_array_index (all, i);
    JsonObject *link = json_object_new ();

    json_array_add_object_element (chain, link);
    json_object_set_string_member (link, "id", object->uuid);
    json_object_set_string_member (link, "state", ruhu_hq_web_name_state (object->state));
    ruhu_hq_web_set_time (link, "at", ruhu_hlc_get_ms (object->eff));
    if (g_str_equal (object->uuid, current->uuid))
      json_object_set_boolean_member (link, "current", TRUE);
    if (object->replaced_by == NULL)
      json_object_set_boolean_member (link, "counts", TRUE);
    if (g_strcmp0 (object->uuid, current->replaces) == 0)
      *older = g_strdup (object->uuid);
  }
  return chain;
}

/* What the tablet said, in words; nothing where the line cannot be read. */
static gboolean
set_content (RuhuHqRequest *request,
             RuhuHqVisitor *visitor,
             JsonObject *answer,
             RuhuHqReading *reading,
             JsonObject *person,
             const char *older,
             GError **error)
{
  JsonObject *answers = reading->line != NULL ? ruhu_json_get_object (reading->line, "ans") : NULL;
  JsonObject *paradata = reading->line != NULL ? ruhu_json_get_object (reading->line, "par") : NULL;
  g_autoptr (RuhuList) list = NULL;
  g_auto (RuhuHqReader) reader = { 0 };
  g_auto (RuhuHqReading) replaced = { 0 };
  JsonArray *groups;

  if (answers == NULL)
    return TRUE;
  if (ruhu_json_get_string (paradata, "why") != NULL)
    json_object_set_string_member (answer, "why", ruhu_json_get_string (paradata, "why"));
  if (older != NULL &&
      !ruhu_hq_web_load_line (request, reading->object->town, older, &replaced, error))
    return FALSE;

  list = ruhu_hq_web_make_person_list (reading->object->parent, person);
  ruhu_hq_reader_init (&reader,
                       request->dir,
                       ruhu_hq_web_load_form (request, reading->line),
                       list,
                       answers);
  if (replaced.line != NULL && ruhu_json_get_object (replaced.line, "ans") != NULL)
    ruhu_hq_reader_compare (&reader, ruhu_json_get_object (replaced.line, "ans"));

  groups = ruhu_hq_reader_make_groups (&reader);
  json_object_set_array_member (answer, "groups", groups);
  json_object_set_array_member (
    answer,
    "flags",
    ruhu_hq_reader_make_flags (&reader,
                               paradata != NULL ? ruhu_json_get_object (paradata, "reasons")
                                                : NULL));
  json_object_set_array_member (answer,
                                "attachments",
                                list_attachments (request, visitor, reading->line, groups));
  return TRUE;
}

static void
set_head (RuhuHqRequest *request, JsonObject *answer, RuhuHqReading *reading, JsonObject *person)
{
  RuhuHqObject *object = reading->object;
  g_autoptr (JsonObject) body = ruhu_hq_state_parse (object);
  const char *user = body != NULL ? ruhu_json_get_string (body, "u") : NULL;
  JsonObject *place = json_object_new ();
  JsonObject *by = json_object_new ();

  json_object_set_string_member (answer, "id", object->uuid);
  json_object_set_string_member (answer, "state", ruhu_hq_web_name_state (object->state));
  if (object->replaced_by != NULL)
    json_object_set_string_member (answer, "replaced_by", object->replaced_by);
  json_object_set_object_member (answer, "form", ruhu_hq_web_describe_form (request, body));
  json_object_set_object_member (answer,
                                 "person",
                                 ruhu_hq_web_describe_person (object->parent, person));
  json_object_set_string_member (place, "division", object->division);
  ruhu_hq_web_name_division (request->dir, place, object->division);
  json_object_set_object_member (answer, "place", place);
  if (user != NULL)
    json_object_set_string_member (by, "name", user);
  if (reading->change != NULL) {
    json_object_set_string_member (by, "device", reading->change->dev);
    ruhu_hq_web_set_time (answer, "received_at", reading->change->recv);
  }
  json_object_set_object_member (answer, "by", by);
}

static gboolean
set_proofs (RuhuHqRequest *request, JsonObject *answer, RuhuHqReading *reading, GError **error)
{
  g_autoptr (RuhuHqDevice) device = NULL;
  RuhuHqProof proof = RUHU_HQ_PROOF_UNREADABLE;

  if (reading->change != NULL) {
    device =
      ruhu_hq_device_load (ruhu_hq_dir_get_store (request->dir), reading->change->dev, error);
    if (device == NULL ||
        !ruhu_hq_proof_make (request->dir, device, reading->change, reading->object, &proof, error))
      return FALSE;
    set_receipt (request, answer, device, reading->change);
  }
  set_proof (answer, proof);
  return TRUE;
}

static JsonObject *
make_answer (RuhuHqRequest *request, RuhuHqVisitor *visitor, RuhuHqReading *reading, GError **error)
{
  g_autoptr (JsonObject) answer = ruhu_hq_web_begin_answer (request, visitor->user->scope);
  g_autoptr (JsonObject) person =
    ruhu_hq_web_load_person (request, visitor, reading->object->town, reading->object->parent);
  g_autofree char *older = NULL;
  JsonArray *decisions = json_array_new ();
  JsonArray *chain;

  set_head (request, answer, reading, person);
  json_object_set_array_member (answer, "decisions", decisions);
  chain = make_chain (request, reading, &older, error);
  if (chain == NULL)
    return NULL;
  json_object_set_array_member (answer, "chain", chain);
  if (!ruhu_hq_object_foreach_of_parent (ruhu_hq_dir_get_store (request->dir),
                                         reading->object->town,
                                         reading->object->uuid,
                                         RUHU_OBJECT_DECISION,
                                         add_decision,
                                         decisions,
                                         error) ||
      !set_content (request, visitor, answer, reading, person, older, error) ||
      !set_proofs (request, answer, reading, error))
    return NULL;

  return g_steal_pointer (&answer);
}

static void
answer_response (RuhuHqRequest *request, RuhuHqVisitor *visitor, const char *id)
{
  g_auto (RuhuHqReading) reading = { 0 };
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (!ruhu_hq_web_find_response (request, visitor, id, &reading) ||
      !ruhu_hq_web_note (request, visitor->town, visitor->user->name, "open-response", id))
    return;

  answer = make_answer (request, visitor, &reading, &error);
  if (answer != NULL)
    ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
  else
    ruhu_hq_web_fail (request, error);
}

/** ruhu_hq_web_response_get: GET /api/responses/ID and /api/responses/ID/attachments/HASH */
void
ruhu_hq_web_response_get (RuhuHqRequest *request)
{
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_auto (GStrv) parts = g_strsplit (request->path, "/", 4);
  guint n = g_strv_length (parts);

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_RESPONSES))
    return;
  if (n == 1)
    answer_response (request, &visitor, parts[0]);
  else if (n == 3 && g_str_equal (parts[1], "attachments"))
    ruhu_hq_web_attachment_get (request, &visitor, parts[0], parts[2]);
  else
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_NOT_FOUND,
                        "NOT_FOUND",
                        "没有这一项",
                        "There is no such thing");
}
