"""The sums at the ends of the pages of HQ's database, for whoever changes it by hand.

Independent of sync/hq/ruhu-hq-page-sum.c, and as that says: 64 bits over the page's first 4088 bytes.
"""

import struct

PAGE = 4096
CONTENT = PAGE - 8
FACTOR = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1


def mix(total, word):
    total = (total ^ word) * FACTOR & MASK
    return total ^ total >> 29


def sum_of(page, at):
    words = struct.unpack(f"<{CONTENT // 8}Q", page[:CONTENT])
    totals = [1 + at, 2, 3, 4]
    whole = len(words) // 4 * 4
    for i in range(whole):
        totals[i % 4] = mix(totals[i % 4], words[i])
    for word in words[whole:]:
        totals[0] = mix(totals[0], word)
    for total in totals[1:]:
        totals[0] = mix(totals[0], total)
    return totals[0]


def renew(path):
    """Gives each page of a closed database the sum that HQ looks for."""
    with open(path, "r+b") as file:
        content = file.read()
        for at in range(0, len(content), PAGE):
            page = content[at : at + PAGE]
            if any(page):
                file.seek(at + CONTENT)
                file.write(struct.pack("<Q", sum_of(page, at)))
