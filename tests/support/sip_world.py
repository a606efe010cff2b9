"""Phones of many makes, a server, and the path between them, played message by message.

A World carries bytes between a Phone and a Server through routers (sip_boxes) and keeps what an
observer would have seen at each point: "lan", "wan" (behind the customer's router), "server". All
choices come from the random.Random it is given, so a seed is a case.
"""
from sip_boxes import Flow, Nothing
from sip_text import (COMPACT, Message, family, host_port, map_uris, parameter, sent_by, uri_endpoint,
                      with_sent_by)

SECOND = 1_000_000


class Stack:
    """Habits of one make of phone."""

    def __init__(self, user_agent, rport=True, via_port=True, contact_port=True, call_id="host",
                 rtcp=False, ice=False, instance=False, spelling="long", order="via-first",
                 bracket_name=False, length=True):
        self.user_agent = user_agent
        self.rport = rport
        self.via_port = via_port
        self.contact_port = contact_port
        self.call_id = call_id  # "host": number@own address, "plain": no host
        self.rtcp = rtcp
        self.ice = ice
        self.instance = instance
        self.spelling = spelling
        self.order = order
        self.display = bracket_name
        self.length = length


STACKS = [
    Stack("PolycomVVX-VVX_410-UA/5.9.5.0614", rport=False, contact_port=False, call_id="plain"),
    Stack("Yealink SIP-T46S 66.83.0.37", rtcp=True, call_id="host"),
    Stack("Yealink SIP-T42U 108.86.0.20", rport=True, call_id="host", order="cseq-early"),
    Stack("snomD765/10.1.54.13", call_id="plain", instance=True, bracket_name=True),
    Stack("Grandstream GXP2170 1.0.11.48", call_id="host", spelling="lower"),
    Stack("Cisco/SPA504G-7.6.2c", rport=False, call_id="host", order="contact-early"),
    Stack("Cisco-CP8841/11.3.1", via_port=True, call_id="host", instance=True),
    Stack("Mitel 6867i/5.1.0.4019", rport=False, contact_port=True, call_id="plain"),
    Stack("Fanvil X4U 2.12.1.3 0c383e1a2b3c", call_id="host", rtcp=True),
    Stack("Panasonic-KX-HDV130/08.105", rport=True, via_port=False, contact_port=False, call_id="plain"),
    Stack("Gigaset N510 IP PRO/42.250.00.000.000", call_id="host", spelling="compact"),
    Stack("AUDC-IPPhone/3.4.8 (405HD)", call_id="host", order="contact-early"),
    Stack("OBIHAI/OBi202-3.2.2.5921", call_id="host", spelling="upper"),
    Stack("Zoiper v2.10.18.6", call_id="plain", instance=True),
    Stack("MicroSIP/3.21.3", call_id="plain", rtcp=True),
    Stack("baresip v3.1.0 (x86_64/Linux)", rport=True, call_id="plain", instance=True, rtcp=True),
    Stack("Linphone Desktop/5.1.2 (LinphoneCore/5.2.109)", call_id="plain", instance=True, ice=True),
    Stack("Htek UC926E V2.42.6.5.15", call_id="host", bracket_name=True),
    Stack("Algo-8180/5.2", rport=False, call_id="plain", spelling="compact"),
    Stack("Avaya J179 IP Phone 4.0.10.2", call_id="plain", order="cseq-early", instance=True),
]
PBX_STACKS = [Stack("Asterisk PBX 18.20.0", call_id="host"), Stack("FreeSWITCH-mod_sofia/1.10.9", call_id="plain"),
              Stack("3CXPhoneSystem 18.0.9.20", call_id="plain"), Stack("MiVoice Office 400/6.3", call_id="host"),
              Stack("IP Office 11.1.2.4.0 build 18", rport=False, call_id="host"),
              Stack("Cisco-CUCM12.5", rport=False, call_id="host"), Stack("Grandstream UCM6304V1.4A 1.0.23.9", call_id="plain")]

ORDERS = {
    "via-first": ["Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Contact"],
    "cseq-early": ["Via", "From", "To", "CSeq", "Call-ID", "Contact", "Max-Forwards"],
    "contact-early": ["Via", "From", "To", "Contact", "Call-ID", "CSeq", "Max-Forwards"],
}


def spelled(name, spelling):
    if spelling == "compact":
        return COMPACT.get(name.lower(), name)
    return {"lower": name.lower(), "upper": name.upper()}.get(spelling, name)


class Phone:
    """One device: where it lives, what it says. What it believes its address to be is in .says:
    "via", "contact" and "sdp" each give (host, port)."""

    def __init__(self, random, stack, address, user, cause=None, ttl=64):
        self.random = random
        self.stack = stack
        self.address = address  # (host, port)
        self.user = user
        self.cause = cause
        self.ttl = ttl
        self.rtp = 10000 + 2 * random.randrange(10000)
        self.says = {"via": address, "contact": address, "sdp": (address[0], self.rtp)}
        self.domain = "pbx.example.net"
        self.own_host = address[0]  # in what it makes of its own address: Call-ID
        self.candidates = []        # further a=candidate lines
        self.cseq = 0
        self.instance = f"urn:uuid:{random.getrandbits(128):032x}"
        self.mac = f"{random.getrandbits(40):010x}"

    def token(self, size=40):
        return f"{self.random.getrandbits(size):x}"

    def new_call_id(self):
        return self.token(64) + (f"@{self.own_host}" if self.stack.call_id == "host" else "")

    def via(self, transport, branch=None):
        host, port = self.says["via"]
        value = f"SIP/2.0/{transport.upper()} {host_port(host, port if self.stack.via_port or port != 5060 else None)}"
        return f"{value};branch={branch or 'z9hG4bK' + self.token()}" + (";rport" if self.stack.rport else "")

    def contact(self, transport):
        host, port = self.says["contact"]
        uri = f"sip:{self.user}@{host_port(host, port if self.stack.contact_port or port != 5060 else None)}"
        value = f"<{uri}{';transport=tcp' if transport == 'tcp' else ''}>"
        if self.stack.instance:
            value += f';+sip.instance="<{self.instance}>"'
        return value

    def sdp(self, direction="sendrecv", version=1):
        host, port = self.says["sdp"]
        kind = family(host)
        lines = ["v=0", f"o=- {2000 + self.rtp} {version} IN {kind} {host}", "s=-", f"c=IN {kind} {host}", "t=0 0",
                 f"m=audio {port} RTP/AVP 0 8 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000",
                 "a=rtpmap:101 telephone-event/8000"]
        if self.stack.rtcp:
            lines.append(f"a=rtcp:{self.rtp + 1} IN {family(self.own_host)} {self.own_host}")
        if self.stack.ice:
            lines.append("a=ice-ufrag:" + self.token(20))
            lines.append(f"a=candidate:1 1 UDP 2130706431 {self.own_host} {self.rtp} typ host")
        return lines + self.candidates + [f"a={direction}"]

    def finish(self, start, values, body):
        """A message with its headers in this make's order and spelling."""
        headers = [[name, values.pop(name)] for name in ORDERS[self.stack.order] if name in values]
        headers += [[name, value] for name, value in values.items()]
        message = Message(start, headers, body)
        if body is not None:
            message.headers.append(["Content-Type", "application/sdp"])
        if self.stack.length or body is not None:
            message.headers.append(["Content-Length", str(len(message.body_bytes()))])
        for header in message.headers:
            header[0] = spelled(header[0], self.stack.spelling)
        return message

    def request(self, method, uri, dialog, transport, body=None, contact=True, extra=(), branch=None):
        values = {"Via": self.via(transport, branch), "Max-Forwards": "70", "From": dialog.local, "To": dialog.remote,
                  "Call-ID": dialog.call_id, "CSeq": f"{dialog.next_cseq(method)} {method}"}
        if contact:
            values["Contact"] = self.contact(transport)
        values["User-Agent"] = self.stack.user_agent
        values.update(extra)
        if method in ("REGISTER", "INVITE"):
            values["Allow"] = "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, UPDATE"
            values["Supported"] = "replaces"
        return self.finish(f"{method} {uri} SIP/2.0", values, body)

    def answer(self, request, status, reason, transport, body=None, contact=False, tag=None):
        values = {"Via": request.get("Via"), "From": request.get("From"),
                  "To": request.get("To") + (f";tag={tag}" if tag and "tag=" not in request.get("To") else ""),
                  "Call-ID": request.get("Call-ID"), "CSeq": request.get("CSeq")}
        if contact:
            values["Contact"] = self.contact(transport)
        values["User-Agent"] = self.stack.user_agent
        message = self.finish(f"SIP/2.0 {status} {reason}", values, body)
        for via in request.places("Via")[1:]:
            message.insert(message.places("Via")[0][0], via[1], "From")
        return message


class Dialog:
    """One registration or call, from the side of whoever opened it."""

    def __init__(self, phone, remote_user=None):
        self.phone = phone
        name = f'"Desk {phone.user}" ' if phone.stack.display else ""
        self.local = f"{name}<sip:{phone.user}@{phone.domain}>;tag={phone.token()}"
        self.remote = f"<sip:{remote_user or phone.user}@{phone.domain}>"
        self.call_id = phone.new_call_id()
        self.cseq = 0

    def next_cseq(self, method):
        if method not in ("ACK", "CANCEL"):
            self.cseq += 1
        return self.cseq


class Server:
    """A PBX or provider. manner: what it does to the Via of an answer.

    "rfc"      received= when sent-by is not the source or rport was asked for (RFC 3261, RFC 3581)
    "differs"  received= only when sent-by is not the source; rport filled when asked for
    "forced"   as "differs", and rport filled in unasked
    "careless" the Via as it came
    """

    def __init__(self, random, address, manner="rfc", user_agent="Asterisk PBX 20.5.0", fixes_contact=False,
                 private=False):
        self.random = random
        self.address = address
        self.manner = manner
        self.user_agent = user_agent
        self.fixes_contact = fixes_contact
        self.bindings = {}  # user: (Contact URI, source)
        self.media = (address[0], 14000 + 2 * random.randrange(2000))

    def token(self):
        return f"{self.random.getrandbits(40):x}"

    def noted_via(self, via, source):
        """The Via as this server returns it to where it came from."""
        host, port = sent_by(via)
        asked = parameter(via, "rport") == ""
        if self.manner == "careless":
            return via
        if asked:
            via = via.replace(";rport", f";rport={source[1]}", 1)
        elif self.manner == "forced":
            via += f";rport={source[1]}"
        if host != source[0] or (self.manner == "rfc" and asked):
            via += f";received={source[0]}"
        return via

    def answer(self, request, source, status, reason, contact=None, body=None, extra=()):
        vias = [via[1] for via in request.places("Via")]
        vias[0] = self.noted_via(vias[0], source)
        headers = [["Via", via] for via in vias]
        to = request.get("To")
        headers += [["From", request.get("From")], ["To", to if "tag=" in to or status == 100 else f"{to};tag=s{self.token()}"],
                    ["Call-ID", request.get("Call-ID")], ["CSeq", request.get("CSeq")], ["Server", self.user_agent]]
        if contact:
            headers.append(["Contact", contact])
        headers += [list(pair) for pair in extra]
        message = Message(f"SIP/2.0 {status} {reason}", headers, body)
        if body is not None:
            message.headers.append(["Content-Type", "application/sdp"])
        message.headers.append(["Content-Length", str(len(message.body_bytes()))])
        return message

    def contact(self):
        return f"<sip:{host_port(*self.address)}>"

    def sdp(self, direction="sendrecv"):
        host, port = self.media
        return ["v=0", f"o=root 7{port} 1 IN {family(host)} {host}", "s=pbx", f"c=IN {family(host)} {host}", "t=0 0",
                f"m=audio {port} RTP/AVP 0 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", f"a={direction}"]

    def request(self, method, user, dialog, body=None, extra=()):
        uri, source = self.bindings.get(user, (f"sip:{user}@unknown.invalid", None))
        if self.fixes_contact and source is not None:
            uri = map_uris(uri, lambda host, port: source)
        headers = [["Via", f"SIP/2.0/UDP {host_port(*self.address)};branch=z9hG4bKs{self.token()};rport"],
                   ["Max-Forwards", "70"], ["From", dialog["from"]], ["To", dialog["to"]], ["Call-ID", dialog["id"]],
                   ["CSeq", f"{dialog['cseq']} {method}"], ["Contact", self.contact()], ["User-Agent", self.user_agent]]
        headers += [list(pair) for pair in extra]
        message = Message(f"{method} {uri} SIP/2.0", headers, body)
        if body is not None:
            message.headers.append(["Content-Type", "application/sdp"])
        message.headers.append(["Content-Length", str(len(message.body_bytes()))])
        return message


class Router:
    """One box on the path: translates addresses (unless outside is None) and runs an ALG."""

    def __init__(self, random, outside, alg=None, keeps_ports=True, ports=(5060,)):
        self.random = random
        self.outside = outside
        self.alg = alg or Nothing()
        self.keeps_ports = keeps_ports
        self.ports = ports  # server ports the ALG is bound to
        self.taken = {}

    def map(self, inside):
        """The outside face of an inside endpoint."""
        if self.outside is None:
            return inside
        known = {value: key for key, value in self.taken.items()}
        if inside in known:
            return known[inside]
        port = inside[1]
        if not self.keeps_ports or (self.outside, port) in self.taken:
            port = 20000 + self.random.randrange(40000)
        self.taken[self.outside, port] = inside
        return (self.outside, port)


class Seen:
    """A packet at an observer's point."""

    def __init__(self, time_us, source, destination, ttl, transport, data):
        self.time_us, self.source, self.destination = time_us, source, destination
        self.ttl, self.transport, self.data = ttl, transport, data


class World:
    """routers: from the phone outwards. The point "wan" is behind the customer's, number customer."""

    def __init__(self, random, server, routers, customer=0, transport="udp", server_hops=9, latency=(10_000, 25_000)):
        self.random = random
        self.server = server
        self.routers = routers
        self.customer = customer
        self.transport = transport
        self.server_hops = server_hops
        self.latency = latency  # microseconds between packets: at least, at most
        self.now = 1767607200 * SECOND + random.randrange(60 * SECOND)
        self.seen = {"lan": [], "wan": [], "server": []}
        self.lost = False
        self.changed = set()  # what the ALGs on the path changed

    def wait(self, seconds):
        self.now += round(seconds * SECOND)

    def note(self, point, source, destination, ttl, data, transport=None):
        self.seen[point].append(Seen(self.now, source, destination, ttl, transport or self.transport, data))
        self.now += 20 + self.random.randrange(150)

    def up(self, phone, message, quiet=False):
        """From the phone to the server: (message, source) as they arrive, or None when lost."""
        data, source, ttl = message.render(), phone.address, phone.ttl
        self.now += self.random.randrange(*self.latency)
        self.note("lan", source, self.server.address, ttl, data)
        for i, router in enumerate(self.routers):
            outside = router.map(source)
            flow = Flow(source, outside, self.server.address, self.transport)
            message = Message.parse(data)
            if self.server.address[1] in router.ports and not router.alg.up(message, flow):
                self.lost = True
                return None
            if data != message.render():
                self.changed |= router.alg.changes
            data, source, ttl = message.render(), outside, ttl - 1
            if i == self.customer:
                self.note("wan", source, self.server.address, ttl, data)
        self.note("server", source, self.server.address, ttl - self.server_hops, data)
        return Message.parse(data), source

    def down(self, phone, message):
        """From the server to the phone: the message as it arrives, or None when lost."""
        hops = [phone.address]
        for router in self.routers:
            hops.append(router.map(hops[-1]))
        data, here = message.render(), self.server.address
        self.now += self.random.randrange(*self.latency)
        self.note("server", here, hops[-1], 64, data)
        for i in reversed(range(len(self.routers))):
            router = self.routers[i]
            if i == self.customer:
                self.note("wan", here, hops[i + 1], 64 - self.server_hops, data)
            message = Message.parse(data)
            flow = Flow(hops[i], hops[i + 1], here, self.transport)
            if here[1] in router.ports and not router.alg.down(message, flow):
                self.lost = True
                return None
            if data != message.render():
                self.changed.add("inbound")
            data = message.render()
        self.note("lan", here, phone.address, 64 - self.server_hops - len(self.routers), data)
        return Message.parse(data)

    # --- what phones and servers do ---

    def ask(self, phone, message):
        """A request of the phone, carried; (as it arrived, source) or None."""
        return self.up(phone, message)

    def tell(self, phone, arrived, status, reason, **more):
        """The server's answer to an arrived request, carried to the phone."""
        request, source = arrived
        back = self.down(phone, self.server.answer(request, source, status, reason, **more))
        if back is not None and phone.cause is not None:
            phone.cause.on_answer(phone, back)
        return back

    def register(self, phone, challenge=True, dialog=None, expires=3600):
        dialog = dialog or Dialog(phone)
        uri = f"sip:{phone.domain}"
        if challenge:
            arrived = self.ask(phone, phone.request("REGISTER", uri, dialog, self.transport, extra={"Expires": str(expires)}))
            if arrived is None:
                return None
            self.tell(phone, arrived, 401, "Unauthorized",
                      extra=[("WWW-Authenticate", f'Digest realm="{phone.domain}", nonce="{phone.token()}"')])
        credentials = (f'Digest username="{phone.user}", realm="{phone.domain}", nonce="5f6a17b2", '
                       f'uri="{uri}", response="{phone.random.getrandbits(128):032x}", algorithm=MD5')
        arrived = self.ask(phone, phone.request("REGISTER", uri, dialog, self.transport,
                                                extra={"Expires": str(expires), "Authorization": credentials}))
        if arrived is None:
            return None
        request, source = arrived
        contact = request.get("Contact")
        self.server.bindings[phone.user] = (contact[contact.index("<") + 1:contact.index(">")], source)
        self.tell(phone, arrived, 200, "OK", contact=f"{contact};expires={expires}")
        return dialog

    def call_out(self, phone, to="302", hold=False, bye=True, challenge=False):
        dialog = Dialog(phone, to)
        uri = f"sip:{to}@{phone.domain}"
        if challenge:
            branch = "z9hG4bK" + phone.token()
            arrived = self.ask(phone, phone.request("INVITE", uri, dialog, self.transport, phone.sdp(), branch=branch))
            if arrived is None:
                return self.repeat_invite(phone, dialog, uri)
            self.tell(phone, arrived, 407, "Proxy Authentication Required",
                      extra=[("Proxy-Authenticate", f'Digest realm="{phone.domain}", nonce="{phone.token()}"')])
            self.ask(phone, phone.request("ACK", uri, dialog, self.transport, contact=False, branch=branch))
        arrived = self.ask(phone, phone.request("INVITE", uri, dialog, self.transport, phone.sdp()))
        if arrived is None:
            return self.repeat_invite(phone, dialog, uri)
        self.tell(phone, arrived, 100, "Trying")
        self.wait(0.3)
        self.tell(phone, arrived, 180, "Ringing", contact=self.server.contact())
        self.wait(2)
        back = self.tell(phone, arrived, 200, "OK", contact=self.server.contact(), body=self.server.sdp())
        if back is None:
            return None
        dialog.remote = back.get("To")
        target = back.get("Contact").strip("<>")
        self.ask(phone, phone.request("ACK", target, dialog, self.transport, contact=False))
        if hold:
            self.wait(5)
            for direction, version in (("sendonly", 2), ("sendrecv", 3)):
                arrived = self.ask(phone, phone.request("INVITE", target, dialog, self.transport, phone.sdp(direction, version)))
                if arrived is None:
                    return None
                answer = {"sendonly": "recvonly"}.get(direction, "sendrecv")
                self.tell(phone, arrived, 200, "OK", contact=self.server.contact(), body=self.server.sdp(answer))
                self.ask(phone, phone.request("ACK", target, dialog, self.transport, contact=False))
                self.wait(4)
        if bye:
            self.wait(6)
            arrived = self.ask(phone, phone.request("BYE", target, dialog, self.transport, contact=False))
            if arrived is not None:
                self.tell(phone, arrived, 200, "OK")
        return dialog

    def repeat_invite(self, phone, dialog, uri):
        """A lost INVITE is sent again and again (timer A), and given up."""
        message = phone.request("INVITE", uri, dialog, self.transport, phone.sdp())
        for pause in (0.5, 1, 2, 4):
            self.wait(pause)
            if self.up(phone, message) is not None:
                return None
        return None

    def server_dialog(self, phone, method):
        return {"id": f"s{self.server.token()}@{self.server.address[0]}", "cseq": 102,
                "from": f"<sip:900@{phone.domain}>;tag=s{self.server.token()}", "to": f"<sip:{phone.user}@{phone.domain}>",
                "method": method}

    def options_in(self, phone):
        message = self.server.request("OPTIONS", phone.user, self.server_dialog(phone, "OPTIONS"))
        got = self.down(phone, message)
        if got is not None:
            self.up(phone, phone.answer(got, 200, "OK", self.transport, contact=True, tag=phone.token()))

    def call_in(self, phone):
        dialog = self.server_dialog(phone, "INVITE")
        got = self.down(phone, self.server.request("INVITE", phone.user, dialog, self.server.sdp()))
        if got is None:
            return
        tag = phone.token()
        self.up(phone, phone.answer(got, 180, "Ringing", self.transport, contact=True, tag=tag))
        self.wait(2)
        arrived = self.up(phone, phone.answer(got, 200, "OK", self.transport, body=phone.sdp(), contact=True, tag=tag))
        if arrived is None:
            return
        dialog["to"] = arrived[0].get("To")
        self.down(phone, self.server.request("ACK", phone.user, dialog))
        self.wait(4)
        dialog["cseq"] += 1
        got = self.down(phone, self.server.request("BYE", phone.user, dialog))
        if got is not None:
            self.up(phone, phone.answer(got, 200, "OK", self.transport))

    def subscribe(self, phone, event="message-summary"):
        dialog = Dialog(phone)
        uri = f"sip:{phone.user}@{phone.domain}"
        arrived = self.ask(phone, phone.request("SUBSCRIBE", uri, dialog, self.transport,
                                                extra={"Event": event, "Expires": "3600"}))
        if arrived is None:
            return
        back = self.tell(phone, arrived, 200, "OK", contact=self.server.contact(), extra=[("Expires", "3600")])
        notify = {"id": dialog.call_id if back is None else arrived[0].get("Call-ID"), "cseq": 1,
                  "from": (back or arrived[0]).get("To"), "to": arrived[0].get("From"), "method": "NOTIFY"}
        got = self.down(phone, self.server.request("NOTIFY", phone.user, notify,
                                                   extra=[("Event", event), ("Subscription-State", "active;expires=3599")]))
        if got is not None:
            self.up(phone, phone.answer(got, 200, "OK", self.transport))
