/* ruhu-hq-forms.c: GET /v1/forms/<id>/<version>
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-form-table.h"
#include "ruhu-hq-handlers-private.h"

#include "base/ruhu-error.h"

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

  tag = g_strdup_printf ("\"%s\"", form->hash);
  ruhu_hq_request_set_header (request, "ETag", tag);
  ruhu_hq_request_set_header (request, "Cache-Control", "private, max-age=31536000, immutable");
  ruhu_hq_request_answer_bytes (request, "application/xml", form->body);
}
