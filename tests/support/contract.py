"""The contract of `unmangle-cli check --json`, format 1, as a table of keys and types."""
import ipaddress
import re

VERDICTS = {"alg-detected": ("proven", "likely"), "no-alg": ("excluded",),
            "inconclusive": ("possible", "none")}
MARKS = ("offending", "normal", "untouched", "context")
GRADES = ("proof", "strong", "weak", "clears")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
SPAN_WORDS = re.compile(r"\d{1,10}$|[A-Za-z][\w.-]*$")


class OneOf:
    """A string out of a fixed list."""

    def __init__(self, *values):
        self.values = values


class Nullable:
    """Something or null."""

    def __init__(self, shape):
        self.shape = shape


LINE = {"number": int, "text": str, "mark": OneOf(*MARKS), "spans": [[int]],
        "before": Nullable(str), "after": Nullable(str)}
MESSAGE = {"frame": int, "time": Nullable(str), "from": Nullable(str), "to": Nullable(str),
           "first_line": str, "call_id": Nullable(str), "cseq": str}
CERTAINTIES = OneOf("proven", "likely", "possible", "excluded", "none")
SHAPE = {
    "format": OneOf("unmangle-findings"), "version": int,
    "source": {"name": str,
               "kind": OneOf("pcap", "pcapng", "text", "live", "hops", "mirror"),
               "packets": int, "sip_messages": int, "first_time": Nullable(str),
               "last_time": Nullable(str),
               "vantage": OneOf("lan", "wan", "server", "both", "unknown"), "vantage_reason": str,
               "damage": [{"kind": str, "count": int, "detail": str}]},
    "verdict": OneOf(*VERDICTS), "certainty": CERTAINTIES,
    "leans": Nullable(OneOf("alg", "no-alg")), "headline": str, "next_step": Nullable(str),
    "alg": Nullable({"family": Nullable(str), "reason": Nullable(str), "box": Nullable(str)}),
    "phones": [{"id": int, "name": str, "aor": Nullable(str), "user_agent": Nullable(str),
                "address": Nullable(str), "public_address": Nullable(str),
                "verdict": OneOf(*VERDICTS), "certainty": CERTAINTIES, "evidence": [int]}],
    "evidence": [{"id": int, "rule": str, "grade": OneOf(*GRADES), "phone": Nullable(int),
                  "message": Nullable(MESSAGE), "lines": [LINE], "explanation": str}],
    "coverage": {"register": bool, "outbound_invite": bool, "answer_sdp": bool,
                 "inbound_invite": bool, "inbound_on_lan": bool, "transports": [str],
                 "ports": [int]},
    "media": [{"call_id": Nullable(str), "direction": OneOf("to-phone", "from-phone"),
               "packets": int, "lost": int, "finding": str}],
    "symptoms": [{"symptom": str, "seen": bool, "alg_can_cause": bool, "explanation": str}],
    "routers": [{"id": str, "reason": str}],
}


def misfits(value, shape, path):
    """Where value differs from shape. Unknown keys are allowed: they may be added any time."""
    if isinstance(shape, Nullable):
        if value is not None:
            yield from misfits(value, shape.shape, path)
    elif isinstance(shape, OneOf):
        if value not in shape.values:
            yield f"contract: {path}: {value!r}"
    elif isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"contract: {path}: not an object"
            return
        for key, inner in shape.items():
            if key not in value:
                yield f"contract: {path}.{key} is missing"
            else:
                yield from misfits(value[key], inner, f"{path}.{key}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"contract: {path}: not a list"
            return
        for index, item in enumerate(value):
            yield from misfits(item, shape[0], f"{path}[{index}]")
    elif type(value) is not shape:  # a bool is no int here
        yield f"contract: {path}: {value!r} is no {shape.__name__}"
    elif shape is str and value == "" and not path.endswith(".text"):
        yield f"contract: {path} is empty"


def is_address(text):
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def wrong_spans(line):
    """Spans ascend, do not overlap, and cover an address, a port, a number or a host name."""
    text = line["text"].encode()
    last = 0
    for span in line["spans"]:
        if len(span) != 2 or not last <= span[0] < span[1] <= len(text):
            yield f"span {span} in {line['text']!r}"
            continue
        last = span[1]
        covered = text[span[0]:span[1]].decode("utf-8", "replace")
        if line["before"] is not None:  # the part that differs from what was sent
            continue
        if not is_address(covered) and not SPAN_WORDS.match(covered):
            yield f"span {span} covers {covered!r} in {line['text']!r}"
    if line["mark"] == "offending" and not line["spans"]:
        yield f"offending without a span: {line['text']!r}"


def verdict_misfits(item, path):
    if item["certainty"] not in VERDICTS[item["verdict"]]:
        yield f"contract: {path}: {item['verdict']} cannot be {item['certainty']}"


def wrong_references(found):
    """Numbers that name phones and evidence lead somewhere."""
    phones = [phone["id"] for phone in found["phones"]]
    evidence = [item["id"] for item in found["evidence"]]
    for name, ids in (("phone", phones), ("evidence", evidence)):
        if sorted(set(ids)) != list(range(1, len(ids) + 1)):
            yield f"contract: {name} ids are {ids}"
    for phone in found["phones"]:
        yield from verdict_misfits(phone, f"phone {phone['id']}")
        if not set(phone["evidence"]) <= set(evidence):
            yield f"contract: phone {phone['id']} names evidence that is not there"
    for item in found["evidence"]:
        if item["phone"] is not None and item["phone"] not in phones:
            yield f"contract: evidence {item['id']} names phone {item['phone']}"
        for line in item["lines"]:
            yield from wrong_spans(line)


def violations(found):
    """Everything that breaks the contract."""
    broken = list(misfits(found, SHAPE, "$"))
    yield from broken
    if broken:
        return
    for time in (found["source"]["first_time"], found["source"]["last_time"]):
        if time is not None and not TIME.match(time):
            yield f"contract: time {time!r}"
    yield from verdict_misfits(found, "$")
    yield from wrong_references(found)
    if found["verdict"] == "alg-detected" and not found["evidence"]:
        yield "contract: a verdict of alg-detected without evidence"
