/* screenshots.c: photographs the pages, with a village nobody lives in
 *
 *   with-display.sh -g 1400x1400 screenshots FOLDER [PAGE]
 *
 * Each page in Chinese and English, on a tablet and a telephone, light and dark, and on the
 * telephone with text of twice the size. ADW_DEBUG_HIGH_CONTRAST=1 gives high contrast. Exits 1
 * where a page does not fit or a target is too small.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle-page.h"
#include "ruhu-conflict-card.h"
#include "ruhu-due-page.h"
#include "ruhu-erased-page.h"
#include "ruhu-find-page.h"
#include "ruhu-forms-resources.h"
#include "ruhu-forms-page.h"
#include "ruhu-hash.h"
#include "ruhu-home-page.h"
#include "ruhu-language.h"
#include "ruhu-person-page.h"
#include "ruhu-reading.h"
#include "ruhu-receipt-page.h"
#include "ruhu-receipt.h"
#include "ruhu-record-page.h"
#include "ruhu-secret-page.h"
#include "ruhu-sending-page.h"
#include "ruhu-settings-page.h"
#include "ruhu-sign.h"
#include "ruhu-start-page.h"
#include "ruhu-ui-demo.h"
#include "ruhu-ui-test.h"
#include "ruhu-unlock-page.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"

#include <string.h>

#define CONFLICT "0192f3a0-aa01-7000-8000-000000000001"
#define TONIGHT (RUHU_UI_DEMO_NOW + 898 * G_GINT64_CONSTANT (60000))

static const char record_answers[] =
  "{\"visit\":{\"visit_date\":\"2026-11-21\",\"visit_type\":\"routine\",\"visit_mode\":\"home\","
  "\"contact_result\":\"met\",\"gps_missing\":\"no_signal\"},"
  "\"consent\":{\"respondent\":\"self\",\"interview_lang\":\"dialect sign\","
  "\"consent_basic\":\"yes\",\"consent_sensitive\":\"yes\"}}";

static const char *shown_language;

typedef RuhuPage *(*MakeFunc) (RuhuUiDemo *demo);

static RuhuInstance *
make_visit (void)
{
  g_autoptr (GBytes) xml = g_resources_lookup_data ("/org/ruhu/Ruhu/forms/home-visit.xml", 0, NULL);
  g_autoptr (RuhuForm) form = ruhu_form_new_from_bytes (xml, "home-visit.xml", NULL);
  RuhuInstance *visit = ruhu_instance_new (form);

  ruhu_instance_set_language (visit, strcmp (shown_language, "en") == 0 ? "en" : "zh");
  return visit;
}

static RuhuPage *
make_start (RuhuUiDemo *demo)
{
  g_autoptr (RuhuPreferences) preferences = ruhu_preferences_new (NULL);
  RuhuStartPage *page = ruhu_start_page_new (preferences);

  ruhu_start_page_set_code (page, "https://canlian.example:8443", "K7QM2F9DX");
  return RUHU_PAGE (page);
}

static RuhuPage *
make_secret (RuhuUiDemo *demo)
{
  RuhuPage *page = make_start (demo);

  ruhu_start_page_show_step (RUHU_START_PAGE (page), RUHU_START_SECRET);
  return page;
}

static RuhuPage *
make_phrase (RuhuUiDemo *demo)
{
  RuhuPage *page = make_start (demo);

  ruhu_start_page_set_phrase_only (RUHU_START_PAGE (page), TRUE);
  ruhu_start_page_show_step (RUHU_START_PAGE (page), RUHU_START_SECRET);
  return page;
}

static RuhuPage *
make_start_busy (RuhuUiDemo *demo)
{
  RuhuPage *page = make_start (demo);

  ruhu_start_page_show_step (RUHU_START_PAGE (page), RUHU_START_BUSY);
  return page;
}

static RuhuPage *
make_start_waiting (RuhuUiDemo *demo)
{
  RuhuPage *page = make_start (demo);

  ruhu_start_page_show_step (RUHU_START_PAGE (page), RUHU_START_WAITING);
  return page;
}

static RuhuPage *
make_start_failed (RuhuError code)
{
  g_autoptr (GError) error = g_error_new_literal (RUHU_ERROR, code, "for the log");
  RuhuPage *page = make_start (NULL);

  ruhu_start_page_show_failure (RUHU_START_PAGE (page), RUHU_START_CODE, error);
  return page;
}

static RuhuPage *
make_start_offline (RuhuUiDemo *demo)
{
  return make_start_failed (RUHU_ERROR_OFFLINE);
}

static RuhuPage *
make_start_refused (RuhuUiDemo *demo)
{
  return make_start_failed (RUHU_ERROR_REFUSED);
}

static RuhuPage *
make_settings (RuhuUiDemo *demo)
{
  g_autoptr (RuhuPreferences) preferences = ruhu_preferences_new (NULL);

  return RUHU_PAGE (ruhu_settings_page_new (preferences));
}

static RuhuPage *
make_nothing (RuhuUiDemo *demo)
{
  RuhuHomePage *page = ruhu_home_page_new ();

  ruhu_home_page_set_empty (page, TRUE);
  return RUHU_PAGE (page);
}

static RuhuPage *
make_unlock (RuhuUiDemo *demo)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  g_autofree char *sentence = ruhu_truth_get_locked_sentence (2, TONIGHT, now);
  RuhuUnlockPage *page = ruhu_unlock_page_new ();

  ruhu_unlock_page_set_user (page, "周志远", "990101101201");
  ruhu_unlock_page_set_sentence (page, sentence);
  return RUHU_PAGE (page);
}

static RuhuPage *
make_unlock_wrong (RuhuUiDemo *demo)
{
  g_autoptr (GError) error = g_error_new_literal (RUHU_ERROR, RUHU_ERROR_REFUSED, "for the log");
  RuhuPage *page = make_unlock (demo);

  ruhu_unlock_page_show_failure (RUHU_UNLOCK_PAGE (page), error, RUHU_UI_DEMO_NOW + 30000);
  return page;
}

static RuhuPage *
make_unlock_by_county (RuhuUiDemo *demo)
{
  RuhuPage *page = make_unlock (demo);

  ruhu_unlock_page_set_lockout (RUHU_UNLOCK_PAGE (page), 2);
  return page;
}

static RuhuPage *
make_unlock_users (RuhuUiDemo *demo)
{
  static const char *const users[] = { "周志远", "兰小梅", NULL };
  RuhuPage *page = make_unlock (demo);

  ruhu_unlock_page_set_users (RUHU_UNLOCK_PAGE (page), users, "兰小梅", "990101101201");
  return page;
}

static RuhuPage *
make_secret_wrong (RuhuUiDemo *demo)
{
  g_autoptr (GError) error = g_error_new_literal (RUHU_ERROR, RUHU_ERROR_REFUSED, "for the log");
  RuhuSecretPage *page = ruhu_secret_page_new ();

  ruhu_secret_page_show_failure (page, error, 0);
  return RUHU_PAGE (page);
}

static RuhuPage *
make_erased (RuhuUiDemo *demo)
{
  return RUHU_PAGE (ruhu_erased_page_new (FALSE, TRUE));
}

static RuhuPage *
make_home (RuhuUiDemo *demo)
{
  g_autoptr (GDateTime) now = ruhu_clock_local ();
  RuhuDay day = ruhu_day_count (demo->due, ruhu_date_today ());
  RuhuHomePage *page = ruhu_home_page_new ();

  ruhu_home_page_set_day (page, &day, TONIGHT, now);
  return RUHU_PAGE (page);
}

static RuhuPage *
make_due (RuhuUiDemo *demo)
{
  return RUHU_PAGE (ruhu_due_page_new (demo->due, G_LIST_MODEL (demo->needs)));
}

static RuhuPage *
make_returned (RuhuUiDemo *demo)
{
  RuhuPage *page = make_due (demo);

  ruhu_due_page_set_returned_only (RUHU_DUE_PAGE (page), TRUE);
  return page;
}

static RuhuPage *
make_empty (RuhuUiDemo *demo)
{
  RuhuDuePage *page = ruhu_due_page_new (demo->due, NULL);

  g_list_store_remove_all (demo->responses);
  ruhu_case_list_take (demo->tasks, g_ptr_array_new ());
  ruhu_due_page_set_returned_only (page, FALSE);
  return RUHU_PAGE (page);
}

static RuhuPage *
make_find (RuhuUiDemo *demo)
{
  return RUHU_PAGE (ruhu_find_page_new (demo->people));
}

static RuhuPage *
make_person (RuhuUiDemo *demo)
{
  RuhuPersonPage *page = ruhu_person_page_new ();

  ruhu_person_page_set_person (page, ruhu_register_find (demo->people, "p1"));
  ruhu_person_page_set_lists (page, G_LIST_MODEL (demo->needs), G_LIST_MODEL (demo->responses));
  return RUHU_PAGE (page);
}

static RuhuPage *
make_home_with_forms (RuhuUiDemo *demo)
{
  RuhuPage *page = make_home (demo);

  ruhu_home_page_set_choice (RUHU_HOME_PAGE (page), TRUE);
  return page;
}

static RuhuPage *
make_person_with_forms (RuhuUiDemo *demo)
{
  RuhuPage *page = make_person (demo);

  ruhu_person_page_set_library (RUHU_PERSON_PAGE (page), demo->library);
  return page;
}

static RuhuPage *
make_forms (RuhuUiDemo *demo)
{
  return RUHU_PAGE (ruhu_forms_page_new (demo->library, G_LIST_MODEL (demo->responses), NULL));
}

static RuhuPage *
make_forms_of_person (RuhuUiDemo *demo)
{
  return RUHU_PAGE (ruhu_forms_page_new (demo->library,
                                         G_LIST_MODEL (demo->responses),
                                         ruhu_register_find (demo->people, "p1")));
}

static RuhuPage *
make_sending (RuhuUiDemo *demo)
{
  RuhuDay day = ruhu_day_count (demo->due, ruhu_date_today ());
  RuhuSendingPage *page = ruhu_sending_page_new (G_LIST_MODEL (demo->responses));

  ruhu_sending_page_set_day (page, &day);
  ruhu_sending_page_set_state (page, RUHU_SENDING_OFFLINE, TONIGHT);
  ruhu_sending_page_set_receipt (page, "d7k2-415-xk", RUHU_UI_DEMO_NOW - 9600000);
  return RUHU_PAGE (page);
}

static RuhuPage *
make_sending_open (RuhuUiDemo *demo)
{
  RuhuPage *page = make_sending (demo);

  ruhu_sending_page_set_open (RUHU_SENDING_PAGE (page), 2, 1);
  return page;
}

static RuhuPage *
make_receipt (RuhuUiDemo *demo)
{
  g_autofree char *head = ruhu_hash_text ("line", 4);
  guint8 public_key[32], secret[64];
  g_autoptr (GBytes) hqs = NULL;
  g_autoptr (RuhuReceipt) receipt = NULL;

  ruhu_sign_make_keys (public_key, secret);
  hqs = g_bytes_new (public_key, sizeof public_key);
  receipt = ruhu_receipt_new ("g1", "d7k2", 418, head, RUHU_UI_DEMO_NOW - 9600000, 402, secret);
  return RUHU_PAGE (ruhu_receipt_page_new (receipt->text, 131, hqs));
}

static RuhuPage *
make_bundle (RuhuUiDemo *demo)
{
  RuhuBundlePage *page = ruhu_bundle_page_new ();

  ruhu_bundle_page_set_waiting (page, 2, 3);
  return RUHU_PAGE (page);
}

/* The cards alone: their page has them from a store. */
typedef struct {
  RuhuPage parent_instance;
} Cards;

typedef RuhuPageClass CardsClass;

GType cards_get_type (void);

G_DEFINE_TYPE (Cards, cards, RUHU_TYPE_PAGE)

static void
cards_class_init (CardsClass *klass)
{
}

static void
cards_init (Cards *self)
{
}

static RuhuPage *
make_conflicts (RuhuUiDemo *demo)
{
  static const char *const bodies[][2] = {
    { "phone",
      "{\"v\":\"13800000000\",\"e\":\"01a1fd44ffc00000\",\"d\":\"d7k2\",\"q\":2,\"u\":\"周志远\"},"
      "{\"v\":\"13900000000\",\"e\":\"01a1f85592400000\",\"d\":\"e9m4\",\"q\":31,\"u\":\"hq\"}" },
    { "self_care",
      "{\"v\":\"partly\",\"e\":\"01a1fd44ffc00000\",\"d\":\"d7k2\",\"q\":2,\"u\":\"周志远\"},"
      "{\"v\":\"none\",\"e\":\"01a1f85592400000\",\"d\":\"e9m4\",\"q\":31,\"u\":\"兰小梅\"}" },
  };
  RuhuPage *page = g_object_new (cards_get_type (), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  g_autoptr (RuhuInstance) visit = make_visit ();
  guint i;

  ruhu_instance_start (visit, NULL);
  for (i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (RuhuObject) object =
      ruhu_object_new (CONFLICT, RUHU_OBJECT_CONFLICT, "990101101201");
    g_autoptr (RuhuConflict) conflict = NULL;

    g_free (object->body);
    object->body =
      g_strdup_printf ("{\"id\":\"" CONFLICT "\",\"rec\":\"" CONFLICT "\",\"k\":\"person\",\"div\":"
                       "\"990101101201\",\"path\":\"%s\",\"heads\":[%s]}",
                       bodies[i][0],
                       bodies[i][1]);
    conflict = ruhu_conflict_new (object);
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (ruhu_conflict_card_new (conflict, "王桂花", visit)));
  }
  adw_bin_set_child (ADW_BIN (page), box);
  return page;
}

static RuhuPage *
make_page_of (RuhuResponse *response, gboolean with_form)
{
  g_autoptr (RuhuInstance) instance = with_form ? make_visit () : NULL;
  RuhuForm *form = instance != NULL ? ruhu_instance_get_form (instance) : NULL;
  g_autoptr (JsonNode) answers = json_from_string (record_answers, NULL);
  RuhuRecord *record = g_new0 (RuhuRecord, 1);

  if (form != NULL)
    record->form_title = g_strdup (ruhu_form_get_title (form));
  record->response = g_object_ref (response);
  record->has_replaced = TRUE;
  record->lines = ruhu_reading_list (form, instance, answers);
  return RUHU_PAGE (ruhu_record_page_new (record));
}

static RuhuPage *
make_record_of (RuhuUiDemo *demo, guint position, gboolean with_form)
{
  g_autoptr (RuhuResponse) response =
    g_list_model_get_item (G_LIST_MODEL (demo->responses), position);

  return make_page_of (response, with_form);
}

/* Another one like that at @position, which a page may show otherwise. */
static RuhuResponse *
copy_response (RuhuUiDemo *demo, guint position)
{
  g_autoptr (RuhuResponse) response =
    g_list_model_get_item (G_LIST_MODEL (demo->responses), position);
  RuhuResponse *copy = ruhu_response_new_with_id (ruhu_response_get_id (response),
                                                  ruhu_response_get_form_id (response),
                                                  ruhu_response_get_form_version (response),
                                                  ruhu_response_get_division (response));

  ruhu_response_take_from (copy, response);
  return copy;
}

static RuhuPage *
make_correction (RuhuUiDemo *demo)
{
  g_autoptr (RuhuResponse) response = copy_response (demo, 4);

  ruhu_response_set_replaces (response, "r0");
  ruhu_response_set_why (response, "邻居后来打电话说的");
  return make_page_of (response, TRUE);
}

static RuhuPage *
make_replaced (RuhuUiDemo *demo)
{
  g_autoptr (RuhuResponse) response = copy_response (demo, 4);

  ruhu_response_set_replaced_by (response, "r0");
  return make_page_of (response, TRUE);
}

static RuhuPage *
make_returned_record (RuhuUiDemo *demo)
{
  g_autoptr (RuhuResponse) response = copy_response (demo, 4);

  ruhu_response_set_state (response, RUHU_RESPONSE_RETURNED);
  ruhu_response_set_reason (response, "照片看不清证号，请重拍。");
  return make_page_of (response, TRUE);
}

static RuhuPage *
make_record (RuhuUiDemo *demo)
{
  return make_record_of (demo, 4, TRUE);
}

static RuhuPage *
make_undoable (RuhuUiDemo *demo)
{
  return make_record_of (demo, 2, TRUE);
}

static RuhuPage *
make_formless (RuhuUiDemo *demo)
{
  return make_record_of (demo, 1, FALSE);
}

static RuhuPage *
make_busy (RuhuUiDemo *demo)
{
  RuhuSendingPage *page = ruhu_sending_page_new (G_LIST_MODEL (demo->responses));

  ruhu_sending_page_set_state (page, RUHU_SENDING_NOW, 0);
  return RUHU_PAGE (page);
}

static RuhuPage *
make_not_taken (RuhuUiDemo *demo)
{
  RuhuSendingPage *page = ruhu_sending_page_new (G_LIST_MODEL (demo->responses));

  ruhu_sending_page_set_state (page, RUHU_SENDING_REFUSED, 0);
  return RUHU_PAGE (page);
}

static const struct {
  const char *name;
  MakeFunc make;
} pages[] = {
  { "01-start", make_start },
  { "01-start-secret", make_secret },
  { "01-start-phrase", make_phrase },
  { "01-start-busy", make_start_busy },
  { "01-start-by-file", make_start_waiting },
  { "01-start-offline", make_start_offline },
  { "01-start-refused", make_start_refused },
  { "19-nothing", make_nothing },
  { "02-unlock", make_unlock },
  { "02-unlock-wrong", make_unlock_wrong },
  { "02-unlock-by-county", make_unlock_by_county },
  { "02-unlock-users", make_unlock_users },
  { "03-home", make_home },
  { "03-home-forms", make_home_with_forms },
  { "04-due", make_due },
  { "04-returned", make_returned },
  { "05-find", make_find },
  { "06-person", make_person },
  { "06-person-forms", make_person_with_forms },
  { "06-forms", make_forms },
  { "06-forms-of-person", make_forms_of_person },
  { "14-record", make_record },
  { "14-record-undo", make_undoable },
  { "14-record-plain", make_formless },
  { "14-record-correction", make_correction },
  { "14-record-replaced", make_replaced },
  { "15-returned", make_returned_record },
  { "14-sending", make_sending },
  { "14-sending-open", make_sending_open },
  { "14-receipt", make_receipt },
  { "14-bundle", make_bundle },
  { "16-conflicts", make_conflicts },
  { "18-settings", make_settings },
  { "18-secret-wrong", make_secret_wrong },
  { "19-busy", make_busy },
  { "19-not-taken", make_not_taken },
  { "19-empty", make_empty },
  { "19-erased", make_erased },
};

static const struct {
  const char *name;
  int width, height;
  double scale;
  gboolean dark;
} sizes[] = {
  { "", 1280, 800, 1, FALSE },        { "-dark", 1280, 800, 1, TRUE },
  { "-800", 800, 1280, 1, FALSE },    { "-360", 360, 720, 1, FALSE },
  { "-360-dark", 360, 720, 1, TRUE }, { "-360-200", 360, 720, 2, FALSE },
};

static guint
shoot (const char *folder, guint page, guint size, const char *language)
{
  g_autofree char *name = g_strdup_printf ("%s%s%s.png",
                                           pages[page].name,
                                           sizes[size].name,
                                           strcmp (language, "en") == 0 ? "-en" : "");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  RuhuUiDemo demo;
  RuhuPage *shown;
  GtkWindow *window;
  guint faults;

  shown_language = language;
  ruhu_language_use (language);
  ruhu_ui_test_set_scale (sizes[size].scale);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      sizes[size].dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                       : ADW_COLOR_SCHEME_FORCE_LIGHT);
  ruhu_ui_demo_init (&demo);
  shown = pages[page].make (&demo);
  window = ruhu_ui_test_show (shown, sizes[size].width, sizes[size].height);
  faults = ruhu_ui_test_count_faults (shown, sizes[size].width);
  if (faults > 0)
    g_printerr ("%s: %u faults\n", name, faults);
  ruhu_ui_test_save_png (window, path);
  ruhu_ui_test_close (window);
  ruhu_ui_demo_clear (&demo);
  return faults;
}

int
main (int argc, char **argv)
{
  guint faults = 0;
  guint page;
  guint size;

  ruhu_ui_test_init (&argc, &argv);
  g_resources_register (ruhu_forms_get_resource ());
  if (argc < 2 || g_mkdir_with_parents (argv[1], 0755) != 0) {
    g_printerr ("screenshots FOLDER [PAGE]\n");
    return 64;
  }

  for (page = 0; page < G_N_ELEMENTS (pages); page++)
    for (size = 0; size < G_N_ELEMENTS (sizes); size++)
      if (argc < 3 || strstr (pages[page].name, argv[2]) != NULL) {
        faults += shoot (argv[1], page, size, "zh_CN");
        faults += shoot (argv[1], page, size, "en");
      }
  return faults > 0;
}
