/* ruhu-hq-page-sum.h: a sum at the end of each page of HQ's database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define RUHU_HQ_PAGE_SIZE 4096
#define RUHU_HQ_PAGE_SUM_SIZE 8 /* bytes at the end of a page that SQLite leaves alone */

/**
 * RuhuHqPageSums: what is known of a file
 * @RUHU_HQ_PAGE_SUMS_EMPTY: it is new
 * @RUHU_HQ_PAGE_SUMS_NONE: it was made before pages had sums
 * @RUHU_HQ_PAGE_SUMS_KEPT: each page that is read must have its sum
 */
typedef enum {
  RUHU_HQ_PAGE_SUMS_EMPTY,
  RUHU_HQ_PAGE_SUMS_NONE,
  RUHU_HQ_PAGE_SUMS_KEPT,
} RuhuHqPageSums;

const char *ruhu_hq_page_sum_layer (void);

RuhuHqPageSums ruhu_hq_page_sum_get_state (sqlite3 *db);
void ruhu_hq_page_sum_make_room (sqlite3 *db);
guint ruhu_hq_page_sum_get_damaged (sqlite3 *db);
void ruhu_hq_page_sum_tolerate (sqlite3 *db, gboolean tolerate);
int ruhu_hq_page_sum_scan (sqlite3 *db, GArray *damaged);

G_END_DECLS
