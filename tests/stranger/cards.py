"""Shapes, days, the cards by which devices speak for parties, and what they sign: L5, L6, L31 and L33 of PROTOCOL.md."""

import calendar
import datetime
import re

from wire import Refused, decode_cbor, refuse_unless, signature_holds
from words import judge_name, judge_words

LAST_MOMENT = 253_402_300_799_999
PARTY_KINDS = ("community", "movement", "union", "organisation", "public-authority", "guardian", "other")


# ---- shapes -----------------------------------------------------------------------------------


def fields(value, count, domain, what):
    """A list of so many fields; `domain`: what its first says, None where it has none."""
    is_right = isinstance(value, list) and len(value) == count and (domain is None or value[0] == domain)
    refuse_unless(is_right, f"{what}: not of this form")
    return value if domain is None else value[1:]


def held(value, size, what):
    refuse_unless(isinstance(value, bytes) and len(value) == size, f"{what}: not {size} bytes")
    return value


def items(value, least, most, what):
    refuse_unless(isinstance(value, list) and least <= len(value) <= most, f"{what}: not {least} to {most} of them")
    return value


def number(value, least, most, what):
    refuse_unless(isinstance(value, int) and not isinstance(value, bool) and least <= value <= most, f"{what}: not {least} to {most}")
    return value


def choice(value, allowed, what):
    refuse_unless(isinstance(value, str) and value in allowed, f"{what}: none of {', '.join(allowed)}")
    return value


def moment(value, what):
    """L31."""
    return number(value, 0, LAST_MOMENT, f"{what}: a time in the years 1970 to 9999 (L31)")


def signed(value, what):
    """[bytes, signature of exactly these bytes]"""
    body, signature = fields(value, 2, None, what)
    refuse_unless(isinstance(body, bytes), f"{what}: not of this form")
    return body, held(signature, 64, what)


def nullable(value, read, *rest):
    return None if value is None else read(value, *rest)


def ascending(keys, what):
    """As they are given back."""
    refuse_unless(all(a < b for a, b in zip(keys, keys[1:])), f"{what}: not in ascending order, each once")
    return keys


# ---- days (C14, C15) --------------------------------------------------------------------------


def later(day, days):
    """So many days after a day, and not after the last day there is."""
    last = datetime.date.max.toordinal()
    return datetime.date.fromordinal(min(datetime.date.fromisoformat(day).toordinal() + days, last)).isoformat()


def day_of(time):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(milliseconds=time)).isoformat()


def judge_day(value, what):
    refuse_unless(isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is not None, f"{what}: no day (C14)")
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise Refused(f"{what}: no day (C14)") from None


def last_day(first, months):
    """C14: the day before the same date so many months later; where the month lacks the date, its last day."""
    year, month, day = (int(part) for part in first.split("-"))
    year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    if year > 9999:
        return "9999-12-31"
    if day > calendar.monthrange(year, month)[1]:
        return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"
    return (datetime.date(year, month, day) - datetime.timedelta(days=1)).isoformat()


def first_end(term, day):
    """The last day of a text that begins on `day`, or on `from` where that is later; None: it is open-ended."""
    begin, months, until = term
    return until if until is not None or months is None else last_day(max(begin or day, day), months)


# ---- cards (L5, L6, L33) ------------------------------------------------------------------------


def read_party_card(value):
    body, signature = signed(value, "party card")
    said = fields(decode_cbor(body, "party card"), 5, "tessera/party/1", "party card (L5)")
    key = held(said[0], 32, "party card (L5)")
    judge_name(said[1], "party's name")
    choice(said[2], PARTY_KINDS, "party's kind (L5)")
    judge_words(said[3], 2000, "constituency")
    refuse_unless(signature_holds(key, body, signature), "the party's signature of its own card does not hold (L5)")
    return {"key": key, "name": said[1]}


def read_chain(value):
    """The device that a chain of cards makes speak for its party. Each card is issued by the party's key, or by a
    device or a sheet before it; a sheet by a device, and no chain ends in one."""
    before = []
    for one in items(value, 1, 16, "chain of cards (L6)"):
        body, signature = signed(one, "card")
        said = decode_cbor(body, "card")
        is_sheet = isinstance(said, list) and said[:1] == ["tessera/sheet/1"]
        card = read_sheet_card(said) if is_sheet else read_device_card(said)
        refuse_unless(signature_holds(card["issuer"], body, signature), "an issuer's signature of a card does not hold (L6)")
        refuse_unless(all(other["party"] == card["party"] for other in before), "a chain of two parties (L6)")
        issuers = [other["key"] for other in before if not (is_sheet and other["is_sheet"])]
        is_issued = card["issuer"] in issuers or (card["issuer"] == card["party"] and not is_sheet)
        refuse_unless(is_issued, "a card that nobody before it issued (L6)")
        before.append(card)
    refuse_unless(not before[-1]["is_sheet"], "a chain that ends in a sheet (L33)")
    return before[-1]


def read_device_card(said):
    key, party, person, device, box_key, issued, issuer = fields(said, 8, "tessera/device/1", "device card (L6)")
    for one in (key, party, box_key, issuer):
        held(one, 32, "device card (L6)")
    judge_name(person, "person's name")
    judge_name(device, "device's name")
    moment(issued, "device card")
    return {"key": key, "party": party, "issuer": issuer, "person": person, "is_sheet": False}


def read_sheet_card(said):
    key, party, issued, issuer = fields(said, 5, "tessera/sheet/1", "sheet (L33)")
    for one in (key, party, issuer):
        held(one, 32, "sheet (L33)")
    moment(issued, "sheet")
    return {"key": key, "party": party, "issuer": issuer, "is_sheet": True}


# ---- statements -------------------------------------------------------------------------------


def open_signed(body, signature, count, domain, what):
    """Signed by the last device of the chain, which is the first thing that the body says."""
    said = fields(decode_cbor(body, what), count, domain, what)
    by = read_chain(said[0])
    refuse_unless(signature_holds(by["key"], body, signature), f"{what}: its device's signature does not hold")
    return said[1:], by


def open_statement(wire, count, domain, what):
    """[body, signature]"""
    body, signature = signed(decode_cbor(wire, what), what)
    return body, *open_signed(body, signature, count, domain, what)
