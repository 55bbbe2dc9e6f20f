/* ruhu-form-offer.c: a form that can be begun on this tablet, or soon can
 *
 * What the worker has to know of it to choose; the form itself is read again when it is begun.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-form-offer.h"

#include "cases/ruhu-work.h"

struct _RuhuFormOffer {
  GObject parent_instance;

  char *id;
  char *title;
  gboolean wants_person;
  RuhuFormOfferState state;
};

G_DEFINE_FINAL_TYPE (RuhuFormOffer, ruhu_form_offer, G_TYPE_OBJECT)

static void
ruhu_form_offer_finalize (GObject *object)
{
  RuhuFormOffer *self = RUHU_FORM_OFFER (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (ruhu_form_offer_parent_class)->finalize (object);
}

static void
ruhu_form_offer_class_init (RuhuFormOfferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_form_offer_finalize;
}

static void
ruhu_form_offer_init (RuhuFormOffer *self)
{
}

/** ruhu_form_offer_new: Returns: (transfer full): what there is to say of @form, which is not held
 */
RuhuFormOffer *
ruhu_form_offer_new (RuhuForm *form, RuhuFormOfferState state)
{
  RuhuFormOffer *self = g_object_new (RUHU_TYPE_FORM_OFFER, NULL);
  const char *title = ruhu_form_get_title (form);

  self->id = g_strdup (ruhu_form_get_id (form));
  self->title = g_strdup (title != NULL && *title != '\0' ? title : self->id);
  self->wants_person = ruhu_work_wants_person (form);
  self->state = state;
  return self;
}

const char *
ruhu_form_offer_get_id (RuhuFormOffer *self)
{
  g_return_val_if_fail (RUHU_IS_FORM_OFFER (self), NULL);

  return self->id;
}

/** ruhu_form_offer_get_title: Returns: as its author named it; its id where nobody did */
const char *
ruhu_form_offer_get_title (RuhuFormOffer *self)
{
  g_return_val_if_fail (RUHU_IS_FORM_OFFER (self), NULL);

  return self->title;
}

/** ruhu_form_offer_wants_person: Returns: whether it is about a person, chosen before it begins */
gboolean
ruhu_form_offer_wants_person (RuhuFormOffer *self)
{
  g_return_val_if_fail (RUHU_IS_FORM_OFFER (self), FALSE);

  return self->wants_person;
}

RuhuFormOfferState
ruhu_form_offer_get_state (RuhuFormOffer *self)
{
  g_return_val_if_fail (RUHU_IS_FORM_OFFER (self), RUHU_FORM_OFFER_LOADING);

  return self->state;
}
