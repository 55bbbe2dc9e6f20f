/* ruhu-bundle-news.c: what HQ has for this device, out of a bundle
 *
 * The same as a pull, its answers out of a file: a form is on disk before the page that announces
 * it is taken in, a page only where it begins at the cursor. So an old bundle, or the same twice,
 * changes nothing. Where HQ cannot go on from this device's cursor it names that, and begins anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle-news-private.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-batch.h"
#include "ruhu-bundle.h"
#include "ruhu-form-folder.h"
#include "ruhu-hash.h"
#include "ruhu-stream-private.h"
#include "ruhu-wire-json.h"
#include "store/ruhu-media-store.h"

typedef struct {
  RuhuStream *stream;
  RuhuStore *store;
  char *path;
  RuhuBundleReader *reader;
  char *made_for;    /* the cursor that HQ had in mind */
  GHashTable *forms; /* hash → GBytes */
  RuhuPullPage *page;
  char *last; /* where the last page leads, taken in or not */
  GBytes *media;
  char *media_hash;
  GPtrArray *notices; /* of RuhuFormNotice: whose files are looked for at the end */
  guint form;
  RuhuBundleNews news;
} News;

static void
news_free (News *self)
{
  g_clear_pointer (&self->stream, ruhu_stream_free);
  g_clear_pointer (&self->reader, ruhu_bundle_reader_free);
  g_clear_pointer (&self->page, ruhu_pull_page_free);
  g_clear_pointer (&self->media, g_bytes_unref);
  g_clear_pointer (&self->notices, g_ptr_array_unref);
  g_hash_table_unref (self->forms);
  g_free (self->path);
  g_free (self->made_for);
  g_free (self->last);
  g_free (self->media_hash);
  g_free (self);
}

static void next_part (GTask *task);
static void look_at_form (GTask *task);

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  News *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_stream_finish (result, &error)) {
    fail (task, error);
    return;
  }

  self->news.known = g_strcmp0 (self->last, ruhu_stream_get_cursor (self->stream)) == 0;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  News *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GArray) counts = ruhu_media_store_count_finish (RUHU_STORE (source), result, &error);
  gboolean whole = TRUE;
  guint i;

  for (i = 0; counts != NULL && i < counts->len; i++)
    whole = whole && g_array_index (counts, gint64, i) < 0;
  if (counts == NULL || (whole && !ruhu_form_folder_open (ruhu_store_get_dir (self->store),
                                                          self->notices->pdata[self->form],
                                                          &error))) {
    fail (task, error);
    return;
  }

  self->form++;
  look_at_form (task);
}

/* A form that has all its files by now can be filled. */
static void
look_at_form (GTask *task)
{
  News *self = g_task_get_task_data (task);
  g_autoptr (GPtrArray) hashes = g_ptr_array_new ();
  RuhuFormNotice *notice;
  guint i;

  if (self->form >= self->notices->len) {
    ruhu_stream_close_async (self->stream, g_task_get_cancellable (task), closed_cb, task);
    return;
  }

  notice = self->notices->pdata[self->form];
  for (i = 0; i < notice->files->len; i++)
    g_ptr_array_add (hashes, ((RuhuFormFile *) notice->files->pdata[i])->hash);
  g_ptr_array_add (hashes, NULL);
  ruhu_media_store_count_async (self->store,
                                (const char *const *) hashes->pdata,
                                g_task_get_cancellable (task),
                                counted_cb,
                                task);
}

static void
media_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_media_store_add_finish (RUHU_STORE (source), result, &error))
    next_part (task);
  else
    fail (task, error);
}

static void
media_counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  News *self = g_task_get_task_data (task);
  gsize size = g_bytes_get_size (self->media);
  GError *error = NULL;
  g_autoptr (GArray) counts = ruhu_media_store_count_finish (RUHU_STORE (source), result, &error);
  g_autoptr (GBytes) rest = NULL;
  gint64 have;

  if (counts == NULL) {
    fail (task, error);
    return;
  }

  have = g_array_index (counts, gint64, 0);
  if (have < 0 || (gsize) have > size) {
    next_part (task);
    return;
  }
  rest = g_bytes_new_from_bytes (self->media, have, size - have);
  ruhu_media_store_add_async (self->store,
                              self->media_hash,
                              size,
                              have,
                              rest,
                              g_task_get_cancellable (task),
                              media_added_cb,
                              task);
}

/* Takes @content. */
static void
take_media (GTask *task, GBytes *content)
{
  News *self = g_task_get_task_data (task);
  const char *hashes[] = { NULL, NULL };

  g_clear_pointer (&self->media, g_bytes_unref);
  g_free (self->media_hash);
  self->media = content;
  self->media_hash = ruhu_hash_bytes (content);
  hashes[0] = self->media_hash;
  ruhu_media_store_count_async (self->store,
                                hashes,
                                g_task_get_cancellable (task),
                                media_counted_cb,
                                task);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  News *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_stream_finish (result, &error)) {
    fail (task, error);
    return;
  }

  self->news.applied = TRUE;
  next_part (task);
}

/* The forms that the page announces, and that are not here yet. */
static gboolean
save_forms (News *self, GError **error)
{
  const char *dir = ruhu_store_get_dir (self->store);
  guint i;

  for (i = 0; i < ruhu_pull_page_get_n_lines (self->page); i++) {
    const RuhuPulled *line = ruhu_pull_page_get_line (self->page, i);
    g_autoptr (RuhuFormNotice) notice = NULL;
    GBytes *form;

    if (line->type == RUHU_PULLED_FORM)
      notice = ruhu_form_notice_from_json (line->object);
    form = notice != NULL ? g_hash_table_lookup (self->forms, notice->hash) : NULL;
    if (form == NULL || ruhu_form_folder_has (dir, notice))
      continue;
    if (!ruhu_form_folder_save (dir, notice, form, error))
      return FALSE;
  }
  return TRUE;
}

static void
take_page (GTask *task)
{
  News *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!save_forms (self, &error)) {
    fail (task, error);
    return;
  }

  ruhu_stream_take_async (self->stream,
                          g_steal_pointer (&self->page),
                          g_task_get_cancellable (task),
                          taken_cb,
                          task);
}

static void
restarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_stream_finish (result, &error))
    take_page (task);
  else
    fail (task, error);
}

/* Whether the page is the first of all that HQ has, and made for where this device is. */
static gboolean
begins_anew (News *self)
{
  const char *shown = ruhu_stream_get_shown (self->stream);

  return *ruhu_pull_page_get_from (self->page) == '\0' && !self->news.applied &&
         (*shown == '\0' || g_strcmp0 (self->made_for, shown) == 0);
}

static void
look_at_page (GTask *task, GBytes *content)
{
  News *self = g_task_get_task_data (task);
  RuhuRefusal refusal;
  g_autoptr (GBytes) body = ruhu_batch_inflate (content, &refusal);

  g_clear_pointer (&self->page, ruhu_pull_page_free);
  self->page = body != NULL ? ruhu_pull_page_parse (body) : NULL;
  if (self->page == NULL) {
    fail (task, g_error_new (RUHU_ERROR, RUHU_ERROR_INVALID, "a page of the bundle is damaged"));
    return;
  }

  g_free (self->last);
  self->last = g_strdup (ruhu_pull_page_get_cursor (self->page));
  if (begins_anew (self))
    ruhu_stream_restart_async (self->stream, g_task_get_cancellable (task), restarted_cb, task);
  else if (g_str_equal (ruhu_pull_page_get_from (self->page),
                        ruhu_stream_get_cursor (self->stream)))
    take_page (task);
  else
    next_part (task);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_store_set_device_finish (RUHU_STORE (source), result, &error))
    next_part (task);
  else
    fail (task, error);
}

/* HQ may have given this device another scope since; what waits goes under the old one. */
static void
take_state (GTask *task, GBytes *content)
{
  News *self = g_task_get_task_data (task);
  gsize n;
  const char *text = g_bytes_get_data (content, &n);
  g_autoptr (JsonObject) state = ruhu_wire_json_parse (text, n, NULL);
  const char *scope = ruhu_json_get_string (state, "scope");
  RuhuDevice *known = ruhu_store_get_device (self->store);
  g_autoptr (RuhuDevice) device = NULL;
  guint64 epoch;

  g_free (self->made_for);
  self->made_for = g_strdup (ruhu_json_get_string (state, "for"));
  if (!ruhu_wire_json_get_uint (state, "epoch", &epoch) || (gint64) epoch <= known->epoch ||
      !ruhu_division_is_valid (scope) ||
      g_strcmp0 (self->made_for, ruhu_stream_get_shown (self->stream)) != 0) {
    next_part (task);
    return;
  }

  device = ruhu_device_copy (known);
  device->epoch = epoch;
  g_free (device->scope);
  device->scope = g_strdup (scope);
  ruhu_store_set_device_async (self->store, device, g_task_get_cancellable (task), moved_cb, task);
}

/* Takes @content. */
static void
take_form (GTask *task, GBytes *content)
{
  News *self = g_task_get_task_data (task);

  g_hash_table_insert (self->forms, ruhu_hash_bytes (content), content);
  next_part (task);
}

static gboolean
is_sealed (RuhuBundlePart *part)
{
  return g_str_equal (part->type, RUHU_BUNDLE_PART_STATE) ||
         g_str_equal (part->type, RUHU_BUNDLE_PART_PAGE) ||
         g_str_equal (part->type, RUHU_BUNDLE_PART_FORM) ||
         g_str_equal (part->type, RUHU_BUNDLE_PART_MEDIA);
}

static void
take_part (GTask *task, RuhuBundlePart *part)
{
  News *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) content = ruhu_store_open_box (self->store, part->content, &error);

  if (content == NULL)
    fail (task, error);
  else if (g_str_equal (part->type, RUHU_BUNDLE_PART_STATE))
    take_state (task, content);
  else if (g_str_equal (part->type, RUHU_BUNDLE_PART_PAGE))
    look_at_page (task, content);
  else if (g_str_equal (part->type, RUHU_BUNDLE_PART_FORM))
    take_form (task, g_steal_pointer (&content));
  else
    take_media (task, g_steal_pointer (&content));
}

static void
next_part (GTask *task)
{
  News *self = g_task_get_task_data (task);
  g_autoptr (RuhuBundlePart) part = NULL;
  GError *error = NULL;

  do {
    g_clear_pointer (&part, ruhu_bundle_part_free);
    if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error) ||
        !ruhu_bundle_reader_next (self->reader, &part, &error)) {
      fail (task, error);
      return;
    }
  } while (part != NULL && !is_sealed (part));

  if (part != NULL) {
    take_part (task, part);
    return;
  }
  self->notices = ruhu_form_folder_list_notices (ruhu_store_get_dir (self->store));
  look_at_form (task);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  News *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (ruhu_stream_finish (result, &error))
    self->reader = ruhu_bundle_reader_open (self->path, &error);
  if (self->reader != NULL)
    next_part (task);
  else
    fail (task, error);
}

/**
 * ruhu_bundle_news_take_async:
 * @objects: of an unlocked store
 * @path: a bundle whose signature was found to be HQ's, and which nobody changes
 */
void
ruhu_bundle_news_take_async (RuhuObjectStore *objects,
                             const char *path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  News *self = g_new0 (News, 1);

  self->stream = ruhu_stream_new (objects);
  self->store = ruhu_object_store_get_store (objects);
  self->path = g_strdup (path);
  self->forms =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_task_set_source_tag (task, ruhu_bundle_news_take_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, (GDestroyNotify) news_free);
  ruhu_stream_open_async (self->stream, cancellable, opened_cb, task);
}

/**
 * ruhu_bundle_news_take_finish:
 * @news: (out): what came, also where %FALSE
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID (damaged), %RUHU_ERROR_CORRUPT (sealed to another
 * device), %RUHU_ERROR_REFUSED (locked), %RUHU_ERROR_CONFLICT (somebody else moved the cursor), or
 * what the store gave: what came before is in the store
 */
gboolean
ruhu_bundle_news_take_finish (GAsyncResult *result, RuhuBundleNews *news, GError **error)
{
  News *self = g_task_get_task_data (G_TASK (result));

  *news = self->news;
  return g_task_propagate_boolean (G_TASK (result), error);
}
