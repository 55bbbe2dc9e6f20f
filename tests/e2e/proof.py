"""What the whole path proves besides: a finder learns nothing, and HQ notices a changed answer."""

import base64
import json
import os
import shutil
import sqlite3
import zlib

import house

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
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = word.encode(encoding)
        yield plain
        for shift in range(3):
            code = base64.b64encode(b"\0" * shift + plain)
            yield code[4 if shift else 0 : len(code) - len(code) % 4 - 4]


def tells_nothing(profile, words):
    """Looks for each word in every file of the profile. The published forms are everybody's."""
    found = []
    for folder, _, names in os.walk(profile):
        if os.path.relpath(folder, profile) == "forms":
            continue
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.isfile(path):
                continue  # a socket
            with open(path, "rb") as file:
                content = file.read()
            for word in words:
                for spelling in spellings(word):
                    if len(spelling) >= LEAST_BYTES and spelling in content:
                        found.append(os.path.relpath(path, profile))
    assert not found, f"something of the day can be read in {sorted(set(found))}"


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
    said = house.run([house.RUHU_HQ, "verify", "--dir", copy], expect=(1,))
    return (said.stderr or said.stdout).strip().splitlines()[0]
