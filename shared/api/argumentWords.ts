/** The names of arguments as people know them. What only programs call so is never shown to a person. */

interface Names {
  readonly of: Readonly<Record<string, string>>;
  /** For every argument that no person ever typed. */
  readonly other: string;
  readonly quote: (typed: string) => string;
}

export const englishArguments: Names = {
  of: {
    address: "The address",
    "relay address": "The relay’s address",
    url: "The relay’s address",
    person: "Your name",
    device: "The device",
    "device name": "The name of the device",
    name: "The name",
    party: "The party",
    constituency: "Whom the party speaks for",
    title: "The title",
    language: "The language",
    reason: "The reason",
    note: "The note",
    statement: "The statement",
    text: "The text",
    markdown: "The text",
    code: "The code",
    link: "The link",
    invite: "The invitation",
    passphrase: "The passphrase",
    expiresInHours: "The time for which the code is good",
    port: "The port",
    host: "The address to listen at",
    words: "The 24 words",
    "reservation.words": "The words of the reservation",
    "reservations.words": "The words of the reservation",
    effectiveOn: "The day from which it is left",
    "practice.words": "What was done",
    place: "The place",
    day: "The day",
    heldOn: "The day on which it was held",
    nextOn: "The next day",
    authority: "The authority",
    reference: "The reference",
    days: "The days",
    witnesses: "The witnesses",
    evidence: "The evidence",
    reviews: "The days on which the parties meet",
    count: "The number",
    term: "The term",
    from: "The first day",
    until: "The last day",
    months: "The months of the term",
    noticeDays: "The days of notice",
    proposal: "The proposal",
    protection: "The protection of the keys",
    bytes: "The file",
    kind: "The kind",
    role: "The role",
    template: "The template",
    admit: "The quota for letting a party in",
    remove: "The quota for removing a party",
    choice: "The choice",
  },
  other: "Something that was given",
  quote: (typed) => `"${typed}"`,
};

export const arabicArguments: Names = {
  of: {
    address: "العنوان",
    "relay address": "عنوان المرحّل",
    url: "عنوان المرحّل",
    person: "اسمك",
    device: "الجهاز",
    "device name": "اسم الجهاز",
    name: "الاسم",
    party: "الطرف",
    constituency: "من يتكلم الطرف باسمهم",
    title: "العنوان",
    language: "اللغة",
    reason: "السبب",
    note: "الكلمة",
    statement: "البيان",
    text: "النص",
    markdown: "النص",
    code: "الرمز",
    link: "الرابط",
    invite: "الدعوة",
    passphrase: "عبارة المرور",
    expiresInHours: "مدة صلاحية الرمز",
    port: "المنفذ",
    host: "عنوان الاستقبال",
    words: "الكلمات الأربع والعشرون",
    "reservation.words": "كلمات التحفظ",
    "reservations.words": "كلمات التحفظ",
    effectiveOn: "اليوم الذي يترك فيه",
    "practice.words": "ما فُعل",
    place: "المكان",
    day: "اليوم",
    heldOn: "يوم الاجتماع",
    nextOn: "اليوم التالي",
    authority: "السلطة",
    reference: "المرجع",
    days: "الأيام",
    witnesses: "الشهود",
    evidence: "الأدلة",
    reviews: "أيام اجتماع الأطراف",
    count: "العدد",
    term: "الأجل",
    from: "اليوم الأول",
    until: "اليوم الأخير",
    months: "أشهر الأجل",
    noticeDays: "أيام الإخطار",
    proposal: "المقترح",
    protection: "حماية المفاتيح",
    bytes: "الملف",
    kind: "النوع",
    role: "الدور",
    template: "القالب",
    admit: "نصاب قبول طرف",
    remove: "نصاب إبعاد طرف",
    choice: "الاختيار",
  },
  other: "شيء مما أُعطي",
  quote: (typed) => `\u2068"${typed}"\u2069`,
};

/** `what`: a path into the contract, such as `party.name` or `words[3]`, or an option or file as a person typed it. */
export function argumentInWords(what: string, { of, other, quote }: Names): string {
  const path = what.replace(/\[\d+\]/g, "").split(".");
  const last = path.at(-1) ?? "";
  const inside = path.slice(-2).join(".");
  if (Object.hasOwn(of, inside)) return of[inside] ?? other;
  if (Object.hasOwn(of, last) && path.every((part) => /^[A-Za-z ]*$/.test(part))) return of[last] ?? other;
  const known = [path.join("."), last].find((name) => Object.hasOwn(of, name));
  if (known !== undefined && path.every((part) => /^[A-Za-z ]*$/.test(part))) return of[known] ?? other;
  const isProgramOnly = what === "" || /\[\d+\]/.test(what) || /^[a-z]+[A-Z][A-Za-z]*$/.test(last);
  return isProgramOnly ? other : quote(what);
}

const expectations: readonly (readonly [RegExp, (...found: readonly string[]) => string])[] = [
  [/^text of 0 to (\d+) characters$/, (most) => `نص لا يزيد على ${most} حرف`],
  [/^text of (\d+) to (\d+) characters$/, (least, most) => `نص من ${least} إلى ${most} حرف`],
  [/^a whole number from (\d+) to (\d+)$/, (least, most) => `عدد صحيح من ${least} إلى ${most}`],
  [/^a list of (\d+) to (\d+)$/, (least, most) => `قائمة من ${least} إلى ${most}`],
  [/^(\d+) to (\d+) bytes$/, (_least, most) => `ملف لا يزيد على ${most} بايت`],
  [/^a date as YYYY-MM-DD$/, () => "تاريخ مثل \u20682027-01-31\u2069"],
  [/^a language tag such as en or ar$/, () => "رمز لغة مثل en أو ar"],
  [/^an address such as (\S+)$/, (such) => `عنوان مثل \u2066${such}\u2069`],
  [/^an IP address of this machine$/, () => "عنوان IP لهذا الجهاز"],
  [/^(?:host:port or \[IPv6\]:port)$/, () => "عنوان مثل \u2066192.168.1.20:7420\u2069"],
  [/^ws:\/\/host:port or wss:\/\/host:port$/, () => "عنوان يبدأ بـ \u2066ws://\u2069 أو \u2066wss://\u2069"],
];

/** What was expected, in Arabic where it is one of the usual things. */
export function expectedInArabic(expected: string): string {
  for (const [pattern, words] of expectations) {
    const found = pattern.exec(expected);
    if (found !== null) return words(...found.slice(1));
  }
  return `\u2068${expected}\u2069`;
}
