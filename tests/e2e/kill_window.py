#!/usr/bin/python3
"""The app's window killed while a worker answers, finishes and sends: each answer that was ticked is there.

    kill_window.py [--kills N] [--from SEED]

Answers through the accessibility bus, as a worker would, and notes each answer after which the page
showed its "Saved 10:42" tick. The process is killed, in two of three rounds by kill-in-write.c between
the first and the last system call of a write, otherwise from outside right after a tap. Then another
process reads the store, the app is opened again, and goes on with the draft where it stood. In the end
HQ must hold what was ticked last. Needs a display (tests/with-display.sh).
"""

import sys
import time

import desk
import filler
import house
import killed
import killer
import link

BEGIN = ("Begin the visit", "Go on")
HOME = "Back to the start"

# What is answered again and again: each of these keeps the visit a short one.
CHOICES = {
    "visit_type": ("routine", "annual_update"),
    "visit_mode": ("home", "phone"),
    "contact_result": ("not_home", "away_temp", "in_hospital"),
    "revisit_slot": None,  # any
    "gps_missing": None,
}
NOTE = "contact_note"
KILLS_OF_A_VISIT = ("answer", "answer", "finish", "answer-outside", "send")
MOST_WRITES = {"answer": 16, "finish": 1, "send": 4}


class Visit:
    """What one response must hold: the ticked value of each question, or one tried since."""

    def __init__(self):
        self.ticked = {}
        self.tried = {}  # question → values that were not ticked before the kill
        self.place = None  # the page that was open at the last tick, by its first question
        self.next_place = None
        self.finished = False
        self.ticks = 0

    def may_hold(self, name, value):
        """What was never ticked has the form's own answer, or what was tried."""
        return name not in self.ticked or value in self.tried.get(name, set()) | {self.ticked[name]}


class Worker(filler.Filler):
    """Answers at random, and notes what was ticked."""

    def __init__(self, app, visit, chance):
        super().__init__(app, {"contact_result": "not_home", **visit.ticked})
        self.visit = visit
        self.chance = chance

    def answer_place(self, row, value, editor):
        """No fix at the door; why not is one of the questions."""

    def tick(self):
        """Whether the page shows the tick: all that was answered is on disk, it says."""
        for box in self.page().walk():
            if box.name != "RuhuSavedLabel":
                continue
            for label in box.all("label"):
                label.look_again()
                if label.name.startswith("Saved ") and not label.has(desk.Atspi.StateType.BUSY):
                    return True
        return False

    def wait_for_tick(self):
        """From here on it counts."""
        desk.wait(self.tick, "no tick")
        for name, values in self.visit.tried.items():
            (self.visit.ticked[name],) = values
            self.visit.ticks += 1
        self.visit.tried = {}
        self.visit.place = self.visit.next_place

    def questions(self):
        """name → (kind, editor) of what this page asks and a random answer may go to."""
        found = {}
        for label, kind, editor in self.parts(self.page()):
            row = self.question(label, kind)
            if row and (row["name"] in CHOICES or row["name"] == NOTE):
                found[row["name"]] = (row, editor)
        return found

    def asked(self):
        """The questions of this page, in its order."""
        rows = (self.question(label, kind) for label, kind, _ in self.parts(self.page()))
        return [row["name"] for row in rows if row]

    def do_something(self):
        """One tap or one text. Returns whether there will be a tick; before it shows."""
        questions = self.questions()
        if not questions or self.chance.random() < 0.3:
            return self.turn()
        name = self.chance.choice(sorted(questions))
        row, editor = questions[name]
        if name == NOTE:
            value = f"邻居说去女儿家 {self.chance.getrandbits(32)}"
            self.visit.tried[name] = {value}
            editor.wait_for("text").type(value)
            return True
        of_list = self.sheets.choices[row["type"].split()[1]]
        value = self.chance.choice(CHOICES[name] or sorted(of_list))
        if value == self.visit.ticked.get(name):
            return False
        item = next(r for r in editor.all("list item") if r.name in of_list[value])
        if any(box.look_again().checked for box in item.all("check box")):
            return False  # the form's own answer
        self.visit.tried[name] = {value}
        item.press()
        return True

    def turn(self):
        """To the next page or the one before; never to the review."""
        things = list(self.outline(self.page()))
        names = filler.NEXT if self.chance.random() < 0.7 else ("Previous",)
        button = self.button(things, names)
        turned = button is not None and button.look_again().sensitive
        if turned:
            self.visit.next_place = None  # killed now, it may be on either
            turned = self.press_and_turn(button, things)
            self.visit.next_place = desk.wait(self.asked, "an empty page")[0]
        return turned

    def press_and_turn(self, button, things):
        """Whether another page shows then: the button may be the one of a page that is left already."""
        before = self.shown(things)
        button.press()
        try:
            desk.wait(
                lambda: self.shown(self.outline(self.page())) != before, "the page does not turn", 5
            )
        except desk.Gone:
            raise
        except desk.Missing:
            return False
        return True

    def to_the_first_page(self):
        while True:
            things = list(self.outline(self.page()))
            button = self.button(things, ("Previous",))
            if button is not None and not button.look_again().sensitive:
                return
            if button is not None:
                self.press_and_turn(button, things)


class Town:
    """The tablet, the app on it, and what is to come out in the end."""

    def __init__(self, folder, chance):
        self.chance = chance
        self.place = killed.Place(folder, chance, county=True)
        self.place.hq.serve()
        self.link = link.Link(int(self.place.hq.address.rsplit(":", 1)[1]))
        self.tablet = self.place.add_tablet(self.link.address)
        self.dying = killer.Killer(self.tablet.profile)
        self.visits = {}  # id → Visit
        self.app = None

    def open(self):
        self.app = desk.App(
            [house.RUHU, "--profile", self.tablet.profile],
            self.dying.environment(),
        )
        for digit in house.PIN:
            self.app.wait_for("push button", digit).press()
        desk.wait(self.due, "home does not come")

    def due(self):
        return self.app.first("push button", starts="Due today")

    def begin(self, visit):
        """Opens the first who is due, whose draft it is."""

        def find():
            button = next((b for b in self.app.all("push button") if b.name.startswith(BEGIN)), None)
            tile = self.due() if button is None else None
            if tile is not None:
                tile.press()
                time.sleep(0.2)
            return button

        desk.wait(find, "nobody is due").press()
        worker = Worker(self.app, visit, self.chance)
        here = desk.wait(worker.asked, "no page")
        if visit.place is not None and visit.next_place is not None:
            assert visit.place in here or visit.next_place in here, (
                f"it goes on at {here}, not {visit.place}"
            )
        visit.next_place = here[0]
        return worker

    def arm(self, step):
        self.dying.arm_by(self.chance, MOST_WRITES[step])

    def answer(self, visit, outside):
        """Answers until the app is dead."""
        worker = self.begin(visit)
        left = self.chance.randint(3, 16)
        if not outside:
            self.arm("answer")
        while True:
            done = worker.do_something()
            left -= done
            if outside and left <= 0:
                time.sleep(self.chance.random() * 0.03)
                self.app.process.kill()
            if done:
                worker.wait_for_tick()

    def finish(self, visit, deadly):
        worker = self.begin(visit)
        visit.next_place = None  # on the way it is anywhere
        worker.to_the_first_page()
        worker.fill()
        desk.wait(lambda: worker.blue(worker.page()), "no review")
        if deadly:
            self.arm("finish")
        worker.finish()
        self.app.wait_for("push button", HOME)
        visit.finished = True
        if deadly:
            time.sleep(0.05)
            self.app.process.kill()

    def send(self):
        """From home, until the app is dead, or HQ has it all the same."""

        def find():
            button = self.app.first("push button", starts="Send ")
            if button is None:
                card = next((b for b in self.app.all("push button") if b.name[:1].isdigit()), None)
                if card is not None:
                    card.press()
                    time.sleep(0.2)
            return button

        def sent():
            return self.tablet.status()["waiting"]["responses"] == 0

        self.arm("send")
        if not sent():
            desk.wait(find, "no way to send").press()
            desk.wait(sent, "it is not sent", 60)
        self.app.process.kill()

    def one_kill(self, visit, step):
        """Opens the app, does one thing until it is dead, and looks at what is left."""
        self.open()
        try:
            if step == "finish":
                self.finish(visit, True)
            elif step == "send":
                if not visit.finished:
                    self.finish(visit, False)
                    self.app.wait_for("push button", HOME).press()
                self.send()
            else:
                self.answer(visit, step.endswith("outside"))
            desk.wait(lambda: False, "the end")
        except (desk.Gone, desk.GLib.Error):
            pass
        assert self.dying.note(self.app.process.wait(20)), "the app ended by itself"
        self.app.kill()
        self.look(visit)

    def look(self, visit):
        """In the store, by another process: what was ticked is there, and nothing else."""
        said = self.tablet.dump()
        self.place.seen.look(self.tablet)
        drafts = [line["draft"] for line in said if "draft" in line]
        finals = {line["response"]["id"] for line in said if "response" in line}
        known = [v for v in self.visits if v in finals]
        assert len(drafts) + len(known) <= len(self.visits) + 1
        if not any(v is visit for v in self.visits.values()):
            new = [d["id"] for d in drafts if d["id"] not in self.visits]
            if not new:
                assert not visit.ticked
                return
            self.visits[new[0]] = visit
        mine = next(i for i, v in self.visits.items() if v is visit)
        if mine in finals:
            visit.finished = True
            return
        draft = next(d for d in drafts if d["id"] == mine)
        assert not visit.finished or draft["state"] == "finished", draft["state"]
        visit.finished = draft["state"] == "finished"
        held = {key.rsplit("/", 1)[1]: value for key, value in draft["answers"].items() if "/" in key}
        for name in set(visit.ticked) | set(visit.tried):
            value = held.get(name) or None
            assert visit.may_hold(name, value), (
                f"{name} was ticked as {visit.ticked.get(name)}, tried as {visit.tried.get(name)}, "
                f"and is {value}"
            )
            visit.ticked[name] = value
        visit.tried = {}

    def end(self):
        """What is left is finished and sent, and HQ holds what was ticked last."""
        self.open()
        for visit in self.visits.values():
            if not visit.finished:
                self.finish(visit, False)
                self.app.wait_for("push button", HOME).press()
                desk.wait(self.due, "home does not come")
        self.app.stop()
        self.tablet.sync("now", pin=True)
        killed.check_at_rest(self.tablet)
        self.place.visits = len(self.visits)
        self.place.check_end()
        for line in self.place.lines_at_hq().values():
            for response in line:
                self.check(response)

    def check(self, response):
        visit = self.visits.get(response["id"])
        if visit is None:
            assert response["k"] != "response"
            return
        held_all = response["ans"]["visit"]
        for name, value in visit.ticked.items():
            held = held_all.get(name) or None
            if name == "gps_missing" and held_all["visit_mode"] != "home":
                value = None  # not asked any more: finishing empties it
            assert held == value, f"{name} was ticked as {value}, and HQ has {held}"


def run(folder, chance, kills):
    town = Town(folder, chance)
    visit = None
    try:
        for i in range(kills):
            step = KILLS_OF_A_VISIT[i % len(KILLS_OF_A_VISIT)]
            if i % len(KILLS_OF_A_VISIT) == 0:
                visit = Visit()
            if visit.finished and step != "send":
                step = "send" if step == "finish" else "answer"
                visit = Visit() if step == "answer" else visit
            town.one_kill(visit, step)
        town.end()
    except Exception:
        if town.app is not None and town.app.alive:
            house.complain(town.app.tree())
        raise
    finally:
        if town.app is not None:
            town.app.kill()
        town.place.hq.stop()
        town.link.close()
        town.dying.close()

    ticks = sum(visit.ticks for visit in town.visits.values())
    assert town.dying.kills == kills and town.dying.inside * 2 >= kills
    return (
        f"{kills} kills of the app's window, {town.dying.inside} of them in the middle of a write; "
        f"{ticks} ticks seen; HQ holds the {len(town.visits)} visits as they were ticked last, each once"
    )


if __name__ == "__main__":
    sys.exit(killed.main(__doc__, run, 5))
