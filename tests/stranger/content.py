"""Canonical content: C10 to C13, C16 to C18 and the grammar's table of shared/charter/text/CONTENT.md."""

import datetime
import json
import re

from wire import Refused, refuse_unless, sha256, utf16_length
from words import judge_line

FLOW = {"text", "hard_break", "reference", "footnote", "promise"}
BLOCKS = {"paragraph", "heading", "bullet_list", "ordered_list", "table"}
HOLDS = {
    "doc": BLOCKS | {"article", "clause"},
    "paragraph": FLOW,
    "article": BLOCKS | {"body", "clause"},
    "clause": BLOCKS | {"body", "clause"},
    "body": BLOCKS,
    "heading": FLOW,
    "bullet_list": {"list_item"},
    "ordered_list": {"list_item"},
    "list_item": BLOCKS,
    "table": {"table_row"},
    "table_row": {"table_cell", "table_header"},
    "table_cell": BLOCKS,
    "table_header": BLOCKS,
    "hard_break": set(),
    "reference": set(),
    "footnote": {"text", "hard_break", "reference"},
    "promise": set(),
}
CLAUSE_ID = re.compile(r"[a-z0-9-]{1,32}")
TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"`\\\x00-\x1f\x7f-\x9f]+", re.IGNORECASE)


def is_number(least, most):
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_day(value):
    """A day that exists, or nothing."""
    if value == "":
        return True
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def matches(pattern):
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def is_tag(value):
    return isinstance(value, str) and len(value) <= 35 and TAG.fullmatch(value) is not None


def canonical_tag(tag):
    """C16: the case of RFC 5646, 2.1.1."""
    parts = tag.lower().split("-")
    for at in range(1, len(parts)):
        if any(len(part) == 1 for part in parts[: at + 1]):
            break
        parts[at] = {2: str.upper, 4: str.capitalize}.get(len(parts[at]), str)(parts[at])
    return "-".join(parts)


is_clause_id = matches(CLAUSE_ID)

ATTRIBUTES = {
    "article": {"id": is_clause_id, "kind": lambda value: value in ("article", "preamble", "annex")},
    "clause": {"id": is_clause_id, "source": matches(re.compile(r"(?:[0-9a-f]{64})?"))},
    "body": {"lang": lambda value: is_tag(value) and canonical_tag(value) == value},
    "heading": {"level": is_number(1, 4)},
    "ordered_list": {"order": is_number(0, 1_000_000)},
    "table_cell": {"colspan": is_number(1, 1000), "rowspan": is_number(1, 1000)},
    "table_header": {"colspan": is_number(1, 1000), "rowspan": is_number(1, 1000)},
    "reference": {"clause": is_clause_id},
    "promise": {
        "by": matches(re.compile(r"(?:all|[0-9a-f]{64})?")),
        "to": matches(re.compile(r"(?:all|[0-9a-f]{64})?")),
        "due": is_day,
        "every": is_number(0, 1200),
    },
}
MARKS = {name: {} for name in ("definition", "em", "strong", "term", "underline")}
MARKS["link"] = {"href": lambda value: matches(LINK)(value) and utf16_length(value) <= 2000}


def canonical_json(value):
    """RFC 8785, for what has no numbers but whole ones and no keys beyond ASCII."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode("utf-8")


def read_content(held):
    """The parts of canonical content; whoever reads it encodes it again and compares (C13)."""
    refuse_unless(len(held) <= 8 * 1024 * 1024, "content: more than 8 MiB (C10)")
    try:
        said = json.loads(held.decode("utf-8"))
        again = canonical_json(said)
    except (ValueError, RecursionError):
        raise Refused("content: it is no JSON (C10)") from None
    refuse_unless(again == held, "content: it is not in the canonical form of RFC 8785 (C13)")
    refuse_unless(isinstance(said, dict) and said.get("format") == "tessera/content/2", "content: another format (C10)")
    refuse_unless(sorted(said) == ["blocks", "charter", "format", "language", "title"], "content: other parts (C10)")
    refuse_unless(matches(re.compile(r"[0-9a-f]{64}"))(said["charter"]), "content: the charter is no name (C10)")
    refuse_unless(is_tag(said["language"]), "content: the language is no tag (C10)")
    refuse_unless(isinstance(said["title"], str) and "\n" not in said["title"], "content: the title is not one line (C10)")
    judge_line(said["title"], "title")
    found = {"ids": [], "references": [], "own": canonical_tag(said["language"])}
    _judge_nodes("doc", said["blocks"], "blocks", 1, found)
    ids = found["ids"]
    refuse_unless(len(set(ids)) == len(ids), "content: two clauses of one id (C11)")
    for clause, at in found["references"]:
        refuse_unless(clause in ids, f"{at}: a reference to no clause of the text (C18)")
    return said


def _judge_nodes(parent, nodes, at, depth, found):
    refuse_unless(isinstance(nodes, list), f"{at}: no list (C11)")
    refuse_unless(depth <= 64 or nodes == [], f"{at}: too deep (C11)")
    for index, node in enumerate(nodes):
        here = f"{at}[{index}]"
        kind = node.get("type") if isinstance(node, dict) else None
        refuse_unless(isinstance(kind, str) and kind in HOLDS[parent], f"{here}: it does not stand there (C11)")
        if kind == "text":
            _judge_piece(node, nodes[index - 1] if index > 0 else None, here)
            continue
        refuse_unless(sorted(node) == ["attrs", "content", "type"], f"{here}: other keys (C11)")
        _judge_attributes(node["attrs"], ATTRIBUTES.get(kind, {}), here)
        if kind in ("article", "clause"):
            found["ids"].append(node["attrs"]["id"])
        if kind == "reference":
            found["references"].append((node["attrs"]["clause"], here))
        _judge_nodes(kind, node["content"], f"{here}.content", depth + 1, found)
        if kind in ("article", "clause"):
            _judge_bodies(node["content"], found["own"], here)
        if kind in ("paragraph", "heading", "footnote"):
            judge_line("".join(_seen(child) for child in node["content"]), here)


def _seen(node):
    """A block as it is judged: a line feed at a hard break, U+FFFC at a reference, a footnote and a promise."""
    return node["text"] if node["type"] == "text" else "\n" if node["type"] == "hard_break" else "\ufffc"


def _judge_attributes(given, known, at):
    refuse_unless(isinstance(given, dict) and set(given) == set(known), f"{at}: other attributes (C11)")
    for name, holds in known.items():
        refuse_unless(holds(given[name]), f"{at}: {name} is out of its range (C11)")


def _judge_piece(node, before, at):
    """C12."""
    refuse_unless(sorted(node) == ["marks", "text", "type"], f"{at}: other keys (C11)")
    text, marks = node["text"], node["marks"]
    refuse_unless(isinstance(text, str) and text != "" and not re.search(r"[\t\n\r]", text), f"{at}: no piece of text (C12)")
    refuse_unless(isinstance(marks, list), f"{at}: no marks (C11)")
    for mark in marks:
        refuse_unless(isinstance(mark, dict) and sorted(mark) == ["attrs", "type"], f"{at}: no mark (C11)")
        refuse_unless(isinstance(mark["type"], str) and mark["type"] in MARKS, f"{at}: no mark (C11)")
        _judge_attributes(mark["attrs"], MARKS[mark["type"]], at)
        if mark["type"] == "link":
            judge_line(mark["attrs"]["href"], at)
    names = [mark["type"] for mark in marks]
    refuse_unless(names == sorted(set(names)), f"{at}: marks not by name, each once (C12)")
    refuse_unless(before is None or before["type"] != "text" or before["marks"] != marks, f"{at}: two pieces that are one (C12)")


def _judge_bodies(nodes, own, at):
    """C16: together, in order of their tags, before the first clause inside; each once, the charter's own not at all."""
    kinds = [node["type"] for node in nodes]
    tags = [node["attrs"]["lang"] for node in nodes if node["type"] == "body"]
    refuse_unless(tags == sorted(set(tags)) and own not in tags, f"{at}: languages twice, or not in order (C16)")
    end = kinds.index("clause") if "clause" in kinds else len(kinds)
    refuse_unless(kinds[end - len(tags) : end] == ["body"] * len(tags), f"{at}: languages out of their place (C16)")


# ---- clauses (C21, C26) -----------------------------------------------------------------------


def clause_root(content):
    """The Merkle tree hash of RFC 6962, 2.1, over the clauses in their order."""
    return _root_of([sha256(b"\0" + node["attrs"]["id"].encode() + b"\0" + clause_hash(node)) for node in clauses_in(content["blocks"])])


def clauses_in(nodes):
    for node in nodes:
        if node["type"] in ("article", "clause"):
            yield node
            yield from clauses_in(node["content"])


def clause_hash(node):
    """C21: its kind and its own blocks, without the clauses inside."""
    kind = node["attrs"]["kind"] if node["type"] == "article" else "clause"
    own = [child for child in node["content"] if child["type"] != "clause"]
    return sha256(canonical_json({"blocks": own, "format": "tessera/clause/1", "kind": kind}))


def _root_of(leaves):
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"")
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return sha256(b"\1" + _root_of(leaves[:left]) + _root_of(leaves[left:]))
