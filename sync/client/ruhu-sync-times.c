/* ruhu-sync-times.c: when HQ was last heard of, kept between runs
 *
 * `sync.json` in the profile, clear: a locked tablet and ruhu-sync tell it too. Losing it loses no
 * more than that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-sync-times-private.h"

#include "base/ruhu-file.h"
#include "ruhu-wire-json.h"

#include <string.h>

#define NAME "sync.json"

/** ruhu_sync_times_load: zero where nothing was kept */
void
ruhu_sync_times_load (RuhuSyncTimes *times, const char *dir)
{
  g_autofree char *path = g_build_filename (dir, NAME, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) object = NULL;
  guint64 at;
  gsize length;

  memset (times, 0, sizeof *times);
  if (!g_file_get_contents (path, &text, &length, NULL))
    return;

  object = ruhu_wire_json_parse (text, length, NULL);
  if (ruhu_wire_json_get_uint (object, "last_contact", &at))
    times->last_contact = at;
  if (ruhu_wire_json_get_uint (object, "next_try", &at))
    times->next_try = at;
}

/** ruhu_sync_times_save: keeps them; where that fails, nothing of worth is lost */
void
ruhu_sync_times_save (const RuhuSyncTimes *times, const char *dir)
{
  g_autofree char *path = g_build_filename (dir, NAME, NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_int_member (object, "last_contact", times->last_contact);
  json_object_set_int_member (object, "next_try", times->next_try);
  text = ruhu_json_to_text (object);
  ruhu_file_replace (path, text, strlen (text), NULL);
}

/** ruhu_sync_times_format: Returns: (transfer full) (nullable): ISO 8601 in UTC; %NULL for 0 */
char *
ruhu_sync_times_format (gint64 at)
{
  g_autoptr (GDateTime) time = at > 0 ? g_date_time_new_from_unix_utc (at / 1000) : NULL;

  return time != NULL ? g_date_time_format_iso8601 (time) : NULL;
}
