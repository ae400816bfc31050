import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { copyShown } from "../../ui/copyShown.ts";
import { QrCode } from "../../ui/QrCode.tsx";

/** The whole invitation in one: scanned by a phone and sent on, or copied and pasted where the other joins. */
export function InviteLink({ link }: { readonly link: string }) {
  const { t } = useTranslation();
  const [said, setSaid] = useState("");
  const shown = useRef<HTMLOutputElement>(null);
  const copy = async () => {
    const isCopied = shown.current !== null && (await copyShown(shown.current));
    setSaid(t(isCopied ? "invite.linkCopied" : "invite.linkNotCopied"));
  };
  return (
    <section className="form">
      <p>{t("invite.linkHint")}</p>
      <QrCode text={link} label={t("invite.qr")} />
      <output ref={shown} className="link-text" aria-label={t("invite.link")} dir="ltr">
        {link}
      </output>
      <div className="row">
        <Button onPress={() => void copy()}>{t("invite.copyLink")}</Button>
        <span className="hint" role="status">
          {said}
        </span>
      </div>
    </section>
  );
}
