/* test-conflicts.c: ui/ruhu-conflicts-page.c: two values, on a real tablet's screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "path-fixture.h"
#include "ruhu-conflict-card.h"
#include "ruhu-conflicts-page.h"
#include "ruhu-form-finder.h"
#include "ruhu-sending-page.h"
#include "ruhu-ui-test.h"
#include "ruhu-unlock-page.h"

#include <glib/gi18n.h>

#define P "0192f3a0-aa01-7000-8000-000000000001"

static RuhuConflict *
make (const char *path, const char *heads)
{
  g_autoptr (RuhuObject) object = ruhu_object_new (P, RUHU_OBJECT_CONFLICT, "990101101201");

  g_free (object->body);
  object->body = g_strdup_printf ("{\"id\":\"" P "\",\"rec\":\"" P "\",\"k\":\"person\",\"div\":"
                                  "\"990101101201\",\"path\":\"%s\",\"heads\":[%s]}",
                                  path,
                                  heads);
  return ruhu_conflict_new (object);
}

static void
chosen_cb (RuhuConflictCard *card, RuhuConflict *conflict, guint value, guint *chosen)
{
  *chosen = value;
}

static GtkWidget *
find_button (GtkWidget *widget, guint *skip)
{
  GtkWidget *child;

  if (GTK_IS_BUTTON (widget) && (*skip)-- == 0)
    return widget;
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button (child, skip);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
test_card_offers_each_value_with_its_writer (void)
{
  g_autoptr (RuhuConflict) conflict = make (
    "phone",
    "{\"v\":\"13800000000\",\"e\":\"0192f3a0aa020000\",\"d\":\"d7k2\",\"q\":2,\"u\":\"zhou\"},"
    "{\"v\":\"13900000000\",\"e\":\"0192f3a0aa010000\",\"d\":\"e9m4\",\"q\":31,\"u\":\"hq\"}");
  RuhuConflictCard *card = g_object_ref_sink (ruhu_conflict_card_new (conflict, "Zhang", NULL));
  guint chosen = 99, second = 1;

  g_signal_connect (card, "chosen", G_CALLBACK (chosen_cb), &chosen);
  g_signal_emit_by_name (find_button (GTK_WIDGET (card), &second), "clicked");
  g_assert_cmpuint (chosen, ==, 1);
  g_assert_finalize_object (card);
}

static void
test_set_offers_two_choices (void)
{
  g_autoptr (RuhuConflict) conflict =
    make ("hardship:*",
          "{\"f\":\"hardship:dibao\",\"v\":1,\"e\":\"0192f3a0aa020000\",\"d\":\"a\",\"q\":2},"
          "{\"f\":\"hardship:margin\",\"v\":1,\"e\":\"0192f3a0aa020000\",\"d\":\"a\",\"q\":2},"
          "{\"f\":\"hardship:none\",\"v\":1,\"e\":\"0192f3a0aa010000\",\"d\":\"b\",\"q\":3}");
  RuhuConflictCard *card = g_object_ref_sink (ruhu_conflict_card_new (conflict, NULL, NULL));
  guint second = 1, third = 2;

  g_assert_nonnull (find_button (GTK_WIDGET (card), &second));
  g_assert_null (find_button (GTK_WIDGET (card), &third));
  g_assert_finalize_object (card);
}

/* The register keeps codes; nobody has to know them. */
static void
test_values_are_said_in_words (void)
{
  static const struct {
    const char *path, *heads, *said;
  } cases[] = {
    { "self_care",
      "{\"v\":\"partly\",\"e\":\"0192f3a0aa020000\",\"d\":\"a\",\"q\":2}",
      "Partly dependent" },
    { "hardship:*",
      "{\"f\":\"hardship:dibao\",\"v\":1,\"e\":\"0192f3a0aa020000\",\"d\":\"a\",\"q\":2},"
      "{\"f\":\"hardship:margin\",\"v\":1,\"e\":\"0192f3a0aa020000\",\"d\":\"a\",\"q\":2},"
      "{\"f\":\"hardship:none\",\"v\":1,\"e\":\"0192f3a0aa010000\",\"d\":\"b\",\"q\":3}",
      "Minimum living allowance, Borderline of allowance" },
    { "sex", "{\"v\":\"2\",\"e\":\"0192f3a0aa020000\",\"d\":\"a\",\"q\":2}", "female" },
    { "cert_category", "{\"v\":\"4\",\"e\":\"0192f3a0aa020000\",\"d\":\"a\",\"q\":2}", "Physical" },
    { "living_with",
      "{\"v\":\"alone\",\"e\":\"0192f3a0aa020000\",\"d\":\"a\",\"q\":2}",
      "Lives with" },
    { "phone", "{\"v\":\"111\",\"e\":\"0192f3a0aa020000\",\"d\":\"a\",\"q\":2}", "111" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuForm) form =
    ruhu_form_finder_find ("/nowhere", RUHU_FORM_FINDER_DEFAULT, NULL, &error);
  g_autoptr (RuhuInstance) visit = NULL;
  guint i;

  g_assert_no_error (error);
  visit = ruhu_instance_new (form);
  ruhu_instance_set_language (visit, "en");
  g_assert_true (ruhu_instance_start (visit, &error));
  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (RuhuConflict) conflict = make (cases[i].path, cases[i].heads);
    GtkWidget *window = gtk_window_new ();

    g_test_message ("%s", cases[i].path);
    gtk_window_set_child (GTK_WINDOW (window),
                          GTK_WIDGET (ruhu_conflict_card_new (conflict, "Zhang", visit)));
    gtk_window_present (GTK_WINDOW (window));
    g_assert_true (ruhu_ui_test_has_text (window, cases[i].said));
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

static void
test_what_is_no_field_is_no_card (void)
{
  g_autoptr (RuhuObject) object = ruhu_object_new (P, RUHU_OBJECT_CONFLICT, "990101101201");

  g_free (object->body);
  object->body = g_strdup ("{\"rec\":\"" P "\",\"k\":\"response\",\"path\":\"replaces\","
                           "\"heads\":[{\"v\":\"x\"}]}");
  g_assert_null (ruhu_conflict_new (object));
}

/* Two townships, each with another number of one person; the tablet hears of it. */
static void
disagree (Path *f)
{
  Tablet township, second;
  g_autoptr (Answer) one = NULL;
  g_autoptr (Answer) two = NULL;

  path_publish_form (f);
  tablet_init (&township, &f->hq, "990101");
  tablet_init (&second, &f->hq, "990101");
  path_enrol (f);
  one = tablet_push (&township,
                     "\"id\":\"" P "\",\"k\":\"person\",\"div\":\"" VILLAGE
                     "\",\"u\":\"a\",\"set\":{\"person_name\":\"Two Numbers\",\"phone\":\"111\"}");
  two = tablet_push (&second,
                     "\"id\":\"" P "\",\"k\":\"person\",\"div\":\"" VILLAGE
                     "\",\"u\":\"b\",\"set\":{\"phone\":\"222\"}");
  g_assert_cmpint (hq_count (&f->hq, "SELECT count(*) FROM conflict WHERE state = 0"), ==, 1);
  tablet_clear (&township);
  tablet_clear (&second);

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.send-now", NULL);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-sending", NULL);
  path_wait_for_text (f, "1 written differently · choose");
}

/* From the sending page to the choice, and HQ has it. */
static void
test_chosen_on_the_tablet_is_settled_at_hq (Path *f, gconstpointer data)
{
  GtkWidget *cards, *button;
  guint first = 0;

  disagree (f);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-conflicts", NULL);
  path_wait_for_page (f, RUHU_TYPE_CONFLICTS_PAGE);
  path_wait_for_text (f, "222");
  g_assert_true (ruhu_ui_test_has_text (GTK_WIDGET (f->window), "111"));
  path_assert_fits (f, ruhu_window_get_page (f->window));
  cards = ruhu_ui_test_find (GTK_WIDGET (f->window), RUHU_TYPE_CONFLICT_CARD, NULL);
  g_assert_nonnull (cards);
  button = find_button (cards, &first);
  g_assert_true (gtk_widget_grab_focus (button));
  gtk_test_accessible_assert_role (button, GTK_ACCESSIBLE_ROLE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  path_wait_for_text (f, "Nothing differs.");
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.send-now", NULL);
  while (hq_count (&f->hq, "SELECT count(*) FROM conflict WHERE state = 0") > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  ruhu_conflict_list_load_finish (RUHU_CONFLICT_LIST (source), result, &error);
  g_assert_no_error (error);
}

/* The store closed under the finger: once it is open the card can be chosen again. */
static void
test_what_was_not_noted_is_offered_again (Path *f, gconstpointer data)
{
  RuhuWork *work = ruhu_session_get_work (f->session);
  g_autoptr (RuhuConflictList) conflicts = ruhu_conflict_list_new (ruhu_work_get_objects (work));
  GtkWidget *card;
  GtkWindow *window;
  RuhuPage *page;
  guint first = 0;

  disagree (f);
  ruhu_conflict_list_load_async (conflicts, NULL, loaded_cb, NULL);
  while (g_list_model_get_n_items (G_LIST_MODEL (conflicts)) == 0)
    g_main_context_iteration (NULL, TRUE);
  page = RUHU_PAGE (ruhu_conflicts_page_new (conflicts, ruhu_work_get_register (work), NULL));
  window = ruhu_ui_test_show (page, 1280, 800);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.lock", NULL);
  path_wait_for_page (f, RUHU_TYPE_UNLOCK_PAGE);

  card = ruhu_ui_test_find (GTK_WIDGET (page), RUHU_TYPE_CONFLICT_CARD, NULL);
  g_signal_emit_by_name (find_button (card, &first), "clicked");
  while (
    !ruhu_ui_test_has_text (GTK_WIDGET (page), "That could not be noted. Nothing was changed."))
    g_main_context_iteration (NULL, TRUE);
  card = ruhu_ui_test_find (GTK_WIDGET (page), RUHU_TYPE_CONFLICT_CARD, NULL);
  g_assert_true (gtk_widget_is_sensitive (card));
  ruhu_ui_test_close (window);
}

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  g_test_add_func ("/conflicts/card-offers-each-value-with-its-writer",
                   test_card_offers_each_value_with_its_writer);
  g_test_add_func ("/conflicts/set-offers-two-choices", test_set_offers_two_choices);
  g_test_add_func ("/conflicts/what-is-no-field-is-no-card", test_what_is_no_field_is_no_card);
  g_test_add_func ("/conflicts/values-are-said-in-words", test_values_are_said_in_words);
  g_test_add ("/conflicts/what-was-not-noted-is-offered-again",
              Path,
              NULL,
              path_set_up,
              test_what_was_not_noted_is_offered_again,
              path_tear_down);
  g_test_add ("/conflicts/chosen-on-the-tablet-is-settled-at-hq",
              Path,
              NULL,
              path_set_up,
              test_chosen_on_the_tablet_is_settled_at_hq,
              path_tear_down);
  return g_test_run ();
}
