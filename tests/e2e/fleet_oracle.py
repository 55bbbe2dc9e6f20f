"""What HQ must hold, by what the tablets' stores said was saved, and by every receipt that was seen.

It hears tests/e2e/fleet-tablets.c, and reads HQ's exported log. Of what was said to be begun and not
to be done when its process was killed, either may be true.
"""

import hashlib
import json


class Oracle:
    def __init__(self):
        self.answers = {}  # response → what it was last about to be finished with
        self.finished = set()
        self.replaces = {}  # correction → what it corrects
        self.decisions = {}  # id → the response it is about, and what was decided
        self.decided = set()
        self.edits = set()  # (person, telephone number)
        self.receipts = {}  # text → device, upto, head
        self.standing = {}  # profile → responses, attachments, held
        self.outcomes = {}  # profile → how the last sync went
        self.said = 0

    def hear(self, line):
        """One line of a process, the dot left out."""
        what, *words = line.split(" ")
        self.said += 1
        if what == "f":
            self.answers[words[0]] = json.loads(" ".join(words[1:]))
        elif what == "F":
            self.finished.add(words[0])
        elif what == "C":
            self.replaces[words[0]] = words[1]
        elif what == "d":
            self.decisions[words[0]] = (words[1], words[2])
        elif what == "D":
            self.decided.add(words[0])
        elif what == "E":
            self.edits.add((words[0], words[1]))
        elif what == "R":
            _, _, _, device, upto, head, _, _, _ = words[1].split("|")
            self.receipts[words[1]] = (device, int(upto), head)
        elif what == "W":
            self.standing[words[0]] = [int(word) for word in words[1:]]
        elif what == "Y":
            self.outcomes[words[0]] = " ".join(words[1:])

    @property
    def photos(self):
        """How many attachments the finished responses have, those of a correction being the old ones."""
        return len({name for ans in self.answers.values() if (name := ans["visit"].get("photo"))})

    def check(self, log, dumps):
        """@log: HQ's exported; @dumps: the tablets' own logs, profile → lines as they were pushed.
        Asserts that nothing is missing, and nothing too much. Returns how many responses that is."""
        by_device, held, decisions, edits = {}, {}, {}, set()
        with open(log, encoding="utf-8") as file:
            for text in file:
                row = json.loads(text)
                line = row["c"]
                by_device.setdefault(row["d"], {})[row["q"]] = line
                if line["k"] == "response":
                    assert line["id"] not in held, f"{line['id']} came in twice"
                    held[line["id"]] = line
                elif line["k"] == "decision":
                    decisions[line["id"]] = (line["response"], line["outcome"])
                elif line["k"] == "person":
                    edits.add((line["id"], line["set"].get("phone")))
        self.check_responses(held)
        missing = self.decided - decisions.keys()
        assert not missing, f"decisions are lost: {sorted(missing)[:3]}"
        wrong = [at for at in decisions if decisions[at] != self.decisions.get(at)]
        assert not wrong, f"decisions nobody made: {wrong[:3]}"
        assert self.edits <= edits, f"edits are lost: {sorted(self.edits - edits)[:3]}"
        self.check_receipts(by_device, dumps)
        return len(held)

    def check_responses(self, held):
        missing = self.answers.keys() - held.keys()
        assert not missing, f"responses are lost: {sorted(missing)[:3]}"
        strange = held.keys() - self.answers.keys()
        assert not strange, f"responses nobody finished: {sorted(strange)[:3]}"
        for at, line in held.items():
            assert line["ans"] == self.answers[at], (at, line["ans"], self.answers[at])
            if at in self.replaces:
                assert line.get("replaces") == self.replaces[at], (at, line.get("replaces"))

    def check_receipts(self, by_device, dumps):
        """HQ holds every line that a receipt covers, and its head is the hash of the last of them:
        as the next line says, or the line itself where it is the tablet's last."""
        own = {hashlib.blake2b(line, digest_size=32).hexdigest() for log in dumps.values() for line in log}
        for text, (device, upto, head) in self.receipts.items():
            lines = by_device.get(device, {})
            assert all(number in lines for number in range(1, upto + 1)), f"lines are lost: {text}"
            following = lines.get(upto + 1)
            known = following["ph"] == head if following else head in own or upto == 0
            assert known, f"the receipt is for another line: {text}"
