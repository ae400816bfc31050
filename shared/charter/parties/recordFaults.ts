/** Why what is put on record about an agreed text does not count where it stands. PROTOCOL.md, L60 to L65. */
export const recordFaults = {
  unknownText: "it is about a text that is not in its past",
  otherText: "it is about other words than those of the text",
  notRatified: "it is about what is not ratified",
  notBound: "it is of a party that the text does not bind",
  neverBound: "it is of a party that the text has never bound",
  notPractised: "an attestation to a text that is signed, not practised",
  stillToCome: "it tells of a day that is still to come",
  unknownReport: "an answer to a report that is not in its past",
  ownReport: "a party's answer to its own report, other than that it is resolved",
  notSupporter: "only a supporter endorses",
} as const;

export type RecordFault = keyof typeof recordFaults;

/** Null: it does not count for another reason. */
export const recordFaultOf = (words: string): RecordFault | null =>
  (Object.keys(recordFaults) as RecordFault[]).find((fault) => recordFaults[fault] === words) ?? null;
