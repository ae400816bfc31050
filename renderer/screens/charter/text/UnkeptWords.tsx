/** What was typed when this device lost its say, or its host: nobody keeps it for sure, so it is here to be copied. */
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "../../../../shared/api/errorWords.ts";
import { readLanguage } from "../../../i18n/language.ts";
import type { Unkept } from "../../../replica/useCharterText.ts";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { Notice } from "../../../ui/Notice.tsx";

export function UnkeptWords({ unkept: { words, why } }: { readonly unkept: Unkept }) {
  const { t, i18n } = useTranslation();
  const isGone = why === "hostGone";
  const place = useRef<HTMLParagraphElement>(null);
  return (
    <Notice tone="warn" title={t(isGone ? "charter.unsaved" : "charter.unkept")} isLive>
      <p>{isGone ? t("charter.unsavedNext") : describeError(why, readLanguage(i18n.language)).title}</p>
      <p className="unkept-words" dir="auto" ref={place}>
        {words}
      </p>
      <CopyButton
        place={place}
        label={t("charter.copyUnkept")}
        copied={t("charter.unkeptCopied")}
        notCopied={t("charter.unkeptNotCopied")}
      />
    </Notice>
  );
}
