/**
 * The one cryptographic library of every process: libsodium. Verifiers that disagree make replicas disagree,
 * so neither node:crypto nor WebCrypto stands in for any of these.
 */
import sodium from "libsodium-wrappers-sumo";
import { type Bytes, concatBytes, utf8 } from "./bytes.ts";

await sodium.ready;

const owned = (bytes: Uint8Array): Bytes => bytes as Bytes;

export interface KeyPair {
  readonly publicKey: Bytes;
  /** Ed25519: 64 bytes (seed, public key). X25519: 32 bytes. */
  readonly privateKey: Bytes;
}

/** BLAKE2b-256 of `domain`, a zero byte, and the parts one after another. */
export function hash(domain: string, ...parts: readonly Uint8Array[]): Bytes {
  return owned(sodium.crypto_generichash(32, concatBytes(utf8(domain), new Uint8Array(1), ...parts), null));
}

/** BLAKE2b-256 keyed with 32 bytes: a MAC and a key derivation function (RFC 7693). */
export function keyedHash(key: Uint8Array, domain: string, ...parts: readonly Uint8Array[]): Bytes {
  return owned(sodium.crypto_generichash(32, concatBytes(utf8(domain), new Uint8Array(1), ...parts), key));
}

/** BLAKE2b-256 without a domain, for bytes that carry their own. */
export const plainHash = (bytes: Uint8Array): Bytes => owned(sodium.crypto_generichash(32, bytes, null));

const hashStepBytes = 4 * 1024 * 1024;

/** The same of many bytes, 4 MiB at once; `between` is awaited after each. */
export async function plainHashInSteps(bytes: Uint8Array, between: () => Promise<void>): Promise<Bytes> {
  const state = sodium.crypto_generichash_init(null, 32);
  for (let at = 0; at < bytes.length; at += hashStepBytes) {
    sodium.crypto_generichash_update(state, bytes.subarray(at, at + hashStepBytes));
    await between();
  }
  return owned(sodium.crypto_generichash_final(state, 32));
}

/** SHA-256: only for what strangers compute with `sha256sum`. */
export const sha256 = (bytes: Uint8Array): Bytes => owned(sodium.crypto_hash_sha256(bytes));

/** Ed25519 (RFC 8032) from a 32-byte seed. */
export function signingKeyPair(seed: Uint8Array): KeyPair {
  const pair = sodium.crypto_sign_seed_keypair(seed);
  return { publicKey: owned(pair.publicKey), privateKey: owned(pair.privateKey) };
}

/** X25519 from a 32-byte seed. */
export function sealingKeyPair(seed: Uint8Array): KeyPair {
  const pair = sodium.crypto_box_seed_keypair(seed);
  return { publicKey: owned(pair.publicKey), privateKey: owned(pair.privateKey) };
}

/** 64 bytes, Ed25519 detached. */
export const sign = (message: Uint8Array, privateKey: Uint8Array): Bytes =>
  owned(sodium.crypto_sign_detached(message, privateKey));

/** False for anything but a strict Ed25519 signature by this key: small-order keys and non-canonical S are refused. */
export function verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  return sodium.crypto_sign_verify_detached(signature, message, publicKey);
}

/** XChaCha20-Poly1305 (IETF). Key 32 bytes, nonce 24 bytes; 16 bytes longer than `plain`. */
export const seal = (plain: Uint8Array, associated: Uint8Array, nonce: Uint8Array, key: Uint8Array): Bytes =>
  owned(sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, associated, null, nonce, key));

/** The plain bytes, or null where key, nonce, associated bytes or cipher text are not the sealed ones. */
export function open(sealed: Uint8Array, associated: Uint8Array, nonce: Uint8Array, key: Uint8Array): Bytes | null {
  if (sealed.length < 16) return null;
  try {
    return owned(sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, associated, nonce, key));
  } catch {
    return null;
  }
}

const nonceBytes = 24;

/** Nonce 24 | ciphertext: what `openWithNonce` opens. `nonce24` is fresh random. */
export const sealWithNonce = (plain: Uint8Array, associated: Uint8Array, nonce24: Bytes, key: Uint8Array): Bytes =>
  concatBytes(nonce24, seal(plain, associated, nonce24, key));

/** The plain bytes; null as for `open`, and for what is too short to have a nonce. */
export function openWithNonce(sealed: Uint8Array, associated: Uint8Array, key: Uint8Array): Bytes | null {
  if (sealed.length < nonceBytes) return null;
  return open(sealed.subarray(nonceBytes), associated, sealed.subarray(0, nonceBytes), key);
}

/** Anonymous sealed box to an X25519 public key (libsodium crypto_box_seal): 48 bytes longer. */
export const sealTo = (plain: Uint8Array, publicKey: Uint8Array): Bytes =>
  owned(sodium.crypto_box_seal(plain, publicKey));

/**
 * The same from a seed of 32 bytes, so that whoever knows seed and content can tell whether a box holds it; null for a
 * public key that nothing can be sealed to.
 */
export function sealToFrom(seed: Uint8Array, plain: Uint8Array, publicKey: Uint8Array): Bytes | null {
  const once = sodium.crypto_box_seed_keypair(seed);
  const nonce = sodium.crypto_generichash(nonceBytes, concatBytes(once.publicKey, publicKey), null);
  try {
    return concatBytes(once.publicKey, sodium.crypto_box_easy(plain, nonce, publicKey, once.privateKey));
  } catch {
    return null;
  } finally {
    wipe(once.privateKey);
  }
}

export function openSealed(sealed: Uint8Array, pair: KeyPair): Bytes | null {
  if (sealed.length < 48) return null;
  try {
    return owned(sodium.crypto_box_seal_open(sealed, pair.publicKey, pair.privateKey));
  } catch {
    return null;
  }
}

export interface StretchCost {
  readonly passes: number;
  readonly memoryBytes: number;
}

/**
 * libsodium's three costs of Argon2id (crypto_pwhash_*LIMIT_MODERATE and _INTERACTIVE, doc.libsodium.org), and one for
 * secrets that are random already. Moderate takes about a second on a machine of 2020.
 */
export const stretchCosts = {
  moderate: { passes: 3, memoryBytes: 256 * 1024 * 1024 },
  interactive: { passes: 2, memoryBytes: 64 * 1024 * 1024 },
  light: { passes: 1, memoryBytes: 8 * 1024 * 1024 },
} as const satisfies Record<string, StretchCost>;

/** Argon2id (RFC 9106, version 1.3, one lane), 32 bytes. Passes 1 or more, memory 8 KiB or more. */
export const argon2id = (secret: Uint8Array, salt16: Uint8Array, { passes, memoryBytes }: StretchCost): Bytes =>
  owned(sodium.crypto_pwhash(32, secret, salt16, passes, memoryBytes, sodium.crypto_pwhash_ALG_ARGON2ID13));

/** `argon2id` at a cost by name. */
export const stretch = (secret: Uint8Array, salt16: Uint8Array, effort: keyof typeof stretchCosts): Bytes =>
  argon2id(secret, salt16, stretchCosts[effort]);

/** Overwrites key material that is no longer needed. */
export const wipe = (bytes: Uint8Array): void => sodium.memzero(bytes);
