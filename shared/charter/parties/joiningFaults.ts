/** Why what is said of joining or leaving a text does not count where it stands. PROTOCOL.md, L48, L50 and L53 to L56. */
export const joiningFaults = {
  unknownText: "an accession to a text that is not in its past",
  closed: "nobody accedes to this text",
  otherForm: "an accession that is not in the form that was agreed on",
  notRatified: "an accession to what is not ratified",
  endedDevice: "an accession by a device that was ended",
  entersItself: "a party of the charter enters its accession itself",
  severalDelegates: "a party that asks for several of its delegates",
  partyAlready: "a party of this text already",
  canRatify: "a party that can still ratify",
  unknownAccession: "a consent to an accession that is not in its past",
  noneAsked: "nobody's consent is needed",
  ownAccession: "a party's consent to its own accession",
  notBound: "a consent of a party that the text does not bind",
  noConsent: "a reservation to no consent of its party in its past",
  notReservable: "a reservation to a clause that nobody may reserve",
  unknownReservation: "a response to a reservation that is not in its past",
  ownReservation: "a response of a party to itself",
  outsideText: "a response from outside the text",
  notSaid: "it takes back nothing that its party said",
  noticeOver: "a notice that has taken effect",
  consentUsed: "a consent by which somebody has acceded",
  neverLeaves: "nobody withdraws from this text",
  shortNotice: "the notice is too short",
} as const;

export type JoiningFault = keyof typeof joiningFaults;

/** Null: it does not count for another reason. */
export const joiningFaultOf = (words: string): JoiningFault | null =>
  (Object.keys(joiningFaults) as JoiningFault[]).find((fault) => joiningFaults[fault] === words) ?? null;
