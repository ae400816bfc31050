import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { DeviceView } from "../../../../shared/api/people.ts";
import type { AlikeMembers } from "../../../../shared/charter/parties/alikeMembers.ts";
import type { GuestRole } from "../../../../shared/charter/parties/roles.ts";
import { mayEnd, readStanding } from "../state/standing.ts";
import { DeviceLine } from "./DeviceLine.tsx";

const roles: readonly GuestRole[] = ["mediator", "supporter", "observer"];

/** Those who speak for no party, by what each may do. */
export function Guests(props: {
  readonly view: CharterView;
  readonly alike: AlikeMembers;
  readonly onEnd: (device: DeviceView) => void;
}) {
  const { t } = useTranslation();
  const { view, alike, onEnd } = props;
  const standing = readStanding(view);
  return (
    <section>
      <h3>{t("membership.guests")}</h3>
      {roles.map((role) => {
        const guests = view.guests.filter((guest) => guest.role === role);
        if (guests.length === 0) return null;
        return (
          <div key={role} className="party">
            <h4>{t(`membership.roles.${role}`, { count: guests.length })}</h4>
            <p className="hint">{t(`membership.may.${role}`)}</p>
            <ul className="devices">
              {guests.map(({ device }) => (
                <li key={device.id}>
                  <DeviceLine
                    device={device}
                    alike={alike}
                    isConnected={view.connected.some((link) => link.device === device.id)}
                    onEnd={mayEnd(standing, device) ? () => onEnd(device) : null}
                  />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
