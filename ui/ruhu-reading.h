/* ruhu-reading.h: a response as a list of lines to read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

/**
 * RuhuReadingLine:
 * @section: (nullable): the outermost group that it stands in, as it is called
 * @row: (nullable): the row of a repeat that it stands in, as in "Device 2"
 * @label: the question
 * @text: (nullable): the answer in words; %NULL where it is a file
 * @file: (nullable): the attachment's name, where it is one
 */
typedef struct {
  char *section;
  char *row;
  char *label;
  char *text;
  char *file;
} RuhuReadingLine;

GPtrArray *ruhu_reading_list (RuhuForm *form, RuhuInstance *instance, JsonNode *answers);

G_END_DECLS
