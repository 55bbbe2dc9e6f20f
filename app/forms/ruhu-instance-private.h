/* ruhu-instance-private.h: a filling as rows of cells
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form-private.h"
#include "forms/ruhu-instance.h"
#include "forms/ruhu-lists-private.h"
#include "forms/xpath/ruhu-xpath-private.h"

G_BEGIN_DECLS

/* What one change may cost, about a second: a row that is compared counts as one, a node that is
 * only added up as less, one for which a predicate is evaluated as more. */
#define RUHU_INSTANCE_WORK 40000000
#define RUHU_INSTANCE_TRIAL 20
#define RUHU_INSTANCE_NODES 4 /* to one */

typedef struct _RuhuRow RuhuRow;

typedef enum {
  RUHU_NODE_NUMBER_KNOWN = 1 << 0,
  RUHU_NODE_NOT_RELEVANT_ITSELF = 1 << 1,
  RUHU_NODE_NOT_RELEVANT = 1 << 2, /* itself, or something around it */
  RUHU_NODE_READONLY_ITSELF = 1 << 3,
  RUHU_NODE_READONLY = 1 << 4,
  RUHU_NODE_REQUIRED = 1 << 5,
  RUHU_NODE_TO_STORE = 1 << 6,
  RUHU_NODE_SHELVED = 1 << 7,      /* its answer waits until the choices offer it again */
  RUHU_NODE_COMPUTED = 1 << 8,     /* a number; its text is written when somebody reads it */
  RUHU_NODE_ROWS_HIDDEN = 1 << 20, /* of a series: some row was not relevant at some time */
  RUHU_NODE_PENDING = 1 << 9,      /* and the next bits: one for each kind of trigger */
} RuhuNodeFlags;

/* A cell: one node of one row. The cell in the outer row that holds a repeat's rows (its series)
 * has the same schema as the first cell of each of these rows. */
struct _RuhuNode {
  RuhuSchema *schema;
  RuhuRow *row;
  guint flags;
  guint next_id; /* of a series: the id of the next row */
  union {
    char *text;      /* NULL: empty, or not written yet; ask ruhu_node_get_text() */
    GPtrArray *rows; /* of a series: RuhuRow */
  };
  double number;
};

struct _RuhuRow {
  RuhuRow *outer;
  guint id;    /* counted up in the series, never used again */
  guint index; /* place in the series, from 0 */
  gboolean is_removed;
  gboolean is_new; /* odk-new-repeat is still to come */
  RuhuNode cells[];
};

/* What the device is to answer: a position, or sound. */
typedef struct {
  RuhuNode *node;
  const RuhuAction *action;
} RuhuDeviceRequest;

/* Something for the store signal. */
typedef struct {
  RuhuNode *node; /* NULL: @key was removed */
  char *key;
  char *value;
} RuhuStored;

struct _RuhuInstance {
  GObject parent_instance;

  RuhuForm *form;
  RuhuRow *root;
  guint language;

  GHashTable *lists;      /* id → RuhuList, from memory */
  GHashTable *datasets;   /* id → RuhuDataset */
  GHashTable *by_list;    /* RuhuList → the one of @datasets that holds it */
  GHashTable *properties; /* name → value */
  GHashTable *presets;    /* question name → value */
  GHashTable *shelf;      /* RuhuNode → answer that is not offered now */
  RuhuMediaFunc media_func;
  gpointer media_data;
  GBytes *last_saved;
  GPtrArray *entities; /* of RuhuEntity: what later forms see of earlier ones; or NULL */
  GPtrArray *warnings;

  GPtrArray **queues; /* for each trigger, of RuhuNode; NULL: never used */
  GArray **loops;     /* for each loop, what waits in it; NULL: never used */
  guint64 *waiting;   /* a bit for each trigger whose queue is not empty */
  guint n_waiting_words;
  guint loop_budget;
  GHashTable *turns;  /* RuhuNode → how often its choices were looked at in a loop; NULL: never */
  gint64 work_left;   /* what one change, or one question from outside, may still look at */
  guint64 budget;     /* evaluations left before a loop is given up */
  GQueue new_rows;    /* of RuhuRow: odk-new-repeat is to come */
  GQueue changed;     /* of RuhuNode: xforms-value-changed is to come */
  GArray *requests;   /* of RuhuDeviceRequest: the device is to be asked */
  GPtrArray *removed; /* of RuhuRow: freed when nothing points at them any more */
  GArray *to_store;   /* of RuhuStored */
  guint work_depth;
  guint text_depth; /* texts that are being written, each quoted by the one before it */
  guint32 seed;     /* of orders by chance */
  gboolean is_started;
  gboolean is_restoring;
  gboolean was_changed;
};

/* ruhu-instance-rows.c */
RuhuRow *
ruhu_row_create (RuhuInstance *self, RuhuSchema *schema, RuhuRow *outer, xmlNodePtr source);
void ruhu_row_free (RuhuRow *row);
RuhuRow *ruhu_row_append (RuhuInstance *self, RuhuNode *series, xmlNodePtr source);
void ruhu_row_remove (RuhuInstance *self, RuhuRow *row);
RuhuRow *ruhu_row_climb (RuhuRow *row, const RuhuSchema *schema);
RuhuSchema *ruhu_row_get_schema (const RuhuRow *row);
RuhuNode *ruhu_row_get_series (RuhuRow *outer, const RuhuSchema *repeat);
RuhuNode *ruhu_node_get_parent (RuhuNode *node);
void ruhu_row_foreach (RuhuRow *row, RuhuSchema *target, GFunc func, gpointer data);
void ruhu_row_foreach_cell (RuhuRow *row, GFunc func, gpointer data);
gboolean ruhu_node_is_series (const RuhuNode *node);
const char *ruhu_node_get_text (RuhuNode *node);
const char *ruhu_node_get_default (const RuhuNode *node);

/* ruhu-instance-work.c */
void ruhu_instance_begin (RuhuInstance *self);
void ruhu_instance_end (RuhuInstance *self);
void ruhu_instance_enqueue_row (RuhuInstance *self, RuhuRow *row);
void ruhu_instance_enqueue_language (RuhuInstance *self);
void ruhu_instance_watch_rows (RuhuInstance *self, RuhuSchema *repeat, RuhuRow *row);
gboolean ruhu_instance_put_text (RuhuInstance *self, RuhuNode *node, const char *text);
gboolean ruhu_instance_put_value (RuhuInstance *self, RuhuNode *node, const char *text);
void ruhu_instance_recompute (RuhuInstance *self);
void ruhu_instance_mark_stored (RuhuInstance *self, RuhuNode *node);
void ruhu_instance_mark_row (RuhuInstance *self, RuhuRow *row);
char *ruhu_instance_cast (RuhuSchema *schema, char *text);
char *ruhu_instance_compute (RuhuInstance *self, RuhuXPathExpr *expr, RuhuNode *node);

void ruhu_instance_run_trigger (RuhuInstance *self, RuhuTrigger *trigger, RuhuNode *node);

void ruhu_instance_tell_readers (RuhuInstance *self, RuhuNode *node);

/* ruhu-instance-shape.c */
RuhuRow *ruhu_instance_new_row (RuhuInstance *self, RuhuNode *series);
void ruhu_instance_drop_row (RuhuInstance *self, RuhuRow *row);
void ruhu_instance_set_count (RuhuInstance *self, RuhuTrigger *trigger, RuhuNode *series);

/* ruhu-instance-state.c */
void ruhu_instance_set_relevance (RuhuInstance *self, RuhuNode *node, gboolean around);
void ruhu_instance_set_readonly (RuhuInstance *self, RuhuNode *node, gboolean around);

/* ruhu-instance-loops.c */
void ruhu_instance_enter_loop (RuhuInstance *self, RuhuTrigger *trigger, RuhuNode *node);
void ruhu_instance_run_loop (RuhuInstance *self, RuhuTrigger *trigger);
void ruhu_instance_reset_loops (RuhuInstance *self);

/* ruhu-instance.c */
void ruhu_instance_publish (RuhuInstance *self);

/* ruhu-instance-eval.c */
void ruhu_instance_init_context (RuhuInstance *self, RuhuNode *node, RuhuXPathContext *context);
gboolean ruhu_instance_spend (RuhuXPathContext *context, guint64 work, GError **error);
char *ruhu_instance_eval_string (RuhuInstance *self, RuhuXPathExpr *expr, RuhuNode *node);
gboolean ruhu_instance_eval_boolean (RuhuInstance *self, RuhuXPathExpr *expr, RuhuNode *node);
RuhuDataset *ruhu_instance_get_dataset (RuhuInstance *self, const char *id);
RuhuDataset *ruhu_instance_find_dataset (RuhuInstance *self, const RuhuList *list);
gboolean ruhu_instance_resolve (RuhuXPathContext *context,
                                RuhuXPathExpr *path,
                                RuhuXPathNodes *nodes,
                                GError **error);
const char *ruhu_instance_get_node_string (RuhuXPathContext *context, RuhuXPathNode node);

/* ruhu-instance-text.c */
char *ruhu_instance_format_text (RuhuInstance *self, const RuhuText *text, RuhuNode *node);
char *ruhu_instance_format_itext (RuhuInstance *self,
                                  const char *id,
                                  RuhuNode *node,
                                  const char *const *forms);

/* ruhu-instance-choices.c */
void ruhu_choice_free (RuhuChoice *choice);
RuhuChoice *ruhu_instance_copy_item (RuhuInstance *self, const RuhuItem *item, RuhuNode *node);
char *ruhu_instance_keep_offered (RuhuInstance *self, RuhuNode *node, const char *answer);

/* ruhu-search.c */
void ruhu_instance_search (RuhuInstance *self,
                           const RuhuControl *control,
                           RuhuNode *node,
                           GPtrArray *choices);

/* ruhu-instance-events.c */
void ruhu_instance_run_load_actions (RuhuInstance *self, RuhuEvent event);
void ruhu_instance_run_new_row_actions (RuhuInstance *self, RuhuRow *row);
void ruhu_instance_run_changed_actions (RuhuInstance *self, RuhuNode *node);
void ruhu_instance_preload (RuhuInstance *self);

/* That the trigger waits for the node. */
static inline guint
ruhu_trigger_get_flag (const RuhuTrigger *trigger)
{
  return (guint) RUHU_NODE_PENDING << trigger->kind;
}

static inline RuhuXPathNode
ruhu_node_to_xpath (RuhuNode *node)
{
  return (RuhuXPathNode){ node, NULL };
}

G_END_DECLS
