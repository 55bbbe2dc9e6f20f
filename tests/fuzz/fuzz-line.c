/* fuzz-line.c: any bytes as a line of a device's log, checked, and merged where it sets fields
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hash.h"
#include "ruhu-line.h"
#include "ruhu-merge.h"
#include "ruhu-wire-json.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What the strict reader lets pass, it lets pass again once it is written down. */
static void
check_round_trip (const char *text, gsize size)
{
  g_autoptr (JsonObject) object = ruhu_wire_json_parse (text, size, NULL);
  g_autofree char *once = NULL, *twice = NULL;
  g_autoptr (JsonObject) again = NULL;

  if (object == NULL)
    return;

  once = ruhu_json_to_text (object);
  again = ruhu_wire_json_parse (once, strlen (once), NULL);
  g_assert (again != NULL);
  twice = ruhu_json_to_text (again);
  g_assert (g_str_equal (once, twice));
}

/* A line twice is a line once, and a state in words is the same state. */
static void
check_merge (JsonObject *change)
{
  g_autoptr (JsonObject) state = ruhu_merge_new_state (change);
  g_autoptr (JsonObject) joined = ruhu_merge_new_state (change);
  g_auto (GStrv) conflicts = NULL;
  g_autofree char *once = NULL, *twice = NULL;
  RuhuWrite write = { "d1", 5, 7, change };
  RuhuPolicy policy;

  ruhu_merge_apply (state, &write);
  once = ruhu_json_to_text (state);
  ruhu_merge_apply (state, &write);
  ruhu_merge_join (joined, state);
  twice = ruhu_json_to_text (joined);
  g_assert (g_str_equal (once, twice));

  conflicts = ruhu_merge_list_conflicts (state);
  ruhu_merge_get_deleted (state);
  ruhu_merge_get_replaced (state, change, "d1", NULL, NULL);
  ruhu_merge_find_forbidden (state, change, FALSE, &policy);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (RuhuLine) line = ruhu_line_new (bytes, 1, RUHU_HASH_NONE);
  g_autofree char *orig G_GNUC_UNUSED = ruhu_line_get_orig (line);

  g_assert (ruhu_hash_is_valid (ruhu_line_get_hash (line)));
  check_round_trip ((const char *) data, size);
  if (ruhu_line_get_quarantine (line) == RUHU_QUARANTINE_NONE &&
      json_object_has_member (ruhu_line_get_object (line), "set"))
    check_merge (ruhu_line_get_object (line));

  return 0;
}
