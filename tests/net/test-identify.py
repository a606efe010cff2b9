#!/usr/bin/python3
"""`unmangle-cli routers identify` in front of a gateway that speaks UPnP (miniupnpd).

test-identify.py CLI
"""
import contextlib
import json
import os
import subprocess
import sys
import tempfile

import harness
import lab as network
from harness import equal, holds
from lab import FIRST, NAT, PHONE, SECOND

CONFIG = """ext_ifname=out
listening_ip=in
port=5000
system_uptime=yes
uuid=fc4ec57e-b051-11db-88f8-0060085db3f6
friendly_name=Gateway of the shop
manufacturer_name=AVM Berlin
model_name=FRITZ!Box 7590
model_description=FRITZ!Box 7590
model_number=avm
lease_file={folder}/leases
enable_natpmp=no
"""


@contextlib.contextmanager
def upnp(lab, box):
    """miniupnpd in a box, waited for until it takes connections."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "miniupnpd.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(CONFIG.format(folder=folder))
        try:
            process = lab.start(box, "miniupnpd", "-d", "-f", path, "-P", os.path.join(folder, "pid"),
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        except FileNotFoundError:
            raise network.Lacking("miniupnpd is not installed") from None
        try:
            said = []
            for line in process.stderr:
                said.append(line)
                if "listening on" in line.lower():
                    break
            else:
                raise AssertionError("miniupnpd ended: " + "".join(said))
            yield process
        finally:
            process.terminate()
            process.stderr.read()
            process.wait()


def identify(cli, lab):
    done = subprocess.run(
        ["ip", "netns", "exec", lab.name(PHONE), cli, "routers", "identify", "--json"],
        capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, json.loads(done.stdout or "null")


def texts(found, kind):
    return [clue["text"] for clue in found["clues"] if clue["kind"] == kind]


def gateway_with_upnp_is_identified(cli, lab):
    lab.rules(FIRST, NAT)
    with upnp(lab, FIRST):
        status, found = identify(cli, lab)
    equal("status", status, 0)
    equal("gateway", found["gateway"], "192.168.1.1")
    holds(f"model in {found['clues']}", "FRITZ!Box 7590" in texts(found, "upnp"))
    holds("maker", "AVM Berlin" in texts(found, "upnp"))
    equal("entry", [router["id"] for router in found["routers"]], ["avm-fritzbox"])
    holds("reason", "UPnP" in found["routers"][0]["reason"])


def silent_gateway_gives_no_entry(cli, lab):
    lab.rules(FIRST, NAT)
    status, found = identify(cli, lab)
    equal("status", status, 3)
    equal("entries", found["routers"], [])
    equal("what it said", texts(found, "upnp") + texts(found, "web"), [])


def another_box_is_not_asked(cli, lab):
    """What answers further on is no gateway of ours, whatever it calls itself."""
    with upnp(lab, SECOND):
        status, found = identify(cli, lab)
    equal("status", status, 3)
    equal("what it said", texts(found, "upnp"), [])


if __name__ == "__main__":
    sys.exit(harness.main(sys.argv[1], [
        gateway_with_upnp_is_identified,
        silent_gateway_gives_no_entry,
        another_box_is_not_asked,
    ]))
