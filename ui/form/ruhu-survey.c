/* ruhu-survey.c: one response while it is being filled
 *
 * Ties the filling to the store: what changes is saved by itself, warnings are kept with the
 * worker's own reasons, and finishing hands over what the answers came to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-survey.h"

#include "base/ruhu-json.h"
#include "form/ruhu-background.h"

#include "forms/ruhu-audit.h"

#include <string.h>

/* Kept among the answers, under keys that no path can be: those begin with a slash. */
#define PLACE "place:"
#define WHY "why:"
/* Among the reasons: why an answer was changed later. No rule is called so. */
#define EDIT " edit"

struct _RuhuSurvey {
  GObject parent_instance;

  RuhuResponseStore *responses;
  RuhuResponse *response;
  RuhuInstance *instance;
  RuhuAutosave *autosave;
  RuhuAudit *audit; /* NULL where the form asks for none */
  RuhuBackground *background;
  gboolean was_looked_at;
  GHashTable *reasons; /* rule → the worker's reason */
  char *place;
  char *why;          /* of a correction */
  GHashTable *before; /* the answers that it corrects, or NULL */
};

G_DEFINE_FINAL_TYPE (RuhuSurvey, ruhu_survey, G_TYPE_OBJECT)

static void
ruhu_survey_dispose (GObject *object)
{
  RuhuSurvey *self = RUHU_SURVEY (object);

  if (self->background != NULL)
    g_object_run_dispose (G_OBJECT (self->background)); /* a sign may still show it */
  g_clear_object (&self->background);
  g_clear_pointer (&self->audit, ruhu_audit_free);
  g_clear_object (&self->autosave);
  g_clear_object (&self->instance);
  g_clear_object (&self->response);
  g_clear_object (&self->responses);

  G_OBJECT_CLASS (ruhu_survey_parent_class)->dispose (object);
}

static void
ruhu_survey_finalize (GObject *object)
{
  RuhuSurvey *self = RUHU_SURVEY (object);

  g_clear_pointer (&self->reasons, g_hash_table_unref);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->why, g_free);
  g_clear_pointer (&self->before, g_hash_table_unref);

  G_OBJECT_CLASS (ruhu_survey_parent_class)->finalize (object);
}

static void
ruhu_survey_class_init (RuhuSurveyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_survey_dispose;
  object_class->finalize = ruhu_survey_finalize;
}

static void
ruhu_survey_init (RuhuSurvey *self)
{
  self->reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
keep_line_cb (const char *key, const char *line, gpointer self)
{
  ruhu_autosave_put (RUHU_SURVEY (self)->autosave, key, line);
}

/**
 * ruhu_survey_new:
 * @response: a draft that the store holds
 * @instance: its filling, not begun yet: begin it after this, so that its first values are saved
 * too
 *
 * Main thread only.
 */
RuhuSurvey *
ruhu_survey_new (RuhuResponseStore *responses, RuhuResponse *response, RuhuInstance *instance)
{
  RuhuSurvey *self = g_object_new (RUHU_TYPE_SURVEY, NULL);

  self->responses = g_object_ref (responses);
  self->response = g_object_ref (response);
  self->instance = g_object_ref (instance);
  self->autosave = ruhu_autosave_new (responses, ruhu_response_get_id (response), instance);
  self->audit = ruhu_audit_new (instance, keep_line_cb, self);
  if (self->audit != NULL)
    ruhu_audit_set_user (self->audit, ruhu_response_get_user (response));
  self->background = ruhu_background_new (self, self->audit);
  return self;
}

RuhuResponseStore *
ruhu_survey_get_responses (RuhuSurvey *self)
{
  return self->responses;
}

RuhuResponse *
ruhu_survey_get_response (RuhuSurvey *self)
{
  return self->response;
}

RuhuInstance *
ruhu_survey_get_instance (RuhuSurvey *self)
{
  return self->instance;
}

RuhuAutosave *
ruhu_survey_get_autosave (RuhuSurvey *self)
{
  return self->autosave;
}

/** ruhu_survey_get_background: Returns: (transfer none): what the tablet answers by itself */
RuhuBackground *
ruhu_survey_get_background (RuhuSurvey *self)
{
  return self->background;
}

/** ruhu_survey_get_reason: Returns: (nullable): why the worker let the warning @rule stand */
const char *
ruhu_survey_get_reason (RuhuSurvey *self, const char *rule)
{
  return g_hash_table_lookup (self->reasons, rule);
}

/**
 * ruhu_survey_set_reason:
 * @reason: (nullable): one sentence; it travels with the response
 */
void
ruhu_survey_set_reason (RuhuSurvey *self, const char *rule, const char *reason)
{
  g_autofree char *key = g_strconcat (RUHU_ANSWER_REASON, rule, NULL);

  if (reason != NULL && *reason == '\0')
    reason = NULL;
  if (g_strcmp0 (reason, ruhu_survey_get_reason (self, rule)) == 0)
    return;

  if (reason != NULL)
    g_hash_table_replace (self->reasons, g_strdup (rule), g_strdup (reason));
  else
    g_hash_table_remove (self->reasons, rule);
  ruhu_autosave_put (self->autosave, key, reason);
}

/** ruhu_survey_is_correction: Returns: whether it replaces another response, and wants to say why
 */
gboolean
ruhu_survey_is_correction (RuhuSurvey *self)
{
  return ruhu_response_get_replaces (self->response) != NULL;
}

/** ruhu_survey_get_why: Returns: (nullable): why the worker makes the correction */
const char *
ruhu_survey_get_why (RuhuSurvey *self)
{
  return self->why;
}

/** ruhu_survey_set_why: @why: (nullable): one sentence; it travels with the correction */
void
ruhu_survey_set_why (RuhuSurvey *self, const char *why)
{
  if (why != NULL && *why == '\0')
    why = NULL;
  if (g_strcmp0 (why, self->why) == 0)
    return;

  g_free (self->why);
  self->why = g_strdup (why);
  ruhu_autosave_put (self->autosave, WHY, why);
}

/** ruhu_survey_get_before: Returns: (transfer none) (nullable): as it was set */
GHashTable *
ruhu_survey_get_before (RuhuSurvey *self)
{
  return self->before;
}

/**
 * ruhu_survey_set_before:
 * @before: (nullable) (transfer full) (element-type utf8 utf8): the answers of the response that
 *   this one replaces, ruhu_answers_to_keys()
 */
void
ruhu_survey_set_before (RuhuSurvey *self, GHashTable *before)
{
  g_clear_pointer (&self->before, g_hash_table_unref);
  self->before = before;
}

/**
 * ruhu_survey_note_missing:
 *
 * Puts the number of questions that are still to answer beside the draft, for the lists: call it
 * when a page is left.
 */
void
ruhu_survey_note_missing (RuhuSurvey *self)
{
  g_autoptr (GPtrArray) problems = ruhu_instance_list_problems (self->instance);

  ruhu_autosave_put_missing (self->autosave, problems->len);
}

/** ruhu_survey_get_place: Returns: (nullable): where the filling stood, as it was noted */
const char *
ruhu_survey_get_place (RuhuSurvey *self)
{
  return self->place;
}

/**
 * ruhu_survey_note_place:
 * @place: what leads to the page that is open: see ruhu_walk_get_place()
 *
 * Keeps it with the draft, which so goes on where it stood.
 */
void
ruhu_survey_note_place (RuhuSurvey *self, const char *place)
{
  if (g_strcmp0 (self->place, place) == 0)
    return;

  g_free (self->place);
  self->place = g_strdup (place);
  ruhu_autosave_put (self->autosave, PLACE, place);
}

/**
 * ruhu_survey_restore:
 * @answers: what ruhu_response_store_load_answers_finish() gave; what is no answer is taken out of
 * it
 */
void
ruhu_survey_restore (RuhuSurvey *self, GHashTable *answers)
{
  GHashTableIter iter;
  gpointer key, value;

  if (self->audit != NULL)
    ruhu_audit_restore (self->audit, answers);
  g_free (self->place);
  self->place = g_strdup (g_hash_table_lookup (answers, PLACE));
  g_hash_table_remove (answers, PLACE);
  g_free (self->why);
  self->why = g_strdup (g_hash_table_lookup (answers, WHY));
  g_hash_table_remove (answers, WHY);

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    if (!g_str_has_prefix (key, RUHU_ANSWER_REASON))
      continue;
    g_hash_table_replace (self->reasons,
                          g_strdup ((char *) key + strlen (RUHU_ANSWER_REASON)),
                          g_strdup (value));
    g_hash_table_iter_remove (&iter);
  }
}

static gboolean
has_value (const RuhuFormRule *rule, const char *column, const char *value)
{
  return g_strcmp0 (ruhu_form_rule_get_value (rule, column), value) == 0;
}

/** ruhu_survey_may_explain: Returns: whether a reason will do; else it wants another answer */
gboolean
ruhu_survey_may_explain (const RuhuFormRule *rule)
{
  return !has_value (rule, "severity", "block");
}

/**
 * ruhu_survey_list_warnings:
 *
 * Returns: (transfer container) (element-type RuhuFormRule): the rules of severity `warn` and
 *   `block` that hold now: each wants another answer, or a reason (ruhu_survey_may_explain())
 */
GPtrArray *
ruhu_survey_list_warnings (RuhuSurvey *self)
{
  GPtrArray *rules = ruhu_form_get_rules (ruhu_instance_get_form (self->instance));
  GPtrArray *warnings = g_ptr_array_new ();
  guint i;

  for (i = 0; i < rules->len; i++) {
    RuhuFormRule *rule = g_ptr_array_index (rules, i);

    if ((has_value (rule, "severity", "warn") || !ruhu_survey_may_explain (rule)) &&
        ruhu_instance_rule_holds (self->instance, rule))
      g_ptr_array_add (warnings, rule);
  }
  return warnings;
}

/** ruhu_survey_wants_edit_reason: Returns: whether the form wants to know why answers were changed
 * after it had been put away; a correction says it anyhow */
gboolean
ruhu_survey_wants_edit_reason (RuhuSurvey *self)
{
  return self->audit != NULL && !ruhu_survey_is_correction (self) &&
         ruhu_audit_wants_reason (self->audit);
}

const char *
ruhu_survey_get_edit_reason (RuhuSurvey *self)
{
  return ruhu_survey_is_correction (self) ? self->why : ruhu_survey_get_reason (self, EDIT);
}

void
ruhu_survey_set_edit_reason (RuhuSurvey *self, const char *reason)
{
  ruhu_survey_set_reason (self, EDIT, reason);
}

/** ruhu_survey_count_unexplained: Returns: how much is still to explain: warnings that hold and
 * have no reason that will do, a correction or a change of what was done that does not say why */
guint
ruhu_survey_count_unexplained (RuhuSurvey *self)
{
  g_autoptr (GPtrArray) warnings = ruhu_survey_list_warnings (self);
  guint i, n = ruhu_survey_is_correction (self) && self->why == NULL;

  n += ruhu_survey_wants_edit_reason (self) && ruhu_survey_get_edit_reason (self) == NULL;
  for (i = 0; i < warnings->len; i++) {
    const RuhuFormRule *rule = g_ptr_array_index (warnings, i);

    n += !ruhu_survey_may_explain (rule) ||
         ruhu_survey_get_reason (self, ruhu_form_rule_get_id (rule)) == NULL;
  }
  return n;
}

/** ruhu_survey_is_blocked: Returns: whether a rule holds for which no reason will do */
gboolean
ruhu_survey_is_blocked (RuhuSurvey *self)
{
  g_autoptr (GPtrArray) warnings = ruhu_survey_list_warnings (self);
  guint i;

  for (i = 0; i < warnings->len; i++) {
    if (!ruhu_survey_may_explain (g_ptr_array_index (warnings, i)))
      return TRUE;
  }
  return FALSE;
}

/* "consent=/data/c/agreed visit=/data/visit" → "visit" */
static char *
find_visit_group (const RuhuFormRule *rule)
{
  g_autofree char *path = ruhu_form_rule_get_parameter (rule, "visit");

  return path != NULL && *path == '/' ? g_path_get_basename (path) : NULL;
}

/*
 * Without consent only the visit group leaves the tablet; which question is the consent and which
 * group is the visit, the form's rules say. A rule that names no group lets nothing out.
 *
 * %NULL: everything may leave.
 */
static char **
list_kept (RuhuSurvey *self)
{
  GPtrArray *rules = ruhu_form_get_rules (ruhu_instance_get_form (self->instance));
  guint i;

  for (i = 0; i < rules->len; i++) {
    RuhuFormRule *rule = g_ptr_array_index (rules, i);
    char **kept;

    if (!has_value (rule, "raises", "consent") || ruhu_instance_rule_holds (self->instance, rule))
      continue;
    kept = g_new0 (char *, 2);
    kept[0] = find_visit_group (rule);
    return kept;
  }
  return NULL;
}

/* The day of the next try, by the rule that raises a task of kind=revisit; NULL where none holds.
 */
static const char *
find_next (RuhuSurvey *self)
{
  GPtrArray *rules = ruhu_form_get_rules (ruhu_instance_get_form (self->instance));
  guint i;

  for (i = 0; i < rules->len; i++) {
    RuhuFormRule *rule = g_ptr_array_index (rules, i);
    g_autofree char *kind = NULL;
    g_autofree char *due = NULL;
    RuhuNode *node;

    kind = ruhu_form_rule_get_parameter (rule, "kind");
    due = ruhu_form_rule_get_parameter (rule, "due");
    if (!has_value (rule, "raises", "task") || g_strcmp0 (kind, "revisit") != 0 || due == NULL ||
        !ruhu_instance_rule_holds (self->instance, rule))
      continue;
    node = ruhu_instance_find (self->instance, due);
    return node != NULL ? ruhu_instance_get_value (self->instance, node) : NULL;
  }
  return NULL;
}

static char *
describe_reasons (RuhuSurvey *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) warnings = ruhu_survey_list_warnings (self);
  g_autoptr (JsonNode) root = NULL;
  const char *next = find_next (self);
  guint i;

  json_builder_begin_object (builder);
  if (next != NULL) {
    json_builder_set_member_name (builder, RUHU_RESPONSE_NEXT);
    json_builder_add_string_value (builder, next);
  }
  if (self->why != NULL) {
    json_builder_set_member_name (builder, RUHU_RESPONSE_WHY);
    json_builder_add_string_value (builder, self->why);
  }
  json_builder_set_member_name (builder, "reasons");
  json_builder_begin_object (builder);
  for (i = 0; i < warnings->len; i++) {
    const char *rule = ruhu_form_rule_get_id (g_ptr_array_index (warnings, i));

    json_builder_set_member_name (builder, rule);
    json_builder_add_string_value (builder, ruhu_survey_get_reason (self, rule));
  }
  json_builder_end_object (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return ruhu_json_node_to_text (root);
}

/* What the response makes and changes; NULL where that has to wait for the county. */
static GPtrArray *
list_entities (RuhuSurvey *self, const char *const *keep)
{
  return ruhu_form_has_offline_entities (ruhu_instance_get_form (self->instance))
           ? ruhu_instance_list_entities (self->instance, keep)
           : NULL;
}

/**
 * ruhu_survey_list_entity_faults:
 *
 * Returns: (transfer full) (element-type RuhuEntity): what the answers would make and cannot,
 *   because the form does not say what an entry has to have
 */
GPtrArray *
ruhu_survey_list_entity_faults (RuhuSurvey *self)
{
  g_auto (GStrv) keep = list_kept (self);
  GPtrArray *entities = ruhu_instance_list_entities (self->instance, (const char *const *) keep);
  guint i;

  for (i = entities->len; i > 0; i--) {
    const RuhuEntity *entity = g_ptr_array_index (entities, i - 1);

    if (entity->fault == RUHU_ENTITY_SOUND || !entity->creates)
      g_ptr_array_remove_index (entities, i - 1);
  }
  return entities;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ruhu_response_store_finish_finish (RUHU_RESPONSE_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  RuhuSurvey *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) answers = NULL;
  g_autoptr (GPtrArray) entities = NULL;
  g_autofree char *ans = NULL;
  g_autofree char *par = NULL;
  g_auto (GStrv) keep = NULL;
  GError *error = NULL;

  if (!ruhu_autosave_flush_finish (RUHU_AUTOSAVE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  answers = ruhu_instance_to_json (self->instance);
  ans = ruhu_json_node_to_text (answers);
  par = describe_reasons (self);
  keep = list_kept (self);
  entities = list_entities (self, (const char *const *) keep);
  ruhu_response_store_finish_async (self->responses,
                                    ruhu_response_get_id (self->response),
                                    ans,
                                    (const char *const *) keep,
                                    par,
                                    entities,
                                    NULL,
                                    finished_cb,
                                    g_steal_pointer (&task));
}

static void
begin_to_look (RuhuSurvey *self)
{
  if (!self->was_looked_at)
    ruhu_audit_begin (self->audit);
  self->was_looked_at = TRUE;
}

/**
 * ruhu_survey_look_at:
 * @outline: (nullable): what @page is of
 * @page: (nullable): the page that is on screen from now on; %NULL for none of the form
 *
 * Where the form asks for an audit, it is noted there how long each question was looked at.
 */
void
ruhu_survey_look_at (RuhuSurvey *self, RuhuOutline *outline, const RuhuOutlinePage *page)
{
  g_autoptr (GPtrArray) questions = g_ptr_array_new ();
  guint i;

  if (self->audit == NULL)
    return;

  begin_to_look (self);
  for (i = 0; page != NULL && i < page->controls->len; i++) {
    const RuhuControl *control = g_ptr_array_index (page->controls, i);
    RuhuNode *node = ruhu_outline_get_node (outline, control);

    if (ruhu_control_is_question (control) && node != NULL &&
        ruhu_instance_is_relevant (self->instance, node))
      g_ptr_array_add (questions, node);
  }
  ruhu_audit_show (self->audit, questions);
}

/**
 * ruhu_survey_look_at_view:
 * @event: as for ruhu_audit_show_view()
 *
 * What is on screen from now on is no page of the form.
 */
void
ruhu_survey_look_at_view (RuhuSurvey *self, const char *event)
{
  if (self->audit == NULL)
    return;
  begin_to_look (self);
  ruhu_audit_show_view (self->audit, event);
}

/**
 * ruhu_survey_note:
 * @event: as for ruhu_audit_note()
 * @node: (nullable): what it happens to
 */
void
ruhu_survey_note (RuhuSurvey *self, const char *event, RuhuNode *node)
{
  if (self->audit != NULL && self->was_looked_at)
    ruhu_audit_note (self->audit, event, node);
}

/**
 * ruhu_survey_put_away:
 *
 * Nobody fills it any more, for now: what the tablet answered by itself is kept, and the audit says
 * so. To be called once what is typed was taken.
 */
void
ruhu_survey_put_away (RuhuSurvey *self)
{
  ruhu_survey_note (self, "form exit", NULL);
  self->was_looked_at = FALSE; /* whoever looks at it again goes on */
  ruhu_background_rest (self->background);
}

static void
audit_kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  RuhuSurvey *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *name = NULL;
  GError *error = NULL;

  name = ruhu_response_store_add_attachment_finish (RUHU_RESPONSE_STORE (source), result, &error);
  if (name == NULL) {
    g_task_return_error (task, error);
    return;
  }

  ruhu_instance_set_value (self->instance, ruhu_audit_get_node (self->audit), name, NULL);
  ruhu_autosave_flush_async (self->autosave, cancellable, flushed_cb, g_steal_pointer (&task));
}

/* The audit is an attachment, made of its lines when the worker is done. */
static void
keep_audit (RuhuSurvey *self, GTask *task)
{
  g_autoptr (GBytes) csv = NULL;

  if (ruhu_audit_wants_reason (self->audit))
    ruhu_audit_note_reason (self->audit, ruhu_survey_get_edit_reason (self));
  ruhu_survey_set_edit_reason (self, NULL);
  ruhu_audit_note (self->audit, "form finalize", NULL);
  self->was_looked_at = FALSE; /* whoever undoes it begins to change what was done */
  csv = ruhu_audit_to_csv (self->audit);
  ruhu_response_store_add_attachment_async (self->responses,
                                            ruhu_response_get_id (self->response),
                                            csv,
                                            "text/csv",
                                            g_task_get_cancellable (task),
                                            audit_kept_cb,
                                            task);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  RuhuSurvey *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!ruhu_background_end_finish (RUHU_BACKGROUND (source), result, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  ruhu_survey_note_missing (self);
  ruhu_instance_finish (self->instance);
  if (self->audit != NULL)
    keep_audit (self, task);
  else
    ruhu_autosave_flush_async (self->autosave, cancellable, flushed_cb, task);
}

/**
 * ruhu_survey_finish_async:
 *
 * Saves what is not saved, then marks the response finished. The caller has seen to it that nothing
 * is missing (ruhu_instance_list_problems()) and no warning is without a reason. What the tablet
 * recorded by itself is forgotten where the person did not consent.
 */
void
ruhu_survey_finish_async (RuhuSurvey *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_auto (GStrv) kept = list_kept (self);

  g_task_set_source_tag (task, ruhu_survey_finish_async);
  g_task_set_check_cancellable (task, FALSE); /* what was finished is reported as finished */
  ruhu_background_end_async (self->background, kept == NULL, ended_cb, task);
}

/**
 * ruhu_survey_finish_finish:
 *
 * Returns: %TRUE once the response is finished on disk; else %FALSE with @error as
 *   ruhu_response_store_finish_finish() gives it, and the draft is as it was
 */
gboolean
ruhu_survey_finish_finish (RuhuSurvey *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
