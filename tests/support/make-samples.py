#!/usr/bin/python3
"""Writes the sample captures from their packet scripts.

make-samples.py FOLDER: makes FOLDER/NAME.pcap of every FOLDER/NAME.packets. With --check nothing is
written, and the exit status is 1 when a capture is not what its script says.
"""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import packets  # noqa: E402

SUFFIX = ".packets"


def read_if_there(path):
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def main(folder, check):
    scripts = sorted(name for name in os.listdir(folder) if name.endswith(SUFFIX))
    stale = 0
    for name in scripts:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            data = packets.pcap_bytes(packets.packets_from_script(file.read()))
        path = os.path.join(folder, name[:-len(SUFFIX)] + ".pcap")
        if read_if_there(path) == data:
            continue
        stale += 1
        print(("not as its script says: " if check else "written: ") + path)
        if not check:
            with open(path, "wb") as file:
                file.write(data)
    if not scripts:
        print(f"{folder}: no script")
        return 1
    return 1 if check and stale else 0


if __name__ == "__main__":
    ARGUMENTS = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(ARGUMENTS) != 1:
        sys.exit(__doc__)
    sys.exit(main(ARGUMENTS[0], "--check" in sys.argv))
