/* ruhu-form-text-private.h: texts of a form in its languages, with the answers they quote
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form.h"
#include "forms/xpath/ruhu-xpath-ast-private.h"

#include <libxml/tree.h>

G_BEGIN_DECLS

/* A piece of a text: either as written, or what an expression gives. */
typedef struct {
  char *text;
  RuhuXPathExpr *output;
} RuhuTextPart;

/* One text of a control or bind: its own parts, or a reference to itext. */
typedef struct {
  GArray *parts;      /* of RuhuTextPart; NULL where @itext is */
  RuhuXPathExpr *ref; /* gives the itext id; NULL where @id is */
  const char *id;     /* the itext id */
} RuhuText;

typedef struct _RuhuItext RuhuItext;

RuhuItext *ruhu_itext_parse (RuhuForm *form, xmlNodePtr node, GError **error);
void ruhu_itext_free (RuhuItext *self);
const char *const *ruhu_itext_get_languages (RuhuItext *self);
guint ruhu_itext_get_default (RuhuItext *self);
int ruhu_itext_find_language (RuhuItext *self, const char *tag);
gboolean ruhu_itext_is_translated (RuhuItext *self, const char *id, guint language);
gboolean ruhu_itext_has (RuhuItext *self, const char *id);
GArray *
ruhu_itext_lookup (RuhuItext *self, const char *id, guint language, const char *const *forms);
gboolean ruhu_itext_quotes (RuhuItext *self);
void ruhu_itext_foreach_quote (RuhuItext *self, const char *id, GFunc func, gpointer data);

RuhuText *ruhu_text_parse (RuhuForm *form, xmlNodePtr node, GError **error);
RuhuText *
ruhu_text_parse_message (RuhuForm *form, xmlNodePtr node, const char *text, GError **error);
void ruhu_text_free (RuhuText *self);

G_END_DECLS
