"""What lies between a phone and its server: routers that translate addresses, and what SIP ALGs of
different makers do to the messages on the way (documented behaviours, played here by hand).

An ALG has up() for messages of the phone and down() for messages to it. Both edit the message they
are given; up() and down() return False where the ALG loses the message. flow: .inside and .outside,
the two faces of the NAT mapping, .server and .transport.
"""
import hashlib
import re

from sip_text import Message, family, host_port, map_uris, parameter, sent_by, uri_endpoint, with_sent_by


class Flow:
    """One NAT mapping."""

    def __init__(self, inside, outside, server, transport):
        self.inside = inside
        self.outside = outside
        self.server = server
        self.transport = transport


def swap_top_via(message, old, new):
    top = message.places("Via")[0]
    host, port = sent_by(top[1])
    if (host, port or 5060) == old:
        top[1] = with_sent_by(top[1], *new)


def swap_uris(message, names, old, new):
    """Replaces old by new in the URIs of these headers; a port appears where none was."""
    def change(host, port):
        return new if (host, port or 5060) == old else None
    for name in names:
        if name == "Request-URI":
            if message.is_request:
                message.start = map_uris(message.start, change)
            continue
        for header in message.places(name):
            header[1] = map_uris(header[1], change)


def swap_hosts(text, old, new):
    return re.sub(rf"(?<![\w.:]){re.escape(old)}(?![\w.])", new, text)


def swap_sdp(message, kinds, old, new, port=None):
    """Replaces the address in c=, o= (kinds) where it is old; port maps the number in m=."""
    if not message.has_sdp:
        return
    for i, line in enumerate(message.body):
        if line[:2] in kinds and line.endswith(" " + old):
            message.body[i] = f"{line[:-len(old) - 5]} {family(new)} {new}"
        elif port and line.startswith("m="):
            head, number, rest = line.split(" ", 2)
            message.body[i] = f"{head} {port(int(number))} {rest}"
    message.fix_length()


def map_back_via(message, flow):
    """An answer's top Via, with received= and rport=, in the terms of the inside."""
    top = message.places("Via")[0]
    swap_top_via(message, flow.outside, flow.inside)
    if parameter(top[1], "received") == flow.outside[0]:
        top[1] = top[1].replace(f";received={flow.outside[0]}", f";received={flow.inside[0]}")
    if parameter(top[1], "rport") == str(flow.outside[1]):
        top[1] = top[1].replace(f";rport={flow.outside[1]}", f";rport={flow.inside[1]}")


class Nothing:
    """Address translation and nothing else."""
    name = "plain-nat"
    family = None
    changes = set()  # of "contact", "sdp", "via", "other": what its up() changes

    def up(self, message, flow):
        return True

    def down(self, message, flow):
        return True


class Linux(Nothing):
    """nf_nat_sip: exchanges the phone's side of the flow for the NAT's, and back."""
    name = "linux"
    family = "linux-nf_nat_sip"
    changes = {"contact", "sdp", "via"}
    headers = ("Request-URI", "Contact", "From", "To")

    def up(self, message, flow):
        if message.is_request:
            swap_top_via(message, flow.inside, flow.outside)
        swap_uris(message, self.headers, flow.inside, flow.outside)
        if message.has_sdp and any(line == f"c=IN {family(flow.inside[0])} {flow.inside[0]}"
                                   for line in message.body):
            swap_sdp(message, ("c=",), flow.inside[0], flow.outside[0])
            for i, line in enumerate(message.body):
                if line.startswith("o="):
                    message.body[i] = (" ".join(line.split()[:4]) +
                                       f" {family(flow.outside[0])} {flow.outside[0]}")
            message.fix_length()
        return True

    def down(self, message, flow):
        if not message.is_request:
            map_back_via(message, flow)
        swap_uris(message, self.headers, flow.outside, flow.inside)
        return True


class Junos(Linux):
    """SRX: headers as in its table, and the host of the Call-ID."""
    name = "junos"
    family = "juniper"
    headers = ("Request-URI", "Contact", "From", "To", "Record-Route", "Route")

    def up(self, message, flow):
        message.set("Call-ID", swap_hosts(message.get("Call-ID"), flow.inside[0], flow.outside[0]))
        return super().up(message, flow)

    def down(self, message, flow):
        message.set("Call-ID", swap_hosts(message.get("Call-ID"), flow.outside[0], flow.inside[0]))
        return super().down(message, flow)


class FortiGate(Linux):
    """Via, Contact, SDP; a new media port; keeps the old origin in an i= line."""
    name = "fortigate"
    family = "fortinet"

    def up(self, message, flow):
        origin = next((line for line in message.body or [] if line.startswith("o=")), None)
        super().up(message, flow)
        if message.has_sdp:
            swap_sdp(message, (), "", "", port=lambda number: 61000 + number % 2000 & ~1)
            old = origin.split()[-2:]
            at = next(i for i, line in enumerate(message.body) if line.startswith("s=")) + 1
            message.body.insert(at, f"i=(o=IN {old[0]} {old[1]})")
            message.fix_length()
        return True


class SonicWall(Nothing):
    """SIP Transformations: private address and port in Contact, Via and SDP; the answers' Via is put
    back, received= is not touched."""
    name = "sonicwall"
    changes = {"contact", "sdp", "via"}

    def up(self, message, flow):
        if message.is_request:
            swap_top_via(message, flow.inside, flow.outside)
        swap_uris(message, ("Contact",), flow.inside, flow.outside)
        swap_sdp(message, ("c=", "o="), flow.inside[0], flow.outside[0])
        return True

    def down(self, message, flow):
        if not message.is_request:
            swap_top_via(message, flow.outside, flow.inside)
        swap_uris(message, ("Request-URI", "Contact"), flow.outside, flow.inside)
        return True


class Asa(SonicWall):
    """inspect sip: where o= differs from c=, o= stays untranslated. Ports are those of the PAT."""
    name = "asa"

    def up(self, message, flow):
        if message.has_sdp:
            for i, line in enumerate(message.body):
                if line.startswith("o="):  # this phone's origin is another address of its own
                    message.body[i] = line.rsplit(" ", 1)[0] + " 10.255.255.1"
            message.fix_length()
        return super().up(message, flow)


class Ios(SonicWall):
    """IOS NAT: every embedded address, the Call-ID's and From's too; nothing is special about ports."""
    name = "cisco-ios"

    def up(self, message, flow):
        super().up(message, flow)
        swap_uris(message, ("From",), flow.inside, flow.outside)
        return True


class Siproxd(Nothing):
    """A SIP proxy in the router: a Via of its own, Max-Forwards counted down, Contact and SDP its own."""
    name = "siproxd"
    changes = {"contact", "sdp", "via"}
    contact = True

    def up(self, message, flow):
        own = (flow.outside[0], 5060)
        if message.is_request:
            branch = hashlib.md5(message.get("Via").encode()).hexdigest()
            message.insert("Via", f"SIP/2.0/UDP {host_port(*own)};branch=z9hG4bK{branch};rport", "Via")
            message.set("Max-Forwards", str(int(message.get("Max-Forwards", "70")) - 1))
        if self.contact:
            swap_uris(message, ("Contact",), flow.inside, own)
        swap_sdp(message, ("c=", "o="), flow.inside[0], flow.outside[0],
                 port=lambda number: 7070 + number % 20 & ~1)
        for header in message.headers:
            header[0] = header[0].lower() if header[0].lower() == "max-forwards" else header[0]
        return True

    def down(self, message, flow):
        if not message.is_request:
            message.headers.remove(message.places("Via")[0])
        swap_uris(message, ("Request-URI", "Contact"), (flow.outside[0], 5060), flow.inside)
        return True


class SiproxdSdpOnly(Siproxd):
    name = "siproxd-contact-left"
    changes = {"sdp", "via"}
    contact = False


class ContactOnly(Nothing):
    name = "contact-only"
    changes = {"contact"}

    def up(self, message, flow):
        swap_uris(message, ("Contact",), flow.inside, flow.outside)
        return True

    def down(self, message, flow):
        swap_uris(message, ("Request-URI", "Contact"), flow.outside, flow.inside)
        return True


class SdpOnly(Nothing):
    name = "sdp-only"
    changes = {"sdp"}
    kinds = ("c=", "o=")

    def up(self, message, flow):
        swap_sdp(message, self.kinds, flow.inside[0], flow.outside[0])
        return True


class ConnectionOnly(SdpOnly):
    name = "sdp-c-only"
    kinds = ("c=",)


class StaleLength(SdpOnly):
    """Rewrites the SDP and forgets Content-Length."""
    name = "stale-length"

    def up(self, message, flow):
        length = message.get("Content-Length")
        super().up(message, flow)
        if length is not None:
            message.set("Content-Length", length)
        return True


class OneContact(Nothing):
    """A weak ALG: every phone becomes W:5060."""
    name = "one-contact"
    changes = {"contact", "sdp", "via"}

    def up(self, message, flow):
        own = (flow.outside[0], 5060)
        if message.is_request:
            swap_top_via(message, flow.inside, own)
        swap_uris(message, ("Contact",), flow.inside, own)
        swap_sdp(message, ("c=", "o="), flow.inside[0], flow.outside[0])
        return True

    def down(self, message, flow):
        own = (flow.outside[0], 5060)
        if not message.is_request:
            swap_top_via(message, own, flow.inside)
        swap_uris(message, ("Request-URI", "Contact"), own, flow.inside)
        return True


class PortAllocator(Linux):
    """Contact of REGISTER gets the next free port from 5060 on; the packets another."""
    name = "port-allocator"

    def __init__(self):
        self.ports = {}

    def up(self, message, flow):
        port = self.ports.setdefault(flow.inside, 5060 + len(self.ports))
        swap_uris(message, ("Contact",), flow.inside, (flow.outside[0], port))
        return super().up(message, flow)

    def down(self, message, flow):
        port = self.ports.setdefault(flow.inside, 5060 + len(self.ports))
        swap_uris(message, ("Request-URI", "Contact"), (flow.outside[0], port), flow.inside)
        return super().down(message, flow)


class TunnelAddress(Linux):
    """Writes the address of another interface of the router (a tunnel) instead of the outside one."""
    name = "tunnel-address"
    family = None
    inner = ("10.211.7.2", 5060)

    def up(self, message, flow):
        return super().up(message, Flow(flow.inside, self.inner, flow.server, flow.transport))

    def down(self, message, flow):
        return super().down(message, Flow(flow.inside, self.inner, flow.server, flow.transport))


class RportStripper(Nothing):
    """Takes rport out of the Via on the way out."""
    name = "rport-stripper"
    changes = {"other"}

    def up(self, message, flow):
        if message.is_request:
            top = message.places("Via")[0]
            top[1] = re.sub(r";rport(?=;|$)", "", top[1])
        return True


class HeaderStripper(Nothing):
    name = "header-stripper"
    changes = {"other"}

    def up(self, message, flow):
        for name in ("Allow", "Supported", "P-Preferred-Identity"):
            message.remove(name)
        return True


class InviteDropper(Nothing):
    """Loses every INVITE that carries SDP."""
    name = "invite-dropper"
    changes = {"loss"}

    def up(self, message, flow):
        return not (message.is_request and message.method == "INVITE" and message.has_sdp)


class PartialTcp(Linux):
    """Changes only messages that fit one segment: of a connection, some are rewritten."""
    name = "linux-large-messages-pass"

    def up(self, message, flow):
        return True if len(message.render()) > 900 else super().up(message, flow)


class OnlyInvites(Linux):
    """Looks at messages with SDP only."""
    name = "only-messages-with-sdp"

    def up(self, message, flow):
        return super().up(message, flow) if message.has_sdp else True


class OnlyAnswers(Linux):
    """Changes answers of the phone, not its requests."""
    name = "only-answers"

    def up(self, message, flow):
        return True if message.is_request else super().up(message, flow)


class Everything(Linux):
    """Replaces the address wherever it stands, as text."""
    name = "text-replacement"
    family = None

    def up(self, message, flow):
        replace_everywhere(message, flow.inside[0], flow.outside[0])
        return True

    def down(self, message, flow):
        replace_everywhere(message, flow.outside[0], flow.inside[0])
        return True


def replace_everywhere(message, old, new):
    copy = Message.parse(swap_hosts(message.render().decode(), old, new).encode())
    message.start, message.headers, message.body = copy.start, copy.headers, copy.body
    message.fix_length()


class Reformatter(Nothing):
    """Takes messages apart and writes them anew: other names of headers, nothing else."""
    name = "reformatter"
    changes = {"other"}

    def up(self, message, flow):
        for header in message.headers:
            header[0] = header[0].title()
        message.headers.insert(1, message.headers.pop(2))
        return True


class RouteInserter(Nothing):
    """Puts itself into the route and counts Max-Forwards down."""
    name = "route-inserter"
    changes = {"other"}

    def up(self, message, flow):
        if message.is_request:
            message.insert("Record-Route", f"<sip:{host_port(flow.outside[0])};lr>", "From")
            message.set("Max-Forwards", str(int(message.get("Max-Forwards")) - 1))
        return True


ALGS = (Linux, Junos, FortiGate, SonicWall, Asa, Ios, Siproxd, SiproxdSdpOnly, ContactOnly, SdpOnly,
        ConnectionOnly, StaleLength, OneContact, PortAllocator, TunnelAddress, RportStripper,
        HeaderStripper, InviteDropper, PartialTcp, OnlyInvites, OnlyAnswers, Everything, Reformatter,
        RouteInserter)


def contact_endpoint(message):
    value = message.get("Contact")
    return None if value is None else uri_endpoint(value)
