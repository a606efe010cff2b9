/* Goes once over the calls with their media and once over the transactions. Whether an ALG can
 * cause a symptom is a property of the symptom; whether one did is said only where the verdict on
 * that phone carries it. */

#include "detect/symptom.h"

#include "core/text.h"
#include "detect/findings.h"
#include "model/pairing.h"
#include "model/transaction.h"

enum
{
  MANY_COPIES = 3,   /* one repetition is a lost packet */
  MANY_CONTACTS = 3, /* changes of a registered address */
};

#define SECOND          G_GINT64_CONSTANT (1000000)
#define DROP_32_FROM_US (25 * SECOND) /* 64 times T1, and what BYE takes */
#define DROP_32_TO_US   (40 * SECOND)
#define REFRESH_FROM_US (840 * SECOND) /* half of Session-Expires: 1800 (RFC 4028) */
#define REFRESH_TO_US   (960 * SECOND)

/* What the evidence has to be about to account for it. */
typedef enum
{
  NEEDS_SDP,
  NEEDS_ANY,
  NO_ALG_MATTER,
} Kind;

static const struct
{
  const char *name;
  Kind kind;
} kinds[UM_N_SYMPTOMS] = {
  [UM_SYMPTOM_ONE_WAY_AUDIO] = { "one-way-audio", NEEDS_SDP },
  [UM_SYMPTOM_NO_AUDIO] = { "no-audio", NEEDS_SDP },
  [UM_SYMPTOM_AUDIO_CUTS_OUT] = { "audio-cuts-out", NEEDS_SDP },
  [UM_SYMPTOM_CALL_FAILS] = { "call-fails-to-connect", NEEDS_ANY },
  [UM_SYMPTOM_KEEPS_RINGING] = { "keeps-ringing", NEEDS_ANY },
  [UM_SYMPTOM_DROP_AT_32S] = { "drop-at-32s", NEEDS_ANY },
  [UM_SYMPTOM_DROP_AT_15MIN] = { "drop-at-15min", NEEDS_ANY },
  [UM_SYMPTOM_UNANSWERED_IN_DIALOG] = { "unanswered-in-dialog", NEEDS_ANY },
  [UM_SYMPTOM_NO_LOCAL_CALLS] = { "no-local-calls", NEEDS_ANY },
  [UM_SYMPTOM_BLF] = { "blf", NEEDS_ANY },
  [UM_SYMPTOM_NOTIFY_TO_WRONG_PHONE] = { "notify-to-wrong-phone", NEEDS_ANY },
  [UM_SYMPTOM_REGISTRATION_FLAPPING] = { "registration-flapping", NEEDS_ANY },
  [UM_SYMPTOM_JITTER] = { "jitter", NO_ALG_MATTER },
  [UM_SYMPTOM_PACKET_LOSS] = { "packet-loss", NO_ALG_MATTER },
  [UM_SYMPTOM_ECHO] = { "echo", NO_ALG_MATTER },
  [UM_SYMPTOM_STATIC] = { "static", NO_ALG_MATTER },
};

typedef struct
{
  const UmFindings *findings;
  GPtrArray *symptoms;      /* of UmSymptom, by id */
  const UmPhone **phone_of; /* by index of the message */
  GHashTable *finding_of;   /* const UmPhone * → const UmPhoneFinding * */
  GHashTable *by_answer;    /* const UmMessage * → const UmTransaction * */
  GHashTable *call_of;      /* const UmString *, Call-ID → const UmCall * */
  GHashTable *user_of;      /* UmSlice *, user of an AOR → const UmPhone * */
  GArray *transactions;     /* of UmTransaction */
  double worst_jitter;
  double worst_loss;
} Finder;

/* --- who is to blame --- */

static const UmEvidence *
find_evidence (const UmPhoneFinding *finding, Kind kind)
{
  if (finding == NULL || finding->verdict != UM_VERDICT_ALG_DETECTED || kind == NO_ALG_MATTER)
    return NULL;
  for (guint i = 0; i < finding->evidence->len; i++)
    {
      const UmEvidence *evidence = g_ptr_array_index (finding->evidence, i);

      if ((evidence->grade == UM_GRADE_PROOF || evidence->grade == UM_GRADE_STRONG) &&
          (kind == NEEDS_ANY || evidence->subject == UM_SUBJECT_SDP))
        return evidence;
    }
  return NULL;
}

static UmSentence *
say_cause (const UmPhoneFinding *finding, Kind kind, const UmEvidence *evidence)
{
  g_autofree char *id = evidence != NULL ? g_strdup_printf ("%u", evidence->id) : NULL;

  if (kind == NO_ALG_MATTER)
    return um_sentence_new (
        N_ ("This is not an ALG matter: an ALG changes text, not the timing of the sound."), NULL);
  if (evidence != NULL)
    return um_sentence_new (
        N_ ("Evidence {0} shows what was rewritten for this phone, and that can cause it."), id,
        NULL);
  if (finding != NULL && finding->verdict == UM_VERDICT_NO_ALG)
    return um_sentence_new (N_ ("What this file shows of the phone's messages was not rewritten: "
                                "nothing here blames a SIP ALG."),
                            NULL);
  return um_sentence_new (
      N_ ("A SIP ALG can cause this, and so can other things; this file does not show which."),
      NULL);
}

/* --- collecting --- */

static UmSymptom *
symptom_at (const Finder *self, UmSymptomId id)
{
  return g_ptr_array_index (self->symptoms, id);
}

/* Keeps the first sight of each kind, and the explanation that goes with it.
 * (transfer full) of explanation */
static UmSymptom *
see (Finder *self,
     UmSymptomId id,
     const UmPhone *phone,
     const UmMessage *message,
     UmSentence *explanation)
{
  UmSymptom *symptom = symptom_at (self, id);
  const UmPhoneFinding *finding;

  symptom->count++;
  if (symptom->seen)
    {
      um_sentence_free (explanation);
      return NULL;
    }
  finding = phone != NULL ? g_hash_table_lookup (self->finding_of, phone) : NULL;
  symptom->seen = TRUE;
  symptom->phone = phone;
  symptom->message = message;
  symptom->evidence = find_evidence (finding, kinds[id].kind);
  um_sentence_free (symptom->explanation);
  um_sentence_free (symptom->cause);
  symptom->explanation = explanation;
  symptom->cause = say_cause (finding, kinds[id].kind, symptom->evidence);
  return symptom;
}

/* As see(), for a fact that is told by the frame and one number. */
static void
see_count (Finder *self,
           UmSymptomId id,
           const UmPhone *phone,
           const UmMessage *message,
           const char *format,
           guint number)
{
  g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, message->frame);
  g_autofree char *count = g_strdup_printf ("%u", number);

  (void) see (self, id, phone, message, um_sentence_new (format, frame, count, NULL));
}

/* --- sound --- */

static void
see_one_way (Finder *self, const UmMedia *missing, const UmMedia *heard)
{
  const UmMessage *invite = missing->call->invite;
  g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, invite->frame);
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, heard->packets);
  g_autofree char *target = um_endpoint_dup_string (&missing->actual);
  UmSymptom *symptom;

  if (!missing->unreachable)
    {
      (void) see (self, UM_SYMPTOM_ONE_WAY_AUDIO, missing->call->phone, invite,
                  um_sentence_new (missing->to_phone
                                       ? N_ ("The call of frame {0} has sound from the phone ({1} "
                                             "packets), but none to it.")
                                       : N_ ("The call of frame {0} has sound to the phone ({1} "
                                             "packets), but none from it."),
                                   frame, packets, NULL));
      return;
    }
  symptom = see (self, UM_SYMPTOM_ONE_WAY_AUDIO, missing->call->phone, invite,
                 um_sentence_new (N_ ("In the call of frame {0} the sound for the phone is sent to "
                                      "{1}, which cannot be reached from here; the sound from the "
                                      "phone arrives ({2} packets)."),
                                  frame, target, packets, NULL));
  if (symptom == NULL || symptom->evidence != NULL)
    return;
  um_sentence_free (symptom->cause);
  symptom->cause = um_sentence_new (
      N_ ("The SDP of this phone came through untouched, with its private address, and the other "
          "side sends there: plain address translation without help for the sound, not a SIP ALG. "
          "The phone system has to answer to where the sound comes from."),
      NULL);
}

static void
see_quality (Finder *self, const UmMedia *media)
{
  g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, media->call->invite->frame);
  g_autofree char *jitter = g_strdup_printf ("%.1f", media->jitter_ms);
  g_autofree char *lost = g_strdup_printf ("%" G_GUINT64_FORMAT, media->lost);
  double percent = um_media_get_loss_percent (media);
  g_autofree char *loss = g_strdup_printf ("%.1f", percent);

  if (media->jitter_ms > UM_MEDIA_JITTER_MS)
    (void) see (self, UM_SYMPTOM_JITTER, media->call->phone, media->call->invite,
                um_sentence_new (N_ ("In the call of frame {0} the jitter is {1} ms; above 30 ms "
                                     "people hear it."),
                                 frame, jitter, NULL));
  if (percent > UM_MEDIA_LOSS_PERCENT)
    (void) see (self, UM_SYMPTOM_PACKET_LOSS, media->call->phone, media->call->invite,
                um_sentence_new (N_ ("In the call of frame {0} {1} packets of the sound are lost, "
                                     "{2} percent; above 1 percent people hear it."),
                                 frame, lost, loss, NULL));
}

static void
note_worst (Finder *self, const UmMedia *media)
{
  self->worst_jitter = MAX (self->worst_jitter, media->jitter_ms);
  if (media->packets > 0)
    self->worst_loss = MAX (self->worst_loss, um_media_get_loss_percent (media));
}

static void
judge_media (Finder *self, const UmMedia *media, const UmMedia *other)
{
  const UmCall *call = media->call;

  note_worst (self, media);
  switch (media->finding)
    {
    case UM_MEDIA_ONE_WAY:
      see_one_way (self, media, other);
      break;
    case UM_MEDIA_NONE:
      if (media->to_phone)
        see_count (self, UM_SYMPTOM_NO_AUDIO, call->phone, call->invite,
                   N_ ("The call of frame {0} has no sound in either direction, though the capture "
                       "shows the sound of other calls."),
                   0);
      break;
    case UM_MEDIA_CUT_OUT:
      see_count (self, UM_SYMPTOM_AUDIO_CUTS_OUT, call->phone, call->invite,
                 media->to_phone ? N_ ("In the call of frame {0} the sound to the phone stops "
                                       "while the call goes on.")
                                 : N_ ("In the call of frame {0} the sound from the phone stops "
                                       "while the call goes on."),
                 0);
      break;
    case UM_MEDIA_QUALITY:
      see_quality (self, media);
      break;
    case UM_MEDIA_OK:
    case UM_MEDIA_HAIRPIN:
    case UM_MEDIA_HOLD:
    case UM_MEDIA_EARLY_ONLY:
    case UM_MEDIA_UNKNOWN:
      break;
    }
}

/* --- calls --- */

static gboolean
lies_between (gint64 start_us, gint64 end_us, gint64 from_us, gint64 to_us)
{
  return start_us != UM_TIME_UNKNOWN && end_us != UM_TIME_UNKNOWN && end_us - start_us >= from_us &&
         end_us - start_us <= to_us;
}

static void
judge_answer (Finder *self, const UmCall *call)
{
  const UmTransaction *transaction = g_hash_table_lookup (self->by_answer, call->answer);
  gboolean ended_by_bye = call->ending != NULL && call->ending->method == UM_METHOD_BYE;

  if (transaction == NULL || transaction->answer_copies < MANY_COPIES)
    return;
  if (ended_by_bye &&
      lies_between (call->answer->time_us, call->ending->time_us, DROP_32_FROM_US, DROP_32_TO_US))
    see_count (self, UM_SYMPTOM_DROP_AT_32S, call->phone, call->answer,
               N_ ("The 200 OK of frame {0} was sent {1} times because no ACK reached its sender, "
                   "and after half a minute the call was ended."),
               transaction->answer_copies);
  else if (call->ack == NULL)
    see_count (self, UM_SYMPTOM_KEEPS_RINGING, call->phone, call->answer,
               N_ ("The call was taken, and its 200 OK (frame {0}) was sent {1} times, but no ACK "
                   "came: one end keeps ringing."),
               transaction->answer_copies);
}

static void
judge_call (Finder *self, const UmCall *call)
{
  if (call->answer != NULL)
    judge_answer (self, call);
  else if (call->rang && call->cancel_status == 481)
    see_count (self, UM_SYMPTOM_KEEPS_RINGING, call->phone, call->ending,
               N_ ("The call rang until it was given up (frame {0}), and the other end no longer "
                   "knew it (481): its answer never arrived here."),
               0);
}

/* "1001" of "sip:1001@example.net". */
static UmSlice
user_part (UmSlice uri)
{
  gssize colon = um_slice_find_byte (uri, ':');
  gssize at = um_slice_find_byte (uri, '@');

  return colon >= 0 && at > colon ? um_slice_new (uri.data + colon + 1, at - colon - 1)
                                  : UM_SLICE_UNSET;
}

static const UmPhone *
phone_by_user (const Finder *self, UmSlice uri)
{
  UmSlice user = user_part (uri);

  return um_slice_is_set (user) ? g_hash_table_lookup (self->user_of, &user) : NULL;
}

/* Both live at one site: behind one public address, or both seen in their own net. */
static gboolean
are_neighbours (const UmPhone *a, const UmPhone *b)
{
  return a != b && (um_address_equal (&a->source.address, &b->source.address) ||
                    (um_address_is_private (&a->source.address) &&
                     um_address_is_private (&b->source.address)));
}

static gboolean
is_lost (const UmTransaction *transaction)
{
  return transaction->answer == NULL && !transaction->provisional &&
         transaction->copies >= MANY_COPIES;
}

static void
judge_local_sound (Finder *self, const UmMedia *media)
{
  const UmCall *call = media->call;
  const UmPhone *called = call->from_phone ? phone_by_user (self, um_string_slice (call->invite->to_uri)) : NULL;

  if (called != NULL && are_neighbours (call->phone, called) &&
      (media->finding == UM_MEDIA_ONE_WAY || media->finding == UM_MEDIA_NONE ||
       media->finding == UM_MEDIA_HAIRPIN))
    see_count (self, UM_SYMPTOM_NO_LOCAL_CALLS, call->phone, call->invite,
               N_ ("The call of frame {0} is for another phone of this site, and sound is missing "
                   "in it."),
               0);
}

/* --- transactions --- */

/* Refusals that speak of the message and not of the user or the service. */
static gboolean
blames_message (guint status)
{
  return status == 400 || status == 416 || status == 420 || status == 482 || status == 488 ||
         status == 500 || status == 513;
}

static void
judge_invite (Finder *self, const UmTransaction *transaction, const UmPhone *phone)
{
  const UmMessage *request = transaction->request;
  const UmPhone *called = phone_by_user (self, um_string_slice (request->to_uri));
  guint status = transaction->answer != NULL ? transaction->answer->status : 0;

  if (is_lost (transaction))
    see_count (self, UM_SYMPTOM_CALL_FAILS, phone, request,
               N_ ("The INVITE of frame {0} was sent {1} times and never answered."),
               transaction->copies);
  else if (blames_message (status))
    see_count (self, UM_SYMPTOM_CALL_FAILS, phone, request,
               N_ ("The INVITE of frame {0} was refused with {1}, which finds fault with the "
                   "message and not with the number called."),
               status);
  else
    return;
  if (called != NULL && are_neighbours (phone, called) && (status == 0 || status == 482))
    see_count (self, UM_SYMPTOM_NO_LOCAL_CALLS, phone, request,
               N_ ("The INVITE of frame {0} is for another phone of this site, and it fails."), 0);
}

static const UmCall *
find_call (const Finder *self, const UmMessage *message)
{
  return g_hash_table_lookup (self->call_of, message->call_id);
}

static void
judge_refresh (Finder *self, const UmTransaction *transaction, const UmPhone *phone)
{
  const UmMessage *request = transaction->request;
  const UmCall *call = find_call (self, request);
  guint status = transaction->answer != NULL ? transaction->answer->status : 0;

  if ((request->method != UM_METHOD_INVITE && request->method != UM_METHOD_UPDATE) ||
      call == NULL || call->answer == NULL ||
      (!is_lost (transaction) && status != 481 && status != 408))
    return;
  if (lies_between (call->answer->time_us, request->time_us, REFRESH_FROM_US, REFRESH_TO_US))
    see_count (self, UM_SYMPTOM_DROP_AT_15MIN, phone, request,
               N_ ("A quarter of an hour into the call its refresh (frame {0}) fails, and without "
                   "it the call is ended."),
               0);
}

static void
judge_notify (Finder *self, const UmTransaction *transaction, const UmPhone *phone)
{
  const UmMessage *request = transaction->request;
  const UmPhone *meant = phone_by_user (self, um_string_slice (request->to_uri));
  guint status = transaction->answer != NULL ? transaction->answer->status : 0;

  if (is_lost (transaction))
    see_count (self, UM_SYMPTOM_BLF, phone, request,
               N_ ("The NOTIFY of frame {0} was sent {1} times and never answered: lamps and "
                   "message waiting do not follow."),
               transaction->copies);
  else if (status == 481)
    see_count (self, UM_SYMPTOM_BLF, phone, request,
               N_ ("The NOTIFY of frame {0} was refused with {1}: the phone does not know the "
                   "subscription that it belongs to."),
               status);
  /* only where the phone itself says that it is not its own, or has another number */
  if (meant != NULL && meant != phone && are_neighbours (meant, phone) && status == 481)
    see_count (self, UM_SYMPTOM_NOTIFY_TO_WRONG_PHONE, phone, request,
               N_ ("The NOTIFY of frame {0} is for another phone of this site, but came to this "
                   "one."),
               0);
}

static void
judge_transaction (Finder *self, const UmTransaction *transaction)
{
  const UmMessage *request = transaction->request;
  const UmPhone *phone = self->phone_of[request->index];
  gboolean in_dialog = request->to_tag != NULL;

  if (phone == NULL)
    return;
  if (request->method == UM_METHOD_NOTIFY)
    {
      judge_notify (self, transaction, phone);
      return;
    }
  if (request->method == UM_METHOD_OPTIONS && is_lost (transaction) &&
      um_endpoint_equal (&request->destination, &phone->source))
    see_count (self, UM_SYMPTOM_REGISTRATION_FLAPPING, phone, request,
               N_ ("The phone no longer answers at the address it registered: OPTIONS (frame {0}) "
                   "was sent {1} times in vain."),
               transaction->copies);
  if (request->method == UM_METHOD_INVITE && !in_dialog)
    judge_invite (self, transaction, phone);
  if (!in_dialog)
    return;
  if (is_lost (transaction))
    see_count (self, UM_SYMPTOM_UNANSWERED_IN_DIALOG, phone, request,
               N_ ("A request within a call (frame {0}) was sent {1} times and never answered."),
               transaction->copies);
  judge_refresh (self, transaction, phone);
}

/* --- registrations --- */

static guint16
port_of (const UmField *contact)
{
  return contact->has_port ? contact->port : 5060;
}

/* Over UDP: a new TCP connection has a new port by nature. */
static void
judge_registrations (Finder *self, const UmPhone *phone)
{
  const UmField *last = NULL;
  guint changes = 0;

  for (guint i = 0; i < phone->sent->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (phone->sent, i);
      const UmField *contact;

      if (!message->is_request || message->method != UM_METHOD_REGISTER ||
          (message->transport != UM_TRANSPORT_UDP && message->transport != UM_TRANSPORT_UNKNOWN))
        continue;
      contact = um_message_find_field (message, UM_FIELD_CONTACT);
      if (contact == NULL || !um_address_is_set (&contact->address))
        continue;
      changes += last != NULL && (port_of (last) != port_of (contact) ||
                                  !um_address_equal (&last->address, &contact->address));
      last = contact;
      if (changes != MANY_CONTACTS)
        continue;
      see_count (self, UM_SYMPTOM_REGISTRATION_FLAPPING, phone, message,
                 N_ ("The phone's registered address changes again and again: {1} times by frame "
                     "{0}."),
                 changes);
      return;
    }
}

/* --- the whole --- */

static void
finder_init (Finder *self, const UmFindings *findings)
{
  const UmCase *about = findings->about;

  *self = (Finder){ .findings = findings };
  self->symptoms = g_ptr_array_new_with_free_func ((GDestroyNotify) um_symptom_free);
  self->phone_of = g_new0 (const UmPhone *, about->messages->len + 1);
  self->finding_of = g_hash_table_new (NULL, NULL);
  self->by_answer = g_hash_table_new (NULL, NULL);
  self->call_of = g_hash_table_new (um_string_hash, um_string_equal_func);
  self->user_of = g_hash_table_new_full (um_slice_hash, um_slice_equal_func, g_free, NULL);
  self->transactions = um_transactions_find (about);
  for (guint i = 0; i < UM_N_SYMPTOMS; i++)
    {
      UmSymptom *symptom = g_new0 (UmSymptom, 1);

      symptom->id = i;
      symptom->alg_can_cause = kinds[i].kind != NO_ALG_MATTER;
      g_ptr_array_add (self->symptoms, symptom);
    }
}

static void
finder_clear (Finder *self)
{
  g_free (self->phone_of);
  g_hash_table_unref (self->finding_of);
  g_hash_table_unref (self->by_answer);
  g_hash_table_unref (self->call_of);
  g_hash_table_unref (self->user_of);
  g_array_unref (self->transactions);
}

/* Of a phone that is seen on both sides: what never came to the other side. */
static void
enter_unpaired (Finder *self, const UmPhone *phone)
{
  g_autoptr (UmPairing) pairing = um_pairing_new_of_phone (phone->inside, phone);
  GPtrArray *const lists[] = { phone->inside->sent, phone->inside->received };

  for (gsize side = 0; side < G_N_ELEMENTS (lists); side++)
    for (guint i = 0; i < lists[side]->len; i++)
      self->phone_of[((const UmMessage *) g_ptr_array_index (lists[side], i))->index] = phone;
  for (guint i = 0; i < pairing->pairs->len; i++)
    self->phone_of[g_array_index (pairing->pairs, UmPair, i).inside->index] = NULL;
}

static void
enter_phone (Finder *self, const UmPhone *phone)
{
  GPtrArray *const lists[] = { phone->sent, phone->received };
  UmSlice user = user_part (um_slice_from_string (phone->aor));

  for (gsize side = 0; side < G_N_ELEMENTS (lists); side++)
    for (guint i = 0; i < lists[side]->len; i++)
      self->phone_of[((const UmMessage *) g_ptr_array_index (lists[side], i))->index] = phone;
  if (phone->inside != NULL)
    enter_unpaired (self, phone);
  if (um_slice_is_set (user) && !g_hash_table_contains (self->user_of, &user))
    g_hash_table_insert (self->user_of, g_memdup2 (&user, sizeof user), (gpointer) phone);
}

static void
enter_all (Finder *self)
{
  const UmFindings *findings = self->findings;

  for (guint i = 0; i < findings->about->phones->len; i++)
    enter_phone (self, g_ptr_array_index (findings->about->phones, i));
  for (guint i = 0; i < findings->phones->len; i++)
    {
      const UmPhoneFinding *finding = g_ptr_array_index (findings->phones, i);

      g_hash_table_insert (self->finding_of, (gpointer) finding->phone, (gpointer) finding);
      if (finding->phone->inside != NULL)
        g_hash_table_insert (self->finding_of, finding->phone->inside, (gpointer) finding);
    }
  for (guint i = 0; i < self->transactions->len; i++)
    {
      UmTransaction *transaction = &g_array_index (self->transactions, UmTransaction, i);

      if (transaction->answer != NULL)
        g_hash_table_insert (self->by_answer, (gpointer) transaction->answer, transaction);
    }
  for (guint i = 0; i < findings->calls->len; i++)
    {
      const UmCall *call = g_ptr_array_index (findings->calls, i);

      g_hash_table_insert (self->call_of, (gpointer) call->call_id, (gpointer) call);
    }
}

static UmSentence *
say_unseen (const Finder *self, UmSymptomId id)
{
  g_autofree char *jitter = g_strdup_printf ("%.1f", self->worst_jitter);
  g_autofree char *loss = g_strdup_printf ("%.1f", self->worst_loss);
  gboolean has_sound = self->findings->about->streams->len > 0;

  if (id == UM_SYMPTOM_ECHO)
    return um_sentence_new (N_ ("Echo cannot be measured from a capture of headers. It arises at "
                                "the far end's handset or line, and delay makes it audible."),
                            NULL);
  if (id == UM_SYMPTOM_STATIC)
    return um_sentence_new (N_ ("Static and crackling cannot be measured from a capture of "
                                "headers; look at packet loss and at the codecs."),
                            NULL);
  if (!has_sound && kinds[id].kind != NEEDS_ANY)
    return um_sentence_new (N_ ("The capture holds no sound (RTP), so this cannot be told."), NULL);
  if (id == UM_SYMPTOM_JITTER)
    return um_sentence_new (N_ ("The highest jitter of a call is {0} ms."), jitter, NULL);
  if (id == UM_SYMPTOM_PACKET_LOSS)
    return um_sentence_new (N_ ("The highest loss of a call is {0} percent."), loss, NULL);
  return um_sentence_new (N_ ("Not seen in this file."), NULL);
}

static void
explain_unseen (Finder *self)
{
  for (guint i = 0; i < UM_N_SYMPTOMS; i++)
    {
      UmSymptom *symptom = symptom_at (self, i);

      if (symptom->seen)
        continue;
      symptom->explanation = say_unseen (self, i);
      if (kinds[i].kind == NO_ALG_MATTER)
        symptom->cause = say_cause (NULL, NO_ALG_MATTER, NULL);
    }
}

GPtrArray *
um_symptoms_find (const UmFindings *findings)
{
  Finder finder;

  finder_init (&finder, findings);
  enter_all (&finder);
  for (guint i = 0; i < findings->media->len; i++)
    {
      const UmMedia *media = g_ptr_array_index (findings->media, i);

      /* they come in pairs: to the phone, from it */
      judge_media (&finder, media, g_ptr_array_index (findings->media, i ^ 1));
      judge_local_sound (&finder, media);
    }
  for (guint i = 0; i < findings->calls->len; i++)
    judge_call (&finder, g_ptr_array_index (findings->calls, i));
  for (guint i = 0; i < finder.transactions->len; i++)
    judge_transaction (&finder, &g_array_index (finder.transactions, UmTransaction, i));
  for (guint i = 0; i < findings->about->phones->len; i++)
    judge_registrations (&finder, g_ptr_array_index (findings->about->phones, i));
  explain_unseen (&finder);
  finder_clear (&finder);
  return finder.symptoms;
}

void
um_symptom_free (UmSymptom *self)
{
  if (self == NULL)
    return;
  um_sentence_free (self->explanation);
  um_sentence_free (self->cause);
  g_free (self);
}

const char *
um_symptom_name (UmSymptomId id)
{
  return kinds[id].name;
}
