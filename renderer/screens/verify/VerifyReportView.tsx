import { useTranslation } from "react-i18next";
import type { VerifyReport } from "../../../shared/api/hostApi.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Fingerprint } from "../../ui/Fingerprint.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useTermWords } from "../signing/useTermWords.ts";

export function VerifyReportView({ file, report }: { readonly file: string; readonly report: VerifyReport }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const termWords = useTermWords();
  return (
    <div className="verify-report">
      <section className={report.valid ? "verdict good" : "verdict bad"}>
        <Icon name={report.valid ? "seal" : "alert"} />
        <div>
          <h2>{t(report.valid ? "verify.valid" : "verify.invalid")}</h2>
          <p>{t(report.valid ? "verify.validHint" : "verify.invalidHint")}</p>
          <p className="hint">
            {t("verify.file")}: <bdi>{file}</bdi>
          </p>
        </div>
      </section>
      <section className="paper">
        {report.title !== "" && (
          <h2>
            <bdi>{report.title}</bdi>
          </h2>
        )}
        {report.term !== null && (
          <p>
            {t("verify.term")}: {termWords(report.term)}
          </p>
        )}
        {report.ratifiedBy.length > 0 && (
          <>
            <h3>{t("verify.signatories")}</h3>
            <ul className="signatories">
              {report.ratifiedBy.map((signature) => (
                <li key={signature.party.id}>
                  <p className="signatory">
                    <bdi>{signature.party.name}</bdi>
                  </p>
                  <p className="hint">
                    {t("signing.by", { person: signature.person, when: formats.dayOf(signature.castAt) })}
                  </p>
                  <p className="hint">{t("verify.keyFingerprint", { fingerprint: signature.fingerprint })}</p>
                  {signature.confirmed !== null && (
                    <p className="hint">
                      {t("verify.confirmed", {
                        person: signature.confirmed.person ?? t("verify.partyKey"),
                        when: formats.dayOf(signature.confirmed.at),
                      })}
                    </p>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
        {report.left.map(({ party, how, day, reason }) => (
          <Notice
            key={party.id}
            tone="warn"
            title={t(how === "withdrew" ? "verify.withdrew" : "verify.removed", {
              party: party.name,
              day: formats.day(day),
            })}
          >
            <p>{t("verify.leftSource")}</p>
            {reason !== "" && <blockquote className="note">{reason}</blockquote>}
          </Notice>
        ))}
        {report.seals.map((seal, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two seals may be alike in everything but their place.
          <p className="hint" key={at}>
            {t(
              seal.stranger
                ? "verify.sealStranger"
                : seal.party === null
                  ? "verify.sealCalled"
                  : at === 0
                    ? "verify.sealedBy"
                    : "verify.sealedAlso",
              {
                name: seal.name,
                party: seal.party ?? "",
                when: formats.dayOf(seal.signedAt),
              },
            )}
          </p>
        ))}
        {report.contentHash !== "" && (
          <>
            <h3>{t("verify.hash")}</h3>
            <Fingerprint hex={report.contentHash} label={t("verify.hash")} />
          </>
        )}
        <p className="hint">{t("verify.compare")}</p>
      </section>
      <section className="paper">
        <h2>{t("verify.checks")}</h2>
        <ul className="checks">
          {report.checks.map((check) => (
            <li key={check.check} className={check.passed ? "good" : "bad"}>
              <Icon name={check.passed ? "check" : "cross"} />
              <div>
                <p>
                  <strong>{t(`verify.check.${check.check}`)}</strong>:{" "}
                  {t(check.passed ? "verify.passed" : "verify.failed")}
                </p>
                {check.passed ? (
                  <p className="hint">{t(`verify.passedText.${check.check}`)}</p>
                ) : (
                  <p className="hint" lang="en" dir="ltr">
                    {check.detail}
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
