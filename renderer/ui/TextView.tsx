/**
 * A text as the parties sign it, drawn from its plain value: React elements only, never HTML. What may not stand in it
 * (an old text, a draft) is shown by its number, as in the draft.
 */
import { Fragment, type MouseEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { inFours } from "../../shared/base/fingerprint.ts";
import type { RunMark } from "../../shared/charter/compare/redline.ts";
import {
  isClauseNode,
  type NumberOf,
  numberNotes,
  numbersOf,
  ownCount,
  placeClauses,
  standIn,
} from "../../shared/charter/text/clauses.ts";
import { isRightToLeft } from "../../shared/charter/text/direction.ts";
import { isAllowedHref } from "../../shared/charter/text/links.ts";
import type { CharterText, Clause, DocNode, ElementNode } from "../../shared/charter/text/model.ts";
import { createPromiseWords, type NameOf, type PromiseWords } from "../../shared/charter/text/promiseWords.ts";
import { showStretches, withNumbers } from "../../shared/charter/text/seen.ts";
import { useClauseWords } from "./clauseWords.ts";
import { Seen } from "./Seen.tsx";

/** The clauses of the text that is shown: by the node they are made of, and as references read. */
interface Clauses {
  readonly ofNode: ReadonlyMap<ElementNode, Clause>;
  readonly numberOf: NumberOf;
  readonly promise: PromiseWords;
  /** Of the words in a further language that are shown; null: the charter's own. */
  readonly language: string | null;
  /** Its heading, or "". */
  titleOf(id: unknown): string;
  below(clause: Clause): ReactNode;
  isOut(clause: Clause): boolean;
  /** Of notes, in the order of the text. */
  readonly noteNumbers: ReadonlyMap<ElementNode, number>;
}

export function TextView(props: {
  readonly text: CharterText;
  readonly language: string;
  /** What the parties are called that promises name. */
  readonly nameOf: NameOf;
  /** What stands below a clause's own words, in the reader's language. */
  readonly below?: (clause: Clause) => ReactNode;
  /** Its own words do not apply: they are struck through. */
  readonly isOut?: (clause: Clause) => boolean;
}) {
  const { text, language, nameOf, below = nothingBelow, isOut = nothingOut } = props;
  const placed = placeClauses(text).map(({ clause }) => clause);
  const clauses: Clauses = {
    ofNode: new Map(placed.map((clause) => [clause.node, clause])),
    numberOf: numbersOf(placed),
    promise: createPromiseWords(language, nameOf),
    language: null,
    noteNumbers: numberNotes(text),
    ...{ below, isOut },
    titleOf: (id) => placed.find((clause) => clause.id === id)?.heading ?? "",
  };
  return (
    <div className="text-view" lang={language} dir={isRightToLeft(language) ? "rtl" : "ltr"}>
      <Children nodes={text.content} clauses={clauses} />
      <Notes nodes={text.content} clauses={clauses} />
    </div>
  );
}

function Children({ nodes, clauses }: { readonly nodes: readonly DocNode[]; readonly clauses: Clauses }) {
  // A frozen text never changes its order, so the place is the key.
  // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
  return nodes.map((node, index) => <Node key={index} node={node} clauses={clauses} />);
}

function Node({ node, clauses }: { readonly node: DocNode; readonly clauses: Clauses }) {
  if (node.type === "text") return node.marks.reduceRight<ReactNode>(applyMark, node.text);
  const inside = <Children nodes={node.content} clauses={clauses} />;
  switch (node.type) {
    case "article":
    case "clause": {
      const own = ownCount(node.content);
      return (
        <ClauseBlock clause={clauses.ofNode.get(node)} kind={node.type}>
          <OwnWords node={node} clauses={clauses}>
            <Children nodes={node.content.slice(0, own)} clauses={clauses} />
            <Notes nodes={node.content.slice(0, own)} clauses={clauses} />
          </OwnWords>
          <ClauseSource certificate={String(node.attrs.source ?? "")} />
          <Below node={node} clauses={clauses} />
          <Children nodes={node.content.slice(own)} clauses={clauses} />
          <Notes nodes={node.content.slice(own)} clauses={clauses} />
        </ClauseBlock>
      );
    }
    case "body": {
      const language = String(node.attrs.lang);
      return (
        <LanguageBody language={language}>
          <Children nodes={node.content} clauses={{ ...clauses, language }} />
        </LanguageBody>
      );
    }
    case "heading":
      return (
        <Heading level={node.attrs.level}>
          <Words block={node} clauses={clauses} />
        </Heading>
      );
    case "paragraph":
      return (
        <p dir="auto">
          <Words block={node} clauses={clauses} />
        </p>
      );
    case "bullet_list":
      return <ul>{inside}</ul>;
    case "ordered_list":
      return <ol start={Number(node.attrs.order ?? 1)}>{inside}</ol>;
    case "list_item":
      return <li>{inside}</li>;
    case "table":
      return (
        <table>
          <tbody>{inside}</tbody>
        </table>
      );
    case "table_row":
      return <tr>{inside}</tr>;
    case "table_header":
      return <th {...spans(node)}>{inside}</th>;
    case "table_cell":
      return <td {...spans(node)}>{inside}</td>;
    case "hard_break":
      return <br />;
    case "footnote":
      return <NoteNumber number={clauses.noteNumbers.get(node)} />;
    case "reference":
      return <Reference node={node} clauses={clauses} />;
    case "promise":
      return <span className="promise">{withNumbers(clauses.promise(node.attrs, clauses.language))}</span>;
    case "doc":
      return inside;
    default:
      // A node that is added to the grammar does not compile here until somebody says how it is drawn.
      return node satisfies never;
  }
}

const nothingBelow = (): null => null;
const nothingOut = (): boolean => false;

function Below({ node, clauses }: { readonly node: ElementNode; readonly clauses: Clauses }) {
  const clause = clauses.ofNode.get(node);
  return clause === undefined ? null : clauses.below(clause);
}

function OwnWords(props: { readonly node: ElementNode; readonly clauses: Clauses; readonly children: ReactNode }) {
  const clause = props.clauses.ofNode.get(props.node);
  return clause !== undefined && props.clauses.isOut(clause) ? (
    <div className="tv-out">{props.children}</div>
  ) : (
    props.children
  );
}

function ClauseSource({ certificate }: { readonly certificate: string }) {
  const { t } = useTranslation();
  if (certificate === "") return null;
  return <p className="tv-source">{t("redline.comesFrom", { certificate: inFours(certificate) })}</p>;
}

/** A clause's words in a further language, under its tag. */
function LanguageBody({ language, children }: { readonly language: string; readonly children: ReactNode }) {
  return (
    <div className="body-language" lang={language} dir={isRightToLeft(language) ? "rtl" : "ltr"}>
      <LanguageTag language={language} />
      {children}
    </div>
  );
}

export const LanguageTag = ({ language }: { readonly language: string }) => (
  <p className="language-tag" lang="und" dir="ltr">
    {language}
  </p>
);

/** The words of one block. It is judged as a whole, as the rules judge it: what helps in it depends on its neighbours. */
function Words({ block, clauses }: { readonly block: ElementNode; readonly clauses: Clauses }) {
  const shown = showStretches(block.content.map(inLine));
  return block.content.map((node, index) =>
    node.type === "text" ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
      <Fragment key={index}>
        {node.marks.reduceRight<ReactNode>(applyMark, <Seen parts={shown[index] ?? []} />)}
      </Fragment>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
      <Node key={index} node={node} clauses={clauses} />
    ),
  );
}

/** As it is judged among the words of its block. */
const inLine = (node: DocNode): string =>
  node.type === "text" ? node.text : node.type === "hard_break" ? "\n" : standIn;

const NoteNumber = ({ number }: { readonly number: number | undefined }) => (
  <sup className="note-number" dir="ltr">
    {number}
  </sup>
);

/** The notes of these blocks, below them; those of clauses inside stand below those. */
function Notes({ nodes, clauses }: { readonly nodes: readonly DocNode[]; readonly clauses: Clauses }) {
  const { t } = useTranslation();
  const notes = nodes.flatMap(notesIn);
  if (notes.length === 0) return null;
  return (
    <ul className="tv-notes" aria-label={t("text.notes")}>
      {notes.map((note) => (
        <li key={clauses.noteNumbers.get(note)} dir="auto">
          <NoteNumber number={clauses.noteNumbers.get(note)} /> <Words block={note} clauses={clauses} />
        </li>
      ))}
    </ul>
  );
}

function notesIn(node: DocNode): readonly ElementNode[] {
  if (node.type === "text" || isClauseNode(node)) return [];
  return node.type === "footnote" ? [node] : node.content.flatMap(notesIn);
}

/** The number of a clause. It leads there, where that clause is shown. */
function Reference({ node, clauses }: { readonly node: ElementNode; readonly clauses: Clauses }) {
  const { clause } = node.attrs;
  const title = withNumbers(clauses.titleOf(clause));
  const go = ({ currentTarget }: MouseEvent): void => {
    const place = currentTarget.closest(".text-view")?.querySelector(`[data-clause="${CSS.escape(String(clause))}"]`);
    if (!(place instanceof HTMLElement)) return;
    place.scrollIntoView({ block: "start" });
    place.focus();
  };
  return (
    <button type="button" className="reference" dir="ltr" title={title === "" ? undefined : title} onClick={go}>
      {clauses.numberOf(clause)}
    </button>
  );
}

function ClauseBlock(props: {
  readonly clause: Clause | undefined;
  readonly kind: "article" | "clause";
  readonly children: ReactNode;
}) {
  const words = useClauseWords();
  const Tag = props.kind === "article" ? "section" : "div";
  const name = props.clause === undefined ? "" : words.label(props.clause);
  return (
    <Tag className={`tv-${props.kind}`} data-kind={props.clause?.kind} data-clause={props.clause?.id} tabIndex={-1}>
      <span className="tv-number" dir="ltr">
        {props.clause?.kind === "preamble" ? "" : name}
      </span>
      {props.children}
    </Tag>
  );
}

/** Levels 1 to 4 of the text stand below the screen's own two levels. */
function Heading({ level, children }: { readonly level: unknown; readonly children: ReactNode }) {
  if (level === 1)
    return (
      <h3 className="tv-h1" dir="auto">
        {children}
      </h3>
    );
  if (level === 2)
    return (
      <h4 className="tv-h2" dir="auto">
        {children}
      </h4>
    );
  if (level === 3)
    return (
      <h5 className="tv-h3" dir="auto">
        {children}
      </h5>
    );
  return (
    <h6 className="tv-h4" dir="auto">
      {children}
    </h6>
  );
}

const spans = (node: ElementNode) => ({
  colSpan: Number(node.attrs.colspan) || 1,
  rowSpan: Number(node.attrs.rowspan) || 1,
});

/** A link in a frozen text is shown with where it leads, and leads nowhere: the window has no network. */
export function applyMark(inside: ReactNode, mark: RunMark): ReactNode {
  switch (mark.type) {
    case "underline":
      return <u>{inside}</u>;
    case "definition":
      return <dfn>{inside}</dfn>;
    case "term":
      return <span className="term">{inside}</span>;
    case "footnote":
      return <span className="note-words">{inside}</span>;
    case "promise":
      return <span className="promise">{inside}</span>;
    case "reference":
      return (
        <span className="reference" dir="ltr">
          {inside}
        </span>
      );
    case "strong":
      return <strong>{inside}</strong>;
    case "em":
      return <em>{inside}</em>;
    case "link":
      return isAllowedHref(mark.attrs.href) ? (
        <span className="tv-link" title={withNumbers(mark.attrs.href)}>
          {inside}
        </span>
      ) : (
        inside
      );
  }
}
