/** What changed between two texts, clause by clause, for eyes and for ears. */
import type { ReactNode } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { inFours } from "../../shared/base/fingerprint.ts";
import {
  type BlockForm,
  isChanged,
  type Redline,
  type RedlineBlock,
  type RedlineClause,
  type RedlineRun,
} from "../../shared/charter/compare/redline.ts";
import { changedMarks, type ShownRun, showRuns } from "../../shared/charter/compare/redlineSigns.ts";
import { isRightToLeft } from "../../shared/charter/text/direction.ts";
import { withNumbers } from "../../shared/charter/text/seen.ts";
import { useFormats } from "../i18n/formats.ts";
import { Badge, type BadgeTone } from "./Badge.tsx";
import { Button } from "./Button.tsx";
import { type ClauseWords, useClauseWords } from "./clauseWords.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { groupRedline } from "./redlineGroups.ts";
import { Seen } from "./Seen.tsx";
import { applyMark, LanguageTag } from "./TextView.tsx";
import { useWalk } from "./useWalk.ts";

export function RedlineView({
  redline,
  foot,
}: {
  readonly redline: Redline;
  /** What stands below a changed clause. */
  readonly foot?: ((clause: RedlineClause) => ReactNode) | undefined;
}) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const changed = redline.clauses.filter(isChanged);
  const walk = useWalk<HTMLUListElement>(changed.length, (index) =>
    t("redline.at", { index: index + 1, count: changed.length, clause: titleOf(changed[index], words) }),
  );
  if (changed.length === 0) return <p className="calm">{t("redline.same")}</p>;

  return (
    <div className="redline">
      <div className="redline-bar">
        <div>
          <h2 className="redline-count">{t("redline.changes", { count: changed.length })}</h2>
          <p className="hint">{t("redline.legend")}</p>
        </div>
        <div className="row">
          <Button isDisabled={walk.previous === null} onPress={() => walk.previous?.()}>
            {t("redline.previous")}
          </Button>
          <Button isDisabled={walk.next === null} onPress={() => walk.next?.()}>
            {t("redline.next")}
          </Button>
        </div>
      </div>
      <ul ref={walk.list} className="redline-list" aria-label={t("redline.list")} {...walk.keys}>
        {groupRedline(redline.clauses).map((group) =>
          group.kind === "changed" ? (
            <li key={group.key}>
              <ClauseChange clause={group.clause}>{foot?.(group.clause)}</ClauseChange>
            </li>
          ) : (
            <li key={group.key}>
              <Folded clauses={group.clauses} />
            </li>
          ),
        )}
      </ul>
    </div>
  );
}

const tones: Readonly<Record<RedlineClause["op"], BadgeTone>> = {
  same: "neutral",
  amended: "warn",
  added: "good",
  removed: "bad",
};
const icons: Readonly<Record<RedlineClause["op"], IconName>> = {
  same: "check",
  amended: "pen",
  added: "plus",
  removed: "minus",
};

function titleOf(clause: RedlineClause | undefined, words: ClauseWords): string {
  const place = clause?.after ?? clause?.before ?? null;
  return place === null ? "" : words.title(place);
}

/** `children`: what stands below it. */
function ClauseChange({ clause, children }: { readonly clause: RedlineClause; readonly children?: ReactNode }) {
  const { t } = useTranslation();
  const title = titleOf(clause, useClauseWords());
  return (
    <section
      className={`redline-clause ${clause.op}`}
      data-stop=""
      tabIndex={-1}
      aria-label={`${title}, ${t(`redline.op.${clause.op}`)}`}
    >
      <h3 className="redline-title">
        <bdi>{title}</bdi>
        <ChangeBadges clause={clause} />
      </h3>
      <RedlineBlocks blocks={clause.blocks} />
      {children}
    </section>
  );
}

function Folded({ clauses }: { readonly clauses: readonly RedlineClause[] }) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const formats = useFormats();
  const names = clauses.flatMap(({ before, after }) => {
    if (after === null) return [];
    const isSameNumber = before === null || before.number === after.number;
    return [
      isSameNumber ? words.label(after) : t("redline.renumbered", { is: words.label(after), was: words.label(before) }),
    ];
  });
  return (
    <Disclosure className="folded">
      <Heading level={3}>
        <AriaButton slot="trigger" className="fold-button">
          <Icon name="down" />
          <span>{t("redline.unchanged", { count: clauses.length })}</span>{" "}
          <span className="hint">
            {names.length > 6 ? `${formats.row(names.slice(0, 3))} … ${names.at(-1)}` : formats.row(names)}
          </span>
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        {clauses.map((clause) => (
          <div className="redline-clause same" key={clause.after?.id ?? clause.before?.id}>
            <RedlineBlocks blocks={clause.blocks} />
          </div>
        ))}
      </DisclosurePanel>
    </Disclosure>
  );
}

/** Whether a clause is new, gone or has other words, and what else happened to it. */
export function ChangeBadges({ clause }: { readonly clause: RedlineClause }) {
  const { t } = useTranslation();
  return (
    <>
      <Badge tone={tones[clause.op]} icon={icons[clause.op]} words={t(`redline.op.${clause.op}`)} />
      <ClauseNotes clause={clause} />
    </>
  );
}

/** What happened to a clause besides its words. */
export function ClauseNotes({ clause }: { readonly clause: RedlineClause }) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const { before, after, source, splitFrom, joinedInto } = clause;
  const isBoth = before !== null && after !== null;
  const notes = [
    clause.newId && t("redline.newId"),
    source !== undefined && source.was !== "" && t("redline.cameFrom", { certificate: inFours(source.was) }),
    source !== undefined && source.is !== "" && t("redline.comesFrom", { certificate: inFours(source.is) }),
    splitFrom !== undefined && t("redline.splitFrom", { clause: words.name(splitFrom.label) }),
    joinedInto !== undefined && t("redline.joinedInto", { clause: words.name(joinedInto.label) }),
    isBoth &&
      before.kind !== after.kind &&
      t("redline.wasKind", { was: t(`redline.kind.${before.kind}`), is: t(`redline.kind.${after.kind}`) }),
    isBoth && before.number !== after.number && t("redline.wasNumber", { was: words.label(before) }),
    clause.arranged && t("redline.arranged"),
  ];
  return (
    <>
      {clause.moved && <Badge tone="neutral" icon="moved" words={t("redline.moved")} />}
      {notes.map((note) => (note === false ? null : <Badge key={note} tone="neutral" words={note} />))}
    </>
  );
}

export function RedlineBlocks({ blocks }: { readonly blocks: readonly RedlineBlock[] }) {
  return (
    <div className="redline-text">
      {[...Map.groupBy(blocks, ({ language }) => language)].map(([language, own]) =>
        language === undefined ? (
          <Rows key="" blocks={own} />
        ) : (
          <div key={language} className="body-language" lang={language} dir={isRightToLeft(language) ? "rtl" : "ltr"}>
            <LanguageTag language={language} />
            <Rows blocks={own} />
          </div>
        ),
      )}
    </div>
  );
}

const Rows = ({ blocks }: { readonly blocks: readonly RedlineBlock[] }) =>
  rowsOf(blocks).map((row, index) =>
    row[0]?.row === undefined ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a redline is drawn anew as a whole
      <Blocks key={index} blocks={row} />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a redline is drawn anew as a whole
      <div key={index} className="rl-row" data-op={row.every(({ op }) => op === row[0]?.op) ? row[0].op : "change"}>
        {[...Map.groupBy(row, ({ cell }) => cell)].map(([cell, own]) => (
          <div key={cell} className="rl-cell" data-header={isHeaderCell(own[0])}>
            <Blocks blocks={own} />
          </div>
        ))}
      </div>
    ),
  );

const isHeaderCell = (block: RedlineBlock | undefined): boolean =>
  block?.form.some((one) => one.kind === "cell" && one.isHeader) === true;

/** The cells of a row together. */
function rowsOf(blocks: readonly RedlineBlock[]): readonly (readonly RedlineBlock[])[] {
  const rows: RedlineBlock[][] = [];
  for (const block of blocks) {
    const last = rows.at(-1);
    if (last !== undefined && block.row !== undefined && last[0]?.row === block.row) last.push(block);
    else rows.push([block]);
  }
  return rows;
}

const Blocks = ({ blocks }: { readonly blocks: readonly RedlineBlock[] }) =>
  // biome-ignore lint/suspicious/noArrayIndexKey: a redline is drawn anew as a whole
  blocks.map((block, index) => <Block key={index} block={block} />);

function Block({ block }: { readonly block: RedlineBlock }) {
  const { t } = useTranslation();
  const depth = block.form.filter((one) => one.kind === "item").length;
  const isEmpty = block.runs.length === 0 && (block.op === "insert" || block.op === "delete");
  const marker = block.form.findLast((one) => one.kind === "item");
  return (
    <div className={`rl-block rl-${block.block}`} data-op={block.op} data-depth={Math.min(depth, 4)}>
      {marker?.begins === true && (
        <span className="rl-marker">{marker.number === null ? "•" : `${marker.number}.`}</span>
      )}
      <p dir="auto">
        {isEmpty && <Change op={block.op === "insert" ? "insert" : "delete"}>{t("redline.empty")}</Change>}
        {showRuns(block.runs).map((shown, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a redline is drawn anew as a whole
          <Run key={index} shown={shown} />
        ))}
      </p>
      {block.was !== undefined && <FormChange was={block.was} is={block.form} />}
    </div>
  );
}

function FormChange({ was, is }: { readonly was: readonly BlockForm[]; readonly is: readonly BlockForm[] }) {
  const { t } = useTranslation();
  const said = (form: readonly BlockForm[]): string => {
    const parts = form.map((one) => {
      if (one.kind === "heading") return t("redline.form.heading", { level: one.level });
      if (one.kind === "cell") {
        const cell = t(one.isHeader ? "redline.form.headerCell" : "redline.form.cell");
        const isWide = one.columns > 1 || one.rows > 1;
        return isWide ? `${cell} (${t("redline.form.spans", { columns: one.columns, rows: one.rows })})` : cell;
      }
      if (!one.begins) return t("redline.form.further");
      return one.number === null ? t("redline.form.point") : t("redline.form.number", { number: one.number });
    });
    return parts.length === 0 ? t("redline.form.paragraph") : parts.join(" · ");
  };
  const [before, after] = [said(was), said(is)];
  if (before === after) return <p className="rl-form">{t("redline.form.elsewhere")}</p>;
  return (
    <p className="rl-form">
      <Change op="delete">{before}</Change> <Change op="insert">{after}</Change>
    </p>
  );
}

function Run({ shown: { run, parts, lookAlike } }: { readonly shown: ShownRun }) {
  const { t } = useTranslation();
  const note = useRunNote(run);
  const inside = run.marks.reduceRight<ReactNode>(applyMark, <Seen parts={parts} />);
  if (run.op === "same") return inside;
  const isIn = run.op === "insert" || run.op === "moveIn";
  return (
    <>
      {run.op === "format" ? (
        <span className="rl-format">{inside}</span>
      ) : (
        <Change op={isIn ? "insert" : "delete"} isMoved={run.op === "moveIn" || run.op === "moveOut"}>
          {inside}
        </Change>
      )}
      {note !== null && <bdi className="rl-note">{note}</bdi>}
      {lookAlike !== null && <bdi className="rl-note">{t("redline.lookAlike", { letters: lookAlike })}</bdi>}
    </>
  );
}

function Change({
  op,
  isMoved = false,
  children,
}: {
  readonly op: "insert" | "delete";
  readonly isMoved?: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const Tag = op === "insert" ? "ins" : "del";
  return (
    <Tag className={isMoved ? "moved" : undefined}>
      {/* Isolated: words in the window's language say nothing about the direction of the text. */}
      <bdi className="visually-hidden">{t(op === "insert" ? "redline.inserted" : "redline.deleted")}</bdi>
      {children}
      <bdi className="visually-hidden">{t("redline.end")}</bdi>
    </Tag>
  );
}

/** What happened to words that are neither new nor gone. */
function useRunNote({ op, marks, was = [], elsewhere }: RedlineRun): string | null {
  const { t } = useTranslation();
  const words = useClauseWords();
  const clause = elsewhere === undefined ? null : words.name(elsewhere.label);
  if (op === "moveIn") return clause === null ? t("redline.movedHere") : t("redline.movedFrom", { clause });
  if (op === "moveOut") return clause === null ? t("redline.movedAway") : t("redline.movedTo", { clause });
  if (op !== "format") return null;
  const changes = changedMarks(was, marks).map((change) => {
    if (change.type === "reference" || change.type === "promise") return t(`redline.${change.type}.${change.change}`);
    if (change.type !== "link") return t(`redline.${change.isOn ? "marked" : "unmarked"}.${change.type}`);
    const [was, is] = [isolated(change.was), isolated(change.now)];
    if (change.now === null) return t("redline.mark.noLink", { was });
    return change.was === null ? t("redline.mark.link", { is }) : t("redline.mark.otherLink", { was, is });
  });
  return changes.join(" · ");
}

/** An address reads from left to right in any language. */
const isolated = (href: string | null): string => `\u2066${withNumbers(href ?? "")}\u2069`;
