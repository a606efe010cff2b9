#pragma once

/* The lines of a packed capture: "kind key=value key=value". Values hold no blanks; text from the
 * network never stands in a line, but as counted bytes behind it. */

#include "core/address.h"

G_BEGIN_DECLS

/* Each appends " key=value". What is unset, unknown or zero is left out. */
void um_case_record_add_word (GString *line, const char *key, const char *word);
void um_case_record_add_uint (GString *line, const char *key, guint64 number);
void um_case_record_add_time (GString *line, const char *key, gint64 time_us);
void um_case_record_add_address (GString *line, const char *key, const UmAddress *address);
void um_case_record_add_mac (GString *line, const char *key, const guint8 mac[6]);
void um_case_record_add_endpoint (GString *line, const char *key, const UmEndpoint *endpoint);

/* The first word of the line. */
UmSlice um_case_record_kind (UmSlice line);
/* The value of key; unset when it is not there. */
UmSlice um_case_record_get (UmSlice line, const char *key);
/* What is missing or no number is 0; a time UM_TIME_UNKNOWN; an endpoint unset. */
guint64 um_case_record_get_uint (UmSlice line, const char *key);
gint64 um_case_record_get_time (UmSlice line, const char *key);
UmAddress um_case_record_get_address (UmSlice line, const char *key);
/* All zero when it is missing or none. */
void um_case_record_get_mac (UmSlice line, const char *key, guint8 ret_mac[6]);
UmEndpoint um_case_record_get_endpoint (UmSlice line, const char *key);

G_END_DECLS
