#!/usr/bin/python3
"""Whether each test that sync/SECURITY.md names is there.

    check-claims.py SOURCE BUILD PAGE

A test is named by its path, `/suite/claim`. It has to be in the source of some test, and where that program can
list its tests without a display, the list has to have it. `/e2e/NAME` is a test of tests/e2e/meson.build.
"""

import glob
import os
import re
import subprocess
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Tests:
    def __init__(self, source, build):
        self.build = build
        self.sources = {
            path: read(path) for path in glob.glob(os.path.join(source, "tests", "*", "test-*.c"))
        }
        self.e2e = read(os.path.join(source, "tests", "e2e", "meson.build"))
        self.lists = {}

    def listed(self, source):
        """What the built program says that it has; None where it is not built or cannot be asked."""
        folder, name = os.path.split(source)
        folder, name = os.path.basename(folder), name.removesuffix(".c")
        program = os.path.join(self.build, "tests", folder, name)
        if folder == "ui" or not os.access(program, os.X_OK):
            return None
        if program not in self.lists:
            said = subprocess.run([program, "-l"], capture_output=True, text=True, check=False)
            self.lists[program] = said.stdout.split()
        return self.lists[program]

    def has(self, claim):
        if claim.startswith("/e2e/"):
            return f"'{claim.removeprefix('/e2e/')}'" in self.e2e
        for path, text in self.sources.items():
            if not self.names(text, claim):
                continue
            listed = self.listed(path)
            if listed is None or claim in listed:
                return True
        return False

    @staticmethod
    def names(text, claim):
        """A whole path, or one that is put together of two."""
        parts = claim.split("/")
        whole = [("", claim)]
        whole += [("/".join(parts[:n]) + "/", "/".join(parts[n:])) for n in range(2, len(parts))]
        return any(f'"{end}"' in text and (not head or f'"{head}' in text) for head, end in whole)


def main():
    source, build, page = sys.argv[1:]
    claims = set(re.findall(r"`(/[a-z0-9-]+(?:/[a-z0-9-]+)+)`", read(page)))
    tests = Tests(source, build)
    absent = sorted(claim for claim in claims if not tests.has(claim))
    for claim in absent:
        print(f"{page}: there is no test {claim}", file=sys.stderr)
    assert len(claims) > 50, "the page names hardly any test"
    sys.exit(1 if absent else 0)


if __name__ == "__main__":
    main()
