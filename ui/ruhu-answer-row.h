/* ruhu-answer-row.h: one question and its answer, to be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-reading.h"

#include "responses/ruhu-response-attachments.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *ruhu_answer_row_new (const RuhuReadingLine *line, RuhuResponseStore *responses);
GtkWidget *ruhu_answer_row_new_heading (const char *text);

G_END_DECLS
