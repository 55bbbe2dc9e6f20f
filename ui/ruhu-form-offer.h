/* ruhu-form-offer.h: a form that can be begun on this tablet, or soon can
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form.h"

G_BEGIN_DECLS

/**
 * RuhuFormOfferState:
 * @RUHU_FORM_OFFER_READY: it can be begun
 * @RUHU_FORM_OFFER_RENEWED: the same, and a newer version waits for its files
 * @RUHU_FORM_OFFER_LOADING: it waits for its files
 */
typedef enum {
  RUHU_FORM_OFFER_READY,
  RUHU_FORM_OFFER_RENEWED,
  RUHU_FORM_OFFER_LOADING,
} RuhuFormOfferState;

#define RUHU_TYPE_FORM_OFFER (ruhu_form_offer_get_type ())
G_DECLARE_FINAL_TYPE (RuhuFormOffer, ruhu_form_offer, RUHU, FORM_OFFER, GObject)

RuhuFormOffer *ruhu_form_offer_new (RuhuForm *form, RuhuFormOfferState state);

const char *ruhu_form_offer_get_id (RuhuFormOffer *self);
const char *ruhu_form_offer_get_title (RuhuFormOffer *self);
gboolean ruhu_form_offer_wants_person (RuhuFormOffer *self);
RuhuFormOfferState ruhu_form_offer_get_state (RuhuFormOffer *self);

G_END_DECLS
