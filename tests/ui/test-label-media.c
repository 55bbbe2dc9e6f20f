/* test-label-media.c: pictures, sounds and films of labels and choices: ruhu-label-media.c,
 * ruhu-clip.c, ruhu-player.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "editor-fixture.h"
#include "form/ruhu-choice-row.h"
#include "form/ruhu-choice-tile.h"
#include "form/ruhu-clip.h"
#include "form/ruhu-picture-page.h"

#include <string.h>

#define TEXT(id, words, media) "<text id='" id "'><value>" words "</value>" media "</text>"
#define MEDIA(form, uri) "<value form='" form "'>jr://" uri "</value>"
#define DESCRIPTION(words) "<value form='image-description'>" words "</value>"
#define INPUT(name, more) \
  "<input ref='/data/" name "'" more "><label ref=\"jr:itext('" name "')\"/></input>"
#define ITEM(name) "<item><label ref=\"jr:itext('" name "')\"/><value>" name "</value></item>"

static const char form_xml[] =
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"
  " xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>Media</h:title><model>"
  "<itext><translation lang='en'>"
  /* */ TEXT ("plain", "Plain", "")                                 //
  /* */ TEXT ("small", "Small", MEDIA ("image", "images/well.png")) //
  /* */ TEXT ("large",
              "Large",
              MEDIA ("image", "images/well.png") MEDIA ("big-image", "images/pump-large.png"))
  /* */ TEXT ("gone", "Gone", MEDIA ("image", "images/gone.jpg"))        //
  /* */ TEXT ("heard", "Heard", MEDIA ("audio", "audio/knock.wav"))      //
  /* */ TEXT ("unheard", "Unheard", MEDIA ("audio", "audio/gone.wav"))   //
  /* */ TEXT ("broken", "Broken", MEDIA ("audio", "audio/villages.csv")) //
  /* */ TEXT ("seen", "Seen", MEDIA ("video", "video/film.webm"))        //
  /* */ TEXT ("self", "Self", MEDIA ("audio", "audio/knock.wav"))        //
  /* */ TEXT ("kind", "Kind", "")                                        //
  /* */ TEXT ("grid", "Grid", "")                                        //
  /* */ TEXT ("tap",
              "A tap",
              MEDIA ("image", "images/tap.png") MEDIA ("audio", "audio/knock.wav")
                DESCRIPTION ("A tap on a post"))
  /* */ TEXT ("hole", "A hole", MEDIA ("image", "images/gone.jpg")) //
  /* */ TEXT ("told", "Told", MEDIA ("image", "images/well.png") DESCRIPTION ("A well with a lid"))
  /* */ TEXT ("yard", "The yard", MEDIA ("image", "images/tap.png")) //
  /* */ TEXT ("in_yard", "In the yard", "")                          //
  /* */ TEXT ("tools", "Tools", MEDIA ("image", "images/well.png"))  //
  "</translation></itext>"
  "<instance><data id='media' version='1'><plain/><small/><large/><gone/><heard/><unheard/>"
  "<broken/><seen/><self/><kind/><grid/><told/><yard><in_yard/></yard><tools><tool/></tools>"
  "</data></instance></model></h:head><h:body>"
  /* */ INPUT ("plain", "") INPUT ("small", "") INPUT ("large", "") INPUT ("gone", "")
  /* */ INPUT ("heard", "") INPUT ("unheard", "") INPUT ("broken", "") INPUT ("seen", "")
  /* */ INPUT (
    "self",
    " autoplay='none'") "<select1 ref='/data/kind'><label ref=\"jr:itext('kind')\"/>" ITEM ("tap")
    ITEM (
      "hole") "</select1>"
              "<select1 ref='/data/grid' appearance='no-buttons'><label ref=\"jr:itext('grid')\"/>"
  /* */ ITEM ("tap") ITEM ("hole") "</select1>" INPUT (
    "told",
    "") "<group ref='/data/yard'><label ref=\"jr:itext('yard')\"/>"
        "<input ref='/data/yard/in_yard'><label ref=\"jr:itext('in_yard')\"/></input></group>"
        "<group ref='/data/tools'><label ref=\"jr:itext('tools')\"/><repeat nodeset='/data/tools'>"
        "<input ref='/data/tools/tool'><label>Tool</label></input></repeat></group>"
        "</h:body></h:html>";

static void
set_up (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_with (f, g_bytes_new (form_xml, strlen (form_xml)));
}

/* Its question is on the first page. */
static void
set_up_to_play_by_itself (SurveyFixture *f, gconstpointer data)
{
  g_autoptr (GString) xml = g_string_new (form_xml);

  g_assert_cmpuint (g_string_replace (xml, "autoplay='none'", "autoplay='audio'", 0), ==, 1);
  survey_fixture_set_up_with (f, g_bytes_new (xml->str, xml->len));
}

static guint
count (GtkWidget *widget, GType type)
{
  guint n = 0;

  while (survey_fixture_find_widget (widget, type, n) != NULL)
    n++;
  return n;
}

static void
wait_for_button (GtkWidget *within, const char *label)
{
  while (ruhu_ui_test_find (within, GTK_TYPE_BUTTON, label) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_picture_shows (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "small");
  GtkPicture *picture = GTK_PICTURE (survey_fixture_find_widget (question, GTK_TYPE_PICTURE, 0));

  g_assert_nonnull (picture);
  g_assert_nonnull (gtk_picture_get_paintable (picture));
  g_assert_cmpstr (gtk_picture_get_alternative_text (picture), ==, "Small");
  g_assert_cmpuint (count (editor_fixture_open (f, "plain"), GTK_TYPE_PICTURE), ==, 0);
}

/* What the picture shows, for whoever does not see it; where nobody wrote it, its question. */
static void
test_picture_says_what_it_shows (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "told");
  GtkPicture *picture = GTK_PICTURE (survey_fixture_find_widget (question, GTK_TYPE_PICTURE, 0));

  g_assert_cmpstr (gtk_picture_get_alternative_text (picture), ==, "A well with a lid");
}

/* The picture on the page that has @alternative for a text; NULL: none. */
static GtkWidget *
find_picture (SurveyFixture *f, const char *alternative)
{
  GtkWidget *picture;
  guint i;

  for (i = 0;
       (picture = survey_fixture_find_widget (GTK_WIDGET (f->page), GTK_TYPE_PICTURE, i)) != NULL;
       i++)
    if (gtk_widget_get_mapped (picture) &&
        g_strcmp0 (gtk_picture_get_alternative_text (GTK_PICTURE (picture)), alternative) == 0)
      return picture;
  return NULL;
}

static void
test_groups_and_repeats_have_pictures (SurveyFixture *f, gconstpointer data)
{
  editor_fixture_open (f, "in_yard");
  g_assert_nonnull (find_picture (f, "The yard"));

  /* Of the page before nothing stays. */
  editor_fixture_open (f, "plain");
  g_assert_null (find_picture (f, "The yard"));

  editor_fixture_open (f, "in_yard");
  survey_fixture_act (f, "next", NULL);
  gtk_widget_queue_draw (GTK_WIDGET (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  g_assert_nonnull (find_picture (f, "Tools"));
  g_assert_null (find_picture (f, "The yard"));
}

static void
test_picture_opens_large (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "large");
  GtkWidget *page, *picture;
  GdkPaintable *large;

  ruhu_ui_test_click (question, "Show large");
  page = GTK_WIDGET (ruhu_window_get_page (f->window));
  g_assert_true (RUHU_IS_PICTURE_PAGE (page));
  picture = survey_fixture_find_widget (page, GTK_TYPE_PICTURE, 0);
  large = gtk_picture_get_paintable (GTK_PICTURE (picture));
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (large), >, 300);

  ruhu_window_go_back (f->window);
  g_assert_true (ruhu_window_get_page (f->window) == RUHU_PAGE (f->page));
}

static void
test_missing_files_are_named (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "gone");

  g_assert_true (ruhu_ui_test_has_text (question, "The picture gone.jpg is missing."));
  g_assert_true (ruhu_ui_test_has_text (question, "Gone"));
  question = editor_fixture_open (f, "unheard");
  g_assert_true (ruhu_ui_test_has_text (question, "The sound gone.wav is missing."));
  g_assert_null (ruhu_ui_test_find (question, GTK_TYPE_BUTTON, "Listen"));
}

static void
test_sound_plays_and_ends (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "heard");

  ruhu_ui_test_click (question, "Listen");
  g_assert_nonnull (ruhu_ui_test_find (question, GTK_TYPE_BUTTON, "Stop"));
  wait_for_button (question, "Listen");
}

static void
test_sound_ends_with_its_page (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "heard");

  ruhu_ui_test_click (question, "Listen");
  editor_fixture_open (f, "plain");
  question = editor_fixture_open (f, "heard");
  g_assert_nonnull (ruhu_ui_test_find (question, GTK_TYPE_BUTTON, "Listen"));
}

static void
test_what_is_no_sound_is_told (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "broken");

  ruhu_ui_test_click (question, "Listen");
  while (!ruhu_ui_test_has_text (question, "This tablet cannot play villages.csv."))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_film_shows_its_frames (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "seen");
  GtkWidget *clip = survey_fixture_find_widget (question, RUHU_TYPE_CLIP, 0);

  g_assert_cmpuint (count (clip, GTK_TYPE_PICTURE), ==, 0);
  ruhu_ui_test_click (question, "Watch");
  while (count (clip, GTK_TYPE_PICTURE) == 0)
    g_main_context_iteration (NULL, TRUE);
  wait_for_button (question, "Watch");
}

static void
test_form_may_ask_to_play_by_itself (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "self");

  wait_for_button (question, "Stop");
  wait_for_button (question, "Listen");
}

/* A choice has its sound beside it; the words are there where its picture is not. */
static void
test_choices_have_pictures_and_sounds (SurveyFixture *f, gconstpointer data)
{
  static const char *const names[] = { "kind", "grid" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    GtkWidget *question = editor_fixture_open (f, names[i]);

    g_assert_cmpuint (count (question, GTK_TYPE_PICTURE), ==, 1);
    g_assert_cmpuint (count (question, RUHU_TYPE_CLIP), ==, 1);
    g_assert_true (ruhu_ui_test_has_text (question, "A hole"));
    ruhu_ui_test_click (question, "Listen");
    g_assert_cmpstr (survey_fixture_get (f, names[i]), ==, "");
    wait_for_button (question, "Listen");
  }
}

static void
test_choices_say_what_their_pictures_show (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *row;
  GtkWidget *tile =
    survey_fixture_find_widget (editor_fixture_open (f, "grid"), RUHU_TYPE_CHOICE_TILE, 0);

  gtk_test_accessible_assert_property (tile,
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "A tap on a post");
  row =
    survey_fixture_find_labelled (editor_fixture_open (f, "kind"), RUHU_TYPE_CHOICE_ROW, "A tap");
  gtk_test_accessible_assert_property (ruhu_choice_row_get_check (RUHU_CHOICE_ROW (row)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "A tap on a post");
}

/* The pages of all these questions on the narrowest screen, with text twice as large. */
static void
test_fits_the_narrowest_screen (SurveyFixture *f, gconstpointer data)
{
  static const char *const names[] = { "small", "large", "gone", "heard", "seen", "kind", "grid" };
  GtkWidget *window = GTK_WIDGET (f->window);
  guint i;

  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", NULL);
  ruhu_ui_test_set_scale (2);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 720);
  while (gtk_widget_get_width (window) != 360)
    g_main_context_iteration (NULL, TRUE);
  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    editor_fixture_open (f, names[i]);
    g_assert_cmpuint (ruhu_ui_test_count_faults (RUHU_PAGE (f->page), 360), ==, 0);
  }
  ruhu_ui_test_set_scale (1);
}

static const char photo_xml[] =
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
  "<h:head><h:title>Photo</h:title><model><instance><data id='photo' version='1'>"
  "<photo>jr://images/pump.png</photo></data></instance>"
  "<bind nodeset='/data/photo' type='binary'/></model></h:head><h:body>"
  "<upload ref='/data/photo' mediatype='image/*'><label>Photo</label></upload></h:body></h:html>";

static void
set_up_photo (SurveyFixture *f, gconstpointer data)
{
  survey_fixture_set_up_with (f, g_bytes_new (photo_xml, strlen (photo_xml)));
}

/* A question for a photo may begin with one of the form's own. */
static void
test_answer_begins_with_the_forms_picture (SurveyFixture *f, gconstpointer data)
{
  GtkWidget *question = editor_fixture_open (f, "photo");
  GtkWidget *picture = survey_fixture_find_widget (question, GTK_TYPE_PICTURE, 0);

  g_assert_nonnull (gtk_picture_get_paintable (GTK_PICTURE (picture)));
  g_assert_cmpstr (survey_fixture_get (f, "photo"), ==, "jr://images/pump.png");
  ruhu_ui_test_click (question, "Remove");
  g_assert_cmpstr (survey_fixture_get (f, "photo"), ==, "");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (SurveyFixture *f, gconstpointer data);
  } tests[] = {
    { "picture-shows", test_picture_shows },
    { "picture-says-what-it-shows", test_picture_says_what_it_shows },
    { "groups-and-repeats-have-pictures", test_groups_and_repeats_have_pictures },
    { "picture-opens-large", test_picture_opens_large },
    { "missing-files-are-named", test_missing_files_are_named },
    { "sound-plays-and-ends", test_sound_plays_and_ends },
    { "sound-ends-with-its-page", test_sound_ends_with_its_page },
    { "what-is-no-sound-is-told", test_what_is_no_sound_is_told },
    { "film-shows-its-frames", test_film_shows_its_frames },
    { "choices-have-pictures-and-sounds", test_choices_have_pictures_and_sounds },
    { "choices-say-what-their-pictures-show", test_choices_say_what_their_pictures_show },
    { "fits-the-narrowest-screen", test_fits_the_narrowest_screen },
  };
  guint i;

  g_setenv ("RUHU_SPEAKER", "fakesink sync=true", TRUE);
  ruhu_ui_test_init (&argc, &argv);

  for (i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/label-media/", tests[i].name, NULL);

    g_test_add (path, SurveyFixture, NULL, set_up, tests[i].run, survey_fixture_tear_down);
  }
  g_test_add ("/label-media/form-may-ask-to-play-by-itself",
              SurveyFixture,
              NULL,
              set_up_to_play_by_itself,
              test_form_may_ask_to_play_by_itself,
              survey_fixture_tear_down);
  g_test_add ("/label-media/answer-begins-with-the-forms-picture",
              SurveyFixture,
              NULL,
              set_up_photo,
              test_answer_begins_with_the_forms_picture,
              survey_fixture_tear_down);
  return g_test_run ();
}
