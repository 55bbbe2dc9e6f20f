/* ruhu-attempts.c: visits that met nobody, as the forms have them
 *
 * Whether a form knows such a visit, what it is called and which answer it begins with stands in
 * the rule that raises "attempt". A form is read once for it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-attempts.h"

#include "ruhu-filling.h"
#include "ruhu-form-finder.h"

struct _RuhuAttempts {
  GObject parent_instance;

  RuhuSession *session;
  GHashTable *labels; /* form id → what its attempt is called, "" where it knows none */
};

G_DEFINE_FINAL_TYPE (RuhuAttempts, ruhu_attempts, G_TYPE_OBJECT)

static void
ruhu_attempts_dispose (GObject *object)
{
  RuhuAttempts *self = RUHU_ATTEMPTS (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->labels, g_hash_table_unref);

  G_OBJECT_CLASS (ruhu_attempts_parent_class)->dispose (object);
}

static void
ruhu_attempts_class_init (RuhuAttemptsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_attempts_dispose;
}

static void
ruhu_attempts_init (RuhuAttempts *self)
{
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* In another language it is called otherwise, and HQ may have published another version. */
static void
forget (RuhuAttempts *self)
{
  g_hash_table_remove_all (self->labels);
}

/** ruhu_attempts_new: Returns: (transfer full): what the forms of @session's tablet know */
RuhuAttempts *
ruhu_attempts_new (RuhuSession *session)
{
  RuhuAttempts *self = g_object_new (RUHU_TYPE_ATTEMPTS, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (ruhu_session_get_preferences (session),
                           "notify::language",
                           G_CALLBACK (forget),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ruhu_session_get_store (session),
                           "notify::state",
                           G_CALLBACK (forget),
                           self,
                           G_CONNECT_SWAPPED);
  return self;
}

static char *
read_label (RuhuAttempts *self, const char *form_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form =
    ruhu_form_finder_find (ruhu_session_get_dir (self->session), form_id, NULL, &error);
  const RuhuFormRule *rule = form != NULL ? ruhu_attempts_find_rule (form) : NULL;
  g_autoptr (RuhuInstance) instance = NULL;
  char *label;

  if (rule == NULL)
    return g_strdup ("");

  /* Nothing of a filling is asked for, but a message may name an answer. */
  instance = ruhu_filling_new (self->session, form);
  if (!ruhu_instance_start (instance, &error))
    return g_strdup ("");
  label = ruhu_instance_get_rule_message (instance, rule);
  return label != NULL ? label : g_strdup ("");
}

/**
 * ruhu_attempts_get_label:
 * @form_id: (nullable): of a visit that no task asked for, where %NULL or ""
 *
 * Returns: (nullable): what a visit that met nobody is called, "Nobody home"; %NULL where the form
 *   knows none
 */
const char *
ruhu_attempts_get_label (RuhuAttempts *self, const char *form_id)
{
  const char *label;

  g_return_val_if_fail (RUHU_IS_ATTEMPTS (self), NULL);

  if (form_id == NULL || *form_id == '\0')
    form_id = RUHU_FORM_FINDER_DEFAULT;
  label = g_hash_table_lookup (self->labels, form_id);
  if (label == NULL) {
    g_hash_table_insert (self->labels, g_strdup (form_id), read_label (self, form_id));
    label = g_hash_table_lookup (self->labels, form_id);
  }
  return *label != '\0' ? label : NULL;
}

/** ruhu_attempts_find_rule: Returns: (nullable): the rule of @form that raises "attempt" */
const RuhuFormRule *
ruhu_attempts_find_rule (RuhuForm *form)
{
  GPtrArray *rules = ruhu_form_get_rules (form);
  guint i;

  for (i = 0; i < rules->len; i++) {
    const RuhuFormRule *rule = g_ptr_array_index (rules, i);

    if (g_strcmp0 (ruhu_form_rule_get_value (rule, "raises"), "attempt") == 0)
      return rule;
  }
  return NULL;
}

/** ruhu_attempts_preset: @instance: not started; begins with the answer that @rule says */
void
ruhu_attempts_preset (const RuhuFormRule *rule, RuhuInstance *instance)
{
  g_autofree char *path = ruhu_form_rule_get_parameter (rule, "question");
  g_autofree char *value = ruhu_form_rule_get_parameter (rule, "value");
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

  if (name != NULL && value != NULL)
    ruhu_instance_preset (instance, name, value);
}
