/* ruhu-outbox.h: what waits for HQ; also readable while the store is locked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object.h"
#include "store/ruhu-store.h"

G_BEGIN_DECLS

#define RUHU_OUTBOX_HASH_SIZE 32
#define RUHU_OUTBOX_SIGNATURE_SIZE 64

/* Beside a response's line, and in the response's object once the line may go: what the response
 * makes and changes, as ruhu_entities_to_json() has it. It is sent to nobody. */
#define RUHU_OUTBOX_ENTITIES "entities"

/** RuhuOutboxState: how far a line has come; the numbers are stored and never change */
typedef enum {
  RUHU_OUTBOX_NEW = 0,
  RUHU_OUTBOX_ACKED = 1,
  RUHU_OUTBOX_QUARANTINED = 2,
  RUHU_OUTBOX_CONFIRMED = 3,
} RuhuOutboxState;

/**
 * RuhuOutboxLine:
 * @seq: its number in this device's log, from 1 without gaps
 * @kind: of what it is about
 * @state: a #RuhuOutboxState
 * @line: (nullable): the line as it goes over the wire, without newline; %NULL while locked
 * @sealed: the same, sealed to HQ (crypto_box_seal to hqx)
 * @hash: BLAKE2b-256 of the line: the chain's head after it
 * @signature: Ed25519 over @hash by the device's key (`hs`)
 */
typedef struct {
  gint64 seq;
  RuhuObjectKind kind;
  RuhuOutboxState state;
  GBytes *line;
  GBytes *sealed;
  guint8 hash[RUHU_OUTBOX_HASH_SIZE];
  guint8 signature[RUHU_OUTBOX_SIGNATURE_SIZE];
} RuhuOutboxLine;

/**
 * RuhuOutboxAttachment:
 * @id: its random id, the name of its file under `att/`
 * @seq: the line that names it
 * @file: path of the ciphertext
 * @sealed_key: file key and content hash, sealed to HQ (crypto_box_seal to hqx)
 * @hash: (nullable): BLAKE2b-256 of the content in hex, its name on the wire; %NULL while locked
 * @type: (nullable): its media type; %NULL while locked
 * @size: bytes of content
 * @sent: how many of them HQ is known to have
 */
typedef struct {
  char *id;
  gint64 seq;
  char *file;
  GBytes *sealed_key;
  char *hash;
  char *type;
  gint64 size;
  gint64 sent;
} RuhuOutboxAttachment;

/**
 * RuhuOutboxCounts:
 * @responses: cut, and not yet known to be with HQ
 * @lines: the same of lines of every kind
 * @attachments: of cut responses, not complete at HQ
 * @bytes: what these lines and attachments come to, sealed
 * @drafts: begun or finished, not yet cut
 * @quarantined: with HQ, which has a question
 * @first: number of the first line HQ is not known to have
 * @next: number the next line will get
 * @receipt: (nullable): HQ's last receipt as it stands on the wire
 * @covered: responses among the lines that it is over
 */
typedef struct {
  guint responses;
  guint lines;
  guint attachments;
  guint64 bytes;
  guint drafts;
  guint quarantined;
  gint64 first;
  gint64 next;
  char *receipt;
  gint64 covered;
} RuhuOutboxCounts;

void ruhu_outbox_counts_free (RuhuOutboxCounts *counts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuOutboxCounts, ruhu_outbox_counts_free)

void ruhu_outbox_read_async (RuhuStore *store,
                             gint64 from,
                             guint max_lines,
                             gsize max_bytes,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void ruhu_outbox_read_sealed_async (RuhuStore *store,
                                    gint64 from,
                                    guint max_lines,
                                    gsize max_bytes,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *ruhu_outbox_read_finish (RuhuStore *store, GAsyncResult *result, GError **error);

/* What HQ answered to a push. */
typedef struct _RuhuOutboxAnswer RuhuOutboxAnswer;

/** RuhuOutboxTold: of which lines an answer says whether HQ holds them in quarantine */
typedef enum {
  RUHU_OUTBOX_TOLD_NEW, /* of those that this device does not know to be with HQ */
  RUHU_OUTBOX_TOLD_ALL, /* of every one, as HQ is now */
  RUHU_OUTBOX_TOLD_NONE,
} RuhuOutboxTold;

RuhuOutboxAnswer *
ruhu_outbox_answer_new (gint64 acked, const char *receipt, gint64 safe, const char *generation);
void ruhu_outbox_answer_confirm (RuhuOutboxAnswer *answer, gint64 seq);
void ruhu_outbox_answer_quarantine (RuhuOutboxAnswer *answer, gint64 seq, const char *code);
void ruhu_outbox_answer_set_told (RuhuOutboxAnswer *answer, RuhuOutboxTold told);
void ruhu_outbox_answer_complete (RuhuOutboxAnswer *answer, const char *id);
void ruhu_outbox_answer_free (RuhuOutboxAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuOutboxAnswer, ruhu_outbox_answer_free)

void ruhu_outbox_answer_async (RuhuStore *store,
                               RuhuOutboxAnswer *answer,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ruhu_outbox_answer_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_outbox_count_async (RuhuStore *store,
                              gint64 acked,
                              gint64 attachments,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
RuhuOutboxCounts *ruhu_outbox_count_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_outbox_list_attachments_async (RuhuStore *store,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
GPtrArray *
ruhu_outbox_list_attachments_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_outbox_set_sent_async (RuhuStore *store,
                                 const char *attachment,
                                 gint64 sent,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean ruhu_outbox_set_sent_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_outbox_append_async (RuhuStore *store,
                               const char *kind,
                               const char *id,
                               const char *division,
                               const char *members,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean ruhu_outbox_append_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_outbox_cut_async (RuhuStore *store,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean ruhu_outbox_cut_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_outbox_set_carried_async (RuhuStore *store,
                                    gint64 upto,
                                    const char *carrier,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean ruhu_outbox_set_carried_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_outbox_offer_again_async (RuhuStore *store,
                                    const char *const *hashes,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean ruhu_outbox_offer_again_finish (RuhuStore *store, GAsyncResult *result, GError **error);

void ruhu_outbox_list_damaged_async (RuhuStore *store,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GArray *ruhu_outbox_list_damaged_finish (RuhuStore *store, GAsyncResult *result, GError **error);
void ruhu_outbox_mend_async (RuhuStore *store,
                             gint64 seq,
                             GBytes *line,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean ruhu_outbox_mend_finish (RuhuStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
