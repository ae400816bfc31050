import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { QrCode } from "../../../ui/QrCode.tsx";

/**
 * The whole invitation in one: read by the camera of the other's computer, scanned by a phone
 * and sent on, or copied and pasted where the other joins.
 */
export function InviteLink({ link }: { readonly link: string }) {
  const { t } = useTranslation();
  const shown = useRef<HTMLOutputElement>(null);
  return (
    <section className="form">
      <p>{t("invite.linkHint")}</p>
      <QrCode text={link} label={t("invite.qr")} />
      <output ref={shown} className="link-text" aria-label={t("invite.link")} dir="ltr">
        {link}
      </output>
      <CopyButton
        place={shown}
        label={t("invite.copyLink")}
        copied={t("invite.linkCopied")}
        notCopied={t("invite.linkNotCopied")}
      />
    </section>
  );
}
