/* xpath-document.h: a host for expressions over an XML document, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/xpath/ruhu-xpath-private.h"

G_BEGIN_DECLS

typedef struct _XPathDocument XPathDocument;

XPathDocument *xpath_document_new (const char *xml, const char *context);
void xpath_document_free (XPathDocument *self);
void xpath_document_set_language (XPathDocument *self, const char *language);
RuhuXPathContext xpath_document_get_context (XPathDocument *self);
void xpath_document_assert_gives (XPathDocument *self, const char *expr, const char *text);
void xpath_document_assert_refuses (XPathDocument *self, const char *expr, const char *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XPathDocument, xpath_document_free)

G_END_DECLS
