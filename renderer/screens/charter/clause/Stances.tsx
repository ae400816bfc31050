/** Where the parties stand on one clause, and what one's own party says to it. */
import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type {
  BoardClause,
  ClauseStatus,
  PartyStanceView,
  PartyState,
  SaidStance,
  Stance,
} from "../../../../shared/api/board.ts";
import type { PartyRef } from "../../../../shared/api/people.ts";
import type { CharterId, PartyId } from "../../../../shared/base/ids.ts";
import { wordLimits } from "../../../../shared/charter/parties/names.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Badge, type BadgeTone } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import type { IconName } from "../../../ui/Icon.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { useAction } from "../../shell/hostContext.tsx";
import { useAuthor } from "../state/useAuthor.ts";
import { useClauseName } from "./useClauseName.ts";

const looks: Readonly<Record<PartyState, { readonly tone: BadgeTone; readonly icon: IconName }>> = {
  agrees: { tone: "good", icon: "check" },
  objects: { tone: "bad", icon: "cross" },
  silent: { tone: "neutral", icon: "minus" },
  lapsed: { tone: "warn", icon: "clock" },
  divided: { tone: "bad", icon: "people" },
};
const statusLooks: Readonly<Record<ClauseStatus, { readonly tone: BadgeTone; readonly icon: IconName }>> = {
  open: { tone: "neutral", icon: "draft" },
  contested: { tone: "bad", icon: "alert" },
  agreed: { tone: "good", icon: "check" },
};

export function StatusBadge({ clause: { status, isClosed } }: { readonly clause: BoardClause }) {
  const { t } = useTranslation();
  return isClosed ? (
    <Badge tone="good" icon="seal" words={t("stances.closed")} />
  ) : (
    <Badge {...statusLooks[status]} words={t(`stances.${status}`)} />
  );
}

export function StateBadge({ state }: { readonly state: PartyState }) {
  const { t } = useTranslation();
  return <Badge {...looks[state]} words={t(`stances.${state}`)} />;
}

/** For the cells of a table, where the column says whose it is: made once, since a board has thousands of cells. */
export function useCellBadges(): (state: PartyState) => ReactNode {
  const { t } = useTranslation();
  return useMemo(() => {
    const made = new Map<PartyState, ReactNode>();
    return (state) => {
      const badge = made.get(state) ?? <Badge {...looks[state]} words={t(`stances.short.${state}`)} />;
      made.set(state, badge);
      return badge;
    };
  }, [t]);
}

/** Party by party, with the reasons that were given. */
export function StanceList(props: { readonly clause: BoardClause; readonly parties: readonly PartyRef[] }) {
  const { clause, parties } = props;
  return (
    <ul className="stance-list">
      {parties.map(({ id, name }) => {
        const stance = clause.stances.find(({ party }) => party === id);
        return stance === undefined ? null : (
          <li key={id}>
            <span className="stance-party">
              <bdi>{withNumbers(name)}</bdi>
            </span>
            <StateBadge state={stance.state} />
            <Reasons stance={stance} />
          </li>
        );
      })}
    </ul>
  );
}

export const Reasons = ({ stance }: { readonly stance: PartyStanceView }) =>
  stance.said
    .filter(({ reason, stance: said }) => reason !== "" && said !== "withdrawn")
    .map((said) => <Reason key={`${said.device} ${said.at}`} said={said} />);

function Reason({ said: { reason, author: by, at } }: { readonly said: SaidStance }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  return (
    <p className="hint stance-reason">
      <bdi>{t("stances.reasonOf", { reason: withNumbers(reason) })}</bdi>{" "}
      {t("stances.by", { who: author(by), when: formats.moment(at) })}
    </p>
  );
}

/** What the person's own party says; one press says it, and an objection is asked for its reason. */
export function StanceButtons(props: {
  readonly charter: CharterId;
  readonly clause: BoardClause;
  readonly mine: PartyId;
}) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const nameOf = useClauseName();
  const [isObjecting, setObjecting] = useState(false);
  const [reason, setReason] = useState("");
  const { charter, clause, mine } = props;
  const name = nameOf(clause);
  const state = clause.stances.find(({ party }) => party === mine)?.state ?? "silent";

  const take = async (stance: Stance, why: string): Promise<boolean> => {
    const { id, hash } = clause;
    const taken = await action.run((api) => api.takeStance({ charter, clause: id, hash, stance, reason: why }));
    if (taken === null) return false;
    announcer.say(
      stance === "withdrawn"
        ? t("stances.saidNothing", { clause: name })
        : t("stances.said", { clause: name, stance: t(`stances.${stance}`) }),
    );
    return true;
  };
  const close = async (closing: "close" | "reopen") => {
    const { id, hash } = clause;
    const done = await action.run((api) => api.closeClause({ charter, clause: id, hash, closing }));
    if (done !== null)
      announcer.say(t(closing === "close" ? "stances.saidClosed" : "stances.saidOpen", { clause: name }));
  };
  const object = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!(await take("objects", reason.trim()))) return;
    setObjecting(false);
    setReason("");
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a cell of a table
    <div className="stance-buttons" role="group" aria-label={`${t("stances.ours")}: ${name}`}>
      <Button
        tone={state === "agrees" ? "primary" : "plain"}
        isBusy={action.isBusy}
        aria-pressed={state === "agrees"}
        onPress={() => void take("agrees", "")}
      >
        {t("stances.agree")}
      </Button>
      <Button
        tone={state === "objects" ? "danger" : "plain"}
        isBusy={action.isBusy}
        aria-pressed={state === "objects"}
        onPress={() => setObjecting(true)}
      >
        {t("stances.object")}
      </Button>
      {state !== "silent" && (
        <Button tone="quiet" isBusy={action.isBusy} onPress={() => void take("withdrawn", "")}>
          {t("stances.withdraw")}
        </Button>
      )}
      {clause.status === "agreed" && (
        <Button tone="quiet" isBusy={action.isBusy} onPress={() => void close(clause.isClosed ? "reopen" : "close")}>
          {t(clause.isClosed ? "stances.reopen" : "stances.close")}
        </Button>
      )}
      {!isObjecting && <ErrorNotice error={action.error} />}
      {isObjecting && (
        <Modal title={t("stances.objectTitle")} isOpen onClose={() => setObjecting(false)}>
          <form className="form" onSubmit={(event) => void object(event)} noValidate>
            <p className="hint">{name}</p>
            <Field
              label={t("stances.reason")}
              hint={t("stances.objectHint")}
              value={reason}
              onChange={setReason}
              lines={3}
              maxLength={wordLimits.reason}
              isOptional
              autoFocus
            />
            <ErrorNotice error={action.error} />
            <div className="row">
              <Button tone="danger" type="submit" isBusy={action.isBusy}>
                {t("stances.object")}
              </Button>
              <Button tone="quiet" onPress={() => setObjecting(false)}>
                {t("app.cancel")}
              </Button>
            </div>
          </form>
        </Modal>
      )}
    </div>
  );
}
