/* ruhu-hq-log-table.h: every line ever taken, and those held back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object.h"
#include "ruhu-hq-store.h"

G_BEGIN_DECLS

/* Numbers stand in the database. */
typedef enum {
  RUHU_HQ_CHANGE_LATE_SCOPE = 1 << 0,
  RUHU_HQ_CHANGE_CLOCK_SUSPECT = 1 << 1,
  RUHU_HQ_CHANGE_RELEASED = 1 << 2,
  RUHU_HQ_CHANGE_REHOMED = 1 << 3, /* about what had left meanwhile: filed where that is now */
} RuhuHqChangeFlags;

/** RuhuHqChange: one line; column comments in resources/sql/hq/ */
typedef struct {
  char *town;
  gint64 sseq; /* 0 for a line in quarantine */
  char *division;
  char *dev;
  gint64 dseq;
  char *uuid;
  RuhuObjectKind kind;
  guint64 eff;
  gint64 recv;
  RuhuHqChangeFlags flags;
  char *hash;
  char *orig;
  GBytes *body; /* the line as pushed */
} RuhuHqChange;

void ruhu_hq_change_free (RuhuHqChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqChange, ruhu_hq_change_free)

/** RuhuHqChangeFunc: Returns: %FALSE to stop; with @error set where something is wrong */
typedef gboolean (*RuhuHqChangeFunc) (RuhuHqChange *change, gpointer data, GError **error);

gboolean ruhu_hq_log_append (RuhuHqStore *store, RuhuHqChange *change, GError **error);
gboolean ruhu_hq_log_set_last (RuhuHqStore *store, const char *town, gint64 last, GError **error);
gboolean ruhu_hq_log_has_orig (RuhuHqStore *store,
                               const char *town,
                               const char *orig,
                               gboolean *has,
                               GError **error);
char *ruhu_hq_log_get_hash (RuhuHqStore *store, const char *dev, gint64 dseq, GError **error);
gboolean ruhu_hq_log_count_of_device (RuhuHqStore *store,
                                      const char *dev,
                                      gint64 upto,
                                      RuhuObjectKind kind,
                                      gint64 *count,
                                      GError **error);
gboolean ruhu_hq_log_foreach_in_town (RuhuHqStore *store,
                                      const char *town,
                                      const char *scope,
                                      gint64 after,
                                      RuhuHqChangeFunc func,
                                      gpointer data,
                                      GError **error);
gboolean ruhu_hq_log_foreach_of_device (RuhuHqStore *store,
                                        const char *dev,
                                        gint64 from,
                                        RuhuHqChangeFunc func,
                                        gpointer data,
                                        GError **error);
gboolean ruhu_hq_log_foreach_of_object (RuhuHqStore *store,
                                        const char *town,
                                        const char *uuid,
                                        RuhuHqChangeFunc func,
                                        gpointer data,
                                        GError **error);

guint64 ruhu_hq_log_get_eff (RuhuHqStore *store, const char *dev, gint64 dseq);

/** RuhuHqHeld: why a line is in quarantine; @path and @message may be %NULL */
typedef struct {
  char *dev; /* only of those that ruhu_hq_quarantine_list() gives; @at too */
  gint64 at;
  gint64 dseq;
  char *code;
  char *path;
  char *message;
} RuhuHqHeld;

void ruhu_hq_held_free (RuhuHqHeld *held);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqHeld, ruhu_hq_held_free)

gboolean ruhu_hq_log_quarantine (RuhuHqStore *store,
                                 RuhuHqChange *change,
                                 const RuhuHqHeld *held,
                                 gboolean released,
                                 GError **error);
gboolean ruhu_hq_log_foreach_held (RuhuHqStore *store,
                                   const char *code,
                                   RuhuHqChangeFunc func,
                                   gpointer data,
                                   GError **error);
gboolean ruhu_hq_log_drop_held (RuhuHqStore *store, const char *dev, gint64 dseq, GError **error);
GPtrArray *ruhu_hq_log_list_held (RuhuHqStore *store,
                                  const char *dev,
                                  gint64 from,
                                  gint64 upto,
                                  GError **error);
GPtrArray *ruhu_hq_log_list_towns (RuhuHqStore *store, const char *scope, GError **error);

G_END_DECLS
