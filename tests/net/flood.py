"""flood.py ADDRESS PORT PER-SECOND SECONDS: good, forged and broken mirror requests, bounded in rate
and time; prints how many were sent.
"""
import random
import socket
import sys
import time

MARK = "umk1{:08x}{:02x}{}03c{:015x}"
REQUEST = ("{} sip:unmangle-mirror@{} SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK{}\r\n"
           "From: <sip:p@x.invalid>;tag=1\r\nTo: <sip:m@x.invalid>\r\nCall-ID: {}\r\nCSeq: 1 {}\r\n"
           "Content-Length: 0\r\n\r\n")


def datagrams(target):
    """A few hundred to choose from: building one costs more than sending it."""
    dice = random.Random(1)
    made = []
    for i in range(400):
        mark = MARK.format(dice.getrandbits(32), i & 255, dice.choice("ecdb"), dice.getrandbits(60))
        method = dice.choice(["INVITE", "REGISTER", "OPTIONS", "ACK", "SIP/2.0"])
        data = REQUEST.format(method, target, mark, mark, method).encode()
        kind = i % 4
        if kind == 1:
            data = data[:dice.randrange(len(data))]
        elif kind == 2:
            data = bytes(dice.getrandbits(8) if dice.random() < 0.02 else byte for byte in data)
        elif kind == 3:
            data = dice.randbytes(dice.randrange(1400))
        made.append(data)
    return made


def main(target, port, rate, seconds):
    made = datagrams(target)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    print("ready", flush=True)
    begin = time.monotonic()
    sent = 0
    while (passed := time.monotonic() - begin) < seconds:
        while sent < rate * passed:
            sender.sendto(made[sent % len(made)], (target, port))
            sent += 1
        time.sleep(0.001)
    print(sent, flush=True)


main(sys.argv[1], *map(int, sys.argv[2:]))
