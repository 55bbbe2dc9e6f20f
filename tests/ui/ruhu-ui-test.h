/* ruhu-ui-test.h: pages in real windows, measured and photographed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-page.h"
#include "ruhu-session.h"

G_BEGIN_DECLS

void ruhu_ui_test_init (int *argc, char ***argv);
void ruhu_ui_test_set_scale (double scale);
void ruhu_ui_test_turn (void);
void ruhu_ui_test_end_session (RuhuSession *session);

GtkWindow *ruhu_ui_test_show (RuhuPage *page, int width, int height);
void ruhu_ui_test_close (GtkWindow *window);
void ruhu_ui_test_save_png (GtkWindow *window, const char *path);

guint ruhu_ui_test_count_faults (RuhuPage *page, int width);
void ruhu_ui_test_assert_fits (RuhuPage *page);

GtkWidget *ruhu_ui_test_find (GtkWidget *root, GType type, const char *text);
gboolean ruhu_ui_test_has_text (GtkWidget *root, const char *text);
gboolean ruhu_ui_test_press (GtkWidget *widget, guint keyval, GdkModifierType state);
void ruhu_ui_test_key (const char *keys);
void ruhu_ui_test_click (GtkWidget *root, const char *label);

G_END_DECLS
