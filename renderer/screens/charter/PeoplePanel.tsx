import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView, DeviceView, InviteView, PartyView } from "../../../shared/api/hostApi.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { useAction } from "../shell/hostContext.tsx";
import { holdsEverything, readHoldings } from "./holdings.ts";
import { InviteDialog } from "./InviteDialog.tsx";

export function PeoplePanel({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const [isInviting, setInviting] = useState(false);
  const open = view.invites.filter((invite) => invite.state === "open");
  return (
    <div className="panel">
      <div className="panel-head">
        <h2>{t("people.title")}</h2>
        <Button onPress={() => setInviting(true)}>{t("people.invite")}</Button>
      </div>
      <HoldingsNotice view={view} />
      <ul className="parties">
        {view.parties.map((party) => (
          <Party key={party.id} party={party} connected={view.connected.map((link) => link.device)} />
        ))}
      </ul>
      {open.length > 0 && (
        <>
          <h3>{t("people.openInvites")}</h3>
          <ul className="plain-list">
            {open.map((invite) => (
              <OpenInvite key={invite.id} view={view} invite={invite} />
            ))}
          </ul>
        </>
      )}
      <InviteDialog view={view} isOpen={isInviting} onClose={() => setInviting(false)} />
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

function Party({ party, connected }: { readonly party: PartyView; readonly connected: readonly DeviceView["id"][] }) {
  const { t } = useTranslation();
  return (
    <li className="party">
      <p className="party-name">
        <bdi>{party.name}</bdi>
        {party.isMine && <Badge tone="neutral" words={t("people.mine")} />}
      </p>
      <p className="hint">
        {t(`kind.${party.kind}`)}
        {party.constituency !== "" && (
          <>
            {" · "}
            {t("people.speaksFor", { constituency: party.constituency })}
          </>
        )}
      </p>
      {party.devices.length === 0 && <p className="hint">{t("people.noDevices")}</p>}
      <ul className="devices">
        {party.devices.map((device) => (
          <Device key={device.id} device={device} isConnected={connected.includes(device.id)} />
        ))}
      </ul>
    </li>
  );
}

function Device({ device, isConnected }: { readonly device: DeviceView; readonly isConnected: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const isComplete = holdsEverything(device);
  const holds = () => {
    if (device.isThis) return t("people.you");
    const receipt =
      device.receiptAt === null ? t("people.never") : t("people.receipt", { when: formats.moment(device.receiptAt) });
    const held = isComplete
      ? t("people.holdsAll")
      : device.missing > 0
        ? t("people.lacks", { count: device.missing })
        : null;
    return held === null ? receipt : `${held} · ${receipt}`;
  };
  return (
    <li className={isComplete ? "device" : "device lacking"}>
      <Icon name={isComplete ? "check" : "clock"} />
      <span>
        {formats.row([device.person, device.name])}
        <span className="hint">
          {holds()}
          {isConnected && ` · ${t("people.connected")}`}
        </span>
      </span>
    </li>
  );
}

function OpenInvite({ view, invite }: { readonly view: CharterView; readonly invite: InviteView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const action = useAction();
  const cancel = async () => {
    const done = await action.run(async (api) => {
      const result = await api.cancelInvite({ charter: view.id, invite: invite.id });
      return result.ok ? { ok: true, value: true } : result;
    });
    if (done === true) announcer.show(t("people.cancelled"));
  };
  return (
    <li className="invite">
      <span>
        {t("people.inviteState", {
          who: t(invite.role === "party" ? "people.inviteParty" : "people.inviteDelegate"),
          person: invite.invitedBy,
          when: formats.moment(invite.expiresAt),
        })}
      </span>
      <Button tone="quiet" isBusy={action.isBusy} onPress={() => void cancel()}>
        {t("people.cancelInvite")}
      </Button>
      <ErrorNotice error={action.error} />
    </li>
  );
}
