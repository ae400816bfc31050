/** The words of a PDF that are not the parties' own, in the language of the text where we have them. */

import type { PartyKind } from "../../../../../../shared/charter/parties/roles.ts";
import { isRightToLeft } from "../../../../../../shared/charter/text/direction.ts";
import type { CertificateView } from "../../../../../../shared/ledger/members/model.ts";

export interface Labels {
  readonly purpose: Readonly<Record<CertificateView["purpose"], string>>;
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
  readonly noLongerBound: string;
  /** {party}, {day}, {until} */
  readonly withdrew: string;
  readonly removed: string;
  readonly leftSource: string;
  readonly confirmedBy: string;
  readonly byPartyKey: string;
  /** Between two parts of a date, or a name and its party. */
  readonly comma: string;
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
    "Three files are attached. text.txt holds the words to copy and to search. content.json is the text that was signed, in canonical JSON (RFC 8785); its SHA-256 is printed on the first page and can be computed with any tool. certificate.cbor holds the proposal, the parties' keys and their signatures (Ed25519), and proves the ratification by itself.",
    "Dates of signatures are those that the signing devices claimed, in UTC.",
  ],
  numbered:
    "{count} characters of this document are in no font that this file may use. They are shown by their Unicode number, as in ‹U+1F600›; the attached content.json holds them as they are.",
  noLongerBound: "No longer bound",
  withdrew: "{party} withdrew on {day}. It was bound until {until}.",
  removed: "{party} was removed on {day}. It was bound until {until}.",
  leftSource: "The certificate does not prove this: whoever sealed the file says it.",
  confirmedBy: "Confirmed by",
  byPartyKey: "the party's own key",
  comma: ",",
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
    "أُرفقت بالوثيقة ثلاثة ملفات: text.txt وفيه الكلمات للنسخ والبحث؛ و content.json وهو النص الموقَّع بصيغة JSON القانونية (RFC 8785)، وبصمته SHA-256 مطبوعة في الصفحة الأولى ويمكن حسابها بأي أداة؛ و certificate.cbor وفيه الاقتراح ومفاتيح الأطراف وتوقيعاتها (Ed25519)، وهو وحده دليل على التصديق.",
    "تواريخ التوقيعات هي ما أعلنته أجهزة الموقّعين، بالتوقيت العالمي UTC.",
  ],
  numbered:
    "في هذه الوثيقة {count} من المحارف لا يوجد لها رسم في خطوط هذا الملف، وتظهر برقمها في يونيكود مثل ‹U+1F600›، ونصها الأصلي في الملف المرفق content.json.",
  noLongerBound: "لم يعد ملزما",
  withdrew: "انسحب {party} في {day}. كان ملزما حتى {until}.",
  removed: "أخرج {party} في {day}. كان ملزما حتى {until}.",
  leftSource: "لا تثبت الشهادة ذلك، بل يقوله من ختم الملف.",
  confirmedBy: "أكّده",
  byPartyKey: "مفتاح الطرف نفسه",
  comma: "،",
  pageOf: "صفحة {page} من {pages}",
};

const persian: Labels = {
  purpose: { first: "توافق‌نامه", amendment: "توافق‌نامهٔ اصلاح‌شده", renewal: "توافق‌نامهٔ تمدیدشده" },
  kind: {
    community: "جامعه",
    movement: "جنبش",
    union: "اتحادیه",
    organisation: "سازمان",
    "public-authority": "نهاد عمومی",
    guardian: "نگهبان",
    other: "دیگر",
  },
  months: ["ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"],
  ratifiedOn: "تاریخ تصویب",
  inForceFrom: "معتبر از",
  inForceUntil: "معتبر تا",
  openEnded: "پایانی تعیین نشده است",
  renewalDue: "موعد تمدید {days} روز پیش از پایان است.",
  charter: "منشور",
  certificate: "گواهی",
  replaces: "در پی گواهی",
  contentHash: "چکیدهٔ SHA-256 متن",
  proposedBy: "پیشنهاددهنده",
  note: "یادداشت پیشنهاددهنده",
  parties: "طرف‌ها",
  speaksFor: "از سوی",
  fingerprint: "کلید",
  signatures: "امضاها",
  threshold: "تصویب به {needed} از {parties} طرف نیاز داشت؛ {signed} طرف امضا کرده‌اند.",
  signedBy: "امضاکننده",
  signedOn: "تاریخ امضا",
  device: "دستگاه",
  verify: "چگونه این سند را بیازمایید",
  verifySteps: [
    "دستور “tessera verify FILE” را روی این پرونده اجرا کنید یا آن را روی پنجرهٔ Tessera بیندازید. نه شبکه لازم است و نه حساب کاربری. برنامه متن و امضای هر طرف و مُهر را می‌آزماید، این صفحه‌ها را از آنچه طرف‌ها امضا کرده‌اند دوباره می‌کشد و بایت به بایت با این پرونده می‌سنجد.",
    "سه پرونده پیوست است: text.txt واژه‌ها را برای رونوشت و جست‌وجو دارد؛ content.json متن امضاشده به شکل JSON متعارف (RFC 8785) است و چکیدهٔ SHA-256 آن در صفحهٔ نخست چاپ شده؛ certificate.cbor پیشنهاد، کلیدهای طرف‌ها و امضاهایشان (Ed25519) را دارد و به‌تنهایی گواه تصویب است.",
    "تاریخ امضاها همان است که دستگاه‌های امضاکنندگان گفته‌اند، به وقت UTC.",
  ],
  noLongerBound: "دیگر متعهد نیست",
  withdrew: "{party} در {day} کناره گرفت. تا {until} متعهد بود.",
  removed: "{party} در {day} کنار گذاشته شد. تا {until} متعهد بود.",
  leftSource: "گواهی این را ثابت نمی‌کند؛ کسی که پرونده را مهر کرده است آن را می‌گوید.",
  confirmedBy: "تأییدکننده",
  byPartyKey: "کلید خود طرف",
  comma: "،",
  numbered:
    "{count} نویسه از این سند در هیچ قلم این پرونده نیست و با شمارهٔ یونیکد نشان داده شده است، مانند ‹U+1F600›؛ اصل آن در پیوست content.json است.",
  pageOf: "صفحهٔ {page} از {pages}",
};

const hebrew: Labels = {
  purpose: { first: "הסכם", amendment: "הסכם מתוקן", renewal: "הסכם מחודש" },
  kind: {
    community: "קהילה",
    movement: "תנועה",
    union: "איגוד",
    organisation: "ארגון",
    "public-authority": "רשות ציבורית",
    guardian: "שומר",
    other: "אחר",
  },
  months: ["ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר"],
  ratifiedOn: "אושרר ביום",
  inForceFrom: "בתוקף מיום",
  inForceUntil: "בתוקף עד יום",
  openEnded: "לא נקבע מועד סיום",
  renewalDue: "מועד החידוש הוא {days} ימים לפני הסיום.",
  charter: "אמנה",
  certificate: "תעודה",
  replaces: "באה אחרי תעודה",
  contentHash: "SHA-256 של התוכן",
  proposedBy: "הוצע בידי",
  note: "הערת המציע",
  parties: "הצדדים",
  speaksFor: "מדבר בשם",
  fingerprint: "מפתח",
  signatures: "חתימות",
  threshold: "לאשרור נדרשו {needed} מתוך {parties} צדדים; {signed} חתמו.",
  signedBy: "חתם",
  signedOn: "נחתם ביום",
  device: "מכשיר",
  verify: "כיצד לאמת מסמך זה",
  verifySteps: [
    "הריצו “tessera verify FILE” על הקובץ, או גררו אותו לחלון של Tessera. אין צורך ברשת או בחשבון. התוכנה בודקת את התוכן, את חתימת כל צד ואת החותם, מציירת את הדפים מחדש מתוך מה שהצדדים חתמו עליו, ומשווה אותם לקובץ הזה בית אחר בית.",
    "מצורפים שלושה קבצים: text.txt ובו המילים להעתקה ולחיפוש; content.json הוא הטקסט שנחתם, ב־JSON קנוני (RFC 8785), וה־SHA-256 שלו מודפס בעמוד הראשון; certificate.cbor מכיל את ההצעה, את מפתחות הצדדים ואת חתימותיהם (Ed25519), ומוכיח את האשרור בפני עצמו.",
    "תאריכי החתימות הם אלה שהמכשירים החותמים הצהירו עליהם, בזמן UTC.",
  ],
  noLongerBound: "אינו מחויב עוד",
  withdrew: "{party} פרש ביום {day}. היה מחויב עד {until}.",
  removed: "{party} הוצא ביום {day}. היה מחויב עד {until}.",
  leftSource: "התעודה אינה מוכיחה זאת; כך אומר מי שחתם את הקובץ.",
  confirmedBy: "אושר בידי",
  byPartyKey: "המפתח של הצד עצמו",
  comma: ",",
  numbered:
    "{count} תווים במסמך זה אינם באף גופן שהקובץ רשאי להשתמש בו, והם מוצגים במספר היוניקוד שלהם, כמו ‹U+1F600›; הם נמצאים כמות שהם בקובץ המצורף content.json.",
  pageOf: "עמוד {page} מתוך {pages}",
};

const inLanguage: Readonly<Record<string, Labels>> = {
  ar: arabic,
  arb: arabic,
  fa: persian,
  pes: persian,
  prs: persian,
  he: hebrew,
};

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
  const rightToLeft = isRightToLeft(tag);
  const labels = inLanguage[language] ?? english;
  return {
    language: /^[a-z]{2,3}$/.test(language) ? language : "en",
    region,
    isRightToLeft: rightToLeft,
    // Labels of the other direction would tear every line apart.
    labels: labels === english || rightToLeft ? labels : english,
  };
}
