/* ruhu-hq-web-reveal.c: what is shown on being asked for, and noted: pictures and full values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-web-answers.h"
#include "ruhu-hq-web-person.h"
#include "ruhu-hq-web-response.h"

#include "ruhu-hash.h"
#include "ruhu-merge.h"
#include "base/ruhu-json.h"

#define PERSON_NAME "person.name"
#define PERSON_CERTIFICATE "person.cert"

/** Reason: why somebody wants to see it; the word goes into the audit */
static const char *const reasons[] = { "verify", "contact", "complaint", "correct", NULL };

/* The types a browser may show; whatever else a tablet sent is only to be saved. */
static const char *
find_shown_type (JsonObject *line, const char *hash)
{
  static const char *const shown[] = { "image/jpeg", "image/png", "image/webp", NULL };
  JsonArray *named = ruhu_json_get_array (line, "att");
  guint i;

  for (i = 0; named != NULL && i < json_array_get_length (named); i++) {
    JsonObject *att = json_array_get_object_element (named, i);
    const char *type = ruhu_json_get_string (att, "type");

    if (g_strcmp0 (ruhu_json_get_string (att, "hash"), hash) == 0)
      return type != NULL && g_strv_contains (shown, type) ? type : "application/octet-stream";
  }
  return NULL;
}

/* Only what came as an attachment of that area: whoever names a hash has not seen the content. */
static GBytes *
load_file (RuhuHqRequest *request, RuhuHqVisitor *visitor, const char *hash)
{
  g_autoptr (RuhuHqAtt) att =
    ruhu_hq_att_find (ruhu_hq_dir_get_store (request->dir), hash, visitor->user->scope, NULL);
  g_autofree char *name = g_strdup_printf ("att/%.2s/%s", hash, hash);
  g_autofree char *path = ruhu_hq_dir_build_path (request->dir, name);
  g_autofree char *found = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize size;

  if (att == NULL || !att->complete || !g_file_get_contents (path, &data, &size, NULL))
    return NULL;

  bytes = g_bytes_new_take (data, size);
  found = ruhu_hash_bytes (bytes);
  return g_strcmp0 (found, hash) == 0 ? g_steal_pointer (&bytes) : NULL;
}

/**
 * ruhu_hq_web_attachment_get:
 *
 * Only what the response names, only where its bytes still have their hash.
 */
void
ruhu_hq_web_attachment_get (RuhuHqRequest *request,
                            RuhuHqVisitor *visitor,
                            const char *id,
                            const char *hash)
{
  g_auto (RuhuHqReading) reading = { 0 };
  g_autofree char *object = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *type = NULL;

  if (!ruhu_hq_web_find_response (request, visitor, id, &reading))
    return;

  if (ruhu_hash_is_valid (hash) && reading.line != NULL)
    type = find_shown_type (reading.line, hash);
  if (type != NULL)
    bytes = load_file (request, visitor, hash);
  if (bytes == NULL) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_NOT_FOUND,
                        "NOT_FOUND",
                        "附件还没到，或已被改动",
                        "The attachment has not come yet, or was altered");
    return;
  }

  object = g_strdup_printf ("%s %.16s", id, hash);
  if (!ruhu_hq_web_note (request, visitor->town, visitor->user->name, "open-attachment", object))
    return;
  ruhu_hq_request_answer_bytes (request, type, bytes);
  if (!g_str_has_prefix (type, "image/"))
    ruhu_hq_request_set_header (request, "Content-Disposition", "attachment");
}

static char *
find_value (RuhuHqRequest *request,
            RuhuHqVisitor *visitor,
            RuhuHqReading *reading,
            const char *field)
{
  g_autoptr (JsonObject) person = NULL;

  if (*field == '/')
    return reading->line != NULL
             ? g_strdup (ruhu_hq_reader_find (ruhu_json_get_object (reading->line, "ans"), field))
             : NULL;

  person =
    ruhu_hq_web_load_person (request, visitor, reading->object->town, reading->object->parent);
  if (person != NULL && g_str_equal (field, PERSON_NAME))
    return g_strdup (ruhu_merge_get_text (person, "person_name"));
  if (person != NULL && g_str_equal (field, PERSON_CERTIFICATE))
    return g_strdup (ruhu_merge_get_text (person, "cert_no"));
  return NULL;
}

/** ruhu_hq_web_reveal: POST /api/reveal `{object,field,reason}` → `{value}`, noted first */
void
ruhu_hq_web_reveal (RuhuHqRequest *request)
{
  g_auto (RuhuHqVisitor) visitor = { 0 };
  g_auto (RuhuHqReading) reading = { 0 };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autofree char *value = NULL;
  g_autofree char *noted = NULL;
  const char *id, *field, *reason;

  if (!ruhu_hq_web_admit (request, &visitor, RUHU_HQ_RIGHT_RESPONSES))
    return;
  body = ruhu_hq_web_read (request);
  if (body == NULL)
    return;

  id = ruhu_json_get_string (body, "object");
  field = ruhu_json_get_string (body, "field");
  reason = ruhu_json_get_string (body, "reason");
  if (id == NULL || field == NULL || reason == NULL || !g_strv_contains (reasons, reason)) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_BAD_REQUEST,
                        "INVALID",
                        "请说明为什么要看",
                        "Say why you need to see it");
    return;
  }
  if (!ruhu_hq_web_find_response (request, &visitor, id, &reading))
    return;

  value = find_value (request, &visitor, &reading, field);
  if (value == NULL) {
    ruhu_hq_web_refuse (request,
                        SOUP_STATUS_NOT_FOUND,
                        "NOT_FOUND",
                        "没有这一项",
                        "There is no such thing");
    return;
  }
  /* The field exists; but for the root, that nobody looks at, no word of it is the visitor's. */
  if (*field == '/')
    field += 1 + strcspn (field + 1, "/");
  noted = g_strdup_printf ("%s %s %s", reading.object->uuid, field, reason);
  if (!ruhu_hq_web_note (request, visitor.town, visitor.user->name, "reveal", noted))
    return;
  json_object_set_string_member (answer, "value", value);
  ruhu_hq_request_answer (request, SOUP_STATUS_OK, answer);
}
