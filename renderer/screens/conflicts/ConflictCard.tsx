/** One place that several changed apart: what stood there, each side's words beside the others', what came of it. */
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConflictSideView, ConflictView, Settlement } from "../../../shared/api/conflicts.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { useAuthor } from "../charter/state/useAuthor.ts";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { useConflictWords } from "./useConflictWords.tsx";

export function ConflictCard(props: {
  readonly view: CharterView;
  readonly conflict: ConflictView;
  readonly canSettle: boolean;
}) {
  const { t } = useTranslation();
  const words = useConflictWords();
  const announcer = useAnnouncer();
  const action = useAction();
  const heading = useId();
  const { view, conflict, canSettle } = props;
  const { id: charter, language } = view;
  const name = words.clause(conflict.clause);

  const settle = async (how: Settlement) => {
    const args = { charter, conflict: conflict.id, settle: how };
    const done = await action.run(async (api) => asDone(await api.settleConflict(args)));
    if (done !== null) announcer.show(t("conflicts.settled", { clause: name }));
  };
  const choice = (words: string, how: Settlement) => (
    <Button isBusy={action.isBusy} aria-label={`${words}: ${name}`} onPress={() => void settle(how)}>
      {words}
    </Button>
  );

  /** Of what was done to a clause it says what comes of it. */
  const takeWords = (one: ConflictView, index: number, { author }: ConflictSideView): string =>
    one.kind === "cut"
      ? t(one.sides[index]?.did === "removed" ? "conflicts.cut.removeBoth" : "conflicts.cut.keepBoth")
      : t("conflicts.take", { who: author.party?.name ?? author.person });

  return (
    <section className="paper conflict-card" aria-labelledby={heading} data-conflict={conflict.id}>
      <div className="conflict-head">
        <h2 id={heading} tabIndex={-1}>
          <bdi>{name}</bdi>
        </h2>
        {conflict.clause.id !== looseId && (
          <a
            href={routeHash({ screen: "charter", charter, pane: "text", clause: conflict.clause.id })}
            aria-label={`${t("comments.inText")}: ${name}`}
          >
            {t("comments.inText")}
          </a>
        )}
      </div>
      <Told name={t("conflicts.before")} language={language}>
        {words.before(conflict)}
      </Told>
      <ul className="plain-list conflict-sides">
        {conflict.sides.map((side, index) => (
          <li key={side.device}>
            <By side={side} />
            <div className="conflict-words" lang={language}>
              {words.side(conflict, index)}
            </div>
            {canSettle &&
              choice(takeWords(conflict, index, side), {
                kind: "side",
                side: index,
              })}
          </li>
        ))}
      </ul>
      <Told name={t("conflicts.now")} language={language}>
        {words.now(conflict)}
      </Told>
      <ErrorNotice error={action.error} />
      {canSettle && (
        <div className="row">
          {choice(t("conflicts.asItStands"), { kind: "asItStands" })}
          {conflict.kind === "words" && choice(t("conflicts.both"), { kind: "both" })}
        </div>
      )}
      {canSettle && conflict.kind === "words" && (
        <OtherWords
          name={name}
          now={conflict.now}
          isBusy={action.isBusy}
          onSettle={(written) => void settle({ kind: "words", words: written })}
        />
      )}
    </section>
  );
}

function By({ side }: { readonly side: ConflictSideView }) {
  const author = useAuthor();
  const formats = useFormats();
  return (
    <p className="conflict-by">
      <strong>
        <bdi>{author(side.author)}</bdi>
      </strong>{" "}
      <span className="hint">{formats.moment(side.at)}</span>
    </p>
  );
}

function Told(props: { readonly name: string; readonly language: string; readonly children: ReactNode }) {
  return (
    <div className="conflict-told">
      <p className="hint">{props.name}</p>
      <div className="conflict-words" lang={props.language}>
        {props.children}
      </div>
    </div>
  );
}

function OtherWords(props: {
  readonly name: string;
  readonly now: string;
  readonly isBusy: boolean;
  readonly onSettle: (words: string) => void;
}) {
  const { t } = useTranslation();
  const [written, setWritten] = useState<string | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  if (written === null)
    return (
      <div className="row">
        <Button
          tone="quiet"
          // Whoever thought better of it stands here again.
          autoFocus={wasOpen}
          aria-label={`${t("conflicts.write")}: ${props.name}`}
          onPress={() => {
            setWritten(props.now);
            setWasOpen(true);
          }}
        >
          {t("conflicts.write")}
        </Button>
      </div>
    );
  return (
    <div className="conflict-write">
      <Field label={t("conflicts.otherWords")} value={written} onChange={setWritten} autoFocus maxLength={10_000} />
      <div className="row">
        <Button
          tone="primary"
          isBusy={props.isBusy}
          aria-label={`${t("conflicts.put")}: ${props.name}`}
          onPress={() => props.onSettle(written)}
        >
          {t("conflicts.put")}
        </Button>
        <Button tone="quiet" onPress={() => setWritten(null)}>
          {t("app.cancel")}
        </Button>
      </div>
    </div>
  );
}
