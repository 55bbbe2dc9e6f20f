/* ruhu-erase-private.h: a profile is made unreadable for good
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Beside the device secret: how far an order of HQ's to erase was followed. */
typedef enum {
  RUHU_ERASE_NONE,
  RUHU_ERASE_ORDERED,
  RUHU_ERASE_DONE,
  RUHU_ERASE_TOLD,
} RuhuEraseState;

typedef struct {
  guint64 n; /* number of the order; each is greater than the one before */
  RuhuEraseState state;
} RuhuErase;

#define RUHU_ERASE_STEPS 5

void ruhu_erase_load (RuhuErase *self, const char *dir);
gboolean ruhu_erase_save (const RuhuErase *self, const char *dir, GError **error);
void ruhu_erase_run (const char *dir, guint steps);

G_END_DECLS
