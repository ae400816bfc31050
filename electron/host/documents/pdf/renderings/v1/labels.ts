/** The words of a PDF that are not the parties' own, in the language of the text where we have them. */
import type { PartyKind } from "../../../../../../shared/charter/parties/roles.ts";
import type { CertificateView } from "../../../../../../shared/ledger/members/model.ts";

export interface Labels {
  readonly purpose: Readonly<Record<Exclude<CertificateView["purpose"], "prolongation">, string>>;
  readonly kind: Readonly<Record<PartyKind, string>>;
  readonly months: readonly string[];
  readonly ratifiedOn: string;
  readonly inForceFrom: string;
  readonly inForceUntil: string;
  readonly openEnded: string;
  /** {days} */
  readonly renewalDue: string;
  readonly charter: string;
  readonly certificate: string;
  readonly replaces: string;
  readonly contentHash: string;
  readonly proposedBy: string;
  readonly note: string;
  readonly parties: string;
  readonly speaksFor: string;
  readonly fingerprint: string;
  readonly signatures: string;
  /** {needed}, {parties}, {signed} */
  readonly threshold: string;
  readonly signedBy: string;
  readonly signedOn: string;
  readonly device: string;
  readonly verify: string;
  readonly verifySteps: readonly string[];
  /** {count} */
  readonly numbered: string;
  /** {page}, {pages} */
  readonly pageOf: string;
}

const english: Labels = {
  purpose: { first: "Agreement", amendment: "Amended agreement", renewal: "Renewed agreement" },
  kind: {
    community: "Community",
    movement: "Movement",
    union: "Union",
    organisation: "Organisation",
    "public-authority": "Public authority",
    guardian: "Guardian",
    other: "Other",
  },
  months: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
  ratifiedOn: "Ratified on",
  inForceFrom: "In force from",
  inForceUntil: "In force until",
  openEnded: "no end is set",
  renewalDue: "Renewal is due {days} days before the end.",
  charter: "Charter",
  certificate: "Certificate",
  replaces: "Follows certificate",
  contentHash: "SHA-256 of the content",
  proposedBy: "Proposed by",
  note: "Note of the proposer",
  parties: "The parties",
  speaksFor: "Speaks for",
  fingerprint: "Key",
  signatures: "Signatures",
  threshold: "Ratification needed {needed} of {parties} parties; {signed} have signed.",
  signedBy: "Signed by",
  signedOn: "Signed on",
  device: "Device",
  verify: "How to verify this document",
  verifySteps: [
    "Run “tessera verify FILE” on this file, or drop it on the window of Tessera. No network and no account are needed. It checks the content, every party's signature and the seal, draws these pages again from what the parties signed, and compares them with this file byte by byte.",
    "Two files are attached. content.json is the text that was signed, in canonical JSON (RFC 8785); its SHA-256 is printed on the first page and can be computed with any tool. certificate.cbor holds the proposal, the parties' keys and their signatures (Ed25519), and proves the ratification by itself.",
    "Dates of signatures are those that the signing devices claimed, in UTC.",
  ],
  numbered:
    "{count} characters of this document are in no font that this file may use. They are shown by their Unicode number, as in ‹U+1F600›; the attached content.json holds them as they are.",
  pageOf: "Page {page} of {pages}",
};

const arabic: Labels = {
  purpose: { first: "اتفاق", amendment: "اتفاق معدَّل", renewal: "اتفاق مجدَّد" },
  kind: {
    community: "مجتمع",
    movement: "حركة",
    union: "نقابة",
    organisation: "منظمة",
    "public-authority": "سلطة عامة",
    guardian: "وصيّ",
    other: "غير ذلك",
  },
  months: [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
  ],
  ratifiedOn: "تاريخ التصديق",
  inForceFrom: "نافذ من",
  inForceUntil: "نافذ حتى",
  openEnded: "لم يُحدَّد أجل",
  renewalDue: "يحين موعد التجديد قبل {days} يومًا من نهاية المدة.",
  charter: "الميثاق",
  certificate: "الشهادة",
  replaces: "تلي الشهادة",
  contentHash: "بصمة SHA-256 للمحتوى",
  proposedBy: "اقترحه",
  note: "ملاحظة مقدِّم الاقتراح",
  parties: "الأطراف",
  speaksFor: "يتحدث باسم",
  fingerprint: "المفتاح",
  signatures: "التوقيعات",
  threshold: "تطلّب التصديق {needed} من {parties} من الأطراف، ووقّع منها {signed}.",
  signedBy: "وقّع عنه",
  signedOn: "تاريخ التوقيع",
  device: "الجهاز",
  verify: "كيف يُتحقَّق من هذه الوثيقة",
  verifySteps: [
    "شغّل الأمر “tessera verify FILE” على هذا الملف، أو أفلِته في نافذة Tessera. لا حاجة إلى شبكة ولا إلى حساب. يفحص البرنامج المحتوى وتوقيع كل طرف والختم، ويرسم هذه الصفحات من جديد مما وقّعته الأطراف، ويقارنها بهذا الملف بايتًا بايتًا.",
    "أُرفق بالوثيقة ملفان: content.json وهو النص الموقَّع بصيغة JSON القانونية (RFC 8785)، وبصمته SHA-256 مطبوعة في الصفحة الأولى ويمكن حسابها بأي أداة؛ و certificate.cbor وفيه الاقتراح ومفاتيح الأطراف وتوقيعاتها (Ed25519)، وهو وحده دليل على التصديق.",
    "تواريخ التوقيعات هي ما أعلنته أجهزة الموقّعين، بالتوقيت العالمي UTC.",
  ],
  numbered:
    "في هذه الوثيقة {count} من المحارف لا يوجد لها رسم في خطوط هذا الملف، وتظهر برقمها في يونيكود مثل ‹U+1F600›، ونصها الأصلي في الملف المرفق content.json.",
  pageOf: "صفحة {page} من {pages}",
};

const rightToLeft: ReadonlySet<string> = new Set(["ar", "he", "fa", "ur", "ps", "sd", "ckb", "ug", "yi", "dv"]);

export interface Script {
  /** ISO 639, as the PDF says it. */
  readonly language: string;
  /** ISO 3166, or null. */
  readonly region: string | null;
  readonly isRightToLeft: boolean;
  readonly labels: Labels;
}

/** `tag`: BCP 47. Anything that is no language tag is laid out as English. */
export function readScript(tag: string): Script {
  const [language = "", ...others] = tag.toLowerCase().split("-");
  const region = others.find((part) => /^[a-z]{2}$/.test(part))?.toUpperCase() ?? null;
  return {
    language: /^[a-z]{2,3}$/.test(language) ? language : "en",
    region,
    isRightToLeft: others.includes("latn") ? false : rightToLeft.has(language) || others.includes("arab"),
    labels: language === "ar" ? arabic : english,
  };
}
