"""What the whole path proves besides: a finder learns nothing, and HQ notices a changed answer."""

import base64
import json
import os
import shutil
import sqlite3
import subprocess
import urllib.parse
import zlib

import house
import page_sum

RAW_DEFLATE = -15

# Four given bytes stand somewhere in a megabyte of ciphertext once in four thousand files, by chance;
# six do not.
LEAST_BYTES = 6


def words_of(response, person):
    """Everything personal of the day, of four characters or more, and every question's path."""
    words = {value for value in person.values() if isinstance(value, str) and len(value) >= 4}
    paths = set()

    def walk(node, path):
        if isinstance(node, dict):
            for name, value in node.items():
                walk(value, f"{path}/{name}")
        elif isinstance(node, list):
            for value in node:
                walk(value, path)
        else:
            paths.add(path)
            if isinstance(node, str) and len(node) >= 4 and not node.isascii():
                words.add(node)

    walk(response["ans"], "")
    return words, {path for path in paths if path.count("/") > 1}


def spellings(word):
    """The bytes a word could lie there as: base64 depends on where it begins."""
    yield urllib.parse.quote(word).encode()
    yield json.dumps(word).strip('"').encode()
    yield word.encode().hex().encode()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = word.encode(encoding)
        yield plain
        for shift in range(3):
            # Of the letters of six bits each, those that hold bits of this word alone.
            code = base64.b64encode(b"\0" * shift + plain + b"\0\0")
            part = code[(shift * 8 + 5) // 6 : (shift + len(plain)) * 8 // 6]
            yield part
            yield part.translate(bytes.maketrans(b"+/", b"-_"))


def needles(words):
    """Every spelling of every word that is long enough to be no accident."""
    return {bytes(s): w for w in words for s in spellings(w) if len(s) >= LEAST_BYTES}


def files_under(folder, skip=()):
    """Yields every regular file under a folder, what is in a folder of @skip left out."""
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if os.path.join(at, name) not in skip]
        for name in names:
            path = os.path.join(at, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


def in_contents(paths, sought):
    """grep looks for all at once; it reads a line feed as the end of a pattern, so those go one by one."""
    plain = [spelling for spelling in sought if b"\n" not in spelling]
    said = subprocess.run(
        ["grep", "-FaosHZ", "-f", "-", "--", *paths, "/dev/null"],
        input=b"\n".join(plain),
        stdout=subprocess.PIPE,
        env={"LC_ALL": "C"},
        check=False,
    )
    for line in said.stdout.splitlines():
        path, spelling = line.split(b"\0", 1)
        yield path.decode(), sought[spelling]
    others = [spelling for spelling in sought if b"\n" in spelling]
    for path in paths:
        try:
            with open(path, "rb") as file:
                content = file.read()
        except FileNotFoundError:
            continue  # it went away meanwhile
        yield from ((path, sought[spelling]) for spelling in others if spelling in content)


def holding(paths, sought):
    """Yields (path, word) for each word that a file, or its name, tells."""
    paths = list(paths)
    yield from in_contents(paths, sought)
    for path in paths:
        yield from ((path, word) for spelling, word in sought.items() if spelling in path.encode())


def tells_nothing(profile, words):
    """Looks for each word in every file of the profile. The published forms are everybody's."""
    found = holding(files_under(profile, [os.path.join(profile, "forms")]), needles(words))
    found = sorted({path for path, _ in found})
    assert not found, f"something of the day can be read in {found}"


def change_an_answer(folder, copy):
    """Changes one answer in a copy of a stopped HQ's database; returns what `verify` says of it."""
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.sock"))
    database = sqlite3.connect(os.path.join(copy, "hq.db"))
    rows = database.execute("SELECT town, sseq, body FROM change_log ORDER BY recv DESC").fetchall()
    for town, sseq, body in rows:
        line = json.loads(zlib.decompress(body, RAW_DEFLATE))
        if line.get("k") == "response":
            break
    line["ans"]["basic"]["person_name"] = "别人"
    packer = zlib.compressobj(wbits=RAW_DEFLATE)
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
    database.execute(
        "UPDATE change_log SET body = ? WHERE town = ? AND sseq = ?",
        (packer.compress(text) + packer.flush(), town, sseq),
    )
    database.commit()
    database.close()
    page_sum.renew(os.path.join(copy, "hq.db"))
    said = house.run([house.RUHU_HQ, "verify", "--dir", copy], expect=(1,))
    return (said.stderr or said.stdout).strip().splitlines()[0]
