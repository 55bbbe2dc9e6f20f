#!/usr/bin/python3
"""A visit that was sent is corrected in the window, and sent once more.

    corrected.py [--pictures FOLDER]

The worker visits the first who is due, sends, opens the record where it says that the county has it,
changes one answer, says why and sends again. Read back by other processes: two lines in the tablet's
log, the first as it was, the second naming it and differing in that one answer, its pictures sent
once; at HQ one response that counts, and nothing that verify finds wrong. Needs a display.
"""

import datetime
import json
import sys
import time

import desk
import filler
import first_path
import house
from house import say
from words import zh
from workday import workday

WHY = "日期填错了，是头一天去的"
SECTION = "访视信息"
CHANGED = "/visit/visit_date"


def open_record(app):
    """The first row of the sending page, on which the worker is."""
    received = zh("Received by the county")
    row = desk.wait(
        lambda: next((r for r in app.all("list item") if received in r.name), None), "no record"
    )
    row.tap()
    return app.wait_for("push button", zh("Correct this record"))


def seen(thing):
    """All below a thing, views that are behind another left out: they hold buttons too."""
    for child in thing.children():
        if child.has(desk.Atspi.StateType.VISIBLE):
            yield child
            yield from seen(child)


def button_of(app, name):
    return next((t for t in seen(app) if t.role == "push button" and t.name == name), None)


def find_section(app):
    """The row of the review that leads to the section."""
    rows = (r for r in app.all("list item") if any(t.name == SECTION for t in r.walk()))
    return next(rows, None)


def correct(app, show):
    """From the record to the finished correction."""
    open_record(app)
    show("21-record")
    app.wait_for("push button", zh("Correct this record")).press()
    why = app.wait_for("text", zh("Why do you correct it?"))
    show("22-review")
    desk.wait(lambda: find_section(app), "no section").tap()
    yesterday = datetime.date.today() - datetime.timedelta(days=1)
    filling = filler.Filler(app, {"visit_date": yesterday.isoformat()})
    filling.answer_page()
    assert "visit_date" in filling.answered, filling.answered
    desk.wait(lambda: button_of(app, zh("Outline")), "no outline").press()
    desk.wait(lambda: button_of(app, zh("Review")), "no way to the review").press()
    why = app.wait_for("text", zh("Why do you correct it?"))
    now = f"{yesterday.year}年{yesterday.month}月{yesterday.day}日"
    was, now = (part.split("%")[0] for part in (zh("was: %1$s, now: %2$s"), now))
    desk.wait(
        lambda: any(t.name.startswith(was) and now in t.name for t in app.walk()),
        "the change is not shown",
    )
    show("23-changed")
    why.type(WHY)
    filling.finish()
    app.wait_for("push button", zh("Back to the start"))
    show("24-finished")


def differences(one, other, path=""):
    """Paths of what differs between two answers."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from differences(one.get(name), other.get(name), f"{path}/{name}")
    elif one != other:
        yield path


def sent(hq):
    """The responses in HQ's log, as they were pushed."""
    path = hq.folder + "-log.ndjson"
    hq.command("export", "log", "--period", time.strftime("%Y-%m-%d"), "-o", path)
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line)["c"] for line in file]
    return [line for line in lines if line["k"] == "response"]


def read_back(day, first):
    responses = [line for line in day.tablet.dump() if line.get("k") == "response"]
    assert len(responses) == 2, f"{len(responses)} responses in the tablet's log"
    old, new = responses
    assert json.dumps(old) == json.dumps(first), "what was sent is not what it was"
    assert [line["id"] for line in sent(day.hq)] == [old["id"], new["id"]]
    assert new["replaces"] == old["id"], new.get("replaces")
    assert new["par"]["why"] == WHY, new["par"]
    assert new["ans"]["meta"]["deprecatedID"] == old["ans"]["meta"]["instanceID"], new["ans"]["meta"]
    changed = set(differences(old["ans"], new["ans"]))
    assert CHANGED in changed and "/meta/deprecatedID" in changed, changed
    assert new["att"] == old["att"] and len(new["att"]) >= 2, (old["att"], new["att"])
    waiting = day.tablet.status()["waiting"]
    assert waiting == {"responses": 0, "attachments": 0, "bytes": 0}, waiting
    say("corrected   ", ", ".join(sorted(changed)))

    hq = day.hq
    today = time.strftime("%Y-%m-%d")
    report = json.loads(
        hq.command("report", "night", "--period", today, "--format", "json").stdout
    )
    assert report["totals"]["received"] == 1, report["totals"]
    verified = hq.command("verify").stdout.strip()
    files = {att["hash"] for att in old["att"]}
    assert f" {len(files)} attachments" in verified and " 0 faults" in verified, verified
    say("headquarters", "2 lines, 1 that counts;", verified)


def main(pictures):
    show = first_path.Camera(pictures)
    with workday("corrected") as day:
        day.begin()
        day.visit()
        first_path.send(day.app)
        (first,) = sent(day.hq)
        correct(day.app, show)
        first_path.send(day.app)
        mark = zh("Correction")
        desk.wait(
            lambda: any(r.name.count(mark) for r in day.app.all("list item")), "the list has no mark"
        )
        show("25-sent")
        day.close_app()
        read_back(day, first)
    say("corrected, sent and counted once")


if __name__ == "__main__":
    main(sys.argv[2] if sys.argv[1:2] == ["--pictures"] else None)
