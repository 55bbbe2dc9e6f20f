/* ruhu-hq-pull.c: POST /v1/pull
 *
 * A device without a cursor gets each of its townships as merged objects, page by page, then
 * follows the log from where that township stood at the first page; what comes twice does no harm.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-att-table.h"
#include "ruhu-hq-conflict-table.h"
#include "ruhu-hq-erase.h"
#include "ruhu-hq-form-table.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-home-table.h"
#include "ruhu-hq-intake.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-object-table.h"
#include "ruhu-hq-pull.h"
#include "ruhu-hq-scope-table.h"
#include "ruhu-hq-transfer.h"
#include "ruhu-hq-worker-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-mutant.h"
#include "ruhu-batch.h"
#include "ruhu-cursor.h"
#include "ruhu-pull.h"
#include "ruhu-wire-json.h"

#define MIN_PAGE 4096
#define MAX_PAGE (1024 * 1024)
#define NO_OBJECT "00000000-0000-0000-0000-000000000000"

/* Places in the cursor that are no township: how many forms it has, and which township the page of
 * merged objects is in. */
#define FORMS "000000000"
#define PAGED "000000001"

typedef struct {
  RuhuHqRequest *request; /* NULL where a bundle is made */
  RuhuHqDir *dir;
  RuhuHqDevice *device;
  RuhuHqStore *store;
  RuhuCursor *cursor;
  RuhuPullWriter *writer;
  gsize max;
  gboolean full;
  gboolean own; /* the device holds its own lines */

  const char *town; /* the one being read, */
  guint64 last;     /* and how far it got */
  char *page;
} Pull;

static gboolean
is_full (Pull *pull)
{
  pull->full = pull->full || ruhu_pull_writer_get_size (pull->writer) >= pull->max;
  return pull->full;
}

static gboolean
write_forms (Pull *pull, GError **error)
{
  guint64 after = 0;
  g_autoptr (GPtrArray) forms = NULL;
  guint i;

  ruhu_cursor_get_town (pull->cursor, FORMS, &after);
  forms = ruhu_hq_form_list (pull->store, after, error);
  if (forms == NULL)
    return FALSE;

  for (i = 0; i < forms->len && !is_full (pull); i++) {
    RuhuHqForm *form = g_ptr_array_index (forms, i);

    ruhu_pull_writer_add_form (pull->writer, form->notice);
    ruhu_cursor_set_town (pull->cursor, FORMS, form->number);
  }
  return TRUE;
}

/* What has left one division that the device sees for another is not gone. */
static gboolean
write_out (Pull *pull, const char *uuid, GError **error)
{
  g_autofree char *town = NULL;
  g_autofree char *division = NULL;

  if (!ruhu_hq_home_find (pull->store, uuid, "", &town, &division, error))
    return FALSE;
  if (division == NULL || !ruhu_division_contains (pull->device->scope, division))
    ruhu_pull_writer_add_out (pull->writer, uuid);
  return TRUE;
}

/* What came is given as it is now; nothing where it has left again. */
static gboolean
write_arrival (Pull *pull, RuhuHqChange *change, GError **error)
{
  GError *failed = NULL;
  g_autoptr (RuhuHqObject) object =
    ruhu_hq_object_load (pull->store, change->town, change->uuid, &failed);
  g_autofree char *state = NULL;

  if (object == NULL && !g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    g_propagate_error (error, failed);
    return FALSE;
  }
  g_clear_error (&failed);
  if (object == NULL || !ruhu_division_contains (pull->device->scope, object->division))
    return TRUE;

  state = g_strndup (g_bytes_get_data (object->body, NULL), g_bytes_get_size (object->body));
  ruhu_pull_writer_add_object (pull->writer, state);
  return TRUE;
}

/* A line of HQ's about somebody who moved is no line to those who pull, but what follows from it.
 */
static gboolean
write_passage (Pull *pull, RuhuHqChange *change, gboolean *written, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (change->body, &length);
  g_autoptr (JsonObject) line = NULL;
  RuhuHqPassage passage;

  *written = ruhu_hq_erase_is_line (change->body); /* what follows says that it is out */
  if (*written)
    return TRUE;
  if (change->kind != RUHU_OBJECT_TRANSFER)
    return TRUE;

  line = ruhu_wire_json_parse (text, length, NULL);
  passage = ruhu_hq_transfer_read (change->dev, line);
  *written = passage != RUHU_HQ_PASSAGE_NONE;
  if (passage == RUHU_HQ_PASSAGE_CAME)
    return write_arrival (pull, change, error);
  return !*written || write_out (pull, change->uuid, error);
}

static gboolean
write_change (RuhuHqChange *change, gpointer data, GError **error)
{
  Pull *pull = data;
  gboolean written;

  if (is_full (pull))
    return FALSE;

  if (!write_passage (pull, change, &written, error))
    return FALSE;
  if (written) {
    pull->last = change->sseq;
    return TRUE;
  }
  if (pull->own && g_str_equal (change->dev, pull->device->dev))
    ruhu_pull_writer_add_own (pull->writer,
                              change->sseq,
                              change->dev,
                              change->dseq,
                              change->eff,
                              change->hash);
  else
    ruhu_pull_writer_add_change (pull->writer,
                                 change->sseq,
                                 change->dev,
                                 change->dseq,
                                 change->eff,
                                 change->body);
  pull->last = change->sseq;
  return TRUE;
}

/* A response or decision is never merged: the line itself says all. */
static gboolean
write_line_of (Pull *pull, RuhuHqObject *object, GError **error)
{
  guint64 last = pull->last;
  gboolean full = pull->full;
  gboolean ok;

  pull->full = FALSE;
  ok = ruhu_hq_log_foreach_of_object (pull->store,
                                      object->town,
                                      object->uuid,
                                      write_change,
                                      pull,
                                      error);
  pull->last = last;
  pull->full = full;
  return ok;
}

static gboolean
write_object (RuhuHqObject *object, gpointer data, GError **error)
{
  Pull *pull = data;
  g_autofree char *state = NULL;

  if (is_full (pull))
    return FALSE;

  if (object->kind == RUHU_OBJECT_RESPONSE || object->kind == RUHU_OBJECT_DECISION) {
    if (!write_line_of (pull, object, error))
      return FALSE;
  } else if (object->kind != RUHU_OBJECT_TRANSFER) {
    state = g_strndup (g_bytes_get_data (object->body, NULL), g_bytes_get_size (object->body));
    ruhu_pull_writer_add_object (pull->writer, state);
  }

  g_free (pull->page);
  pull->page = g_strdup (object->uuid);
  return TRUE;
}

static gboolean
write_conflicts (Pull *pull, guint64 after, guint64 upto, GError **error)
{
  g_autoptr (GPtrArray) conflicts =
    ruhu_hq_conflict_list (pull->store, pull->town, pull->device->scope, after, error);
  guint i;

  for (i = 0; conflicts != NULL && i < conflicts->len; i++) {
    RuhuHqConflict *conflict = g_ptr_array_index (conflicts, i);

    if ((guint64) conflict->sseq <= upto)
      ruhu_pull_writer_add_conflict (pull->writer, conflict->body);
  }
  return conflicts != NULL;
}

/* One page of the township's merged objects. */
static gboolean
write_objects (Pull *pull, gint64 end, GError **error)
{
  const char *page = ruhu_cursor_get_page (pull->cursor);

  if (page == NULL) {
    ruhu_cursor_set_town (pull->cursor, PAGED, g_ascii_strtoull (pull->town, NULL, 10));
    ruhu_cursor_set_town (pull->cursor, pull->town, end);
    page = NO_OBJECT;
  }

  pull->page = g_strdup (page);
  if (!ruhu_hq_object_foreach_in_town (pull->store,
                                       pull->town,
                                       pull->device->scope,
                                       page,
                                       write_object,
                                       pull,
                                       error))
    return FALSE;

  if (!pull->full && !write_conflicts (pull, 0, G_MAXUINT64, error))
    return FALSE;
  ruhu_cursor_set_page (pull->cursor, pull->full ? pull->page : NULL);
  if (!pull->full)
    ruhu_cursor_forget_town (pull->cursor, PAGED);
  g_clear_pointer (&pull->page, g_free);
  return TRUE;
}

static gboolean
write_town (Pull *pull, GError **error)
{
  guint64 after = 0, paged = 0;
  gint64 end;
  gboolean known = ruhu_cursor_get_town (pull->cursor, pull->town, &after);

  ruhu_cursor_get_town (pull->cursor, PAGED, &paged);
  if (!ruhu_hq_store_lock_town (pull->store, pull->town, &end, error))
    return FALSE;

  if ((!known || paged == g_ascii_strtoull (pull->town, NULL, 10)) &&
      !write_objects (pull, end, error))
    return FALSE;
  if (pull->full)
    return TRUE;

  ruhu_cursor_get_town (pull->cursor, pull->town, &after);
  pull->last = after;
  if (!ruhu_hq_log_foreach_in_town (pull->store,
                                    pull->town,
                                    ruhu_mutant (SCOPE_FILTER_MISSING) ? "" : pull->device->scope,
                                    after,
                                    write_change,
                                    pull,
                                    error))
    return FALSE;

  if (!pull->full || ruhu_mutant (CURSOR_PAST_FULL_PAGE))
    pull->last = end;
  ruhu_cursor_set_town (pull->cursor, pull->town, pull->last);
  return write_conflicts (pull, after, pull->last, error);
}

/* The township whose page is under way goes first: no other may begin before it ends. */
static gboolean
write_towns (Pull *pull, GError **error)
{
  g_autoptr (GPtrArray) towns = ruhu_hq_log_list_towns (pull->store, pull->device->scope, error);
  guint64 paged = 0;
  guint i;

  if (towns == NULL)
    return FALSE;

  ruhu_cursor_get_town (pull->cursor, PAGED, &paged);
  for (i = 0; i < towns->len && !pull->full; i++) {
    pull->town = g_ptr_array_index (towns, i);
    if (paged == g_ascii_strtoull (pull->town, NULL, 10) && !write_town (pull, error))
      return FALSE;
  }
  for (i = 0; i < towns->len && !pull->full; i++) {
    pull->town = g_ptr_array_index (towns, i);
    if (!write_town (pull, error))
      return FALSE;
  }
  return TRUE;
}

/* Where the device is now, what of before it drops, and until when it may still hand in of that. */
static void
describe_move (Pull *pull, JsonObject *members, guint64 epoch)
{
  RuhuHqDevice *device = pull->device;
  g_autoptr (GPtrArray) scopes =
    ruhu_hq_scope_list (pull->store, device->dev, (gint64) epoch, NULL);
  JsonArray *drop = json_array_new ();
  gint64 until = 0;
  guint i;

  json_object_set_int_member (members, "epoch", device->epoch);
  json_object_set_string_member (members, "scope", device->scope);
  for (i = 0; scopes != NULL && i < scopes->len; i++) {
    RuhuHqScope *scope = g_ptr_array_index (scopes, i);

    if (!ruhu_division_contains (device->scope, scope->scope))
      json_array_add_string_element (drop, scope->scope);
    until = MAX (until, scope->until);
  }
  json_object_set_array_member (members, "drop", drop);
  json_object_set_int_member (members, "keep_until", until);
}

static gboolean
refuse (Pull *pull, RuhuRefusal refusal, guint64 epoch)
{
  g_autoptr (JsonObject) members = json_object_new ();
  g_autoptr (GError) error = NULL;

  if (refusal == RUHU_REFUSAL_SCOPE)
    describe_move (pull, members, epoch);
  if (refusal == RUHU_REFUSAL_RESTORED &&
      !ruhu_hq_intake_tell_restored (pull->dir, pull->device, members, &error)) {
    ruhu_hq_request_fail (pull->request, error);
    return FALSE;
  }
  ruhu_hq_request_refuse (pull->request, refusal, members);
  return FALSE;
}

/* That HQ was restored comes before that the device has moved. @known: (nullable): of which life of
 * HQ's store the device has heard last, where no cursor says it. */
static gboolean
read_cursor (Pull *pull, const char *text, const char *known, guint64 epoch)
{
  RuhuHqDevice *device = pull->device;
  const char *gen = ruhu_hq_dir_get_gen (pull->dir);

  if (*text != '\0')
    pull->cursor = ruhu_cursor_parse (text);
  if (pull->cursor != NULL)
    known = ruhu_cursor_get_gen (pull->cursor);
  else if (ruhu_mutant (RESTORED_NOT_TOLD_ANEW))
    known = NULL;
  if (ruhu_mutant (MOVE_BEFORE_RESTORED) && epoch != (guint64) device->epoch)
    return refuse (pull, RUHU_REFUSAL_SCOPE, epoch);
  if (known != NULL && !g_str_equal (known, gen) && !ruhu_mutant (GEN_NOT_IN_CURSOR))
    return refuse (pull, RUHU_REFUSAL_RESTORED, epoch);
  if (epoch != (guint64) device->epoch)
    return refuse (pull, RUHU_REFUSAL_SCOPE, epoch);
  if (*text == '\0') {
    pull->cursor = ruhu_cursor_new (gen, device->epoch);
    return TRUE;
  }

  return (pull->cursor != NULL &&
          ruhu_cursor_get_epoch (pull->cursor) == (guint64) device->epoch) ||
         refuse (pull, RUHU_REFUSAL_CURSOR, epoch);
}

static GBytes *
make_page (Pull *pull, const char *from, gint64 now, char **next, GError **error)
{
  g_auto (RuhuHqTx) tx = { NULL };
  g_auto (GStrv) workers = ruhu_hq_worker_list (pull->store, pull->device->dev, error);
  g_auto (GStrv) again = NULL;

  if (workers == NULL)
    return NULL;
  again = ruhu_hq_att_list_again (pull->store, pull->device->dev, error);
  if (again == NULL)
    return NULL;

  pull->writer =
    ruhu_pull_writer_new (from, now, (const char *const *) workers, (const char *const *) again);
  if (!ruhu_hq_tx_begin (&tx, pull->store, FALSE, error) || !write_forms (pull, error) ||
      !write_towns (pull, error))
    return NULL;

  *next = ruhu_cursor_to_string (pull->cursor);
  return ruhu_pull_writer_finish (pull->writer, *next, pull->full);
}

static void
pull_clear (Pull *pull)
{
  g_clear_pointer (&pull->cursor, ruhu_cursor_free);
  g_clear_pointer (&pull->writer, ruhu_pull_writer_free);
  g_free (pull->page);
}

static void
answer (Pull *pull, GBytes *page)
{
  const char *accepted = ruhu_hq_request_get_header (pull->request, "Accept-Encoding");
  g_autoptr (GBytes) packed = NULL;

  if (accepted != NULL && strstr (accepted, "gzip") != NULL) {
    packed = ruhu_batch_deflate (page);
    ruhu_hq_request_set_header (pull->request, "Content-Encoding", "gzip");
  }
  ruhu_hq_request_answer_bytes (pull->request,
                                "application/x-ndjson",
                                packed != NULL ? packed : page);
}

/** ruhu_hq_pull_handle: what is new for a device */
void
ruhu_hq_pull_handle (RuhuHqRequest *request)
{
  gsize length;
  const char *data = g_bytes_get_data (request->body, &length);
  g_autoptr (JsonObject) asked = ruhu_wire_json_parse (data, length, NULL);
  const char *cursor = ruhu_json_get_string (asked, "cur");
  Pull pull = { .request = request,
                .dir = request->dir,
                .device = request->device,
                .store = ruhu_hq_dir_get_store (request->dir) };
  g_autoptr (GBytes) page = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;
  guint64 epoch, max = 65536, own = 0;

  if (cursor == NULL || !ruhu_wire_json_get_uint (asked, "epoch", &epoch)) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_FRAME, NULL);
    return;
  }

  ruhu_wire_json_get_uint (asked, "max", &max);
  ruhu_wire_json_get_uint (asked, "own", &own);
  pull.own = own != 0;
  pull.max = CLAMP (max, MIN_PAGE, MAX_PAGE);
  if (read_cursor (&pull, cursor, ruhu_json_get_string (asked, "gen"), epoch)) {
    page = make_page (&pull, cursor, request->now, &next, &error);
    if (page != NULL)
      answer (&pull, page);
    else
      ruhu_hq_request_fail (request, error);
  }

  pull_clear (&pull);
}

/**
 * ruhu_hq_pull_has_cursor:
 * @cursor: one that a device once had
 *
 * Returns: whether HQ can go on from there
 */
gboolean
ruhu_hq_pull_has_cursor (RuhuHqDir *dir, RuhuHqDevice *device, const char *cursor)
{
  g_autoptr (RuhuCursor) parsed = ruhu_cursor_parse (cursor);

  return parsed != NULL && g_str_equal (ruhu_cursor_get_gen (parsed), ruhu_hq_dir_get_gen (dir)) &&
         ruhu_cursor_get_epoch (parsed) == (guint64) device->epoch;
}

/**
 * ruhu_hq_pull_make_page:
 * @cursor: "", or one of which ruhu_hq_pull_has_cursor()
 * @now: ms since 1970 UTC
 * @next: (out) (transfer full): the cursor behind the page
 * @more: (out): whether there is another page behind it
 *
 * What a device that asks from @cursor would be answered, the lines of its own log whole.
 *
 * Returns: (transfer full) (nullable): a page
 */
GBytes *
ruhu_hq_pull_make_page (RuhuHqDir *dir,
                        RuhuHqDevice *device,
                        const char *cursor,
                        gint64 now,
                        char **next,
                        gboolean *more,
                        GError **error)
{
  Pull pull = { .dir = dir,
                .device = device,
                .store = ruhu_hq_dir_get_store (dir),
                .max = MAX_PAGE };
  GBytes *page;

  pull.cursor = *cursor != '\0' ? ruhu_cursor_parse (cursor)
                                : ruhu_cursor_new (ruhu_hq_dir_get_gen (dir), device->epoch);
  page = make_page (&pull, cursor, now, next, error);
  *more = pull.full;
  pull_clear (&pull);
  return page;
}
