"""What parties sign about a text: proposals, ballots, confirmations and notices of leaving: L12, L13, L32, L47 to L51."""

from cards import (
    ascending,
    choice,
    day_of,
    fields,
    first_end,
    held,
    items,
    judge_day,
    later,
    moment,
    nullable,
    number,
    open_signed,
    open_statement,
    read_chain,
    read_party_card,
    signed,
)
from content import clause_root, is_clause_id, is_tag, read_content
from wire import decode_cbor, refuse_unless, sha256, signature_holds, tagged_hash
from words import judge_name, judge_words


def clause_id(value, what):
    refuse_unless(is_clause_id(value), f"{what}: no id of a clause (C11)")
    return value


# ---- proposals (L12) --------------------------------------------------------------------------


def read_proposal(wire):
    """[header, signature, content]: the header names the content, and says its title, language and clauses."""
    header, signature, content_bytes = fields(decode_cbor(wire, "proposal"), 3, None, "proposal (L12)")
    proposal = read_header(header, signature)
    refuse_unless(isinstance(content_bytes, bytes), "proposal: no content (L12)")
    refuse_unless(sha256(content_bytes) == proposal["content_hash"], "the content is not what the header names (L12)")
    content = read_content(content_bytes)
    refuse_unless(content["charter"] == proposal["charter"].hex(), "the content is another charter's (L12)")
    is_same = (content["title"], content["language"]) == (proposal["title"], proposal["language"])
    refuse_unless(is_same, "the header has another title or language (L12)")
    refuse_unless(clause_root(content) == proposal["clause_root"], "the header has other clauses (L12)")
    return {**proposal, "content_bytes": content_bytes}


def read_header_wire(wire):
    """[header, signature]: a proposal of which the content is not here."""
    return read_header(*signed(decode_cbor(wire, "header"), "header (L12)"))


def read_header(header, signature):
    refuse_unless(isinstance(header, bytes), "proposal: no header (L12)")
    held(signature, 64, "proposal (L12)")
    said, by = open_signed(header, signature, 16, "tessera/proposal/2", "proposal (L12)")
    charter, text, members, asked, term, closes, purpose, parent, supersedes, named, left_out, note, time, nonce = said
    held(charter, 32, "proposal's charter (L12)")
    title, language, content_hash, root = fields(text, 4, None, "proposal's text (L12)")
    judge_name(title, "title")
    refuse_unless(is_tag(language), "proposal: the language is no tag (C10)")
    held(content_hash, 32, "proposal's text (L12)")
    held(root, 32, "proposal's clauses (L12)")
    electorate = [read_member(one) for one in items(members, 1, 256, "electorate (L12)")]
    parties = ascending([party["key"] for party in electorate], "electorate (L12)")
    refuse_unless(by["party"] in parties, "proposed by a party that it does not ask (L12)")
    conditions = read_conditions(asked, parties)
    judge_words(note, 10_000, "note")
    moment(time, "proposal")
    held(nonce, 16, "proposal's nonce (L12)")
    judge_left_out(left_out)
    choice(purpose, ("first", "amendment", "renewal", "prolongation"), "purpose (L12)")
    nullable(parent, held, 32, "parent (L12)")
    refuse_unless((purpose == "first") == (parent is None), "only a first proposal has no parent (L12)")
    refuse_unless(conditions["binds"] != "all" or conditions["needed"] == len(parties) or parent is not None, "nothing lets it bind all (L52)")
    return {
        "id": tagged_hash("tessera/proposal-id/1", header),
        "charter": charter,
        "title": title,
        "language": language,
        "content_hash": content_hash,
        "clause_root": root,
        "electorate": electorate,
        "conditions": conditions,
        "term": read_term(term, closes, day_of(time), conditions["delay"]),
        "closes": closes,
        "replaced": read_replaced(parent, supersedes),
        "parent": parent,
        "named": read_named(named, parent),
        "time": time,
        "by": by,
    }


def read_member(value):
    """A party, and how many of its delegates it asks for (L51)."""
    card, signers = fields(value, 2, None, "electorate (L12)")
    return {**read_party_card(card), "signers": number(signers, 1, 64, "delegates of a party (L51)")}


def read_conditions(value, parties):
    needed, indispensable, entry, reviews, binds, reservations, accession, notice, form = fields(value, 9, None, "conditions (L12)")
    number(needed, 1, len(parties), "needed parties (L12)")
    refuse_unless(2 * needed > len(parties), "half of the parties would do (L12)")
    ascending([held(one, 32, "indispensable (L12)") for one in items(indispensable, 0, 256, "indispensable (L12)")], "indispensable (L12)")
    refuse_unless(set(indispensable) <= set(parties), "a party that it does not ask is indispensable (L12)")
    at, delay, join_delay = fields(entry, 3, None, "entry into force (L12)")
    number(at, needed, len(parties), "parties by which it enters into force (L12)")
    number(delay, 0, 3650, "days (L12)")
    number(join_delay, 0, 3650, "days (L12)")
    ascending([judge_day(day, "review (L12)") for day in items(reviews, 0, 64, "reviews (L12)")], "reviews (L12)")
    choice(binds, ("ratifiers", "all"), "whom it binds (L12)")
    if isinstance(reservations, list):
        ascending([clause_id(one, "reservations (L12)") for one in items(reservations, 1, 10_000, "reservations (L12)")], "reservations (L12)")
    else:
        choice(reservations, ("none", "any"), "reservations (L12)")
    if isinstance(accession, str):
        choice(accession, ("closed", "open"), "accession (L12)")
    else:
        number(accession, 1, 256, "accession (L12)")
    nullable(notice, number, 0, 3650, "days of notice (L12)")
    choice(form, ("signed", "practised"), "form (L12)")
    return {"needed": needed, "indispensable": indispensable, "at": at, "delay": delay, "join_delay": join_delay, "binds": binds, "reservations": reservations, "accession": accession, "notice": notice, "form": form}


def read_term(value, closes, proposed, delay):
    """A text that could never be in force, or be ratified when it is over, is no proposal."""
    begin, months, until, notice = fields(value, 4, None, "term (L12)")
    judge_day(closes, "last day for ballots (L12)")
    nullable(begin, judge_day, "term (L12)")
    nullable(until, judge_day, "term (L12)")
    nullable(months, number, 1, 1200, "months (L12)")
    number(notice, 0, 3650, "notice days (L12)")
    refuse_unless(months is None or until is None, "a term with two ends (L12)")
    refuse_unless(until is None or until >= max(begin or proposed, proposed), "a term that ends before it begins (L12)")
    end = first_end((begin, months, until), later(proposed, delay))
    refuse_unless(proposed <= closes and (end is None or closes <= end), "the last day for ballots is out of the term (L12)")
    return begin, months, until


def judge_left_out(value):
    ids = []
    for one in items(value, 0, 10_000, "what is left out (L12)"):
        clause, title, words_hash = fields(one, 3, None, "what is left out (L12)")
        refuse_unless(is_clause_id(clause), "what is left out: no id of a clause (C11)")
        judge_name(title, "title of what is left out")
        held(words_hash, 32, "what is left out (L12)")
        ids.append(clause)
    refuse_unless(len(set(ids)) == len(ids), "a clause is left out twice (L12)")


def read_replaced(parent, supersedes):
    """L49: whose quorums it has to meet besides its own: the parent, and what of the superseded was ratified."""
    pairs = [fields(one, 2, None, "superseded (L12)") for one in items(supersedes, 0, 64, "superseded (L12)")]
    ids = [held(one, 32, "superseded (L12)") for one, _ in pairs]
    refuse_unless(len({*ids, parent}) == len(ids) + 1, "a proposal is superseded twice (L12)")
    for _, was_ratified in pairs:
        number(was_ratified, 0, 1, "superseded (L12)")
    return ([] if parent is None else [parent]) + [one for one, was_ratified in pairs if was_ratified == 1]


def read_named(value, parent):
    """L49: who left what it replaces; with the notice by which it withdrew, or None where it left the charter."""
    pairs = [fields(one, 2, None, "named as left (L49)") for one in items(value, 0, 256, "named as left (L49)")]
    ascending([held(party, 32, "named as left (L49)") for party, _ in pairs], "named as left (L49)")
    for _, withdrawal in pairs:
        nullable(withdrawal, held, 32, "named as left (L49)")
    refuse_unless(pairs == [] or parent is not None, "nobody left what is not there (L49)")
    return pairs


# ---- ballots (L13) ----------------------------------------------------------------------------


def read_ballot(wire, proposal):
    """On this proposal, in the form that was agreed on, ratifying, and in time (L15)."""
    body, said, by = open_statement(wire, 9, "tessera/ballot/2", "ballot (L13)")
    answered, content_hash, answer, reservations, practice, statement, time = said
    refuse_unless(answered == proposal["id"], "a ballot on another proposal (L13)")
    refuse_unless(content_hash == proposal["content_hash"], "a ballot on another text (L13)")
    refuse_unless(answer == "ratify", "a ballot that does not ratify, in a certificate (L14)")
    party = next((one for one in proposal["electorate"] if one["key"] == by["party"]), None)
    refuse_unless(party is not None, "a ballot of a party that was not asked (L13)")
    for one in items(reservations, 0, 256, "reservations (L48)"):
        judge_reservation(one, proposal["conditions"]["reservations"])
    nullable(practice, judge_practice)
    is_practised = proposal["conditions"]["form"] == "practised"
    refuse_unless((practice is not None) == is_practised, "a ballot in another form than was agreed on (L47)")
    judge_words(statement, 10_000, "statement")
    moment(time, "ballot")
    cast = max(time, proposal["time"])
    refuse_unless(day_of(cast) <= proposal["closes"], "a ballot after the last day for ballots (L15)")
    signature = decode_cbor(wire, "ballot")[1]
    return {
        "id": tagged_hash("tessera/ballot-id/1", body),
        "party": party,
        "by": by,
        "time": time,
        "cast": cast,
        "reservations": reservations,
        "signature": signature,
    }


def judge_reservation(value, allowed):
    clause, words_hash, how, reason = fields(value, 4, None, "reservation (L48)")
    clause_id(clause, "reservation (L48)")
    held(words_hash, 32, "reservation (L48)")
    choice(how, ("exclude", "interpret"), "reservation (L48)")
    judge_words(reason, 10_000, "reservation")
    is_allowed = allowed == "any" or (isinstance(allowed, list) and clause in allowed)
    refuse_unless(is_allowed, "a reservation that the text does not allow (L48)")


def judge_practice(value):
    """How a party observes a practised text (L47)."""
    clauses, day, place, told, witnesses, evidence = fields(value, 6, None, "practice (L47)")
    for one in items(clauses, 0, 1000, "practice (L47)"):
        clause_id(one, "practice (L47)")
    judge_day(day, "practice (L47)")
    judge_name(place, "place")
    judge_words(told, 10_000, "practice")
    for one in items(witnesses, 0, 64, "witnesses (L47)"):
        name, party = fields(one, 2, None, "witness (L47)")
        judge_name(name, "witness")
        nullable(party, held, 32, "witness (L47)")
    for one in items(evidence, 0, 64, "evidence (L47)"):
        name, file_hash = fields(one, 2, None, "evidence (L47)")
        judge_name(name, "evidence")
        held(file_hash, 32, "evidence (L47)")


def read_confirmation(wire, ballots):
    """L32: by another device of the party, or under the party's own key. Where its ballot stands in the certificate."""
    body, signature = signed(decode_cbor(wire, "confirmation"), "confirmation")
    said = fields(decode_cbor(body, "confirmation"), 8, "tessera/confirm/1", "confirmation (L32)")
    chain, party, ballot, answer, reason, time, nonce = said
    by = None if chain == [] else read_chain(chain)
    refuse_unless(by is None or by["party"] == party, "a confirmation by a device of another party (L32)")
    key = held(party, 32, "confirmation (L32)") if by is None else by["key"]
    refuse_unless(signature_holds(key, body, signature), "the signature of a confirmation does not hold (L32)")
    judge_words(reason, 1000, "reason")
    moment(time, "confirmation")
    held(nonce, 16, "confirmation (L32)")
    at = next((index for index, one in enumerate(ballots) if one["id"] == ballot), None)
    refuse_unless(at is not None and answer == "confirm", "a confirmation that confirms no ballot here (L32)")
    is_other = by is None or by["key"] != ballots[at]["by"]["key"]
    refuse_unless(ballots[at]["party"]["key"] == party and is_other, "a confirmation that confirms nothing (L32)")
    return at


# ---- notices of leaving (L50) -----------------------------------------------------------------


def read_withdrawal(wire):
    body, said, by = open_statement(wire, 9, "tessera/withdrawal/1", "withdrawal (L50)")
    charter, proposal, effective, released, reason, time, nonce = said
    held(charter, 32, "withdrawal (L50)")
    nullable(proposal, held, 32, "withdrawal (L50)")
    judge_day(effective, "withdrawal (L50)")
    ascending([held(one, 32, "withdrawal (L50)") for one in items(released, 0, 1000, "withdrawal (L50)")], "withdrawal (L50)")
    judge_words(reason, 1000, "reason")
    moment(time, "withdrawal")
    held(nonce, 16, "withdrawal (L50)")
    refuse_unless(effective >= day_of(time), "a withdrawal for the past (L50)")
    return {"id": tagged_hash("tessera/withdrawal-id/1", body), "charter": charter, "proposal": proposal, "party": by["party"], "effective": effective, "time": time}
