#!/usr/bin/env python3
"""gen-many.py OUT [DIALOGS [PHONES]]: a pcap with very many dialogs of very many phones.

Made to find steps whose cost grows faster than the file: every phone has its own public address, every
dialog its own Call-ID, tags, branches and SDP ports, every eighth phone asks a STUN server, every seventh is
behind a router that rewrites. Default: 200,000 dialogs, 50,000 phones. Deterministic.
"""
import socket
import struct
import sys

out = sys.argv[1]
dialogs = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
phones = int(sys.argv[3]) if len(sys.argv) > 3 else 50_000
SERVER = socket.inet_aton('198.51.100.20')
now = 0


def packet(f, source, source_port, destination, destination_port, payload):
    global now
    now += 500
    length = 28 + len(payload)
    head = struct.pack('!BBHHHBBH4s4sHHHH', 0x45, 0, length, now & 0xffff, 0x4000, 57, 17, 0, source, destination,
                       source_port, destination_port, length - 20, 0)
    f.write(struct.pack('<IIII', 1700000000 + now // 1000000, now % 1000000, length, length) + head + payload)


def message(first, i, n, host, method, body=''):
    return (f'{first}\r\nVia: SIP/2.0/UDP {host}:5060;branch=z9hG4bK{n:x}.{method};rport\r\n'
            f'From: <sip:{i}@pbx.example.net>;tag=f{n:x}\r\nTo: <sip:{i + 1}@pbx.example.net>\r\n'
            f'Call-ID: {n:x}@{host}\r\nCSeq: 1 {method}\r\nContact: <sip:{i}@{host}:5060>\r\n'
            f'User-Agent: Example Phone {i % 400}/1.0\r\n'
            + ('Content-Type: application/sdp\r\n' if body else '')
            + f'Content-Length: {len(body)}\r\n\r\n{body}').encode()


with open(out, 'wb') as f:
    f.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
    for n in range(dialogs):
        i = n % phones
        public = f'203.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}'
        address = socket.inet_aton(public)
        host = public if i % 7 == 0 else f'192.168.{i >> 8 & 255}.{i & 255}'
        sdp = (f'v=0\r\no=- {n} 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n'
               f'm=audio {16384 + n % 40000 & ~1} RTP/AVP 0\r\n')
        if i % 8 == 0:
            x = struct.pack('!HHIIIIHHBBHI', 0x0101, 12, 0x2112a442, n, n, n, 0x20, 8, 0, 1, 5060 ^ 0x2112,
                            struct.unpack('!I', address)[0] ^ 0x2112a442)
            packet(f, SERVER, 3478, address, 5060, x)
        packet(f, address, 5060, SERVER, 5060,
               message('INVITE sip:x@pbx.example.net SIP/2.0', i, n, host, 'INVITE', sdp))
        packet(f, SERVER, 5060, address, 5060, message('SIP/2.0 200 OK', i, n, host, 'INVITE'))
        packet(f, address, 5060, SERVER, 5060, message('BYE sip:x@pbx.example.net SIP/2.0', i, n, host, 'BYE'))
        packet(f, SERVER, 5060, address, 5060, message('SIP/2.0 200 OK', i, n, host, 'BYE'))
