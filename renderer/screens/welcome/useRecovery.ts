/** What a person gives to bring a party back, and the asking itself. */
import { useState } from "react";
import type { Identity } from "../../../shared/api/keys.ts";
import type { CharterSummary } from "../../../shared/api/library.ts";
import { addDays, dayOf, isDay } from "../../../shared/base/days.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { type Action, useAction } from "../shell/hostContext.tsx";
import { wordCount } from "./spreadWords.ts";

export interface CameBack {
  readonly identity: Identity;
  readonly charters: readonly CharterSummary[];
}

export interface RecoveryForm {
  readonly words: readonly string[];
  readonly address: string;
  /** Needed where the address is a relay's. */
  readonly code: string;
  readonly revokeOthers: boolean;
  /** Where they end: the day from which the party does not stand by their ballots. */
  readonly since: string;
  readonly reason: string;
}

export interface Recovery {
  readonly form: RecoveryForm;
  readonly action: Action;
  change(part: Partial<RecoveryForm>): void;
  isComplete(): boolean;
  /** Null where something is missing, or the host says why not. */
  submit(person: string, device: string): Promise<CameBack | null>;
}

export const isRelay = (address: string): boolean => /^wss?:/.test(address.trim());

export const lacksWords = (form: RecoveryForm): boolean => form.words.some((word) => word === "");

/** A party that ends all its devices by the words usually lost them some days ago. */
const lostSinceDays = 30;

export function useRecovery(): Recovery {
  const action = useAction();
  const [form, setForm] = useState<RecoveryForm>({
    words: Array.from({ length: wordCount }, () => ""),
    address: "",
    code: "",
    revokeOthers: false,
    since: addDays(dayOf(Date.now()), -lostSinceDays),
    reason: "",
  });
  return {
    form,
    action,
    change: (part) => setForm((last) => ({ ...last, ...part })),
    isComplete: () =>
      !lacksWords(form) &&
      form.address.trim() !== "" &&
      form.reason.trim() !== "" &&
      (!isRelay(form.address) || form.code.trim() !== ""),
    async submit(person, device) {
      const asked = { ...form, person, device, address: form.address.trim(), reason: form.reason.trim() };
      if (lacksWords(form) || [person, device, asked.address, asked.reason].includes("")) return null;
      return action.run(async (api) => {
        const recovered = await api.recover({
          ...asked,
          code: isRelay(asked.address) ? form.code.trim() : null,
          since: form.revokeOthers && isDay(form.since) ? form.since : null,
        });
        if (!recovered.ok) return recovered;
        const listed = await api.listCharters({});
        const cameBack = (id: CharterId): boolean => recovered.value.charters.includes(id);
        const charters = listed.ok ? listed.value.filter(({ id }) => cameBack(id)) : [];
        return { ok: true, value: { identity: recovered.value.identity, charters } };
      });
    },
  };
}
