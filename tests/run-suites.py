"""Runs every suite in both builds and counts: the last line is "N passed, N failed".

The plain build runs all of them; the build under sanitizers runs those without a window, where a
leak is ours and not the toolkit's. Each fuzz target runs for ten seconds. A suite that ends without
telling how many claims it tested has failed, and so has a fuzz target without an input.
"""

import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

BUILDS = [
    ("_build", []),
    ("_build-asan", ["--suite", "app", "--suite", "crash", "--suite", "sync", "--suite", "hq", "--suite", "sim"]),
]

# All that comes over the wire; one of them that is not there has failed.
WIRE_TARGETS = {
    "fuzz-" + name
    for name in ("line", "bundle", "receipt", "cursor", "enrolment", "gzip", "heads")
}

# The quick unwinder loses its way in the libraries below, and then calls a leak what is none: what
# lives as long as its thread. Twelve frames tell who asked, and cost a third of thirty.
ASAN = {
    "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0:fast_unwind_on_malloc=0:malloc_context_size=12",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "LSAN_OPTIONS": "print_suppressions=0:suppressions=" + os.path.abspath("tests/lsan.supp"),
    "G_SLICE": "always-malloc",
    "RUHU_SANITIZED": "1",
}


def run(build, arguments):
    """Returns (passed, failed, skipped) of one build's suites."""
    report = os.path.join(build, "meson-logs", "testlog.junit.xml")
    if os.path.exists(report):
        os.unlink(report)
    environment = dict(os.environ, **(ASAN if build.endswith("asan") else {}))
    status = subprocess.run(
        ["meson", "test", "-C", build, "--no-rebuild", "--print-errorlogs", *arguments],
        env=environment,
        check=False,
    ).returncode
    if not os.path.exists(report):
        return 0, 1, 0
    passed, failed, skipped = count(report)
    if status != 0 and failed == 0:
        failed = 1
    return passed, failed, skipped


def count(report):
    """Counts the claims of a JUnit report; a suite that lost its way counts as one failure."""
    passed = failed = skipped = 0
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        cases = suite.findall("testcase")
        lost = int(suite.get("errors", 0)) > 0
        for case in cases:
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                lost = False
                print("FAILED:", suite.get("name"), case.get("name"), file=sys.stderr)
            elif case.find("skipped") is not None:
                skipped += 1
                print("skipped:", suite.get("name"), case.get("name"), file=sys.stderr)
            else:
                passed += 1
        if lost or not cases:
            failed += 1
            print("FAILED:", suite.get("name"), "did not end well", file=sys.stderr)
    return passed, failed, skipped


def fuzz_one(name):
    """Ten seconds of one target, from its corpus and one seed. Returns (inputs, what it said)."""
    result = subprocess.run(
        ["./dev", "fuzz", name, "10"],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ, RUHU_FUZZ_SEED="1"),
    )
    said = result.stdout + result.stderr
    inputs = re.search(r"stat::number_of_executed_units: *(\d+)", said)
    return int(inputs[1]) if inputs and result.returncode == 0 else 0, said


def fuzz():
    """Each fuzz target, as many at a time as there are processors. Returns (passed, failed)."""
    passed = failed = 0
    names = {os.path.basename(target)[: -len(".c")] for target in glob.glob("tests/fuzz/fuzz-*.c")}
    names = sorted(names | WIRE_TARGETS)
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for name, (inputs, said) in zip(names, pool.map(fuzz_one, names)):
            if inputs > 0:
                passed += 1
                print(f"{name}: {inputs} inputs")
            else:
                failed += 1
                print("FAILED:", name, said[-4000:], file=sys.stderr)
    return passed, failed


def main():
    passed = failed = skipped = 0
    tree = subprocess.run(["tests/check-tree.sh"], check=False).returncode
    if tree == 0:
        passed += 1
    else:
        failed += 1
    for build, arguments in BUILDS:
        result = run(build, arguments)
        passed += result[0]
        failed += result[1]
        skipped += result[2]
    result = fuzz()
    passed += result[0]
    failed += result[1]
    if skipped:
        print(f"{skipped} skipped, named above", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
