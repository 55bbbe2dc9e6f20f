/* ruhu-pull.c: one page of what HQ has for a device
 *
 * A header, the lines, and a trailer that counts and hashes them. What does not end in a right
 * trailer was cut short somewhere between, and is no page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-pull.h"

#include "base/ruhu-id.h"
#include "ruhu-hash.h"
#include "ruhu-wire-json.h"

#include <string.h>

/* A change may be as deep as a line may be, and stands inside one. */
#define MAX_DEPTH (RUHU_WIRE_MAX_DEPTH + 8)

struct _RuhuPullWriter {
  GString *text;
  gsize header;
  guint n;
};

struct _RuhuPullPage {
  char *from;
  gint64 now;
  char **users;
  char **again;
  GPtrArray *objects; /* of JsonObject, the lines as they came */
  GArray *lines;      /* of RuhuPulled, pointing into objects */
  char *cursor;
  gboolean more;
};

static void
append_json (RuhuPullWriter *self, JsonObject *object)
{
  g_autofree char *text = ruhu_json_to_text (object);

  g_string_append (self->text, text);
  g_string_append_c (self->text, '\n');
}

static JsonArray *
write_texts (const char *const *texts)
{
  JsonArray *array = json_array_new ();

  for (; *texts != NULL; texts++)
    json_array_add_string_element (array, *texts);
  return array;
}

/**
 * ruhu_pull_writer_new:
 * @from: the cursor the device sent, byte for byte
 * @now: HQ's time, ms since 1970 UTC
 * @users: (nullable) (array zero-terminated=1): who works with the device
 * @again: (nullable) (array zero-terminated=1): hashes of attachments that HQ has lost
 *
 * Returns: (transfer full): a page with no line yet
 */
RuhuPullWriter *
ruhu_pull_writer_new (const char *from,
                      gint64 now,
                      const char *const *users,
                      const char *const *again)
{
  RuhuPullWriter *self = g_new0 (RuhuPullWriter, 1);
  g_autoptr (JsonObject) header = json_object_new ();

  self->text = g_string_new (NULL);
  json_object_set_string_member (header, "from", from);
  json_object_set_int_member (header, "now", now);
  if (users != NULL)
    json_object_set_array_member (header, "users", write_texts (users));
  if (again != NULL && *again != NULL)
    json_object_set_array_member (header, "again", write_texts (again));
  append_json (self, header);
  self->header = self->text->len;

  return self;
}

/** ruhu_pull_writer_free: frees a writer; @self may be %NULL */
void
ruhu_pull_writer_free (RuhuPullWriter *self)
{
  if (self == NULL)
    return;

  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}

/* What every line of a log begins with. */
static void
append_place (RuhuPullWriter *self, guint64 sseq, const char *device, guint64 seq, RuhuHlc eff)
{
  g_autofree char *clock = ruhu_hlc_to_string (eff);

  g_string_append_printf (self->text,
                          "{\"s\":%" G_GUINT64_FORMAT ",\"d\":\"%s\",\"q\":%" G_GUINT64_FORMAT
                          ",\"e\":\"%s\",",
                          sseq,
                          device,
                          seq,
                          clock);
  self->n++;
}

/**
 * ruhu_pull_writer_add_change:
 * @sseq: its place in HQ's log
 * @device: whose line it is
 * @seq: its number in that device's log
 * @eff: its effective clock
 * @change: the line, byte for byte as it was pushed
 */
void
ruhu_pull_writer_add_change (RuhuPullWriter *self,
                             guint64 sseq,
                             const char *device,
                             guint64 seq,
                             RuhuHlc eff,
                             GBytes *change)
{
  gsize length;
  const char *data = g_bytes_get_data (change, &length);

  append_place (self, sseq, device, seq, eff);
  g_string_append (self->text, "\"c\":");
  g_string_append_len (self->text, data, length);
  g_string_append (self->text, "}\n");
}

/**
 * ruhu_pull_writer_add_own:
 * @device: who asks, and holds the line
 * @hash: of the line, in hex
 *
 * As ruhu_pull_writer_add_change(), without sending a device what it sent.
 */
void
ruhu_pull_writer_add_own (RuhuPullWriter *self,
                          guint64 sseq,
                          const char *device,
                          guint64 seq,
                          RuhuHlc eff,
                          const char *hash)
{
  append_place (self, sseq, device, seq, eff);
  g_string_append_printf (self->text, "\"h\":\"%s\"}\n", hash);
}

static void
add_raw (RuhuPullWriter *self, const char *member, const char *json)
{
  g_return_if_fail (strchr (json, '\n') == NULL);

  g_string_append_printf (self->text, "{\"%s\":%s}\n", member, json);
  self->n++;
}

/** ruhu_pull_writer_add_object: @state is the merged object (ruhu-merge.h) as compact JSON */
void
ruhu_pull_writer_add_object (RuhuPullWriter *self, const char *state)
{
  add_raw (self, "o", state);
}

/** ruhu_pull_writer_add_conflict: @conflict is one conflict as compact JSON */
void
ruhu_pull_writer_add_conflict (RuhuPullWriter *self, const char *conflict)
{
  add_raw (self, "x", conflict);
}

/** ruhu_pull_writer_add_form: a form was published */
void
ruhu_pull_writer_add_form (RuhuPullWriter *self, RuhuFormNotice *notice)
{
  g_autoptr (JsonObject) line = json_object_new ();

  json_object_set_object_member (line, "form", ruhu_form_notice_to_json (notice));
  append_json (self, line);
  self->n++;
}

/** ruhu_pull_writer_add_out: the object @id is no longer for this device */
void
ruhu_pull_writer_add_out (RuhuPullWriter *self, const char *id)
{
  g_autoptr (JsonObject) line = json_object_new ();

  json_object_set_string_member (line, "out", id);
  append_json (self, line);
  self->n++;
}

/** ruhu_pull_writer_get_size: Returns: bytes so far, before compression */
gsize
ruhu_pull_writer_get_size (RuhuPullWriter *self)
{
  return self->text->len;
}

/**
 * ruhu_pull_writer_finish:
 * @cursor: where the device stands once it has applied this page
 * @more: whether there is more for it now
 *
 * Once for each writer.
 *
 * Returns: (transfer full): the page
 */
GBytes *
ruhu_pull_writer_finish (RuhuPullWriter *self, const char *cursor, gboolean more)
{
  g_autoptr (JsonObject) trailer = json_object_new ();
  g_autofree char *hash =
    ruhu_hash_text (self->text->str + self->header, self->text->len - self->header);

  json_object_set_string_member (trailer, "cur", cursor);
  json_object_set_int_member (trailer, "more", more ? 1 : 0);
  json_object_set_int_member (trailer, "n", self->n);
  json_object_set_string_member (trailer, "h", hash);
  append_json (self, trailer);

  return g_string_free_to_bytes (g_steal_pointer (&self->text));
}

/** ruhu_pull_page_free: frees a page; @self may be %NULL */
void
ruhu_pull_page_free (RuhuPullPage *self)
{
  if (self == NULL)
    return;

  g_free (self->from);
  g_strfreev (self->users);
  g_strfreev (self->again);
  g_free (self->cursor);
  g_array_unref (self->lines);
  g_ptr_array_unref (self->objects);
  g_free (self);
}

static gboolean
read_place (JsonObject *line, RuhuPulled *pulled)
{
  pulled->device = ruhu_json_get_string (line, "d");

  return pulled->device != NULL && ruhu_wire_json_get_uint (line, "s", &pulled->sseq) &&
         ruhu_wire_json_get_uint (line, "q", &pulled->seq) &&
         ruhu_hlc_from_string (ruhu_json_get_string (line, "e"), &pulled->eff);
}

static gboolean
read_change (JsonObject *line, RuhuPulled *pulled)
{
  pulled->type = RUHU_PULLED_CHANGE;
  pulled->object = ruhu_json_get_object (line, "c");
  return pulled->object != NULL && read_place (line, pulled);
}

static gboolean
read_own (JsonObject *line, RuhuPulled *pulled)
{
  pulled->type = RUHU_PULLED_OWN;
  pulled->hash = ruhu_json_get_string (line, "h");
  return pulled->hash != NULL && read_place (line, pulled);
}

static gboolean
read_object (JsonObject *line, const char *member, RuhuPulledType type, RuhuPulled *pulled)
{
  pulled->type = type;
  pulled->object = ruhu_json_get_object (line, member);
  return pulled->object != NULL;
}

static gboolean
read_line (JsonObject *line, RuhuPulled *pulled)
{
  if (json_object_has_member (line, "c"))
    return read_change (line, pulled);
  if (json_object_has_member (line, "h"))
    return read_own (line, pulled);
  if (json_object_has_member (line, "o"))
    return read_object (line, "o", RUHU_PULLED_OBJECT, pulled);
  if (json_object_has_member (line, "x"))
    return read_object (line, "x", RUHU_PULLED_CONFLICT, pulled);
  if (json_object_has_member (line, "form"))
    return read_object (line, "form", RUHU_PULLED_FORM, pulled);
  if (json_object_has_member (line, "out")) {
    pulled->type = RUHU_PULLED_OUT;
    pulled->id = ruhu_json_get_string (line, "out");
    return ruhu_id_is_valid (pulled->id);
  }

  return TRUE;
}

static char **
read_texts (JsonArray *array)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  guint i;

  if (array == NULL)
    return NULL;

  for (i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (json_node_get_value_type (node) == G_TYPE_STRING)
      g_strv_builder_add (texts, json_node_get_string (node));
  }
  return g_strv_builder_end (texts);
}

static gboolean
read_header (RuhuPullPage *self, JsonObject *header)
{
  guint64 now;

  self->from = g_strdup (ruhu_json_get_string (header, "from"));
  if (self->from == NULL || !ruhu_wire_json_get_uint (header, "now", &now))
    return FALSE;

  self->now = now;
  self->users = read_texts (ruhu_json_get_array (header, "users"));
  self->again = read_texts (ruhu_json_get_array (header, "again"));
  return TRUE;
}

static gboolean
read_trailer (RuhuPullPage *self, JsonObject *trailer, const char *lines, gsize length)
{
  g_autofree char *hash = ruhu_hash_text (lines, length);
  guint64 more, n;

  self->cursor = g_strdup (ruhu_json_get_string (trailer, "cur"));
  if (self->cursor == NULL || !ruhu_wire_json_get_uint (trailer, "more", &more) ||
      !ruhu_wire_json_get_uint (trailer, "n", &n) || n != self->lines->len)
    return FALSE;

  self->more = more != 0;
  return g_strcmp0 (hash, ruhu_json_get_string (trailer, "h")) == 0;
}

/* The header is the first line, the trailer the last; each line has its end. */
static gboolean
read_page (RuhuPullPage *self, const char *data, gsize length)
{
  const char *end, *first = NULL, *last = NULL, *at, *next;
  guint i;

  if (length == 0)
    return FALSE; /* and data may be NULL */

  end = data + length;
  for (at = data; at < end; at = next) {
    const char *stop = memchr (at, '\n', end - at);
    JsonObject *line =
      stop != NULL ? ruhu_wire_json_parse_deep (at, stop - at, MAX_DEPTH, NULL) : NULL;

    if (line == NULL)
      return FALSE;
    g_ptr_array_add (self->objects, line);
    next = stop + 1;
    if (first == NULL)
      first = next;
    last = at;
  }

  if (self->objects->len < 2)
    return FALSE;

  for (i = 1; i + 1 < self->objects->len; i++) {
    RuhuPulled pulled = { 0 };

    if (!read_line (self->objects->pdata[i], &pulled))
      return FALSE;
    g_array_append_val (self->lines, pulled);
  }

  return read_header (self, self->objects->pdata[0]) &&
         read_trailer (self, self->objects->pdata[self->objects->len - 1], first, last - first);
}

/**
 * ruhu_pull_page_parse:
 * @body: what came
 *
 * Returns: (transfer full) (nullable): %NULL where it was cut short or changed on its way
 */
RuhuPullPage *
ruhu_pull_page_parse (GBytes *body)
{
  g_autoptr (RuhuPullPage) self = g_new0 (RuhuPullPage, 1);
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  self->objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->lines = g_array_new (FALSE, FALSE, sizeof (RuhuPulled));

  return read_page (self, data, length) ? g_steal_pointer (&self) : NULL;
}

/** ruhu_pull_page_get_from: Returns: the cursor this answers; ignore the page where it is not ours
 */
const char *
ruhu_pull_page_get_from (RuhuPullPage *self)
{
  return self->from;
}

/** ruhu_pull_page_get_now: Returns: HQ's time, ms since 1970 UTC */
gint64
ruhu_pull_page_get_now (RuhuPullPage *self)
{
  return self->now;
}

/** ruhu_pull_page_get_users: Returns: (nullable): who works with the device; %NULL for not said */
const char *const *
ruhu_pull_page_get_users (RuhuPullPage *self)
{
  return (const char *const *) self->users;
}

/** ruhu_pull_page_get_again: Returns: (nullable): hashes of attachments that HQ has lost */
const char *const *
ruhu_pull_page_get_again (RuhuPullPage *self)
{
  return (const char *const *) self->again;
}

guint
ruhu_pull_page_get_n_lines (RuhuPullPage *self)
{
  return self->lines->len;
}

/** ruhu_pull_page_get_line: Returns: (transfer none): line @i, counted from 0; lives with the page
 */
const RuhuPulled *
ruhu_pull_page_get_line (RuhuPullPage *self, guint i)
{
  g_return_val_if_fail (i < self->lines->len, NULL);

  return &g_array_index (self->lines, RuhuPulled, i);
}

/** ruhu_pull_page_get_cursor: Returns: the cursor after this page */
const char *
ruhu_pull_page_get_cursor (RuhuPullPage *self)
{
  return self->cursor;
}

/** ruhu_pull_page_get_more: Returns: whether to pull again at once */
gboolean
ruhu_pull_page_get_more (RuhuPullPage *self)
{
  return self->more;
}
