#!/usr/bin/python3
"""check-redaction.py CLI: what identifies a customer is in no redacted export, wherever one looks.

A capture from before a change and one from after it are full of planted names, numbers, domains,
addresses and MACs. Both are exported plainly and redacted, in every format. The same search (text and
raw bytes; of a PDF also its outline, links, metadata and unpacked objects; of the cut also addresses
as they stand in packet headers) must find each of them in the plain exports and none in the redacted
ones. Credentials must be in neither.
"""
import html
import ipaddress
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "support"))

import packets  # noqa: E402

SCRIPT = """
@ udp 62.53.10.77:1024 > 198.18.7.90:5060 ttl=63 time=0
REGISTER sip:pbx.mueller-bakery.de SIP/2.0
Via: SIP/2.0/UDP {via}:1024;branch=z9hG4bK00156512abcd-471188;rport
From: "Anna Müller" <sip:471188@pbx.mueller-bakery.de>;tag=anna471188
To: "Anna Müller" <sip:471188@pbx.mueller-bakery.de>
Call-ID: 00156512abcd-471188@192.168.77.12
CSeq: 1 REGISTER
Contact: "Anna Müller" <sip:471188:geheim99@{contact}>;+sip.instance="<urn:uuid:00000000-0000-1000-8000-00156512abcd>"
Authorization: Digest username="471188", realm="mueller-bakery.de", nonce="feedbeef77", uri="sip:pbx.mueller-bakery.de", response="cafe0123cafe"
User-Agent: Yealink SIP-T46S 66.83.0.37 00:15:65:12:ab:cd
Organization: Backstube Tegernsee
Expires: 3600
Content-Length: 0

@ udp 198.18.7.90:5060 > 62.53.10.77:1024 ttl=60
SIP/2.0 200 OK
Via: SIP/2.0/UDP {via}:1024;branch=z9hG4bK00156512abcd-471188;received=62.53.10.77;rport=1024
From: "Anna Müller" <sip:471188@pbx.mueller-bakery.de>;tag=anna471188
To: "Anna Müller" <sip:471188@pbx.mueller-bakery.de>;tag=srv
Call-ID: 00156512abcd-471188@192.168.77.12
CSeq: 1 REGISTER
Contact: <sip:471188@{contact}>;expires=3600
Server: Hauspbx/3.1
Content-Length: 0

@ udp 62.53.10.77:1024 > 198.18.7.90:5060 ttl=63 time=5
INVITE sip:+498912345678@pbx.mueller-bakery.de;user=phone SIP/2.0
Via: SIP/2.0/UDP {via}:1024;branch=z9hG4bKinvite471188;rport
From: "Anna Müller" <sip:471188@pbx.mueller-bakery.de>;tag=2
To: <sip:+498912345678@pbx.mueller-bakery.de;user=phone>
Call-ID: call-00156512abcd@192.168.77.12
CSeq: 1 INVITE
Contact: <sip:471188@{contact}>
User-Agent: Yealink SIP-T46S 66.83.0.37 00:15:65:12:ab:cd
P-Asserted-Identity: "Direktion" <sip:+498955667788@pbx.mueller-bakery.de>
Content-Type: application/sdp
Content-Length: {length}

v=0
o=anna471188 1 1 IN IP4 {media}
s=Backstube Tegernsee
c=IN IP4 {media}
t=0 0
m=audio 11780 RTP/AVP 0
a=rtpmap:0 PCMU/8000
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:schluesselbund

@ udp 198.18.7.90:5060 > 62.53.10.77:1024 ttl=60
SIP/2.0 200 OK
Via: SIP/2.0/UDP {via}:1024;branch=z9hG4bKinvite471188;received=62.53.10.77;rport=1024
From: "Anna Müller" <sip:471188@pbx.mueller-bakery.de>;tag=2
To: <sip:+498912345678@pbx.mueller-bakery.de;user=phone>;tag=3
Call-ID: call-00156512abcd@192.168.77.12
CSeq: 1 INVITE
Contact: <sip:+498912345678@198.18.7.90>
Content-Type: application/sdp
Content-Length: {length}

v=0
o=- 1 1 IN IP4 198.18.7.90
s=-
c=IN IP4 198.18.7.90
t=0 0
m=audio 24000 RTP/AVP 0
"""

WORDS = ["anna", "müller", "mueller-bakery", "pbx.mueller-bakery.de", "471188", "498912345678",
         "498955667788", "direktion", "backstube", "tegernsee", "00156512abcd", "00:15:65:12:ab:cd",
         "192.168.77.12", "62.53.10.77", "198.18.7.90", "bad wiessee", "ticket-8812", "müller-vorher",
         "müller-nachher"]
CREDENTIALS = ["geheim99", "feedbeef77", "cafe0123cafe", "schluesselbund"]
ADDRESSES = ["192.168.77.12", "62.53.10.77", "198.18.7.90"]
EXPORTS = ["pdf", "html", "markdown", "csv", "media-csv", "cut"]
FORMATS = ["text", "json"]
HEADERS = {1: 14, 101: 0}  # bytes in front of IP, by link type


def write_capture(path, seconds, **places):
    script = SCRIPT
    for name, value in places.items():
        script = script.replace("{" + name + "}", value)
    found = packets.packets_from_script(script)
    for packet in found:
        packet.time_us += seconds * 1_000_000
    with open(path, "wb") as file:
        file.write(packets.pcap_bytes(found))


def run(*command):
    return subprocess.run(command, capture_output=True, check=False, timeout=60).stdout


def unpacked_objects(path):
    """All objects of a PDF as text, hexadecimal and UTF-16 strings decoded."""
    raw = run("qpdf", "--qdf", "--object-streams=disable", path, "-")
    if not raw:
        sys.exit(f"{path}: qpdf gives nothing")
    strings = [bytes.fromhex(match.decode()) for match in
               re.findall(rb"<((?:[0-9a-fA-F]{2})+)>", raw)]
    strings += re.findall(rb"\(((?:[^()\\]|\\.)*)\)", raw)
    wide = [text[2:].decode("utf-16-be", "replace") for text in strings if text[:2] == b"\xfe\xff"]
    return raw.decode("latin-1") + "\n".join(wide)


def views_of(kind, path):
    """Everything that can be read out of an export, as texts."""
    with open(path, "rb") as file:
        raw = file.read()
    views = [raw.decode("latin-1"), raw.decode("utf-8", "replace"), raw.decode("utf-16-le", "replace"),
             raw.decode("utf-16-be", "replace")]
    if kind == "html":
        views.append(html.unescape(views[1]))
    if kind == "pdf":
        text = run("pdftotext", "-raw", path, "-").decode()
        views += [text, text.replace("\n", ""), run("pdftotext", "-layout", path, "-").decode(),
                  unpacked_objects(path)]
        views += [run("pdfinfo", option, path).decode() for option in ("-isodates", "-meta", "-url",
                                                                       "-dests")]
    if kind == "cut":
        for address in ADDRESSES:
            if ipaddress.ip_address(address).packed in raw:
                views.append(address)
    return [view.casefold() for view in views]


def export(cli, folder, name, *options):
    """Writes every format; {kind: views}."""
    target = os.path.join(folder, name)
    os.mkdir(target)
    paths = {kind: os.path.join(target, f"report.{kind}") for kind in EXPORTS + FORMATS}
    arguments = [word for kind in EXPORTS for word in (f"--{kind}", paths[kind])]
    captures = ["--before", os.path.join(folder, "müller-vorher-00156512abcd.pcap"),
                os.path.join(folder, "müller-nachher-62.53.10.77.pcap")]
    details = ["--customer", "Anna Müller", "--site", "Bad Wiessee", "--case-number", "TICKET-8812"]
    for kind in FORMATS:
        done = subprocess.run([cli, "check", f"--{kind}", *details, *options, *arguments, *captures],
                              capture_output=True, check=False, timeout=60)
        if done.returncode == 2:
            sys.exit(f"{name}: {done.stderr.decode()}")
        with open(paths[kind], "wb") as file:
            file.write(done.stdout + done.stderr)
    return {kind: views_of(kind, path) for kind, path in paths.items()}


def found_in(views, words):
    return {word for word in words if any(word in view for view in views)}


def packets_of(path):
    """Link type and bytes of each packet of a little-endian pcapng file, and the text around them."""
    with open(path, "rb") as file:
        raw = file.read()
    at, links = 0, []
    while at < len(raw):
        kind, length = struct.unpack_from("<II", raw, at)
        if struct.unpack_from("<I", raw, at + length - 4)[0] != length:
            sys.exit(f"{path}: the two lengths of a block differ")
        if kind == 1:
            links.append(struct.unpack_from("<H", raw, at + 8)[0])
        elif kind == 6:
            interface, _, _, captured = struct.unpack_from("<IIII", raw, at + 8)
            yield links[interface], raw[at + 28:at + 28 + captured]
        at += length


def adds_up(packet):
    """Lengths and checksums of an IPv4 packet with UDP in it, and the length of the SIP body."""
    header, datagram = packet[:20], packet[20:]
    pseudo = packet[12:20] + struct.pack("!BBH", 0, packets.PROTOCOL_UDP, len(datagram))
    head, _, body = datagram[8:].partition(b"\r\n\r\n")
    announced = re.search(rb"\nContent-Length: (\d+)", head)
    return (struct.unpack_from("!H", packet, 2)[0] == len(packet) and packet[0] == 0x45 and
            packets.checksum(header) == 0 and
            struct.unpack_from("!H", datagram, 4)[0] == len(datagram) and
            packets.checksum(pseudo + datagram) == 0 and
            announced is not None and int(announced[1]) == len(body))


def cut_adds_up(path):
    found = list(packets_of(path))
    return bool(found) and all(adds_up(packet[HEADERS[link]:]) for link, packet in found)


def verdict_of(cli, path):
    done = subprocess.run([cli, "check", "--json", path], capture_output=True, check=False, timeout=60)
    return json.loads(done.stdout)["verdict"]


def main():
    cli = sys.argv[1]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        write_capture(os.path.join(folder, "müller-vorher-00156512abcd.pcap"), 0, via="62.53.10.77",
                      contact="62.53.10.77:1024", media="62.53.10.77")
        write_capture(os.path.join(folder, "müller-nachher-62.53.10.77.pcap"), 3600,
                      via="192.168.77.12", contact="192.168.77.12:5060", media="192.168.77.12")
        plain = export(cli, folder, "plain")
        redacted = export(cli, folder, "redacted", "--redact", "all")
        for name in ("plain", "redacted"):
            path = os.path.join(folder, name, "report.cut")
            if not cut_adds_up(path):
                wrong.append(f"{name} cut: wrong lengths or checksums")
            if verdict_of(cli, path) != "no-alg":
                wrong.append(f"{name} cut: judged otherwise than the capture")
    everywhere = set()
    for kind, views in plain.items():
        seen = found_in(views, WORDS)
        everywhere |= seen
        print(f"{kind}: {len(seen)} of {len(WORDS)} in the plain export, "
              f"{len(found_in(redacted[kind], WORDS))} in the redacted one")
        if len(seen) < (1 if kind == "media-csv" else 6):
            wrong.append(f"plain {kind}: only {sorted(seen)}: the search is blind")
        for word in found_in(redacted[kind], WORDS):
            wrong.append(f"redacted {kind}: {word}")
        for name, exports in (("plain", plain), ("redacted", redacted)):
            for word in found_in(exports[kind], CREDENTIALS):
                wrong.append(f"{name} {kind}: the credential {word}")
    for word in sorted(set(WORDS) - everywhere):
        wrong.append(f"{word}: in no plain export: the search is blind")
    for text in wrong:
        print(text)
    return 1 if wrong else 0


sys.exit(main())
