import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { InviteView } from "../../../../shared/api/people.ts";
import type { AlikeMembers } from "../../../../shared/charter/parties/alikeMembers.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { asDone, useAction } from "../../shell/hostContext.tsx";
import { AlikeNote } from "./AlikeNote.tsx";

/** Invitations that somebody may still use. Null: there is none. */
export function Invitations(props: {
  readonly view: CharterView;
  readonly alike: AlikeMembers;
  readonly mayCancel: boolean;
}) {
  const { t } = useTranslation();
  const { view, alike, mayCancel } = props;
  const open = view.invites.filter(({ state }) => state === "open" || state === "waiting");
  if (open.length === 0) return null;
  return (
    <section>
      <h3>{t("people.openInvites")}</h3>
      <ul className="plain-list">
        {open.map((invite) => (
          <Invitation key={invite.id} view={view} invite={invite} alike={alike} mayCancel={mayCancel} />
        ))}
      </ul>
    </section>
  );
}

function Invitation(props: {
  readonly view: CharterView;
  readonly invite: InviteView;
  readonly alike: AlikeMembers;
  readonly mayCancel: boolean;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const action = useAction();
  const { view, invite } = props;
  const cancel = async () => {
    const done = await action.run(async (api) =>
      asDone(await api.cancelInvite({ charter: view.id, invite: invite.id })),
    );
    if (done === true) announcer.show(t("people.cancelled"));
  };
  const words = t("people.inviteState", {
    who: t(`membership.who.${invite.role}`),
    person: invite.invitedBy,
    when: formats.moment(invite.expiresAt),
  });
  return (
    <li className="invite">
      <div>
        {words}
        {invite.state === "waiting" && (
          <>
            {" "}
            <Badge tone="warn" icon="clock" words={t("membership.inviteWaits")} />
          </>
        )}
        <AlikeNote others={props.alike.likePerson(invite.invitedBy, null)} />
      </div>
      {props.mayCancel && (
        <Button
          tone="quiet"
          isBusy={action.isBusy}
          aria-label={`${t("people.cancelInvite")}: ${t(`membership.as.${invite.role}`)}`}
          onPress={() => void cancel()}
        >
          {t("people.cancelInvite")}
        </Button>
      )}
      <ErrorNotice error={action.error} />
    </li>
  );
}
