/** How parties join and leave a new charter: folded, because what it begins with suits most. */
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { useTranslation } from "react-i18next";
import {
  type Policy,
  type Quota,
  quotas,
  type Suggesters,
  suggesters,
} from "../../../shared/charter/parties/quotas.ts";
import { Choice } from "../../ui/Choice.tsx";
import { Icon } from "../../ui/Icon.tsx";

export function PolicyChoice({
  policy,
  onChange,
}: {
  readonly policy: Policy;
  readonly onChange: (policy: Policy) => void;
}) {
  const { t } = useTranslation();
  const options = quotas.map((value) => ({ value, label: t(`policy.choice.${value}`) }));
  const choice = (act: "admit" | "remove", label: string, hint: string) => (
    <div>
      <Choice
        label={label}
        value={policy[act]}
        options={options}
        onChange={(quota: Quota) => onChange({ ...policy, [act]: quota })}
      />
      <p className="hint">{hint}</p>
    </div>
  );
  return (
    <Disclosure className="folded">
      <Heading level={2}>
        <AriaButton slot="trigger" className="fold-button">
          <Icon name="down" />
          <span>{t("policy.title")}</span>
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <div className="form">
          <p className="hint">{t("policy.lead")}</p>
          {choice("admit", t("policy.admit"), t("policy.admitHint"))}
          {choice("remove", t("policy.remove"), t("policy.removeHint"))}
          <div>
            <Choice
              label={t("policy.suggest")}
              value={policy.suggest}
              options={suggesters.map((value) => ({ value, label: t(`policy.suggesters.${value}`) }))}
              onChange={(suggest: Suggesters) => onChange({ ...policy, suggest })}
            />
            <p className="hint">{t("policy.suggestHint")}</p>
          </div>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
