/* ruhu-barcode-editor.h: a code, scanned or typed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-editor.h"

G_BEGIN_DECLS

#define RUHU_TYPE_BARCODE_EDITOR (ruhu_barcode_editor_get_type ())
G_DECLARE_FINAL_TYPE (RuhuBarcodeEditor, ruhu_barcode_editor, RUHU, BARCODE_EDITOR, RuhuEditor)

G_END_DECLS
