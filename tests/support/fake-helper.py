#!/usr/bin/python3
"""fake-helper.py SCENARIO FILTER: stands for unmangle-capture and speaks its protocol, in ways that no
healthy network would. Ends, like the real one, when its input is closed.
"""
import os
import select
import struct
import sys
import time

INVITE = (b"INVITE sip:2002@198.51.100.80 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK%d\r\n"
          b"From: <sip:1001@example.net>;tag=a\r\nTo: <sip:2002@example.net>\r\nCall-ID: c%d\r\n"
          b"CSeq: 1 INVITE\r\nContact: <sip:1001@192.168.1.50:5060>\r\nContent-Length: 0\r\n\r\n")


def frame(kind, body=b""):
    sys.stdout.buffer.write(struct.pack("<II", kind, len(body)) + body)


def hello(version=1):
    frame(1, struct.pack("<III", version, 101, 262144))


def udp(source, destination, payload):
    datagram = struct.pack(">HHHH", source, destination, 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0,
                       bytes([192, 168, 1, 50]), bytes([198, 51, 100, 80]))
    return head + datagram


def packet(payload, time_us, ports=(5060, 5060)):
    data = udp(*ports, payload)
    frame(2, struct.pack("<QII", time_us, len(data), 0) + data)


def invite(number, offset_us=0):
    packet(INVITE % (number, number), time.time_ns() // 1000 + offset_us)


def rtp(number):
    packet(struct.pack(">BBHII", 0x80, 0, number & 0xffff, number * 160, 7) + b"s" * 160,
           time.time_ns() // 1000, (11780, 20000))


def stats(received=0, kernel=0, interface=0):
    frame(3, struct.pack("<QQQ", received, kernel, interface))


def flush():
    sys.stdout.buffer.flush()


def wait_for_end():
    """Speaks every second until it is asked to end."""
    flush()
    while not select.select([sys.stdin], [], [], 0.5)[0]:
        stats()
        flush()


def main(scenario):
    if scenario == "silent-death":
        return
    if scenario.startswith("fault-"):
        frame(4, struct.pack("<I", int(scenario[-1])))
        return
    hello(2 if scenario == "other-version" else 1)
    for number in range(3):
        invite(number)
    if scenario == "dies":
        flush()
        os._exit(9)
    if scenario == "dies-in-a-frame":
        sys.stdout.buffer.write(struct.pack("<II", 2, 100) + b"x")
        return
    if scenario == "babbles":
        sys.stdout.buffer.write(b"GET / HTTP/1.0\r\n\r\n")
        wait_for_end()
    if scenario == "interface-gone":
        frame(4, struct.pack("<I", 3))
        return
    if scenario == "clock-back":
        invite(3, -3600 * 1000000)
        invite(4, -3600 * 1000000)
    if scenario == "clock-ahead":
        invite(3, 3600 * 1000000)
        invite(4, 3600 * 1000000)
    if scenario == "loses":
        stats(100, 40, 2)
    if scenario == "sound":
        for number in range(500):
            rtp(number)
    if scenario == "ends-unasked":
        frame(5)
        return
    if scenario == "never-ends":
        flush()
        while True:
            time.sleep(1)
    wait_for_end()
    stats(100, 40, 2) if scenario == "loses" else stats()
    frame(5)


if __name__ == "__main__":
    main(sys.argv[1])
    flush()
