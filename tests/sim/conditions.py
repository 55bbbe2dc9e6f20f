#!/usr/bin/python3
"""conditions.py BUILD [--seeds N] [--only PART] [--list]: takes away one condition after the other

Of the merge, the outbox and the intake each condition (of an if, a loop, a ?:, an operand of && or ||, a comparison that is
returned) is forced to be true, then false; what it calls is called all the same. The one object is compiled, the simulator linked
with it in front of the libraries, and run until a seed fails, it crashes or it hangs; N schedules at most, 20,000 without a number,
and one in a hundred of them long. What survives is one of:

- an error path: the condition only asks whether a call that takes a GError has failed, and is forced to say that it has not. The
  tests that fail each call in turn hold those (tests/crash, suite faults).
- explained in conditions.txt, beside this file: FILE: LINE OF CODE: CONDITION: true|false: why. One that fits no condition is an
  error.
- a survivor: something is not simulated, not looked at, or not needed.

What was found is kept in BUILD/conditions.json, so that a run goes on where the last one ended.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import argparse
import glob
import hashlib
import json
import os
import re
import resource
import shlex
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
FILES = ["sync/protocol/ruhu-merge*.c", "app/store/ruhu-outbox*.c", "sync/hq/ruhu-hq-ingest*.c", "sync/hq/ruhu-hq-intake*.c"]
TOKEN = re.compile(
    r'/\*.*?\*/|//[^\n]*|^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*|"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
    r"|[A-Za-z_]\w*|\d[\w.]*|->|&&|\|\||[<>=!]=|[-+*/%&|^]=|<<=?|>>=?|\+\+|--|\S",
    re.S | re.M,
)
OPEN, CLOSE = "([{", ")]}"
COMPARE = {"==", "!=", "<", ">", "<=", ">="}
ASSIGN = {"=", "+=", "-=", "|=", "&="}
HANGS = 60  # s of the processor, and ten more for each hundred schedules: twenty times what they take


class Token:
    def __init__(self, match):
        self.text, self.at, self.end = match.group(), match.start(), match.end()


class Source:
    """A file's conditions: (beginning, end, may it be forced true) of each, in bytes of the text."""

    def __init__(self, path):
        self.path = path
        with open(os.path.join(TOP, path), encoding="utf-8") as file:
            self.text = file.read()
        self.tokens = [
            Token(m) for m in TOKEN.finditer(self.text) if not m.group().startswith(("/*", "//")) and m.group().lstrip()[:1] != "#"
        ]
        self.found = {}
        self.read_functions()

    def match(self, i):
        depth = 0
        while True:
            depth += (self.tokens[i].text in OPEN) - (self.tokens[i].text in CLOSE)
            if depth == 0:
                return i
            i += 1

    def read_functions(self):
        i = 0
        while i < len(self.tokens):
            if self.tokens[i].text == "{" and i > 0:
                end = self.match(i)
                if self.tokens[i - 1].text == ")":
                    self.read_block(i + 1, end)
                i = end
            i += 1

    def read_block(self, i, end):
        while i < end:
            text = self.tokens[i].text
            if text in ("if", "while", "switch", "for"):
                close = self.match(i + 1)
                if text == "for":
                    first = self.find(i + 2, close, {";"})
                    second = self.find(first + 1, close, {";"})
                    self.split(i + 2, first, False, True)
                    self.split(first + 1, second, True, False)
                    self.split(second + 1, close, False, True)
                else:
                    self.split(i + 2, close, text != "switch", text == "if")
                i = close + 1
            elif text in "{};":
                i += 1
            else:
                stop = self.find(i, end, {";"})
                self.split(i, stop, False, True)
                i = stop + 1

    def find(self, i, end, texts):
        """The first of these that is not within brackets, or the end."""
        while i < end:
            if self.tokens[i].text in texts:
                return i
            i = self.match(i) + 1 if self.tokens[i].text in OPEN else i + 1
        return end

    def split(self, i, end, is_condition, may_be_true):
        """Finds the conditions of an expression; those of a loop would never end if they were true."""
        if i >= end:
            return
        if self.tokens[i].text in ("return", "case", "else", "do"):
            return self.split(i + 1, end, False, may_be_true)
        for texts in ({","}, ASSIGN, {"?"}, {"||"}, {"&&"}):
            at = self.find(i, end, texts)
            if at == end:
                continue
            if texts == {"?"}:
                colon = self.find(at, end, {":"})
                self.split(i, at, True, True)
                self.split(at + 1, colon, False, True)
                return self.split(colon + 1, end, False, True)
            logic = texts in ({"||"}, {"&&"})
            self.split(i, at, logic, may_be_true)
            return self.split(at + 1, end, is_condition or logic, may_be_true)
        self.read_operand(i, end, is_condition, may_be_true)

    def read_operand(self, i, end, is_condition, may_be_true):
        if self.tokens[i].text == "!" and is_condition and self.match(i + 1) + 1 == end:
            return self.split(i + 1, end, True, may_be_true)
        if self.tokens[i].text == "(" and self.match(i) + 1 == end:
            return self.split(i + 1, end - 1, is_condition, may_be_true)
        compares = self.find(i, end, COMPARE) < end
        if (is_condition or compares) and not self.is_declaration(i, end):
            begin, stop = self.tokens[i].at, self.tokens[end - 1].end
            if "ruhu_mutant" not in self.text[begin:stop]:
                self.found[(begin, stop)] = may_be_true
        for j in range(i, end):
            if self.tokens[j].text == "(" and j + 1 < end:
                self.split(j + 1, self.match(j), False, True)

    def is_declaration(self, i, end):
        return self.text[self.tokens[i].at : self.tokens[end - 1].end].startswith(("g_auto", "static", "const "))

    def line_of(self, at):
        begin = self.text.rfind("\n", 0, at) + 1
        return " ".join(self.text[begin : self.text.index("\n", at)].split())


class Variant:
    def __init__(self, source, begin, end, forced):
        self.source, self.begin, self.end, self.forced = source, begin, end, forced
        self.condition = " ".join(source.text[begin:end].split())
        self.number = source.text.count("\n", 0, begin) + 1
        self.name = f"{source.path}: {source.line_of(begin)}: {self.condition}: {forced}"

    def make_text(self):
        value = "TRUE" if self.forced == "true" else "FALSE"
        text = self.source.text
        return f"{text[: self.begin]}((void) ({text[self.begin : self.end]}), {value}){text[self.end :]}"

    def is_error_path(self):
        """Whether it says that a call which takes an error has not failed, forced to say it."""
        if re.search(r"\(.*\b(?:error|failed)\)$", self.condition) and not re.search(r"[=!]= ", self.condition):
            return self.forced == ("false" if self.condition.startswith("!") else "true")
        name = re.fullmatch(r"(\w+(?:->\w+)?) (==|!=) NULL", self.condition)
        if not name:
            return False
        head = self.source.text[: self.begin]
        head = head[head.rfind("\n{\n") :]
        made = [m.end() for m in re.finditer(rf"\b{re.escape(name[1])} =[^;]*\berror\)(?:,|;)", head)]
        if name[1] in ("error", "failed", "*error"):
            return self.forced == ("true" if name[2] == "==" else "false")
        return bool(made) and self.forced == ("false" if name[2] == "==" else "true")


class Simulator:
    def __init__(self, build):
        self.build = build
        with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
            self.commands = {os.path.normpath(os.path.join(c["directory"], c["file"])): c["command"] for c in json.load(file)}
        links = subprocess.run(["ninja", "-C", build, "-t", "commands", "tests/sim/ruhu-sim"], capture_output=True, text=True, check=True)
        self.link = [a for a in shlex.split(links.stdout.splitlines()[-1]) if not a.startswith("-Wl,-Map")]

    def make(self, variant):
        """Returns: whether it can be compiled."""
        folder = os.path.dirname(os.path.join(TOP, variant.source.path))
        text, object_, program = (os.path.join(self.build, "condition" + e) for e in (".c", ".o", ""))
        with open(text, "w", encoding="utf-8") as file:
            file.write(variant.make_text())
        command = [a for a in shlex.split(self.commands[os.path.join(TOP, variant.source.path)]) if a not in ("ccache", "-Werror", "-g", "-MD")]
        for option in ("-o", "-c", "-MF", "-MQ"):
            at = command.index(option)
            del command[at : at + 2]
        command += ["-w", "-I" + folder, "-c", text, "-o", object_]
        if subprocess.run(command, cwd=self.build, stderr=subprocess.DEVNULL, check=False).returncode != 0:
            return False
        link = self.link[:]
        link[link.index("-o") + 1] = program
        link.insert(link.index("-o") + 2, object_)
        subprocess.run(link, cwd=self.build, check=True)
        return True

    def run(self, seeds, options):
        """Returns: what came of it, or None where nothing did."""
        command = [os.path.join(self.build, "condition"), "--first", "--seeds", seeds] + options
        first, last = (int(s) for s in seeds.split(".."))
        limit = HANGS + (last - first) // 10 * (10 if options else 1)
        environment = dict(os.environ, G_DEBUG="", G_MESSAGES_DEBUG="")

        def limit_time():
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))

        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, check=False, errors="replace", preexec_fn=limit_time
        )
        if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return "hangs"
        if done.returncode == 0:
            return None
        said = re.search(r"^(seed \d+ fails: [^\n]*)", done.stdout, re.M)
        return said[1] if said else f"crashes ({done.returncode})"

    def try_out(self, seeds):
        done = 0
        for part in (40, 400, 4000, 40000):
            upto = min(part, seeds)
            if upto <= done:
                break
            found = self.run(f"{done + 1}..{upto}", [])
            if found is None and part > 40:
                found = self.run(f"{done // 100 + 1}..{max(upto // 100, done // 100 + 1)}", ["--lives"])
            if found is not None:
                return found
            done = upto
        return None


def list_variants(only):
    variants = []
    for pattern in FILES:
        for path in sorted(glob.glob(os.path.join(TOP, pattern))):
            source = Source(os.path.relpath(path, TOP))
            for (begin, end), may_be_true in sorted(source.found.items()):
                variants += [Variant(source, begin, end, f) for f in ("true", "false") if f == "false" or may_be_true]
    return [v for v in variants if only in v.source.path]


def read_explanations(variants, only):
    explained, wrong = {}, []
    names = {v.name for v in variants}
    with open(os.path.join(HERE, "conditions.txt"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                continue
            name = next((n for n in names if line.startswith(n + ": ")), None)
            if name is None and only in line.split(":")[0]:
                wrong.append(line.strip())
            elif name is not None:
                explained[name] = line[len(name) + 2 :].strip()
    return explained, wrong


def find_one(variant, simulator, seeds, known):
    """What became of it: from an earlier run, where that looked as far."""
    key = hashlib.sha256((variant.make_text()).encode()).hexdigest()
    before = known.get(key)
    if before and (before["found"] is not None or before["seeds"] >= seeds):
        return before["found"]
    found = simulator.try_out(seeds) if simulator.make(variant) else "cannot be compiled"
    known[key] = {"name": variant.name, "found": found, "seeds": seeds}
    with open(os.path.join(simulator.build, "conditions.json"), "w", encoding="utf-8") as file:
        json.dump(known, file, indent=1)
    return found


def load_known(build):
    try:
        with open(os.path.join(build, "conditions.json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--seeds", type=int, default=20000)
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    variants = list_variants(options.only)
    explained, wrong = read_explanations(variants, options.only)
    for line in wrong:
        print(f"explains nothing: {line}")
    if options.list:
        for v in variants:
            print(f"{v.source.path}:{v.number}: {v.condition}: {v.forced}{' (error path)' if v.is_error_path() else ''}")
        return len(wrong) > 0
    build = os.path.abspath(options.build)
    simulator, known = Simulator(build), load_known(build)
    counts = {"caught": 0, "error paths": 0, "explained": 0, "survive": 0}
    for v in variants:
        found = find_one(v, simulator, options.seeds, known)
        kind = "caught" if found else "error paths" if v.is_error_path() else "explained" if v.name in explained else "survive"
        counts[kind] += 1
        if kind == "survive" or sys.stdout.isatty():
            print(f"{v.source.path}:{v.number}: {v.condition}: {v.forced}: {found or kind}", flush=True)
    print(f"{len(variants)} conditions taken away: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    return counts["survive"] > 0 or len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main())
