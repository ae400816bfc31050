/** Every expected failure of a host, by a stable code. `errorWords.ts` says them to people. */
import type { CharterId, ProposalId } from "../base/ids.ts";
import type { UnfitWords } from "../base/parse.ts";
import type { NotKept } from "../charter/formats/notKept.ts";
import type { ChangesBy } from "../charter/formats/sourceBlocks.ts";
import type { ConditionFault, Form } from "../charter/parties/conditions.ts";
import type { JoiningFault } from "../charter/parties/joiningFaults.ts";
import type { RecordFault } from "../charter/parties/recordFaults.ts";

export type UnreadableDocument =
  | "notZip"
  | "noDocument"
  | "encrypted"
  | "oldOffice"
  | "damaged"
  | "brokenXml"
  | "entities"
  | "otherFormat";

/** The files of a data directory, by what they are for. */
export type StoredFile = "identity" | "keys" | "lock" | "charter" | "charterKey" | "words" | "directory";

/** `foreign`: it does not open with the key of this data directory, whichever of the two is spoiled. */
export type FileTrouble = "missing" | "emptied" | "damaged" | "foreign" | "denied" | "folder";

export interface UnseenPlace {
  /** As people call the clause: "2.1"; "" stands for text outside every clause. */
  readonly clause: string;
  readonly code: number;
}

/** Words in brackets, or a blank, that nobody settled. */
export interface UndecidedPlace {
  /** As people call the clause: "2.1"; "" stands for text outside every clause. */
  readonly clause: string;
  readonly words: string;
  readonly isBlank: boolean;
}

export interface LanguagePlace {
  /** As people call the clause: "2.1". */
  readonly clause: string;
  /** BCP 47. */
  readonly language: string;
  /** It is the charter's own, which the clause itself is in. */
  readonly isOwn: boolean;
}

export type HostError =
  /** No identity yet: run `tessera init`, or name yourself in the window. */
  | { readonly kind: "notSetUp" }
  | { readonly kind: "alreadySetUp" }
  /** This person has no party of their own, and the action needs one. */
  | { readonly kind: "noParty" }
  | { readonly kind: "badArgument"; readonly what: string; readonly expected: string }
  /** A name, a note or other words that cannot be signed as they are; `what` is the argument that has them. */
  | ({ readonly kind: "unfitWords"; readonly what: string } & UnfitWords)
  /** The text holds what a reader cannot see, or what turns other words: at most `maxNamed` places. */
  | { readonly kind: "textUnseen"; readonly places: readonly UnseenPlace[]; readonly count: number }
  /** Clauses say their words twice in one language: at most `maxNamed` places. */
  | { readonly kind: "languageTwice"; readonly places: readonly LanguagePlace[]; readonly count: number }
  /** What is in brackets is not agreed: at most `maxNamed` places, and how many brackets and blanks there are. */
  | {
      readonly kind: "textUndecided";
      readonly places: readonly UndecidedPlace[];
      readonly brackets: number;
      readonly blanks: number;
    }
  /** Several changed the same thing without knowing of each other, by the clauses ("": in none): at most `maxNamed`. */
  | { readonly kind: "textConflicts"; readonly clauses: readonly string[]; readonly count: number }
  /** Nothing of this id is a bracket that stands in the text; of blanks, no blank. */
  | { readonly kind: "bracketNotFound"; readonly bracket: string }
  | { readonly kind: "alternativeNotFound"; readonly choice: string }
  /** It has several alternatives, and none of them is chosen. */
  | { readonly kind: "bracketNotSettled" }
  /** The clause does not have these words, or has them more than once. */
  | { readonly kind: "quoteNotFound" | "quoteNotUnique"; readonly quote: string }
  /** References to clauses that are not in the text, by the clauses that they stand in ("": in none): at most `maxNamed`. */
  | { readonly kind: "danglingReference"; readonly clauses: readonly string[]; readonly count: number }
  | { readonly kind: "charterNotFound"; readonly charter: string }
  | { readonly kind: "clauseNotFound"; readonly clause: string }
  /** The clause has these words `count` times, and a comment names one place. */
  | { readonly kind: "wordsNotFound"; readonly words: string; readonly count: number }
  | { readonly kind: "threadNotFound"; readonly thread: string }
  /** Its words are others than those that this person was shown. */
  | { readonly kind: "clauseChanged"; readonly clause: string }
  /** Only what every party agrees to can be closed. */
  | { readonly kind: "clauseNotAgreed"; readonly clause: string }
  /** Nothing was changed: these clauses are agreed and closed, and the person is asked first. As people call them. */
  | { readonly kind: "clauseClosed"; readonly clauses: readonly string[] }
  /** Nothing was changed: the parties ask everybody to suggest, and the person is asked before they edit directly. */
  | { readonly kind: "suggestionsAsked" }
  /** No signed change of the text has this number, or it is left out of the text. */
  | { readonly kind: "changeNotFound"; readonly change: number }
  | { readonly kind: "suggestionNotFound"; readonly suggestion: string }
  | { readonly kind: "proposalNotFound"; readonly proposal: string }
  /** It was put back or dismissed meanwhile, or more was written there. */
  | { readonly kind: "lostTextNotFound"; readonly item: string }
  /** Somebody settled it meanwhile, or changed it once more. */
  | { readonly kind: "conflictNotFound"; readonly conflict: string }
  /** It has no such side; else it is none of words, and other words and brackets do not settle it. */
  | { readonly kind: "notSettledSo"; readonly isNoSide: boolean }
  | { readonly kind: "templateNotFound"; readonly template: string }
  | { readonly kind: "notUtf8"; readonly name: string; readonly atByte: number }
  | { readonly kind: "fileExists"; readonly name: string }
  /**
   * `oldOffice`: the binary formats before 2007. `noDocument`: a ZIP file without a text. `otherFormat`: one that is not
   * read. `part`: of the file, where it is in one.
   */
  | {
      readonly kind: "documentUnreadable";
      readonly name: string;
      readonly why: UnreadableDocument;
      readonly part: string;
    }
  /** The document has tracked changes, and nobody said how they are to be read. Nothing was applied. */
  | { readonly kind: "changesNotChosen"; readonly changes: readonly ChangesBy[] }
  /** Lists in lists in lists, tables in tables. */
  | { readonly kind: "textTooDeep"; readonly limit: number }
  /** `limit`: parts or seconds, else megabytes. `words`: of a document, without all else that is in it; `unpacked`: with it. */
  | {
      readonly kind: "textTooHeavy";
      readonly why: "parts" | "memory" | "time" | "words" | "unpacked";
      readonly limit: number;
    }
  /** Its canonical content has no room in one signed proposal. */
  | { readonly kind: "textTooLong"; readonly bytes: number; readonly limit: number }
  /** Nothing was applied: the person is asked first. `notKeptCount` counts also those that are not listed. */
  | { readonly kind: "notAllKept"; readonly notKept: readonly NotKept[]; readonly notKeptCount: number }
  | { readonly kind: "fileTooLarge"; readonly name: string; readonly bytes: number; readonly limit: number }
  /** The check character says that a letter is wrong: nobody was asked. */
  | { readonly kind: "codeMistyped" }
  /** What was read begins like no invite's link, whatever else it is. */
  | { readonly kind: "notAnInvite" }
  /** A letter of the link is wrong or missing: nobody was asked. */
  | { readonly kind: "linkDamaged" }
  /** Who answered welcomes to another charter than the link was made for. */
  | { readonly kind: "linkMismatch"; readonly address: string }
  /** A party came or went since the words were shown. */
  | { readonly kind: "safetyPhraseChanged" }
  | { readonly kind: "cannotDiscover"; readonly reason: string }
  | { readonly kind: "inviteUnknown"; readonly address: string }
  | { readonly kind: "inviteExpired"; readonly expiredAt: number }
  | { readonly kind: "inviteUsed" }
  /** It admits nobody before enough parties consented. */
  | { readonly kind: "inviteWaiting" }
  /** Not 24 words of the list, or their check does not hold. */
  | { readonly kind: "recoveryWordsWrong" }
  /** Another device came by it, or its time is over. */
  | { readonly kind: "recoveryCodeOver" }
  /** Another sheet of the party is current. */
  | { readonly kind: "recoveryWordsEnded" }
  /** The words of the latest sheet are still here. */
  | { readonly kind: "sheetNotConfirmed" }
  /** This device speaks for different parties in its charters. */
  | { readonly kind: "severalParties" }
  /** `ask`: which words of the sheet were to be typed, from 1. */
  | { readonly kind: "sheetWordsWrong"; readonly ask: readonly [number, number] }
  /** The member who answered holds no charter of this party. */
  | { readonly kind: "recoveryUnknown"; readonly address: string }
  /** This device's membership ended. */
  | { readonly kind: "removed" }
  | { readonly kind: "decisionNotFound"; readonly decision: string }
  | { readonly kind: "alreadyMember"; readonly charter: CharterId }
  | { readonly kind: "peerUnreachable"; readonly address: string; readonly reason: string }
  /** The other side spoke something else, or broke the protocol. */
  | { readonly kind: "peerGarbage"; readonly address: string; readonly reason: string }
  | { readonly kind: "nothingInCommon"; readonly address: string }
  | { readonly kind: "cannotListen"; readonly port: number; readonly reason: string }
  | { readonly kind: "noRelay" }
  | { readonly kind: "relayUnreachable"; readonly url: string; readonly reason: string }
  | { readonly kind: "relayGarbage"; readonly url: string; readonly reason: string }
  | { readonly kind: "relayRefused"; readonly url: string; readonly reason: string }
  /** It is reached, and did not take everything; what it did not take is tried again. */
  | {
      readonly kind: "relayNotStored";
      readonly url: string;
      readonly why: "roomFull" | "storeFull" | "storeFailed";
    }
  | { readonly kind: "bundleDamaged"; readonly reason: string }
  | { readonly kind: "bundleNewer"; readonly found: number; readonly supported: number }
  /** No charter here has the key that opens it. */
  | { readonly kind: "bundleForeign" }
  /** All that is new in it builds on at least so many envelopes that are not here. */
  | { readonly kind: "bundleIncomplete"; readonly missing: number }
  /** Every other device is known to hold everything. */
  | { readonly kind: "bundleEmpty" }
  /** It is too much for QR codes. */
  | { readonly kind: "bundleTooLong"; readonly bytes: number; readonly limit: number }
  /** A QR code that is no part of a bundle. */
  | { readonly kind: "codeForeign" }
  /** A QR code of a bundle that was altered, or one that does not fit those before it. */
  | { readonly kind: "codeDamaged" }
  /** Numbers of the codes of a bundle that were not among the pictures. */
  | { readonly kind: "codesMissing"; readonly numbers: readonly number[]; readonly count: number }
  | { readonly kind: "newerFormat"; readonly found: number; readonly supported: number }
  | { readonly kind: "storeFull" }
  | { readonly kind: "storeDamaged"; readonly reason: string }
  /** One file of the data directory cannot be used. It was left as it is. */
  | { readonly kind: "fileUnusable"; readonly what: StoredFile; readonly trouble: FileTrouble; readonly file: string }
  /** The system lets this program open no further file: nothing is damaged. */
  | { readonly kind: "tooManyFiles" }
  /** Of a relay: the Redis it shall keep frames in. */
  | { readonly kind: "storeUnreachable"; readonly reason: string }
  | { readonly kind: "dataDirectoryBusy"; readonly directory: string }
  /** It lies elsewhere than where it was written last. Nothing is opened or signed before somebody says which copy it is. */
  | { readonly kind: "dataDirectoryMoved" }
  /** It lies where it was written last: there is nothing to say about it. */
  | { readonly kind: "dataDirectoryInPlace" }
  | { readonly kind: "keysLocked"; readonly reason: string }
  | { readonly kind: "wrongPassphrase" }
  | { readonly kind: "passphraseTooShort"; readonly characters: number; readonly atLeast: number }
  /** Keys are made only once somebody has said what shall protect them. */
  | { readonly kind: "protectionNotChosen" }
  /** The system's key store that sealed the keys does not open them now. `found`: the one there is; null: none. */
  | { readonly kind: "keyStoreChanged"; readonly sealedBy: string; readonly found: string | null }
  | { readonly kind: "notAuthorised"; readonly reason: string }
  /** The frozen text is not the one this person was shown. */
  | { readonly kind: "contentChanged"; readonly shown: string; readonly found: string }
  | { readonly kind: "proposalClosed"; readonly state: string }
  /** The text could never be in force so, or could be ratified when its term is over. `day`: the one that is wrong. */
  | {
      readonly kind: "termImpossible";
      readonly fault: "twoEnds" | "endsBeforeBeginning" | "over" | "closesBeforeProposed" | "closesAfterEnd";
      readonly day: string;
    }
  /** `bindsTheUnwilling`: nothing that the parties ratified lets some of them bind the others. */
  | { readonly kind: "conditionsImpossible"; readonly fault: ConditionFault | "bindsTheUnwilling" }
  /** `clause` is its id. `otherWords`: the reservation is about words that the text does not have. */
  | {
      readonly kind: "reservationRefused";
      readonly why: "notAllowed" | "otherWords" | "unknownClause" | "declines";
      readonly clause: string;
    }
  /** What it says of joining or leaving a text would not count. Nothing was signed. */
  | { readonly kind: "joiningRefused"; readonly why: JoiningFault }
  /** What it puts on record about an agreed text would not count. Nothing was signed. */
  | { readonly kind: "recordRefused"; readonly why: RecordFault }
  /** The text has no promise of this number in the clause. */
  | { readonly kind: "promiseNotFound"; readonly clause: string; readonly index: number }
  /** Not a signed accession, or not whole. */
  | { readonly kind: "notAStatement" }
  /** A practised text is agreed on by saying how it is observed, a signed one by the signature alone. */
  | { readonly kind: "otherForm"; readonly form: Form }
  /** This device's clock is far from what two parties claim: what is signed would carry a wrong time. */
  | { readonly kind: "clockDoubtful"; readonly now: number; readonly newest: number }
  /** It hangs on a ballot that its party has not confirmed: no PDF is made of it. */
  | { readonly kind: "contested" }
  /** No ballot of that name waits for this party's word. */
  | { readonly kind: "ballotNotFound"; readonly ballot: string }
  /** This party ratified an unrelated proposal on the same parent; a second signature would be double signing. */
  | { readonly kind: "conflictingBallot"; readonly other: ProposalId }
  | { readonly kind: "alreadyCast" }
  | { readonly kind: "notRatified" }
  | { readonly kind: "nothingInForce" }
  /** Purpose "amendment" without a difference to the text in force. */
  | { readonly kind: "nothingChanged" }
  | { readonly kind: "notTesseraPdf"; readonly reason: string }
  /** Not one of these files is a face that this program knows. */
  | { readonly kind: "noKnownFaces" }
  /** What is wrong with it, `verifyPdf` tells. */
  | { readonly kind: "notSealable"; readonly reason: string }
  /** No face that is here has these letters. `pack`: the optional pack that has them, or null. */
  | { readonly kind: "cannotDraw"; readonly letters: string; readonly script: string; readonly pack: string | null }
  | { readonly kind: "readOnly"; readonly reason: "newerFormat" | "damaged" }
  | { readonly kind: "cancelled" }
  /** A bug. The log has `ref`. */
  | { readonly kind: "internal"; readonly ref: string };
