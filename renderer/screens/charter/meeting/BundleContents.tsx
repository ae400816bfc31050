import { useTranslation } from "react-i18next";
import type { BundlePreview } from "../../../../shared/api/bundles.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { MembershipStep } from "../people/MembershipStep.tsx";
import { useAuthor } from "../state/useAuthor.ts";

/** What a `.tessera` file would bring: whose changes, from when to when, who came and went, what is signed. */
export function BundleContents({ preview }: { readonly preview: BundlePreview }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const { title, added, receipts, alreadyHeld, from, to, by, membership, proposals, ballots } = preview;
  const changes = added - receipts;
  return (
    <>
      <h3>
        <bdi>{title}</bdi>
      </h3>
      <p>
        {t("bundle.changes", { count: changes })}
        {from !== null &&
          to !== null &&
          ` ${t("bundle.period", { from: formats.moment(from), to: formats.moment(to) })}`}
      </p>
      {by.length > 0 && (
        <ul className="plain-list" aria-label={t("bundle.by")}>
          {by.map((one) => (
            <li key={`${one.author.person} ${one.author.party?.id ?? ""}`}>
              {t("bundle.byOne", { count: one.changes, by: author(one.author) })}
              {one.leftOut > 0 && <span className="hint"> {t("bundle.leftOut", { count: one.leftOut })}</span>}
            </li>
          ))}
        </ul>
      )}
      {membership.length + proposals.length + ballots.length > 0 && (
        <ol className="steps" aria-label={t("bundle.steps")}>
          {membership.map((change) => (
            <li key={change.id} className="step" data-state={change.state}>
              <MembershipStep change={change} />
            </li>
          ))}
          {proposals.map((one) => (
            <li key={`proposal ${one.at} ${one.title}`} className="step">
              <Icon name="pen" />
              <div>
                <p>{t("bundle.proposed", { by: author(one.by), title: one.title })}</p>
                <p className="hint">{formats.moment(one.at)}</p>
              </div>
            </li>
          ))}
          {ballots.map((one) => (
            <li key={`ballot ${one.at} ${one.party.id} ${one.title}`} className="step">
              <Icon name={one.choice === "ratify" ? "seal" : "cross"} />
              <div>
                <p>{t(`bundle.${one.choice}`, { by: author(one), title: one.title })}</p>
                <p className="hint">{formats.moment(one.at)}</p>
              </div>
            </li>
          ))}
        </ol>
      )}
      <p className="hint">
        {t("bundle.receipts", { count: receipts })} {t("bundle.alreadyHeld", { count: alreadyHeld })}
      </p>
      <NotTaken preview={preview} />
      {added > 0 && <p className="hint">{t("signing.claimed")}</p>}
    </>
  );
}

/** What of the file stays outside, and what to do about it. */
function NotTaken({ preview }: { readonly preview: BundlePreview }) {
  const { t } = useTranslation();
  const { waiting, missing, unopened, refused, newer } = preview;
  return (
    <>
      {waiting > 0 && (
        <Notice tone="warn" title={t("bundle.missing", { count: missing })}>
          {t("bundle.waiting", { count: waiting })}
        </Notice>
      )}
      {unopened > 0 && <p className="hint">{t("bundle.unopened", { count: unopened })}</p>}
      {newer > 0 && <p className="hint">{t("bundle.newer", { count: newer })}</p>}
      {refused > 0 && <p className="hint">{t("bundle.refused", { count: refused })}</p>}
    </>
  );
}
