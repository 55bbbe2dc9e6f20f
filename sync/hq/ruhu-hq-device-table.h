/* ruhu-hq-device-table.h: the tablets, and HQ's own logs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

#define RUHU_HQ_KEY_SIZE 32

/* Numbers stand in the database. */
typedef enum {
  RUHU_HQ_DEVICE_IN_USE = 0,
  RUHU_HQ_DEVICE_REVOKED = 1,
  RUHU_HQ_DEVICE_WIPED = 2,
} RuhuHqDeviceState;

/**
 * RuhuHqDevice: one row; column comments in resources/sql/hq/. Keys may be %NULL for HQ's own log.
 */
typedef struct {
  char *town;
  char *dev;
  char *scope;
  char *worker;
  gint64 epoch;
  RuhuHqDeviceState state;
  GBytes *ed;
  GBytes *lk;
  GBytes *x;
  GBytes *unlock;
  gint64 lockouts;
  gint64 acked;
  char *head;
  char *hs;
  gint64 last_eff;
  gint64 enrolled;
  gint64 seen;
  char *app;
  gint64 waiting;
  char *receipt;
  gint64 wipe_n;
  gint64 wipe_at;
  gint64 safe; /* only read here: ruhu_hq_device_set_safe() writes it */
} RuhuHqDevice;

void ruhu_hq_device_free (RuhuHqDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqDevice, ruhu_hq_device_free)

char *ruhu_hq_device_town_of (const char *division);
char *ruhu_hq_device_own_name (const char *town, guint restores);
RuhuHqDevice *ruhu_hq_device_load (RuhuHqStore *store, const char *dev, GError **error);
gboolean ruhu_hq_device_save (RuhuHqStore *store, RuhuHqDevice *device, GError **error);
gboolean ruhu_hq_device_remove (RuhuHqStore *store, RuhuHqDevice *device, GError **error);
gboolean
ruhu_hq_device_advance (RuhuHqStore *store, RuhuHqDevice *device, gint64 acked, GError **error);
gboolean ruhu_hq_device_see (RuhuHqStore *store, RuhuHqDevice *device, gint64 now, GError **error);
gboolean ruhu_hq_device_set_safe (RuhuHqStore *store, const char *dev, gint64 safe, GError **error);
GPtrArray *ruhu_hq_device_list (RuhuHqStore *store, const char *scope, GError **error);

G_END_DECLS
