"""What the tests that kill real programs have in common: a small county, days' work, and an oracle.

The oracle is what the tablets hold in their logs, as `ruhu-sync dump` tells it: HQ must hold exactly
these lines, each once, and every receipt that was ever given must go on telling the truth.
"""

import argparse
import glob
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile

import house

VISITS = os.path.join(house.BUILD, "tests", "e2e", "tablet-visits")
FORM = os.path.join(house.SOURCE, "tests", "data", "visit.xml")
SCOPE = "990101101201"  # the village that tablet-visits works in


class Seen:
    """Every receipt that was seen on a tablet."""

    def __init__(self):
        self.receipts = {}  # text → device, upto, head, attachments

    def look(self, tablet):
        """In the inbox they stand whole."""
        for path in glob.glob(os.path.join(tablet.profile, "inbox", "*.answer")):
            with open(path, encoding="utf-8") as file:
                text = json.loads(file.read().split("\n", 1)[1])["rcpt"]
            _, _, _, device, upto, head, _, attachments, _ = text.split("|")
            self.receipts[text] = (device, int(upto), head, int(attachments))

    def check(self, lines):
        """@lines: what HQ holds, device → [line as pushed, parsed]"""
        for device, upto, _, _ in self.receipts.values():
            assert len(lines.get(device, [])) >= upto, f"HQ lost line {upto} of {device}"


class Place:
    """HQ in a folder, with the form that is filled, and its tablets; or with the whole county."""

    def __init__(self, folder, chance, county=False):
        self.folder = folder
        self.chance = chance
        self.seen = Seen()
        self.tablets = []
        self.visits = 0
        self.hq = house.Headquarters(os.path.join(folder, "hq"))
        self.scope = house.VILLAGE if county else SCOPE
        if county:
            self.hq.make()
            self.hq.furnish()
        else:
            self.hq.init()
            self.hq.command("form", "publish", FORM)

    def add_tablet(self, address):
        """Needs the server. @address: where the tablet is to send to"""
        i = len(self.tablets)
        user = f"w{i}"
        tablet = house.Tablet(os.path.join(self.folder, f"tablet{i}"))
        tablet.user = user
        self.hq.command("user", "add", user, "--role", "village", "--scope", self.scope)
        _, code = self.hq.enrol(os.path.join(self.folder, "code"), self.scope, user)
        tablet.enrol(address, code)
        tablet.sync("now", pin=True)
        self.tablets.append(tablet)
        return tablet

    def work(self, tablet, visits):
        """So many visits more are finished, and the tablet locked."""
        said = house.run(
            [VISITS, tablet.profile, tablet.user, str(self.chance.getrandbits(32)), str(visits)]
        )
        assert len(said.stdout.splitlines()) == visits
        self.visits += visits

    def lines_at_hq(self):
        """device → what HQ has of its log, in order; asserts that it has nothing twice."""
        path = os.path.join(self.folder, "log.ndjson")
        self.hq.command("export", "log", "--period", "2000-2099", "-o", path)
        lines, ids = {}, set()
        with open(path, encoding="utf-8") as file:
            for text in file:
                line = json.loads(text)
                of_device = lines.setdefault(line["d"], [])
                of_device.append((line["q"], line["c"]))
                if line["c"]["k"] == "response":
                    assert line["c"]["id"] not in ids, "a response came in twice"
                    ids.add(line["c"]["id"])
        for device, numbered in lines.items():
            if device == "hq":
                continue
            assert [q for q, _ in numbered] == list(range(1, len(numbered) + 1)), device
        return {device: [c for _, c in numbered] for device, numbered in lines.items()}

    def verify(self):
        said = self.hq.command("verify").stdout.strip()
        assert " 0 faults" in said, said
        return said

    def look(self):
        """At HQ as the kill left it: what it gave a receipt for is there, and nothing is broken."""
        for tablet in self.tablets:
            self.seen.look(tablet)
        self.verify()
        self.seen.check(self.lines_at_hq())

    def check_end(self):
        """HQ holds what the tablets' logs say. Returns how many responses that is."""
        held = self.lines_at_hq()
        responses = photos = 0
        for tablet in self.tablets:
            raw = tablet.sync("dump", pin=True).stdout.splitlines()
            log = [line for line in raw if "seq" in json.loads(line)]
            pushed = [json.loads(line) for line in log]
            device = tablet.status()["receipt"]["number"].split("-")[0]
            assert held[device] == pushed, f"HQ does not hold what {device} has cut"
            self.check_receipts(device, log)
            responses += sum(line["k"] == "response" for line in pushed)
            photos += sum(len(line.get("att", [])) for line in pushed)
        self.hq.check(self.tablets)
        said = self.verify()
        check_tidy(os.path.join(self.hq.folder, "att"))
        assert responses == self.visits, (responses, self.visits)
        assert f" {photos} attachments" in said, (photos, said)
        return responses

    def check_receipts(self, device, log):
        """Each receipt names the hash of the line it goes to."""
        for of, upto, head, _ in self.seen.receipts.values():
            if of == device and upto > 0:
                assert hashlib.blake2b(log[upto - 1].encode(), digest_size=32).hexdigest() == head


def check_tidy(folder):
    """What a kill leaves half written is gone, or gone on with."""
    names = set()
    for where, _, files in os.walk(folder):
        names.update(os.path.join(where, name) for name in files)
    half = [
        name
        for name in names
        if name.endswith((".new", ".part")) or os.path.splitext(name)[0] in names - {name}
    ]
    assert half == [], f"left half written: {half}"


def check_at_rest(tablet):
    status = tablet.status()
    assert status["waiting"] == {"responses": 0, "attachments": 0, "bytes": 0}, status
    assert status["quarantined"] == 0, status
    assert status["receipt"] is not None, status
    check_tidy(tablet.profile)
    left = os.listdir(os.path.join(tablet.profile, "inbox"))
    assert left == [], f"left in the inbox: {left}"


def start_now(tablet, environment=None, pin=False):
    """Starts `ruhu-sync now` and does not wait for it."""
    command = [house.RUHU_SYNC, "--profile", tablet.profile, "now"]
    if not pin:
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
    reader, writer = os.pipe()
    os.write(writer, house.PIN.encode())
    os.close(writer)
    process = subprocess.Popen(
        command + ["--pin-fd", str(reader)],
        env=environment,
        pass_fds=[reader],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(reader)
    return process


def main(document, run, kills):
    """Runs @run (folder, chance, kills); prints what it says as the other kill tests do."""
    parser = argparse.ArgumentParser(
        description=document, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=kills)
    parser.add_argument("--from", dest="seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ruhu-kill-") as folder:
        said = run(folder, random.Random(arguments.seed), arguments.kills)
    print(f"# seed {arguments.seed}: {said}", flush=True)
    return sys.exit(0)
