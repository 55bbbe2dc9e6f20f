/* ruhu-audit.c: when each question was looked at and answered (ODK XForms, meta/audit)
 *
 * A line for each question that was on screen, from when to when; where the form asks for it, also
 * where the device was, what the answer was before and after, who answered, and why it was changed
 * later. Columns and events are those of ODK Collect. Questions are kept by their storage keys: a
 * row may go while it is on screen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-audit.h"

#include "base/ruhu-clock.h"
#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-instance-private.h"

#include <string.h>

/* A question that is on screen. */
typedef struct {
  char *key;
  char *ref;
  char *before;
} Shown;

/* Where the device was. */
typedef struct {
  gint64 at;
  double accuracy;
  char *columns;
} Place;

struct _RuhuAudit {
  RuhuInstance *instance; /* not owned */
  RuhuAuditFunc func;
  gpointer data;
  GPtrArray *lines; /* of text; what is kept */
  GArray *shown;    /* of Shown */
  const char *view; /* the event of what is on screen instead of questions; interned; or NULL */
  gint64 shown_at;
  char *user;
  GArray *places;       /* of Place, the newest last */
  const char *priority; /* of the form's, NULL: it wants no places */
  gint64 max_age;       /* of a place, ms; 0: only the newest counts */
  gboolean wants_changes;
  gboolean wants_user;
  gboolean wants_reasons;
  gboolean is_edit;   /* the form had been put away before */
  gboolean is_edited; /* and an answer was changed since, without a reason */
};

static void
clear_shown (gpointer data)
{
  Shown *shown = data;

  g_free (shown->key);
  g_free (shown->ref);
  g_free (shown->before);
}

static void
clear_place (gpointer data)
{
  Place *place = data;

  g_free (place->columns);
}

static RuhuSchema *
find_meta (RuhuForm *form, const char *name)
{
  RuhuSchema *meta = ruhu_schema_find_child (form->root, g_intern_static_string ("meta"), FALSE);

  return meta != NULL && !meta->is_repeat
           ? ruhu_schema_find_child (meta, g_intern_string (name), FALSE)
           : NULL;
}

static RuhuSchema *
find_audit (RuhuForm *form)
{
  return find_meta (form, "audit");
}

static const char *
get_parameter (const RuhuSchema *audit, const char *name)
{
  return audit->bind != NULL ? ruhu_xml_get_ns (audit->bind->xml, name, RUHU_NS_ODK) : NULL;
}

static guint
get_seconds (const RuhuSchema *audit, const char *name)
{
  const char *value = get_parameter (audit, name);

  return value != NULL ? (guint) CLAMP (g_ascii_strtoll (value, NULL, 10), 0, G_MAXINT / 1000) : 0;
}

/**
 * ruhu_audit_new:
 * @instance: a filling, which outlives it
 * @func: called with each line as soon as it is complete
 * @data: for @func
 *
 * Returns: (transfer full) (nullable): an audit; %NULL where the form asks for none
 */
RuhuAudit *
ruhu_audit_new (RuhuInstance *instance, RuhuAuditFunc func, gpointer data)
{
  RuhuSchema *audit = find_audit (ruhu_instance_get_form (instance));
  RuhuAudit *self;

  if (audit == NULL || !audit->is_leaf || audit->is_repeat)
    return NULL;

  self = g_new0 (RuhuAudit, 1);
  self->instance = instance;
  self->func = func;
  self->data = data;
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->shown = g_array_new (FALSE, FALSE, sizeof (Shown));
  g_array_set_clear_func (self->shown, clear_shown);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_array_set_clear_func (self->places, clear_place);
  self->priority = get_parameter (audit, "location-priority");
  self->max_age = 1000 * (gint64) get_seconds (audit, "location-max-age");
  self->wants_changes = g_strcmp0 (get_parameter (audit, "track-changes"), "true") == 0;
  self->wants_user = g_strcmp0 (get_parameter (audit, "identify-user"), "true") == 0;
  self->wants_reasons =
    g_strcmp0 (get_parameter (audit, "track-changes-reasons"), "on-form-edit") == 0;

  return self;
}

void
ruhu_audit_free (RuhuAudit *self)
{
  g_ptr_array_unref (self->lines);
  g_array_unref (self->shown);
  g_array_unref (self->places);
  g_free (self->user);
  g_free (self);
}

/** ruhu_audit_set_user: @user: who answers from now on */
void
ruhu_audit_set_user (RuhuAudit *self, const char *user)
{
  g_free (self->user);
  self->user = g_strdup (user);
}

/**
 * ruhu_audit_set_place:
 * @latitude: in degrees
 * @longitude: in degrees
 * @accuracy: in metres
 *
 * Where the device is from now on.
 */
void
ruhu_audit_set_place (RuhuAudit *self, double latitude, double longitude, double accuracy)
{
  g_autofree char *north = ruhu_xpath_number_to_string (latitude);
  g_autofree char *east = ruhu_xpath_number_to_string (longitude);
  g_autofree char *within = ruhu_xpath_number_to_string (accuracy);
  Place place = { ruhu_clock_now (), accuracy, g_strdup_printf ("%s,%s,%s", north, east, within) };

  if (self->max_age == 0)
    g_array_set_size (self->places, 0);
  g_array_append_val (self->places, place);
}

/**
 * ruhu_audit_get_location_priority:
 *
 * Returns: (nullable): how exactly the form wants to know where the device is: “no-power”,
 *   “low-power”, “balanced” or “high-accuracy”; %NULL where it does not
 */
const char *
ruhu_audit_get_location_priority (RuhuAudit *self)
{
  return self->priority;
}

/** ruhu_audit_get_location_interval: Returns: seconds between two places at least; 0 for any */
guint
ruhu_audit_get_location_interval (RuhuAudit *self)
{
  return get_seconds (find_audit (ruhu_instance_get_form (self->instance)),
                      "location-min-interval");
}

/* The most exact of those that the form does not hold for too old. */
static const char *
find_place (RuhuAudit *self, gint64 now)
{
  const Place *best = NULL;

  while (self->max_age > 0 && self->places->len > 0 &&
         g_array_index (self->places, Place, 0).at + self->max_age < now)
    g_array_remove_index (self->places, 0);
  for (guint i = 0; i < self->places->len; i++) {
    const Place *place = &g_array_index (self->places, Place, i);

    if (best == NULL || place->accuracy <= best->accuracy)
      best = place;
  }

  return best != NULL ? best->columns : ",,";
}

/* RFC 4180. */
static void
append_cell (GString *line, const char *text)
{
  g_string_append_c (line, ',');
  if (text == NULL)
    return;
  if (strpbrk (text, ",\"\r\n") == NULL) {
    g_string_append (line, text);
    return;
  }
  g_string_append_c (line, '"');
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"')
      g_string_append_c (line, '"');
    g_string_append_c (line, *c);
  }
  g_string_append_c (line, '"');
}

/* @end: 0 for what has no length; @before and @after: NULL where nothing changed; @reason: or NULL
 */
static void
add_line (RuhuAudit *self,
          const char *event,
          const char *ref,
          gint64 start,
          gint64 end,
          const char *before,
          const char *after,
          const char *reason)
{
  g_autoptr (GString) line = g_string_new (event);
  g_autofree char *key = g_strdup_printf (RUHU_AUDIT_PREFIX "%08u", self->lines->len);

  append_cell (line, ref);
  g_string_append_printf (line, ",%" G_GINT64_FORMAT ",", start);
  if (end > 0)
    g_string_append_printf (line, "%" G_GINT64_FORMAT, end);
  if (self->priority != NULL)
    g_string_append_printf (line, ",%s", find_place (self, MAX (start, end)));
  if (self->wants_changes) {
    append_cell (line, before);
    append_cell (line, after);
  }
  if (self->wants_user)
    append_cell (line, self->user);
  if (self->wants_reasons)
    append_cell (line, reason);

  g_ptr_array_add (self->lines, g_strdup (line->str));
  self->func (key, line->str, self->data);
}

static const char *
get_value (RuhuAudit *self, const char *key)
{
  RuhuNode *node = ruhu_instance_find_key (self->instance, key);

  return node != NULL ? ruhu_instance_get_value (self->instance, node) : "";
}

static void
set_edited (RuhuAudit *self, gboolean edited)
{
  if (self->is_edited == edited)
    return;
  self->is_edited = edited;
  self->func (RUHU_AUDIT_EDITED, edited ? "1" : NULL, self->data);
}

static void
leave (RuhuAudit *self, gint64 now)
{
  if (self->view != NULL)
    add_line (self, self->view, NULL, self->shown_at, now, NULL, NULL, NULL);
  self->view = NULL;
  for (guint i = 0; i < self->shown->len; i++) {
    Shown *shown = &g_array_index (self->shown, Shown, i);
    const char *after = get_value (self, shown->key);
    gboolean changed = strcmp (shown->before, after) != 0;

    add_line (self,
              "question",
              shown->ref,
              self->shown_at,
              now,
              changed ? shown->before : NULL,
              changed ? after : NULL,
              NULL);
    /* What was open is no change: to answer it is what the form was put away for. */
    if (self->is_edit && changed && *shown->before != '\0')
      set_edited (self, TRUE);
  }
  g_array_set_size (self->shown, 0);
}

/**
 * ruhu_audit_note:
 * @event: “form start”, “form resume”, “form save”, “form exit”, “form finalize”, “jump”, “end
 *   screen”, “add repeat”, “delete repeat” …
 * @node: (nullable): what it happens to
 *
 * What was on screen is left by it.
 */
void
ruhu_audit_note (RuhuAudit *self, const char *event, RuhuNode *node)
{
  g_autofree char *ref = node != NULL ? ruhu_node_get_ref (node) : NULL;
  gint64 now = ruhu_clock_now ();

  leave (self, now);
  add_line (self, event, ref, now, 0, NULL, NULL, NULL);
  if (self->is_edit && g_str_equal (event, "delete repeat"))
    set_edited (self, TRUE);
}

static gboolean
is_correction (RuhuAudit *self)
{
  const RuhuSchema *old = find_meta (self->instance->form, "deprecatedID");

  return old != NULL && old->is_leaf && !old->is_repeat &&
         *ruhu_instance_get_value (self->instance, &self->instance->root->cells[old->slot]) != '\0';
}

/** ruhu_audit_begin: somebody begins, or goes on, to fill the form */
void
ruhu_audit_begin (RuhuAudit *self)
{
  self->is_edit = self->lines->len > 0 || is_correction (self);
  ruhu_audit_note (self, self->lines->len == 0 ? "form start" : "form resume", NULL);
}

/**
 * ruhu_audit_show:
 * @questions: (element-type RuhuNode): what is on screen from now on
 *
 * What was there before is left.
 */
void
ruhu_audit_show (RuhuAudit *self, GPtrArray *questions)
{
  gint64 now = ruhu_clock_now ();

  leave (self, now);
  self->shown_at = now;
  for (guint i = 0; i < questions->len; i++) {
    RuhuNode *node = questions->pdata[i];
    Shown shown = { ruhu_node_get_key (node),
                    ruhu_node_get_ref (node),
                    g_strdup (ruhu_instance_get_value (self->instance, node)) };

    g_array_append_val (self->shown, shown);
  }
}

/**
 * ruhu_audit_show_view:
 * @event: “jump” for the outline, “end screen” for the review: no questions are on screen from now
 * on
 */
void
ruhu_audit_show_view (RuhuAudit *self, const char *event)
{
  gint64 now = ruhu_clock_now ();

  leave (self, now);
  self->shown_at = now;
  self->view = g_intern_string (event);
}

/**
 * ruhu_audit_wants_reason:
 *
 * Returns: whether the form wants to know why an answer was changed after the form had been put
 *   away, and nobody has said it yet; of what is on screen once it was left
 */
gboolean
ruhu_audit_wants_reason (RuhuAudit *self)
{
  return self->wants_reasons && self->is_edited;
}

/** ruhu_audit_note_reason: @reason: why answers were changed */
void
ruhu_audit_note_reason (RuhuAudit *self, const char *reason)
{
  gint64 now = ruhu_clock_now ();

  leave (self, now);
  add_line (self, "change reason", NULL, now, 0, NULL, NULL, reason);
  set_edited (self, FALSE);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * ruhu_audit_restore:
 * @answers: (element-type utf8 utf8): what was kept; the lines are taken out of it
 *
 * Goes on with the lines that there were.
 */
void
ruhu_audit_restore (RuhuAudit *self, GHashTable *answers)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, RUHU_AUDIT_PREFIX))
      g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_keys);
  for (guint i = 0; i < keys->len; i++) {
    g_ptr_array_add (self->lines, g_strdup (g_hash_table_lookup (answers, keys->pdata[i])));
    g_hash_table_remove (answers, keys->pdata[i]);
  }
  self->is_edited = g_hash_table_remove (answers, RUHU_AUDIT_EDITED);
}

/**
 * ruhu_audit_get_node:
 * @self: an audit of a filling that was started
 *
 * Returns: the node that gets the name of the file
 */
RuhuNode *
ruhu_audit_get_node (RuhuAudit *self)
{
  RuhuSchema *audit = find_audit (self->instance->form);

  return &self->instance->root->cells[audit->slot];
}

/**
 * ruhu_audit_to_csv:
 * @self: an audit
 *
 * Returns: (transfer full): audit.csv, with the columns that the form asks for
 */
GBytes *
ruhu_audit_to_csv (RuhuAudit *self)
{
  GString *text = g_string_new ("event,node,start,end");

  if (self->priority != NULL)
    g_string_append (text, ",latitude,longitude,accuracy");
  if (self->wants_changes)
    g_string_append (text, ",old-value,new-value");
  if (self->wants_user)
    g_string_append (text, ",user");
  if (self->wants_reasons)
    g_string_append (text, ",change-reason");
  g_string_append_c (text, '\n');
  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *) self->lines->pdata[i]);

  return g_string_free_to_bytes (text);
}
