"""Which characters may stand: C1 and C2 of shared/charter/text/CONTENT.md, and names by L40.

What the standard library has no table for is not judged, and counted: characters that are newer than its Unicode, and
the places of those that join letters or set their direction (C3 to C8).
"""

import unicodedata

from wire import refuse_unless, utf16_length

HELPERS = {0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, *range(0x2066, 0x206A), 0xFE0E, 0xFE0F}
HELPERS |= {0x180B, 0x180C, 0x180D, 0x180E, 0x180F}
# Default-ignorable, and not Cf: nobody sees them.
UNSEEN = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9)}
UNSEEN |= set(range(0xE0000, 0xE1000))
REFUSED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
EMPTY_BRAILLE = "\u2800"

# How many characters were met that this program cannot judge.
unjudged = {"newer": 0, "helpers": 0}


def judge_line(text, what):
    """One block: no line feed is a character of it but the one of a hard break."""
    marks = 0
    is_whole = True
    for sign in text:
        code = ord(sign)
        category = unicodedata.category(sign)
        is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
        if code in HELPERS:
            unjudged["helpers"] += 1
            continue
        if sign != "\n":
            seen = category not in REFUSED and code not in UNSEEN and not is_noncharacter
            refuse_unless(seen, f"{what}: U+{code:04X}, which nobody sees (C1)")
        if category == "Cn":
            unjudged["newer"] += 1
            is_whole = False
        marks = marks + 1 if category in ("Mn", "Me") else 0
        refuse_unless(marks <= 8, f"{what}: more than eight marks on a letter (C2)")
    if is_whole:
        refuse_unless(unicodedata.is_normalized("NFC", text), f"{what}: it is not in NFC")


def judge_name(text, what):
    """L40: a name of one line."""
    refuse_unless(isinstance(text, str) and utf16_length(text) <= 200, f"{what}: no name of 1 to 200 characters (L40)")
    refuse_unless("\n" not in text and text == text.strip(), f"{what}: a name of more than a line, or with a space at an end (L40)")
    judge_line(text, what)
    refuse_unless(not _is_blank(text), f"{what}: nothing to be read (L40)")


def judge_words(text, most, what):
    """L40: several lines, or none."""
    refuse_unless(isinstance(text, str) and utf16_length(text) <= most, f"{what}: no text of at most {most} characters (L40)")
    refuse_unless(text == text.strip(), f"{what}: a space at an end (L40)")
    judge_line(text, what)
    refuse_unless(text == "" or not _is_blank(text), f"{what}: nothing to be read (L40)")


def _is_blank(text):
    return all(unicodedata.category(sign)[0] in "ZCM" or sign == EMPTY_BRAILLE for sign in text)
