/** What changed between two texts, clause by clause, for eyes and for ears. */
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Redline, RedlineBlock, RedlineClause, RedlineRun } from "../../shared/charter/redline.ts";
import { useFormats } from "../i18n/formats.ts";
import { useAnnounce } from "./announce.tsx";
import { Badge, type BadgeTone } from "./Badge.tsx";
import { Button } from "./Button.tsx";
import { useClauseWords } from "./clauseWords.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { groupRedline, isChanged } from "./redlineGroups.ts";
import { applyMark } from "./TextView.tsx";

export function RedlineView({
  redline,
  foot,
}: {
  readonly redline: Redline;
  /** What stands below a changed clause. */
  readonly foot?: (clause: RedlineClause) => ReactNode;
}) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const words = useClauseWords();
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState(-1);
  const changed = redline.clauses.filter(isChanged);
  if (changed.length === 0) return <p className="calm">{t("redline.same")}</p>;

  const show = (index: number) => {
    const clause = changed[index];
    const place = clause?.after ?? clause?.before;
    if (clause === undefined || place === null || place === undefined) return;
    setAt(index);
    list.current?.querySelectorAll<HTMLElement>("[data-changed]")[index]?.focus();
    announce(t("redline.at", { index: index + 1, count: changed.length, clause: words.title(place) }));
  };

  /** With a clause in focus the arrow keys go to the one before and the one after. */
  const walk = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const clauses: readonly EventTarget[] = [...(list.current?.querySelectorAll("[data-changed]") ?? [])];
    const from = clauses.indexOf(event.target);
    if (step === 0 || from < 0 || changed[from + step] === undefined) return;
    event.preventDefault();
    show(from + step);
  };

  return (
    <div className="redline">
      <div className="redline-bar">
        <div>
          <h2 className="redline-count">{t("redline.changes", { count: changed.length })}</h2>
          <p className="hint">{t("redline.legend")}</p>
        </div>
        <div className="row">
          <Button isDisabled={at <= 0} onPress={() => show(at - 1)}>
            {t("redline.previous")}
          </Button>
          <Button isDisabled={at >= changed.length - 1} onPress={() => show(at + 1)}>
            {t("redline.next")}
          </Button>
        </div>
      </div>
      <ul ref={list} className="redline-list" aria-label={t("redline.list")} onKeyDown={walk}>
        {groupRedline(redline.clauses).map((group) =>
          group.kind === "changed" ? (
            <li key={group.key}>
              <ClauseChange clause={group.clause} foot={foot?.(group.clause)} />
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

function ClauseChange({ clause, foot }: { readonly clause: RedlineClause; readonly foot?: ReactNode }) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const place = clause.after ?? clause.before;
  const title = place === null ? "" : words.title(place);
  return (
    <section
      className={`redline-clause ${clause.op}`}
      data-changed=""
      tabIndex={-1}
      aria-label={`${title}, ${t(`redline.op.${clause.op}`)}`}
    >
      <h3 className="redline-title">
        <bdi>{title}</bdi>
        <Badge tone={tones[clause.op]} icon={icons[clause.op]} words={t(`redline.op.${clause.op}`)} />
        {clause.moved && <Badge tone="neutral" icon="moved" words={t("redline.moved")} />}
      </h3>
      <RedlineBlocks blocks={clause.blocks} />
      {foot}
    </section>
  );
}

function Folded({ clauses }: { readonly clauses: readonly RedlineClause[] }) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const formats = useFormats();
  const names = clauses.flatMap((clause) => (clause.after === null ? [] : [words.label(clause.after)]));
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

export function RedlineBlocks({ blocks }: { readonly blocks: readonly RedlineBlock[] }) {
  return (
    <div className="redline-text">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a redline is drawn anew as a whole
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: RedlineBlock }) {
  const runs = block.runs.map((run, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a redline is drawn anew as a whole
    <Run key={index} run={run} />
  ));
  return (
    <p className={`rl-block rl-${block.block}`} data-op={block.op} dir="auto">
      {runs}
    </p>
  );
}

function Run({ run }: { readonly run: RedlineRun }) {
  const { t } = useTranslation();
  const inside = run.marks.reduceRight<ReactNode>(applyMark, run.text);
  if (run.op === "same") return inside;
  const Tag = run.op === "insert" ? "ins" : "del";
  return (
    <Tag>
      {/* Isolated: words in the window's language say nothing about the direction of the text. */}
      <bdi className="visually-hidden">{t(run.op === "insert" ? "redline.inserted" : "redline.deleted")}</bdi>
      {inside}
      <bdi className="visually-hidden">{t("redline.end")}</bdi>
    </Tag>
  );
}
