"""intercept.py PORT: a SIP proxy in a router, as far as a probe can see: answers an INVITE with 180,
its CANCEL with 200 and then 487, and prints the first word of all it hears.
"""
import re
import socket
import sys

ANSWERS = {"INVITE": ["180 Ringing"], "CANCEL": ["200 OK", "487 Request Terminated"],
           "REGISTER": ["404 Not Found"]}

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.settimeout(60)  # nobody is left to stop it
server.bind(("", int(sys.argv[1])))
print("ready", flush=True)
while True:
    data, peer = server.recvfrom(65536)
    text = data.decode("ascii", "replace")
    method = text.split(" ", 1)[0].strip() or "keep-alive"
    print(method, flush=True)
    for status in ANSWERS.get(method, []):
        lines = re.findall(r"^(?:Via|From|To|Call-ID|CSeq): .*$", text, re.MULTILINE)
        kept = [line.strip() for line in lines]
        if status.startswith("487"):
            kept = [line.replace("CANCEL", "INVITE") for line in kept]
        kept = [line + ";tag=proxy" if line.startswith("To:") else line for line in kept]
        answer = f"SIP/2.0 {status}\r\n" + "\r\n".join(kept) + "\r\nContent-Length: 0\r\n\r\n"
        server.sendto(answer.encode(), peer)
