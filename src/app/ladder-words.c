#include "app/ladder-words.h"

#include <glib/gi18n.h>

#include "app/phrases.h"

char *
um_ladder_words_column (const UmLadderColumn *column)
{
  switch (column->kind)
    {
    case UM_COLUMN_ROUTER:
      return g_strdup (_ ("Router"));
    case UM_COLUMN_PHONE:
    case UM_COLUMN_SERVER:
      if (column->phone != NULL && column->phone->name != NULL)
        return um_text_shorten (um_slice_from_string (column->phone->name), 40);
      return g_strdup (column->kind == UM_COLUMN_PHONE ? _ ("Phone") : _ ("Phone system"));
    }
  g_return_val_if_reached (NULL);
}

char *
um_ladder_words_arrow (const UmFlowArrow *arrow)
{
  g_autofree char *title = um_phrases_message_title (arrow->message);

  if (arrow->retransmission)
    /* Translators: a SIP message that was sent once more */
    return g_strdup_printf (_ ("%s, repeated"), title);
  if (arrow->message->has_sdp)
    /* Translators: a SIP message that carries SDP, the offer or answer about the sound */
    return g_strdup_printf (_ ("%s (SDP)"), title);
  return g_steal_pointer (&title);
}

char *
um_ladder_words_sound (const UmMedia *media)
{
  guint packets = (guint) MIN (media->packets, G_MAXUINT);

  if (media->packets == 0)
    return g_strdup (media->to_phone ? _ ("No sound to the phone") : _ ("No sound from the phone"));
  return media->to_phone ? g_strdup_printf (ngettext ("Sound to the phone, %u packet",
                                                      "Sound to the phone, %u packets", packets),
                                            packets)
                         : g_strdup_printf (ngettext ("Sound from the phone, %u packet",
                                                      "Sound from the phone, %u packets", packets),
                                            packets);
}

char *
um_ladder_words_row (const UmLadder *ladder, const UmLadderRow *row)
{
  g_autofree char *from = um_ladder_words_column (&ladder->columns[row->from]);
  g_autofree char *to = um_ladder_words_column (&ladder->columns[row->to]);
  g_autofree char *what = NULL;

  if (row->media != NULL)
    {
      what = um_ladder_words_sound (row->media);
      /* Translators: a direction of sound and how it was: "Sound to the phone, 500 packets: ok" */
      return g_strdup_printf (_ ("%s: %s"), what,
                              um_phrases_translate (um_report_media_words (row->media->finding)));
    }
  what = um_text_shorten (um_slice_from_string (row->arrow->label), 120);
  if (row->arrow->mark == UM_MARK_CONTEXT)
    /* Translators: sender, receiver and first line of a SIP message */
    return g_strdup_printf (_ ("From %s to %s: %s"), from, to, what);
  /* Translators: sender, receiver and first line of a SIP message, and the gravest mark of its
   * lines: "offending" */
  return g_strdup_printf (_ ("From %s to %s: %s (%s)"), from, to, what,
                          um_phrases_mark (row->arrow->mark));
}

char *
um_ladder_words_time (const UmLadderRow *row)
{
  if (row->offset_us == UM_TIME_UNKNOWN)
    return g_strdup ("");
  /* Translators: seconds since the beginning of the call: "+1.250 s" */
  return g_strdup_printf (_ ("+%.3f s"), (double) row->offset_us / G_USEC_PER_SEC);
}
