/** Who belongs to the charter and what each holds; who invites, ends, removes and consents begins here. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { PartyView } from "../../../../shared/api/people.ts";
import { type AlikeMembers, readAlikeMembers } from "../../../../shared/charter/parties/alikeMembers.ts";
import { ActionMenu } from "../../../ui/ActionMenu.tsx";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { routeHash } from "../../shell/routes.ts";
import { readHoldings } from "../state/holdings.ts";
import { mayEnd, mayRemove, readStanding } from "../state/standing.ts";
import { AlikeNote } from "./AlikeNote.tsx";
import { Decisions } from "./Decisions.tsx";
import { DeviceLine } from "./DeviceLine.tsx";
import { Guests } from "./Guests.tsx";
import { Invitations } from "./Invitations.tsx";
import { InviteDialog } from "./InviteDialog.tsx";
import { useQuestions } from "./questions.ts";
import { type Asked, ReasonDialog } from "./ReasonDialog.tsx";
import { SafetyPhrase } from "./SafetyPhrase.tsx";
import { Signers } from "./Signers.tsx";

export function PeoplePanel({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const questions = useQuestions(view);
  const standing = readStanding(view);
  const [isInviting, setInviting] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const isDelegate = standing.kind === "delegate";
  const alike = useMemo(() => readAlikeMembers(view), [view]);
  return (
    <div className="panel">
      <div className="panel-head">
        <h2>{t("people.title")}</h2>
        {isDelegate && <Button onPress={() => setInviting(true)}>{t("people.invite")}</Button>}
      </div>
      {view.ended === null && <HoldingsNotice view={view} />}
      {view.decisions.length > 0 && (
        <Decisions
          decisions={view.decisions}
          alike={alike}
          onConsent={(decision) => setAsked(questions.consent(decision))}
        />
      )}
      <ul className="parties">
        {view.parties.map((party) => (
          <Party key={party.id} view={view} party={party} alike={alike} onAsk={setAsked} />
        ))}
      </ul>
      {view.guests.length > 0 && (
        <Guests view={view} alike={alike} onEnd={(device) => setAsked(questions.endDevice(device))} />
      )}
      <Invitations view={view} alike={alike} mayCancel={isDelegate} />
      <SafetyPhrase view={view} />
      {view.notHere.map(({ by, changes }) => (
        <p className="hint" key={`${by.person} ${by.party?.id ?? ""}`}>
          {t("membership.notHere", { count: changes, who: by.party?.name ?? by.person })}
        </p>
      ))}
      {view.leftOut > 0 && (
        <div>
          <p className="hint">{t("membership.leftOut", { count: view.leftOut })}</p>
          <p className="hint">{t("membership.leftOutHint")}</p>
        </div>
      )}
      <p>
        <a href={routeHash({ screen: "members", charter: view.id })}>{t("membership.history")}</a>
      </p>
      <InviteDialog view={view} isOpen={isInviting} onClose={() => setInviting(false)} />
      <ReasonDialog asked={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

/** "Everyone holds everything" only from signed receipts. */
function HoldingsNotice({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const holdings = readHoldings(view);
  switch (holdings.kind) {
    case "alone":
      return (
        <Notice tone="info" title={t("people.alone")}>
          {t("people.aloneHint")}
        </Notice>
      );
    case "everyone":
      return (
        <Notice tone="good" title={t("people.everyone")}>
          {t("people.everyoneHint", { count: view.changes })}
        </Notice>
      );
    case "some":
      return <Notice tone="warn" title={t("people.someLack", { count: holdings.lacking })} />;
  }
}

function Party(props: {
  readonly view: CharterView;
  readonly party: PartyView;
  readonly alike: AlikeMembers;
  readonly onAsk: (asked: Asked) => void;
}) {
  const { t } = useTranslation();
  const { view, party, alike, onAsk } = props;
  const questions = useQuestions(view);
  const standing = readStanding(view);
  const connected = view.connected.map((link) => link.device);
  const isLeaving = view.decisions.some((decision) => decision.party?.id === party.id);
  const question = () => (party.isMine ? questions.withdraw(party) : questions.removeParty(party));
  return (
    <li className="party">
      <div className="party-head">
        <p className="party-name">
          <bdi>{party.name}</bdi>
          {party.isMine && <Badge tone="neutral" words={t("people.mine")} />}
          {isLeaving && <Badge tone="warn" icon="clock" words={t("membership.removalWaits")} />}
        </p>
        {mayRemove(standing, view, party) && (
          <ActionMenu
            label={t("membership.actions", { who: party.name })}
            items={[{ id: "end", words: t(party.isMine ? "membership.askWithdraw" : "membership.askRemove") }]}
            onAction={() => onAsk(question())}
          />
        )}
      </div>
      <AlikeNote others={alike.likeParty(party.id)} />
      <p className="hint">
        {t(`kind.${party.kind}`)}
        {party.constituency !== "" && (
          <>
            {" · "}
            {t("people.speaksFor", { constituency: party.constituency })}
          </>
        )}
      </p>
      <Signers charter={view.id} party={party} mayAsk={party.isMine && standing.kind === "delegate"} />
      {party.devices.length === 0 && <p className="hint">{t("people.noDevices")}</p>}
      <ul className="devices">
        {party.devices.map((device) => (
          <li key={device.id}>
            <DeviceLine
              device={device}
              alike={alike}
              isConnected={connected.includes(device.id)}
              onEnd={mayEnd(standing, device) ? () => onAsk(questions.endDevice(device)) : null}
            />
          </li>
        ))}
      </ul>
    </li>
  );
}
