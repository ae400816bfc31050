/** Each error in English. It is long because it is one table: a row for each kind, beside errorWordsArabic.ts. */
import { argumentInWords, englishArguments } from "./argumentWords.ts";
import type { FileTrouble, StoredFile, UnreadableDocument } from "./errors.ts";
import type { ErrorTable } from "./errorTable.ts";
import { networkReason } from "./networkWords.ts";
import { megabytes, momentInWords, nameOfSign } from "./valueWords.ts";

const unchanged = "Nothing here was changed.";
const kept = "Your own work is safe on this device.";

/** The name of a device, not the device. */
const wordsOf = (what: string): string => argumentInWords(what === "device" ? "device name" : what, englishArguments);

export const englishWords: ErrorTable = {
  notSetUp: () => ({
    title: "Nobody has set up Tessera here yet.",
    next: "Say who you are first: in the window, or with `tessera init`.",
  }),
  alreadySetUp: () => ({
    title: "Tessera is already set up here.",
    next: `${unchanged} For another person or device, choose another data directory.`,
  }),
  noParty: () => ({
    title: "You have no party of your own here, and this needs one.",
    next: `${unchanged} Ask someone of your party to do it, or to invite this device as its delegate.`,
  }),
  badArgument: ({ what, expected }) => ({
    title: `${argumentInWords(what, englishArguments)} is not what was expected.`,
    next: `${unchanged} Expected: ${expected}.`,
  }),
  unfitWords: ({ what, problem, limit, code }) => ({
    title: {
      empty: `${wordsOf(what)} is empty, or nobody could see it.`,
      tooLong: `${wordsOf(what)} is too long: at most ${limit} characters.`,
      lineBreak: `${wordsOf(what)} has more than one line.`,
      unseen: `${wordsOf(what)} has a character that nobody can see, or that turns or hides others: ${nameOfSign(code)}.`,
      notNormal: `${wordsOf(what)} is not written in the usual form.`,
    }[problem],
    next: `${unchanged} Others would read it beside their own words: write it in letters that everybody can see.`,
  }),
  textUnseen: ({ places, count }) => ({
    title:
      count === 1
        ? "The text has a character that a reader cannot see, or that turns other words."
        : `The text has ${count} characters that a reader cannot see, or that turn other words.`,
    next: `${unchanged} ${places.map(({ clause, code }) => `${clause === "" ? "outside the clauses" : `in ${clause}`}: ${nameOfSign(code)}`).join("; ")}${count > places.length ? "; and more" : ""}. Have them removed (in the window, or \`tessera edit CHARTER --remove-unseen\`), read the text again, and propose it then.`,
  }),
  languageTwice: ({ places, count }) => ({
    title:
      count === 1
        ? "A clause says its words twice in one language."
        : `The text says words of a clause twice in one language, in ${count} places.`,
    next: `${unchanged} ${places.map(({ clause, language, isOwn }) => `${clause} in ${language}${isOwn ? " (the charter's own language)" : ""}`).join("; ")}${count > places.length ? "; and more" : ""}. Keep one of the two and take the other out, read the text again, and propose it then.`,
  }),
  textUndecided: ({ places, brackets, blanks }) => ({
    title: `The text is not agreed yet: ${[
      ...(brackets === 0 ? [] : [brackets === 1 ? "1 bracket is open" : `${brackets} brackets are open`]),
      ...(blanks === 0 ? [] : [blanks === 1 ? "1 blank is not filled in" : `${blanks} blanks are not filled in`]),
    ].join(", ")}.`,
    next: `${unchanged} ${places.map(({ clause, words }) => `${clause === "" ? "outside the clauses" : `in ${clause}`}: [${words}]`).join("; ")}${brackets + blanks > places.length ? "; and more" : ""}. Choose an alternative in each bracket and fill in the blanks (in the window, or with \`tessera bracket\` and \`tessera fields\`), and propose it then.`,
  }),
  textConflicts: ({ clauses, count }) => ({
    title:
      count === 1
        ? "In one place several people changed the same thing without knowing of each other."
        : `In ${count} places several people changed the same thing without knowing of each other.`,
    next: `${unchanged} ${clauses.map((clause) => (clause === "" ? "outside the clauses" : `in ${clause}`)).join("; ")}${count > clauses.length ? "; and more" : ""}. Nobody wrote what stands there now. Choose one of them or say that it may stand (in the window, or with \`tessera conflicts\`), and propose it then.`,
  }),
  bracketNotFound: ({ bracket }) => ({
    title: `There is no such bracket or blank here: ${bracket}.`,
    next: `${unchanged} Somebody may have taken it away meanwhile; look at the list of brackets again.`,
  }),
  alternativeNotFound: ({ choice }) => ({
    title: `The bracket has no alternative "${choice}".`,
    next: `${unchanged} Somebody may have taken it away meanwhile; look at the alternatives again.`,
  }),
  bracketNotSettled: () => ({
    title: "The bracket has several alternatives, and none of them is chosen.",
    next: `${unchanged} Choose one first: its words stay, and the others go with the signs.`,
  }),
  quoteNotFound: ({ quote }) => ({
    title: `The clause does not have these words: "${quote}".`,
    next: `${unchanged} Give them exactly as they stand, from one clause alone.`,
  }),
  quoteNotUnique: ({ quote }) => ({
    title: `The clause has these words more than once: "${quote}".`,
    next: `${unchanged} Give some of the words around them too.`,
  }),
  danglingReference: ({ clauses, count }) => ({
    title:
      count === 1
        ? "A reference names a clause that is not in the text."
        : `${count} references name clauses that are not in the text.`,
    next: `${unchanged} ${clauses.map((clause) => (clause === "" ? "outside the clauses" : `in ${clause}`)).join("; ")}${count > clauses.length ? "; and more" : ""}. They read ‹?›. Let them name another clause, write words instead, or put the clause back; then read the text again and propose it.`,
  }),
  charterNotFound: ({ charter }) => ({
    title: `There is no charter "${charter}" here.`,
    next: "Look at the list of charters; use a title or the beginning of an id that only one of them has.",
  }),
  clauseNotFound: ({ clause }) => ({
    title: `There is no clause "${clause}" in this text.`,
    next: `${unchanged} It may have been removed or renumbered meanwhile; look at the text again.`,
  }),
  wordsNotFound: ({ words, count }) => ({
    title:
      count === 0
        ? `The clause does not have the words "${words}".`
        : `The clause has the words "${words}" ${count} times.`,
    next: `${unchanged} ${count === 0 ? "Look at the clause as it stands now, and give words of one paragraph." : "Give more of the words around them, so that only one place fits."}`,
  }),
  threadNotFound: ({ thread }) => ({
    title: `There is no thread "${thread}" in this charter.`,
    next: "Look at the list of comments. If somebody else opened it, exchange changes with them first.",
  }),
  clauseChanged: ({ clause }) => ({
    title: `The words of ${clause} have changed since they were shown.`,
    next: `${unchanged} Read the clause as it stands now, and say where your party stands on it then.`,
  }),
  clauseNotAgreed: ({ clause }) => ({
    title: `Not every party agrees to ${clause} as it stands.`,
    next: `${unchanged} A clause can be closed once all parties agree to its present words: see the board.`,
  }),
  clauseClosed: ({ clauses }) => ({
    title: `The parties agreed on ${clauses.join(", ")} and closed it.`,
    next: `${unchanged} A change of its words takes back what they agreed on. Open it again on the board first (at the command line: --reopen).`,
  }),
  suggestionsAsked: () => ({
    title: "The parties ask everybody to suggest changes of this text.",
    next: `${unchanged} Suggest it instead (at the command line: tessera suggest, of brackets and blanks --suggest). If you edit all the same (--directly), everybody is told.`,
  }),
  changeNotFound: ({ change }) => ({
    title: `No change of this text has the number ${change} on this device.`,
    next: `${unchanged} Numbers differ from device to device, and a change can be left out of the text. Look at the history of the clause again.`,
  }),
  suggestionNotFound: ({ suggestion }) => ({
    title: `There is no suggestion "${suggestion}" in this text.`,
    next: `${unchanged} A part of it may have been answered meanwhile; look at the list of suggestions again.`,
  }),
  proposalNotFound: ({ proposal }) => ({
    title: `There is no proposal "${proposal}" in this charter.`,
    next: "Look at the timeline. If another party made it, exchange changes with them first.",
  }),
  lostTextNotFound: () => ({
    title: "This text is not in the list any more.",
    next: "Somebody put it back or dismissed it, or more was written there. Nothing was changed. Look at the list again.",
  }),
  conflictNotFound: () => ({
    title: "This conflict is not in the list any more.",
    next: "Somebody settled it, or changed these words once more. Nothing was changed. Look at the list again.",
  }),
  notSettledSo: ({ isNoSide }) => ({
    title: isNoSide
      ? "This conflict has no such side."
      : "This conflict is not about words: brackets and other words do not settle it.",
    next: `${unchanged} Choose one of the sides, or let it stand as it is.`,
  }),
  templateNotFound: ({ template }) => ({
    title: `There is no template "${template}".`,
    next: `${unchanged} Choose one from the list of templates.`,
  }),
  notUtf8: ({ name, atByte }) => ({
    title: `"${name}" is not a text in UTF-8: byte ${atByte} does not fit.`,
    next: `${unchanged} Open the file in a text editor, save it with the encoding UTF-8 and try again.`,
  }),
  fileExists: ({ name }) => ({
    title: `There is a file "${name}" already.`,
    next: "It was left as it is, and nothing was written. Choose another name, or say --force to replace it.",
  }),
  documentUnreadable: ({ name, why, part }) => ({
    title: `"${name}" cannot be read: ${unreadableDocument(why, part)}.`,
    next: `${unchanged} ${
      why === "encrypted"
        ? "Open it in its own program, take the password away and save it again."
        : why === "oldOffice" || why === "otherFormat"
          ? "Open it in its own program, save it as a Word document (.docx) and try again."
          : "Open it in its own program, save it again and try with the new file."
    }`,
  }),
  changesNotChosen: ({ changes }) => ({
    title: `This document has tracked changes by ${changes.length === 1 ? "one person" : `${changes.length} people`}.`,
    next: `${unchanged} Say whether it is to be read as if they were accepted, or as it was before them (at the command line: --changes accepted or --changes before).`,
  }),
  textTooDeep: ({ limit }) => ({
    title: `In this text lists or tables stand in one another more than ${limit} deep.`,
    next: `${unchanged} Take some of the levels away and try again.`,
  }),
  textTooHeavy: ({ why, limit }) => ({
    title:
      why === "parts"
        ? `This text has more than ${limit} paragraphs, marks and links together.`
        : why === "memory"
          ? `To read this text takes more than ${limit} MB of memory.`
          : why === "words"
            ? `The words of this document are more than ${limit} MB.`
            : why === "unpacked"
              ? `This document unpacks to more than ${limit} MB.`
              : `To read this text takes more than ${limit} seconds.`,
    next: `${unchanged} Cut the text into smaller ones, or take marks out of it that say nothing.`,
  }),
  textTooLong: ({ bytes, limit }) => ({
    title: `This text is too long to be signed as one: ${megabytes(bytes)} MB of ${megabytes(limit)} MB.`,
    next: "Nothing was proposed, and the draft is as it was. Divide it into two charters, or make it shorter.",
  }),
  notAllKept: ({ notKeptCount }) => ({
    title: `The charter's text cannot keep everything that was given: ${notKeptCount} ${notKeptCount === 1 ? "place" : "places"}.`,
    next: `${unchanged} See what it is, and say whether the text is to be taken without it (at the command line: --yes).`,
  }),
  fileTooLarge: ({ name, bytes, limit }) => ({
    title: `"${name}" is too large: ${megabytes(bytes)} MB.`,
    next: `${unchanged} The limit is ${megabytes(limit)} MB; divide the file and try again.`,
  }),
  codeMistyped: () => ({
    title: "The invitation code has a wrong letter.",
    next: "Compare it with the code that you were given, letter by letter. Nobody was asked yet, and the code is not used up.",
  }),
  notAnInvite: () => ({
    title: "This is no invitation to Tessera.",
    next: "Nothing in it was opened or followed. Ask for the code that Tessera shows under Invite.",
  }),
  linkDamaged: () => ({
    title: "This invitation link is damaged: a letter is wrong or missing.",
    next: "Nobody has been asked yet. Copy the whole link again, or type the code and an address.",
  }),
  linkMismatch: ({ address }) => ({
    title: `${address} answered for another charter than the invitation was made for.`,
    next: "Nothing was taken from there. Ask for a new invitation, best face to face, and tell the others of this.",
  }),
  safetyPhraseChanged: () => ({
    title: "The six words have changed: a party came or went meanwhile.",
    next: "Nothing was marked. Compare the words as they are shown now.",
  }),
  cannotDiscover: ({ reason }) => ({
    title: `This device cannot look for others on the network (${networkReason(reason, "en")}).`,
    next: "Meet by address instead; this does not need it.",
  }),
  inviteUnknown: ({ address }) => ({
    title: `${address} knows nothing of this invitation.`,
    next: "Check the address. If the invitation was cancelled, ask for a new one.",
  }),
  inviteExpired: ({ expiredAt }) => ({
    title: `This invitation was valid until ${momentInWords(expiredAt)}.`,
    next: "Ask for a new one. If that moment is still to come, check this device's clock.",
  }),
  inviteUsed: () => ({
    title: "This invitation has been used already.",
    next: "Each invitation admits one device. Ask for a new one.",
  }),
  inviteWaiting: () => ({
    title: "This invitation still waits for other parties to consent.",
    next: "The code stays valid. Try again when enough of them have consented and met whoever invites you.",
  }),
  recoveryWordsWrong: () => ({
    title: "These are not the 24 words of a party.",
    next: `${unchanged} Compare them with the sheet: 24 words, in order, each as it is spelt there.`,
  }),
  recoveryCodeOver: () => ({
    title: "This recovery code is used or over.",
    next: "Each code brings one device back. Ask a member for a new one.",
  }),
  recoveryWordsEnded: () => ({
    title: "The party has a newer recovery sheet: these words have ended.",
    next: `${unchanged} Use the words of the newest sheet.`,
  }),
  sheetNotConfirmed: () => ({
    title: "The words of the latest recovery sheet are still on this device.",
    next: "Show them, write them down and confirm them. A new sheet can be made after that.",
  }),
  severalParties: () => ({
    title: "This device speaks for several parties.",
    next: "Make the new sheet on a device that speaks for one party only, such as the one that founded it.",
  }),
  sheetWordsWrong: ({ ask: [first, second] }) => ({
    title: `These are not words ${first} and ${second} of the sheet.`,
    next: "The words stay on this device until both are right. Look at them once more, and mend the paper where it differs.",
  }),
  recoveryUnknown: ({ address }) => ({
    title: `${address} holds no charter of this party.`,
    next: "Check the words and the address, or ask another member of a charter that the party belongs to.",
  }),
  removed: () => ({
    title: "This device no longer belongs to the charter.",
    next: "What was written until then can still be read here. To come back, ask a delegate for an invitation.",
  }),
  decisionNotFound: ({ decision }) => ({
    title: `No decision "${decision.slice(0, 16)}" waits in this charter.`,
    next: `${unchanged} It may have been settled meanwhile; look at the people of the charter again.`,
  }),
  alreadyMember: () => ({
    title: "You are already part of this charter.",
    next: `${unchanged} Open it from the library.`,
  }),
  peerUnreachable: ({ address, reason }) => ({
    title: `${address} cannot be reached (${networkReason(reason, "en")}).`,
    next: `${kept} Check that the other device is switched on, listening and on the same network, or use a relay or a bundle file.`,
  }),
  peerGarbage: ({ address, reason }) => ({
    title: `What answered at ${address} does not speak as a Tessera device should (${reason}).`,
    next: `${kept} Nothing that it sent was accepted. Check the address and that both sides use a current version.`,
  }),
  nothingInCommon: ({ address }) => ({
    title: `You and ${address} have no charter in common.`,
    next: "Check the address. To share a charter, one of you invites the other.",
  }),
  cannotListen: ({ port, reason }) => ({
    title: `This device cannot accept meetings on port ${port} (${networkReason(reason, "en")}).`,
    next: "Choose another port, or none to let the system choose.",
  }),
  noRelay: () => ({
    title: "This charter uses no relay.",
    next: "Give the address of one that the other parties use too, or meet by address or bundle file.",
  }),
  relayUnreachable: ({ url, reason }) => ({
    title: `The relay ${url} cannot be reached (${networkReason(reason, "en")}).`,
    next: `${kept} It is sent when the relay is back; until then you can meet by address or exchange a bundle file.`,
  }),
  relayGarbage: ({ url, reason }) => ({
    title: `What answered at ${url} is not a working relay (${reason}).`,
    next: `${kept} Nothing that it sent was accepted. Check the address of the relay.`,
  }),
  relayRefused: ({ url, reason }) => ({
    title: `The relay ${url} refuses (${reason}).`,
    next: `${kept} Ask whoever runs the relay, or use another way to exchange.`,
  }),
  relayNotStored: ({ url, why }) => ({
    title: {
      roomFull: `The relay ${url} has no more room for this charter.`,
      storeFull: `The relay ${url} is full.`,
      storeFailed: `The relay ${url} cannot store anything at the moment.`,
    }[why],
    next: `${kept} It is tried again by itself. Ask whoever runs the relay, or use another way to exchange.`,
  }),
  bundleDamaged: ({ reason }) => ({
    title: `The bundle file is damaged (${reason}).`,
    next: `${unchanged} Ask for the file again; copying it may have been cut short.`,
  }),
  bundleNewer: ({ found, supported }) => ({
    title: `The bundle file was made by a newer version (format ${found}, this one reads up to ${supported}).`,
    next: `${unchanged} Update Tessera here and import the file again.`,
  }),
  bundleForeign: () => ({
    title: "No charter here has the key to this bundle file.",
    next: `${unchanged} It belongs to a charter that you have not joined, or to another data directory.`,
  }),
  bundleIncomplete: ({ missing }) => ({
    title: `This file builds on ${missing === 1 ? "a change that is" : `${missing} or more changes that are`} not here.`,
    next: `${unchanged} Nothing in it is lost: ask for a file with the whole charter, take that in, and then this one.`,
  }),
  bundleEmpty: () => ({
    title: "There is nothing to put into this file.",
    next: `${unchanged} Signed receipts say that everything held here is held there too. A file with the whole charter can always be made.`,
  }),
  bundleTooLong: ({ bytes, limit }) => ({
    title: `This is too much for QR codes: ${Math.ceil(bytes / 1024)} KB, and at most ${Math.floor(limit / 1024)} KB fit.`,
    next: `${unchanged} Choose only what nobody else has, or what one device lacks; or take a file.`,
  }),
  codeForeign: () => ({
    title: "This QR code is no part of a bundle of Tessera.",
    next: `${unchanged} An invitation is read where one joins a charter.`,
  }),
  codeDamaged: () => ({
    title: "This QR code was altered, or does not belong to those before it.",
    next: `${unchanged} Have the codes shown anew, and read them again.`,
  }),
  codesMissing: ({ numbers, count }) => ({
    title: `Of ${count} QR codes these are missing: ${numbers.join(", ")}.`,
    next: `${unchanged} Take pictures of these too, and give all of them at once.`,
  }),
  newerFormat: ({ found, supported }) => ({
    title: `This data was written by a newer version (format ${found}, this one reads up to ${supported}).`,
    next: `${unchanged} Update Tessera here; nothing is repaired or deleted meanwhile.`,
  }),
  storeFull: () => ({
    title: "The disk is full.",
    next: "The last change is not stored yet; everything before it is. Make room and try again, and leave the window open until then.",
  }),
  storeDamaged: ({ reason }) => ({
    title: `The stored data cannot be read (${reason}).`,
    next: "It was left as it is. Make a copy of the data directory first; other devices of this charter can give you everything again.",
  }),
  fileUnusable: ({ what, trouble, file }) => ({
    title: `${fileNames[what]} ${what === "directory" ? directoryTroubles[trouble] : troubles[trouble]} (${file}).`,
    next: `It was left as it is. ${trouble === "denied" ? "Give your account the right to read and write it, and start again." : remedies[what]}`,
  }),
  tooManyFiles: () => ({
    title: "The system lets this program open no further file.",
    next: `${unchanged} Nothing is damaged. Close what else runs, or allow this program more open files (ulimit -n), and try again.`,
  }),
  storeUnreachable: ({ reason }) => ({
    title: `The relay cannot reach the Redis it was given (${reason}).`,
    next: "Check that it runs, its address and its password; then start the relay again.",
  }),
  dataDirectoryBusy: ({ directory }) => ({
    title: `Another Tessera is using ${directory}.`,
    next: "Close the other one, or choose another data directory.",
  }),
  dataDirectoryMoved: () => ({
    title: "This data directory is a copy, or it was moved.",
    next: "Nothing was opened. Say which it is: in the window, with “tessera folder only-copy” where no other copy is opened again, or with “tessera folder new-device” where another one is in use.",
  }),
  dataDirectoryInPlace: () => ({
    title: "This data directory lies where it was written last.",
    next: `${unchanged} There is nothing to say about it.`,
  }),
  keysLocked: ({ reason }) => ({
    title: `The keys of this device are locked (${reason}).`,
    next: `${unchanged} Unlock them first: in the window, or with --passphrase-file or TESSERA_PASSPHRASE.`,
  }),
  wrongPassphrase: () => ({
    title: "That is not the passphrase of these keys.",
    next: "Nothing is lost and nothing was changed. Try again as often as you like; look for capital letters and the keyboard's language.",
  }),
  passphraseTooShort: ({ atLeast }) => ({
    title: `A passphrase needs at least ${atLeast} characters.`,
    next: `${unchanged} Several words in a row are easier to remember than signs, and harder to guess.`,
  }),
  protectionNotChosen: () => ({
    title: "Nobody has chosen yet what shall protect the keys here.",
    next: "Nothing was made. Choose a passphrase (--passphrase-file), or say that a plain file is enough (--plain-keys).",
  }),
  keyStoreChanged: ({ sealedBy, found }) => ({
    title:
      found === null
        ? `The keys were sealed by this system's key store (${sealedBy}), which is not there now.`
        : found === sealedBy
          ? `The system's key store (${sealedBy}) did not open the keys that it sealed.`
          : `The keys were sealed by another key store (${sealedBy}) than the one there is now (${found}).`,
    next: "Nothing is lost. Start the session in which they were sealed, or give your passphrase. Without either, begin in a new data directory: the party's 24 words and any other member's copy bring everything back.",
  }),
  notAuthorised: ({ reason }) => ({
    title: `You may not do this (${reason}).`,
    next: `${unchanged} Ask a delegate of the party that may.`,
  }),
  contentChanged: () => ({
    title: "The text on the table is not the one that you were shown.",
    next: "Nothing was signed. Look at the text again, then decide.",
  }),
  proposalClosed: ({ state }) => ({
    title: `This proposal no longer waits for answers (${state}).`,
    next: "Nothing was signed. The timeline shows what came after it.",
  }),
  conflictingBallot: ({ other }) => ({
    title: "Your party has ratified another text in the same place.",
    next: `Nothing was signed: two signatures would be double signing. See proposal ${other.slice(0, 8)} on the timeline, and propose a text that replaces both.`,
  }),
  alreadyCast: () => ({
    title: "Your party has given this answer already.",
    next: `${unchanged} Nothing more is needed from you here.`,
  }),
  termImpossible: ({ fault, day }) => ({
    title: {
      twoEnds: "A term has one end: a number of months, or a last day.",
      endsBeforeBeginning: `The term ends before it begins (${day}).`,
      over: `The term is over already: its last day was ${day}.`,
      closesBeforeProposed: `The last day for ballots is over already (${day}).`,
      closesAfterEnd: `The last day for ballots (${day}) comes after the term can have ended.`,
    }[fault],
    next: "Nothing was proposed. Choose another day.",
  }),
  conditionsImpossible: ({ fault }) => ({
    title: {
      noMajority: "More than half of the parties must ratify.",
      strangerIndispensable: "A party that is not asked cannot be indispensable.",
      entryBeforeRatified: "A text enters into force by as many parties as must ratify it, or by more.",
      entryBeyondParties: "There are fewer parties than the text would need to enter into force.",
      notInOrder: "A day, a party or a clause is named twice.",
      bindsTheUnwilling: "Nothing that these parties agreed on lets some of them bind the others.",
    }[fault],
    next:
      fault === "bindsTheUnwilling"
        ? "Nothing was proposed. Let it bind those who ratify it, or let all ratify it."
        : "Nothing was proposed. Change the conditions.",
  }),
  reservationRefused: ({ why, clause }) => ({
    title: {
      notAllowed: `This text allows no reservation to clause ${clause}.`,
      otherWords: `The reservation to clause ${clause} is about other words than the text has.`,
      unknownClause: `The text has no clause ${clause}.`,
      declines: "Who declines makes no reservation.",
    }[why],
    next: "Nothing was signed. The signing table shows which clauses may be reserved.",
  }),
  joiningRefused: ({ why }) => ({
    title: {
      unknownText: "The charter here does not hold this text.",
      closed: "Nobody can accede to this text.",
      otherForm: "The accession does not have the form that this text asks for.",
      notRatified: "This text is not ratified yet.",
      endedDevice: "This device's part in the charter has ended.",
      entersItself: "A party of the charter enters its accession itself.",
      severalDelegates: "Your party asks for several of its delegates; an accession is signed by one.",
      partyAlready: "This party has joined the text already.",
      canRatify: "This party can still ratify the text.",
      unknownAccession: "There is no such accession here.",
      noneAsked: "This text is open: nobody has to consent.",
      ownAccession: "A party does not consent to its own accession.",
      notBound: "Only a party that the text binds consents.",
      noConsent: "Your party has not joined this text.",
      notReservable: "This text allows no reservation to this clause.",
      unknownReservation: "There is no such reservation here.",
      ownReservation: "A party does not answer its own reservation.",
      outsideText: "Only a party of the text answers.",
      notSaid: "Your party said nothing of this name that it could take back.",
      noticeOver: "The notice has taken effect.",
      consentUsed: "Somebody has joined by this consent.",
      neverLeaves: "Nobody leaves this text while it is in force.",
      shortNotice: "The notice is too short.",
    }[why],
    next:
      {
        severalDelegates: "Nothing was signed. Say first that one delegate is enough.",
        partyAlready: "Nothing was signed. Who has left may join again once the notice is over.",
        canRatify: "Nothing was signed. Ratify it instead.",
        noticeOver: "Nothing was signed. The party may accede, where the text allows it.",
        shortNotice: "Nothing was signed. Name a later day, or none.",
      }[why as string] ?? "Nothing was signed.",
  }),
  recordRefused: ({ why }) => ({
    title: {
      unknownText: "The charter here does not hold this text.",
      otherText: "These are not the words of this text.",
      notRatified: "This text is not ratified yet.",
      notBound: "This text does not bind your party.",
      neverBound: "This text has never bound your party.",
      notPractised: "This text was agreed on by signing, not by what the parties practise.",
      stillToCome: "This day is still to come.",
      unknownReport: "There is no such report here.",
      ownReport: "A party answers its own report only by saying that the matter is resolved.",
      notSupporter: "Only a supporter endorses a text; a party ratifies it.",
    }[why],
    next: "Nothing was signed.",
  }),
  promiseNotFound: ({ clause, index }) => ({
    title: `“${clause}” has no promise number ${index + 1}.`,
    next: "Nothing was signed. The list of promises shows which there are.",
  }),
  notAStatement: () => ({
    title: "This file is not a signed accession, or not all of one.",
    next: "Nothing was entered. Ask for the file again.",
  }),
  otherForm: ({ form }) => ({
    title:
      form === "practised"
        ? "This text is practised: a party agrees by saying how it observes it."
        : "This text is signed: a party agrees by its signature alone.",
    next: "Nothing was signed.",
  }),
  clockDoubtful: ({ now, newest }) => ({
    title: `This device's clock says ${momentInWords(now)}; the newest time that two parties claim is ${momentInWords(newest)}.`,
    next: "Nothing was signed: a signature would carry a wrong time. Set the clock, or say that it is right.",
  }),
  contested: () => ({
    title: "This text is contested: a ballot that it needs was cast by a device that its party had ended.",
    next: "It is not in force, and no PDF is made of it. The party can confirm the ballot, or say that it is not its own.",
  }),
  ballotNotFound: ({ ballot }) => ({
    title: `No ballot ${ballot.slice(0, 8)} waits for your party's word.`,
    next: "Nothing was signed. The timeline shows which ballots are in question.",
  }),
  notRatified: () => ({
    title: "This text is not ratified yet.",
    next: "See at the signing table who has still to answer.",
  }),
  nothingInForce: () => ({
    title: "No text of this charter is or was in force.",
    next: "Propose the text for a first ratification.",
  }),
  nothingChanged: () => ({
    title: "The draft is the same as the text in force.",
    next: "Nothing was proposed. Change the text first, or propose a renewal.",
  }),
  noKnownFaces: () => ({
    title: "None of these files is a pack of faces that Tessera knows.",
    next: `${unchanged} Choose a .tessera-faces file, or the font file that a pack was made of.`,
  }),
  notSealable: ({ reason }) => ({
    title: `This PDF is not valid, so it was not sealed (${reason}).`,
    next: `${unchanged} Verify it to see what is wrong, and ask for the file as it was exported.`,
  }),
  cannotDraw: ({ letters, script, pack }) => ({
    title: `The paper could not show these letters (${script}): ${letters}.`,
    next:
      pack === null
        ? `${unchanged} No face that Tessera knows has them. Write them otherwise, and try again.`
        : `${unchanged} Add the faces “${pack}” in Settings or with tessera faces add, and try again.`,
  }),
  notTesseraPdf: ({ reason }) => ({
    title: `This file is not a ratified text from Tessera (${reason}).`,
    next: "Nothing can be said about it. Ask for the file as it was exported.",
  }),
  readOnly: ({ reason }) =>
    reason === "damaged"
      ? {
          title: "A part of this charter cannot be read on this device, so it is read-only here.",
          next: `${unchanged} Meet another member, reach the charter's relay, or take in a bundle file with the whole charter: what is missing comes from there, and you can write again.`,
        }
      : {
          title: "Someone in this charter uses a newer version, so it is read-only here.",
          next: "Everything is kept as it is. Update Tessera here to go on.",
        },
  cancelled: () => ({ title: "Stopped, as you asked.", next: "What had been exchanged before is kept." }),
  internal: ({ ref }) => ({
    title: "Something went wrong in the program itself.",
    next: `${kept} Please report it with the reference ${ref}.`,
  }),
};

const fileNames: Readonly<Record<StoredFile, string>> = {
  identity: "The file that holds who you are and the keys of this device",
  keys: "The file that holds the key of all your keys",
  lock: "The file that keeps two programs from using one data directory",
  charter: "The file that holds this charter's log",
  charterKey: "The file that holds this charter's keys",
  words: "The file that keeps your recovery words until you have written them down",
  directory: "The data directory",
};

const troubles: Readonly<Record<FileTrouble, string>> = {
  missing: "is missing",
  emptied: "is empty",
  damaged: "is damaged",
  foreign: "does not open with the key that is here: one of the two is damaged, or comes from another data directory",
  denied: "may not be read or written",
  folder: "is not there: a folder stands in its place",
};

const directoryTroubles: Readonly<Record<FileTrouble, string>> = {
  ...troubles,
  damaged: "is a file and no folder",
  folder: "is a file and no folder",
};

const remedies: Readonly<Record<StoredFile, string>> = {
  identity:
    "Nobody new is made in its place. Put it back from a backup of the data directory. Where there is none, set up Tessera in another data directory and bring your party back with its 24 words, or have another of your devices invite you.",
  keys: "Put it back from a backup of the data directory. Where there is none, nothing here can be opened any more: set up Tessera in another data directory and bring your party back with its 24 words.",
  lock: "It holds nothing. Make sure that no other Tessera uses this data directory, delete it, and start again.",
  charter:
    "Put it back from a backup, or meet another member, reach the charter's relay, or take in a bundle file with the whole charter.",
  charterKey:
    "Put it back from a backup of the data directory. Where there is none, have another device of your party invite this one, or bring your party back with its 24 words: the log is read again with the keys that come then.",
  words:
    "Where you have your words on paper, nothing is lost: delete the file. Else put it back from a backup of the data directory; where there is none, let a second device of your party in soon, since the party lives only as long as one of them.",
  directory: "Choose another data directory, or make room for a folder there.",
};

function unreadableDocument(why: UnreadableDocument, part: string): string {
  switch (why) {
    case "notZip":
      return "it is no document of Word or LibreOffice, whatever its name says";
    case "noDocument":
      return "there is no text of a document in it";
    case "encrypted":
      return "it has a password";
    case "oldOffice":
      return "it is of the kind that Word wrote before 2007";
    case "damaged":
      return `it is cut off or damaged${part === "" ? "" : ` (${part})`}`;
    case "brokenXml":
      return `its inside is not well formed (${part})`;
    case "entities":
      return `it defines words of its own, which no word processor does (${part})`;
    case "otherFormat":
      return "its format is none that is read here";
  }
}
