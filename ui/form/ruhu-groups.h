/* ruhu-groups.h: long numbers in groups, as they are read aloud
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-control.h"

G_BEGIN_DECLS

#define RUHU_MOST_GROUPS 8

/**
 * RuhuGroups:
 * @n: how many there are; 0 where the form gives none
 * @sizes: how many characters each has
 * @letter: whether the number may end with the letter X
 * @thousands: whether there are commas between thousands instead
 */
typedef struct {
  guint n;
  guint sizes[RUHU_MOST_GROUPS];
  gboolean letter;
  gboolean thousands;
} RuhuGroups;

void ruhu_groups_read (const RuhuControl *control, RuhuGroups *groups);
gboolean ruhu_groups_are_used (const RuhuGroups *groups);
guint ruhu_groups_count (const RuhuGroups *groups);
char *ruhu_groups_strip (const RuhuGroups *groups, const char *text);
char *ruhu_groups_write (const RuhuGroups *groups, const char *number);
guint ruhu_groups_find (const RuhuGroups *groups, const char *written, guint n);
char *ruhu_groups_to_ascii (const char *text);

G_END_DECLS
