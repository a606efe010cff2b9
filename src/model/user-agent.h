#pragma once

/* What a User-Agent or Server header says about the device: by product, not by maker, because
 * Mitel, Cisco, Grandstream and Panasonic make both phones and PBXes. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef enum
{
  UM_DEVICE_UNKNOWN,
  UM_DEVICE_PHONE, /* desk phone, ATA, DECT base, softphone */
  UM_DEVICE_PBX,   /* PBX or application server */
  UM_DEVICE_PROXY, /* SIP proxy or registrar software */
  UM_DEVICE_SBC,
  UM_DEVICE_GATEWAY,
  UM_DEVICE_SCANNER, /* attack and test tools */
} UmDeviceKind;

UmDeviceKind um_user_agent_kind (UmSlice user_agent);
/* "PolycomVVX-VVX_410-UA/5.5.1" gives "Polycom VVX 410", "Yealink SIP-T46S 66.83.0.37" gives
 * "Yealink SIP-T46S"; an unknown one comes shortened and escaped; "SIP device" when unset.
 * (transfer full) */
char *um_user_agent_dup_name (UmSlice user_agent);

G_END_DECLS
