#pragma once

/* What a password can be computed from never leaves the program: digest responses and nonces, other
 * authorization, SDP keys, passwords in URIs. */

#include "core/slice.h"

G_BEGIN_DECLS

/* One line of a message as captured, with its credentials overwritten by '*'. The length stays, so
 * that offsets into the line hold. NULL when there are none. (transfer full) (nullable) */
char *um_credentials_mask (UmSlice line);
/* The same for the lines of a whole message, NULL when there are none. (transfer full) (nullable) */
char *um_credentials_mask_message (UmSlice text);
/* um_text_escape() of the line without its credentials. (transfer full) */
char *um_credentials_escape (UmSlice line);
/* The same with offsets, as um_text_escape_with_offsets(). */
char *um_credentials_escape_with_offsets (UmSlice line, gsize *offsets, gsize n_offsets);

G_END_DECLS
