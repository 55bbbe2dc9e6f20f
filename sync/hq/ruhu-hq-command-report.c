/* ruhu-hq-command-report.c: report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-night.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-json.h"

static gboolean
check_call (RuhuHqCall *call, GError **error)
{
  const char *division = ruhu_hq_call_get_option (call, "division");

  if (ruhu_hq_call_get_option (call, "period") == NULL) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "say --period");
    return FALSE;
  }
  if (!g_str_equal (ruhu_hq_call_get_arg (call, 0), "night")) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_NOT_FOUND,
                 "there is no report %s",
                 ruhu_hq_call_get_arg (call, 0));
    return FALSE;
  }
  if (division != NULL && !ruhu_division_is_valid (division)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "a division code has 4, 6, 9 or 12 digits");
    return FALSE;
  }
  return TRUE;
}

/** ruhu_hq_report_run: `report night --period DAY [--division CODE] [--format …]` */
gboolean
ruhu_hq_report_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  const char *division = ruhu_hq_call_get_option (call, "division");
  const char *format = ruhu_hq_call_get_option (call, "format");
  g_autoptr (JsonObject) night = NULL;
  g_autofree char *text = NULL;

  if (!check_call (call, error))
    return FALSE;

  night = ruhu_hq_night_make (ruhu_hq_dir_get_store (dir),
                              division != NULL ? division : "",
                              ruhu_hq_call_get_option (call, "period"),
                              ruhu_clock_now (),
                              error);
  if (night == NULL)
    return FALSE;

  if (format == NULL || g_str_equal (format, "table"))
    text = ruhu_hq_night_to_table (night);
  else if (g_str_equal (format, "csv"))
    text = ruhu_hq_night_to_csv (night);
  else if (g_str_equal (format, "json")) {
    g_autofree char *line = ruhu_json_to_text (night);

    text = g_strconcat (line, "\n", NULL);
  } else {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_NOT_FOUND,
                 "there is no format %s; it is table, json or csv",
                 format);
    return FALSE;
  }
  g_string_append (reply->out, text);
  return TRUE;
}
