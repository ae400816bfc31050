/** Which changes were made without knowing of each other. */

/** Whether the author of change `no` held change `of`, which came before it here, when they made theirs. */
export type Knows = (no: number, of: number) => boolean;

export interface Apart {
  /** What several changes did is known with any of them. */
  knowsAny(no: number, of: readonly number[]): boolean;
  /** Whether none of one knew any of the other, nor the other way round. */
  areApart(some: readonly number[], others: readonly number[]): boolean;
}

/** What was looked up: of each change by its number, which others it knows. */
export type KnownAnswers = Map<number, Map<number, boolean>>;

/** What is looked up is kept in `answers`. Numbers ascend with the order of arrival: nobody knows a higher one. */
export function createApart(knows: Knows, answers: KnownAnswers): Apart {
  function holds(no: number, of: number): boolean {
    if (of >= no) return of === no;
    let known = answers.get(no);
    if (known === undefined) {
      known = new Map();
      answers.set(no, known);
    }
    const answer = known.get(of) ?? knows(no, of);
    known.set(of, answer);
    return answer;
  }

  return {
    knowsAny: (no, of) => of.some((one) => holds(no, one)),
    areApart: (some, others) =>
      some.every((one) => others.every((other) => !holds(Math.max(one, other), Math.min(one, other)))),
  };
}
