/* ruhu-outbox-carried.c: who took along what waits
 *
 * A bundle is a second copy on its way; what is in it waits here all the same until HQ's receipt
 * covers it. Who carries it is a person's name, so it is sealed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-outbox-private.h"

#include "base/ruhu-json.h"
#include "store/ruhu-meta-private.h"

#include <string.h>

#define PAD 64

typedef struct {
  gint64 upto;
  char *carrier;
} Carried;

static void
carried_free (Carried *carried)
{
  g_free (carried->carrier);
  g_free (carried);
}

static RuhuSealAd *
make_ad (void)
{
  return ruhu_seal_ad_new ("meta." RUHU_META_CARRIED);
}

static gpointer
set_carried (RuhuVault *vault, gpointer data, GError **error)
{
  Carried *carried = data;
  g_autoptr (JsonObject) object = json_object_new ();
  RuhuSealAd *ad = make_ad ();
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *text = NULL;

  json_object_set_int_member (object, "upto", carried->upto);
  json_object_set_string_member (object, "to", carried->carrier);
  text = ruhu_json_to_text (object);
  sealed = ruhu_seal (vault->keys->data, ad, text, strlen (text), PAD);
  g_byte_array_unref (ad);

  vault->changes |= RUHU_STORE_RESPONSES | RUHU_STORE_OUTBOX;
  return GINT_TO_POINTER (ruhu_meta_set (vault, RUHU_META_CARRIED, sealed, error));
}

/**
 * ruhu_outbox_set_carried_async:
 * @upto: the lines up to here are in a bundle that somebody has
 * @carrier: (nullable): who; %NULL where nobody says
 */
void
ruhu_outbox_set_carried_async (RuhuStore *store,
                               gint64 upto,
                               const char *carrier,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  Carried *carried = g_new0 (Carried, 1);

  carried->upto = upto;
  carried->carrier = g_strdup (carrier != NULL ? carrier : "");
  g_task_set_source_tag (task, ruhu_outbox_set_carried_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, carried, (GDestroyNotify) carried_free);
  ruhu_store_run (store, task, set_carried, NULL);
}

/**
 * ruhu_outbox_set_carried_finish:
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED, %RUHU_ERROR_REFUSED (locked),
 *   %RUHU_ERROR_FULL or %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_outbox_set_carried_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/* @upto: (out): 0 where nothing was handed over; @carrier: (out) (transfer full) */
gboolean
ruhu_outbox_get_carried (RuhuVault *vault, gint64 *upto, char **carrier, GError **error)
{
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (JsonObject) object = NULL;
  RuhuSealAd *ad;
  gsize n;
  const char *text;

  *upto = 0;
  *carrier = NULL;
  if (!ruhu_meta_get (vault, RUHU_META_CARRIED, &sealed, error))
    return FALSE;
  if (sealed == NULL)
    return TRUE;

  ad = make_ad ();
  text = g_bytes_get_data (sealed, &n);
  plain = ruhu_unseal (vault->keys->data, ad, text, n, PAD, error);
  g_byte_array_unref (ad);
  if (plain == NULL)
    return FALSE;

  text = g_bytes_get_data (plain, &n);
  object = ruhu_json_parse (text, n, error);
  if (object == NULL)
    return FALSE;
  *upto = ruhu_json_get_int64 (object, "upto");
  *carrier = g_strdup (ruhu_json_get_string (object, "to"));
  return TRUE;
}
