/**
 * A text as the parties sign it, drawn from its plain value: React elements only, never HTML. What may not stand in it
 * (an old text, a draft) is shown by its number, as in the draft.
 */
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { inFours } from "../../shared/base/fingerprint.ts";
import { ownCount, placeClauses } from "../../shared/charter/text/clauses.ts";
import { isRightToLeft } from "../../shared/charter/text/direction.ts";
import { isAllowedHref } from "../../shared/charter/text/links.ts";
import type { CharterText, Clause, DocNode, ElementNode, TextMark } from "../../shared/charter/text/model.ts";
import { showStretches, withNumbers } from "../../shared/charter/text/seen.ts";
import { useClauseWords } from "./clauseWords.ts";
import { Seen } from "./Seen.tsx";

/** Clauses by the node they are made of. */
type ClauseOf = ReadonlyMap<ElementNode, Clause>;

export function TextView({ text, language }: { readonly text: CharterText; readonly language: string }) {
  const clauseOf: ClauseOf = new Map(placeClauses(text).map(({ clause }) => [clause.node, clause]));
  return (
    <div className="text-view" lang={language} dir={isRightToLeft(language) ? "rtl" : "ltr"}>
      <Children nodes={text.content} clauseOf={clauseOf} />
    </div>
  );
}

function Children({ nodes, clauseOf }: { readonly nodes: readonly DocNode[]; readonly clauseOf: ClauseOf }) {
  // A frozen text never changes its order, so the place is the key.
  // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
  return nodes.map((node, index) => <Node key={index} node={node} clauseOf={clauseOf} />);
}

function Node({ node, clauseOf }: { readonly node: DocNode; readonly clauseOf: ClauseOf }) {
  if (node.type === "text") return node.marks.reduceRight<ReactNode>(applyMark, node.text);
  const inside = <Children nodes={node.content} clauseOf={clauseOf} />;
  switch (node.type) {
    case "article":
    case "clause": {
      const own = ownCount(node.content);
      return (
        <ClauseBlock clause={clauseOf.get(node)} kind={node.type}>
          <Children nodes={node.content.slice(0, own)} clauseOf={clauseOf} />
          <ClauseSource certificate={String(node.attrs.source ?? "")} />
          <Children nodes={node.content.slice(own)} clauseOf={clauseOf} />
        </ClauseBlock>
      );
    }
    case "body":
      return <LanguageBody language={String(node.attrs.lang)}>{inside}</LanguageBody>;
    case "heading":
      return (
        <Heading level={node.attrs.level}>
          <Words block={node} />
        </Heading>
      );
    case "paragraph":
      return (
        <p dir="auto">
          <Words block={node} />
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
    case "doc":
      return inside;
    default:
      // A node that is added to the grammar does not compile here until somebody says how it is drawn.
      return node satisfies never;
  }
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
function Words({ block }: { readonly block: ElementNode }) {
  const shown = showStretches(block.content.map((node) => (node.type === "text" ? node.text : "\n")));
  return block.content.map((node, index) =>
    node.type === "text" ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
      <Fragment key={index}>
        {node.marks.reduceRight<ReactNode>(applyMark, <Seen parts={shown[index] ?? []} />)}
      </Fragment>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
      <br key={index} />
    ),
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
    <Tag className={`tv-${props.kind}`} data-kind={props.clause?.kind}>
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
export function applyMark(inside: ReactNode, mark: TextMark): ReactNode {
  switch (mark.type) {
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
