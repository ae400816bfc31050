/** What the fake host answers that does not depend on a charter. */

import type { VerifyCheck, VerifyReport } from "../../shared/api/documents.ts";
import type { TemplateRef } from "../../shared/api/library.ts";
import { forged } from "./fakeCharters.ts";

/** As one of the vectors has it. */
export const inviteLink =
  "TESSERA:AGCHARSULFEFARSYGI4VQR2IJJITMMECOEYTSMROGE3DQLRRFYZDAORXGQZDA3S3MZSDAMB2HIYV2ORXGQZDA6A3" +
  "O5ZXGORPF5ZGK3DBPEXGK6DBNVYGYZJPORSXG43FOJQVANOGHPSK5XJTBVDGJO3AJCXRKE5IJETSA";

export const recoveryWords =
  "river meadow copper lantern orchard cradle violin harvest pepper saddle window ginger marble candle thunder basket velvet summit pilot acorn ribbon fossil garden anchor".split(
    " ",
  );

/** Another language of the list. */
export const recoveryWordsFrench =
  "rivière pelouse cuivre lanterne verger berceau violon récolte poivre sellette fenêtre gingembre marbre bougie tonnerre panier velours sommet pilote gland ruban fossile jardin ancre".split(
    " ",
  );

export const templates: readonly TemplateRef[] = [
  {
    id: "water",
    language: "en",
    title: "Shared water",
    summary: "Preamble, use in turns, years of drought, quarrels. Four articles.",
    markdown: `# Shared water

## Preamble

We who drink from one river,

${"## Use in turns\n\n1. Each village opens its gate on [its own day].\n\n".repeat(8)}`,
  },
  {
    id: "alliance",
    language: "en",
    title: "Alliance of movements",
    summary: "What is fought for together, how the parties speak, how one leaves.",
    markdown: "# Alliance of movements\n\n## Purpose\n\n1. The movements named here act together.\n",
  },
  {
    id: "water-ar",
    language: "ar",
    title: "ماء مشترك",
    summary: "ديباجة، والانتفاع بالتناوب، وسنوات الجفاف، والخلاف.",
    markdown: "# ماء مشترك\n\n## ديباجة\n\nنحن الشاربين من نهر واحد،\n",
  },
];

const checks = (failed: readonly VerifyCheck["check"][]): readonly VerifyCheck[] =>
  (["structure", "content", "proposal", "ballots", "parties", "seal", "rendering"] as const).map((check) => ({
    check,
    passed: !failed.includes(check),
    checked: true,
    detail: failed.includes(check)
      ? "Page 2 differs from the signed text set anew: 3 of 48,211 bytes."
      : "As it should be.",
  }));

export const goodReport = (now: number): VerifyReport => ({
  valid: true,
  notCompared: null,
  checks: checks([]),
  charter: forged("charter", 1) as NonNullable<VerifyReport["charter"]>,
  title: "Accord on the River Meadows",
  contentHash: forged("content", 2),
  ratifiedBy: [
    {
      party: { id: forged("party", 1) as never, name: "Fishers’ Union of the Lower River" },
      person: "Amina Benali",
      castAt: now - 300 * 86_400_000,
      fingerprint: "3f9a 11c0 72de 845b",
      confirmed: null,
    },
    {
      party: { id: forged("party", 2) as never, name: "Herders of the High Meadow" },
      person: "Jon Etxeberria",
      castAt: now - 299 * 86_400_000,
      fingerprint: "b07e 5d21 9c44 e6f8",
      confirmed: null,
    },
  ],
  left: [],
  term: { from: null, months: 12, until: null, noticeDays: 60 },
  seals: [{ name: "Amina Benali", party: "River Assembly", signedAt: 1_772_000_000_000, stranger: false }],
});

export const tamperedReport = (now: number): VerifyReport => ({
  ...goodReport(now),
  valid: false,
  checks: checks(["seal", "rendering"]),
});

/** Of a text with Han, on a machine without faces for it. */
export const notComparedReport = (now: number): VerifyReport => ({
  ...goodReport(now),
  valid: false,
  notCompared: { kind: "noFaces", script: "Han", pack: "chinese" },
  checks: checks(["seal", "rendering"]).map((check) => ({ ...check, checked: check.passed })),
  seals: [],
});
