#!/usr/bin/python3
"""Two tablets whose workers tapped one option differently: who finds them cannot tell which is which.

    twins.py                       runs both days and compares
    twins.py --day FOLDER OPTION   one day; needs a display (tests/with-display.sh)

The same people, the same answers, the same pictures; "where does the person live" is "here" for one and
"elsewhere in the county" for the other, which shows and raises nothing further and is four times as long.
Everything clear in both profiles is then compared: file names, and every column of every table. They may
differ in what DECLARED and META name, each for its reason; a column that nobody names has to be equal.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import house
from house import say

QUESTION, OPTIONS = "residence", ("here", "elsewhere_county")
STAGES = ("answered", "finished", "sent and locked")

# Sealed values are padded to blocks, so that options look alike; a line may just reach the next one.
ANSWER, BLOCK = 64, 256

CLOCK, SIZE, RANDOM_ID, KEYED_ID = "a clock", "a size", "a random id", "a keyed id"
HASH, SIGNATURE, SEALED, RANDOM = "a hash", "a signature", "sealed bytes", "random bytes"

# Column → what it is and why it may differ. Of sealed bytes the length is compared, too.
DECLARED = {
    "meta.v": (SEALED, "each by its name, in META"),
    "meta.sum": (HASH, "keyed, over the row"),
    "cursor.cur": (RANDOM_ID, "names the generation of HQ's store"),
    "cursor.sum": (HASH, "keyed, over the row"),
    "key_slot.salt": (RANDOM, "of the PIN's derivation"),
    "key_slot.ops": (CLOCK, "the PIN's cost is measured when it is set"),
    "key_slot.mem": (CLOCK, "the PIN's cost is measured when it is set"),
    "key_slot.wrapped": (SEALED, "the root key"),
    "data_key.wrapped": (SEALED, "a key"),
    "object.uuid": (RANDOM_ID, "tasks and responses have one each"),
    "object.parent": (RANDOM_ID, "of another object"),
    "object.eff": (CLOCK, "when HQ took it in"),
    "object.body": (SEALED, "fields with their clocks"),
    "answer.rec": (RANDOM_ID, "of the response"),
    "answer.pk": (KEYED_ID, "of the question's path"),
    "answer.hlc": (CLOCK, "when it was answered"),
    "answer.body": (SEALED, "path and value"),
    "draft.rec": (RANDOM_ID, "of the response"),
    "draft.finished": (CLOCK, "when it was finished"),
    "draft.body": (SEALED, "form, person, task; once finished all answers"),
    "outbox.rec": (RANDOM_ID, "of the response"),
    "outbox.hash": (HASH, "of the line"),
    "outbox.hs": (SIGNATURE, "over the hash"),
    "outbox.body": (SEALED, "the line"),
    "outbox.hq": (SEALED, "the line, for HQ"),
    "receipt.body": (SIGNATURE, "HQ's, over device, head and time"),
    "att.id": (RANDOM_ID, "the name of its file"),
    "att.rec": (RANDOM_ID, "of the response"),
    "att.len": (SIZE, "of a picture, which no two cameras take alike"),
    "att.sent": (SIZE, "as much of it as HQ has"),
    "att.fkey": (SEALED, "the file's key"),
    "att.hqkey": (SEALED, "the file's key, for HQ"),
    "conflict.uuid": (RANDOM_ID, "of the conflict"),
    "conflict.rec": (RANDOM_ID, "of the object"),
    "conflict.body": (SEALED, "both values"),
}

META = {
    "keys": (SEALED, "the device's own keys"),
    "escrow": (SEALED, "the root key, for HQ's recovery"),
    "instance": (RANDOM_ID, "of this store"),
    "last_hlc": (CLOCK, "of the last write"),
    "head": (HASH, "of the last line"),
    "generation": (RANDOM_ID, "of HQ's store"),
    "time": (CLOCK, "HQ's, at the last meeting"),
    "hq_time": (CLOCK, "HQ's, as it was last heard"),
    "ahead": (CLOCK, "how far HQ's is ahead"),
    "secrets": (SEALED, "copies of what opens without a PIN"),
    "boot": (RANDOM_ID, "of the machine's start"),
}

# Names of files that hold a random id or a clock.
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Members of the clear files that are another tablet's, or another moment's.
CLEAR = {
    "hq.json": {"id", "url", "ca", "hqs", "hqx", "hqe", "gen", "sum"},
    "sync.json": {"last_contact", "next_try"},
}


def day(folder, option):
    """One worker's day; the profile is copied out of the running app, as a thief would have it."""
    import filler
    import first_path
    from workday import PHOTO, SIGNATURE, Workday
    from words import zh

    work = Workday(folder)

    def copy(stage):
        wait_until_quiet(work.tablet.profile)
        shutil.copytree(
            work.tablet.profile,
            os.path.join(folder, stage),
            ignore=shutil.ignore_patterns("*.sock"),
        )

    try:
        work.begin()
        first_path.begin_visit(work.app)
        filling = filler.Filler(work.app, {QUESTION: option})
        filling.fill()
        assert QUESTION in filling.answered and {PHOTO, SIGNATURE} & set(filling.answered)
        copy(STAGES[0])
        filling.finish()
        work.app.wait_for("push button", zh("Back to the start"))
        copy(STAGES[1])
        work.tablet.sync("now")
        work.go_home()
        work.lock()
        copy(STAGES[2])
        work.close_app()
        lines = [line for line in work.tablet.dump() if line.get("k") == "response"]
        assert lines[0]["ans"]["basic"][QUESTION] == option, lines
    finally:
        if work.app is not None:
            work.app.kill()
        work.hq.stop()


def wait_until_quiet(profile):
    """What was tapped last is on disk once nothing is written any more."""
    quiet, before = 0, None
    while quiet < 5:
        now = [os.stat(os.path.join(profile, name)).st_mtime_ns for name in os.listdir(profile)]
        quiet = quiet + 1 if now == before else 0
        before = now
        time.sleep(0.2)


def columns(db):
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"):
        for column in db.execute(f"SELECT name FROM pragma_table_info('{table}')"):
            yield table, column[0]


def look(kind, values):
    """What of a declared value still has to be the same."""
    if kind in (CLOCK, SIZE):
        return sorted(type(value).__name__ for value in values)
    return sorted(len(value or "") for value in values)


def tell_apart(kind, left, right):
    """Whether two columns of declared values can be told apart."""
    left, right = look(kind, left), look(kind, right)
    if kind != SEALED or len(left) != len(right):
        return left != right
    # Seconds and clocks in a line may carry it into the next block, as any option might; no less.
    return any(abs(one - other) not in (0, BLOCK) for one, other in zip(left, right))


def differences(one, other, kinds, stage):
    """Yields what tells two lists of values of each column or name apart."""
    for name in sorted(set(one) | set(other)):
        left, right = one.get(name, []), other.get(name, [])
        if name not in kinds:
            if sorted(map(repr, left)) != sorted(map(repr, right)):
                yield f"{stage}: {name} tells: {left} / {right}"[:400]
        elif tell_apart(kinds[name][0], left, right):
            sizes = look(kinds[name][0], left), look(kinds[name][0], right)
            yield f"{stage}: {name}, {kinds[name][0]}, tells by its size: {sizes}"[:400]


def read_store(path):
    """Column → its values, and the name of each single value of `meta` → that."""
    db = sqlite3.connect(path)
    found = {}
    for table, column in columns(db):
        values = [row[0] for row in db.execute(f'SELECT "{column}" FROM "{table}"')]
        found[f"{table}.{column}"] = values
    single = {key: [value] for key, value in db.execute("SELECT k, v FROM meta")}
    db.close()
    del found["meta.v"]
    return found, single


def compare_names(one, other, stage):
    def names(folder):
        for at, _, files in os.walk(folder):
            for name in files:
                name = os.path.relpath(os.path.join(at, name), folder)
                yield re.sub(r"\d{13,20}", "CLOCK", re.sub(ID, "ID", name))

    left, right = sorted(names(one)), sorted(names(other))
    if left != right:
        yield f"{stage}: names of files tell: {left} / {right}"


def compare_members(left, right, name, stage):
    for member in set(left) | set(right):
        if member not in CLEAR[name] and left.get(member) != right.get(member):
            yield f"{stage}: {member} of {name} tells: {left.get(member)} / {right.get(member)}"


def compare_clear(one, other, stage):
    for name in CLEAR:
        left, right = (json.load(open(os.path.join(folder, name))) for folder in (one, other))
        yield from compare_members(left, right, name, stage)
    with open(os.path.join(one, "preferences.ini")) as a, open(os.path.join(other, "preferences.ini")) as b:
        if a.read() != b.read():
            yield f"{stage}: the preferences tell"


def compare(one, other, stage):
    stores = [read_store(os.path.join(folder, "store.db")) for folder in (one, other)]
    copies = [json.loads(single.pop("device")[0]) for _, single in stores]
    yield from compare_members(*copies, "hq.json", stage)
    yield from differences(stores[0][0], stores[1][0], DECLARED, stage)
    yield from differences(stores[0][1], stores[1][1], META, stage)
    yield from compare_names(one, other, stage)
    yield from compare_clear(one, other, stage)


def assert_options_fill_one_block():
    """A row holds path, line feed and option, filled up: every option of a question has to end in one block."""
    import filler

    sheets, groups = filler.Sheets(), ["/data"]
    for row in sheets.read("survey.csv"):
        kind = row["type"].split()
        if kind and kind[0].startswith("begin"):
            groups.append(row["name"])
        elif kind and kind[0].startswith("end"):
            groups.pop()
        elif kind and kind[0] == "select_one":
            path = "/".join(groups + [row["name"]])
            lengths = [len(f"{path}\n{option}") // ANSWER for option in sheets.choices[kind[1]]]
            assert len(set(lengths)) == 1, f"the size of an answer to {path} tells it"


def show_that_it_would_tell(one, other):
    """A clear number, a length and a file more are found; else finding none means nothing."""
    slips = (
        "UPDATE draft SET state = 1",
        "UPDATE answer SET body = CAST (body || x'00' AS BLOB) WHERE pk = (SELECT min (pk) FROM answer)",
        "DELETE FROM answer WHERE pk = (SELECT max (pk) FROM answer)",
        "UPDATE meta SET v = v + 1 WHERE k = 'next_seq'",
        "ALTER TABLE answer ADD COLUMN asked TEXT DEFAULT 'residence'",
    )
    path = os.path.join(other, "store.db")
    for slip in slips:
        shutil.copy(path, path + ".kept")
        with sqlite3.connect(path) as db:
            db.execute(slip)
        db.close()
        assert list(compare(one, other, "planted")), slip
        os.replace(path + ".kept", path)
    with open(os.path.join(other, "att", "elsewhere"), "w", encoding="ascii"):
        pass
    assert list(compare(one, other, "planted")), "a file more"


def main():
    assert_options_fill_one_block()
    with tempfile.TemporaryDirectory(prefix="ruhu-twins-") as scratch:
        display = os.path.join(house.SOURCE, "tests", "with-display.sh")
        folders = [os.path.join(scratch, option) for option in OPTIONS]
        days = []
        for folder, option in zip(folders, OPTIONS):
            os.mkdir(folder)
            words = [display, "-g", "1300x820", "/usr/bin/python3", os.path.abspath(__file__)]
            days.append(subprocess.Popen(words + ["--day", folder, option]))
        assert [process.wait() for process in days] == [0, 0], "a day went wrong"
        found = []
        for stage in STAGES:
            found += compare(*(os.path.join(folder, stage) for folder in folders), stage)
        assert not found, "\n".join(found)
        show_that_it_would_tell(*(os.path.join(folder, STAGES[0]) for folder in folders))
        say("twins", ", ".join(STAGES), "look alike")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--day"]:
        day(*sys.argv[2:])
    else:
        main()
