/**
 * What every writer of a text writes with. A pen is made for one act. Its kind is said by the document's client id:
 * - an editing pen puts in, takes out, formats and sets. What others suggest it leaves standing: that is answered, not
 *   deleted. What its own device suggests it takes back.
 * - a suggesting pen only adds ([I15]): it puts words and elements in, and asks in `review` for everything else.
 *
 * Owns: what is still to be taken back when the act ends. Called by: writeText and what it writes with, the editor.
 * Invariant: the updates of a suggesting pen are accepted by the judge, and change nothing that is agreed.
 */
import type * as Y from "yjs";
import { isSamePair, isSuggesting, suggestingOf } from "../../base/clientClass.ts";
import { reviewRoot } from "../document/docLayout.ts";
import { joinRanges } from "../document/idRanges.ts";
import { writeItemId, writeReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { readReview } from "../reading/review.ts";
import { createFlowWalk, type FlowPiece, type Formats } from "./flowWalk.ts";
import { ownWithin, setOrUnset, writeAs } from "./penParts.ts";
import { createSuggestingPen } from "./suggestingPen.ts";
import { elementOf } from "./wanted.ts";

/** A place is counted in the flow as it stands before any of the changes that are written with it. */
export type FlowChange =
  /** It stays, and is not to be struck out by what was asked before. */
  | { readonly at: number; readonly kind: "keep"; readonly length: number }
  | { readonly at: number; readonly kind: "delete"; readonly length: number }
  /** A mark that is null is taken off. */
  | { readonly at: number; readonly kind: "format"; readonly length: number; readonly formats: Formats }
  /** `formats`: all under which it is to stand. Of an element they are only those of what it stands beside. */
  | {
      readonly at: number;
      readonly kind: "insert";
      readonly content: string | Y.XmlElement;
      readonly formats: Formats;
    };

export type AttrValue = string | number | boolean | null;

/** Each within a transaction of the document. */
export interface Pen {
  readonly suggests: boolean;
  /** What its device asks already to strike out was read as gone: where that stands again, it is to stay. */
  readonly resumes: boolean;
  /** `changes`: in ascending order of their places, none within another. */
  write(yFlow: Y.XmlText, changes: readonly FlowChange[]): void;
  /** Of an element that is in the document. `usual`: what is read where the attribute is missing; null is that, too. */
  set(yElement: Y.XmlElement, key: string, value: AttrValue, usual: AttrValue): void;
  /** A clause, a table, a row or a column. */
  remove(yItem: Y.Item): void;
  /** A clause, row or column, to a place that was put in; `former`: the place where it stood. */
  move(yItem: Y.Item, home: string, former: Y.Item | null): void;
  /** A further language, with all that is in it; a suggesting pen can only ask for its words to go, and answers false. */
  drop(yItem: Y.Item): boolean;
  /** In no transaction: what the act still has to write under the other id of the pair. */
  finish(origin: object): void;
}

/** `isOwn`: whether a suggesting id is one of this device's. */
export type IsOwn = (client: number) => boolean;

export function createPen(yDoc: Y.Doc, isOwn: IsOwn = (client) => isSamePair(client, yDoc.clientID)): Pen {
  return isSuggesting(yDoc.clientID) ? createSuggestingPen(yDoc, isOwn, false) : createEditingPen(yDoc, isOwn);
}

/** Of a text that was read as if what its device suggests were accepted; a window reads what is struck out, too. */
export const createResumingPen = (yDoc: Y.Doc, isOwn: IsOwn): Pen =>
  isSuggesting(yDoc.clientID) ? createSuggestingPen(yDoc, isOwn, true) : createEditingPen(yDoc, isOwn);

/** One act in one transaction, and another where it takes something back. */
export function writeWithPen(
  yDoc: Y.Doc,
  origin: object,
  run: (pen: Pen, transaction: Y.Transaction) => void,
  isOwn?: IsOwn,
): void {
  const pen = createPen(yDoc, isOwn);
  yDoc.transact((transaction) => run(pen, transaction), origin);
  pen.finish(origin);
}

function createEditingPen(yDoc: Y.Doc, isOwn: IsOwn): Pen {
  const takenBack: DeletedRange[] = [];

  /** Of pieces that are to go, those that go: all but what is suggested and not agreed. */
  function agreedOf(pieces: readonly FlowPiece[]): readonly FlowPiece[] {
    if (!pieces.some(({ id }) => isSuggesting(id.client))) return pieces;
    const { accepted } = readReview(yDoc);
    return pieces.flatMap((piece) => {
      if (!isSuggesting(piece.id.client)) return [piece];
      const range = { ...piece.id, length: piece.length };
      if (isOwn(piece.id.client)) takenBack.push(...accepted.outside(range));
      return accepted.within(range).map(({ from, to }) => ({
        ...piece,
        at: piece.at + from,
        id: { ...piece.id, clock: piece.id.clock + from },
        length: to - from,
      }));
    });
  }

  /** False where it is suggested: that is taken back, or left to be answered. */
  function isAgreed(yItem: Y.Item): boolean {
    const { client } = yItem.id;
    if (!isSuggesting(client)) return true;
    const { accepted } = readReview(yDoc);
    if (accepted.has(yItem.id)) return true;
    if (isOwn(client)) takenBack.push(...ownWithin(yItem, isOwn, accepted));
    return false;
  }

  const pen: Pen = {
    suggests: false,
    resumes: false,
    write(yFlow, changes) {
      const walk = createFlowWalk(yFlow);
      const delta: object[] = [];
      let at = 0;
      const goTo = (place: number): void => {
        if (place > at) delta.push({ retain: place - at });
        at = Math.max(at, place);
      };
      for (const change of changes) {
        if (change.kind === "keep") continue;
        if (change.kind === "delete")
          for (const piece of agreedOf(walk.take(change.at, change.length))) {
            goTo(piece.at);
            delta.push({ delete: piece.length });
            at += piece.length;
          }
        else {
          goTo(change.at);
          if (change.kind === "insert") delta.push({ insert: change.content, attributes: { ...change.formats } });
          else {
            delta.push({ retain: change.length, attributes: { ...change.formats } });
            at += change.length;
          }
        }
      }
      if (delta.length > 0) yFlow.applyDelta(delta, { sanitize: false });
    },
    set: setOrUnset,
    remove(yItem) {
      if (isAgreed(yItem)) setOrUnset(elementOf(yItem), "gone", true, false);
    },
    move(yItem, home, former) {
      const yElement = elementOf(yItem);
      const isFormer = former !== null && yElement.getAttribute("home") === writeItemId(former.id);
      yElement.setAttribute("home", home);
      if (isFormer) yDoc.transact((transaction) => former.delete(transaction));
    },
    drop(yItem) {
      if (isAgreed(yItem)) yDoc.transact((transaction) => yItem.delete(transaction));
      return true;
    },
    finish(origin) {
      const suggesting = suggestingOf(yDoc.clientID);
      if (takenBack.length === 0 || suggesting === null) return;
      writeAs(yDoc, suggesting, origin, () => {
        for (const range of joinRanges(takenBack.splice(0)))
          reviewRoot(yDoc).set(writeReviewKey({ kind: "out", of: { kind: "ins", range } }), true);
      });
    },
  };
  return pen;
}
