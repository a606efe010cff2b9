#pragma once

/* Writes one JSON document as text, in one pass: a file with thousands of phones must not become a
 * tree of a million nodes first. Nesting is the caller's duty; commas and escapes are ours. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _UmJsonWriter UmJsonWriter;

UmJsonWriter *um_json_writer_new (void);
void um_json_writer_free (UmJsonWriter *self);
/* Ends the writing. (transfer full) of the text; self is freed. */
char *um_json_writer_free_to_string (UmJsonWriter *self);

void um_json_writer_begin_object (UmJsonWriter *self);
void um_json_writer_end_object (UmJsonWriter *self);
void um_json_writer_begin_array (UmJsonWriter *self);
void um_json_writer_end_array (UmJsonWriter *self);
/* name: ours, never text from the network. */
void um_json_writer_set_member_name (UmJsonWriter *self, const char *name);
/* value: valid UTF-8, as um_text_escape() makes it. */
void um_json_writer_add_string (UmJsonWriter *self, const char *value);
void um_json_writer_add_int (UmJsonWriter *self, gint64 value);
/* Not a finite number: null, for JSON has no other word for it. */
void um_json_writer_add_double (UmJsonWriter *self, double value);
void um_json_writer_add_boolean (UmJsonWriter *self, gboolean value);
void um_json_writer_add_null (UmJsonWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmJsonWriter, um_json_writer_free)

G_END_DECLS
