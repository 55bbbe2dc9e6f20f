/* ruhu-signature-editor.h: a name written by finger or pen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_SIGNATURE_EDITOR (ruhu_signature_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuSignatureEditor,
                      ruhu_signature_editor,
                      RUHU,
                      SIGNATURE_EDITOR,
                      RuhuEditor)

G_END_DECLS
