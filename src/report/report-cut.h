#pragma once

/* The packets that the findings refer to, as a small pcapng file with our comments on them: to look
 * at in Wireshark, and to send to somebody who must not get the whole capture. */

#include "io/packet.h"
#include "report/report.h"

G_BEGIN_DECLS

typedef struct _UmReportCut UmReportCut;

/* findings: as judged, not a redacted copy; not owned. */
UmReportCut *um_report_cut_new (const UmFindings *findings);
void um_report_cut_free (UmReportCut *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmReportCut, um_report_cut_free)

/* Whether this packet of a capture would be in the cut. outside: of the second of two captures that
 * were compared. */
gboolean um_report_cut_wants (const UmReportCut *self, gboolean outside, guint64 number);
/* Its bytes as captured: a message that lies in it whole is then shown in its own packet, with
 * nothing but credentials overwritten. Without, packets are rebuilt, and say so. */
void um_report_cut_add_packet (UmReportCut *self, gboolean outside, const UmPacket *packet);
/* Whether a redacted copy must hold the whole text of this message. */
gboolean um_report_cut_has_message (const UmReportCut *self, const UmMessage *message);

/* shown: the findings, or their redacted copy, of which every packet is rebuilt. Errors:
 * G_IO_ERROR. */
gboolean um_report_cut_write (const UmReportCut *self,
                              const UmFindings *shown,
                              const UmReportOptions *options,
                              const char *path,
                              GError **error);

G_END_DECLS
