#pragma once

/* Reads packets for a case beside other threads: each thread has a worker, and what it has read is
 * pushed in the order of capture. The case is the same as if every packet had been pushed by itself. */

#include "model/case.h"

G_BEGIN_DECLS

typedef struct _UmCaseWorker UmCaseWorker;

/* Not while another thread pushes. The builder must outlive it. */
UmCaseWorker *um_case_worker_new (UmCaseBuilder *builder);
void um_case_worker_free (UmCaseWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCaseWorker, um_case_worker_free)

/* Takes apart what needs no order; touches nothing but self. */
void um_case_worker_read (UmCaseWorker *self, const UmPacket *packets, guint n_packets);
/* Adds what was read last, of these same packets, to the case: by one thread at a time. */
void um_case_worker_push (UmCaseWorker *self, const UmPacket *packets, guint n_packets);

G_END_DECLS
