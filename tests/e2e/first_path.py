#!/usr/bin/python3
"""One home visit from the doorstep to headquarters, through the real windows.

    first_path.py FOLDER|--scratch [--pictures FOLDER]

Makes an HQ with the demonstration county and a tablet under FOLDER, visits the first person who is due,
answers every question that shows, finishes, sends, and prints each step as other processes read it
back from the tablet's and HQ's stores. Needs a display (tests/with-display.sh) and ends with 0 only
where all of it held.
"""

import argparse
import csv
import json
import os
import tempfile
import time

import desk
import filler
import house
import proof
from house import say


def picture(folder, name):
    if folder:
        os.makedirs(folder, exist_ok=True)
        desk.picture(os.path.join(folder, name + ".png"))


def unlock(app):
    for digit in house.PIN:
        app.wait_for("push button", digit).press()
    desk.wait(lambda: app.first("push button", starts="Due today"), "home does not come")


def begin_visit(app):
    """Opens the first who is due. The home page is made again while the tablet still loads."""

    def find():
        button = app.first("push button", "Begin the visit")
        if button is None:
            tile = app.first("push button", starts="Due today")
            if tile is not None and not tile.name.endswith(" 0 homes"):
                tile.press()
                time.sleep(0.3)
        return button

    desk.wait(find, "nobody is due").press()


def send(app):
    """Back to the start, to the card with the sentence of truth, and send."""
    app.wait_for("push button", "Back to the start").press()

    def find():
        button = app.first("push button", starts="Send")
        if button is None:
            card = app.first("push button", starts="1 ")
            if card is not None:
                card.press()
                time.sleep(0.3)
        return button

    desk.wait(find, "no way to send").press()
    desk.wait(
        lambda: any("Received by the county" in t.name for t in app.walk()),
        "the county's receipt does not come",
        60,
    )


def offline(hq, tablet):
    """HQ is gone: nothing is lost, and it is said so. Then HQ is back."""
    hq.stop()
    said = tablet.sync("now", expect=(2,))
    words = (said.stderr or said.stdout).strip().splitlines()[0]
    assert tablet.status()["waiting"]["responses"] == 1
    hq.serve()
    return words


def again(hq, tablet):
    """A second send sends no change, and the receipt is the same."""
    before = tablet.status()["receipt"]
    tablet.sync("now", pin=True)
    after = tablet.status()["receipt"]
    assert after["number"] == before["number"], (before, after)
    lines = [line for line in hq.command("device", "list").stdout.splitlines() if "1 lines" in line]
    assert lines, "HQ does not hold exactly one line"
    return "no change sent, the same receipt"


def proof_of(hq, tablet, response):
    person_id = response["ans"]["visit"]["person_id"]
    with open(os.path.join(hq.county, "register.csv"), encoding="utf-8", newline="") as file:
        person = next(row for row in csv.DictReader(file) if row["person_id"] == person_id)
    private = {k: person[k] for k in ("resident_id", "cert_no", "phone", "address", "guardian_phone")}
    words, paths = proof.words_of(response, private)
    words.add(person["person_name"])
    proof.tells_nothing(tablet.profile, words | paths)
    say("a finder    ", f"reads none of {len(words)} words and {len(paths)} question paths")
    hq.stop()
    said = proof.change_an_answer(hq.folder, hq.folder + "-changed")
    say("changed     ", said)


def read_back(hq, tablet, answered):
    """What two other processes find in the two stores. Returns the response as HQ has it."""
    status = tablet.status()
    assert status["waiting"]["responses"] == 0, status
    assert status["waiting"]["attachments"] == 0, status
    receipt = status["receipt"]["number"]
    lines = [line for line in tablet.dump() if line.get("k") == "response"]
    assert len(lines) == 1, f"{len(lines)} responses in the tablet's log"
    response = lines[0]
    leaves = count_leaves(response["ans"])
    size = len(json.dumps(response, ensure_ascii=False).encode())
    say("person      ", response["ans"]["basic"]["person_name"])
    say("answers     ", f"{leaves} saved, {len(answered)} questions asked")
    say("bytes sent  ", f"{size} in the line, {len(response.get('att', []))} attachments")
    say("receipt     ", receipt, status["receipt"]["at"])

    report = json.loads(
        hq.command("report", "night", "--period", time.strftime("%Y-%m-%d"), "--format", "json").stdout
    )
    assert report["totals"]["received"] == 1, report["totals"]
    township = next(t for t in report["townships"] if t["received"] == 1)
    assert house.VILLAGE.startswith(township["division"]), township
    say("headquarters", f"{township['division']}: 1 received, {township['visited']} visited")
    verified = hq.command("verify").stdout.strip()
    assert "1 receipt" in verified and " 0 faults" in verified, verified
    say("verified    ", verified)
    return response


def count_leaves(node):
    if isinstance(node, dict):
        return sum(count_leaves(value) for value in node.values())
    if isinstance(node, list):
        return sum(count_leaves(value) for value in node)
    return 1 if node not in ("", None) else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--scratch", action="store_true", help="in a folder that goes at the end")
    parser.add_argument("--pictures")
    arguments = parser.parse_args()
    if arguments.scratch:
        with tempfile.TemporaryDirectory(prefix="ruhu-path-") as arguments.folder:
            visit(arguments)
    elif arguments.folder:
        visit(arguments)
    else:
        parser.error("a FOLDER, or --scratch")


def visit(arguments):
    os.makedirs(arguments.folder, exist_ok=True)

    hq = house.Headquarters(os.path.join(arguments.folder, "hq"))
    tablet = house.Tablet(os.path.join(arguments.folder, "tablet"))
    hq.make()
    hq.serve()
    app = None
    try:
        say("county      ", hq.furnish())
        tablet.enrol(*hq.enrol(os.path.join(arguments.folder, "code")))
        tablet.sync("now", pin=True)
        say("tablet      ", tablet.profile, "enrolled")

        app = desk.App([house.RUHU, "--profile", tablet.profile], {"RUHU_CAMERA": "videotestsrc"})
        picture(arguments.pictures, "1-unlock")
        unlock(app)
        picture(arguments.pictures, "2-home")
        begin_visit(app)
        filling = filler.Filler(app)
        began = time.monotonic()
        filling.fill()
        picture(arguments.pictures, "3-review")
        filling.finish()
        say("answered    ", f"{sum(filling.answered.values())} answers in {time.monotonic() - began:.0f} s")
        app.wait_for("push button", "Back to the start")
        picture(arguments.pictures, "4-finished")
        say("without HQ  ", offline(hq, tablet))
        send(app)
        picture(arguments.pictures, "5-sent")
        app.stop()
        app = None
        response = read_back(hq, tablet, filling.answered)
        say("asked again ", again(hq, tablet))
        proof_of(hq, tablet, response)
    except Exception:
        if app is not None:
            picture(arguments.pictures or arguments.folder, "failed")
            if app.alive:
                house.complain(app.tree())
        raise
    finally:
        if app is not None:
            app.kill()
        hq.stop()
    say("the whole path stands")


if __name__ == "__main__":
    main()
