#!/usr/bin/python3
"""Writes inputs for the fuzz targets from the cases, one folder per target.

make-seeds.py OUT CASES SUPPORT: OUT/STEM/NAME for every target that reads bytes nobody would write
by hand. What a fuzzer found is kept apart, in corpus/STEM.
"""
import bz2
import gzip
import io
import lzma
import os
import struct
import sys
import zipfile

sys.dont_write_bytecode = True

CASES = ["wan-linux-register-call", "tcp", "ipv6-prefix-translation", "legit-stun-equal",
         "legit-ice-server-reflexive", "lan-received-is-own", "legit-hold", "wan-behind-cgn"]
MAX_PACKETS = 6
ETHERNET_HEADER = 14
IPV4_HEADER = 20
LINKS = {"ethernet": 0, "null": 1, "ppp": 2, "pppoe": 5, "raw": 6, "loop": 7, "sll": 10, "sll2": 11}


def write(out, stem, name, data):
    """One seed."""
    folder = os.path.join(out, stem)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def pcapng_block(order, kind, body):
    """One block with both its lengths and its padding."""
    body += b"\0" * (-len(body) % 4)
    return struct.pack(order + "II", kind, 12 + len(body)) + body + struct.pack(
        order + "I", 12 + len(body))


def pcapng(packets, order):
    """A section with two interfaces and each kind of packet block."""
    resolution = struct.pack(order + "HHBxxxHH", 9, 1, 9, 0, 0)
    data = pcapng_block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    data += pcapng_block(order, 1, struct.pack(order + "HHI", 1, 0, 262144))
    data += pcapng_block(order, 1, struct.pack(order + "HHI", 1, 0, 0) + resolution)
    for number, packet in enumerate(packets):
        size = len(packet.frame)
        if number % 3 == 0:
            head, kind = struct.pack(order + "IIIII", number % 2, 0, 1000, size, size), 6
        elif number % 3 == 1:
            head, kind = struct.pack(order + "I", size), 3
        else:
            head, kind = struct.pack(order + "HHIIII", 0, 0, 0, 1000, size, size), 2
        data += pcapng_block(order, kind, head + packet.frame)
    return data + pcapng_block(order, 5, struct.pack(order + "III", 0, 0, 0))


def link_variants(frame):
    """The same IP packet behind each link layer and tunnel: (name, link, bytes)."""
    kind, ip = frame[12:ETHERNET_HEADER], frame[ETHERNET_HEADER:]
    four = kind == b"\x08\x00"
    yield "ethernet", frame
    yield "ethernet", frame[:12] + b"\x81\x00\x00\x05\x88\xa8\x00\x06" + frame[12:]
    ppp = (b"\x00\x21" if four else b"\x00\x57") + ip
    pppoe = b"\x11\x00\x00\x01" + struct.pack("!H", len(ppp)) + ppp
    yield "ethernet", frame[:12] + b"\x88\x64" + pppoe
    yield "pppoe", pppoe
    yield "ppp", b"\xff\x03" + ppp
    yield "raw", ip
    yield "null", struct.pack("<I", 2 if four else 28) + ip
    yield "loop", struct.pack("!I", 2 if four else 24) + ip
    yield "sll", b"\0\0\0\1\0\6" + frame[6:12] + b"\0\0" + kind + ip
    yield "sll2", kind + b"\0\0\0\0\0\1\0\1\0\6" + frame[6:12] + b"\0\0" + ip
    for protocol, inner in ((4 if four else 41, ip), (47, b"\0\0" + kind + ip)):
        head = struct.pack("!BBHHHBBH", 0x45, 0, IPV4_HEADER + len(inner), 0, 0, 64, protocol, 0)
        yield "raw", head + b"\xc0\0\2\1\xc0\0\2\2" + inner


def sctp(payload):
    """An IPv4 packet with one DATA chunk."""
    chunk = struct.pack("!BBHIHHI", 0, 3, 16 + len(payload), 1, 0, 0, 0) + payload
    inner = struct.pack("!HHII", 5060, 5060, 0, 0) + chunk + b"\0" * (-len(chunk) % 4)
    head = struct.pack("!BBHHHBBH", 0x45, 0, IPV4_HEADER + len(inner), 0, 0, 64, 132, 0)
    return head + b"\xc0\0\2\1\xc0\0\2\2" + inner


def piece(how, where, data):
    """One piece of fuzz-reassembly's input."""
    return struct.pack("!BHH", how, where & 0xFFFF, len(data)) + data


def reassembly(messages):
    """Fragments in both orders, segments in order, repeated and late."""
    datagram = b"\x13\xc4\x13\xc4" + struct.pack("!HH", 8 + len(messages[0]), 0) + messages[0]
    cut = 256
    first, last = piece(4, 0, datagram[:cut]), piece(0, cut, datagram[cut:])
    stream = b"".join(messages[:3])
    parts = [piece(1, 1 + at, stream[at:at + 300]) for at in range(0, len(stream), 300)]
    syn, fin = piece(1 | 2 << 1, 0, b""), piece(1 | 1 << 1, 1 + len(stream), b"")
    yield "fragments", first + last
    yield "fragments-late-first", last + first + last
    yield "fragments-incomplete", first + piece(6, 512, b"x" * 64)
    yield "segments", syn + b"".join(parts) + fin
    yield "segments-late", syn + parts[1] + parts[0] + parts[0] + b"".join(parts[2:])
    yield "segments-gap", parts[0] + b"".join(parts[2:]) + fin
    websocket = (b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
                 + b"\x81\x7e" + struct.pack("!H", len(messages[0])) + messages[0])
    yield "websocket", syn + piece(1, 1, websocket)
    yield "tls", syn + piece(1, 1, b"\x16\x03\x01\x00\x10" + b"\0" * 16)


def packings(data):
    """data in each packing; those the standard library lacks as one stored block."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("one.txt", data)
        file.writestr(zipfile.ZipInfo("two.txt"), data)
    head, size = data[:200], min(len(data), 200)
    yield "gzip", gzip.compress(data, mtime=0)
    yield "gzip-two", gzip.compress(head, mtime=0) + gzip.compress(head, mtime=0)
    yield "bzip2", bz2.compress(data)
    yield "xz", lzma.compress(data, preset=0)
    yield "zip", memory.getvalue()
    yield "zstd", (b"\x28\xb5\x2f\xfd\x20" + struct.pack("B", size)
                   + struct.pack("<I", 1 | size << 3)[:3] + head)
    yield "lz4", (b"\x04\x22\x4d\x18\x60\x40\x82" + struct.pack("<I", 0x80000000 | size) + head
                  + b"\0\0\0\0")


def rtp():
    """Two streams that answer each other, one with a hole."""
    data = b""
    for number in range(24):
        packet = struct.pack("!BBHII", 0x80, 0, number * 2 if number > 12 else number,
                             number * 160, 0x1234) + b"\xd5" * 20
        data += struct.pack("BB", len(packet), 4 << 3 | (number % 2) << 1) + packet
    return data


def seeds_of_case(out, packets, name, text):
    """What one case gives to the targets."""
    found = packets.packets_from_script(text)
    short = found[:MAX_PACKETS]
    write(out, "capture-file", name + ".pcap", packets.pcap_bytes(short))
    write(out, "investigation", name + ".pcap", packets.pcap_bytes(found[:4 * MAX_PACKETS]))
    for order, suffix in (("<", ""), (">", "-big")):
        write(out, "capture-file", f"{name}{suffix}.pcapng", pcapng(short[:4], order))
    write(out, "investigation", name + ".pcapng", pcapng(found[:4 * MAX_PACKETS], "<"))
    write(out, "capture-file", name + ".pcap.gz", gzip.compress(packets.pcap_bytes(short), mtime=0))
    for number, packet in enumerate(short[:3]):
        for variant, (link, data) in enumerate(link_variants(packet.frame)):
            write(out, "dissector", f"{name}-{number}-{variant}", bytes((LINKS[link], 0)) + data)
    messages = [packet.payload for packet in found if b"SIP/2.0" in packet.payload]
    write(out, "dissector", name + "-sctp", bytes((LINKS["raw"], 0)) + sctp(messages[0]))
    for kind, data in reassembly(messages):
        write(out, "reassembly", f"{name}-{kind}", data)
    for number, packet in enumerate(found):
        if packet.payload[4:8] == struct.pack("!I", packets.MAGIC_COOKIE):
            write(out, "stun", f"{name}-{number}", packet.payload)
    for number, message in enumerate(messages[:4]):
        write(out, "sip", f"{name}-{number}", message)
        body = message.partition(b"\r\n\r\n")[2]
        if body.startswith(b"v=0"):
            write(out, "sdp", f"{name}-{number}", body)
    return messages


def layers(count, kind, inner):
    """inner behind so many headers of one kind."""
    for _ in range(count):
        inner = kind(inner)
    return inner


def ip_in_ip(inner):
    """An IPv4 header without a payload of its own."""
    head = struct.pack("!BBHHHBBH", 0x45, 0, min(IPV4_HEADER + len(inner), 65535), 0, 0, 64, 4, 0)
    return head + b"\xc0\0\2\1\xc0\0\2\2" + inner


def lessons_of_containers(out):
    """What broke readers of captures before."""
    order = "<"
    section = pcapng_block(order, 0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    interface = struct.pack("<HHI", 1, 0, 0)
    packet = pcapng_block(order, 6, struct.pack("<IIIII", 0, 0, 1, 4, 4) + b"\1\2\3\4")
    old = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0, 1)

    def with_option(code, value, length=None):
        option = struct.pack("<HH", code, len(value) if length is None else length) + value
        return section + pcapng_block(order, 1, interface + option) + packet

    for name, data in {
            "block-length-zero": section + struct.pack("<II", 6, 0) + packet,
            "block-length-huge": section + struct.pack("<II", 6, 0xFFFFFFFC) + packet,
            "block-length-not-aligned": section + struct.pack("<III", 6, 13, 13),
            "block-lengths-differ": section + packet[:-4] + struct.pack("<I", 64) + packet,
            "option-length-zero": with_option(9, b""),
            "option-not-padded": with_option(2, b"abc"),
            "option-longer-than-its-block": with_option(2, b"abc", 0xFFFF),
            "time-resolution-zero": with_option(9, b"\0"),
            "time-resolution-two-to-zero": with_option(9, b"\x80"),
            "time-resolution-too-fine": with_option(9, b"\xff") + with_option(9, b"\x7f"),
            "time-offset-huge": with_option(14, b"\xff" * 7 + b"\x7f"),
            "packet-length-overflows": section + pcapng_block(order, 1, interface) + pcapng_block(
                order, 6, struct.pack("<IIIII", 0, 0, 1, 0xFFFFFFFF, 4) + b"\1\2\3\4"),
            "packet-of-no-bytes": section + pcapng_block(order, 1, interface) + pcapng_block(
                order, 6, struct.pack("<IIIII", 0, 0, 1, 0, 0)),
            "simple-packet-without-interface": section + pcapng_block(order, 3, b"\4\0\0\0abcd"),
            "sections-only": section * 50,
            "record-length-overflows": old + struct.pack("<IIII", 0, 0, 0xFFFFFFFF, 4) + b"abcd",
            "record-of-no-bytes": old + struct.pack("<IIII", 0, 0, 0, 0) * 3,
            "gzip-in-gzip": layers(8, lambda inner: gzip.compress(inner, mtime=0), old)}.items():
        write(out, "capture-file", "lesson-" + name, data)
        write(out, "investigation", "lesson-" + name, data)


def lessons_of_packets(out):
    """What broke dissectors before."""
    raw, ethernet = bytes((LINKS["raw"], 0)), bytes((LINKS["ethernet"], 0))
    ip = ip_in_ip(b"")[:9] + b"\x11" + ip_in_ip(b"")[10:]
    sctp_head = struct.pack("!HHII", 5060, 5060, 0, 0)
    ipv6 = struct.pack("!IHBB", 6 << 28, 64, 0, 64) + b"\x20\x01\x0d\xb8" * 8
    tags = layers(40, lambda inner: b"\x81\x00\x00\x01" + inner, b"\x08\x00" + ip)
    for name, data in {
            "sctp-chunk-of-no-bytes": ip_in_ip(sctp_head + b"\0\3\0\0" * 4).replace(
                b"\x40\x04", b"\x40\x84", 1),
            "ip-header-too-short": b"\x40" + ip[1:],
            "ip-in-ip-without-end": layers(60, ip_in_ip, ip),
            "ipv6-extensions-of-no-bytes": ipv6 + b"\0\0" * 32,
            "ipv6-fragment-in-fragment": ipv6[:6] + b"\x2c" + ipv6[7:] + b"\x2c\0\0\1\0\0\0\1" * 8,
            "udp-length-zero": ip + b"\x13\xc4\x13\xc4\0\0\0\0abcd",
            "udp-length-huge": ip + b"\x13\xc4\x13\xc4\xff\xff\0\0abcd",
            "tcp-offset-too-small": ip[:9] + b"\6" + ip[10:] + b"\x13\xc4" * 2 + b"\0" * 16}.items():
        write(out, "dissector", "lesson-" + name, raw + data)
    write(out, "dissector", "lesson-vlan-without-end", ethernet + b"\2" * 12 + tags)
    write(out, "stun", "lesson-attributes-of-no-bytes",
          struct.pack("!HHI", 0x0101, 40, 0x2112A442) + b"\0" * 12 + b"\0\x20\0\0" * 10)
    write(out, "stun", "lesson-attribute-not-padded",
          struct.pack("!HHI", 0x0101, 12, 0x2112A442) + b"\0" * 12 + b"\x80\x22\0\5abcde\0\x20")
    write(out, "stun", "lesson-attribute-length-huge",
          struct.pack("!HHI", 0x0101, 8, 0x2112A442) + b"\0" * 12 + b"\0\x20\xff\xff\0\1\0\0")
    write(out, "rtp", "lesson-lists-that-do-not-fit",
          b"".join(struct.pack("BB", len(packet), 0) + packet for packet in (
              b"\x8f\0\0\1" + b"\0" * 8, b"\x90\0\0\1" + b"\0" * 8 + b"\0\0\xff\xff",
              b"\xa0\0\0\1" + b"\0" * 8 + b"\xff", b"\xa0\0\0\1" + b"\0" * 8 + b"\0", b"\x80", b"")))


def lessons_of_messages(out):
    """What broke readers of SIP and SDP before."""
    start = b"INVITE sip:bob@192.0.2.1 SIP/2.0\r\n"
    via = b"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\n"
    for name, data in {
            "header-line-of-64-kib": start + b"Subject: " + b"x" * 65536 + b"\r\n\r\n",
            "headers-100000": start + via * 5 + b"X: 1\r\n" * 100_000 + b"\r\n",
            "folds-20000": start + b"Subject: a\r\n" + b" b\r\n" * 20_000 + b"\r\n",
            "empty-lines-only": b"\r\n" * 5000,
            "nul-bytes": start.replace(b"bob", b"b\0b") + via + b"\0: \0\r\nCall-ID:\0\r\n\r\n\0",
            "numbers-out-of-range": start + via + b"CSeq: 99999999999999999999 INVITE\r\n"
                                    b"Content-Length: 18446744073709551617\r\nl: -1\r\n\r\nv=0\r\n",
            "contacts-10000": start + b"Contact: " + b"<sip:a@192.0.2.1>," * 10_000 + b"\r\n\r\n",
            "quotes-without-end": start + b'From: "a\\\r\nTo: "' + b'\\"' * 500 + b"\r\n\r\n",
            "parameters-without-end": start + b"Via: SIP/2.0/UDP a" + b";" * 5000 + b"\r\n\r\n"}.items():
        write(out, "sip", "lesson-" + name, data)
        write(out, "text-trace", "lesson-" + name, data)
        write(out, "investigation", "lesson-" + name, data)
    body = b"--b1\r\nContent-Type: multipart/mixed;boundary=b1\r\n\r\n" * 500
    write(out, "sdp", "lesson-multipart-without-end", body)
    write(out, "sdp", "lesson-lines-10000", b"v=0\r\n" + b"a=candidate:1 1 udp 1 192.0.2.1 1\r\n" * 10_000)
    write(out, "sdp", "lesson-lines-of-no-bytes", b"v=\r\n=\r\nc=\r\no=\r\nm=\r\na=\r\na=rtcp:\r\n\n\r\r")


def case_records(messages):
    """The records of a saved capture (docs/case-file.md), one of each kind and some messages."""
    lines = [b"unmangle-capture 1",
             b"source kind=pcapng packets=9 first=1767607200000000 last=1767607247060000 length=6",
             b"a.pcap",
             b"damage kind=truncated-file count=1",
             b"host kind=arp address=192.168.1.1 mac=02:00:00:00:00:01 length=0", b"",
             b"host kind=ssdp frame=2 address=192.168.1.1 name=3 detail=4 length=7", b"boxhttp",
             b"stun time=5 client=192.168.1.5/5060 server=198.51.100.1/3478 mapped=203.0.113.9/4000",
             b"tls frame=3 time=6 client=192.168.1.5/4000 server=198.51.100.1/5061",
             b"stream from=192.168.1.5/4000 to=198.51.100.1/4002 ssrc=7 types-low=1 packets=50 "
             b"first=10 last=2000000 gaps=1 gap0=20/1000000/3 jitter0=5/6 jitter1=0/0"]
    for number, message in enumerate(messages):
        lines += [b"message frame=%d time=%d from=192.168.1.5/5060 to=198.51.100.1/5060 "
                  b"transport=udp ttl=64 mac=02:00:00:00:00:02 envelope=0 length=%d" %
                  (number + 1, number * 1000, len(message)), message]
    return b"\n".join(lines + [b"end", b""])


def main(out, cases, support):
    """Writes all seeds."""
    sys.path.insert(0, support)
    import packets  # pylint: disable=import-outside-toplevel

    messages = []
    for name in CASES:
        with open(os.path.join(cases, name, "packets.txt"), encoding="utf-8") as file:
            messages += seeds_of_case(out, packets, name, file.read())
    for name in sorted(os.listdir(cases)):
        path = os.path.join(cases, name, "messages.sip")
        if os.path.exists(path):
            with open(path, "rb") as file:
                text = file.read()
            write(out, "text-trace", name, text)
            write(out, "investigation", name, text)
    for name, data in packings(messages[0]):
        write(out, "unpack-stream", name, data)
        write(out, "investigation", "packed-" + name, data)
    write(out, "case-file", "records", case_records(messages[:4]))
    lessons_of_containers(out)
    lessons_of_packets(out)
    lessons_of_messages(out)
    write(out, "rtp", "two-streams", rtp())
    mapped = struct.pack("!HHIIIIHHBBHI", 0x0101, 12, 1, 2, 3, 4, 1, 8, 0, 1, 4000, 0xC0000201)
    write(out, "stun", "plain-address-of-an-old-server", mapped)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
