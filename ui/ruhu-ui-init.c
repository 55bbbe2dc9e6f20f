/* ruhu-ui-init.c: makes the library's types and resources known
 *
 * A static library loses what nobody names, so each type that only a template mentions, and the
 * bundle of templates, is named here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-ui-init.h"

#include "ruhu-conflict-card.h"
#include "ruhu-conflicts-page.h"
#include "ruhu-due-page.h"
#include "ruhu-find-page.h"
#include "ruhu-forms-page.h"
#include "ruhu-home-page.h"
#include "ruhu-look-box.h"
#include "ruhu-person-page.h"
#include "ruhu-pin-pad.h"
#include "ruhu-attempt-page.h"
#include "ruhu-record-page.h"
#include "ruhu-row-view.h"
#include "ruhu-sending-page.h"
#include "ruhu-settings-page.h"
#include "ruhu-start-page.h"
#include "ruhu-status-badge.h"
#include "ruhu-survey-page.h"
#include "ruhu-tile.h"
#include "ruhu-ui-resources.h"
#include "ruhu-unlock-page.h"
#include "ruhu-window.h"

/**
 * ruhu_ui_init:
 *
 * Call it once, before the first widget is made. Main thread.
 */
void
ruhu_ui_init (void)
{
  g_resources_register (ruhu_ui_get_resource ());
  g_type_ensure (RUHU_TYPE_CONFLICT_CARD);
  g_type_ensure (RUHU_TYPE_CONFLICTS_PAGE);
  g_type_ensure (RUHU_TYPE_DUE_PAGE);
  g_type_ensure (RUHU_TYPE_FIND_PAGE);
  g_type_ensure (RUHU_TYPE_FORMS_PAGE);
  g_type_ensure (RUHU_TYPE_HOME_PAGE);
  g_type_ensure (RUHU_TYPE_LOOK_BOX);
  g_type_ensure (RUHU_TYPE_PAGE);
  g_type_ensure (RUHU_TYPE_PERSON_PAGE);
  g_type_ensure (RUHU_TYPE_PIN_PAD);
  g_type_ensure (RUHU_TYPE_LIST_ROW);
  g_type_ensure (RUHU_TYPE_ATTEMPT_PAGE);
  g_type_ensure (RUHU_TYPE_RECORD_PAGE);
  g_type_ensure (RUHU_TYPE_ROW_VIEW);
  g_type_ensure (RUHU_TYPE_SENDING_PAGE);
  g_type_ensure (RUHU_TYPE_SETTINGS_PAGE);
  g_type_ensure (RUHU_TYPE_START_PAGE);
  g_type_ensure (RUHU_TYPE_STATUS_BADGE);
  g_type_ensure (RUHU_TYPE_SURVEY_PAGE);
  g_type_ensure (RUHU_TYPE_TILE);
  g_type_ensure (RUHU_TYPE_UNLOCK_PAGE);
  g_type_ensure (RUHU_TYPE_WINDOW);
}
