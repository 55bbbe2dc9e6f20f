#!/usr/bin/python3
"""What the tablet refuses, it refuses plainly, and the profile is left byte for byte as it was.

A wrong PIN, a code that is used or too old, a store of a newer Ruhu: on the command line with an exit
code, and in the window with a sentence in the worker's language. Needs a display (tests/with-display.sh).
"""

import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time
import unittest

import desk
import first_path
import house
import page_sum
from words import LOCALES, zh
from workday import Workday

WRONG = "1357924680"  # no digit twice: a button takes a moment to come up again
FREE_TRIES = 5

# What a refusal may write into a profile, and why.
COUNTER = "secret/tries"  # a try is counted on disk before it is made
TIMES = "sync.json"  # when HQ was asked last, and will be asked next
PREFERENCES = "preferences.ini"  # the window's own: language, size of text


def read_database(path):
    """The bytes of a database with its log worked in, from a copy.

    Whoever closes it last works the log in and removes it, so its file comes and goes while nothing
    in the store changes.
    """
    with tempfile.TemporaryDirectory(prefix="ruhu-refused-") as folder:
        copy = os.path.join(folder, "copy.db")
        shutil.copyfile(path, copy)
        if os.path.exists(path + "-wal"):
            shutil.copyfile(path + "-wal", copy + "-wal")
        database = sqlite3.connect(copy)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        with open(copy, "rb") as file:
            return file.read()


def snapshot(profile, *leave_out):
    """Every file of a profile, with its bytes. Sockets are nobody's data."""
    files = {}
    for at, _, names in os.walk(profile):
        for name in names:
            path = os.path.join(at, name)
            relative = os.path.relpath(path, profile)
            if not os.path.isfile(path) or relative in leave_out or name.endswith(("-wal", "-shm")):
                continue
            if name.endswith(".db"):
                files[relative] = read_database(path)
                continue
            with open(path, "rb") as file:
                files[relative] = file.read()
    return files


class Refused(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="ruhu-refused-")
        cls.day = Workday(cls.scratch.name)
        cls.day.found_hq()
        cls.tablet = cls.day.tablet
        cls.tablet.enrol(*cls.code())
        cls.tablet.sync("now", pin=True)
        # A right PIN takes back the wrong tries; each claim begins with a copy of this.
        cls.fresh = os.path.join(cls.scratch.name, "fresh")
        shutil.copytree(cls.tablet.profile, cls.fresh)

    @classmethod
    def tearDownClass(cls):
        cls.day.hq.stop()
        cls.scratch.cleanup()

    def setUp(self):
        shutil.rmtree(self.tablet.profile)
        shutil.copytree(self.fresh, self.tablet.profile)

    def tearDown(self):
        if self.day.app is not None:
            if self.day.app.alive:
                house.complain(self.day.app.tree())
            self.day.app.kill()
            self.day.app = None

    @classmethod
    def code(cls):
        return cls.day.hq.enrol(os.path.join(cls.scratch.name, "code"))

    def sync(self, *words, pin=None, expect):
        command = [house.RUHU_SYNC, "--profile", self.tablet.profile, *words]
        if pin is None:
            return house.run(command, expect=(expect,))
        return house.run(command + ["--pin-fd", "{fd0}"], [pin], (expect,))

    def enrol(self, profile, code, pin=house.PIN, url=None, expect=3):
        words = ["enrol", url or self.day.hq.address.replace("127.0.0.1", "localhost")]
        return house.run(
            [house.RUHU_SYNC, "--profile", profile, *words, "--code-fd", "{fd0}", "--pin-fd", "{fd1}"],
            [code, pin],
            (expect,),
        )

    def assert_same(self, before, after):
        """Names the files that are others, and spares whoever reads this their bytes."""
        self.assertEqual(sorted(before), sorted(after))
        self.assertEqual([name for name in before if before[name] != after[name]], [])

    # A wrong PIN

    def test_a_wrong_pin_slows_down_and_changes_nothing(self):
        before = snapshot(self.tablet.profile, COUNTER)
        for _ in range(FREE_TRIES):
            said = self.sync("dump", pin=WRONG, expect=1)
            self.assertIn("wrong PIN or phrase; nothing is lost", said.stderr)
            self.assertEqual(said.stdout, "")
        for pin in (WRONG, house.PIN):  # a process of its own each: the right one waits as well
            said = self.sync("dump", pin=pin, expect=1)
            wait = re.search(r"the next one may be made in (\d+) s; nothing is lost", said.stderr)
            self.assertTrue(0 < int(wait.group(1)) <= 30, said.stderr)
        self.assert_same(before, snapshot(self.tablet.profile, COUNTER))
        self.sync("status", expect=0)  # which takes no PIN

    def test_the_window_slows_down_also_after_a_restart(self):
        before = snapshot(self.tablet.profile, COUNTER, TIMES, PREFERENCES)
        app = self.day.open_app()
        app.wait_for("label", zh("Enter your 10 digits"))
        wrong = zh("Not right. Please try again.")
        for tries in range(1, FREE_TRIES + 1):
            for digit in WRONG:
                app.wait_for("push button", digit).press()
            desk.wait(lambda n=tries: self.count_tries() == n, f"try {tries} is not counted")
            if tries < FREE_TRIES:
                desk.wait(lambda: app.first("label", wrong), "the wrong PIN is not told")
        self.assert_waits(app)
        self.day.close_app()
        app = self.day.open_app()
        self.assert_waits(app)
        self.assert_same(before, snapshot(self.tablet.profile, COUNTER, TIMES, PREFERENCES))
        wait = zh("Wrong too often. Nothing is lost; try again in %d seconds.").split("%d")[0]
        desk.wait(lambda: app.first("label", starts=wait) is None, "the wait does not end", 40)
        first_path.enter_pin(app)
        desk.wait(lambda: first_path.due_tile(app), "the right PIN does not open")

    def count_tries(self):
        with open(os.path.join(self.tablet.profile, COUNTER), encoding="ascii") as file:
            return int(file.read().split()[0])

    def assert_waits(self, app):
        """It says how long, that nothing is lost, and takes no digit meanwhile."""
        start, end = zh("Wrong too often. Nothing is lost; try again in %d seconds.").split("%d")
        fault = desk.wait(lambda: app.first("label", starts=start), "the wait is not told")
        self.assertTrue(fault.name.endswith(end), fault.name)
        self.assertTrue(0 < int(fault.name[len(start) : -len(end)]) <= 30, fault.name)
        self.assertFalse(app.first("push button", "1").sensitive)
        self.assertEqual(self.count_tries(), FREE_TRIES)

    # A code that will not do

    def test_a_used_code_makes_no_tablet(self):
        url, code = self.code()
        first, second = (os.path.join(self.scratch.name, name) for name in ("first", "second"))
        self.enrol(first, code, url=url, expect=0)
        said = self.enrol(second, code, url=url)
        self.assertIn("does not take this code (CODE): it is mistyped, used, or older than", said.stderr)
        self.assertIn("ask for a new one", said.stderr)
        self.assertIn("nothing was changed here", said.stderr)
        self.assertFalse(os.path.exists(second))

    def test_an_old_code_makes_no_tablet(self):
        url, code = self.code()
        self.day.hq.stop()
        with sqlite3.connect(os.path.join(self.day.hq.folder, "hq.db")) as db:
            db.execute("UPDATE enrol_code SET expires = ?", (int(time.time() * 1000) - 1,))
        db.close()
        page_sum.renew(os.path.join(self.day.hq.folder, "hq.db"))
        self.day.hq.serve()
        profile = os.path.join(self.scratch.name, "late")
        self.assertIn("older than 24 hours", self.enrol(profile, code, url=url).stderr)
        self.assertFalse(os.path.exists(profile))

    def test_a_short_pin_uses_up_no_code(self):
        url, code = self.code()
        profile = os.path.join(self.scratch.name, "short")
        said = self.enrol(profile, code, pin="1234", url=url, expect=1)
        self.assertIn("ten digits", said.stderr)
        self.assertFalse(os.path.exists(profile))
        self.enrol(profile, code, url=url, expect=0)

    def test_a_tablet_is_not_enrolled_over_another(self):
        url, code = self.code()
        before = snapshot(self.tablet.profile)
        said = self.enrol(self.tablet.profile, code, url=url, expect=1)
        self.assertIn("enrolled already; it was left as it is", said.stderr)
        self.assert_same(before, snapshot(self.tablet.profile))

    # What a newer Ruhu wrote

    def future(self):
        db = sqlite3.connect(os.path.join(self.tablet.profile, "store.db"))
        db.execute("PRAGMA user_version = 999")
        db.close()

    def test_a_newer_store_is_left_alone(self):
        self.future()
        before = snapshot(self.tablet.profile, TIMES)
        for words, pin in (
            (("now",), None),
            (("now",), house.PIN),
            (("status",), None),
            (("status", "--json"), None),
            (("dump",), house.PIN),
        ):
            with self.subTest(words=words, pin=pin is not None):
                said = self.sync(*words, pin=pin, expect=1)
                self.assertIn("a newer Ruhu wrote this store (schema 999, known are ", said.stderr)
                self.assertIn("nothing is lost; install the newer Ruhu", said.stderr)
                self.assertEqual(said.stdout, "")
        self.assert_same(before, snapshot(self.tablet.profile, TIMES))

    def test_the_window_says_that_it_is_too_old(self):
        self.future()
        before = snapshot(self.tablet.profile, TIMES, PREFERENCES)
        app = self.day.open_app()
        sentence = zh(
            "A newer Ruhu has written what is stored here. Nothing is lost. Please install the newer Ruhu, "
            "or call the county."
        )
        desk.wait(lambda: app.first("label", sentence), "it is not said before a PIN is typed")
        first_path.enter_pin(app)
        desk.wait(lambda: app.first("label", sentence), "it is not said again")
        self.assertIsNone(app.first("label", zh("Not right. Please try again.")))
        self.day.close_app()
        self.assert_same(before, snapshot(self.tablet.profile, TIMES, PREFERENCES))


if __name__ == "__main__":
    os.environ["RUHU_LOCALEDIR"] = LOCALES
    unittest.main(argv=sys.argv, verbosity=2)
