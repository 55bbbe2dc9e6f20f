/* ruhu-form-private.h: the parts of a form definition, as the engine sees them
 *
 * A form's primary instance is kept as a tree of schema nodes in which the rows of a repeat are one
 * node. Expressions are bound to schema nodes, and a filling is cells in the schema's order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form.h"
#include "forms/ruhu-form-text-private.h"
#include "forms/xpath/ruhu-xpath-ast-private.h"

#include <libxml/tree.h>

G_BEGIN_DECLS

#define RUHU_NS_XFORMS "http://www.w3.org/2002/xforms"
#define RUHU_NS_XHTML "http://www.w3.org/1999/xhtml"
#define RUHU_NS_JR "http://openrosa.org/javarosa"
#define RUHU_NS_ORX "http://openrosa.org/xforms"
#define RUHU_NS_ODK "http://www.opendatakit.org/xforms"
#define RUHU_NS_ENTITIES RUHU_NS_ODK "/entities"
#define RUHU_NS_RUHU "http://ruhu.org/xforms"

/* The record of the form that was saved last, as an instance. */
#define RUHU_LAST_SAVED "jr://instance/last-saved"

typedef struct _RuhuSchema RuhuSchema;
typedef struct _RuhuBind RuhuBind;
typedef struct _RuhuTrigger RuhuTrigger;
typedef struct _RuhuAction RuhuAction;

/* Who must look again when a node changes: @trigger, in all rows that share a row of @scope with
 * the node that changed; where @repeat is given, only in the row of it that stands @offset behind
 * the one that changed. */
typedef struct {
  RuhuTrigger *trigger;
  RuhuSchema *scope;
  RuhuSchema *repeat; /* lies in @scope; NULL: none */
  int offset;
} RuhuEdge;

/* One node of the primary instance, all rows of it. Names are interned. */
struct _RuhuSchema {
  const char *name; /* local name; an attribute's without @ */
  xmlNodePtr xml;   /* where it stands first in the definition; a repeat's template if it has one */
  xmlNodePtr last_parent; /* where it was met last, while the definition is read */
  char *path;
  RuhuSchema *parent;
  GPtrArray *children; /* of RuhuSchema: elements and attributes; NULL: none */
  GHashTable *by_name; /* of them; NULL where they are few */
  RuhuSchema *row;     /* the schema node whose rows hold this one: a repeat, or the root */
  guint slot;          /* the cell in that row */
  guint series_slot;   /* a repeat's: the cell in the outer row that holds its rows */
  GPtrArray *cells;    /* a repeat's or the root's: the schema node of each cell of one row */
  guint depth;         /* steps below the root */
  gboolean is_attribute;
  gboolean is_repeat;
  gboolean is_leaf;
  gboolean has_template;
  RuhuBind *bind;       /* NULL: none */
  RuhuControl *control; /* the first that shows it; NULL: none */
  GArray *readers;      /* of RuhuEdge: who reads its value; NULL: nobody */
  GArray *watchers;     /* of RuhuEdge: who depends on how many rows it has, or their order */
  GPtrArray *triggers;  /* of RuhuTrigger: what is computed for it; NULL: nothing */
};

typedef enum {
  RUHU_TRIGGER_RELEVANT,
  RUHU_TRIGGER_COUNT,
  RUHU_TRIGGER_CALCULATE,
  RUHU_TRIGGER_CHOICES,
  RUHU_TRIGGER_READONLY,
  RUHU_TRIGGER_REQUIRED,
} RuhuTriggerKind;

/* One thing to compute for each cell of @target. Triggers are sorted: what another one reads comes
 * first, so @rank is both the place in the form's array and the order of work. */
struct _RuhuTrigger {
  RuhuTriggerKind kind;
  RuhuSchema *target;
  RuhuXPathExpr *expr;
  guint rank;
  guint loop;      /* of those that wait for each other, from 1; 0: nobody waits for this one */
  guint loop_rank; /* @rank of the first of the loop; @rank itself outside loops */
  long line;
};

struct _RuhuBind {
  RuhuSchema *schema;
  long line;
  RuhuDataType type;
  RuhuXPathExpr *relevant;
  RuhuXPathExpr *required;
  RuhuXPathExpr *readonly;
  RuhuXPathExpr *calculate;
  RuhuXPathExpr *constraint;
  RuhuText *required_message;
  RuhuText *constraint_message;
  const char *preload;
  const char *preload_params;
  const char *save_to;
  xmlNodePtr xml; /* for what only the app asks: max-pixels, quality … */
};

typedef struct {
  RuhuText *label;
  char *value;
} RuhuItem;

typedef struct {
  RuhuXPathExpr *nodeset;
  RuhuXPathExpr *value; /* relative to an item */
  RuhuXPathExpr *label; /* relative to an item, jr:itext(…) included */
  gboolean translates;  /* a column "label::LANGUAGE" is its label in that language */
} RuhuItemset;

struct _RuhuControl {
  RuhuControlKind kind;
  RuhuForm *form;
  RuhuControl *parent;
  GPtrArray *children;
  RuhuSchema *schema; /* NULL: a group for show only */
  xmlNodePtr xml;
  RuhuText *label;
  RuhuText *hint;
  GPtrArray *items;      /* of RuhuItem */
  RuhuItemset *itemset;  /* NULL: the choices are @items */
  RuhuXPathExpr *search; /* search(…) of the appearance: rows of a file as choices; NULL: none */
  RuhuXPathExpr *count;  /* jr:count */
  gboolean fixed_rows;   /* jr:noAddRemove */
  char **appearance;     /* tokens */
  RuhuControl *decliner;
  RuhuControl *declines;
};

typedef enum {
  RUHU_EVENT_FIRST_LOAD = 1 << 0,
  RUHU_EVENT_LOAD = 1 << 1,
  RUHU_EVENT_NEW_REPEAT = 1 << 2,
  RUHU_EVENT_VALUE_CHANGED = 1 << 3,
} RuhuEvent;

struct _RuhuAction {
  xmlNodePtr xml;
  RuhuEvent events;
  RuhuSchema *target;
  RuhuXPathExpr *ref;   /* as written: may hold predicates */
  RuhuXPathExpr *value; /* NULL: @text */
  const char *text;     /* what stands in the element; never NULL */
  RuhuSchema *context;  /* the control's node; the root for the model's actions */
  RuhuControl *control; /* NULL: in the model */
  gboolean is_setvalue; /* else the device answers: position or sound */
};

struct _RuhuFormRule {
  GHashTable *columns; /* of strings */
  RuhuXPathExpr *when;
  RuhuText *message;
};

/* A secondary instance as the form has it. */
typedef struct {
  char *id;
  char *source;     /* the jr:// URI, or NULL: within the form */
  xmlNodePtr xml;   /* the instance element */
  gpointer content; /* RuhuDataset of an inline one */
} RuhuSecondary;

struct _RuhuForm {
  GObject parent_instance;

  GBytes *bytes;
  char *name;       /* of the file, for messages */
  gpointer catcher; /* RuhuListCatcher, while the definition is read */
  xmlDocPtr doc;
  GPtrArray *warnings;

  char *id;
  char *version;
  char *title;

  RuhuSchema *root;
  GPtrArray *schemas;      /* of RuhuSchema, in document order; owns them */
  GPtrArray *binds;        /* of RuhuBind */
  GPtrArray *triggers;     /* of RuhuTrigger, sorted */
  GPtrArray *actions;      /* of RuhuAction */
  GPtrArray *secondaries;  /* of RuhuSecondary */
  GHashTable *by_instance; /* id → RuhuSecondary */
  GHashTable *by_bind_id;  /* id of a <bind> → path of its node */
  guint64 entities_year;   /* of the entities specification it was made for; 0: it does not say */
  guint n_loops;
  GHashTable *by_path;    /* path → RuhuSchema */
  GArray *language_ranks; /* of guint: ranks of what the language changes */

  RuhuItext *itext;
  RuhuControl *body;
  GPtrArray *rules;         /* of RuhuFormRule */
  GHashTable *choice_paths; /* second argument of jr:choice-name() → RuhuXPathExpr */
};

RuhuSchema *ruhu_schema_find_child (RuhuSchema *self, const char *local_name, gboolean attribute);
gboolean ruhu_schema_is_within (const RuhuSchema *self, const RuhuSchema *ancestor);
RuhuSecondary *ruhu_form_find_secondary (const RuhuForm *form, const char *id);
RuhuTrigger *ruhu_schema_find_trigger (const RuhuSchema *self, RuhuTriggerKind kind);

G_END_DECLS
