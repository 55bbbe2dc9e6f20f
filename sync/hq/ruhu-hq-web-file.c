/* ruhu-hq-web-file.c: GET of the pages, their style and their scripts
 *
 * All of it is compiled in (resources/ruhu-web.gresource.xml); nothing is read from a folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-web.h"
#include "ruhu-web-resources.h"

#include "ruhu-hash.h"

#define ROOT "/org/ruhu/Ruhu/web"
#define TAG_DIGITS 32

static const char *
find_type (const char *path)
{
  static const char *const types[][2] = {
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".svg", "image/svg+xml" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (types); i++) {
    if (g_str_has_suffix (path, types[i][0]))
      return types[i][1];
  }
  return NULL;
}

/** ruhu_hq_web_file_get: a file under /, /js/ or /vendor/; the browser keeps it and asks again */
void
ruhu_hq_web_file_get (RuhuHqRequest *request)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (request->message));
  const char *known = ruhu_hq_request_get_header (request, "If-None-Match");
  g_autofree char *name = g_strconcat (ROOT, g_str_equal (path, "/") ? "/index.html" : path, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *tag = NULL;

  bytes = g_resource_lookup_data (ruhu_web_get_resource (), name, 0, NULL);
  if (bytes == NULL || find_type (name) == NULL) {
    ruhu_hq_web_refuse (request, SOUP_STATUS_NOT_FOUND, "NOT_FOUND", "没有这一页", "No such page");
    return;
  }

  hash = ruhu_hash_bytes (bytes);
  tag = g_strdup_printf ("\"%.*s\"", TAG_DIGITS, hash);
  ruhu_hq_request_set_header (request, "Cache-Control", "no-cache");
  ruhu_hq_request_set_header (request, "ETag", tag);
  if (g_strcmp0 (known, tag) == 0) {
    soup_server_message_set_status (request->message, SOUP_STATUS_NOT_MODIFIED, NULL);
    return;
  }
  ruhu_hq_request_answer_bytes (request, "application/octet-stream", bytes);
  ruhu_hq_request_set_header (request, "Content-Type", find_type (name));
}
