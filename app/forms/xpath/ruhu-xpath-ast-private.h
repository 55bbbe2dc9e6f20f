/* ruhu-xpath-ast-private.h: what an expression looks like once it is parsed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _RuhuXPathExpr RuhuXPathExpr;
typedef struct _RuhuXPathFunction RuhuXPathFunction;

typedef enum {
  RUHU_XPATH_NUMBER,
  RUHU_XPATH_LITERAL,
  RUHU_XPATH_PATH,
  RUHU_XPATH_CALL,
  RUHU_XPATH_BINARY,
  RUHU_XPATH_NEGATE,
} RuhuXPathKind;

typedef enum {
  RUHU_XPATH_OR,
  RUHU_XPATH_AND,
  RUHU_XPATH_EQ,
  RUHU_XPATH_NE,
  RUHU_XPATH_LT,
  RUHU_XPATH_LE,
  RUHU_XPATH_GT,
  RUHU_XPATH_GE,
  RUHU_XPATH_ADD,
  RUHU_XPATH_SUBTRACT,
  RUHU_XPATH_MULTIPLY,
  RUHU_XPATH_DIV,
  RUHU_XPATH_MOD,
  RUHU_XPATH_UNION,
} RuhuXPathOperator;

typedef enum {
  RUHU_XPATH_ABSOLUTE, /* /data/x */
  RUHU_XPATH_RELATIVE, /* x, ../x, . */
  RUHU_XPATH_CURRENT,  /* current()/x */
  RUHU_XPATH_INSTANCE, /* instance('id')/x: the child of the instance is its root element */
  RUHU_XPATH_FROM,     /* (expression)[…]/x, randomize(…)/x */
} RuhuXPathStart;

typedef enum {
  RUHU_XPATH_CHILD,
  RUHU_XPATH_SELF,
  RUHU_XPATH_PARENT,
  RUHU_XPATH_ATTRIBUTE,
  RUHU_XPATH_DESCENDANT, /* the // before a child step: descendant-or-self, then child */
} RuhuXPathAxis;

/**
 * RuhuXPathFlags:
 * @RUHU_XPATH_NEEDS_TIME: the result changes as time goes by
 * @RUHU_XPATH_NEEDS_RANDOM: every evaluation gives another result
 * @RUHU_XPATH_NEEDS_LANGUAGE: the result changes with the language
 * @RUHU_XPATH_NEEDS_POSITION: the result changes with the number and order of nodes, not only
 * values
 * @RUHU_XPATH_NEEDS_NODE: a function reads the context node without naming it, as once() does
 * @RUHU_XPATH_HAS_UNKNOWN: a function is called that is not in the library
 *
 * What an expression depends on besides the paths it names; of it and of all below it.
 */
typedef enum {
  RUHU_XPATH_NEEDS_TIME = 1 << 0,
  RUHU_XPATH_NEEDS_RANDOM = 1 << 1,
  RUHU_XPATH_NEEDS_LANGUAGE = 1 << 2,
  RUHU_XPATH_NEEDS_POSITION = 1 << 3,
  RUHU_XPATH_NEEDS_NODE = 1 << 4,
  RUHU_XPATH_HAS_UNKNOWN = 1 << 5,
} RuhuXPathFlags;

/* One step; @name is interned, so that equal names are equal pointers. */
typedef struct {
  RuhuXPathAxis axis;
  const char *name;       /* as written, with its prefix; NULL: any (*, node(), . and ..) */
  const char *local_name; /* without the prefix; NULL where @name is */
  GPtrArray *predicates;  /* of RuhuXPathExpr; NULL: none */
} RuhuXPathStep;

typedef struct {
  RuhuXPathStart start;
  const char *instance;       /* the id in instance('id'), interned; NULL: @from gives it */
  RuhuXPathExpr *from;        /* RUHU_XPATH_FROM: where the steps begin; instance(@from) else */
  GPtrArray *from_predicates; /* of what the start gives; NULL: none */
  GArray *steps;              /* of RuhuXPathStep */
} RuhuXPathPath;

typedef struct {
  const char *name;                  /* as written, interned */
  const RuhuXPathFunction *function; /* NULL: not in the library */
  GPtrArray *args;                   /* of RuhuXPathExpr, never NULL */
} RuhuXPathCall;

typedef struct {
  RuhuXPathOperator op;
  RuhuXPathExpr *left;
  RuhuXPathExpr *right;
} RuhuXPathBinary;

/* An expression. @resolved is the host's, who binds a path (or a call) once and finds it again. */
struct _RuhuXPathExpr {
  RuhuXPathKind kind;
  guint column; /* where it begins, in characters from 1 */
  guint depth;  /* how deep the tree below it is */
  RuhuXPathFlags flags;
  gpointer resolved;
  GDestroyNotify resolved_free;
  union {
    double number;
    char *literal;
    RuhuXPathPath path;
    RuhuXPathCall call;
    RuhuXPathBinary binary;
    RuhuXPathExpr *negated;
  };
};

typedef void (*RuhuXPathExprFunc) (RuhuXPathExpr *expr,
                                   RuhuXPathExpr *outer,
                                   guint step,
                                   gpointer data);

RuhuXPathExpr *ruhu_xpath_parse (const char *text, GError **error);
void ruhu_xpath_expr_free (RuhuXPathExpr *self);
void ruhu_xpath_foreach (RuhuXPathExpr *self, RuhuXPathExprFunc func, gpointer data);
void ruhu_xpath_foreach_path (RuhuXPathExpr *self, RuhuXPathExprFunc func, gpointer data);
gboolean ruhu_xpath_expr_is_lookup (RuhuXPathExpr *self, const char **column, RuhuXPathExpr **key);

static inline RuhuXPathStep *
ruhu_xpath_path_get_step (const RuhuXPathPath *self, guint i)
{
  return &g_array_index (self->steps, RuhuXPathStep, i);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuXPathExpr, ruhu_xpath_expr_free)

G_END_DECLS
