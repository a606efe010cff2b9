#pragma once

/* Where the texts of a large case lie that are not kept in memory: in the capture file itself, or in
 * an unlinked temporary file for what no file holds in one piece (compressed captures, standard
 * input, reassembled streams). Plain reads: a file that has shrunk, or a stick that was pulled, makes
 * a reading fail and nothing else. Reference counted; may be read from any thread. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef struct _UmTextStore UmTextStore;

/* fd is taken over; it is open for reading and can seek. Its offset is not moved. */
UmTextStore *um_text_store_new_for_fd (int fd);
/* A temporary file of at most max_size bytes, made when the first text comes. */
UmTextStore *um_text_store_new_spool (guint64 max_size);
UmTextStore *um_text_store_ref (UmTextStore *self);
void um_text_store_unref (UmTextStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmTextStore, um_text_store_unref)

/* Of a spool. FALSE when it is full, or the disk is. */
gboolean um_text_store_append (UmTextStore *self, UmSlice text, guint64 *ret_offset);
/* FALSE when these bytes are not there any more; that is counted. */
gboolean um_text_store_read (UmTextStore *self, guint64 offset, char *buffer, gsize len);
/* How many readings have failed. */
guint64 um_text_store_get_lost (UmTextStore *self);
/* For those who read a text and find that it is another one: somebody wrote into the file. */
void um_text_store_count_lost (UmTextStore *self);

G_END_DECLS
