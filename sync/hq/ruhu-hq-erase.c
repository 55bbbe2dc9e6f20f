/* ruhu-hq-erase.c: erasing a person on request
 *
 * Personal Information Protection Law, article 47. Of the person, and of each response, need, task
 * and decision about them, the words go: from the log, the state, the quarantine and the folder of
 * attachments. The hashes stay, so that every device's chain and every receipt still holds; who
 * pulls is told that the objects are out, and what comes later about them is not kept. The audit
 * says that it was done.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-erase.h"

#include "ruhu-hq-att-file.h"
#include "ruhu-hq-att-table.h"
#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-erase-table.h"
#include "ruhu-hq-home-table.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-state.h"
#include "ruhu-hq-transfer.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "ruhu-wire-json.h"

#include <glib/gstdio.h>

/** ruhu_hq_erase_is_line: Returns: whether nothing is left of that line but its hash */
gboolean
ruhu_hq_erase_is_line (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  return length == strlen (RUHU_HQ_ERASED_LINE) && memcmp (text, RUHU_HQ_ERASED_LINE, length) == 0;
}

/**
 * ruhu_hq_erase_check:
 * @line: one that is to be taken in; where it is about somebody who was erased, that is noted in it
 *
 * Returns: %FALSE only where HQ's store failed
 */
gboolean
ruhu_hq_erase_check (RuhuHqStore *store, RuhuLine *line, GError **error)
{
  JsonObject *change = ruhu_line_get_object (line);
  g_autofree char *answered = ruhu_line_find_answer (line, "person_id");
  const char *person = ruhu_json_get_string (ruhu_json_get_object (change, "set"), "person_id");
  const char *ids[] = { ruhu_line_get_id (line), answered, person };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (ids); i++) {
    gboolean has = FALSE;

    if (ruhu_id_is_valid (ids[i]) && !ruhu_hq_erased_has (store, ids[i], &has, error))
      return FALSE;
    if (has)
      ruhu_line_quarantine (line,
                            RUHU_QUARANTINE_POLICY,
                            RUHU_HQ_ERASED_PATH,
                            "is about somebody who was erased on request");
  }
  return TRUE;
}

typedef struct {
  RuhuHqStore *store;
  RuhuHqObject *person;
  GPtrArray *objects; /* the person and all about them, where they are now */
  GPtrArray *files;   /* hashes of attachments nobody else names */
  RuhuHqErased *erased;
} Erasing;

static gboolean
collect (RuhuHqObject *object, gpointer data, GError **error)
{
  g_ptr_array_add (((Erasing *) data)->objects, g_memdup2 (object, sizeof *object));
  memset (object, 0, sizeof *object);
  return TRUE;
}

static gboolean
collect_of (Erasing *self, const char *town, const char *parent, GError **error)
{
  static const RuhuObjectKind kinds[] = { RUHU_OBJECT_NEED,
                                          RUHU_OBJECT_TASK,
                                          RUHU_OBJECT_RESPONSE,
                                          RUHU_OBJECT_DECISION,
                                          RUHU_OBJECT_TRANSFER };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!ruhu_hq_object_foreach_of_parent (self->store,
                                           town,
                                           parent,
                                           kinds[i],
                                           collect,
                                           self,
                                           error))
      return FALSE;
  }
  return TRUE;
}

/* In every township, since responses stay where somebody lived before. */
static gboolean
collect_all (Erasing *self, GPtrArray *towns, GError **error)
{
  guint i, j, n;

  for (i = 0; i < towns->len; i++) {
    const char *town = g_ptr_array_index (towns, i);

    if (!collect_of (self, town, self->person->uuid, error))
      return FALSE;
  }
  for (j = 0, n = self->objects->len; j < n; j++) {
    RuhuHqObject *object = g_ptr_array_index (self->objects, j);

    if (!collect_of (self, object->town, object->uuid, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
say_out (Erasing *self, RuhuHqIngest *ingest, GError **error)
{
  guint i;

  for (i = 0; i < self->objects->len; i++) {
    RuhuHqObject *object = g_ptr_array_index (self->objects, i);

    if (!ruhu_hq_transfer_say (ingest, object, RUHU_HQ_PASSAGE_ERASED, NULL, error))
      return FALSE;
  }
  return ruhu_hq_transfer_say (ingest, self->person, RUHU_HQ_PASSAGE_ERASED, NULL, error);
}

static gboolean
wipe_object (Erasing *self, RuhuHqObject *object, GPtrArray *towns, GError **error)
{
  guint i, lines;

  for (i = 0; i < towns->len; i++) {
    if (!ruhu_hq_erase_lines (self->store,
                              g_ptr_array_index (towns, i),
                              object->uuid,
                              RUHU_HQ_ERASED_LINE,
                              &lines,
                              self->files,
                              error))
      return FALSE;
    self->erased->lines += lines;
  }
  self->erased->objects++;
  return ruhu_hq_erased_save (self->store, object->uuid, ruhu_clock_now (), error);
}

static gboolean
wipe (Erasing *self, GPtrArray *towns, GError **error)
{
  guint i;

  for (i = 0; i < self->objects->len; i++) {
    if (!wipe_object (self, g_ptr_array_index (self->objects, i), towns, error))
      return FALSE;
  }
  return wipe_object (self, self->person, towns, error);
}

static void
collect_held (RuhuHqChange *change, GPtrArray *held)
{
  g_ptr_array_add (held, g_memdup2 (change, sizeof *change));
  memset (change, 0, sizeof *change);
}

static gboolean
note_held (RuhuHqChange *change, gpointer data, GError **error)
{
  collect_held (change, data);
  return TRUE;
}

/* Held lines are filed under no object: what they are about has to be read. */
static gboolean
wipe_held (Erasing *self, GError **error)
{
  g_autoptr (GPtrArray) held =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_change_free);
  guint i;

  if (!ruhu_hq_erase_foreach_held (self->store, note_held, held, error))
    return FALSE;
  for (i = 0; i < held->len; i++) {
    RuhuHqChange *change = g_ptr_array_index (held, i);
    g_autoptr (RuhuLine) line = ruhu_line_new (change->body, change->dseq, "");
    gsize length;
    const char *text = g_bytes_get_data (change->body, &length);

    /* A line that cannot be read is searched as text. */
    if (ruhu_line_get_object (line) != NULL ? !ruhu_hq_erase_check (self->store, line, error)
                                            : FALSE)
      return FALSE;
    if (g_strcmp0 (ruhu_line_get_path (line), RUHU_HQ_ERASED_PATH) != 0 &&
        g_strstr_len (text, (gssize) length, self->person->uuid) == NULL)
      continue;
    if (!ruhu_hq_erase_held (self->store, change->dev, change->dseq, RUHU_HQ_ERASED_LINE, error))
      return FALSE;
    self->erased->lines++;
  }
  return TRUE;
}

static void
remove_files (RuhuHqDir *dir, Erasing *self)
{
  guint i;

  for (i = 0; i < self->files->len; i++) {
    const char *hash = g_ptr_array_index (self->files, i);
    g_autofree char *path = ruhu_hq_att_file_path (dir, hash, "");

    g_unlink (path);
    ruhu_hq_att_file_drop_parts (dir, hash);
    self->erased->attachments++;
  }
}

static gboolean
erase (RuhuHqDir *dir, Erasing *self, const char *actor, const char *reason, GError **error)
{
  g_autoptr (GPtrArray) towns = ruhu_hq_log_list_towns (self->store, "", error);
  g_autoptr (GPtrArray) locked = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RuhuHqIngest) ingest = NULL;
  g_autofree char *what = g_strdup_printf ("%s: %s", self->person->uuid, reason);
  guint i;

  for (i = 0; towns != NULL && i < towns->len; i++)
    g_ptr_array_add (locked, g_strdup (g_ptr_array_index (towns, i)));
  ingest = towns != NULL ? ruhu_hq_ingest_begin (dir, locked, error) : NULL;
  if (ingest == NULL || !collect_all (self, towns, error))
    return FALSE;

  /* First all that is there is overwritten, then it is said that it is out. */
  return wipe (self, towns, error) && wipe_held (self, error) && say_out (self, ingest, error) &&
         ruhu_hq_audit_append (dir, self->person->town, actor, "erase", what, error) &&
         ruhu_hq_ingest_commit (ingest, error);
}

/**
 * ruhu_hq_erase:
 * @actor: who does it, for the audit
 * @person: UUID
 * @reason: for the audit; it names nobody
 * @erased: (out): how much it was
 *
 * Returns: %FALSE with %RUHU_ERROR_NOT_FOUND where HQ has no such person, or what the store gave;
 *   then all is as before
 */
gboolean
ruhu_hq_erase (RuhuHqDir *dir,
               const char *actor,
               const char *person,
               const char *reason,
               RuhuHqErased *erased,
               GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (RuhuHqObject) object = ruhu_hq_home_load (store, person, error);
  g_autoptr (GPtrArray) objects =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_object_free);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  Erasing self = { store, object, objects, files, erased };

  memset (erased, 0, sizeof *erased);
  if (object != NULL && object->kind != RUHU_OBJECT_PERSON) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "%s is no person", person);
    return FALSE;
  }
  if (object == NULL || !erase (dir, &self, actor, reason, error))
    return FALSE;

  remove_files (dir, &self);
  return TRUE;
}
