/** What people compare by eye or by voice: the first 16 hex digits of an id or a hash, in groups of four. */
export const fingerprint = (idHex: string): string => inFours(idHex.slice(0, 16));

/** All of it, in groups of four. */
export const inFours = (hex: string): string => (hex.match(/.{1,4}/g) ?? []).join(" ");
