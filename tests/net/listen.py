"""listen.py DEVICE SECONDS: prints each UDP payload that comes in on DEVICE, one a line in hex; first
"ready". Runs inside a namespace; needs root.
"""
import select
import socket
import sys
import time

device, seconds = sys.argv[1], float(sys.argv[2])
all_protocols = socket.htons(3)
tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, all_protocols)
tap.bind((device, 3))
print("ready", flush=True)
end = time.monotonic() + seconds
while (left := end - time.monotonic()) > 0:
    if not select.select([tap], [], [], left)[0]:
        continue
    packet, address = tap.recvfrom(65536)
    outgoing = address[2] == socket.PACKET_OUTGOING
    if outgoing or len(packet) < 28:
        continue
    if packet[0] >> 4 == 4 and packet[9] == 17:
        print(packet[(packet[0] & 15) * 4 + 8:].hex() or "-", flush=True)
    elif packet[0] >> 4 == 6 and packet[6] == 17:
        print(packet[48:].hex() or "-", flush=True)
