/** The shape that a translation must have: every key of the English words, and every plural form of the language. */

/** Forms that Arabic tells apart; English has "one" and "other". */
type PluralForm = "zero" | "one" | "two" | "few" | "many" | "other";

type PluralKey = `${string}_${PluralForm}`;
type Stem<Key> = Key extends `${infer Before}_${PluralForm}` ? Before : never;

type WordsWithPlurals<Words, Form extends PluralForm> = {
  readonly [Key in keyof Words as Key extends PluralKey ? never : Key]: Words[Key] extends string
    ? string
    : WordsWithPlurals<Words[Key], Form>;
} & {
  readonly [Key in Stem<keyof Words> as `${Key}_${Form}`]: string;
};

/** Arabic has all six forms. */
export type Arabic<Words> = WordsWithPlurals<Words, PluralForm>;
