"""quote.py IFACE OWN-ADDRESS old|mpls: a router that quotes little of what expired.

old: the IP header and 8 bytes (RFC 792). mpls: 128 bytes and a label stack behind them (RFC 4884,
RFC 4950). The kernel's own ICMP must be silenced; what goes out here carries the mark 7.
"""
import socket
import struct
import sys

SO_MARK = 36
LABELS = struct.pack("!HBBI", 8, 1, 1, 0x000100ff)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def time_exceeded(packet, kind):
    if kind == "old":
        words, quote, tail = 0, packet[:28], b""
    else:
        words, quote = 32, packet[:128].ljust(128, b"\0")
        tail = struct.pack("!BBH", 0x20, 0, 0) + LABELS
        tail = struct.pack("!BBH", 0x20, 0, checksum(tail)) + LABELS
    body = struct.pack("!BBH", 0, words, 0) + quote + tail
    return struct.pack("!BBH", 11, 0, checksum(struct.pack("!BBH", 11, 0, 0) + body)) + body


def main(interface, own, kind):
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
    tap.bind((interface, 0))
    tap.settimeout(60)  # nobody is left to stop it
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    out.setsockopt(socket.SOL_SOCKET, SO_MARK, 7)
    out.bind((own, 0))
    print("ready", flush=True)
    while True:
        packet, link = tap.recvfrom(65536)
        if link[2] != socket.PACKET_OUTGOING and packet[8] == 1 and packet[9] == socket.IPPROTO_UDP:
            packet = packet[:struct.unpack("!H", packet[2:4])[0]]
            out.sendto(time_exceeded(packet, kind), (socket.inet_ntoa(packet[12:16]), 0))


main(*sys.argv[1:])
