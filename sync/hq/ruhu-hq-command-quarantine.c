/* ruhu-hq-command-quarantine.c: quarantine list, release
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-quarantine-table.h"
#include "ruhu-hq-release.h"

#include "ruhu-wire-json.h"

#define ACTOR "command"

static void
print (RuhuHqHeld *held, GString *out)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (held->at / 1000);
  g_autofree char *when = time != NULL ? g_date_time_format (time, "%F %R") : NULL;
  g_autofree char *name = g_strdup_printf ("%s.%" G_GINT64_FORMAT, held->dev, held->dseq);

  g_string_append_printf (out,
                          "%-14s %s  %-12s %s%s%s\n",
                          name,
                          when != NULL ? when : "",
                          held->code,
                          held->path != NULL ? held->path : "",
                          held->path != NULL ? ": " : "",
                          held->message != NULL ? held->message : "");
}

/** ruhu_hq_quarantine_list_run: `quarantine list [--code CODE]` */
gboolean
ruhu_hq_quarantine_list_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  g_autoptr (GPtrArray) list = ruhu_hq_quarantine_list (ruhu_hq_dir_get_store (dir),
                                                        "",
                                                        ruhu_hq_call_get_option (call, "code"),
                                                        error);
  guint i;

  for (i = 0; list != NULL && i < list->len; i++)
    print (g_ptr_array_index (list, i), reply->out);
  if (list != NULL && list->len == 0)
    g_string_append (reply->out, "nothing is held\n");
  return list != NULL;
}

/* DEVICE.NUMBER, as the list prints it. */
static gboolean
parse_name (const char *name, char **dev, gint64 *dseq, GError **error)
{
  const char *dot = strrchr (name, '.');
  guint64 number;

  if (dot == NULL || dot == name ||
      !g_ascii_string_to_unsigned (dot + 1, 10, 1, RUHU_WIRE_MAX_INTEGER, &number, NULL)) {
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "“%s” is not DEVICE.NUMBER, as the list prints it",
                 name);
    return FALSE;
  }

  *dev = g_strndup (name, dot - name);
  *dseq = number;
  return TRUE;
}

/** ruhu_hq_quarantine_release_run: `quarantine release DEVICE.NUMBER…`; each by itself */
gboolean
ruhu_hq_quarantine_release_run (RuhuHqDir *dir,
                                RuhuHqCall *call,
                                RuhuHqReply *reply,
                                GError **error)
{
  guint i;

  for (i = 0; i < call->args->len; i++) {
    const char *name = ruhu_hq_call_get_arg (call, i);
    g_autofree char *dev = NULL;
    gint64 dseq;

    if (!parse_name (name, &dev, &dseq, error))
      return FALSE;
    if (!ruhu_hq_release (dir, ACTOR, dev, dseq, error)) {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
    g_string_append_printf (reply->out, "%s is in the log now\n", name);
  }
  return TRUE;
}
