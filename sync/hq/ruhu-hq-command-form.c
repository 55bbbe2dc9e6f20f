/* ruhu-hq-command-form.c: form publish
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-commands-private.h"
#include "ruhu-hq-form-table.h"
#include "ruhu-hq-release.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "forms/ruhu-form.h"
#include "ruhu-hash.h"

#define TOWN "000000000" /* forms are everybody's */

static RuhuHqForm *
read_form (RuhuHqFile *file, RuhuHqReply *reply, GError **error)
{
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (file->bytes, file->name, error);
  GPtrArray *warnings;
  RuhuHqForm *row;
  guint i;

  if (form == NULL)
    return NULL;

  warnings = ruhu_form_get_warnings (form);
  for (i = 0; warnings != NULL && i < warnings->len; i++)
    g_string_append_printf (reply->err, "%s\n", (char *) g_ptr_array_index (warnings, i));

  if (ruhu_form_get_id (form) == NULL || ruhu_form_get_version (form) == NULL ||
      *ruhu_form_get_version (form) == '\0' || strchr (ruhu_form_get_id (form), '/') != NULL ||
      strchr (ruhu_form_get_version (form), '/') != NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "%s: a form to publish needs an id and a version without a slash",
                 file->name);
    return NULL;
  }

  row = g_new0 (RuhuHqForm, 1);
  row->id = g_strdup (ruhu_form_get_id (form));
  row->version = g_strdup (ruhu_form_get_version (form));
  row->title = g_strdup (ruhu_form_get_title (form) != NULL ? ruhu_form_get_title (form) : row->id);
  row->hash = ruhu_hash_bytes (file->bytes);
  row->body = g_bytes_ref (file->bytes);
  row->published = ruhu_clock_now ();
  return row;
}

/* The same bytes again change nothing; other bytes under the same version are refused. */
static gboolean
publish (RuhuHqDir *dir, RuhuHqForm *form, RuhuHqReply *reply, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (RuhuHqForm) old = ruhu_hq_form_load (store, form->id, form->version, NULL);
  g_autofree char *what = g_strdup_printf ("%s %s", form->id, form->version);

  if (old != NULL && g_strcmp0 (old->hash, form->hash) == 0) {
    g_string_append_printf (reply->out, "%s was published already\n", what);
    return TRUE;
  }
  if (old != NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "%s was published with other content; a published version never changes: give it"
                 " a new one",
                 what);
    return FALSE;
  }

  if (!ruhu_hq_form_add (store, form, error) ||
      !ruhu_hq_audit_append (dir, TOWN, "command", "form-publish", what, error))
    return FALSE;

  g_string_append_printf (reply->out, "%s is published\n", what);
  return TRUE;
}

/** ruhu_hq_form_publish_run: `form publish FILE…`: all of them or none */
gboolean
ruhu_hq_form_publish_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_form_free);
  g_auto (RuhuHqTx) tx = { NULL };
  guint i, released;

  for (i = 0; i < call->files->len; i++) {
    RuhuHqForm *form = read_form (g_ptr_array_index (call->files, i), reply, error);

    if (form == NULL)
      return FALSE;
    g_ptr_array_add (forms, form);
  }

  if (!ruhu_hq_tx_begin (&tx, ruhu_hq_dir_get_store (dir), TRUE, error))
    return FALSE;

  for (i = 0; i < forms->len; i++) {
    if (!publish (dir, g_ptr_array_index (forms, i), reply, error)) {
      g_string_truncate (reply->out, 0);
      return FALSE;
    }
  }
  if (!ruhu_hq_tx_commit (&tx, error))
    return FALSE;

  /* Responses that came before their form. */
  if (!ruhu_hq_release_known_forms (dir, &released, error))
    return FALSE;
  if (released > 0)
    g_string_append_printf (reply->out, "%u responses came out of quarantine\n", released);
  return TRUE;
}
