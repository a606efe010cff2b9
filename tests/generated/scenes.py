"""Scenes: a seed becomes phones, routers and a dialog, and says what may be concluded from each
observer's point. What may be concluded is worked out from what happened, not from how the program
judges."""
import random

import sip_boxes
import sip_causes
from sip_text import Message, parameter, sent_by, uri_endpoint
from sip_world import PBX_STACKS, STACKS, Phone, Router, Server, World

LANS = ("192.168.1.", "192.168.0.", "192.168.178.", "192.168.100.", "10.0.0.", "10.1.10.", "10.20.30.", "172.16.5.", "172.20.1.",
        "172.31.254.")
OUTSIDES = ("203.0.113.", "198.51.100.", "192.0.2.")
ALG, CLEAR, OPEN = "alg-detected", "no-alg", "inconclusive"


class Scene:
    """A played world with its story, ready to be observed."""

    def __init__(self, label, world, phones, alg=None, cause=None, story=()):
        self.label = label
        self.world = world
        self.phones = phones
        self.alg = alg
        self.cause = cause
        self.story = story


def make_world(rng, alg, cause, transport, latency):
    octet = rng.randrange(2, 250)
    server = Server(rng, (f"198.51.100.{rng.randrange(1, 60)}", 5060), rng.choice(("rfc", "rfc", "differs", "differs", "forced", "careless")),
                    rng.choice(("Asterisk PBX 20.5.0", "kamailio (5.6.3 (x86_64/linux))", "FreeSWITCH-mod_sofia/1.10.9~64bit", "BroadWorks", "NetSapiens SiPBX 44.1")))
    outside = rng.choice(("203.0.113.", "192.0.2.", "50.50.50.")) + str(100 + octet % 120)
    lan = rng.choice(LANS)
    keeps = rng.random() < 0.5
    routers = [Router(rng, outside, alg, keeps)]
    if isinstance(cause, sip_causes.IpV6):
        lan, routers = f"2001:db8:{octet:x}::", [Router(rng, None)]
        server.address = server.media = ("2001:db8:ffff::80", 5060)
        server.media = ("2001:db8:ffff::81", 14000)
    elif isinstance(cause, sip_causes.PublicPhone):
        lan, routers = "203.0.113.", [Router(rng, None)]
    elif isinstance(cause, sip_causes.Vpn):
        routers = [Router(rng, None)]
        server.address = ("10.200.0.5", 5060)
        server.media = ("10.200.0.6", 15000)
    elif isinstance(cause, sip_causes.CarrierNet):
        lan = "100.70.3."
    elif isinstance(cause, sip_causes.CarrierNat):
        routers = [Router(rng, "100.64.9.17", alg, keeps), Router(rng, outside, None, False)]
    world = World(rng, server, routers, 0, transport, rng.randrange(4, 15), latency)
    return world, lan


def make_phones(rng, world, lan, cause, count, stacks, transport):
    phones = []
    same = rng.choice(stacks) if count > 1 and rng.random() < 0.5 else None
    for number in range(count):
        host = f"{lan}{rng.randrange(20, 240)}"
        while host in [phone.address[0] for phone in phones]:
            host = f"{lan}{rng.randrange(20, 240)}"
        port = rng.choice((5060, 5060, 5060, 5062, 5065)) if transport == "udp" else rng.randrange(30000, 60000)
        phones.append(Phone(rng, same or rng.choice(stacks), (host, port), str(301 + number),
                            cause if number == 0 else None, rng.choice((64, 64, 64, 128, 255))))
    return phones


def play(rng, world, phone, story):
    """story: parts of what a phone does, in order."""
    cause = phone.cause
    if cause is not None:
        cause.begin(world, phone)
    for part in story:
        if part == "register":
            dialog = world.register(phone, challenge=rng.random() < 0.8)
            if isinstance(cause, sip_causes.Learned) and cause.told is not None and dialog is not None:
                world.register(phone, challenge=False, dialog=dialog, expires=0)
                cause.apply(phone)
                world.register(phone, challenge=False)
        elif part == "call-out":
            world.call_out(phone, str(rng.randrange(400, 900)), challenge=rng.random() < 0.4)
        elif part == "hold":
            world.call_out(phone, "555", hold=True)
        elif part == "call-in":
            world.call_in(phone)
        elif part == "options":
            world.options_in(phone)
        elif part == "subscribe":
            world.subscribe(phone)
        world.wait(rng.choice((1, 5, 20)))


FULL = (("register", "call-out"), ("register", "call-in"), ("register", "options", "call-out", "call-in"),
        ("register", "subscribe", "call-out"), ("register", "hold"), ("register", "call-out", "subscribe", "call-in"))
PARTS = (("register",), ("call-out",), ("register", "options"), ("register", "subscribe"))


def scene(seed, alg_class=None, cause_class=None, latency=(10_000, 25_000)):
    """The scene of a seed (a string): deterministic."""
    rng = random.Random(seed)
    alg = alg_class() if alg_class is not None else None
    cause = cause_class() if cause_class is not None else None
    tcp = rng.random() < 0.2 or alg_class is sip_boxes.PartialTcp
    if alg_class in (sip_boxes.Siproxd, sip_boxes.SiproxdSdpOnly) or cause_class in (sip_causes.Stun, sip_causes.StaticAddress, sip_causes.Upnp, sip_causes.PbxStatic, sip_causes.BrokenClient):
        tcp = False
    transport = "tcp" if tcp else "udp"
    world, lan = make_world(rng, alg, cause, transport, latency)
    stacks = PBX_STACKS if cause_class is sip_causes.PbxStatic else STACKS
    count = rng.choice((1, 1, 1, 2, 3))
    if cause_class in (sip_causes.Turn, sip_causes.Stun, sip_causes.StunMedia, sip_causes.StaticAddress, sip_causes.Upnp):
        stacks = [stack for stack in stacks if not stack.ice]
    phones = make_phones(rng, world, lan, cause, count, stacks, transport)
    story = rng.choice(FULL) if cause is not None or rng.random() < 0.75 else rng.choice(PARTS)
    if cause_class is sip_causes.OldHold:
        story = ("register", "hold")
    if cause_class is sip_causes.Learned or cause_class is sip_causes.LearnedSdp:
        world.server.manner = "rfc"
        phones[0].stack.rport or setattr(phones[0], "stack", STACKS[1])
    for phone in phones:
        play(rng, world, phone, story)
    label = alg.name if alg else cause.name if cause else "plain-nat"
    return Scene(label, world, phones, alg, cause, story)


# --- what may be concluded ---

def messages(seen):
    return [(packet, Message.parse(packet.data)) for packet in seen if b"SIP/2.0" in packet.data]


def of_phone(scene, point):
    """(packet, message, as the phone wrote it) for what phones sent and the point saw."""
    lan = {key(message): message for packet, message in messages(scene.world.seen["lan"])
           if packet.destination == scene.world.server.address}
    return [(packet, message, lan.get(key(message))) for packet, message in messages(scene.world.seen[point])
            if packet.destination == scene.world.server.address]


def key(message):
    """What no ALG of ours changes."""
    return (message.get("Call-ID").split("@")[0], message.get("CSeq"), message.status,
            parameter(message.places("Via")[-1][1], "branch"))


def connection(message):
    return next((line.split()[-1] for line in message.body or [] if line.startswith("c=")), None)


def sent_contact(message):
    return uri_endpoint(message.get("Contact")) if message.get("Contact") else None


def private(host):
    return host.startswith(("10.", "192.168.", "100.64.", "100.70.")) or host.startswith("172.") and 16 <= int(host.split(".")[1]) < 32


class Allowed:
    """Verdicts that are no mistake, and those that are the answer the design wants."""

    def __init__(self, wanted, also=()):
        self.wanted = wanted
        self.also = set(also) | {wanted}


def beyond(scene, point):
    """What the wan or server point may say."""
    if scene.cause is not None:
        return cause_beyond(scene, point)
    if scene.alg is None or not scene.world.changed:
        return clean_beyond(scene, point)
    changed = public = False
    left = False  # some part of the phone's own address still stands beside
    for _, message, original in of_phone(scene, point):
        if original is None:
            continue
        for part in (sent_contact, connection):
            new, old = part(message), part(original)
            if new is None or new == old:
                continue
            host = new if isinstance(new, str) else new[0]
            changed = changed or host != (old if isinstance(old, str) else old[0])
            public = public or not private(host)
        own = original.get("Call-ID").partition("@")[2]
        left = left or (own in [phone.address[0] for phone in scene.phones] and own in message.get("Call-ID"))
    if not changed:
        return Allowed(OPEN, {OPEN, CLEAR, ALG})
    if not public:  # an inner address: plain only beside the phone's own
        return Allowed(OPEN, {OPEN, ALG} | (set() if left and "call-out" in scene.story else {CLEAR}))
    if isinstance(scene.alg, sip_boxes.Siproxd):
        return Allowed(OPEN, {OPEN, ALG})
    if hides_itself(scene):
        return Allowed(OPEN, {OPEN, ALG})
    return Allowed(ALG)


def hides_itself(scene):
    """The ALG writes the Call-ID too: then the phone seems to know its address (design.md case 13).
    Or only Contact is public, and the file begins after the registration (case 3)."""
    rewritten_id = isinstance(scene.alg, (sip_boxes.Junos, sip_boxes.Everything)) and any(p.stack.call_id == "host" for p in scene.phones)
    no_call = not any("call" in part or part == "hold" for part in scene.story)
    contact_alone = (scene.alg.changes == {"contact"} or no_call) and not first_register_seen(scene)
    # private registrations first, and the server tells the public address: the phone may use it in calls
    looks_learned = isinstance(scene.alg, (sip_boxes.OnlyInvites, sip_boxes.OnlyAnswers))
    return rewritten_id or contact_alone or looks_learned


def first_register_seen(scene):
    """A REGISTER without credentials begins: nothing can have been learned before."""
    first = next(message for _, message in messages(scene.world.seen["lan"]))
    return first.method == "REGISTER" and first.get("Authorization") is None


def clean_beyond(scene, point):
    contact = sdp = False
    for _, message, _ in of_phone(scene, point):
        contact = contact or sent_contact(message) is not None
        sdp = sdp or connection(message) is not None
    if contact and sdp:
        return Allowed(CLEAR)
    return Allowed(OPEN)


def cause_beyond(scene, point):
    if point not in scene.cause.shows:
        return None  # nobody can tell: counted, not judged
    return Allowed(CLEAR if isinstance(scene.cause, (sip_causes.Learned, sip_causes.Ice, sip_causes.Outbound, sip_causes.Registrar,
                                                     sip_causes.CarrierNat, sip_causes.CarrierNet, sip_causes.OldHold, sip_causes.IpV6))
                   else OPEN, {CLEAR, OPEN})


def on_lan(scene):
    """The phone's side: what comes back tells, the rest cannot be seen."""
    if scene.alg is None or not scene.world.changed:
        return Allowed(OPEN, {OPEN, CLEAR})
    requests = {key(m): m for p, m in messages(scene.world.seen["lan"]) if m.is_request}
    proof = strong = public = False
    for packet, message in messages(scene.world.seen["lan"]):
        request = None if message.is_request else requests.get(key(message)[:2] + (0,) + key(message)[3:])
        if request is None or packet.source != scene.world.server.address:
            continue
        sent, back = request.get("Via"), message.get("Via")
        received = parameter(back, "received")
        proof = proof or received == packet.destination[0]
        public = public or (received or "") and not private(received)
        strong = strong or (sent_by(sent)[1] is None and sent_by(back)[1] is not None)
        strong = strong or (bool(parameter(back, "rport")) and received is None)
        strong = strong or (parameter(sent, "rport") is not None and parameter(back, "rport") is None and bool(received))
    if proof:
        return Allowed(ALG)
    if strong and not public:
        return Allowed(ALG)
    return Allowed(OPEN, {OPEN, ALG} if strong else {OPEN})


def both(scene):
    """Both legs in one file: the difference itself is there."""
    if scene.cause is not None:
        return Allowed(OPEN, {OPEN, CLEAR})
    if scene.alg is None or not scene.world.changed:
        return Allowed(CLEAR, {CLEAR, OPEN})
    return Allowed(ALG) if scene.world.changed - {"loss"} else Allowed(OPEN, {OPEN, ALG})


def paired(scene):
    if scene.alg is not None and scene.world.changed - {"loss"}:
        return Allowed(ALG)
    if scene.world.lost:
        return Allowed(OPEN)
    if scene.cause is None and scene.alg is None:
        return Allowed(CLEAR if any("call" in part or part == "hold" for part in scene.story) else OPEN, {CLEAR, OPEN})
    return Allowed(OPEN, {CLEAR, OPEN})


def allowed(scene, point):
    """What may be concluded at a point; None where only a rate is of interest."""
    if point in ("wan", "server", "text"):
        return beyond(scene, "server" if point == "text" else point)
    return {"lan": on_lan, "both": both, "pair": paired}[point](scene)
