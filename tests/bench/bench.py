#!/usr/bin/python3
"""bench.py: measures, and prints one table for each NAME

  bench.py BUILD [NAME…] [--store sqlite]   names: see BENCHES below; without one, all

Every figure stands beside a floor or a peer of the same run, and as a ratio to it; the milliseconds
alone say more about the machine than about Ruhu. Each is measured several times; the table gives
minimum and median, and the ratio of both: on a busy machine that of the minima is the steadier one.
Nothing here asserts anything.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import collections
import csv
import html
import json
import os
import pathlib
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

TOP = pathlib.Path(__file__).resolve().parents[2]
PIN = "2837465910"
VILLAGE = "990101001201"  # tests/app/store-fixture.h


class Failed(Exception):
    pass


def run(*words, **options):
    """Runs a program; returns what it prints."""
    words = [str(word) for word in words]
    result = subprocess.run(words, text=True, capture_output=True, check=False, **options)
    if result.returncode != 0:
        raise Failed(f"{' '.join(words)}: exit {result.returncode}\n{result.stdout[-500:]}{result.stderr[-2000:]}")
    return result.stdout


def read_figures(text, into=None):
    """NAME VALUE, one a line; a name may come many times."""
    figures = into if into is not None else collections.defaultdict(list)
    for line in text.splitlines():
        name, value = line.split()
        figures[name].append(float(value))
    return figures


# ----- tables -----


def number(value):
    """Three digits that count, and no exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


class Table:
    def __init__(self, name, title):
        self.name = name
        self.title = title
        self.rows = [("what", "runs", "min", "median", "floor", "min", "median", "ratio of min", "of median")]
        self.notes = []

    def add(self, what, values, unit, floor="", floors=()):
        row = [what, str(len(values)), f"{number(min(values))} {unit}", f"{number(statistics.median(values))} {unit}"]
        if floors:
            row += [floor, f"{number(min(floors))} {unit}", f"{number(statistics.median(floors))} {unit}"]
            row += [number(min(values) / min(floors)), number(statistics.median(values) / statistics.median(floors))]
        else:
            row += [floor, "", "", "", ""]
        self.rows.append(tuple(row))

    def note(self, text):
        self.notes.append(text)

    def show(self):
        widths = [max(len(row[i]) for row in self.rows) for i in range(len(self.rows[0]))]
        print(f"\n{self.name}: {self.title}")
        for row in self.rows:
            cells = [
                cell.ljust(width) if i in (0, 4) else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths))
            ]
            print("  " + "  ".join(cells).rstrip())
        for note in self.notes:
            print(f"  {note}")
        sys.stdout.flush()


# ----- profiles -----


def make_county(folder, seed):
    run(TOP / "tests/demo/make-county.py", "--seed", seed, "--today", "2026-11-21", folder)
    with open(folder / "register.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_objects(folder, persons):
    """So many persons and a task for each, as a tablet holds them; from as many counties as it takes."""
    path = folder / f"{persons}.ndjson"
    lines = []
    seed = 0
    while len(lines) < 2 * persons:
        seed += 1
        for row in make_county(folder, seed)[: persons - len(lines) // 2]:
            person = row.pop("person_id")
            row["household_id"] = f"{seed}-{row['household_id']}"
            task = dict(person_id=person, form_id="ruhu_home_visit", reason="rhythm", due="2026-11-30")
            lines.append(make_object("person", person, row))
            lines.append(make_object("task", person[:14] + "5" + person[15:], task))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def make_object(kind, uuid, fields):
    fields = {name: {"v": value, "d": "hq", "q": 1} for name, value in fields.items() if value}
    body = json.dumps({"id": uuid, "k": kind, "f": fields}, ensure_ascii=False)
    line = {"id": uuid, "kind": kind, "division": VILLAGE, "body": body}
    return json.dumps(line, ensure_ascii=False)


class Bench:
    def __init__(self, build, folder):
        self.build = build
        self.folder = folder
        self.profiles = {}

    def program(self, name):
        return self.build / name

    def profile(self, persons):
        """A locked profile with so many persons, made once."""
        if persons not in self.profiles:
            path = self.folder / f"profile-{persons}"
            objects = make_objects(self.folder, persons)
            run(self.program("tests/bench/bench-store"), "make", path, objects)
            self.profiles[persons] = path
        return self.profiles[persons]

    def store(self, what, persons, runs=1):
        figures = collections.defaultdict(list)
        for _ in range(runs):
            read_figures(run(self.program("tests/bench/bench-store"), what, self.profile(persons)), figures)
        return figures

    def draw(self, persons, runs):
        """What draw_by_turns() says, on a display of its own."""
        display = TOP / "tests/with-display.sh"
        return read_figures(run(display, __file__, self.build, "--draw", self.profile(persons), runs))


# ----- what is measured -----


def draw(*words):
    """Starts a program that draws; its times count from its start."""
    begin = time.clock_gettime(time.CLOCK_MONOTONIC) * 1e3
    figures = {name: values[0] for name, values in read_figures(run(*words)).items()}
    return {name: value - begin if name.endswith("_at") else value for name, value in figures.items()}


def draw_by_turns(build, profile, runs):
    """Under one X server: an empty window and the app by turns; the first of each fills the font cache."""
    for turn in range(runs + 1):
        figures = draw(build / "tests/bench/bench-window")
        figures.update(draw(build / "tests/bench/bench-app", profile, PIN))
        for name, value in figures.items():
            if turn > 0:
                print(name, value)


def bench_start(bench):
    table = Table("start", "from the start of the process to the first frame of the unlock page")
    figures = bench.draw(600, runs=9)
    empty = "empty libadwaita window"
    table.add("unlock page drawn", figures["unlock_at"], "ms", empty, figures["window_at"])
    table.add("unlock page, memory", figures["unlock_mib"], "MiB", empty, figures["window_mib"])
    return table


def bench_unlock(bench):
    table = Table("unlock", "from the last digit of the PIN until register, tasks and responses are there")
    for persons in (600, 20000):
        figures = bench.store("unlock", persons, runs=7)
        derive = figures["derive_ms"]
        assert figures["persons"][0] == persons, figures["persons"]
        rest = [home - floor for home, floor in zip(figures["home_ms"], derive)]
        what = f"{persons:,} persons"
        table.add(f"{what}, all loaded", figures["home_ms"], "ms", "key derivation alone", derive)
        drawn = bench.draw(persons, runs=5)
        home = [home - pin for home, pin in zip(drawn["home_at"], drawn["pin_at"])]
        table.add(f"{what}, home drawn", home, "ms", "key derivation alone", derive)
        table.add(f"{what}, the rest", rest, "ms", "key derivation alone", derive)
        table.add(f"{what}, bodies read", figures["fields_ms"], "ms", "json-glib, same bodies", figures["json_ms"])
        table.add(f"{what}, app's memory", drawn["home_mib"], "MiB", "its unlock page", drawn["unlock_mib"])
        table.add(f"{what}, memory", figures["home_mib"], "MiB", "the same process, locked", figures["locked_mib"])
    passes, mib = figures["kdf_passes"][0], figures["kdf_mib"][0]
    table.note(f"Argon2id at the cost measured when the profile was made: {passes:.0f} passes over {mib:.0f} MiB.")
    return table


def bench_save(bench):
    table = Table("save", "one answer saved: from the call until its tick may show")
    figures = bench.store("save", 600)
    answer, stored = figures["plain_bytes"][0], figures["stored_bytes"][0]
    floor = "write + fdatasync, {:,.0f} B"
    table.add("one answer", figures["save_ms"], "ms", floor.format(answer), figures["plain_ms"])
    table.add("one answer", figures["save_ms"], "ms", floor.format(stored), figures["stored_ms"])
    table.note(f"Key and value are {answer:.0f} B; sealed, indexed and journalled they are {stored:,.0f} B of WAL.")
    return table


def bench_search(bench):
    table = Table("search", "one key press, 20,000 persons")
    figures = bench.store("search", 20000)
    table.add("name, pinyin, number, place", figures["search_ms"], "ms", "strstr, same texts", figures["look_ms"])
    table.note(f"The slowest of {len(figures['search_ms'])} took {number(max(figures['search_ms']))} ms.")
    return table


def bench_survey(bench):
    table = Table("survey", "a form of 2,000 questions in 40 groups, and a list of 50,000 choices: the main thread's work")
    program = bench.program("tests/bench/bench-survey")
    figures = read_figures(run(TOP / "tests/with-display.sh", program))
    bare = "the same bare widgets"
    table.add("page made when it opens", figures["open_work_ms"], "ms", bare, figures["bare_ms"])
    table.add("page turned and drawn", figures["turn_ms"], "ms", bare, figures["bare_ms"])
    table.add("answer given and drawn", figures["answer_ms"], "ms", bare, figures["bare_ms"])
    table.add("list opened and drawn", figures["list_open_ms"], "ms", bare, figures["bare_ms"])
    table.add("key typed, found, drawn", figures["filter_ms"], "ms", bare, figures["bare_ms"])
    for name, what in (("turn_ms", "page"), ("list_open_ms", "opening"), ("filter_ms", "key")):
        values = sorted(figures[name])
        table.note(f"{what}: {number(values[int(len(values) * 0.95)])} ms at the 95th percentile, {number(values[-1])} ms at most")
    first, key = figures["list_first_open_ms"][0], figures["filter_first_ms"][0]
    table.note(f"The first time, with 50,000 choices to make: {number(first)} ms; its first key: {number(key)} ms.")
    return table


def step(ref, value):
    return {"op": "set", "ref": ref, "value": str(value)}


def choose_village(n):
    return [step("/data/district", f"d{n % 10}"), step("/data/sub", f"s{n % 100}"), step("/data/village", f"v{n}")]


CASCADE = {"steps": [s for n in (3, 1234, 4321) for s in choose_village(n)], "ask": ["/data/sub", "/data/village", "/data/vlabel"]}
VISIT = {
    "visit/visit_type": "annual_update",
    "visit/visit_mode": "home",
    "visit/contact_result": "met",
    "consent/respondent": "self",
    "consent/consent_basic": "yes",
    "consent/consent_sensitive": "yes",
    "basic/resident_id": "990101195803121426",
    "basic/cert_status": "valid",
    "basic/hh_size": "3",
    "basic/living_with": "children",
}
# Form → what is set, and what is read after each step: the last that hangs on it.
FORMS = {
    "bench_a_100q": {"steps": [step("/data/q1", n) for n in range(1, 21)], "ask": ["/data/c20"]},
    "bench_b_inline": CASCADE,
    "bench_b_xml": CASCADE,
    "bench_b_csv": CASCADE,
    "bench_c_repeat500": {"steps": [step("/data/rep[250]/price", n) for n in range(1, 21)], "ask": ["/data/total"]},
    "bench_c2_repeat500_share": {
        "steps": [step("/data/rep[250]/price", n) for n in range(1, 21)],
        "ask": ["/data/total", "/data/rep[500]/share"],
    },
}


LARGE = 2000  # questions, in 40 groups: each with a constraint, every fourth relevant by the one before


def make_large(folder):
    names = [(g, q) for g in range(40) for q in range(LARGE // 40)]
    groups, binds, texts, body = [], [], [], []
    for g in range(40):
        groups.append(f"<g{g}>{''.join(f'<q{q}/>' for gg, q in names if gg == g)}</g{g}>")
        body.append(f"<group ref=\"/data/g{g}\"><label ref=\"jr:itext('g{g}')\"/>")
        for q in range(LARGE // 40):
            ref = f"/data/g{g}/q{q}"
            how = [f'relevant="/data/g{g}/q{q - 1} != 3"' if q % 4 == 3 else "", "constraint=\". &lt; 100\""]
            if q % 10 == 9:
                how = [f'calculate="/data/g{g}/q{q - 9} + /data/g{g}/q{q - 8}"']
            binds.append(f'<bind nodeset="{ref}" type="int" {" ".join(how)}/>')
            label = f"<label ref=\"jr:itext('g{g}q{q}')\"/>"
            if q % 10 == 9:
                continue
            if q % 5 == 0:
                items = "".join(f"<item><label>Choice {c}</label><value>{c}</value></item>" for c in range(6))
                body.append(f'<select1 ref="{ref}">{label}{items}</select1>')
            else:
                body.append(f'<input ref="{ref}">{label}</input>')
        body.append("</group>")
    for tag in ("en", "zh"):
        texts.append(f'<translation lang="{tag}">')
        texts += [f'<text id="g{g}"><value>Group {g}</value></text>' for g in range(40)]
        texts += [
            f'<text id="g{g}q{q}"><value>Question {q} of {g}: <output value="/data/g0/q1"/>?</value></text>'
            for g, q in names
        ]
        texts.append("</translation>")
    model = f"<itext>{''.join(texts)}</itext><instance><data id=\"large\">{''.join(groups)}</data></instance>"
    return write_form(folder / "large_2000q.xml", model + "".join(binds), "".join(body))


def write_form(path, model, body):
    path.write_text(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        f'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>{path.stem}</h:title><model>{model}</model>'
        f"</h:head><h:body>{body}</h:body></h:html>",
        encoding="utf-8",
    )
    return path


def make_rows(folder, rows):
    """A repeat of so many rows: line = price × quantity, position, and a share of the sum."""
    defined = "".join(f"<r><p>{i % 9 + 1}</p><q>{i % 5 + 1}</q><l/><n/><s/></r>" for i in range(rows))
    template = '<r jr:template=""><p/><q/><l/><n/><s/></r>'
    model = (
        f'<instance><data id="rows">{template}{defined}<t/><c/></data></instance>'
        '<bind nodeset="/data/r/p" type="int"/><bind nodeset="/data/r/q" type="int"/>'
        '<bind nodeset="/data/r/l" calculate="../p * ../q"/><bind nodeset="/data/r/n" calculate="position(..)"/>'
        '<bind nodeset="/data/r/s" calculate="../l div /data/t"/>'
        '<bind nodeset="/data/t" calculate="sum(/data/r/l)"/><bind nodeset="/data/c" calculate="count(/data/r)"/>'
    )
    body = '<repeat nodeset="/data/r"><input ref="/data/r/p"/><input ref="/data/r/q"/></repeat>'
    half = rows // 2
    return write_form(folder / f"rows_{rows}.xml", model, body), {
        "set one": [step(f"/data/r[{half}]/p", n) for n in range(1, 21)],
        "add a row": [{"op": "add_repeat", "ref": "/data/r"}] * 20,
        "remove the middle": [{"op": "remove_repeat", "ref": f"/data/r[{half}]"}] * 20,
    }


def make_choices(folder, rows, kind):
    """A list of so many villages, ten to a parent, and a label that is looked up."""
    name = f"villages_{rows}"
    lines = [(f"v{i}", f"Village {i}", f"s{i // 10}") for i in range(rows)]
    if kind == "csv":
        text = "name,label,parent\n" + "".join(",".join(line) + "\n" for line in lines)
    else:
        items = ("<item><name>{}</name><label>{}</label><parent>{}</parent></item>".format(*line) for line in lines)
        text = f"<root>{''.join(items)}</root>"
    (folder / f"{name}.{kind}").write_text(text, encoding="utf-8")
    source = f"jr://file-csv/{name}.csv" if kind == "csv" else f"jr://file/{name}.xml"
    model = (
        '<instance><data id="choices"><sub/><village/><label/></data></instance>'
        f'<instance id="villages" src="{source}"/><bind nodeset="/data/label" '
        "calculate=\"instance('villages')/root/item[name = /data/village]/label\"/>"
    )
    body = (
        '<input ref="/data/sub"/><select1 ref="/data/village"><itemset '
        "nodeset=\"instance('villages')/root/item[parent = /data/sub]\"><value ref=\"name\"/>"
        '<label ref="label"/></itemset></select1>'
    )
    steps = [step("/data/sub", f"s{n * rows // 400}") for n in range(1, 21)]
    return write_form(folder / f"choices_{rows}_{kind}.xml", model, body), {"filter": steps}


def bench_one(bench, path, media, steps, ask):
    file = bench.folder / "steps.json"
    file.write_text(json.dumps({"steps": steps, "ask": ask}))
    words = [bench.program("app/ruhu-form"), "bench", path, "--media", media, "--steps", file]
    return [json.loads(run(*words)) for _ in range(3)], words


def show_growth(bench, table):
    """How cost grows with rows and choices: the column beside each is the cost for a row or a choice."""
    rows = [("what", "load, min", "for each", "floor, min", "ratio", "peak", "step", "median", "instructions")]
    media = bench.folder
    cases = [(f"{n:,} rows", n, make_rows(media, n), ["/data/t", f"/data/r[{n - 25}]/s"]) for n in (500, 1000, 2000, 5000)]
    for kind in ("xml", "csv"):
        for n in (5000, 20000, 50000, 100000):
            cases.append((f"{n:,} choices, {kind}", n, make_choices(media, n, kind), ["/data/village", "/data/label"]))
    for what, n, (path, series), ask in cases:
        for name, steps in series.items():
            runs, words = bench_one(bench, path, media, steps, ask)
            load, floor = (min(one[key] for one in runs) for key in ("load_ms", "xml_parse_ms"))
            taken = count_instructions("take_step", bench.folder, *words) / len(steps)
            row = (f"{number(load)} ms", f"{number(load * 1e3 / n)} µs", f"{number(floor)} ms", number(load / floor))
            peak = f"{runs[0]['peak_kib'] / 1024:.0f} MiB"
            took = f"{number(min(one['step_us_median'] for one in runs))} µs"
            rows.append((what, *row, peak, name, took, f"{taken:,.0f}"))
            what, row = "", ("",) * 4
    for line in lay_out(rows):
        table.note(line)


def lay_out(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths))) for row in rows]


def list_forms(bench):
    """(path, media folder, steps) of the home visit, a form of 2,000 questions, and the conformance folder's."""
    media = bench.folder / "media"
    media.mkdir(exist_ok=True)
    persons = make_county(media, 1)
    (media / "register.csv").rename(media / "person.csv")
    steps = [step("/home-visit/visit/person_id", persons[0]["person_id"])]
    steps += [step(f"/home-visit/{question}", value) for question, value in VISIT.items()]
    yield bench.program("resources/forms/home-visit.xml"), media, {"steps": steps, "ask": ["/home-visit/visit/age"]}
    large = [step(f"/data/g{n}/q0", n % 6) for n in range(20)]
    yield make_large(bench.folder), bench.folder, {"steps": large, "ask": ["/data/g0/q9"]}
    folder = pathlib.Path(os.environ.get("RUHU_CONFORMANCE", TOP / "../shared/conformance"))
    for name, steps in FORMS.items():
        if (folder / "bench" / f"{name}.xml").exists():
            yield folder / "bench" / f"{name}.xml", folder / "bench", steps
    others = sorted((folder / "load").glob("*.xml"), key=lambda path: path.stat().st_size)
    if others:
        yield others[-1], folder / "load", {"steps": [], "ask": []}


def count_instructions(function, folder, *words):
    """How many instructions a function, with all it calls, takes in one run."""
    out = folder / "callgrind.out"
    options = ["--tool=callgrind", f"--toggle-collect={function}*", f"--callgrind-out-file={out}"]
    run("valgrind", *options, *words)
    return int(re.search(r"^(?:totals|summary): (\d+)", out.read_text(), re.M).group(1))


def bench_forms(bench):
    table = Table("forms", "a form loaded, and one answer set and its last dependant read")
    loads = {}
    counts = [("form", "load, instructions", "bare parse", "ratio", "one step, instructions", "peak")]
    for path, media, steps in list_forms(bench):
        file = bench.folder / "steps.json"
        file.write_text(json.dumps(steps))
        words = [bench.program("app/ruhu-form"), "bench", path, "--media", media, "--steps", file]
        runs = [json.loads(run(*words)) for _ in range(7)]
        name = path.stem.removeprefix("bench_")
        loads[name] = [one["load_ms"] for one in runs]
        table.add(f"{name}, load", loads[name], "ms", "libxml2's bare parse", [one["xml_parse_ms"] for one in runs])
        if name == "b_csv":
            table.add(f"{name}, load", loads[name], "ms", "b_xml, load", loads["b_xml"])
        if steps["steps"]:
            table.add(f"{name}, step", [one["step_us_median"] for one in runs], "µs")
        table.add(f"{name}, slowest page", [one["page_us_max"] for one in runs], "µs")
        load, bare, taken = (
            count_instructions(function, bench.folder, *words) if function != "take_step" or steps["steps"] else 0
            for function in ("load_form", "parse_bare", "take_step")
        )
        each = taken / max(len(steps["steps"]), 1)
        peak = f"{max(one['peak_kib'] for one in runs) / 1024:.0f} MiB"
        counts.append((name, f"{load:,}", f"{bare:,}", number(load / bare), f"{each:,.0f}", peak))
    table.note("A step is the median of its run; a page is all that stands in one part of the form, read as a screen")
    table.note("reads it. The floor parses the form and those of its lists that are XML; a list as CSV has none, and is")
    table.note("held against the same list as XML. Instructions by callgrind, the same in every run; a step's are the mean:")
    for line in lay_out(counts):
        table.note(line)
    table.note("")
    show_growth(bench, table)
    return table


# ----- compile -----


def make_survey(questions):
    """Questions that refer to each other, in groups of fifty, in two languages."""
    yield ("type", "name", "label::中文 (zh)", "label::English (en)", "relevant", "calculation", "choice_filter")
    for i in range(questions):
        before = f"${{q{max(i - 1, 0)}}}"
        if i % 50 == 0:
            yield ("begin_group", f"g{i}", "组", "Group", "", "", "")
        if i % 5 == 0:
            yield (f"select_one list{i % 4}", f"q{i}", f"题 {i}", f"Question {i}", "", "", f"area = ${{q{max(i - 5, 0)}}}")
        elif i % 5 == 1:
            yield ("calculate", f"q{i}", "", "", "", f"{before} + 1", "")
        else:
            yield ("integer", f"q{i}", f"题 {i} {before}", f"Question {i}", f"{before} > 3", "", "")
        if i % 50 == 49:
            yield ("end_group", "", "", "", "", "", "")


def make_list(choices):
    yield ("list_name", "name", "label::中文 (zh)", "label::English (en)", "area")
    for i in range(choices):
        yield (f"list{i % 4}", f"c{i}", f"选 {i}", f"Choice {i}", f"c{i // 10}")


def save_workbook(path, sheets):
    """The sheets as a spreadsheet saves them: texts shared, cells by their place."""
    texts, names = {}, list(sheets)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for n, name in enumerate(names):
            out = [f"<worksheet {space}><sheetData>"]
            for r, row in enumerate(sheets[name], 1):
                cells = (
                    f'<c r="{chr(65 + c)}{r}" t="s"><v>{texts.setdefault(text, len(texts))}</v></c>'
                    for c, text in enumerate(row)
                    if text
                )
                out.append(f'<row r="{r}">{"".join(cells)}</row>')
            book.writestr(f"xl/worksheets/{n}.xml", "".join(out) + "</sheetData></worksheet>")
        shared = "".join(f"<si><t>{html.escape(text)}</t></si>" for text in texts)
        tabs = "".join(f'<sheet name="{name}" sheetId="{n + 1}" r:id="r{n}"/>' for n, name in enumerate(names))
        links = "".join(
            f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/{n}.xml"/>' for n in range(len(names))
        )
        book.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
        book.writestr("xl/workbook.xml", f'<workbook {space} xmlns:r="{office}"><sheets>{tabs}</sheets></workbook>')
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
        )


def time_child(*words):
    """Milliseconds of processor time that a program took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(*words)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def bench_compile(bench):
    table = Table("compile", "an XLSForm into an XForm, processor time of the whole program")
    program, form, steps = bench.program("app/ruhu-form"), bench.folder / "form.xml", bench.folder / "none.json"
    steps.write_text('{"steps": []}')
    for choices, questions in ((25_000, 1_250), (50_000, 2_500), (100_000, 5_000)):
        sheets = {"survey": list(make_survey(questions)), "choices": list(make_list(choices))}
        folder, book = bench.folder / f"sheets{choices}", bench.folder / f"sheets{choices}.xlsx"
        folder.mkdir()
        for name, rows in sheets.items():
            with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows(rows)
        save_workbook(book, sheets)
        for source, kind in ((folder, "CSV"), (book, ".xlsx")):
            times = [time_child(program, "compile", source, "-o", form, "--name", "data") for _ in range(5)]
            if kind == "CSV":
                words = (program, "bench", form, "--steps", steps)
                floors = [json.loads(run(*words))["xml_parse_ms"] for _ in range(3)]
            what = f"{choices:,} choices, {questions:,} questions, {kind}"
            table.add(what, times, "ms", "libxml2's parse of the outcome", floors)
    table.note("Twice the sheet, twice the time: nothing in the compiler looks through all rows for each row.")
    return table


def make_answers(folder):
    """The `ans` of as many home visits as a county has persons, in groups as the form has them."""
    path = folder / "answers.ndjson"
    lines = []
    for row in make_county(folder, 1):
        answers = [(name, value) for name, value in row.items() if value]
        groups = {f"group{i}": dict(answers[i * 12 : i * 12 + 12]) for i in range((len(answers) + 11) // 12)}
        groups["finish"] = {f"question{i}": "yes" if i % 3 else "no" for i in range(30)}
        lines.append(json.dumps(groups, ensure_ascii=False, separators=(",", ":")))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


class Hq:
    """A real ruhu-hq on a free port of the loopback; in a folder that is there already it goes on."""

    def __init__(self, bench, path):
        self.program = bench.program("sync/hq/ruhu-hq")
        self.dir = path
        form = bench.program("resources/forms/home-visit.xml")
        if not path.exists():
            run(self.program, "init", path, "--name", "localhost")
            self.run("form", "publish", form)
        self.form = re.search(r'<[^>]* id="([^"]*)"[^>]* version="([^"]*)"', form.read_text()).groups()

    def run(self, *words):
        return run(self.program, *words, "--dir", self.dir, cwd=self.dir)

    def make_code(self, number):
        """Of a new tablet in the village of that number."""
        user, scope = f"w{time.time_ns()}", f"99010100120{number}"
        self.run("user", "add", user, "--role", "village", "--scope", scope)
        return re.search(r"code: (\S+)", self.run("device", "enrol", "--scope", scope, "--user", user)).group(1)

    def __enter__(self):
        words = [self.program, "serve", self.dir, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise Failed("ruhu-hq serve did not start")
        self.url = line.split()[-1]
        return self

    def processor_ms(self):
        """What HQ has taken of the processor since it started."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def push(bench, hq, answers, batch, pushes, rounds=1, floor="-", into=None):
    """Four new tablets push so much, at the same time; HQ's processor time in it is hq_ms."""
    codes = [hq.make_code(number) for number in range(1, 5)]
    with hq:
        words = [hq.url, hq.dir / "ca.pem", *hq.form, answers, batch, pushes, rounds, floor, *codes]
        figures = read_figures(run(bench.program("tests/bench/bench-hq"), *words), into)
        figures["hq_ms"].append(hq.processor_ms() / (rounds * batch * pushes * len(codes)))
    return figures


def show_rate(table, what, figures):
    rates = sorted(1000 / ms for ms in figures["push_ms"])
    line, wire = figures["line_bytes"][0], figures["wire_bytes"][0]
    table.note(f"{what}: {statistics.median(rates):,.0f} responses/s (median), {rates[-1]:,.0f} at best;")
    hq, tablets = min(figures["hq_ms"]), min(figures["tablets_ms"])
    table.note(f"  processor time of each: {number(hq)} ms at HQ, {number(tablets)} ms at the tablets; {line:,.0f} B a line, {wire:,.0f} B of wire")


FLOOR = "SQLite, bare insert"


def bench_hq(bench):
    table = Table("hq", "one response at HQ: made, signed, sent over TLS, inflated, checked, merged, durable, receipted")
    answers = make_answers(bench.folder)
    for batch, pushes in ((20, 25), (1, 100)):
        hq = Hq(bench, bench.folder / f"hq-{batch}")
        figures = push(bench, hq, answers, batch, pushes, rounds=7, floor=hq.dir / "floor")
        table.add(f"{batch} in a push, 4 tablets", figures["push_ms"], "ms", FLOOR, figures["insert_ms"])
        show_rate(table, f"{batch} in a push", figures)
        table.note(f"  ruhu-hq verify: {hq.run('verify').strip().splitlines()[-1]}")
    table.note("HQ and all tablets share this machine; the floor inserts the same lines in the same batches.")
    return table


WINDOW = 125  # responses of 6 kB in one push: what a tablet sends at a time over a good link
MANY = 1_000_000


def make_large_answers(folder):
    """The `ans` of responses that are lines of 6 kB: visits to households, each with notes of its own."""
    path = folder / "large-answers.ndjson"
    county = make_county(folder, 1)
    letters = sorted({letter for row in county for letter in row["person_name"] + row["address"] if ord(letter) > 255})
    chance = random.Random(1)
    lines = []
    for i, row in enumerate(county):
        groups = {"visit": {"person_id": row["person_id"], "outcome": "1"}}
        text, n = "", 0
        while len(text.encode()) < 5600:
            member = county[(i * 7 + n * 13) % len(county)]
            groups[f"member{n}"] = {name: value for name, value in member.items() if value and name != "person_id"}
            groups[f"member{n}"]["notes"] = "".join(chance.choices(letters, k=100))
            text, n = json.dumps(groups, ensure_ascii=False, separators=(",", ":")), n + 1
        lines.append(text)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def make_million(bench, answers):
    """An HQ that holds a million responses, taken in by the real intake; it is kept for the next run."""
    path = bench.build / "bench" / "million"
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        return Hq(bench, path), "made in an earlier run"
    unfinished = path.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    print(f"intake: pushing {MANY:,} responses, which takes minutes", file=sys.stderr)
    begin = time.monotonic()
    push(bench, Hq(bench, unfinished), answers, WINDOW, MANY // WINDOW // 4)
    unfinished.rename(path)
    return Hq(bench, path), f"made in {time.monotonic() - begin:,.0f} s"


def bench_intake(bench):
    table = Table("intake", "10,000 responses of 6 kB, as tablets push them: all that a response takes from line to receipt")
    answers = make_large_answers(bench.folder)
    million, made = make_million(bench, answers)
    none, held = collections.defaultdict(list), collections.defaultdict(list)
    for i in range(5):
        floor = bench.folder / f"floor{i}"
        push(bench, Hq(bench, bench.folder / f"none{i}"), answers, WINDOW, 20, 2, floor, none)
        push(bench, million, answers, WINDOW, 20, 2, f"{floor}-held", held)
        shutil.rmtree(bench.folder / f"none{i}")
    for what, figures in (("none held", none), (f"{MANY:,} held", held)):
        for name in ("push_ms", "insert_ms"):
            figures[name] = figures[name][1::2]
        table.add(what, figures["push_ms"], "ms", FLOOR, figures["insert_ms"])
        show_rate(table, what, figures)
    slower = min(held["push_ms"]) / min(none["push_ms"]) - 1
    size = (million.dir / "hq.db").stat().st_size / 2**30
    table.note(f"With {MANY:,} held it is {slower:+.1%} slower; that store, {size:.1f} GiB, was {made}.")
    table.note(f"Four tablets, {WINDOW} in a push. A tablet makes, chains, signs and compresses its lines on the same clock;")
    table.note("each run comes after one like it, which finds HQ just started: its caches are empty, and it holds nothing yet.")
    return table


PERSONS = 10000


def make_register(hq):
    """10,000 persons in four villages, each with a task; written twice, so that they have a history."""
    path = hq.dir / "persons.csv"
    for year in (2025, 2026):
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("person_id", "person_name", "division_code", "phone", "address", "cert_status"))
            for i in range(PERSONS):
                person = f"0192f3a0-aa01-7000-8000-{i:012x}"
                row = (person, f"张{i}", f"99010100120{1 + i % 4}", f"138{year}{i:05}", f"槐树村{i}号", "valid")
                rows.writerow(row)
        hq.run("register", "import", path)


def make_first_sync(bench, name):
    """An HQ with the register above and a response for each person, and an empty tablet of the township."""
    hq = Hq(bench, bench.folder / name)
    make_register(hq)
    push(bench, hq, make_answers(bench.folder), 20, PERSONS // 80)
    hq.run("user", "add", "t1", "--role", "township", "--scope", "990101001")
    return hq


def run_first_sync(bench, name, pulls):
    figures = None
    hq = make_first_sync(bench, name)
    with hq:
        for i in range(3):
            out = hq.run("device", "enrol", "--scope", "990101001", "--user", "t1")
            code = re.search(r"code: (\S+)", out).group(1)
            words = [hq.url, bench.folder / f"{name}-{i}", code, hq.process.pid, pulls]
            figures = read_figures(run(bench.program("tests/bench/bench-sync"), *words), figures)
    return figures


def bench_first_sync(bench):
    table = Table("first-sync", "all that HQ has for a township, to a new tablet, over TLS, sealed and shown")
    figures = run_first_sync(bench, "first", 1)
    table.add("first sync", figures["first_ms"], "ms", "HQ's processor", figures["first_processor_ms"])
    table.note(f"{figures['persons'][0]:,.0f} persons and {figures['responses'][0]:,.0f} responses; pages of 256 KiB.")
    return table


def bench_pull(bench):
    table = Table("pull", "nothing new: what one pull takes of HQ's processor, signature and TLS counted")
    figures = run_first_sync(bench, "pull", 200)
    table.add("a pull of nothing", figures["pull_processor_ms"], "ms")
    return table


BENCHES = {
    "start": bench_start,
    "unlock": bench_unlock,
    "save": bench_save,
    "search": bench_search,
    "forms": bench_forms,
    "compile": bench_compile,
    "survey": bench_survey,
    "hq": bench_hq,
    "intake": bench_intake,
    "first-sync": bench_first_sync,
    "pull": bench_pull,
}


def usage():
    print(f"Usage: bench.py BUILD [{'|'.join(BENCHES)}]… [--store sqlite]", file=sys.stderr)
    return 64


def main():
    words = sys.argv[2:]
    if words[:1] == ["--draw"]:
        draw_by_turns(pathlib.Path(sys.argv[1]), words[1], int(words[2]))
        return 0
    if "--store" in words:
        at = words.index("--store")
        if words[at + 1 : at + 2] != ["sqlite"]:
            print("bench: this ruhu-hq has the store sqlite only", file=sys.stderr)
            return 1
        del words[at : at + 2]
    if len(sys.argv) < 2 or not set(words) <= set(BENCHES):
        return usage()

    folder = pathlib.Path(tempfile.mkdtemp(prefix="ruhu-bench."))
    bench = Bench(pathlib.Path(sys.argv[1]).resolve(), folder)
    try:
        for name in words or BENCHES:
            BENCHES[name](bench).show()
    except Failed as failed:
        print(f"bench: {failed}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
