"""What the app calls things, from the catalogue that was built with it.

A script names a button by its English msgid, as the code does, and looks for it in the worker's language.
"""

import gettext
import os

import house

LOCALES = os.path.join(house.BUILD, "po")
CHINESE = gettext.translation("ruhu", LOCALES, ["zh_CN"])


def zh(text):
    """A text in Chinese; one that has no translation is a fault of the script."""
    said = CHINESE.gettext(text)
    if said == text:
        raise KeyError(text)
    return said


def zh_count(one, many, n):
    """A text with a number in it."""
    return CHINESE.ngettext(one, many, n) % n


def either(*texts):
    """Each text in English and in Chinese, for scripts that play in both."""
    return tuple(texts) + tuple(zh(text) for text in texts)
