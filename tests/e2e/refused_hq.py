#!/usr/bin/python3
"""What HQ refuses, it refuses plainly, and its store is left as it was.

Each refusal comes from outside, over the wire or from the command line, with its own status or exit code
and words that say what happened and what to do. Before and after, the store is dumped whole and compared;
what may have changed is named in MAY_CHANGE.
"""

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time
import unittest

import house
import page_sum
import wire

OTHER_VILLAGE = "990101200201"

# What a refusal may write, and why.
MAY_CHANGE = {
    "audit": "that somebody asked in vain is on record",
    "enrol_code.tries": "an enrolment code takes five wrong tries",
    "device.seen": "when the device last spoke",
}

CYCLE = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>c</h:title><model><instance><data id="cycle" version="1"><a/><b/></data></instance>
<bind nodeset="/data/a" calculate="/data/b + 1"/>
<bind nodeset="/data/b" calculate="/data/a + 1"/></model></h:head>
<h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>
"""


def spoilt(number, at):
    """A number whose character @at is another one."""
    other = "1" if number[at] != "1" else "2"
    return number[:at] + other + number[at + 1 :]


def table(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class Refused(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="ruhu-refused-")
        cls.folder = cls.scratch.name
        cls.hq = house.Headquarters(os.path.join(cls.folder, "hq"))
        cls.hq.make()
        cls.url = cls.hq.serve()
        cls.hq.furnish()
        with open(os.path.join(cls.hq.county, "register.csv"), encoding="utf-8", newline="") as file:
            cls.people = list(csv.DictReader(file))

    @classmethod
    def tearDownClass(cls):
        cls.hq.stop()
        cls.scratch.cleanup()

    def dump(self):
        """Every row of every table of HQ's store, and every file of its folder."""
        with tempfile.TemporaryDirectory(prefix="ruhu-dump-") as copy:
            for name in os.listdir(self.hq.folder):
                if name.startswith("hq.db"):
                    shutil.copy(os.path.join(self.hq.folder, name), copy)
            db = sqlite3.connect(os.path.join(copy, "hq.db"))
            tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            rows = {name: self.rows(db, name) for name in tables if name not in MAY_CHANGE}
            version = db.execute("PRAGMA user_version").fetchone()
            db.close()
        attachments = sorted(os.walk(os.path.join(self.hq.folder, "att")))
        return {**rows, "user_version": version, "att": attachments}

    @staticmethod
    def rows(db, name):
        columns = [row[1] for row in db.execute(f'PRAGMA table_info("{name}")')]
        kept = [column for column in columns if f"{name}.{column}" not in MAY_CHANGE]
        quoted = ", ".join(f'"{column}"' for column in kept)
        return sorted(map(repr, db.execute(f'SELECT {quoted} FROM "{name}"')))

    def assert_as_before(self, before):
        after = self.dump()
        for name in before:
            self.assertEqual(before[name], after[name], f"{name} is not as it was")

    def code(self):
        return self.hq.enrol(os.path.join(self.folder, "code"))[1]

    def device(self):
        device = wire.Device(self.url)
        answer = device.enrol(self.code())
        self.assertEqual(answer.status, 200, answer.body)
        return device

    def visit(self, device, division=house.VILLAGE):
        person = self.people[0]["person_id"]
        answers = {"visit": {"person_id": person, "contact_result": "not_home"}}
        return device.line(division, fm="ruhu_home_visit", fv=self.version(), ans=answers)

    @staticmethod
    def version():
        with open(house.HOME_VISIT, encoding="utf-8") as file:
            return re.search(r'version="(\d+)"', file.read()).group(1)

    def refuses(self, answer, status, code, before):
        self.assertEqual((answer.status, answer.code), (status, code), answer.body)
        self.assert_as_before(before)

    def refuses_command(self, words, sayings, code=1):
        """The command ends so, says each of @sayings, and changes nothing."""
        before = self.dump()
        done = self.hq.command(*words, expect=(code,), cwd=self.folder)
        self.assertEqual(done.stdout, "")
        for saying in sayings:
            self.assertIn(saying, done.stderr)
        self.assert_as_before(before)
        return done.stderr

    # Enrolment

    def test_a_used_code(self):
        code = self.code()
        self.assertEqual(wire.Device(self.url).enrol(code).status, 200)
        before = self.dump()
        self.refuses(wire.Device(self.url).enrol(code), 403, "CODE", before)

    def test_a_mistyped_code_and_then_the_right_one(self):
        code = self.code()
        before = self.dump()
        self.refuses(wire.Device(self.url).enrol(spoilt(code, len(code) - 1)), 403, "CODE", before)
        self.assertEqual(wire.Device(self.url).enrol(code).status, 200)

    def test_an_expired_code(self):
        code = self.code()
        self.hq.stop()
        db = sqlite3.connect(os.path.join(self.hq.folder, "hq.db"))
        with db:
            db.execute("UPDATE enrol_code SET expires = ?", (int(time.time() * 1000) - 1,))
        db.close()
        page_sum.renew(os.path.join(self.hq.folder, "hq.db"))
        self.hq.serve()
        before = self.dump()
        self.refuses(wire.Device(self.url).enrol(code), 403, "CODE", before)

    # Requests

    def test_a_device_nobody_knows(self):
        known, device = self.device(), wire.Device(self.url)
        device.hqs = known.hqs
        before = self.dump()
        self.refuses(device.push([self.visit(device)]), 401, "UNKNOWN_DEV", before)

    def test_a_bad_signature(self):
        device = self.device()
        before = self.dump()
        self.refuses(device.push([self.visit(device)], keys=wire.Keys()), 401, "SIG", before)

    def test_a_body_changed_on_the_way(self):
        device = self.device()
        body = json.dumps({"cur": "", "epoch": device.epoch, "max": 65536}).encode()
        said = wire.b64(device.keys.sign(b"something else"))
        before = self.dump()
        answer = device.request("POST", "/v1/pull", body, {"Ruhu-Sig": said})
        self.refuses(answer, 401, "SIG", before)

    def test_gzip_that_ends_too_soon(self):
        device = self.device()
        line = self.visit(device)
        for spoil in (lambda b: b[:-1], lambda b: b[:-20], lambda b: b[:12], lambda b: b"", lambda b: b"x" + b):
            before = self.dump()
            self.refuses(device.push([line], spoil=spoil), 400, "FRAME", before)
        self.assertEqual(device.push([line]).json["acked"], 1)  # nothing of it was kept against us

    def test_a_change_for_another_township(self):
        """It is in quarantine; the lines beside it are taken, and the receipt is over all."""
        device = self.device()
        lines = [self.visit(device), self.visit(device, OTHER_VILLAGE), self.visit(device)]
        answer = device.push(lines)
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json["acked"], 3)
        held = [(held["seq"], held["code"]) for held in answer.json["res"]]
        self.assertEqual(held, [(2, "SCOPE")])
        store = self.dump()
        self.assertEqual(sum(device.id in row for row in store["change_log"]), 2)
        self.assertEqual(sum(device.id in row for row in store["quarantine"]), 1)
        self.assertFalse(any(OTHER_VILLAGE in row for row in store["object"] if device.id in row))
        self.assertIn(" 0 faults", self.hq.command("verify").stdout)
        before = self.dump()
        device.push(lines, first=1)
        self.assert_as_before(before)  # sent once more, it is as it was

    # Files

    def import_of(self, content):
        if isinstance(content, str):
            content = content.encode()
        with open(os.path.join(self.folder, "people.csv"), "wb") as file:
            file.write(content)
        return "register", "import", "people.csv"

    def test_registers_that_are_none(self):
        new, old = self.changed(1), self.people[0]
        text = table([new, old])
        first, second, third = text.splitlines(True)[:3]
        kinds = {
            "a column more": (table([{**new, "shoe_size": "42"}]), "1:57: “shoe_size” is no column"),
            "a wrong ID": (self.with_(old, "resident_id"), "3:3: resident_id: its last character"),
            "a wrong certificate": (self.with_(old, "cert_no"), ": cert_no: does not begin with a valid"),
            "a quote open": (first + second.replace(",", ',"', 1) + third, "2:2: a quotation mark"),
            "a quote within": (first + second.replace(",", ',x"', 1) + third, "2:2: a quotation mark"),
            "GB 18030": (text.encode("gb18030"), "1:1: the file is not UTF-8; save it as CSV UTF-8"),
            "UTF-16": (text.encode("utf-16"), "1:1: the file is not UTF-8"),
            "nothing": ("", "1:1: the file is empty"),
            "only a header": (first, "there is no row under the header"),
            "a cell less": (first + second.split(",", 1)[1] + third, "2:56: the row has not as many cells"),
            "no such day": (table([{**new, "birth_date": "1960-02-30"}]), "2:4: birth_date: is no date"),
        }
        for kind, (content, saying) in kinds.items():
            with self.subTest(kind):
                hint = "no row was taken in; mend the file and import it again"
                said = self.refuses_command(self.import_of(content), [saying, hint])
                self.assertTrue(said.startswith("people.csv:"), said)
                for value in (old["resident_id"], old["cert_no"], old["phone"], old["person_name"]):
                    self.assertNotIn(value, said)

    def changed(self, row):
        """A good row that would change something, were it taken."""
        return {**self.people[row], "address": "新搬到村东头"}

    def with_(self, row, column):
        return table([self.changed(1), {**row, column: spoilt(row[column], 17)}])

    def test_a_form_that_waits_for_itself(self):
        path = os.path.join(self.folder, "cycle.xml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(CYCLE)
        said = self.refuses_command(["form", "publish", "cycle.xml"], ["/data/a → /data/b → /data/a"])
        self.assertTrue(said.startswith("cycle.xml:4: "), said)
        checked = house.run([house.RUHU_FORM, "check", path], expect=(1,))
        self.assertIn("wait for each other", checked.stderr + checked.stdout)

    def test_a_store_of_the_future(self):
        self.hq.stop()
        path = os.path.join(self.hq.folder, "hq.db")
        db = sqlite3.connect(path)
        number = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute("PRAGMA user_version = 999")
        db.close()
        page_sum.renew(path)
        with open(path, "rb") as file:
            before = file.read()
        try:
            for words in (
                [house.RUHU_HQ, "serve", self.hq.folder, "--listen", "127.0.0.1:0"],
                [house.RUHU_HQ, "user", "list", "--dir", self.hq.folder],
            ):
                said = house.run(words, expect=(1,))
                self.assertIn("a newer ruhu-hq wrote this store", said.stderr)
                self.assertIn("nothing is lost; install the newer ruhu-hq", said.stderr)
                with open(path, "rb") as file:
                    self.assertEqual(before, file.read())
        finally:
            db = sqlite3.connect(path)
            db.execute(f"PRAGMA user_version = {number}")
            db.close()
            page_sum.renew(path)
            self.hq.serve()
        self.assertIn(house.WORKER, self.hq.command("user", "list").stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
