"""Fills a survey in the app's window: every question that shows, as the answers file or its kind says.

What a question is called is read from the survey's own sheets, so that the window may speak either
language.
"""

import csv
import datetime
import json
import os
import subprocess

import desk
import house
from words import either

SHEETS = os.path.join(house.SOURCE, "resources", "forms", "home-visit")
LANGUAGES = ("label::中文 (zh)", "label::English (en)")

NEXT = either("Next", "All right, next", "No more, next page", "Done with this one")
REVIEW = either("Review")
FINISH = either("Finish")
ADD = either("Add one")
TAKE_PHOTO = either("Take a photo")
TAKE_IT = either("Take it")
REMOVE = either("Remove")
SIGN_AGAIN = either("Sign again")
CHANGE = tuple(text.replace("%s", "") for text in either("Change: %s"))
STILL_OPEN = ("Fill", "Explain", "补填", "说明")
NOTHING_CHOSEN = either("Choose from a list")
# What holds nothing that a page's outline asks for.
LEAVES = ("push button", "progress bar", "label", "scroll bar", "check box")


class Sheets:
    """The questions and choices of the survey, by what they are called."""

    def __init__(self):
        self.questions = {}
        self.choices = {}
        for row in self.read("survey.csv"):
            for language in LANGUAGES:
                if row.get(language):
                    self.questions.setdefault(row[language].strip(), []).append(row)
        for row in self.read("choices.csv"):
            self.choices.setdefault(row["list_name"], {})[row["name"]] = [
                row[language].strip() for language in LANGUAGES
            ]

    @staticmethod
    def read(name):
        with open(os.path.join(SHEETS, name), encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


class Filler:
    """Answers page by page and remembers what it answered."""

    def __init__(self, app, answers=None):
        self.app = app
        self.sheets = Sheets()
        with open(os.path.join(house.HERE, "answers.json"), encoding="utf-8") as file:
            self.answers = json.load(file)
        self.answers.update(answers or {})
        self.answered = {}
        self.done = set()
        self.changed = []
        self.row = 0
        self.here = None
        self.today = datetime.date.today().isoformat()

    def page(self):
        """The survey's page; looked for again only once it is gone."""

        def find():
            if self.here is not None and self.here.has(desk.Atspi.StateType.SHOWING):
                return self.here
            self.here = next((t for t in self.app.walk() if t.name == "RuhuSurveyPage"), None)
            return self.here

        return desk.wait(find, "no survey page")

    def parts(self, thing):
        """Yields (label, editor's type, editor) of each question that shows; looks into no editor."""
        for child in thing.children():
            if not child.has(desk.Atspi.StateType.VISIBLE):
                continue
            name = child.name
            if not name or name == "GtkStackPage" or child.role != "panel":
                yield from self.parts(child)
                continue
            editor = next(
                (e for e in child.walk() if e.name.startswith("Ruhu") and e.name.endswith("Editor")),
                None,
            )
            if editor is not None:
                yield name, editor.name, editor

    def question(self, label, kind):
        """The row of the sheet that is called so; of several, one whose type fits the editor."""
        rows = self.sheets.questions.get(label.strip(), [])
        for row in rows:
            if (kind == "RuhuChoiceEditor") == row["type"].startswith("select"):
                return row
        return rows[0] if rows else None

    def open_records(self, page):
        """Opens each line on record that says another thing than the answers file."""
        for item in list(page.all("list item")):
            label, _, shown = item.name.partition(", ")
            rows = self.sheets.questions.get(label.strip(), []) if shown else []
            row = next((r for r in rows if r["name"] in self.answers), None)
            if row is None or self.says(row, shown):
                continue
            self.changed.append(row["name"])
            item.press()
            desk.wait(
                lambda label=label: any(part[0] == label for part in self.parts(page)),
                f"{row['name']} does not open",
            )

    def says(self, row, shown):
        """Whether a line on record shows what the answers file says."""
        value = self.answers[row["name"]]
        if not row["type"].startswith("select"):
            return shown == value
        labels = self.sheets.choices[row["type"].split()[1]]
        return all(any(label in shown for label in labels[name]) for name in value.split())

    def answer_page(self):
        """Answers what is not answered, until nothing new shows."""
        self.open_records(self.page())
        while True:
            page = self.page()
            for label, kind, editor in self.parts(page):
                key = (self.row, label, kind)
                if key in self.done:
                    continue
                self.done.add(key)
                self.answer(label, kind, editor)
                break
            else:
                return

    def answer(self, label, kind, editor):
        row = self.question(label, kind)
        name = row["name"] if row else label
        value = self.answers.get(name)
        getattr(self, "answer_" + kind.removeprefix("Ruhu").removesuffix("Editor").lower())(
            row, value, editor
        )
        self.answered.setdefault(name, 0)
        self.answered[name] += 1

    def answer_choice(self, row, value, editor):
        field = next((t for t in editor.walk() if t.name == "RuhuChoiceField"), None)
        if field is not None:
            self.answer_long_list(row, value, field)
            return
        rows = desk.wait(lambda: list(editor.all("list item")), f"{row['name']} has no choices")
        chosen = [r.name for r in rows if any(box.checked for box in r.all("check box"))]
        if value is None:
            if not chosen:
                rows[0].press()
            return
        labels = self.sheets.choices[row["type"].split()[1]]
        wanted = [label for name in value.split() for label in labels[name]]
        pressed = [r for r in rows if r.name in wanted]
        if not pressed:
            raise desk.Missing(f"no choice {value} for {row['name']}")
        for item in pressed:
            if item.name not in chosen:
                item.press()

    def answer_long_list(self, row, value, field):
        """A button that says what is chosen; the list is on a page of its own."""
        button = field.wait_for("push button")
        if value is None and not button.name.endswith(NOTHING_CHOSEN):
            return
        button.press()
        page = self.app.wait_for(name="RuhuChoicePage")
        labels = self.sheets.choices[row["type"].split()[1]][value] if value else None
        wanted = lambda: next((r for r in page.all("list item") if not labels or r.name in labels), None)
        desk.wait(wanted, f"no choice {value} for {row['name']}").tap()
        desk.wait(
            lambda: not button.name.endswith(NOTHING_CHOSEN), f"nothing is chosen for {row['name']}"
        )

    def answer_entry(self, row, value, editor):
        field = editor.wait_for("text")
        if value is None and field.text:
            return
        if value is None:
            value = "3" if row and row["type"] in ("integer", "decimal") else "没有别的情况要说"
        field.type(value)

    answer_text = answer_entry
    answer_barcode = answer_entry

    def answer_date(self, row, value, editor):
        field = editor.wait_for("text")
        if value is not None or not field.text:
            field.type(value or self.today)

    def answer_place(self, row, value, editor):
        for field, number in zip(editor.all("text"), value.split()):
            field.type(number)

    def answer_trigger(self, row, value, editor):
        editor.wait_for("check box").press()

    def answer_picture(self, row, value, editor):
        next(b for b in editor.all("push button") if b.name in TAKE_PHOTO).press()
        desk.wait(
            lambda: next((b for b in self.app.all("push button") if b.name in TAKE_IT), None),
            "the camera does not open",
        ).press()
        self.wait_for_saved_file(editor)

    def wait_for_saved_file(self, editor):
        """An attachment's answer comes when it is sealed on disk: then its button for removal shows."""
        desk.wait(
            lambda: any(
                b.name.endswith(REMOVE) or b.name in SIGN_AGAIN and b.sensitive
                for b in editor.all("push button")
            ),
            "the picture was not kept",
        )

    def answer_signature(self, row, value, editor):
        """A finger cannot be had through the accessibility bus: the X server has a pointer."""
        paper = editor.wait_for("image")
        box = desk.Atspi.Component.get_extents(paper.node, desk.Atspi.CoordType.WINDOW)
        x, y = box.x + box.width // 4, box.y + box.height // 2
        moves = ["mousemove", str(x), str(y), "mousedown", "1"]
        for step in range(1, 9):
            moves += ["mousemove", str(x + step * 20), str(y + (15 if step % 2 else -15))]
        subprocess.run(["xdotool", *moves, "mouseup", "1"], check=True)
        self.wait_for_saved_file(editor)

    def outline(self, thing):
        """The questions, buttons and the bar of a page, without what is in them: a walk is dear."""
        for child in thing.children():
            if not child.has(desk.Atspi.StateType.VISIBLE):
                continue
            role, name = child.role, child.name
            yield role, name, child
            if role not in LEAVES and not name.endswith("Editor"):
                yield from self.outline(child)

    @staticmethod
    def button(things, starts):
        return next((t for role, name, t in things if role == "push button" and name.startswith(starts)), None)

    def fill(self, on_page=None):
        """From the first page to the review."""
        opened = set()
        while True:
            self.answer_page()
            if on_page:
                on_page(self)
            things = list(self.outline(self.page()))
            add = self.button(things, ADD)
            label = next((name for role, name, _ in things if role == "progress bar"), "")
            if add is not None and label not in opened:
                opened.add(label)
                self.row += 1
                (self.button(things, CHANGE) or add).press()
                desk.wait(
                    lambda: self.button(self.outline(self.page()), ADD) is None, "the row does not open"
                )
                continue
            button = self.button(things, NEXT + REVIEW)
            if button is None and self.blue(self.page()) is not None:
                return  # an answer took away the pages that were left
            last = button.name in REVIEW
            button.press()
            if last:
                return
            before = self.shown(things)
            desk.wait(
                lambda: self.shown(self.outline(self.page())) != before, "the page does not turn"
            )

    @staticmethod
    def shown(things):
        return [name for role, name, _ in things if role in ("panel", "progress bar") and name]

    def finish(self, reason="又问了一遍，确实如此"):
        """Gives each warning its sentence and presses the blue button."""
        page = self.page()
        desk.wait(lambda: self.blue(page), "no review")
        for field in page.all("text"):
            if not field.text:
                field.type(reason)
        button = self.blue(page)
        if button.name not in FINISH:
            raise desk.Missing("still open: " + "; ".join(
                t.name for t in page.walk() if t.role == "list item" and t.name))
        button.press()

    @staticmethod
    def blue(page):
        words = FINISH + STILL_OPEN
        return next((b for b in page.all("push button") if b.name.startswith(words)), None)
