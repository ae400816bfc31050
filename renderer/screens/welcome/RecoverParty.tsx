/** Bringing a party back: its words, a member's address, and what becomes of the old devices. */
import { Checkbox } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Screen } from "../shell/Screen.tsx";
import { type CameBack, isRelay, lacksWords, type Recovery } from "./useRecovery.ts";
import { WordsEntry } from "./WordsEntry.tsx";

/** `isTried`: from then on what is missing is said. */
export function RecoverFields({ recovery, isTried }: { readonly recovery: Recovery; readonly isTried: boolean }) {
  const { t } = useTranslation();
  const { form, change } = recovery;
  const missing = (value: string) => (isTried && value.trim() === "" ? t("welcome.missing") : null);
  return (
    <div className="indent">
      <WordsEntry
        words={form.words}
        onChange={(words) => change({ words })}
        fault={isTried && lacksWords(form) ? t("recover.wordsMissing") : null}
      />
      <Field
        label={t("recover.address")}
        hint={t("recover.addressHint")}
        value={form.address}
        onChange={(address) => change({ address })}
        fault={missing(form.address)}
        isCode
      />
      {isRelay(form.address) && (
        <Field
          label={t("recover.code")}
          hint={t("recover.codeHint")}
          value={form.code}
          onChange={(code) => change({ code })}
          fault={missing(form.code)}
          maxLength={40}
          isCode
        />
      )}
      <div>
        <Checkbox
          className="check"
          isSelected={form.revokeOthers}
          onChange={(revokeOthers) => change({ revokeOthers })}
        >
          <span className="check-box" aria-hidden="true">
            <Icon name="check" />
          </span>
          {t("recover.revoke")}
        </Checkbox>
        <p className="hint">{t("recover.revokeHint")}</p>
      </div>
      {form.revokeOthers && (
        <Field
          label={t("membership.since")}
          hint={t("recover.sinceHint")}
          type="date"
          value={form.since}
          onChange={(since) => change({ since })}
        />
      )}
      <Field
        label={t("recover.reason")}
        hint={t("membership.reasonHint")}
        value={form.reason}
        onChange={(reason) => change({ reason })}
        fault={missing(form.reason)}
        lines={2}
        maxLength={1000}
      />
    </div>
  );
}

/** The charters that came back, before going on to them. */
export function PartyIsBack({ back, onDone }: { readonly back: CameBack; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { identity, charters } = back;
  return (
    <Screen title={t("recover.backTitle", { party: identity.party?.name ?? identity.person })}>
      <section className="paper">
        <p>{t("recover.back", { count: charters.length })}</p>
        <ul className="came-back">
          {charters.map(({ id, title }) => (
            <li key={id}>
              <bdi>{title}</bdi>
            </li>
          ))}
        </ul>
      </section>
      <div className="row">
        <Button tone="primary" onPress={onDone}>
          {t("recover.continue")}
        </Button>
      </div>
    </Screen>
  );
}
