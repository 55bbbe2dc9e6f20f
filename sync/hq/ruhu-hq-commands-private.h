/* ruhu-hq-commands-private.h: what each command does; the table is in ruhu-hq-command.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-command.h"

G_BEGIN_DECLS

gboolean
ruhu_hq_backup_copy_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_backup_note_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);

gboolean
ruhu_hq_user_add_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_user_list_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_user_disable_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);

gboolean
ruhu_hq_device_enrol_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_device_list_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_device_move_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_device_recover_read (RuhuHqCall *call, GError **error);
gboolean
ruhu_hq_device_recover_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_device_remove_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_device_revoke_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_device_unlock_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);

gboolean
ruhu_hq_bundle_export_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_bundle_import_read (RuhuHqCall *call, GError **error);
gboolean
ruhu_hq_bundle_import_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_bundle_import_begin (RuhuHqDir *dir,
                                      RuhuHqCall *call,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data,
                                      GError **error);
gboolean ruhu_hq_bundle_import_end (RuhuHqDir *dir,
                                    RuhuHqCall *call,
                                    RuhuHqReply *reply,
                                    GAsyncResult *result,
                                    GError **error);
gboolean
ruhu_hq_division_import_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_erase_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_export_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_form_publish_read (RuhuHqCall *call, GError **error);
gboolean
ruhu_hq_form_publish_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_quarantine_list_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_quarantine_release_run (RuhuHqDir *dir,
                                         RuhuHqCall *call,
                                         RuhuHqReply *reply,
                                         GError **error);
gboolean ruhu_hq_report_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_verify_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean
ruhu_hq_register_import_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_report_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);
gboolean ruhu_hq_verify_run (RuhuHqDir *dir, RuhuHqCall *call, RuhuHqReply *reply, GError **error);

G_END_DECLS
