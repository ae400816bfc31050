"""Bytes, hashes and signatures: L19 of shared/ledger/PROTOCOL.md, RFC 8949 and RFC 8032, by the standard library alone."""

import functools
import hashlib


class Refused(Exception):
    """It is not what it claims to be; the message says why."""


def refuse_unless(holds, reason):
    if not holds:
        raise Refused(reason)


def utf16_length(text):
    """L19: text is counted in UTF-16 code units."""
    return sum(2 if ord(sign) > 0xFFFF else 1 for sign in text)


# ---- CBOR -------------------------------------------------------------------------------------

DEEPEST = 32


def decode_cbor(wire, what):
    """L19: exactly one item in the core deterministic encoding. No map and no float is in what a certificate holds."""
    item, end = _item(wire, 0, 0, what)
    refuse_unless(end == len(wire), f"{what}: bytes after the end (L19)")
    return item


def _item(wire, at, depth, what):
    refuse_unless(at < len(wire), f"{what}: it ends too early (L19)")
    major, short = wire[at] >> 5, wire[at] & 31
    at += 1
    if major == 7:
        refuse_unless(short in (20, 21, 22), f"{what}: a value that is none (L19)")
        return {20: False, 21: True, 22: None}[short], at
    refuse_unless(short < 28 and major not in (5, 6), f"{what}: a map, a tag or an open length (L19)")
    number = short
    if short >= 24:
        size = 1 << (short - 24)
        refuse_unless(at + size <= len(wire), f"{what}: it ends too early (L19)")
        number = int.from_bytes(wire[at : at + size], "big")
        at += size
        least = 24 if size == 1 else 1 << (4 * size)
        refuse_unless(number >= least, f"{what}: a number that is longer than it has to be (L19)")
    refuse_unless(number < 1 << 53, f"{what}: a number above 2^53 - 1 (L19)")
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major == 4:
        refuse_unless(depth < DEEPEST, f"{what}: lists too deep in each other (L19)")
        refuse_unless(number <= len(wire) - at, f"{what}: it ends too early (L19)")
        items = []
        for _ in range(number):
            one, at = _item(wire, at, depth + 1, what)
            items.append(one)
        return items, at
    refuse_unless(at + number <= len(wire), f"{what}: it ends too early (L19)")
    held = wire[at : at + number]
    if major == 2:
        return held, at + number
    try:
        return held.decode("utf-8"), at + number
    except UnicodeDecodeError:
        raise Refused(f"{what}: text that is not UTF-8 (L19)") from None


# ---- hashes -----------------------------------------------------------------------------------


def tagged_hash(domain, *parts):
    """hash(domain, parts...): BLAKE2b-256 of the domain, a zero byte and the parts."""
    return hashlib.blake2b(domain.encode() + b"\0" + b"".join(parts), digest_size=32).digest()


def sha256(held):
    return hashlib.sha256(held).digest()


# ---- Ed25519 (RFC 8032, 5.1) --------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def _add(a, b):
    """Extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, x * y = T/Z."""
    left = (a[1] - a[0]) * (b[1] - b[0]) % P
    right = (a[1] + a[0]) * (b[1] + b[0]) % P
    both = 2 * a[3] * b[3] * D % P
    depth = 2 * a[2] * b[2] % P
    e, f, g, h = right - left, depth - both, depth + both, right + left
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _twice(a):
    x, y, z = a[0] * a[0] % P, a[1] * a[1] % P, 2 * a[2] * a[2] % P
    both = (a[0] + a[1]) * (a[0] + a[1])
    h, g = x + y, x - y
    e, f = (h - both) % P, z + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _sum_of(first, a, second, b):
    """first * a + second * b"""
    choices = (None, a, b, _add(a, b))
    result = NEUTRAL
    for at in reversed(range(max(first.bit_length(), second.bit_length()))):
        result = _twice(result)
        chosen = choices[(first >> at & 1) + 2 * (second >> at & 1)]
        if chosen is not None:
            result = _add(result, chosen)
    return result


@functools.lru_cache(maxsize=4096)
def _decode_point(key):
    """None where the bytes are no point, or not the one encoding of it."""
    number = int.from_bytes(key, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P != 0 or (x == 0 and sign == 1):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def _encode_point(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = _decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def _is_small(point):
    x, y, z, _ = _twice(_twice(_twice(point)))
    return x == 0 and y == z


@functools.lru_cache(maxsize=4096)
def signature_holds(key, message, signature):
    """Without the cofactor. Small-order and non-canonical keys, a small-order R and a non-canonical S are refused."""
    if len(key) != 32 or len(signature) != 64:
        return False
    point, first = _decode_point(key), _decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point is None or first is None or s >= ORDER or _is_small(point) or _is_small(first):
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    h = int.from_bytes(digest, "little") % ORDER
    negative = (P - point[0], point[1], 1, P - point[3])
    return _encode_point(_sum_of(s, BASE, h, negative)) == signature[:32]
