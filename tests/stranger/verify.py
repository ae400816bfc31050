#!/usr/bin/env python3
"""What a stranger can check of a ratified text, with Python's standard library alone.

    python3 verify.py FILE...

A file is a PDF with the attachments certificate.cbor, content.json and dossier.cbor, a certificate, a dossier (after its
certificate), or canonical content. It was written from shared/ledger/PROTOCOL.md and shared/charter/text/CONTENT.md, and shares no line with the program. It says
what holds, file by file, and ends with 0; with 1 where a file is refused, with the reason and the rule.
"""

import re
import sys
import unicodedata
import zlib

import words
from cards import ascending, day_of, fields, first_end, items, later
from content import read_content
from dossier import verify_dossier
from statements import read_ballot, read_confirmation, read_header_wire, read_proposal, read_withdrawal
from wire import Refused, decode_cbor, refuse_unless, sha256

MOST_BYTES = 16 * 1024 * 1024


# ---- certificates (L14) -----------------------------------------------------------------------


def verify_certificate(wire):
    """It proves ratification by itself. What it proves, and says in lines."""
    refuse_unless(len(wire) <= MOST_BYTES, "more than 16 MiB (L14)")
    said = fields(decode_cbor(wire, "certificate"), 6, "tessera/certificate/2", "certificate (L14)")
    proposal_wire, *lists = said
    for one, most in zip(lists, (4096, 4096, 65, 256)):
        items(one, 0, most, "certificate (L14)")
    refuse_unless(all(isinstance(one, bytes) for one in [proposal_wire, *sum(lists, [])]), "certificate: not of this form (L14)")
    proposal = read_proposal(proposal_wire)
    ballots = [read_ballot(one, proposal) for one in lists[0]]
    replaced = [read_header_wire(one) for one in lists[2]]
    refuse_unless([one["id"] for one in replaced] == proposal["replaced"], "what it replaces is not what its header names (L49)")
    judge_named(proposal, replaced, [read_withdrawal(one) for one in lists[3]])
    voices = [voice for party in proposal["electorate"] if (voice := voice_of(party, ballots)) is not None]
    counted = [ballot for voice in voices for ballot in voice["ballots"]]
    refuse_unless([one["id"] for one in counted] == [one["id"] for one in ballots], "ballots that do not count, or out of order (L14)")
    confirmed = ascending([read_confirmation(one, ballots) for one in lists[1]], "confirmations (L14)")
    ratified, entered = tally(proposal, voices, replaced)
    refuse_unless(ratified is not None, lacking(proposal, voices))
    lines = told(proposal, voices, [ballots[at]["id"] for at in confirmed], ratified, entered)
    return {"proposal": proposal, "voices": voices, "entered": entered, "lines": lines}


def voice_of(party, ballots):
    """L51: the first consent that as many persons as the party asks for give with the same reservations."""
    alike = {}
    own = [ballot for ballot in ballots if ballot["party"]["key"] == party["key"]]
    for ballot in sorted(own, key=lambda one: (one["time"], one["signature"])):
        persons = alike.setdefault(repr(ballot["reservations"]), {})
        persons.setdefault(ballot["by"]["person"], ballot)
        if len(persons) >= party["signers"]:
            given = list(persons.values())
            return {"party": party, "ballots": given, "cast": max(one["cast"] for one in given)}
    return None


def meets(proposal, gone, signers):
    """L49: min(k, r) of those r that remain, at least one, with all of the indispensable that remain."""
    conditions = proposal["conditions"]
    remaining = {party["key"] for party in proposal["electorate"]} - gone
    needed = max(1, min(conditions["needed"], len(remaining)))
    return len(remaining & signers) >= needed and set(conditions["indispensable"]) - gone <= signers


def tally(proposal, voices, replaced):
    """When it was ratified, and when the party ratified by which it enters into force; None while too few have."""
    gone = {party for party, _ in proposal["named"]}
    signers, ratified = set(), None
    for voice in sorted(voices, key=lambda one: one["cast"]):
        signers.add(voice["party"]["key"])
        if ratified is None and meets(proposal, set(), signers) and all(meets(one, gone, signers) for one in replaced):
            ratified = voice["cast"]
        if ratified is not None and len(signers) >= proposal["conditions"]["at"]:
            return ratified, voice["cast"]
    return ratified, None


def judge_named(proposal, replaced, withdrawals):
    """L49: who is named had a voice, and whoever withdrew said so."""
    had_voice = {party["key"] for one in replaced for party in one["electorate"]}
    given = iter(withdrawals)
    for party, withdrawal in proposal["named"]:
        refuse_unless(party in had_voice, "it names a party that had no voice (L49)")
        if withdrawal is None:
            continue
        said = next(given, None)
        is_named = said is not None and (said["id"], said["party"], said["charter"]) == (withdrawal, party, proposal["charter"])
        refuse_unless(is_named and said["proposal"] in (None, proposal["parent"]), "a withdrawal is not the one that is named (L49)")
    refuse_unless(next(given, None) is None, "a withdrawal that nothing names (L49)")


def lacking(proposal, voices):
    signers = {voice["party"]["key"] for voice in voices}
    needed = proposal["conditions"]["needed"]
    if len(signers) < needed:
        return f"{len(signers)} of {needed} needed parties ratified (L14)"
    if not meets(proposal, set(), signers):
        return "a party without which it is not ratified did not ratify (L14)"
    return "too few parties of what it replaces ratified (L49)"


def told(proposal, voices, confirmed, ratified, entered):
    asked, conditions = len(proposal["electorate"]), proposal["conditions"]
    term = f"waits for {conditions['at']} parties to enter into force (L14)"
    if entered is not None:
        begins = max(proposal["term"][0] or "", later(day_of(entered), conditions["delay"]))
        ends = first_end(proposal["term"], begins)
        term = f"from {begins}, {'open-ended' if ends is None else 'to ' + ends} (C15)"
    lines = [
        f"ratified on {day_of(ratified)}: {quoted(proposal['title'])}, by {len(voices)} of {asked} parties; {conditions['needed']} were needed (L14)",
        f"  charter   {proposal['charter'].hex()} (L1)",
        f"  proposal  {proposal['id'].hex()} (L12)",
        f"  text      {proposal['content_hash'].hex()}, canonical (C13)",
        f"  term      {term}",
    ]
    for one in proposal["replaced"]:
        lines.append(f"  replaces  {one.hex()}, with enough of its parties (L49)")
    for voice in voices:
        for ballot in voice["ballots"]:
            by = f"{quoted(voice['party']['name'])}, by {quoted(ballot['by']['person'])} on {day_of(ballot['cast'])}"
            reserved = f", with {len(ballot['reservations'])} reservations (L48)" if ballot["reservations"] else ""
            again = ", confirmed (L32)" if ballot["id"] in confirmed else ""
            lines.append(f"  party     {voice['party']['key'].hex()} {by}{reserved}{again} (L13)")
    return lines


def quoted(name):
    """Between isolates, so that no name turns what stands beside it."""
    return f"\u2068{name}\u2069"


# ---- files ------------------------------------------------------------------------------------


def attachment(pdf, name):
    """An attached file of a PDF, by its name; ISO 32000-1, 7.11.4."""
    found = re.search(rb"/F\s*\(" + re.escape(name) + rb"\)(?:(?!endobj).)*?/EF\s*<<\s*/F\s+(\d+)\s+0\s+R", pdf, re.DOTALL)
    refuse_unless(found is not None, f"a PDF without the attachment {name.decode()}")
    head = re.search(rb"(?:^|[\r\n])" + found[1] + rb"\s+0\s+obj((?:(?!endobj).)*?)stream\r?\n", pdf, re.DOTALL)
    length = None if head is None else re.search(rb"/Length\s+(\d+)", head[1])
    refuse_unless(length is not None, f"the attachment {name.decode()} cannot be read")
    stored = pdf[head.end() : head.end() + int(length[1])]
    if b"/Filter" not in head[1]:
        return stored
    try:
        return zlib.decompressobj().decompress(stored, MOST_BYTES)
    except zlib.error:
        raise Refused(f"the attachment {name.decode()} cannot be read") from None


# What a certificate alone leaves open.
UNKNOWN = "  unknown   whether a device that signed had been ended or was in wrong hands, and what was signed since (L32, L66)"


def verify(file, certificates):
    """What holds of a file, in lines; raises Refused. certificates: those of the files before it, and what they prove, by SHA-256."""
    if file.startswith(b"%PDF-"):
        certificate = attachment(file, b"certificate.cbor")
        proof = verify_certificate(certificate)
        is_signed = attachment(file, b"content.json") == proof["proposal"]["content_bytes"]
        refuse_unless(is_signed, "content.json is not the text that was signed (C13)")
        lines = [*proof["lines"], "  attached  content.json is the text that was signed; the pages themselves were not compared"]
        if b"(dossier.cbor)" in file:
            lines += verify_dossier(attachment(file, b"dossier.cbor"), certificate, proof, quoted)
        return [*lines, UNKNOWN]
    if file.startswith(b"{"):
        content = read_content(file)
        return [f"canonical content: {quoted(content['title'])}, SHA-256 {sha256(file).hex()} (C13)"]
    said = decode_cbor(file, "file")
    if isinstance(said, list) and len(said) == 2:
        certificate, proof = certificates.get(certificate_of(said[0]), (None, None))
        refuse_unless(proof is not None, "a dossier, and no file before it is its certificate (L66)")
        lines = verify_dossier(file, certificate, proof, quoted)
        return [f"dossier of the certificate {sha256(certificate).hex()} (L66)", *lines]
    proof = verify_certificate(file)
    certificates[sha256(file)] = file, proof
    return [*proof["lines"], UNKNOWN]


def certificate_of(body):
    """The certificate that a dossier names; None where it is none."""
    said = decode_cbor(body, "dossier") if isinstance(body, bytes) else None
    is_one = isinstance(said, list) and len(said) == 8 and isinstance(said[2], bytes)
    return said[2] if is_one else None


def main(paths):
    has_refused = False
    certificates = {}
    for path in paths:
        with open(path, "rb") as file:
            held_bytes = file.read()
        words.unjudged.update(newer=0, helpers=0)
        try:
            lines = verify(held_bytes, certificates)
        except Refused as refused:
            has_refused = True
            lines = [f"REFUSED: {refused}"]
        newer, helpers = words.unjudged["newer"], words.unjudged["helpers"]
        if newer > 0:
            lines.append(f"  not judged: {newer} characters that are newer than Unicode {unicodedata.unidata_version} (C1)")
        if helpers > 0:
            lines.append(f"  not judged: the places of {helpers} characters that join letters or set their direction (C3 to C8)")
        print("\n".join([f"{path}: {lines[0]}", *lines[1:]]))
    return 1 if has_refused or paths == [] else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
