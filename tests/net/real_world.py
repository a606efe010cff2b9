"""A World (tests/support/sip_world.py) whose packets really travel: from a phone's namespace through routers
to a server's, with everything that passes kept on the way. Needs root.

Whether a message was lost is seen without waiting: behind each one goes a keep-alive on the same path,
and what has not come when that comes, does not come.
"""
import contextlib
import ctypes
import os
import random
import select
import socket
import struct

from sip_text import Message
from sip_world import World

CLONE_NEWNET = 0x40000000
ALL_PROTOCOLS = 3
KEEP_ALIVE = b"\r\n\r\n"
PATIENCE_S = 10  # until the network itself is called broken
libc = ctypes.CDLL(None, use_errno=True)


def enter(fd):
    if libc.setns(fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


@contextlib.contextmanager
def namespace(name):
    """This thread works in the named network namespace."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        enter(there)
        yield
    finally:
        enter(home)
        os.close(there)
        os.close(home)


class Tap:
    """All that passes one interface, as a capture file."""

    def __init__(self, name, device):
        with namespace(name):
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
        self.socket.bind((device, ALL_PROTOCOLS))
        self.socket.setblocking(False)
        self.data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)

    def drain(self, now_us):
        """Takes what has come; that is what the clock of the world says then, since nobody waits here."""
        while True:
            try:
                frame = self.socket.recv(65536)
            except BlockingIOError:
                return
            now_us += 1
            seconds, rest = divmod(now_us, 1_000_000)
            self.data += struct.pack("<IIII", seconds, rest, len(frame), len(frame)) + frame

    def close(self):
        self.socket.close()


class RealWorld(World):
    """taps: name of a point to Tap."""

    def __init__(self, lab, phone_box, server_box, server, taps):
        super().__init__(random.Random(1), server, [])
        self.lab = lab
        self.phone_box = phone_box
        self.taps = taps
        self.sockets = {}
        self.sources = {}  # phone address: as the server saw it last
        self.server_socket = self.open(server_box, server.address)

    def open(self, box, address):
        with namespace(self.lab.name(box)):
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        self.sockets[address] = made
        return made

    def join(self, phone):
        """The phone gets its address and port."""
        if phone.address not in self.sockets:
            self.open(self.phone_box, phone.address)

    def take(self, receiver):
        """The next datagram and where it came from; None when a keep-alive comes first."""
        if not select.select([receiver], [], [], PATIENCE_S)[0]:
            raise AssertionError("nothing comes through this network, not even a keep-alive")
        data, source = receiver.recvfrom(65536)
        self.wait(0.01)
        for tap in self.taps.values():
            tap.drain(self.now)
        return (None if data == KEEP_ALIVE else data), source

    def carry(self, sender, data, destination, receiver):
        sender.sendto(data, destination)
        sender.sendto(KEEP_ALIVE, destination)
        got, source = self.take(receiver)
        if got is not None:
            behind, _ = self.take(receiver)
            if behind is not None:
                raise AssertionError("a message came twice")
        return got, source

    def up(self, phone, message, quiet=False):
        self.join(phone)
        got, source = self.carry(self.sockets[phone.address], message.render(), self.server.address, self.server_socket)
        self.sources[phone.address] = source
        return None if got is None else (Message.parse(got), source)

    def down(self, phone, message):
        got, _ = self.carry(self.server_socket, message.render(), self.sources[phone.address], self.sockets[phone.address])
        return None if got is None else Message.parse(got)

    def close(self):
        for made in self.sockets.values():
            made.close()
        for tap in self.taps.values():
            tap.close()
