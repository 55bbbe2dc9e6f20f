/* ruhu-xpath-private.h: evaluation of an expression over what a host holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/xpath/ruhu-xpath-ast-private.h"
#include "forms/xpath/ruhu-xpath-value-private.h"

G_BEGIN_DECLS

typedef struct _RuhuXPathHost RuhuXPathHost;

/* Where an expression stands. A host that evaluates a predicate copies it and sets the node, its
 * position and the size; @current stays what it is outside all predicates. */
typedef struct {
  const RuhuXPathHost *host;
  gpointer data; /* the host's */
  RuhuXPathNode node;
  RuhuXPathNode current;
  guint position; /* from 1; 0 outside predicates */
  guint size;     /* 0 outside predicates */
} RuhuXPathContext;

/**
 * RuhuXPathHost:
 * @resolve: adds the nodes of a path (kind %RUHU_XPATH_PATH), its predicates applied, in document
 * order
 * @get_string: the text of a node; valid until the host changes anything
 * @get_number: its number, which a host may keep; %NULL: made from @get_string
 * @get_boolean: its truth (boolean questions are "true" or "1"); %NULL: the text is not empty
 * @get_position: its position among its same-named siblings, from 1
 * @get_name: its name with prefix; %NULL where no form asks
 * @resolve_indexed: indexed-repeat(): the nodes of @target within row @rows[i] of @repeats[i], a
 * row 0 or past the end giving none; @call can hold the binding
 * @lookup: pulldata(): text of @column in the first row of @instance whose @key_column is @key, ""
 * if none
 * @get_itext: text for an id in the language now chosen; %NULL: no such id
 * @get_choice_name: label of @value among the choices of the question at @path (text, in the
 * context)
 * @get_language: language tag, for the names of months and days; %NULL: English
 * @get_property: device property such as "deviceid"; %NULL: none
 * @get_seed: what the order of randomize() without a seed begins with, so that a list does not jump
 * each time it is looked at; %NULL: another order each time
 * @spend: accounts for work that grows with the product of two sets of nodes, and refuses what is
 * too much; %NULL: nothing is
 * @get_version: the form's version; %NULL: none
 *
 * What the evaluator asks of whoever holds the nodes. Functions after @get_position may be %NULL:
 * the expression that needs them then fails. Texts of type `char *` are freed by the evaluator.
 */
struct _RuhuXPathHost {
  gboolean (*resolve) (RuhuXPathContext *context,
                       RuhuXPathExpr *path,
                       RuhuXPathNodes *nodes,
                       GError **error);
  const char *(*get_string) (RuhuXPathContext *context, RuhuXPathNode node);
  double (*get_number) (RuhuXPathContext *context, RuhuXPathNode node);
  gboolean (*get_boolean) (RuhuXPathContext *context, RuhuXPathNode node);
  guint (*get_position) (RuhuXPathContext *context, RuhuXPathNode node);
  const char *(*get_name) (RuhuXPathContext *context, RuhuXPathNode node);
  gboolean (*resolve_indexed) (RuhuXPathContext *context,
                               RuhuXPathExpr *call,
                               RuhuXPathExpr *target,
                               RuhuXPathExpr *const *repeats,
                               const guint *rows,
                               guint n_repeats,
                               RuhuXPathNodes *nodes,
                               GError **error);
  char *(*lookup) (RuhuXPathContext *context,
                   RuhuXPathExpr *call,
                   const char *instance,
                   const char *column,
                   const char *key_column,
                   const char *key,
                   GError **error);
  char *(*get_itext) (RuhuXPathContext *context, const char *id);
  char *(*get_choice_name) (RuhuXPathContext *context,
                            RuhuXPathExpr *call,
                            const char *value,
                            const char *path,
                            GError **error);
  const char *(*get_language) (RuhuXPathContext *context);
  char *(*get_property) (RuhuXPathContext *context, const char *name);
  const char *(*get_version) (RuhuXPathContext *context);
  guint32 (*get_seed) (RuhuXPathContext *context);
  gboolean (*spend) (RuhuXPathContext *context, guint64 work, GError **error);
};

gboolean ruhu_xpath_check (RuhuXPathExpr *expr, GError **error);
gboolean ruhu_xpath_eval (RuhuXPathExpr *expr,
                          RuhuXPathContext *context,
                          RuhuXPathValue *value,
                          GError **error);
char *ruhu_xpath_eval_string (RuhuXPathExpr *expr, RuhuXPathContext *context, GError **error);
gboolean ruhu_xpath_eval_number (RuhuXPathExpr *expr,
                                 RuhuXPathContext *context,
                                 double *number,
                                 GError **error);
gboolean ruhu_xpath_eval_boolean (RuhuXPathExpr *expr,
                                  RuhuXPathContext *context,
                                  gboolean *boolean,
                                  GError **error);
gboolean ruhu_xpath_eval_predicate (RuhuXPathExpr *expr,
                                    RuhuXPathContext *context,
                                    gboolean *holds,
                                    GError **error);

const char *ruhu_xpath_value_get_string (RuhuXPathValue *self, RuhuXPathContext *context);
double ruhu_xpath_value_get_number (RuhuXPathValue *self, RuhuXPathContext *context);
gboolean ruhu_xpath_value_get_boolean (RuhuXPathValue *self, RuhuXPathContext *context);

G_END_DECLS
