/* ruhu-audit.c: when each question was looked at and answered (ODK XForms, meta/audit)
 *
 * A line for each question that was on screen, from when to when; where the form asks for it, also
 * where the device was, what the answer was before and after, and who answered. Questions are kept
 * by their storage keys: a row may go while it is on screen.
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

struct _RuhuAudit {
  RuhuInstance *instance; /* not owned */
  RuhuAuditFunc func;
  gpointer data;
  GPtrArray *lines; /* of text; what is kept */
  GArray *shown;    /* of Shown */
  gint64 shown_at;
  char *user;
  char *place; /* three columns; NULL: not known */
  gboolean wants_place;
  gboolean wants_changes;
  gboolean wants_user;
};

static void
clear_shown (gpointer data)
{
  Shown *shown = data;

  g_free (shown->key);
  g_free (shown->ref);
  g_free (shown->before);
}

static RuhuSchema *
find_audit (RuhuForm *form)
{
  RuhuSchema *meta = ruhu_schema_find_child (form->root, g_intern_static_string ("meta"), FALSE);

  return meta != NULL && !meta->is_repeat
           ? ruhu_schema_find_child (meta, g_intern_static_string ("audit"), FALSE)
           : NULL;
}

static gboolean
is_asked (const RuhuSchema *audit, const char *name)
{
  const char *value =
    audit->bind != NULL ? ruhu_xml_get_ns (audit->bind->xml, name, RUHU_NS_ODK) : NULL;

  return g_strcmp0 (value, "true") == 0;
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
  self->wants_place = audit->bind != NULL &&
                      ruhu_xml_get_ns (audit->bind->xml, "location-priority", RUHU_NS_ODK) != NULL;
  self->wants_changes = is_asked (audit, "track-changes");
  self->wants_user = is_asked (audit, "identify-user");

  return self;
}

void
ruhu_audit_free (RuhuAudit *self)
{
  g_ptr_array_unref (self->lines);
  g_array_unref (self->shown);
  g_free (self->user);
  g_free (self->place);
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

  g_free (self->place);
  self->place = g_strdup_printf ("%s,%s,%s", north, east, within);
}

gboolean
ruhu_audit_wants_place (RuhuAudit *self)
{
  return self->wants_place;
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

/* @end: 0 for what has no length; @before and @after: NULL where nothing changed */
static void
add_line (RuhuAudit *self,
          const char *event,
          const char *ref,
          gint64 start,
          gint64 end,
          const char *before,
          const char *after)
{
  g_autoptr (GString) line = g_string_new (event);
  g_autofree char *key = g_strdup_printf (RUHU_AUDIT_PREFIX "%08u", self->lines->len);

  append_cell (line, ref);
  g_string_append_printf (line, ",%" G_GINT64_FORMAT ",", start);
  if (end > 0)
    g_string_append_printf (line, "%" G_GINT64_FORMAT, end);
  if (self->wants_place)
    g_string_append_printf (line, ",%s", self->place != NULL ? self->place : ",,");
  if (self->wants_changes) {
    append_cell (line, before);
    append_cell (line, after);
  }
  if (self->wants_user)
    append_cell (line, self->user);

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
leave (RuhuAudit *self, gint64 now)
{
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
              changed ? after : NULL);
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
  add_line (self, event, ref, now, 0, NULL, NULL);
}

/** ruhu_audit_begin: somebody begins, or goes on, to fill the form */
void
ruhu_audit_begin (RuhuAudit *self)
{
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

  if (self->wants_place)
    g_string_append (text, ",latitude,longitude,accuracy");
  if (self->wants_changes)
    g_string_append (text, ",old-value,new-value");
  if (self->wants_user)
    g_string_append (text, ",user");
  g_string_append_c (text, '\n');
  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *) self->lines->pdata[i]);

  return g_string_free_to_bytes (text);
}
