/* ruhu-media-fetcher.c: the files of published forms, from HQ
 *
 * For each form that comes with files: what of them is here already, from another version or an
 * earlier try, is not asked for again; the rest comes in pieces, each of which is on disk before
 * the next is asked for. The form opens once it has all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-media-fetcher-private.h"

#include "base/ruhu-error.h"
#include "ruhu-form-folder.h"
#include "ruhu-wire.h"
#include "store/ruhu-media-store.h"

/* A link that breaks loses at most one piece; one that holds is not asked more often than needed.
 */
#define SMALLEST_PIECE (64 * 1024)
#define MAX_TURNS 1

typedef struct {
  RuhuHqClient *client;
  RuhuStore *store;
  RuhuMediaFetcherFunc go_on;
  gpointer go_on_data;
  GPtrArray *notices; /* of RuhuFormNotice */
  guint form;
  guint file; /* of that form */
  GArray *counts;
  guint64 have; /* of that file */
  guint64 piece;
  guint turns;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_clear_object (&fetch->client);
  g_clear_object (&fetch->store);
  g_clear_pointer (&fetch->notices, g_ptr_array_unref);
  g_clear_pointer (&fetch->counts, g_array_unref);
  g_free (fetch);
}

static void look_at_form (GTask *task);
static void ask_piece (GTask *task);

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static RuhuFormNotice *
get_form (Fetch *fetch)
{
  return g_ptr_array_index (fetch->notices, fetch->form);
}

static RuhuFormFile *
get_file (Fetch *fetch)
{
  return g_ptr_array_index (get_form (fetch)->files, fetch->file);
}

static void
next_form (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  fetch->form++;
  fetch->turns = 0;
  look_at_form (task);
}

static void
finish (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* What came is not what was named, or is here by now. Asked for once more, it may be right; a form
 * whose file HQ has lost stops no other. */
static gboolean
turn (GTask *task, const GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (!g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID) &&
      !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CONFLICT) &&
      !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND))
    return FALSE;

  if (fetch->turns++ < MAX_TURNS) {
    look_at_form (task);
    return TRUE;
  }
  g_message ("a form cannot be opened: %s", error->message);
  next_form (task);
  return TRUE;
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_media_store_add_finish (RUHU_STORE (source), result, &error)) {
    if (turn (task, error))
      g_error_free (error);
    else
      fail (task, error);
    return;
  }

  if (!fetch->go_on (fetch->go_on_data))
    finish (task);
  else if (fetch->have < get_file (fetch)->size)
    ask_piece (task);
  else
    look_at_form (task); /* the same content may be there under two names */
}

static void
add (GTask *task, GBytes *piece)
{
  Fetch *fetch = g_task_get_task_data (task);
  RuhuFormFile *file = get_file (fetch);
  guint64 from = fetch->have;

  fetch->have += g_bytes_get_size (piece);
  ruhu_media_store_add_async (fetch->store,
                              file->hash,
                              file->size,
                              from,
                              piece,
                              g_task_get_cancellable (task),
                              added_cb,
                              task);
}

static void
got_piece_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  RuhuFormFile *file = get_file (fetch);
  GError *error = NULL;
  g_autoptr (GBytes) piece =
    ruhu_hq_client_get_media_finish (RUHU_HQ_CLIENT (source), result, &error);

  if (piece != NULL &&
      (g_bytes_get_size (piece) == 0 || g_bytes_get_size (piece) > file->size - fetch->have))
    g_set_error (&error, RUHU_ERROR, RUHU_ERROR_INVALID, "HQ has another file");
  if (error != NULL) {
    if (turn (task, error))
      g_error_free (error);
    else
      fail (task, error);
    return;
  }

  fetch->piece = MIN (fetch->piece * 2, RUHU_WIRE_MAX_PIECE);
  add (task, piece);
}

static void
ask_piece (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  /* Empty, or all pieces are here and were not joined yet. */
  if (fetch->have >= get_file (fetch)->size) {
    g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

    add (task, nothing);
    return;
  }

  ruhu_hq_client_get_media_async (fetch->client,
                                  get_file (fetch)->hash,
                                  fetch->have,
                                  fetch->piece,
                                  g_task_get_cancellable (task),
                                  got_piece_cb,
                                  task);
}

static void
ask_lacking (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  RuhuFormNotice *form = get_form (fetch);
  GError *error = NULL;

  fetch->file = 0;
  while (fetch->file < form->files->len && g_array_index (fetch->counts, gint64, fetch->file) < 0)
    fetch->file++;
  if (fetch->file < form->files->len) {
    fetch->have = g_array_index (fetch->counts, gint64, fetch->file);
    ask_piece (task);
    return;
  }

  if (!ruhu_form_folder_open (ruhu_store_get_dir (fetch->store), form, &error)) {
    fail (task, error);
    return;
  }
  next_form (task);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&fetch->counts, g_array_unref);
  fetch->counts = ruhu_media_store_count_finish (RUHU_STORE (source), result, &error);
  if (fetch->counts == NULL) {
    fail (task, error);
    return;
  }

  ask_lacking (task);
}

static void
look_at_form (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GPtrArray) hashes = NULL;
  guint i;

  if (fetch->form >= fetch->notices->len) {
    finish (task);
    return;
  }

  hashes = g_ptr_array_new ();
  for (i = 0; i < get_form (fetch)->files->len; i++)
    g_ptr_array_add (hashes,
                     ((RuhuFormFile *) g_ptr_array_index (get_form (fetch)->files, i))->hash);
  g_ptr_array_add (hashes, NULL);
  ruhu_media_store_count_async (fetch->store,
                                (const char *const *) hashes->pdata,
                                g_task_get_cancellable (task),
                                counted_cb,
                                task);
}

/**
 * ruhu_media_fetcher_run_async:
 * @client: speaks to HQ
 * @store: unlocked; its forms have been pulled
 * @go_on: asked after each piece
 * @go_on_data: for @go_on
 */
void
ruhu_media_fetcher_run_async (RuhuHqClient *client,
                              RuhuStore *store,
                              RuhuMediaFetcherFunc go_on,
                              gpointer go_on_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->client = g_object_ref (client);
  fetch->store = g_object_ref (store);
  fetch->go_on = go_on;
  fetch->go_on_data = go_on_data;
  fetch->notices = ruhu_form_folder_list_notices (ruhu_store_get_dir (store));
  fetch->piece = SMALLEST_PIECE;
  g_task_set_source_tag (task, ruhu_media_fetcher_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);

  look_at_form (task);
}

/**
 * ruhu_media_fetcher_run_finish:
 *
 * Returns: %TRUE once every form has its files, or there was to be no next piece; %FALSE with what
 *   HQ said no with, or the store gave: what came stays, and need not come again
 */
gboolean
ruhu_media_fetcher_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
