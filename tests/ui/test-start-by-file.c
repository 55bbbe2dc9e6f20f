/* test-start-by-file.c: a tablet that never has a network: ui/ruhu-first-start.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "path-fixture.h"
#include "ruhu-first-start.h"
#include "ruhu-home-page.h"
#include "ruhu-start-page.h"
#include "ruhu-ui-test.h"

#define WRONG_PIN "1029384756"
#define WAITING "The county has to answer"

typedef struct {
  Path path;
  RuhuFirstStart *start;
  char *asked;
  char *answer;
} Stick;

static void
show_start (Stick *s)
{
  g_clear_object (&s->start);
  s->start = ruhu_first_start_new (s->path.session);
  ruhu_window_restart (s->path.window, RUHU_PAGE (ruhu_first_start_make_page (s->start)));
}

static void
set_up (Stick *s, gconstpointer data)
{
  path_set_up (&s->path, data);
  s->asked = g_build_filename (s->path.dir, "ruhu-asked.rbb", NULL);
  s->answer = g_build_filename (s->path.dir, "ruhu-answer.rbb", NULL);
  path_wait_for_page (&s->path, RUHU_TYPE_START_PAGE);
  show_start (s);
}

static void
tear_down (Stick *s, gconstpointer data)
{
  ruhu_first_start_stop (s->start);
  g_clear_object (&s->start);
  g_free (s->asked);
  g_free (s->answer);
  path_tear_down (&s->path, data);
}

static void
ask (Stick *s)
{
  g_autofree char *code = tablet_make_code (&s->path.hq, VILLAGE);
  g_autoptr (GFile) file = g_file_new_for_path (s->asked);

  ruhu_first_start_ask_by_file (s->start, code, file);
  path_type_pin (&s->path, PIN);
  path_type_pin (&s->path, PIN);
  path_wait_for_text (&s->path, WAITING);
}

/* HQ takes in what was asked, and answers into the other file. */
static void
hq_answers (Stick *s)
{
  Hq *hq = &s->path.hq;
  g_autoptr (RuhuHqReply) reply =
    hq_run (hq, "bundle", "import", s->asked, "--dir", hq->dir_path, NULL);
  RuhuHqFile *file;

  g_assert_cmpstr (reply->err->str, ==, "");
  g_assert_cmpuint (reply->files->len, ==, 1);
  file = reply->files->pdata[0];
  g_assert_true (g_file_set_contents (s->answer,
                                      g_bytes_get_data (file->bytes, NULL),
                                      g_bytes_get_size (file->bytes),
                                      NULL));
}

static void
take (Stick *s, const char *path, const char *pin)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  ruhu_first_start_take_answer (s->start, file);
  path_type_pin (&s->path, pin);
}

static void
test_file_goes_and_answer_opens_the_tablet (Stick *s, gconstpointer data)
{
  ask (s);
  hq_answers (s);
  take (s, s->answer, PIN);
  path_wait_for_page (&s->path, RUHU_TYPE_HOME_PAGE);
}

/* The window closed meanwhile: it says again what it waits for. */
static void
test_waits_through_another_start (Stick *s, gconstpointer data)
{
  ask (s);
  show_start (s);
  path_wait_for_text (&s->path, WAITING);
  hq_answers (s);
  take (s, s->answer, PIN);
  path_wait_for_page (&s->path, RUHU_TYPE_HOME_PAGE);
}

static void
test_another_pin_can_be_tried_again (Stick *s, gconstpointer data)
{
  ask (s);
  hq_answers (s);
  take (s, s->answer, WRONG_PIN);
  path_wait_for_beginning (&s->path, "That was not the PIN chosen then");
  take (s, s->answer, PIN);
  path_wait_for_page (&s->path, RUHU_TYPE_HOME_PAGE);
}

static void
test_foreign_file_changes_nothing (Stick *s, gconstpointer data)
{
  ask (s);
  take (s, s->asked, PIN);
  path_wait_for_text (&s->path, WAITING);
  g_assert_true (g_file_set_contents (s->answer, "no bundle", -1, NULL));
  take (s, s->answer, PIN);
  path_wait_for_text (&s->path,
                      "This file is damaged, or meant for somebody else. Nothing was changed.");
  hq_answers (s);
  take (s, s->answer, PIN);
  path_wait_for_page (&s->path, RUHU_TYPE_HOME_PAGE);
}

static void
test_half_a_code_writes_no_file (Stick *s, gconstpointer data)
{
  RuhuPage *page = path_wait_for_page (&s->path, RUHU_TYPE_START_PAGE);
  GtkWidget *words;

  ruhu_start_page_set_code (RUHU_START_PAGE (page), "", "K7QM2F");
  words = ruhu_ui_test_find (GTK_WIDGET (page), GTK_TYPE_LABEL, "No network here: by USB stick");
  g_assert_nonnull (words);
  g_signal_emit_by_name (gtk_widget_get_ancestor (words, GTK_TYPE_BUTTON), "clicked");
  path_wait_for_text (&s->path, "The code is not complete yet.");
}

static void
test_waiting_fits_everywhere (Stick *s, gconstpointer data)
{
  ask (s);
  path_assert_fits (&s->path, ruhu_window_get_page (s->path.window));
}

#define ADD(path, func) g_test_add ("/start-by-file/" path, Stick, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ruhu_ui_test_init (&argc, &argv);

  ADD ("file-goes-and-answer-opens-the-tablet", test_file_goes_and_answer_opens_the_tablet);
  ADD ("waits-through-another-start", test_waits_through_another_start);
  ADD ("another-pin-can-be-tried-again", test_another_pin_can_be_tried_again);
  ADD ("foreign-file-changes-nothing", test_foreign_file_changes_nothing);
  ADD ("half-a-code-writes-no-file", test_half_a_code_writes_no_file);
  ADD ("waiting-fits-everywhere", test_waiting_fits_everywhere);

  return g_test_run ();
}
