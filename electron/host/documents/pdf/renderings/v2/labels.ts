/**
 * The words of a PDF that are not the parties' own, in the language of the text where we have them. It is long because it
 * is one table in four languages: a translator reads each beside the others.
 */

import type { PartyKind } from "../../../../../../shared/charter/parties/roles.ts";
import type { Status } from "../../../../../../shared/charter/parties/status.ts";
import { isRightToLeft } from "../../../../../../shared/charter/text/direction.ts";
import { monthNames } from "../../../../../../shared/charter/text/monthNames.ts";
import type { CertificateView } from "../../../../../../shared/ledger/members/model.ts";

/** By how many there are: a language has the forms that it needs, `two` and `few` (3 to 10, 103 to 110, ...) where it has them. */
export interface Counted {
  readonly one: string;
  readonly two?: string;
  readonly few?: string;
  readonly many: string;
}

export interface Labels {
  readonly purpose: Readonly<Record<CertificateView["purpose"], string>>;
  readonly kind: Readonly<Record<PartyKind, string>>;
  readonly months: readonly string[];
  readonly ratifiedOn: string;
  readonly inForceFrom: string;
  readonly inForceUntil: string;
  readonly openEnded: string;
  /** {count} */
  readonly renewalDue: Counted;
  readonly charter: string;
  readonly certificate: string;
  readonly replaces: string;
  readonly contentHash: string;
  readonly proposedBy: string;
  readonly note: string;
  readonly leftOut: string;
  /** {title} */
  readonly stillNegotiated: string;
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
  readonly conditions: {
    readonly [Name in
      | "bound"
      | "boundRatifiers"
      | "boundAll"
      | "indispensable"
      | "entry"
      | "reservations"
      | "reservationsNone"
      | "reservationsAny"
      | "accession"
      | "accessionClosed"
      | "accessionOpen"
      | "leaving"
      | "leavingNever"
      | "form"
      | "practised"
      | "without"]: string;
  } & {
    /** {at}, {delay} */
    readonly entryBy: string;
    /** {count} */
    readonly reservationsSome: Counted;
    readonly accessionBy: Counted;
    readonly leavingNotice: Counted;
    /** {party} */
    readonly leftBefore: string;
  };
  /** {party} */
  readonly excludes: string;
  readonly interprets: string;
  readonly observed: string;
  readonly witnesses: string;
  readonly evidence: string;
  /** {day} */
  readonly status: string;
  readonly statusAction: string;
  readonly statusBound: string;
  readonly statusUntil: string;
  readonly actions: Readonly<Record<Status["action"], string>>;
  /** {day}, {effect} */
  readonly withdrew: string;
  readonly departed: string;
  readonly removed: string;
  readonly staysBound: string;
  /** {person} */
  readonly statusSource: string;
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
  purpose: {
    first: "Agreement",
    amendment: "Amended agreement",
    renewal: "Renewed agreement",
    prolongation: "Prolonged agreement",
  },
  kind: {
    community: "Community",
    movement: "Movement",
    union: "Union",
    organisation: "Organisation",
    "public-authority": "Public authority",
    guardian: "Guardian",
    other: "Other",
  },
  months: monthNames.en,
  ratifiedOn: "Ratified on",
  inForceFrom: "In force from",
  inForceUntil: "In force until",
  openEnded: "no end is set",
  renewalDue: { one: "Renewal is due one day before the end.", many: "Renewal is due {count} days before the end." },
  charter: "Charter",
  certificate: "Certificate",
  replaces: "Follows certificate",
  contentHash: "SHA-256 of the content",
  proposedBy: "Proposed by",
  note: "Note of the proposer",
  leftOut: "Left out of this text",
  stillNegotiated: "{title} (still negotiated)",
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
  conditions: {
    bound: "Whom it binds",
    boundRatifiers: "those who ratify it or accede to it",
    boundAll: "all parties asked, once it is in force",
    indispensable: "Indispensable",
    entry: "Entry into force",
    entryBy: "by {at} ratifications, {delay} days after the last of these",
    reservations: "Reservations",
    reservationsNone: "none are allowed",
    reservationsAny: "are allowed to every clause",
    reservationsSome: { one: "are allowed to one clause", many: "are allowed to {count} clauses" },
    accession: "Accession",
    accessionClosed: "closed",
    accessionOpen: "open to others",
    accessionBy: { one: "with the consent of one party", many: "with the consent of {count} parties" },
    leaving: "Withdrawal",
    leavingNever: "not while it is in force",
    leavingNotice: { one: "with one day of notice", many: "with {count} days of notice" },
    form: "Form",
    practised: "practised: the parties say how they observe it",
    without: "Without the voice of",
    leftBefore: "{party} (it left the text before)",
  },
  excludes: "{party} does not accept this clause for itself",
  interprets: "{party} reads this clause so",
  observed: "Observed",
  witnesses: "Witnesses",
  evidence: "Evidence",
  status: "Status of the parties, as far as is known on {day}",
  statusAction: "Action",
  statusBound: "Bound from",
  statusUntil: "Bound until",
  actions: {
    ratified: "Ratified",
    acceded: "Acceded",
    waits: "Acceded, waits for consents",
    declined: "Declined",
    bound: "Bound by the others",
    none: "–",
  },
  withdrew: "gave notice on {day}, effective {effect}",
  departed: "left the charter on {day}, effective {effect}",
  removed: "was removed on {day}",
  staysBound: "left the charter on {day}, and stays bound",
  statusSource:
    "dossier.cbor holds the signed statements behind this table. Each of them proves itself; that there are no others nobody can prove: it is the word of {person}, whose device compiled it.",
  confirmedBy: "Confirmed by",
  byPartyKey: "the party's own key",
  comma: ",",
  pageOf: "Page {page} of {pages}",
};

const arabic: Labels = {
  purpose: { first: "اتفاق", amendment: "اتفاق معدَّل", renewal: "اتفاق مجدَّد", prolongation: "اتفاق ممدَّد" },
  kind: {
    community: "مجتمع",
    movement: "حركة",
    union: "نقابة",
    organisation: "منظمة",
    "public-authority": "سلطة عامة",
    guardian: "وصيّ",
    other: "غير ذلك",
  },
  months: monthNames.ar,
  ratifiedOn: "تاريخ التصديق",
  inForceFrom: "نافذ من",
  inForceUntil: "نافذ حتى",
  openEnded: "لم يُحدَّد أجل",
  renewalDue: {
    one: "يحين موعد التجديد قبل يوم واحد من نهاية المدة.",
    two: "يحين موعد التجديد قبل يومين من نهاية المدة.",
    few: "يحين موعد التجديد قبل {count} أيام من نهاية المدة.",
    many: "يحين موعد التجديد قبل {count} يومًا من نهاية المدة.",
  },
  charter: "الميثاق",
  certificate: "الشهادة",
  replaces: "تلي الشهادة",
  contentHash: "بصمة SHA-256 للمحتوى",
  proposedBy: "اقترحه",
  note: "ملاحظة مقدِّم الاقتراح",
  leftOut: "متروك خارج هذا النص",
  stillNegotiated: "{title} (لا يزال قيد التفاوض)",
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
  conditions: {
    bound: "من يلزمهم",
    boundRatifiers: "من يصادق عليه أو ينضم إليه",
    boundAll: "كل الأطراف المسؤولة، متى صار نافذا",
    indispensable: "لا غنى عن",
    entry: "النفاذ",
    entryBy: "بتصديق {at} من الأطراف، بعد آخرها بعدد أيام: {delay}",
    reservations: "التحفظات",
    reservationsNone: "غير مسموح بها",
    reservationsAny: "مسموح بها على كل بند",
    reservationsSome: {
      one: "مسموح بها على بند واحد",
      two: "مسموح بها على بندين",
      many: "مسموح بها على عدد من البنود: {count}",
    },
    accession: "الانضمام",
    accessionClosed: "مغلق",
    accessionOpen: "مفتوح لغيرهم",
    accessionBy: {
      one: "بموافقة طرف واحد",
      two: "بموافقة طرفين",
      many: "بموافقة عدد من الأطراف: {count}",
    },
    leaving: "الانسحاب",
    leavingNever: "لا انسحاب ما دام نافذا",
    leavingNotice: {
      one: "بإشعار مدته يوم واحد",
      two: "بإشعار مدته يومان",
      few: "بإشعار مدته {count} أيام",
      many: "بإشعار مدته {count} يوما",
    },
    form: "الشكل",
    practised: "عرف يمارس: تقول الأطراف كيف تراعيه",
    without: "دون صوت",
    leftBefore: "{party} (ترك النص السابق)",
  },
  excludes: "{party}: لا يقبل هذا البند لنفسه",
  interprets: "{party}: يفهم هذا البند هكذا",
  observed: "كيف يراعى",
  witnesses: "الشهود",
  evidence: "الأدلة",
  status: "حال الأطراف بحسب ما هو معروف في {day}",
  statusAction: "ما فعله",
  statusBound: "ملزم من",
  statusUntil: "ملزم حتى",
  actions: {
    ratified: "صادق",
    acceded: "انضم",
    waits: "انضم وينتظر الموافقة",
    declined: "رفض",
    bound: "ملزم بتصديق غيره",
    none: "–",
  },
  withdrew: "أشعر بالانسحاب في {day}، ويسري في {effect}",
  departed: "ترك الميثاق في {day}، ويسري ذلك في {effect}",
  removed: "أزيل في {day}",
  staysBound: "ترك الميثاق في {day}، ويبقى ملزما",
  statusSource:
    "في dossier.cbor البيانات الموقعة التي يقوم عليها هذا الجدول. كل منها يثبت نفسه، ولا يستطيع أحد أن يثبت أن ليس غيرها: هذه كلمة {person} الذي جمعها جهازه.",
  confirmedBy: "أكّده",
  byPartyKey: "مفتاح الطرف نفسه",
  comma: "،",
  pageOf: "صفحة {page} من {pages}",
};

const persian: Labels = {
  purpose: {
    first: "توافق‌نامه",
    amendment: "توافق‌نامهٔ اصلاح‌شده",
    renewal: "توافق‌نامهٔ تمدیدشده",
    prolongation: "توافق‌نامهٔ طولانی‌شده",
  },
  kind: {
    community: "جامعه",
    movement: "جنبش",
    union: "اتحادیه",
    organisation: "سازمان",
    "public-authority": "نهاد عمومی",
    guardian: "نگهبان",
    other: "دیگر",
  },
  months: monthNames.fa,
  ratifiedOn: "تاریخ تصویب",
  inForceFrom: "معتبر از",
  inForceUntil: "معتبر تا",
  openEnded: "پایانی تعیین نشده است",
  renewalDue: { one: "موعد تمدید یک روز پیش از پایان است.", many: "موعد تمدید {count} روز پیش از پایان است." },
  charter: "منشور",
  certificate: "گواهی",
  replaces: "در پی گواهی",
  contentHash: "چکیدهٔ SHA-256 متن",
  proposedBy: "پیشنهاددهنده",
  note: "یادداشت پیشنهاددهنده",
  leftOut: "بیرون از این متن مانده",
  stillNegotiated: "{title} (هنوز در دست مذاکره)",
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
  conditions: {
    bound: "چه کسانی را متعهد می‌کند",
    boundRatifiers: "کسانی که آن را تصویب کنند یا به آن بپیوندند",
    boundAll: "همهٔ طرف‌های پرسیده‌شده، از هنگام لازم‌الاجرا شدن",
    indispensable: "بدون اینان نمی‌شود",
    entry: "لازم‌الاجرا شدن",
    entryBy: "با {at} تصویب، {delay} روز پس از واپسین آن‌ها",
    reservations: "حق شرط",
    reservationsNone: "مجاز نیست",
    reservationsAny: "برای هر بند مجاز است",
    reservationsSome: { one: "برای یک بند مجاز است", many: "برای {count} بند مجاز است" },
    accession: "پیوستن",
    accessionClosed: "بسته",
    accessionOpen: "برای دیگران باز است",
    accessionBy: { one: "با رضایت یک طرف", many: "با رضایت {count} طرف" },
    leaving: "کناره‌گیری",
    leavingNever: "تا لازم‌الاجراست ممکن نیست",
    leavingNotice: { one: "با اخطار یک‌روزه", many: "با اخطار {count} روزه" },
    form: "شکل",
    practised: "عرف: طرف‌ها می‌گویند چگونه آن را رعایت می‌کنند",
    without: "بدون رأی",
    leftBefore: "{party} (متن پیشین را ترک کرد)",
  },
  excludes: "{party} این بند را برای خود نمی‌پذیرد",
  interprets: "{party} این بند را چنین می‌فهمد",
  observed: "چگونه رعایت می‌شود",
  witnesses: "گواهان",
  evidence: "مدارک",
  status: "وضعیت طرف‌ها تا آنجا که در {day} دانسته است",
  statusAction: "اقدام",
  statusBound: "متعهد از",
  statusUntil: "متعهد تا",
  actions: {
    ratified: "تصویب کرد",
    acceded: "پیوست",
    waits: "پیوست و در انتظار رضایت است",
    declined: "رد کرد",
    bound: "با تصویب دیگران متعهد است",
    none: "–",
  },
  withdrew: "در {day} اخطار داد، از {effect}",
  departed: "در {day} منشور را ترک کرد، از {effect}",
  removed: "در {day} کنار گذاشته شد",
  staysBound: "در {day} منشور را ترک کرد و متعهد می‌ماند",
  statusSource:
    "dossier.cbor بیانیه‌های امضاشدهٔ پشت این جدول را دارد. هر یک خود را اثبات می‌کند؛ اینکه جز آن‌ها نیست، گفتهٔ {person} است که دستگاهش آن را گرد آورد.",
  confirmedBy: "تأییدکننده",
  byPartyKey: "کلید خود طرف",
  comma: "،",
  numbered:
    "{count} نویسه از این سند در هیچ قلم این پرونده نیست و با شمارهٔ یونیکد نشان داده شده است، مانند ‹U+1F600›؛ اصل آن در پیوست content.json است.",
  pageOf: "صفحهٔ {page} از {pages}",
};

const hebrew: Labels = {
  purpose: { first: "הסכם", amendment: "הסכם מתוקן", renewal: "הסכם מחודש", prolongation: "הסכם מוארך" },
  kind: {
    community: "קהילה",
    movement: "תנועה",
    union: "איגוד",
    organisation: "ארגון",
    "public-authority": "רשות ציבורית",
    guardian: "שומר",
    other: "אחר",
  },
  months: monthNames.he,
  ratifiedOn: "אושרר ביום",
  inForceFrom: "בתוקף מיום",
  inForceUntil: "בתוקף עד יום",
  openEnded: "לא נקבע מועד סיום",
  renewalDue: { one: "מועד החידוש הוא יום אחד לפני הסיום.", many: "מועד החידוש הוא {count} ימים לפני הסיום." },
  charter: "אמנה",
  certificate: "תעודה",
  replaces: "באה אחרי תעודה",
  contentHash: "SHA-256 של התוכן",
  proposedBy: "הוצע בידי",
  note: "הערת המציע",
  leftOut: "לא נכלל בנוסח זה",
  stillNegotiated: "{title} (עדיין במשא ומתן)",
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
  conditions: {
    bound: "את מי הוא מחייב",
    boundRatifiers: "את מי שמאשרר אותו או מצטרף אליו",
    boundAll: "את כל הצדדים שנשאלו, משנכנס לתוקף",
    indispensable: "הכרחיים",
    entry: "כניסה לתוקף",
    entryBy: "ב-{at} אשרורים, {delay} ימים אחרי האחרון שבהם",
    reservations: "הסתייגויות",
    reservationsNone: "אינן מותרות",
    reservationsAny: "מותרות לכל סעיף",
    reservationsSome: { one: "מותרות לסעיף אחד", many: "מותרות ל-{count} סעיפים" },
    accession: "הצטרפות",
    accessionClosed: "סגורה",
    accessionOpen: "פתוחה לאחרים",
    accessionBy: { one: "בהסכמת צד אחד", many: "בהסכמת {count} צדדים" },
    leaving: "פרישה",
    leavingNever: "לא כל עוד הוא בתוקף",
    leavingNotice: { one: "בהודעה של יום אחד", many: "בהודעה של {count} ימים" },
    form: "צורה",
    practised: "נוהג: הצדדים אומרים כיצד הם מקיימים אותו",
    without: "ללא קולו של",
    leftBefore: "{party} (עזב את הנוסח הקודם)",
  },
  excludes: "{party} אינו מקבל סעיף זה לעצמו",
  interprets: "{party} מפרש סעיף זה כך",
  observed: "כיצד מקיימים",
  witnesses: "עדים",
  evidence: "ראיות",
  status: "מצב הצדדים, ככל הידוע ב-{day}",
  statusAction: "פעולה",
  statusBound: "מחויב מ-",
  statusUntil: "מחויב עד",
  actions: {
    ratified: "אשרר",
    acceded: "הצטרף",
    waits: "הצטרף וממתין להסכמות",
    declined: "דחה",
    bound: "מחויב באשרור האחרים",
    none: "–",
  },
  withdrew: "הודיע ב-{day}, בתוקף מ-{effect}",
  departed: "עזב את האמנה ב-{day}, בתוקף מ-{effect}",
  removed: "הורחק ב-{day}",
  staysBound: "עזב את האמנה ב-{day}, ונשאר מחויב",
  statusSource:
    "dossier.cbor מכיל את ההצהרות החתומות שמאחורי הטבלה. כל אחת מוכיחה את עצמה; שאין אחרות אומר {person}, שהמכשיר שלו אסף אותן.",
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
