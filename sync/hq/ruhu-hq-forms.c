/* ruhu-hq-forms.c: GET /v1/forms/<id>/<version>, GET /v1/media/<hash>
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-form-table.h"
#include "ruhu-hq-handlers-private.h"

#include "base/ruhu-error.h"
#include "ruhu-hash.h"
#include "ruhu-wire.h"

/** ruhu_hq_forms_handle: a published form, byte for byte */
void
ruhu_hq_forms_handle (RuhuHqRequest *request)
{
  g_auto (GStrv) parts = g_strsplit (request->path, "/", 3);
  g_autofree char *id = NULL;
  g_autofree char *version = NULL;
  g_autofree char *tag = NULL;
  g_autoptr (RuhuHqForm) form = NULL;
  g_autoptr (GError) error = NULL;

  if (g_strv_length (parts) == 2) {
    id = g_uri_unescape_string (parts[0], NULL);
    version = g_uri_unescape_string (parts[1], NULL);
  }
  if (id != NULL && version != NULL)
    form = ruhu_hq_form_load (ruhu_hq_dir_get_store (request->dir), id, version, &error);
  if (error != NULL && !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  if (form == NULL) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
    return;
  }

  tag = g_strdup_printf ("\"%s\"", form->notice->hash);
  ruhu_hq_request_set_header (request, "ETag", tag);
  ruhu_hq_request_set_header (request, "Cache-Control", "private, max-age=31536000, immutable");
  ruhu_hq_request_answer_bytes (request, "application/xml", form->body);
}

static guint64
read_number (RuhuHqRequest *request, const char *name, guint64 otherwise)
{
  const char *text = request->query != NULL ? g_hash_table_lookup (request->query, name) : NULL;
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL)
           ? number
           : otherwise;
}

static void
answer_piece (RuhuHqRequest *request, GBytes *content)
{
  g_autoptr (GBytes) piece = NULL;
  gsize size = g_bytes_get_size (content);
  guint64 offset = read_number (request, "off", 0);
  guint64 max = MIN (read_number (request, "max", RUHU_WIRE_MAX_PIECE), RUHU_WIRE_MAX_PIECE);

  if (offset > size) {
    g_autoptr (JsonObject) members = json_object_new ();

    json_object_set_int_member (members, "off", size);
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_OFFSET, members);
    return;
  }

  piece = g_bytes_new_from_bytes (content, offset, MIN (max, size - offset));
  ruhu_hq_request_set_header (request, "Cache-Control", "private, max-age=31536000, immutable");
  ruhu_hq_request_answer_bytes (request, "application/octet-stream", piece);
}

/** ruhu_hq_form_media_handle: a piece of a file that a published form came with */
void
ruhu_hq_form_media_handle (RuhuHqRequest *request)
{
  g_autofree char *path = NULL;
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has = FALSE;

  if (ruhu_hash_is_valid (request->path) &&
      !ruhu_hq_form_media_has (ruhu_hq_dir_get_store (request->dir), request->path, &has, &error)) {
    ruhu_hq_request_fail (request, error);
    return;
  }
  if (!has) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
    return;
  }

  path = ruhu_hq_form_media_get_path (request->dir, request->path);
  file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL) { /* `verify` says which; the tablet goes on with the other forms */
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
    return;
  }
  content = g_mapped_file_get_bytes (file);
  answer_piece (request, content);
}
