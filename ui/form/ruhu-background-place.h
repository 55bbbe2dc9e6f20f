/* ruhu-background-place.h: places that a form notes by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "form/ruhu-survey.h"
#include "forms/ruhu-audit.h"

G_BEGIN_DECLS

/**
 * RuhuBackgroundPlaceFunc:
 * @found: whether there was a place to note
 *
 * The search is over.
 */
typedef void (*RuhuBackgroundPlaceFunc) (gboolean found, gpointer data);

typedef struct _RuhuBackgroundPlace RuhuBackgroundPlace;

RuhuBackgroundPlace *ruhu_background_place_new (RuhuInstance *instance,
                                                RuhuAudit *audit,
                                                RuhuBackgroundPlaceFunc over,
                                                gpointer data);
void ruhu_background_place_free (RuhuBackgroundPlace *self);

void ruhu_background_place_ask (RuhuBackgroundPlace *self, const char *key);
void ruhu_background_place_track (RuhuBackgroundPlace *self);
gboolean ruhu_background_place_is_searching (RuhuBackgroundPlace *self);
void ruhu_background_place_stop (RuhuBackgroundPlace *self);

G_END_DECLS
