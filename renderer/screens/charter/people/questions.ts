/** What is asked before somebody's part ends, a party goes, or a party consents. */
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { DecisionView, DeviceView, PartyView } from "../../../../shared/api/people.ts";
import { countNeeded, type Suggesters } from "../../../../shared/charter/parties/quotas.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { countForRemoval } from "../state/standing.ts";
import type { Asked } from "./ReasonDialog.tsx";

export interface Questions {
  endDevice(device: DeviceView): Asked;
  removeParty(party: PartyView): Asked;
  withdraw(party: PartyView): Asked;
  consent(decision: DecisionView): Asked;
  setSuggest(suggest: Suggesters): Asked;
}

export function useQuestions(view: CharterView): Questions {
  const { t } = useTranslation();
  const formats = useFormats();
  const { id: charter } = view;
  return {
    endDevice(device) {
      const who = formats.row([device.person, device.name]);
      const isLast =
        device.party !== null &&
        view.parties.some(({ devices }) => devices.length === 1 && devices[0]?.id === device.id);
      return {
        title: device.isThis ? t("membership.endThisTitle") : t("membership.endTitle", { who }),
        says: [
          t("membership.keeps"),
          t(device.isThis ? "membership.leavesOutThis" : "membership.leavesOut"),
          ...(isLast ? [t("membership.lastDevice")] : []),
          t("membership.learns"),
        ],
        typedName: null,
        isReasonOptional: false,
        tone: "danger",
        action: t("membership.end"),
        done: t("membership.ended", { who }),
        asksSince: device.party !== null && !device.isThis,
        call: (api, reason, since) => api.revokeDevice({ charter, device: device.id, reason, since }),
      };
    },
    removeParty({ id: party, name }) {
      const { needed, others } = countForRemoval(view);
      return {
        title: t("membership.removeTitle", { party: name }),
        says: [t("membership.removeNeeds", { needed, others }), t("membership.keepsParty"), t("membership.learns")],
        typedName: name,
        isReasonOptional: false,
        tone: "danger",
        action: t("membership.remove"),
        done: needed <= 1 ? t("membership.removed", { party: name }) : t("membership.removalAsked", { party: name }),
        call: (api, reason) => api.removeParty({ charter, party, reason }),
      };
    },
    withdraw({ id: party, name }) {
      return {
        title: t("membership.withdrawTitle"),
        says: [t("membership.withdrawNow"), t("membership.keepsParty"), t("membership.learns")],
        typedName: name,
        isReasonOptional: false,
        tone: "danger",
        action: t("membership.withdraw"),
        done: t("membership.withdrew", { party: name }),
        call: (api, reason) => api.removeParty({ charter, party, reason }),
      };
    },
    setSuggest(suggest) {
      const parties = view.parties.length;
      const needed = countNeeded(view.policy.admit, parties);
      return {
        title: t(`membership.suggestTitle.${suggest}`),
        says: [t(`membership.suggestSays.${suggest}`), t("membership.suggestNeeds", { needed, parties })],
        typedName: null,
        isReasonOptional: true,
        tone: "primary",
        action: t("membership.suggestAsk"),
        done: t(needed <= 1 ? "membership.suggestDone" : "membership.suggestAsked"),
        call: (api, reason) => api.setSuggest({ charter, suggest, reason }),
      };
    },
    consent(decision) {
      const left = decision.needed - decision.consented.length - 1;
      const party = decision.party?.name ?? "";
      return {
        title:
          decision.party !== null
            ? t("membership.consentRemoveTitle", { party })
            : decision.ruleset !== null
              ? t("membership.consentAdoptTitle", { number: decision.ruleset.number })
              : decision.suggest !== null
                ? t(`membership.consentSuggestTitle.${decision.suggest}`)
                : t("membership.consentAdmitTitle"),
        says: [
          ...(decision.ruleset?.isKnown === false ? [t("membership.adoptUnknown")] : []),
          t("membership.consentBinds"),
          left > 0 ? t("membership.consentLeft", { count: left }) : t("membership.consentLast"),
        ],
        typedName: null,
        isReasonOptional: true,
        tone: "primary",
        action: t("membership.consent"),
        done: t("membership.consentGiven"),
        call: (api, reason) => api.consent({ charter, decision: decision.id, reason }),
      };
    },
  };
}
