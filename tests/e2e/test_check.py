"""check.py agrees with a real HQ about what two real tablets sent, and finds each thing that is changed."""

import json
import os
import random
import shutil
import tempfile
import unittest

import check
import house
import killed


class Checked(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="ruhu-check-")
        place = killed.Place(cls.folder, random.Random(1))
        register = os.path.join(cls.folder, "register.csv")
        with open(register, "w", encoding="utf-8") as file:
            file.write("person_name,phone,division_code,cert_status,cert_grade\n")
            file.writelines(f"P{i},{i},{killed.SCOPE},valid,1\n" for i in range(10))
        place.hq.command("register", "import", register)
        address = place.hq.serve()
        for _ in range(2):
            tablet = place.add_tablet(address)
            place.work(tablet, 3)
            tablet.sync("now", pin=True)
        place.hq.stop()
        cls.log, cls.objects, cls.held = (
            os.path.join(cls.folder, name) for name in ("log", "objects", "held")
        )
        place.hq.command("export", "log", "--period", "2000-2099", "-o", cls.log)
        place.hq.command("export", "objects", "--period", "2000-2099", "-o", cls.objects)
        with open(cls.held, "w", encoding="utf-8") as file:
            file.write(place.hq.command("quarantine", "list").stdout)
        cls.dumps = []
        for tablet in place.tablets:
            cls.dumps.append(tablet.profile + ".dump")
            with open(cls.dumps[-1], "w", encoding="utf-8") as file:
                file.write(tablet.sync("dump", pin=True).stdout)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def look(self, log=None, objects=None, dumps=None, everything=True):
        return check.check_all(
            log or self.log, dumps or self.dumps, objects or self.objects, self.held, everything
        )

    def changed(self, path, change):
        """A copy of @path whose objects @change has changed; with what it removes left out."""
        rows = [row for row in map(change, check.read_json(path)) if row is not None]
        copy = path + ".changed"
        with open(copy, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
        return copy

    def assert_found(self, words, **files):
        faults, _ = self.look(**files)
        self.assertTrue(any(words in fault for fault in faults), faults[:5])

    def test_it_agrees(self):
        faults, counts = self.look()
        self.assertEqual(faults, [])
        self.assertEqual(counts[1], 6)
        self.assertGreater(counts[2], 10)

    def test_a_line_that_hq_lost(self):
        is_last = lambda row: row["c"]["k"] == "response" and row["q"] == 3
        lost = self.changed(self.log, lambda row: None if is_last(row) else row)
        self.assert_found("line 3 is not at HQ", log=lost)

    def test_a_line_that_hq_changed(self):
        def change(row):
            if row["c"]["k"] == "response" and row["q"] == 2:
                row["c"]["ans"]["more"] = "1"
            return row

        self.assert_found("is not at HQ as the tablet cut it", log=self.changed(self.log, change))

    def test_a_line_that_came_twice(self):
        log = self.changed(self.log, lambda row: row)
        with open(log, "a", encoding="utf-8") as file:
            file.write(check.read_lines(self.log)[-1].decode() + "\n")
        self.assert_found("twice", log=log)

    def test_a_clock_years_ahead(self):
        def change(row):
            return dict(row, e="1" + row["e"][1:]) if row["q"] == 2 else row

        self.assert_found("clock too far ahead", log=self.changed(self.log, change))

    def test_a_value_that_is_not_the_newest(self):
        def change(row):
            for entry in row["o"]["f"].values():
                entry["v"] = "another"
            return row

        self.assert_found("is not the newest write", objects=self.changed(self.objects, change))

    def test_an_object_that_hq_lost(self):
        left = iter([None])
        lost = self.changed(self.objects, lambda row: next(left, row))
        self.assert_found("is in the log and not at HQ", objects=lost)

    def test_a_tablet_whose_log_was_edited(self):
        def change(row):
            if row.get("seq") == 2:
                row["u"] = "somebody"
            return row

        dump = self.changed(self.dumps[0], change)
        self.assert_found("does not follow the one before it", dumps=[dump, self.dumps[1]])

    def test_what_waits_is_no_fault_until_all_was_sent(self):
        is_last = lambda row: row["c"]["k"] == "response" and row["q"] == 3
        less = self.changed(self.log, lambda row: None if is_last(row) else row)
        faults, _ = self.look(log=less, everything=False)
        self.assertFalse(any("line 3 is not at HQ" in fault for fault in faults), faults)


if __name__ == "__main__":
    unittest.main(verbosity=2)
