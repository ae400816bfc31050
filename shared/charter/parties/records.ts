/** What is put on record about an agreed text after it was ratified: nothing of it changes whether the text is in force. */

/** [L61] What became of something promised. */
export const outcomes = ["fulfilled", "partly", "late", "impossible", "breach"] as const;
export type Outcome = (typeof outcomes)[number];

/** [L62] What a party says to another's report; that a matter is resolved, also to its own. */
export const answerChoices = ["agree", "dispute", "resolved"] as const;
export type AnswerChoice = (typeof answerChoices)[number];

/** [L63] What the parties concluded when they met about a text. */
export const reviewOutcomes = ["keep", "amend", "renew", "end"] as const;
export type ReviewOutcome = (typeof reviewOutcomes)[number];

/** [L64] In which form an authority took a text up. */
export const instruments = ["statute", "covenant", "by-law", "other"] as const;
export type Instrument = (typeof instruments)[number];

/** First and last day, both included. */
export type Period = readonly [string, string];

/** Promises in one clause that can be spoken of. */
export const maxPromiseIndex = 9999;
