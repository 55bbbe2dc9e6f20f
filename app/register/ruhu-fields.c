/* ruhu-fields.c: what is known of a person, household, need or task, by name
 *
 * Twenty thousand persons of sixty fields stay in memory while the tablet is unlocked; a hash table
 * for each would take ten times the room of the words. So all of one object's fields are one block,
 * which is wiped when it goes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-fields-private.h"

#include <string.h>

#define OPTION_MARK ':'

typedef struct {
  const char *name; /* interned */
  guint32 value;    /* offset into the words */
  guint32 proposed;
} Field;

struct _RuhuFields {
  gsize size;
  gboolean deleted;
  guint n;
  Field fields[];
};

static const char *
words_of (RuhuFields *self)
{
  return (const char *) &self->fields[self->n];
}

static Field *
find_added (RuhuFieldsBuilder *builder, const char *interned)
{
  for (guint i = 0; i < builder->fields->len; i++)
    if (g_array_index (builder->fields, Field, i).name == interned)
      return &g_array_index (builder->fields, Field, i);

  return NULL;
}

static void
set_field (RuhuFieldsBuilder *builder, const char *name, const char *value, gboolean proposed)
{
  const char *interned = g_intern_string (name);
  Field *there = find_added (builder, interned);
  Field field = { interned, (guint32) builder->words->len, proposed };

  g_string_append_len (builder->words, value, (gssize) strlen (value) + 1);
  if (there != NULL)
    *there = field;
  else
    g_array_append_val (builder->fields, field);
}

/* A set travels as one field for each option, `hardship:dibao` = 1; a form wants it
 * as one text, `dibao margin`. */
static void
add_option (RuhuFieldsBuilder *builder, const char *path, const char *value, gboolean proposed)
{
  const char *mark = strchr (path, OPTION_MARK);
  g_autofree char *name = g_strndup (path, (gsize) (mark - path));
  Field *there = find_added (builder, g_intern_string (name));
  g_autofree char *set = NULL;

  if (!g_str_equal (value, "1"))
    return;

  set = there != NULL ? g_strconcat (builder->words->str + there->value, " ", mark + 1, NULL)
                      : g_strdup (mark + 1);
  set_field (builder, name, set, proposed || (there != NULL && there->proposed));
}

/**
 * ruhu_fields_builder_add:
 * @path: a field's name, or `name:option` for one option of a set
 * @value: its value; an empty one is as good as none
 * @proposed: whether it comes from a response that is not yet accepted
 */
void
ruhu_fields_builder_add (RuhuFieldsBuilder *builder,
                         const char *path,
                         const char *value,
                         gboolean proposed)
{
  if (*value == '\0')
    return;

  if (strchr (path, OPTION_MARK) != NULL)
    add_option (builder, path, value, proposed);
  else
    set_field (builder, path, value, proposed);
}

RuhuFieldsBuilder *
ruhu_fields_builder_new (void)
{
  RuhuFieldsBuilder *builder = g_new0 (RuhuFieldsBuilder, 1);

  builder->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  builder->words = g_string_new (NULL);
  return builder;
}

void
ruhu_fields_builder_free (RuhuFieldsBuilder *builder)
{
  g_array_unref (builder->fields);
  explicit_bzero (builder->words->str, builder->words->len);
  g_string_free (builder->words, TRUE);
  g_free (builder);
}

/**
 * ruhu_fields_builder_make:
 * @deleted: whether the object is out of the register
 *
 * Returns: (transfer full): what was added
 */
RuhuFields *
ruhu_fields_builder_make (RuhuFieldsBuilder *builder, gboolean deleted)
{
  gsize size = sizeof (RuhuFields) + builder->fields->len * sizeof (Field) + builder->words->len;
  RuhuFields *self = g_atomic_rc_box_alloc0 (size);

  self->size = size;
  self->deleted = deleted;
  self->n = builder->fields->len;
  if (self->n > 0)
    memcpy (self->fields, builder->fields->data, self->n * sizeof (Field));
  memcpy ((char *) words_of (self), builder->words->str, builder->words->len);

  return self;
}

/**
 * ruhu_fields_new:
 * @names_and_values: name, value, name, value … %NULL
 *
 * Returns: (transfer full): those fields; an empty value is as good as none
 */
RuhuFields *
ruhu_fields_new (const char *const *names_and_values)
{
  g_autoptr (RuhuFieldsBuilder) builder = ruhu_fields_builder_new ();

  for (gsize i = 0; names_and_values[i] != NULL; i += 2)
    ruhu_fields_builder_add (builder, names_and_values[i], names_and_values[i + 1], FALSE);

  return ruhu_fields_builder_make (builder, FALSE);
}

RuhuFields *
ruhu_fields_ref (RuhuFields *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
wipe (gpointer data)
{
  explicit_bzero (data, ((RuhuFields *) data)->size);
}

void
ruhu_fields_unref (RuhuFields *self)
{
  g_atomic_rc_box_release_full (self, wipe);
}

static const Field *
find (RuhuFields *self, const char *name)
{
  for (guint i = 0; i < self->n; i++)
    if (self->fields[i].name == name)
      return &self->fields[i];
  for (guint i = 0; i < self->n; i++)
    if (g_str_equal (self->fields[i].name, name))
      return &self->fields[i];

  return NULL;
}

/**
 * ruhu_fields_get:
 *
 * Returns: the value of field @name, "" where there is none; a set as its options with a space
 *   between two
 */
const char *
ruhu_fields_get (RuhuFields *self, const char *name)
{
  const Field *field = find (self, name);

  return field != NULL ? words_of (self) + field->value : "";
}

/**
 * ruhu_fields_has_option:
 *
 * Returns: whether the set @name has @option
 */
gboolean
ruhu_fields_has_option (RuhuFields *self, const char *name, const char *option)
{
  const char *set = ruhu_fields_get (self, name);
  gsize length = strlen (option);

  for (const char *p = set; *p != '\0'; p += strcspn (p, " "), p += *p == ' ')
    if (strncmp (p, option, length) == 0 && (p[length] == ' ' || p[length] == '\0'))
      return TRUE;

  return FALSE;
}

/**
 * ruhu_fields_is_proposed:
 *
 * Returns: whether the value of @name comes from a response that is not yet accepted
 */
gboolean
ruhu_fields_is_proposed (RuhuFields *self, const char *name)
{
  const Field *field = find (self, name);

  return field != NULL && field->proposed;
}

/** ruhu_fields_has_proposed: Returns: whether any value comes from such a response */
gboolean
ruhu_fields_has_proposed (RuhuFields *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->fields[i].proposed)
      return TRUE;

  return FALSE;
}

/**
 * ruhu_fields_is_deleted:
 *
 * Returns: whether the object was taken out of the register, and nobody wrote to it since without
 *   knowing that
 */
gboolean
ruhu_fields_is_deleted (RuhuFields *self)
{
  return self->deleted;
}

/**
 * ruhu_fields_foreach:
 * @func: called for each field that has a value
 */
void
ruhu_fields_foreach (RuhuFields *self, RuhuFieldsFunc func, gpointer data)
{
  for (guint i = 0; i < self->n; i++)
    func (self->fields[i].name, words_of (self) + self->fields[i].value, data);
}
