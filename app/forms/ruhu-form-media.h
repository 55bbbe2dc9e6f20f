/* ruhu-form-media.h: the files that a form names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form.h"

G_BEGIN_DECLS

/**
 * RuhuFormMedia:
 * @name: the file's own name, without any folder
 * @uri: how the form names it, jr://images/…; jr://file-csv/… where it is named as a list
 * @list: (nullable): the name of the list that is in it; %NULL for pictures, sounds and videos
 * @line: where in the form
 */
typedef struct {
  char *name;
  char *uri;
  char *list;
  long line;
} RuhuFormMedia;

GPtrArray *ruhu_form_list_media (RuhuForm *self);
char *ruhu_form_media_get_name (const char *uri);
gboolean ruhu_form_media_is_name (const char *name);

G_END_DECLS
