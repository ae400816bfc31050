import type { CharterText } from "./model.ts";

declare const agreed: unique symbol;

/** A text that can be ratified: `settle` makes it of a draft, `decodeContent` reads it. */
export type AgreedText = CharterText & { readonly [agreed]: true };
