"""What must be at HQ, by the tablets' own logs: a second opinion that shares no code with Ruhu.

    check.py LOG.ndjson [--objects OBJECTS.ndjson] [--held HELD.txt] [--all] DUMP.ndjson...

LOG is `ruhu-hq export log`, OBJECTS `ruhu-hq export objects`, HELD `ruhu-hq quarantine list`, each DUMP
a tablet's `ruhu-sync dump`. Says, one a line, what is not as it must be; exit 1 where there is any.

- A tablet's lines are chained and numbered without a gap; HQ has each of them once, as the tablet cut
  it, in the log or held, without a gap; with --all it has every one of them, and nothing else of theirs.
- A township's numbers have no gap. An effective clock follows that of the device's line before and those
  of the lines that it replaces, and is at most five minutes ahead of when it came, or of these.
- No response is in twice, and of each chain of corrections one counts.
- The persons, households, needs and tasks are what the log makes of them: the value with the greatest
  (clock, device, number), and open beside it what nobody replaced.
"""

import argparse
import hashlib
import json
import sys

NONE = "0" * 64
AHEAD = 5 * 60 * 1000
KINDS = ("person", "household", "need", "task")


class Check:
    def __init__(self):
        self.faults = []

    def say(self, *words):
        self.faults.append(" ".join(str(word) for word in words))


def read_lines(path):
    with open(path, "rb") as file:
        return [line.rstrip(b"\n") for line in file if line.strip()]


def read_json(path):
    return [json.loads(line) for line in read_lines(path)]


def digest(raw):
    return hashlib.blake2b(raw, digest_size=32).hexdigest()


# The tablets.


def read_tablet(check, path):
    """The log of one tablet: {number: line}. It may begin late, where a backup has what was before."""
    log, before, number = {}, None, None
    for raw in read_lines(path):
        line = json.loads(raw)
        if "seq" not in line:
            continue
        if number is not None and line["seq"] != number + 1:
            check.say(path, "has a gap before its line", line["seq"])
        if line["seq"] == 1:
            before = NONE
        if before is not None and line["ph"] != before:
            check.say(path, "line", line["seq"], "does not follow the one before it")
        number, before = line["seq"], digest(raw)
        log[number] = line
    return log


def find_device(log, at_hq, held):
    """Whose log that is: the device of which HQ has the same line."""
    for device, lines in at_hq.items():
        if any(lines.get(number) == line for number, line in log.items()):
            return device
    for device in held:
        if held[device] & set(log):
            return device
    return None


def check_tablet(check, path, log, at_hq, held, everything):
    device = find_device(log, at_hq, held)
    if device is None:
        if log and everything:
            check.say("of", path, "HQ has nothing")
        return
    has, waits = at_hq.get(device, {}), held.get(device, set())
    for number in sorted(set(has) & set(log)):
        if has[number] != log[number] and has[number] != {"erased": 1}:
            check.say(device, "line", number, "is not at HQ as the tablet cut it")
    known = set(has) | waits
    for number in sorted(set(log) - known):
        if everything:
            check.say(device, "line", number, "is not at HQ")
        elif known and number < max(known):
            check.say(device, "line", number, "is missing at HQ, which has later ones")
    for number in sorted(known - set(log)):
        if not log or number > min(log):
            check.say(device, "line", number, "is at HQ, and the tablet never cut it")


# HQ's log.


def names_of(replaced, device):
    """`rp` of one field: the writes that it names, as (device, number)."""
    for name in replaced if isinstance(replaced, list) else [replaced]:
        other, number = name.rsplit(".", 1)
        yield (device if other == "self" else other, int(number))


def index(check, rows):
    """{device: {number: line}}, and each line's row by (device, number)."""
    at_hq, by_place, last = {}, {}, {}
    for row in rows:
        place = (row["d"], row["q"])
        if place in by_place:
            check.say(*place, "is in HQ's log twice")
        if row["s"] != last.get(row["town"], 0) + 1:
            check.say("township", row["town"], "has a gap before its number", row["s"])
        last[row["town"]] = row["s"]
        by_place[place] = row
        at_hq.setdefault(row["d"], {})[row["q"]] = row["c"]
    return at_hq, by_place


def check_clocks(check, by_place):
    for (device, number), row in by_place.items():
        if row.get("released") or row["c"] == {"erased": 1}:
            continue
        eff, floor = int(row["e"], 16), 0
        before = by_place.get((device, number - 1))
        if before is not None and not before.get("released"):
            floor = int(before["e"], 16)
        for field in row["c"].get("rp", {}).values():
            for place in names_of(field, device):
                if place in by_place and place != (device, number):
                    floor = max(floor, int(by_place[place]["e"], 16))
        if eff <= floor:
            check.say(device, number, "has a clock that is not after what it follows")
        if eff >> 16 > max(row["received"] + AHEAD, (floor >> 16) + 1) and not row["c"].get("replaces"):
            check.say(device, number, "has a clock too far ahead")


def check_responses(check, rows):
    """Each once; and of what goes back to one of them, one that nothing replaces."""
    responses = {}
    for row in rows:
        if row["c"].get("k") != "response":
            continue
        if row["c"]["id"] in responses:
            check.say("response", row["c"]["id"], "is in HQ's log twice")
        responses[row["c"]["id"]] = row
    return responses


# What the log makes of an object.


class Field:
    def __init__(self):
        self.writes = {}  # (device, number) → (clock, value)
        self.replaced = {}  # device → up to which number

    def heads(self):
        newest = {}
        for device, number in self.writes:
            newest[device] = max(number, newest.get(device, 0))
        return {
            (device, number): self.writes[device, number]
            for device, number in newest.items()
            if number > self.replaced.get(device, 0)
        }

    def winner(self):
        device, number = max(self.writes, key=lambda at: (self.writes[at][0], at[0].encode(), at[1]))
        return (device, number), self.writes[device, number][1]


def take_state(fields, state):
    """A person who came from another township brings what was known there."""
    for path, entry in state.get("f", {}).items():
        field = fields.setdefault(path, Field())
        for write in [entry] + entry.get("h", []):
            field.writes[write["d"], write["q"]] = (int(write["e"], 16), write["v"])
        for device, number in entry.get("r", {}).items():
            field.replaced[device] = max(number, field.replaced.get(device, 0))


def take_line(fields, row):
    line, device = row["c"], row["d"]
    for path, value in line.get("set", {}).items():
        field = fields.setdefault(path, Field())
        field.writes[device, row["q"]] = (int(row["e"], 16), value)
        for other, number in names_of(line.get("rp", {}).get(path, []), device):
            field.replaced[other] = max(number, field.replaced.get(other, 0))


def merge(rows):
    """{(township, object): {field: Field}}"""
    objects = {}
    for row in rows:
        line = row["c"]
        at = (row["town"], line.get("id"))
        if line.get("k") == "transfer" and row["d"].startswith("hq-"):
            objects.pop(at, None)
            if "state" in line:
                take_state(objects.setdefault(at, {}), line["state"])
        elif line.get("k") in KINDS:
            take_line(objects.setdefault(at, {}), row)
    return objects


def check_field(check, at, path, field, entry):
    place, value = field.winner()
    if (entry["d"], entry["q"]) != place or entry["v"] != value:
        check.say("object", *at, path, "is not the newest write")
    said = {(write["d"], write["q"]) for write in entry.get("h", [])}
    if said != set(field.heads()) - {place}:
        check.say("object", *at, path, "has not the writes open that nobody replaced")


def check_objects(check, rows, exported):
    made = merge(rows)
    for row in exported:
        at = (row["town"], row["o"]["id"])
        fields, shown = made.pop(at, None), row["o"]["f"]
        if fields is None:
            check.say("object", *at, "stands in no line of the log")
            continue
        if fields.keys() != shown.keys():
            check.say("object", *at, "has other fields than the log gives it")
            continue
        for path, field in fields.items():
            check_field(check, at, path, field, shown[path])
    for at in made:
        check.say("object", *at, "is in the log and not at HQ")


def read_held(path):
    """{device: {number}} out of `quarantine list`."""
    held = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            name = line.split(maxsplit=1)[0] if line.strip() else ""
            device, _, number = name.rpartition(".")
            if device and number.isdigit():
                held.setdefault(device, set()).add(int(number))
    return held


def check_all(log, dumps, objects=None, held=None, everything=False):
    """Returns what is wrong, and how many lines, responses and objects were looked at."""
    check = Check()
    rows = read_json(log)
    waiting = read_held(held) if held else {}
    at_hq, by_place = index(check, rows)
    check_clocks(check, by_place)
    responses = check_responses(check, rows)
    for path in dumps:
        check_tablet(check, path, read_tablet(check, path), at_hq, waiting, everything)
    exported = read_json(objects) if objects else []
    if objects:
        check_objects(check, rows, exported)
    return check.faults, (len(rows), len(responses), len(exported))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log")
    parser.add_argument("dumps", nargs="*")
    parser.add_argument("--objects")
    parser.add_argument("--held")
    parser.add_argument("--all", action="store_true", dest="everything")
    arguments = parser.parse_args()
    faults, counts = check_all(
        arguments.log, arguments.dumps, arguments.objects, arguments.held, arguments.everything
    )
    for fault in faults:
        print(fault)
    print("%u lines, %u responses and %u objects at HQ, " % counts + f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
