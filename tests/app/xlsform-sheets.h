/* xlsform-sheets.h: forms written in a test, compiled and looked into
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-xlsform.h"

#include <libxml/tree.h>

G_BEGIN_DECLS

typedef struct {
  char *folder;
  GPtrArray *messages;
  GBytes *form;
  xmlDoc *doc;
  gboolean tries; /* opens what was compiled, as a device does */
} Sheets;

/* A form with what has to be said of it, and found in it. */
typedef struct {
  const char *claim;
  const char *survey, *choices, *settings, *entities, *rules;
  const char *extra[2]; /* another sheet, its name first */
  gboolean refused;
  gboolean tried;           /* opened as a device does, to be told what shows only then */
  gboolean exact;           /* nothing is said but @says */
  const char *says[8][2];   /* where, "survey:3:label", and a part of what is said */
  const char *finds[12][2]; /* an XPath and what it is, as a string */
} SheetsCase;

#define SHEETS_TEST(path, func) \
  g_test_add (path, Sheets, NULL, sheets_set_up, func, sheets_tear_down)

void sheets_set_up (Sheets *self, gconstpointer data);
void sheets_tear_down (Sheets *self, gconstpointer data);

void sheets_add_cases (const char *area, const SheetsCase *cases, guint n);

void sheets_write (Sheets *self, const char *name, const char *text);
void sheets_compile (Sheets *self, const char *survey);
void sheets_refuse (Sheets *self, const char *survey);
char *sheets_find (Sheets *self, const char *xpath);

void sheets_assert (Sheets *self, const char *xpath, const char *expected);
void sheets_assert_message (Sheets *self, const char *place, const char *part);

G_END_DECLS
