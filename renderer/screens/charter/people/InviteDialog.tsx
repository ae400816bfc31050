import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { DeviceView, PartyRef } from "../../../../shared/api/people.ts";
import type { DeviceId, PartyId } from "../../../../shared/base/ids.ts";
import { countNeeded } from "../../../../shared/charter/parties/quotas.ts";
import type { InviteRole } from "../../../../shared/charter/parties/roles.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { Button } from "../../../ui/Button.tsx";
import { Choice } from "../../../ui/Choice.tsx";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { ErrorNotice, Notice } from "../../../ui/Notice.tsx";
import { Radios } from "../../../ui/Radios.tsx";
import { useAction } from "../../shell/hostContext.tsx";
import { useListening } from "../../shell/listening.tsx";
import { InviteLink } from "./InviteLink.tsx";
import { useInviteRoles } from "./inviteRoles.ts";

interface Made {
  /** Who was in the charter before: whoever else is there came since. */
  readonly before: ReadonlySet<DeviceId>;
  readonly parties: ReadonlySet<PartyId>;
  readonly code: string;
  readonly expiresAt: number;
  readonly addresses: readonly string[];
  readonly link: string;
}

const lengths = ["1", "24", "72", "168"] as const;
type Hours = (typeof lengths)[number];

export function InviteDialog(props: {
  readonly view: CharterView;
  /** Whom alone it is for: a party that has joined a text, so that nobody else is asked. */
  readonly party?: PartyRef;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made | null>(null);
  const isWaiting = props.view.invites.some(
    ({ state, expiresAt }) => state === "waiting" && expiresAt === made?.expiresAt,
  );
  const joined = made === null ? [] : devicesOf(props.view).filter(({ id }) => !made.before.has(id));
  const close = () => {
    setMade(null);
    props.onClose();
  };
  return (
    <Modal title={t("invite.title")} isOpen={props.isOpen} onClose={close}>
      {made === null ? (
        <MakeCode view={props.view} party={props.party ?? null} onMade={setMade} onCancel={close} />
      ) : (
        <div className="invite-made">
          {joined.length > 0 ? (
            <Here joined={joined} known={made.parties} connected={props.view.connected.map(({ device }) => device)} />
          ) : (
            <ShowCode made={made} isWaiting={isWaiting} relayUrl={props.view.relay.url} />
          )}
          <div className="invite-foot">
            <p className="hint">{joined.length === 0 && !isWaiting && t("invite.waitingForGuest")}</p>
            <Button tone="primary" onPress={close}>
              {t("invite.done")}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

function MakeCode(props: {
  readonly view: CharterView;
  readonly party: PartyRef | null;
  readonly onMade: (made: Made) => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const action = useAction();
  const listening = useListening();
  const [role, setRole] = useState<InviteRole>("party");
  const roles = useInviteRoles();
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState<Hours>("24");
  const { party } = props;
  const { parties, policy, state } = props.view;
  const needed = countNeeded(policy.admit, parties.length);
  const needsConsent = state !== "draft" && needed > 1 && party === null;
  const words: Readonly<Record<Hours, string>> = {
    "1": t("invite.hour"),
    "24": t("invite.day"),
    "72": t("invite.threeDays"),
    "168": t("invite.week"),
  };
  const make = async () => {
    const before = new Set(devicesOf(props.view).map(({ id }) => id));
    const made = await action.run((api) =>
      api.invite({
        ...{ charter: props.view.id, role, expiresInHours: Number(hours), reason: reason.trim() },
        party: party?.id ?? null,
      }),
    );
    if (made === null) return;
    // The host accepts meetings from here on: this window says so too, and goes on doing so when it is opened again.
    if (made.addresses.length > 0) await listening.start(null);
    props.onMade({ ...made, before, parties: new Set(parties.map(({ id }) => id)) });
  };
  return (
    <div className="form">
      {party === null ? (
        <Radios label={t("invite.whom")} value={role} onChange={setRole} options={roles} />
      ) : (
        <p>{t("invite.forParty", { party: party.name })}</p>
      )}
      {role === "party" && needsConsent && (
        <p className="hint">{t("invite.needsConsent", { needed, parties: parties.length })}</p>
      )}
      <Field
        label={t("invite.reason")}
        hint={t("invite.reasonHint")}
        value={reason}
        onChange={setReason}
        maxLength={1000}
        isOptional
      />
      <Choice
        label={t("invite.expires")}
        value={hours}
        onChange={setHours}
        options={lengths.map((value) => ({ value, label: words[value] }))}
      />
      <ErrorNotice error={action.error} />
      <div className="row">
        <Button tone="primary" isBusy={action.isBusy} onPress={() => void make()}>
          {t("invite.make")}
        </Button>
        <Button tone="quiet" onPress={props.onCancel}>
          {t("app.cancel")}
        </Button>
      </div>
    </div>
  );
}

const devicesOf = (view: CharterView): readonly DeviceView[] => [
  ...view.parties.flatMap(({ devices }) => devices),
  ...view.guests.map(({ device }) => device),
];

/** The loop closes: who has come, and whether what each writes reaches the other now. */
function Here(props: {
  readonly joined: readonly DeviceView[];
  readonly connected: readonly DeviceId[];
  /** Parties that were there before. */
  readonly known: ReadonlySet<PartyId>;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  /** A new party comes under its own name; a delegate of our own and a guest under theirs. */
  const isParty = props.joined.every(({ party }) => party !== null && !props.known.has(party.id));
  const names = [...new Set(props.joined.map(({ party, person }) => (isParty && party?.name) || person))];
  const isLive = props.joined.some(({ id }) => props.connected.includes(id));
  return (
    <Notice tone="good" title={t(isParty ? "invite.here" : "invite.hereDelegate", { who: formats.list(names) })} isLive>
      {props.joined.map(({ id, person, name }) => (
        <p key={id}>{t("invite.hereOn", { person, device: name })}</p>
      ))}
      <p>{t(isLive ? "invite.hereLive" : "invite.hereApart")}</p>
    </Notice>
  );
}

function ShowCode({
  made,
  isWaiting,
  relayUrl,
}: {
  readonly made: Made;
  readonly isWaiting: boolean;
  readonly relayUrl: string | null;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const listening = useListening();
  const addresses = reachable(listening.addresses ?? made.addresses);
  const code = useRef<HTMLOutputElement>(null);
  return (
    <>
      {isWaiting && (
        <Notice tone="warn" title={t("invite.waits")} isLive>
          {t("invite.waitsHint")}
        </Notice>
      )}
      {addresses.length === 0 && relayUrl === null && (
        <Notice tone="warn" title={t("invite.noAddress")}>
          <Button isBusy={listening.isBusy} onPress={() => void listening.start(null)}>
            {t("settings.listen")}
          </Button>
        </Notice>
      )}
      <div className="invite-ways">
        {(made.addresses.length > 0 || relayUrl !== null) && <InviteLink link={made.link} />}
        <section className="form">
          {addresses.length > 0 && <p>{t("invite.hand")}</p>}
          <output ref={code} className="big-code" aria-label={t("invite.code")} dir="ltr">
            {made.code}
          </output>
          <CopyButton
            place={code}
            label={t("invite.copy")}
            copied={t("invite.copied")}
            notCopied={t("invite.notCopied")}
          />
          {addresses.length > 0 && (
            <ul className="addresses" aria-label={t("invite.addresses")} dir="ltr">
              {addresses.map((address) => (
                <li key={address}>
                  <code>{address}</code>
                </li>
              ))}
            </ul>
          )}
          {relayUrl !== null && <p>{t("invite.relay", { url: relayUrl })}</p>}
          <p className="hint">{t("invite.until", { when: formats.moment(made.expiresAt) })}</p>
        </section>
      </div>
      <ErrorNotice error={listening.error} />
    </>
  );
}

/** Nobody else comes by this machine's own address; it is told only where there is no other. */
function reachable(addresses: readonly string[]): readonly string[] {
  const others = addresses.filter((address) => !/^(127\.|\[::1\]|localhost:)/.test(address));
  return others.length > 0 ? others : addresses;
}
