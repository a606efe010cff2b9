#pragma once

/* How far an active test is. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  UM_PROBE_STEP_DISTANCE, /* hop test: keep-alives; number: the TTL */
  UM_PROBE_STEP_HOPS,     /* hop test: SIP; number: the TTL */
  UM_PROBE_STEP_UDP,      /* mirror test; number: the mirror's port */
  UM_PROBE_STEP_TCP,      /* mirror test; number: the mirror's port */
  UM_PROBE_STEP_NAT,      /* mirror test: hairpin, and the binding's lifetime where asked for */
} UmProbeStep;

typedef void (*UmProbeProgressFunc) (UmProbeStep step, guint number, gpointer user_data);

/* What an asynchronous run is about; the data of its GTask. */
typedef struct
{
  char *target;
  gboolean lifetime;
  UmProbeProgressFunc progress; /* nullable; called in the context of the GTask */
  gpointer user_data;           /* the GTask's callback has it too: not freed here */
} UmProbeJob;

UmProbeJob *um_probe_job_new (const char *target,
                              gboolean lifetime,
                              UmProbeProgressFunc progress,
                              gpointer user_data);
void um_probe_job_free (gpointer self);
/* For the worker thread, as UmProbeProgressFunc: takes the news to the context of the GTask, whose
 * data is a job. All of them come before the GTask's callback. */
void um_probe_job_post (UmProbeStep step, guint number, gpointer task);

G_END_DECLS
