"""Legitimate reasons for a public address inside SIP and SDP (and a few other harmless oddities).

A cause teaches a phone what to say. shows says at which observer's points the file itself betrays
the cause; elsewhere nobody can tell it from an ALG.
"""
import packets
from sip_text import family, parameter

STUN_SERVER = ("192.0.2.3", 3478)


class Cause:
    name = ""
    shows = ("lan", "wan", "server", "both")

    def begin(self, world, phone):
        """Before the phone's first message."""

    def on_answer(self, phone, answer):
        """An answer has reached the phone."""


def outermost(world, inside):
    """The endpoint that a server on the Internet sees."""
    for router in world.routers:
        inside = router.map(inside)
    return inside


def ask_stun(world, phone, inside):
    """A binding request and its answer, seen on the LAN and beyond the router."""
    mapped = outermost(world, inside)
    here = inside
    hops = [("lan", inside)]
    for i, router in enumerate(world.routers):
        here = router.map(here)
        if i == world.customer:
            hops.append(("wan", here))
    for kind in ("stun-request", "stun-answer"):
        for point, client in hops:
            ends = (client, STUN_SERVER) if kind == "stun-request" else (STUN_SERVER, client)
            block = packets.Block(kind, *(parse(end) for end in ends), {"mapped": shown(mapped)})
            world.note(point, *ends, phone.ttl, packets.stun_message(block), "udp")
    world.wait(0.02)
    return mapped


def shown(endpoint):
    return f"[{endpoint[0]}]:{endpoint[1]}" if ":" in endpoint[0] else f"{endpoint[0]}:{endpoint[1]}"


def parse(endpoint):
    return packets.parse_endpoint(shown(endpoint))


class Learned(Cause):
    """Reads received and rport in the first answer and registers that instead."""
    name = "learned-contact"
    also_sdp = False

    def __init__(self):
        self.told = None

    def on_answer(self, phone, answer):
        via = answer.get("Via")
        received, rport = parameter(via, "received"), parameter(via, "rport")
        if received and rport:
            self.told = (received, int(rport))

    def apply(self, phone):
        if self.told is None:
            return
        phone.says["contact"] = self.told
        if self.also_sdp:
            phone.says["sdp"] = (self.told[0], phone.rtp)


class LearnedSdp(Learned):
    name = "learned-contact-and-sdp"
    also_sdp = True


class Stun(Cause):
    """Asks for the mapping of its SIP and its media port, and writes both everywhere."""
    name = "stun"
    shows = ("lan", "wan", "both")

    def begin(self, world, phone):
        sip = ask_stun(world, phone, phone.address)
        media = ask_stun(world, phone, (phone.address[0], phone.rtp))
        phone.says = {"via": sip, "contact": sip, "sdp": media}


class StunMedia(Cause):
    """Asks for its media port only."""
    name = "stun-media-only"
    shows = ("lan", "wan", "both")

    def begin(self, world, phone):
        phone.says["sdp"] = ask_stun(world, phone, (phone.address[0], phone.rtp))


class Ice(Cause):
    """Server-reflexive default candidate, listed in the offer."""
    name = "ice-srflx"

    def begin(self, world, phone):
        media = outermost(world, (phone.address[0], phone.rtp))
        phone.says["sdp"] = media
        phone.candidates = [
            "a=ice-ufrag:8hhY", "a=ice-pwd:asd88fgpdd777uzjYhagZg",
            f"a=candidate:1 1 UDP 2130706431 {phone.address[0]} {phone.rtp} typ host",
            f"a=candidate:2 1 UDP 1694498815 {media[0]} {media[1]} typ srflx raddr {phone.address[0]} rport {phone.rtp}"]


class IceRelay(Cause):
    """The default candidate is a TURN server's."""
    name = "ice-relay"

    def begin(self, world, phone):
        phone.says["sdp"] = ("192.0.2.44", 52000)
        phone.candidates = [
            "a=ice-ufrag:8hhY", "a=ice-pwd:asd88fgpdd777uzjYhagZg",
            f"a=candidate:1 1 UDP 2130706431 {phone.address[0]} {phone.rtp} typ host",
            f"a=candidate:3 1 UDP 41885439 192.0.2.44 52000 typ relay raddr {phone.address[0]} rport {phone.rtp}"]


class Turn(Cause):
    """Media through a relay that is neither the phone's nor the router's address; no ICE."""
    name = "turn-without-ice"

    def begin(self, world, phone):
        phone.says["sdp"] = ("192.0.2.44", 52000)


class StaticAddress(Cause):
    """Somebody typed the public address into the phone ("NAT IP")."""
    name = "configured-address"
    shows = ("lan", "both")

    def begin(self, world, phone):
        host = outermost(world, phone.address)[0]
        phone.says = {"via": (host, phone.address[1]), "contact": (host, phone.address[1]), "sdp": (host, phone.rtp)}


class Upnp(StaticAddress):
    """The phone asks the router for its address and for port mappings (NAT-PMP)."""
    name = "upnp-or-nat-pmp"


class PbxStatic(StaticAddress):
    """A PBX with its external address configured; its User-Agent says what it is."""
    name = "pbx-static-address"
    shows = ("lan", "wan", "server", "both")


class Outbound(Cause):
    """SIP Outbound and GRUU: more parameters, addresses stay private."""
    name = "sip-outbound"

    def begin(self, world, phone):
        plain = phone.contact
        phone.contact = lambda transport: plain(transport).replace(">", ";ob>", 1) + ';reg-id=1;+sip.instance="<urn:uuid:1>"'


class BrokenClient(Cause):
    """A parse bug: the Contact's host is nobody's address."""
    name = "broken-client"

    def begin(self, world, phone):
        phone.says["contact"] = ("8.0.4.0", 44532)


class Registrar(Cause):
    """The server fixes Contact in what it sends itself."""
    name = "registrar-fixes-contact"

    def begin(self, world, phone):
        world.server.fixes_contact = True


class PublicPhone(Cause):
    """The phone has the public address; its Call-ID says so, too."""
    name = "public-phone"
    shows = ("lan", "both")


class IpV6(Cause):
    """No translation over IPv6."""
    name = "ipv6-direct"


class Vpn(Cause):
    """Private addresses on both ends."""
    name = "vpn"


class CarrierNet(Cause):
    """A phone that lives on the carrier's 100.64/10 itself."""
    name = "phone-on-carrier-net"


class Hold(Cause):
    """Puts its calls on hold with sendonly."""
    name = "hold"


class OldHold(Cause):
    """c=0.0.0.0 on hold (RFC 2543)."""
    name = "hold-with-zero-address"

    def begin(self, world, phone):
        plain = phone.sdp

        def sdp(direction="sendrecv", version=1):
            lines = plain(direction, version)
            if direction == "sendonly":
                kind = family(phone.address[0])
                lines = [f"c=IN {kind} 0.0.0.0" if line.startswith("c=") else line for line in lines]
            return lines
        phone.sdp = sdp


class CarrierNat(Cause):
    """A second translation at the provider; nobody rewrites."""
    name = "carrier-nat"


class Anonymous(Cause):
    """From hides who calls."""
    name = "anonymous-from"


VISIBLE = (Learned, LearnedSdp, Stun, StunMedia, Ice, IceRelay, Turn, StaticAddress, Upnp, PbxStatic, Outbound, BrokenClient,
           Registrar, PublicPhone, IpV6, Vpn, CarrierNet, CarrierNat, OldHold)
