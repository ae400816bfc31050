"""What came after a certificate, as far as one device knew on a day: L53 to L59 and L66 of PROTOCOL.md.

A dossier proves each statement that it holds. It proves neither that there are no others, nor that whoever signed was
still of the party: who knew of what is read from the times that the statements claim.
"""

from cards import ascending, choice, day_of, fields, first_end, held, items, judge_day, later, moment, nullable, open_statement, read_party_card
from statements import clause_id, judge_practice, judge_reservation, read_withdrawal
from wire import refuse_unless, sha256, tagged_hash
from words import judge_words

MOST_FILED = 4096
MOST_STATEMENT = 64 * 1024
SILENCE_MONTHS = 12


# ---- statements -------------------------------------------------------------------------------


def spoken(wire, count, name, rule):
    """[body, signature] whose body ends with a time and 16 bytes. What is said between, and who said it when."""
    what = f"{name} ({rule})"
    body, said, by = open_statement(wire, count, f"tessera/{name}/1", what)
    held(said[-1], 16, what)
    moment(said[-2], what)
    return said[:-2], {"id": tagged_hash(f"tessera/{name}-id/1", body), "party": by["party"], "time": said[-2]}


def read_reservations(value, proposal, consent):
    """Inside a consent; each has the id of the consent and its index in it (L48)."""
    for one in items(value, 0, 256, "reservations (L48)"):
        judge_reservation(one, "any")
    return [
        {"id": reservation_id(consent, index), "clause": one[0], "how": one[2], "is_late": False}
        for index, one in enumerate(value)
    ]


def reservation_id(consent, index):
    return tagged_hash("tessera/reservation-id/1", consent, str(index).encode())


def read_accession(wire, proposal):
    said, one = spoken(wire, 10, "accession", "L53")
    about, content_hash, card, reservations, practice, statement = said
    refuse_unless(about == proposal["id"], "a statement about another text (L66)")
    held(content_hash, 32, "accession (L53)")
    party = read_party_card(card)
    refuse_unless(party["key"] == one["party"], "an accession with the card of another party (L53)")
    nullable(practice, judge_practice)
    judge_words(statement, 10_000, "statement")
    return {**one, "name": party["name"], "reservations": read_reservations(reservations, proposal, one["id"])}


def read_consent(wire, _):
    said, one = spoken(wire, 6, "consent", "L54")
    judge_words(said[1], 1000, "reason")
    return {**one, "accession": held(said[0], 32, "consent (L54)")}


def read_release(wire, _):
    said, one = spoken(wire, 6, "release", "L55")
    judge_words(said[1], 1000, "reason")
    return {**one, "of": held(said[0], 32, "release (L55)")}


def read_late_reservation(wire, _):
    said, one = spoken(wire, 9, "reservation", "L56")
    consent, clause, words_hash, how, reason = said
    judge_reservation([clause, words_hash, how, reason], "any")
    refuse_unless(reason != "", "a reservation without words (L56)")
    return {**one, "consent": held(consent, 32, "reservation (L56)"), "clause": clause_id(clause, "reservation (L56)"), "how": how, "is_late": True}


def read_response(wire, _):
    said, one = spoken(wire, 7, "response", "L56")
    judge_words(said[2], 1000, "reason")
    choice(said[1], ("accept", "object", "object-no-relations"), "response (L56)")
    return {**one, "reservation": held(said[0], 32, "response (L56)"), "choice": said[1]}


def read_notice(wire, proposal):
    notice = read_withdrawal(wire)
    refuse_unless(notice["proposal"] in (None, proposal["id"]), "a statement about another text (L66)")
    return notice


READERS = {6: read_late_reservation, 7: read_accession, 8: read_notice, 12: read_response, 13: read_release, 14: read_consent}


def read_dossier(wire, certificate, proof):
    what = "dossier (L66)"
    _, said, by = open_statement(wire, 8, "tessera/dossier/1", what)
    of, statements, departures, as_of, known, time = said
    refuse_unless(of == sha256(certificate), "a dossier of another certificate (L66)")
    moment(time, what)
    filed = {kind: [] for kind in READERS}
    ids = []
    for pair in items(statements, 0, MOST_FILED, what):
        kind, statement = fields(pair, 2, None, what)
        refuse_unless(isinstance(kind, int) and kind in READERS, "a statement that is no part of a dossier (L66)")
        refuse_unless(isinstance(statement, bytes) and len(statement) <= MOST_STATEMENT, "statement: not of this form (L66)")
        one = READERS[kind](statement, proof["proposal"])
        ids.append(one["id"])
        filed[kind].append(one)
    ascending(ids, "statements of a dossier (L66)")
    left = []
    for one in items(departures, 0, MOST_FILED, "departures (L66)"):
        party, how, at, reason = fields(one, 4, None, "departure (L66)")
        judge_words(reason, 1000, "reason")
        choice(how, ("withdrew", "removed"), "departure (L66)")
        left.append({"party": held(party, 32, "departure (L66)"), "how": how, "time": moment(at, "departure")})
    days = {}
    for one in items(known, 0, MOST_FILED, what):
        party, day = fields(one, 2, None, what)
        refuse_unless(held(party, 32, what) not in days, "a party is named twice (L66)")
        days[party] = judge_day(day, what)
    return {"by": by, "as_of": judge_day(as_of, what), "known": days, "departures": left, "filed": filed}


# ---- whom the text binds (L50, L53 to L55, L57) ---------------------------------------------------


def joined_to(proof, filed, released):
    """A party's consent to the text. at: when the last that it takes was said; None: more parties have to consent."""
    proposal = proof["proposal"]
    found = []
    for voice in proof["voices"]:
        ids = [ballot["id"] for ballot in voice["ballots"]]
        reserved = read_reservations(voice["ballots"][0]["reservations"], proposal, ids[0])
        for index, one in enumerate(reserved):
            one["ids"] = [reservation_id(ballot, index) for ballot in ids]
        times = [ballot["time"] for ballot in voice["ballots"]]
        made = {"party": voice["party"]["key"], "name": voice["party"]["name"], "ids": ids, "times": times, "reserved": reserved}
        found.append({**made, "at": voice["cast"], "said": voice["cast"], "action": "ratified"})
    asked = proposal["conditions"]["accession"]
    if asked == "closed":
        return found
    for one in sorted(filed[7], key=lambda accession: accession["id"]):
        first = {}
        for consent in sorted(filed[14], key=lambda consent: (consent["time"], consent["id"])):
            if consent["accession"] == one["id"] and consent["party"] != one["party"] and consent["id"] not in released:
                first.setdefault(consent["party"], consent)
        needed = 0 if asked == "open" else asked
        in_time = [consent["time"] for consent in first.values()][:needed]
        said = max(one["time"], proposal["time"])
        made = {"party": one["party"], "name": one["name"], "ids": [one["id"]], "times": [one["time"]], "reserved": one["reservations"]}
        found.append({**made, "at": None if len(in_time) < needed else max([said, *in_time]), "said": said, "action": "acceded"})
    return found


def leaves_on(proposal, time, effective=None):
    """L50: the first day on which the party is not bound; None: nobody leaves this text."""
    notice = proposal["conditions"]["notice"]
    if notice is None:
        return None
    return max(later(day_of(time), notice), effective or "")


def ending_of(one, proposal, notices, departures):
    """The first of its notice, its leaving of the charter and its removal: (day or None, how, when it was said)."""
    ends = []
    knew = lambda time: one["times"] != [] and all(own > time for own in one["times"])
    for notice in notices:
        day = leaves_on(proposal, notice["time"], notice["effective"])
        if notice["party"] == one["party"] and day is not None and not knew(notice["time"]):
            ends.append((day, "withdrew", notice["time"]))
    for departure in departures:
        if departure["party"] != one["party"]:
            continue
        if knew(departure["time"]) and (departure["how"] == "withdrew" or one["at"] > departure["time"]):
            continue
        is_removed = departure["how"] == "removed"
        day = day_of(departure["time"]) if is_removed else leaves_on(proposal, departure["time"])
        ends.append((day, "removed" if is_removed else "departed", departure["time"]))
    return min(ends, key=lambda end: end[0] or "never", default=None)


def bindings_of(proof, joined, notices, departures):
    """L57, as if nothing came after the text: a later one is in no dossier."""
    proposal = proof["proposal"]
    if proof["entered"] is None:
        return []
    start = max(proposal["term"][0] or "", later(day_of(proof["entered"]), proposal["conditions"]["delay"]))
    end = first_end(proposal["term"], start)
    all_joined = [one for one in joined if one["at"] is not None]
    if proposal["conditions"]["binds"] == "all":
        voices = {voice["party"]["key"] for voice in proof["voices"]}
        for party in proposal["electorate"]:
            if party["key"] not in voices:
                bound = {"party": party["key"], "name": party["name"], "ids": [], "times": [], "at": proof["entered"]}
                all_joined.append({**bound, "action": "bound", "reserved": []})
    windows = []
    for one in all_joined:
        on = start if one["at"] <= proof["entered"] else later(day_of(one["at"]), proposal["conditions"]["join_delay"])
        left = ending_of(one, proposal, notices, departures)
        to = end
        if left is not None and left[0] is not None:
            last = later(left[0], -1)
            to = last if end is None else min(end, last)
        windows.append({**one, "from": max(on, start), "to": to, "left": left})
    windows = [one for one in windows if one["to"] is None or one["from"] <= one["to"]]
    windows.sort(key=lambda one: (one["party"], one["from"], one["at"], one["ids"][:1]))
    kept = []
    for one in windows:
        before = kept[-1] if kept and kept[-1]["party"] == one["party"] else None
        if before is not None:
            if before["to"] is None:
                continue
            one = {**one, "from": max(one["from"], later(before["to"], 1))}
            if one["to"] is not None and one["to"] < one["from"]:
                continue
        kept.append(one)
    return kept


# ---- reservations (L48, L56) ---------------------------------------------------------------------


def months_later(day, months):
    """The same day of a later month, or the last of that month."""
    year, month, number = (int(part) for part in day.split("-"))
    year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    while True:
        try:
            return judge_day(f"{year:04}-{month:02}-{number:02}", "day")
        except Exception:
            number -= 1


def reservations_of(proof, joined, bound, filed, released, as_of):
    if proof["proposal"]["conditions"]["reservations"] == "none":
        return []
    made = [(one, own, one["said"]) for one in joined for own in one["reserved"]]
    for own in filed[6]:
        for one in joined:
            if own["consent"] in one["ids"]:
                made.append((one, own, max(own["time"], one["said"])))
    return [reservation_state(one, own, at, joined, bound, filed, released, as_of) for one, own, at in made]


def reservation_state(one, own, at, joined, bound, filed, released, as_of):
    ids = own.get("ids", [own["id"]])
    made_on = day_of(at)
    accepted_on = months_later(made_on, SILENCE_MONTHS)
    taken = sorted(release["time"] for release in filed[13] if release["of"] in ids)
    last = {}
    for answer in sorted(filed[12], key=lambda answer: (answer["time"], answer["id"])):
        if answer["reservation"] in ids and answer["id"] not in released:
            last[answer["party"]] = answer

    def objects(answer):
        day = day_of(max(answer["time"], at))
        party = answer["party"]
        is_later = not own["is_late"] and any(x["party"] == party and x["at"] is not None and day <= day_of(x["at"]) for x in joined)
        is_of_text = any(x["party"] == party and (x["to"] is None or x["to"] >= day) for x in bound)
        return answer["choice"] != "accept" and (day < accepted_on or is_later) and is_of_text

    objections = sorted(answer["party"] for answer in last.values() if objects(answer))
    if taken and day_of(taken[0]) <= as_of:
        state = "withdrawn"
    elif own["is_late"] and objections:
        state = "refused"
    else:
        state = "made" if one["at"] is None or (own["is_late"] and as_of < accepted_on) else "standing"
    return {**own, "party": one["party"], "name": one["name"], "made_on": made_on, "state": state, "objections": objections}


# ---- what it says -----------------------------------------------------------------------------


def verify_dossier(wire, certificate, proof, quoted):
    """The status of the text, party by party, as its compiler knew it on that day, in lines."""
    dossier = read_dossier(wire, certificate, proof)
    filed, as_of = dossier["filed"], dossier["as_of"]
    released = {release["of"] for release in filed[13]}
    notices = [notice for notice in filed[8] if notice["id"] not in released]
    joined = joined_to(proof, filed, released)
    bound = bindings_of(proof, joined, notices, dossier["departures"])
    lines = [f"  as of     {as_of}, as {quoted(dossier['by']['person'])} knew it (L66)"]
    for one in sorted(bound, key=lambda one: (one["party"], one["from"])):
        to = "open-ended" if one["to"] is None else f"to {one['to']}"
        left = ""
        if one["left"] is not None:
            day, how, said = one["left"]
            left = f", {how} on {day_of(said)}, {'it stays bound' if day is None else 'from ' + day}"
        lines.append(f"  status    {one['party'].hex()} {quoted(one['name'])} {one['action']}, bound from {one['from']} {to}{left} (L57)")
    for one in joined:
        if one["at"] is None and not any(other["party"] == one["party"] for other in bound):
            lines.append(f"  status    {one['party'].hex()} {quoted(one['name'])} acceded on {day_of(one['said'])}, waits for consents (L54)")
    for one in sorted(reservations_of(proof, joined, bound, filed, released, as_of), key=lambda one: one["id"]):
        against = "" if one["objections"] == [] else ", objected to by " + " ".join(party.hex() for party in one["objections"])
        late = "later " if one["is_late"] else ""
        lines.append(f"  reserved  {one['id'].hex()} {quoted(one['name'])} {late}on {one['made_on']} to {one['clause']}, {one['how']}: {one['state']}{against} (L56)")
    for party, day in sorted(dossier["known"].items()):
        lines.append(f"  known to  {day} of {party.hex()} (L58)")
    compiled = quoted(dossier["by"]["person"])
    lines.append(f"  unknown   what {compiled} had not got, or left out; who came to leave the charter is their word alone (L66)")
    return lines
