#!/usr/bin/python3
"""A stolen tablet tells its finder nothing, neither while it works nor afterwards.

A whole day: first start, unlock, a search for somebody, a visit with typed answers, photo and signature,
finish, send, lock. Then everything that the programs could have left is read as a finder would: the
profile, the user's folders, temporary folders, open files that have no name any more, and what the
programs and HQ have said. Needs a display (tests/with-display.sh).
"""

import csv
import json
import os
import re
import stat
import tempfile

import desk
import first_path
import house
import proof
from house import say
from words import zh
from workday import workday

# Typed key by key or pasted: each of four characters and more, some of them no Chinese.
TYPED = {
    "matter_text": "门口台阶太高轮椅出不去想做坡道",
    "complaint": "希望干部常来看看说说话",
    "worker_note": "老人耳背下次上门先打电话给邻居马大姐",
    "gps": "37.512377 105.196455 1223 8",
}

# A name may be somebody else's too; a number, an address or a sentence of the day is not.
RARE_BYTES = 11

# What a program writes that asks for no folder of its own.
TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")
USERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")


def register(hq):
    path = os.path.join(hq.county, "register.csv")
    with open(path, encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["division_code"] == house.VILLAGE]


def personal(row):
    """What the register says of somebody that would tell who it is."""
    for column, value in row.items():
        named = column.endswith(("_name", "phone", "address")) or column in ("resident_id", "cert_no")
        if named and len(value) >= 2:
            yield value


def paths_of_survey():
    """Each question's path as the survey has it, and names that are no words of ours."""
    with open(house.HOME_VISIT, encoding="utf-8") as file:
        nodesets = re.findall(r'nodeset="/[^/"]+(/[^/"]+/[^"]+)"', file.read())
    return {path for path in nodesets if not path.endswith(("/meta", "/instanceID"))}


class Finder:
    """Has the tablet, and the log of everything on it."""

    def __init__(self, day):
        self.day = day
        self.began = os.stat(day.folder).st_mtime
        self.logs = os.path.join(day.folder, "logs")
        self.temporary = os.path.join(day.folder, "temporary")
        os.mkdir(self.logs)
        os.mkdir(self.temporary)
        self.app_log = open(os.path.join(self.logs, "app"), "ab")
        self.paths = paths_of_survey()

    def folders(self):
        yield self.day.tablet.profile
        yield self.temporary
        yield self.logs
        yield from (os.environ[name] for name in USERS)

    def fresh(self):
        """Files of the machine's temporary folders that came today, other tests' scratch left out."""
        for folder in TEMPORARY:
            skip = [os.path.join(folder, name) for name in os.listdir(folder) if name.startswith("ruhu-")]
            for path in proof.files_under(folder, skip):
                try:
                    if os.stat(path).st_mtime >= self.began:
                        yield path
                except FileNotFoundError:
                    continue

    def nameless(self):
        """Open files of the app that are in no folder any more."""
        folder = f"/proc/{self.day.app.process.pid}/fd" if self.day.app else None
        for name in os.listdir(folder) if folder else ():
            path = os.path.join(folder, name)
            if os.path.exists(path) and stat.S_ISREG(os.stat(path).st_mode):
                if os.readlink(path).endswith(" (deleted)"):
                    yield path

    def own(self):
        for folder in self.folders():
            yield from proof.files_under(folder, [os.path.join(self.day.tablet.profile, "forms")])
        yield from self.nameless()
        yield self.day.hq.folder + "-server.log"

    def keep_log(self, name, said):
        with open(os.path.join(self.logs, name), "a", encoding="utf-8") as file:
            file.write(said.stdout + said.stderr)

    def looks(self, when, people):
        """Fails where one of the words, or a question's path, can be read anywhere."""
        self.app_log.flush()
        own, fresh = list(self.own()), list(self.fresh())
        # In what others may have written only that counts which nobody else can have.
        rare = {word for word in people if len(word.encode()) >= RARE_BYTES}
        found = set(proof.holding(own, proof.needles(people | self.paths)))
        found |= set(proof.holding(fresh, proof.needles(rare)))
        assert not found, f"{when}: {sorted(found)}"
        say(
            f"{when:13}",
            f"none of {len(people)} words and {len(self.paths)} paths in {len(own)} + {len(fresh)} files",
        )

    def assert_nobody_elses(self):
        """Another user of the machine can open no file of the profile."""
        for path in proof.files_under(self.day.tablet.profile):
            assert os.stat(path).st_mode & 0o077 == 0, f"{path} can be read by others"

    def memory(self):
        """Yields what the app may write to, a file for each region, as a core image would have it."""
        process = self.day.app.process.pid
        with open(f"/proc/{process}/maps", encoding="ascii") as file:
            regions = [line.split() for line in file]
        with tempfile.TemporaryDirectory(prefix="ruhu-memory-") as folder, open(
            f"/proc/{process}/mem", "rb", buffering=0
        ) as memory:
            for place, rights, *rest in regions:
                start, end = (int(side, 16) for side in place.split("-"))
                if "w" not in rights or rest[-1].startswith(("/dev/", "/SYSV")):
                    continue
                path = os.path.join(folder, place)
                try:
                    memory.seek(start)
                    content = memory.read(end - start)
                except OSError:
                    continue  # what lies beyond the end of a file that it maps
                with open(path, "wb") as file:
                    file.write(content)
                yield path

    def remembers(self, when, words):
        """Which of the words the app has in its memory."""
        sought = {word.encode(): word for word in words}
        found = {word for path in self.memory() for _, word in proof.holding([path], sought)}
        say(f"{when:13}", f"{len(found)} of {len(words)} words in the app's memory")
        return found

    def no_core(self):
        with open(f"/proc/{self.day.app.process.pid}/limits", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("Max core file size"))
        assert line.split()[4:6] == ["0", "0"], line


def finder_can_read():
    """What is planted is found, in each spelling and wherever it begins: else finding none means nothing."""
    with tempfile.TemporaryDirectory(prefix="ruhu-plant-") as folder:
        word = "王秀兰"
        for shift in range(3):
            for plain in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")):
                around = b"x" * shift + plain + b"y" * (5 - shift)
                for content in (around, proof.base64.b64encode(around), proof.base64.urlsafe_b64encode(around)):
                    with open(os.path.join(folder, "planted"), "wb") as file:
                        file.write(os.urandom(100) + content + os.urandom(100))
                    found = list(proof.holding(proof.files_under(folder), proof.needles([word])))
                    assert found, (shift, content)


def search(day, name):
    """Finds somebody as the worker does who knows the name, and looks at that person."""
    day.app.wait_for("push button", starts=zh("Find, register")).press()
    day.app.wait_for("entry").type(name)
    row = desk.wait(lambda: day.app.first("list item", starts=name), f"nobody is called {name}")
    row.tap()
    day.app.wait_for(name="RuhuPersonPage")
    for page in ("RuhuPersonPage", "RuhuFindPage"):
        day.app.wait_for(name=page).wait_for("push button", zh("Back")).press()
        desk.wait(lambda page=page: day.app.first(name=page) is None, "there is no way back")


def assert_was_all_there(day, typed):
    """What nobody found was typed, kept and sent: whoever has the PIN reads it."""
    said = json.dumps(day.tablet.dump(), ensure_ascii=False)
    missing = [word for word in typed if word not in said]
    assert not missing, missing


def main():
    finder_can_read()
    with workday("stolen") as day:
        finder = Finder(day)
        # Settings that are remembered go to a file here, not to the bus's dconf.
        environment = {"TMPDIR": finder.temporary, "GSETTINGS_BACKEND": "keyfile"}
        day.begin(environment=environment, stdout=finder.app_log, stderr=finder.app_log)
        finder.no_core()
        people = register(day.hq)
        village = {value for row in people for value in personal(row)}
        typed = {value for value in TYPED.values()} | set(TYPED["gps"].split()[:2])

        finder.looks("first start", village)
        day.lock()
        day.unlock()
        search(day, people[7]["person_name"])

        def middle(filling):
            middle.pages += 1
            if middle.pages == 40:
                finder.looks("in the survey", village | typed)

        middle.pages = 0
        day.visit(TYPED, on_page=middle)
        finder.looks("finished", village | typed)
        finder.keep_log("sync", day.tablet.sync("now"))
        finder.keep_log("sync", day.tablet.sync("status"))
        finder.looks("sent", village | typed)
        day.go_home()
        # Who works has them in memory: else finding none there means nothing.
        assert finder.remembers("at work", village | typed)
        day.lock()
        finder.looks("locked", village | typed)
        remembered = finder.remembers("locked", village | typed)
        assert not remembered, sorted(remembered)
        finder.assert_nobody_elses()
        day.close_app()
        finder.keep_log("sync", day.tablet.sync("now"))
        finder.keep_log("sync", day.tablet.sync("status", "--json"))
        finder.looks("closed", village | typed)
        assert_was_all_there(day, typed)


if __name__ == "__main__":
    main()
