import { useTranslation } from "react-i18next";
import type { NotCompared, VerifyCheck, VerifyReport } from "../../../shared/api/documents.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Fingerprint } from "../../ui/Fingerprint.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { StatusTable } from "../../ui/StatusTable.tsx";
import { useTermWords } from "../charter/state/useTermWords.ts";
import { routeHash } from "../shell/routes.ts";

/** Also the name of its words. */
export const verdictOf = ({ valid, notCompared }: VerifyReport) =>
  valid ? "valid" : notCompared === null ? "invalid" : "notCompared";

const tones = { valid: "good", invalid: "bad", notCompared: "warn" } as const;

const outcomeOf = ({ passed, checked }: VerifyCheck) => (passed ? "passed" : checked ? "failed" : "notChecked");

const looks = {
  passed: { tone: "good", icon: "check" },
  failed: { tone: "bad", icon: "cross" },
  notChecked: { tone: "neutral", icon: "minus" },
} as const satisfies Readonly<Record<string, { tone: string; icon: IconName }>>;

/** Why the pages were not compared, and what would do it. */
function Lack({ why }: { readonly why: NotCompared }) {
  const { t } = useTranslation();
  if (why.kind === "otherRendering") return <p>{t("verify.otherRendering", { version: why.version })}</p>;
  const pack = t(`settings.pack.${why.pack}`, { defaultValue: why.pack });
  return (
    <p>
      {t("verify.noFaces", { script: why.script, pack })}{" "}
      <a href={routeHash({ screen: "settings" })}>{t("verify.toSettings")}</a>
    </p>
  );
}

export function VerifyReportView({ file, report }: { readonly file: string; readonly report: VerifyReport }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const termWords = useTermWords();
  const verdict = verdictOf(report);
  return (
    <div className="verify-report">
      <section className={`verdict ${tones[verdict]}`}>
        <Icon name={report.valid ? "seal" : "alert"} />
        <div>
          <h2>{t(`verify.${verdict}`)}</h2>
          <p>{t(`verify.${verdict}Hint`)}</p>
          {report.notCompared !== null && <Lack why={report.notCompared} />}
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
        {report.since !== null && <Since since={report.since} />}
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
            <li key={check.check} className={looks[outcomeOf(check)].tone}>
              <Icon name={looks[outcomeOf(check)].icon} />
              <div>
                <p>
                  <strong>{t(`verify.check.${check.check}`)}</strong>: {t(`verify.${outcomeOf(check)}`)}
                </p>
                {check.passed ? (
                  <p className="hint">{t(`verify.passedText.${check.check}`)}</p>
                ) : !check.checked ? (
                  <p className="hint">{t("verify.notCheckedText")}</p>
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

/** What came after the ratification, as one device compiled it. */
function Since({ since }: { readonly since: NonNullable<VerifyReport["since"]> }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section>
      <h3>{t("verify.since", { day: formats.day(since.asOf) })}</h3>
      <StatusTable rows={since.rows} label={t("verify.since", { day: formats.day(since.asOf) })} />
      <p className="hint">{t("verify.sinceSource", { person: since.by.person, party: since.by.party.name })}</p>
    </section>
  );
}
