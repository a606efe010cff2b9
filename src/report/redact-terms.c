/* Tokens are letters, addresses of documentation ranges, and locally administered MACs. A token
 * that happens to contain something that was seen is passed over: else a search for the original
 * would find it again. */

#include "report/redact-terms.h"

#include <string.h>

enum
{
  MAX_TERM = 128,
  MIN_NUMBER = 2,  /* digits */
  MIN_NAME = 3,    /* bytes */
  MIN_ADDRESS = 7, /* "1.2.3.4" */
  MAX_TRIES = 4096,
};

typedef struct
{
  UmTermKind kind;
  char *token; /* NULL until it is needed */
} Term;

struct _UmRedactTerms
{
  GHashTable *terms;     /* char *, lower case → Term */
  GHashTable *starts;    /* char *: first word of a term → length of the longest such term */
  GHashTable *seen;      /* char *: everything that no token may contain */
  GHashTable *addresses; /* UmAddress → UmAddress (unset until needed) */
  GHashTable *nets;      /* UmAddress (its net) → GUINT: number of the net's token, from 1 */
  GHashTable *macs;      /* char *, 12 hex digits → GUINT, from 1 */
  GHashTable *ids;       /* char * → char *: its token */
  guint next[UM_N_TERMS];
  guint next_id;
  guint next_mac;
  guint next_public;
  guint next_net;
  guint next_host;
};

/* Words that name no customer. Sorted by use, searched rarely. */
static const char *const generic[] = {
  "sip",        "sips",    "udp",      "tcp",     "tls",      "rtp",      "avp",     "audio",
  "video",      "invite",  "register", "ack",     "bye",      "cancel",   "options", "notify",
  "contact",    "via",     "from",     "call",    "phone",    "tel",      "telefon", "user",
  "server",     "client",  "host",     "name",    "number",   "capture",  "example", "anonymous",
  "invalid",    "unknown", "asterisk", "session", "branch",   "tag",      "rport",   "received",
  "expires",    "com",     "net",      "org",     "www",      "pbx",      "trunk",   "voip",
  "localhost",  "the",     "and",      "network", "internal", "external", "proxy",   "gateway",
  "restricted", "private", "public",   "polycom", "yealink",  "snom",     "cisco",   "grandstream",
};

static void
term_free (gpointer data)
{
  Term *self = data;

  g_free (self->token);
  g_free (self);
}

UmRedactTerms *
um_redact_terms_new (void)
{
  UmRedactTerms *self = g_new0 (UmRedactTerms, 1);

  self->terms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, term_free);
  self->starts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->addresses = g_hash_table_new_full (um_address_hash, um_address_equal_func, g_free, g_free);
  self->nets = g_hash_table_new_full (um_address_hash, um_address_equal_func, g_free, NULL);
  self->macs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
um_redact_terms_free (UmRedactTerms *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->terms);
  g_hash_table_unref (self->starts);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->addresses);
  g_hash_table_unref (self->nets);
  g_hash_table_unref (self->macs);
  g_hash_table_unref (self->ids);
  g_free (self);
}

gboolean
um_redact_is_word_byte (char byte)
{
  return g_ascii_isalnum (byte) || ((guchar) byte & 0x80) != 0;
}

static gsize
word_length (UmSlice text)
{
  gsize len = 0;

  while (len < text.len && um_redact_is_word_byte (text.data[len]))
    len++;
  return len;
}

static gboolean
is_worth_it (UmTermKind kind, const char *lower)
{
  gsize digits = 0, len = strlen (lower);

  for (const char *p = lower; *p != '\0'; p++)
    digits += g_ascii_isdigit (*p);
  if (kind == UM_TERM_NUMBER)
    return digits >= MIN_NUMBER;
  if (len < MIN_NAME || digits == len)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (generic); i++)
    if (g_str_equal (lower, generic[i]))
      return FALSE;
  return TRUE;
}

void
um_redact_terms_learn (UmRedactTerms *self, UmTermKind kind, UmSlice text)
{
  g_autofree char *lower = NULL;
  gsize first, longest;
  char *start;
  Term *term;

  while (text.len > 0 && !um_redact_is_word_byte (text.data[0]))
    text = um_slice_from (text, 1);
  while (text.len > 0 && !um_redact_is_word_byte (text.data[text.len - 1]))
    text.len--;
  if (text.len == 0 || text.len > MAX_TERM)
    return;
  lower = g_ascii_strdown (text.data, (gssize) text.len);
  if (g_hash_table_contains (self->terms, lower) || !is_worth_it (kind, lower))
    return;
  first = word_length (text);
  start = g_strndup (lower, first);
  longest = GPOINTER_TO_SIZE (g_hash_table_lookup (self->starts, start));
  g_hash_table_replace (self->starts, start, GSIZE_TO_POINTER (MAX (longest, text.len)));
  term = g_new0 (Term, 1);
  term->kind = kind;
  g_hash_table_add (self->seen, g_strdup (lower));
  g_hash_table_insert (self->terms, g_steal_pointer (&lower), term);
}

void
um_redact_terms_learn_address (UmRedactTerms *self, const UmAddress *address)
{
  if (!um_address_is_set (address) || g_hash_table_contains (self->addresses, address))
    return;
  g_hash_table_add (self->seen, um_address_dup_string (address));
  g_hash_table_insert (self->addresses, g_memdup2 (address, sizeof *address),
                       g_new0 (UmAddress, 1));
}

static char *
mac_text (const guint8 mac[6])
{
  return g_strdup_printf ("%02x%02x%02x%02x%02x%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
                          mac[5]);
}

void
um_redact_terms_learn_mac (UmRedactTerms *self, const guint8 mac[6])
{
  static const guint8 none[6];
  char *text;

  if (memcmp (mac, none, 6) == 0)
    return;
  text = mac_text (mac);
  g_hash_table_add (self->seen, g_strdup (text));
  if (g_hash_table_contains (self->macs, text))
    g_free (text);
  else
    g_hash_table_insert (self->macs, text, GUINT_TO_POINTER (0));
}

gsize
um_redact_terms_match (UmRedactTerms *self, UmSlice text, UmTermKind *ret_kind)
{
  char lower[MAX_TERM + 1];
  gsize first = word_length (text);
  gsize longest, len;

  if (first == 0 || first > MAX_TERM)
    return 0;
  for (len = 0; len < first; len++)
    lower[len] = g_ascii_tolower (text.data[len]);
  lower[len] = '\0';
  longest = MIN (GPOINTER_TO_SIZE (g_hash_table_lookup (self->starts, lower)), text.len);
  for (; len < longest; len++)
    lower[len] = g_ascii_tolower (text.data[len]);
  for (len = longest; len >= first; len--)
    {
      const Term *term;

      if (len < text.len && um_redact_is_word_byte (text.data[len]))
        continue;
      lower[len] = '\0';
      term = g_hash_table_lookup (self->terms, lower);
      if (term == NULL)
        continue;
      *ret_kind = term->kind;
      return len;
    }
  return 0;
}

gboolean
um_redact_terms_knows_address (UmRedactTerms *self, const UmAddress *address)
{
  return g_hash_table_contains (self->addresses, address);
}

/* Whether a part of token, of at least so many bytes, is something that was seen. */
static gboolean
gives_away (const UmRedactTerms *self, const char *token, gsize least)
{
  gsize len = strlen (token);

  for (gsize start = 0; start < len; start++)
    for (gsize n = least; start + n <= len; n++)
      {
        g_autofree char *part = g_strndup (token + start, n);

        if (g_hash_table_contains (self->seen, part))
          return TRUE;
      }
  return FALSE;
}

/* 0: "a", 25: "z", 26: "aa". */
static char *
letters (guint n)
{
  GString *text = g_string_new (NULL);

  for (n++; n > 0; n = (n - 1) / 26)
    g_string_prepend_c (text, (char) ('a' + (n - 1) % 26));
  return g_string_free (text, FALSE);
}

const char *
um_redact_terms_token (UmRedactTerms *self, UmSlice text)
{
  static const char *const forms[] = { "number-%s", "name-%s", "host-%s.example" };
  g_autofree char *lower = g_ascii_strdown (text.data, (gssize) text.len);
  Term *term = g_hash_table_lookup (self->terms, lower);

  g_return_val_if_fail (term != NULL, "");
  for (guint tries = 0; term->token == NULL; tries++)
    {
      g_autofree char *suffix = letters (self->next[term->kind]++);
      g_auto (GStrv) parts = g_strsplit (forms[term->kind], "%s", 2);
      g_autofree char *token = g_strconcat (parts[0], suffix, parts[1], NULL);

      if (tries >= MAX_TRIES || !gives_away (self, token, MIN_NUMBER))
        term->token = g_steal_pointer (&token);
    }
  return term->token;
}

const char *
um_redact_terms_id (UmRedactTerms *self, UmSlice text)
{
  /* RFC 3261 section 8.1.1.7: readers tell by it how the transaction is matched. */
  const UmSlice cookie = UM_SLICE ("z9hG4bK");
  g_autofree char *key = um_slice_dup (text);
  char *token = g_hash_table_lookup (self->ids, key);

  for (guint tries = 0; token == NULL; tries++)
    {
      g_autofree char *suffix = letters (self->next_id++);
      g_autofree char *next = g_strconcat (
          um_slice_has_prefix (text, cookie) ? cookie.data : "id", "-", suffix, NULL);

      if (tries < MAX_TRIES && gives_away (self, next, MIN_NUMBER))
        continue;
      token = g_steal_pointer (&next);
      g_hash_table_insert (self->ids, g_steal_pointer (&key), token);
    }
  return token;
}

/* --- addresses --- */

static UmAddress
public_ipv4 (guint n)
{
  static const guint32 nets[] = { 0xc0000200, 0xc6336400, 0xcb007100 }; /* RFC 5737 */

  if (n < 3 * 254)
    return um_address_from_ipv4 (nets[n / 254] + 1 + n % 254);
  return um_address_from_ipv4 (0xc6120000 + (n - 3 * 254) % 0x1fffe + 1); /* RFC 2544 */
}

/* The net as an address: /24 or /64. */
static UmAddress
net_of (const UmAddress *address)
{
  UmAddress net = *address;

  if (net.family == UM_FAMILY_IPV4)
    net.bytes[3] = 0;
  else
    memset (net.bytes + 8, 0, 8);
  return net;
}

/* The address with this number in the token of its net. */
static UmAddress
private_ipv4 (const UmAddress *address, guint net, guint host)
{
  const guint8 *b = address->bytes;
  guint32 base;
  guint32 n;

  if (b[0] == 10)
    base = 0x0a000000, n = net % 0x10000;
  else if (b[0] == 172)
    base = 0xac100000, n = net % 0x1000;
  else if (b[0] == 100)
    base = 0x64400000, n = net % 0x4000;
  else if (b[0] == 169)
    base = 0xa9fe0000, n = net % 0x100;
  else
    base = 0xc0a80000, n = net % 0x100;
  return um_address_from_ipv4 (base + (n << 8) + 1 + host % 254);
}

static UmAddress
ipv6 (const UmAddress *address, guint net, guint host)
{
  guint8 bytes[16] = { 0x20, 0x01, 0x0d, 0xb8 };
  UmScope scope = um_address_scope (address);

  if (scope == UM_SCOPE_PRIVATE)
    bytes[0] = 0xfd, bytes[1] = bytes[2] = bytes[3] = 0;
  else if (scope == UM_SCOPE_LINK_LOCAL)
    bytes[0] = 0xfe, bytes[1] = 0x80, bytes[2] = bytes[3] = 0;
  bytes[6] = (guint8) (net >> 8);
  bytes[7] = (guint8) net;
  bytes[13] = (guint8) (host >> 16);
  bytes[14] = (guint8) (host >> 8);
  bytes[15] = (guint8) host;
  return um_address_from_bytes (UM_FAMILY_IPV6, bytes);
}

static guint
net_number (UmRedactTerms *self, const UmAddress *address)
{
  UmAddress net = net_of (address);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->nets, &net));

  if (number != 0)
    return number;
  number = ++self->next_net;
  g_hash_table_insert (self->nets, g_memdup2 (&net, sizeof net), GUINT_TO_POINTER (number));
  return number;
}

static UmAddress
make_address (UmRedactTerms *self, const UmAddress *address)
{
  UmScope scope = um_address_scope (address);
  guint net = scope == UM_SCOPE_PUBLIC && address->family == UM_FAMILY_IPV4
                  ? 0
                  : net_number (self, address);
  UmAddress token = *address;

  for (guint tries = 0; tries < MAX_TRIES; tries++)
    {
      g_autofree char *text = NULL;

      if (address->family == UM_FAMILY_IPV6)
        token = ipv6 (address, net, ++self->next_host);
      else if (scope == UM_SCOPE_PUBLIC)
        token = public_ipv4 (self->next_public++);
      else
        token = private_ipv4 (address, net + tries / 254, self->next_host++);
      text = um_address_dup_string (&token);
      if (!gives_away (self, text, MIN_ADDRESS))
        break;
    }
  return token;
}

UmAddress
um_redact_terms_address (UmRedactTerms *self, const UmAddress *address)
{
  UmAddress *token;

  switch (um_address_scope (address))
    {
    case UM_SCOPE_NONE:
    case UM_SCOPE_LOOPBACK:
    case UM_SCOPE_UNSPECIFIED:
    case UM_SCOPE_MULTICAST:
      return *address;
    case UM_SCOPE_PUBLIC:
    case UM_SCOPE_PRIVATE:
    case UM_SCOPE_CGNAT:
    case UM_SCOPE_LINK_LOCAL:
      break;
    }
  um_redact_terms_learn_address (self, address);
  token = g_hash_table_lookup (self->addresses, address);
  if (!um_address_is_set (token))
    *token = make_address (self, address);
  return *token;
}

void
um_redact_terms_mac (UmRedactTerms *self, const guint8 mac[6], guint8 ret_mac[6])
{
  g_autofree char *text = mac_text (mac);
  guint number;

  um_redact_terms_learn_mac (self, mac);
  number = GPOINTER_TO_UINT (g_hash_table_lookup (self->macs, text));
  if (number == 0)
    {
      number = ++self->next_mac;
      g_hash_table_replace (self->macs, g_strdup (text), GUINT_TO_POINTER (number));
    }
  ret_mac[0] = 2;
  ret_mac[1] = ret_mac[2] = 0;
  ret_mac[3] = (guint8) (number >> 16);
  ret_mac[4] = (guint8) (number >> 8);
  ret_mac[5] = (guint8) number;
}
