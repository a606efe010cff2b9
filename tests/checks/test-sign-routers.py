#!/usr/bin/python3
"""What tools/sign-routers.py signs, unmangle-cli takes; what was changed afterwards it refuses.

test-sign-routers.py ROOT CLI
"""
import os
import subprocess
import sys
import tempfile


def run(*command, home=None, status=0):
    environment = dict(os.environ)
    if home:
        environment["XDG_CONFIG_HOME"] = environment["XDG_DATA_HOME"] = home
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != status:
        sys.exit(f"{command}: {done.returncode}, not {status}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def main(root, cli):
    tool = os.path.join(root, "tools", "sign-routers.py")
    with tempfile.TemporaryDirectory() as folder:
        key, release = os.path.join(folder, "key"), os.path.join(folder, "routers.release")
        public = run(sys.executable, tool, "key", key).strip()
        os.mkdir(os.path.join(folder, "unmangle"))
        with open(os.path.join(folder, "unmangle", "routers.conf"), "w", encoding="utf-8") as file:
            file.write(f"[update]\naddress=https://localhost/\nkey={public}\n")
        if os.stat(key).st_mode & 0o077:
            sys.exit("others may read the key")
        run(sys.executable, tool, "key", key, status=1)  # an old key is not overwritten
        run(sys.executable, tool, "sign", key, os.path.join(root, "data", "routers"), release)
        said = run(cli, "routers", "validate", release, home=folder)
        if "all valid" not in said:
            sys.exit(said)
        # As if it had been fetched: it is older than or as old as what is compiled in, and harmless.
        run(sys.executable, tool, "sign", key, os.path.join(root, "data", "routers"),
            os.path.join(folder, "unmangle", "routers.release"), "9000000001")
        if "left out" in run(cli, "routers", "list", home=folder):
            sys.exit("the update was left out")
        with open(release, "r+b") as file:
            file.seek(-100, os.SEEK_END)
            file.write(b"x")
        said = run(cli, "routers", "validate", release, home=folder, status=2)
        if "signature" not in said:
            sys.exit(said)
    print("signed, taken, refused")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
