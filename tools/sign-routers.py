#!/usr/bin/python3
"""Makes the key of router database releases, and signs a release with it.

sign-routers.py key KEYFILE                      a new key; prints its public half for routers.conf
sign-routers.py sign KEYFILE FOLDER OUT [SERIAL] FOLDER/*.json and FOLDER/serial as one signed file

docs/router-updates.md describes the format. Needs openssl; the key never leaves KEYFILE.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile

FIRST_LINE = b"unmangle-routers 1\n"


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.PIPE).stdout


def public_half(key):
    """The raw key is what stands last in the DER of an Ed25519 key."""
    return openssl("pkey", "-in", key, "-pubout", "-outform", "DER")[-32:].hex()


def make_key(key):
    descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(openssl("genpkey", "-algorithm", "ED25519"))
    print(public_half(key))


def read_folder(folder, serial):
    files = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                files[name] = json.load(file)
    if serial is None:
        with open(os.path.join(folder, "serial"), encoding="utf-8") as file:
            serial = file.read()
    return {"serial": int(serial), "files": files}


def sign(key, folder, out, serial=None):
    bundle = read_folder(folder, serial)
    body = json.dumps(bundle, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    with tempfile.NamedTemporaryFile() as message:
        message.write(FIRST_LINE + body)
        message.flush()
        signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", message.name)
    with open(out, "wb") as file:
        file.write(FIRST_LINE + base64.b64encode(signature) + b"\n" + body)
    print(f"{out}: {bundle['serial']}, {len(bundle['files'])} files")


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "key":
        make_key(arguments[1])
    elif len(arguments) in (4, 5) and arguments[0] == "sign":
        sign(*arguments[1:])
    else:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
