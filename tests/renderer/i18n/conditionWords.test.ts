import { describe, expect, it } from "vitest";
import { createFormats } from "../../../renderer/i18n/formats.ts";
import { startWords } from "../../../renderer/i18n/i18n.ts";
import { sayCondition } from "../../../renderer/screens/charter/state/useConditionWords.ts";
import { type AgreedOn, conditionFacts } from "../../../shared/charter/parties/conditionFacts.ts";
import { conditionCases, middle } from "../../support/conditionCases.ts";

async function speaker(language: "en" | "ar"): Promise<(agreed: AgreedOn) => readonly string[]> {
  const { t } = await startWords(language);
  const formats = createFormats(language, () => 0);
  return (agreed) => conditionFacts(agreed).map((fact) => sayCondition(t, formats, fact));
}

describe("conditions in the window", () => {
  it("are said in plain sentences", async () => {
    const say = await speaker("en");
    expect(say(middle)).toEqual([
      "3 of 4 parties suffice.",
      "A party agrees by its signature.",
      "In force 30 days after the last party that is needed ratifies it.",
      "It binds those who ratify it.",
      "Who joins later is bound from their own day, and not before it is in force.",
      "A party may leave out a clause for itself, or say how it reads it.",
      "No further party joins it.",
      "A party that leaves it says so 365 days before.",
    ]);
    expect(say(conditionCases["two are indispensable"] ?? middle)).toContain(
      "Without these it is not ratified: Coast and River Council.",
    );
    expect(say(conditionCases["two reviews"] ?? middle)).toContain(
      "The parties meet about it on 20 March 2027 and 20 March 2028.",
    );
  });

  it.each(["en", "ar"] as const)("never sound the same where one of them differs, in %s", async (language) => {
    const say = await speaker(language);
    const all = [middle, ...Object.values(conditionCases)].map((agreed) => say(agreed));
    expect(new Set(all.map((sentences) => sentences.join(" "))).size).toBe(all.length);
    for (const sentence of all.flat()) expect(sentence).not.toMatch(/conditions\.|\{\{/);
  });
});
