import { useTranslation } from "react-i18next";
import type { DeviceView } from "../../../../shared/api/people.ts";
import type { AlikeMembers } from "../../../../shared/charter/parties/alikeMembers.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { ActionMenu } from "../../../ui/ActionMenu.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { holdsEverything } from "../state/holdings.ts";
import { AlikeNote } from "./AlikeNote.tsx";

/** Whose device it is, what it holds, and where this device may, how to end its part. */
export function DeviceLine(props: {
  readonly device: DeviceView;
  readonly alike: AlikeMembers;
  readonly isConnected: boolean;
  /** Null where it is not this device's to end. */
  readonly onEnd: (() => void) | null;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { device, onEnd } = props;
  const isComplete = holdsEverything(device);
  const who = formats.row([device.person, device.name]);
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
    <div className={isComplete ? "device" : "device lacking"}>
      <Icon name={isComplete ? "check" : "clock"} />
      <div className="grow">
        {who}
        <AlikeNote others={props.alike.likeDevice(device.id)} />
        <span className="hint">
          {holds()}
          {props.isConnected && ` · ${t("people.connected")}`}
        </span>
      </div>
      {onEnd !== null && (
        <ActionMenu
          label={t("membership.actions", { who })}
          items={[{ id: "end", words: t("membership.askEnd") }]}
          onAction={onEnd}
        />
      )}
    </div>
  );
}
