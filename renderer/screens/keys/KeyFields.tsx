import { Checkbox } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { KeyChoice, KeyView } from "../../../shared/api/keys.ts";
import { Field } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Radios } from "../../ui/Radios.tsx";
import { faultOf, type KeyForm, shortestPassphrase } from "./keyForm.ts";

/** By what the keys shall be opened: the system's key store where there is one, a passphrase, or nothing. */
export function KeyFields({
  form,
  keys,
  isTried,
}: {
  readonly form: KeyForm;
  readonly keys: KeyView;
  readonly isTried: boolean;
}) {
  const { t } = useTranslation();
  const { wish, change } = form;
  const fault = isTried ? faultOf(wish) : null;
  const kinds: readonly KeyChoice["kind"][] =
    keys.systemStore === null ? ["passphrase", "plain"] : ["system", "passphrase", "plain"];
  const hints: Readonly<Record<KeyChoice["kind"], string>> = {
    system: t("keys.systemHint", { store: keys.systemStore ?? "" }),
    passphrase: t("keys.passphraseHint"),
    plain: t("keys.plainHint"),
  };
  return (
    <>
      <Radios
        label={t("keys.choose")}
        value={wish.kind}
        onChange={(kind) => change({ kind })}
        isLabelHidden
        options={kinds.map((value) => ({ value, label: t(`keys.${value}`), hint: hints[value] }))}
      />
      <div className="indent">
        {wish.kind === "plain" ? (
          <>
            <Notice tone="warn" title={t("keys.plainTitle")}>
              {t("keys.plainNotice")}
            </Notice>
            <Checkbox
              className="check"
              isSelected={wish.knowsPlain}
              isInvalid={fault === "plainUnread"}
              onChange={(knowsPlain) => change({ knowsPlain })}
            >
              <span className="check-box" aria-hidden="true">
                <Icon name="check" />
              </span>
              {t("keys.plainKnown")}
            </Checkbox>
            {fault === "plainUnread" && <p className="fault">{t("keys.plainUnread")}</p>}
          </>
        ) : (
          <>
            <Field
              label={wish.kind === "system" ? t("keys.spare") : t("keys.phrase")}
              hint={wish.kind === "system" ? t("keys.spareHint") : t("keys.phraseHint")}
              type="password"
              value={wish.passphrase}
              onChange={(passphrase) => change({ passphrase })}
              fault={fault === "tooShort" ? t("keys.tooShort", { least: shortestPassphrase }) : null}
              isOptional={wish.kind === "system"}
            />
            <Field
              label={t("keys.again")}
              type="password"
              value={wish.again}
              onChange={(again) => change({ again })}
              fault={fault === "differs" ? t("keys.differs") : null}
              isOptional={wish.kind === "system"}
            />
          </>
        )}
      </div>
    </>
  );
}
