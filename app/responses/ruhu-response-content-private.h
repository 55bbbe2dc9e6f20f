/* ruhu-response-content-private.h: what of a response goes into its line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-row-private.h"

G_BEGIN_DECLS

JsonObject *ruhu_response_content_new (RuhuVault *vault,
                                       RuhuDraft *draft,
                                       const char *ans,
                                       const char *const *keep,
                                       const char *par,
                                       GError **error);

G_END_DECLS
