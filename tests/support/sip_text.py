"""SIP messages as lists of lines that can be edited; for tests that make traffic. Shares nothing with the program."""
import re

COMPACT = {"via": "v", "from": "f", "to": "t", "call-id": "i", "contact": "m", "content-type": "c",
           "content-length": "l", "supported": "k", "subject": "s"}
LONG = {short: name for name, short in COMPACT.items()}
ENDPOINT = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[0-9A-Za-z.-]+)(?::(?P<port>\d+))?")


def shown(host):
    """A host as it stands in a URI or Via: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def host_port(host, port=None):
    return shown(host) if port is None else f"{shown(host)}:{port}"


def family(host):
    return "IP6" if ":" in host else "IP4"


class Message:
    """Start line, headers as [name, value], body lines without their ends."""

    def __init__(self, start, headers=(), body=None):
        self.start = start
        self.headers = [list(header) for header in headers]
        self.body = body

    @classmethod
    def parse(cls, data):
        head, _, body = data.decode().partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        headers = []
        for line in lines:
            name, _, value = line.partition(":")
            headers.append([name, value.strip()])
        return cls(start, headers, body.split("\r\n")[:-1] if body else None)

    def body_bytes(self):
        return "".join(line + "\r\n" for line in self.body or []).encode()

    def render(self):
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return f"{self.start}\r\n{head}\r\n".encode() + self.body_bytes()

    @property
    def is_request(self):
        return not self.start.startswith("SIP/2.0 ")

    @property
    def method(self):
        return self.start.split()[0] if self.is_request else self.get("CSeq").split()[1]

    @property
    def status(self):
        return 0 if self.is_request else int(self.start.split()[1])

    def places(self, name):
        """The [name, value] lists of one header, however it is spelled."""
        return [header for header in self.headers
                if LONG.get(header[0].lower(), header[0].lower()) == name.lower()]

    def get(self, name, default=None):
        found = self.places(name)
        return found[0][1] if found else default

    def set(self, name, value):
        self.places(name)[0][1] = value

    def remove(self, name):
        self.headers = [header for header in self.headers if header not in self.places(name)]

    def insert(self, name, value, before):
        """Puts a header line in front of the first one named before."""
        index = self.headers.index(self.places(before)[0])
        self.headers.insert(index, [name, value])

    def fix_length(self):
        if self.places("Content-Length"):
            self.set("Content-Length", str(len(self.body_bytes())))

    @property
    def has_sdp(self):
        return self.body is not None and any(line.startswith("m=") for line in self.body)


def sent_by(via):
    """(host, port or None) of a Via value."""
    match = ENDPOINT.match(via.split(";")[0].split()[1])
    return match["host"].strip("[]"), int(match["port"]) if match["port"] else None


def with_sent_by(via, host, port):
    protocol, _, rest = via.partition(" ")
    _, separator, parameters = rest.partition(";")
    return f"{protocol} {host_port(host, port)}{separator}{parameters}"


def parameter(value, name):
    """The value of a ;parameter, "" when it has none, None when it is not there."""
    match = re.search(rf";{name}(?:=([^;,>\s]*))?(?=[;,>\s]|$)", value)
    return None if match is None else match[1] or ""


URI = re.compile(r"(?P<head>sips?:(?:[^@>;\s]*@)?)(?P<where>\[[0-9a-fA-F:.]+\](?::\d+)?|[^:;>,\s?]+(?::\d+)?)")


def uri_endpoint(text):
    """(host, port or None) of the first SIP URI in text; None without one."""
    match = URI.search(text)
    if match is None:
        return None
    where = ENDPOINT.match(match["where"])
    return where["host"].strip("[]"), int(where["port"]) if where["port"] else None


def map_uris(text, change):
    """text with every SIP URI's (host, port or None) replaced by what change gives; None keeps it."""
    def one(match):
        where = ENDPOINT.match(match["where"])
        new = change(where["host"].strip("[]"), int(where["port"]) if where["port"] else None)
        return match[0] if new is None else match["head"] + host_port(*new)
    return URI.sub(one, text)
