/** How agreements speak of their own term, by language: a table, read by `statedTerms.ts` without accents and harakat. */

export type TermUnit = "years" | "months" | "weeks" | "days";

export interface TermWords {
  /** What an agreement is called; one of `these` stands at most two words before it, or is its beginning. */
  readonly names: readonly string[];
  readonly these: readonly string[];
  /** Behind one of these a length is that of the agreement. */
  readonly lasts: readonly string[];
  /** "The term of this charter is …". */
  readonly term: readonly string[];
  /** Behind one of these a date is the last day. */
  readonly until: readonly string[];
  /** What may stand between one of these and what it says, beside the names of the agreement: nothing else may. */
  readonly gap: readonly string[];
  /** "Two months before it ends": behind a length, and before one of `end`. */
  readonly before: readonly string[];
  readonly end: readonly string[];
  /** Words that begin so speak of renewal. */
  readonly renew: readonly string[];
  /** With a count where the word says one: two for a dual, one for a word that needs no number. */
  readonly units: Readonly<Record<string, readonly [TermUnit, count?: number]>>;
  readonly months: readonly (readonly string[])[];
  /** All ways in which 1 to 100 are said. */
  readonly number: (value: number) => readonly string[];
}

const englishOnes =
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const englishTens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

const english: TermWords = {
  names: "agreement accord charter treaty alliance pact compact convention covenant memorandum protocol".split(" "),
  these: ["this", "the", "present", "our"],
  lasts: [
    "in force for",
    "valid for",
    "in effect for",
    "effective for",
    "concluded for",
    "lasts",
    "lasts for",
    "last for",
  ],
  term: ["term", "duration"],
  until: ["in force until", "in effect until", "valid until", "expires on", "ends on", "lapses on", "in force to"],
  gap: "a an period term duration of initial first further is shall will be and including to midnight on".split(" "),
  before: ["before"],
  end: ["ends", "end", "expires", "expiry", "expiration", "lapses"],
  renew: ["renew"],
  units: {
    year: ["years"],
    years: ["years"],
    month: ["months"],
    months: ["months"],
    week: ["weeks"],
    weeks: ["weeks"],
    day: ["days"],
    days: ["days"],
  },
  months: "january february march april may june july august september october november december"
    .split(" ")
    .map((name) => [name]),
  number(value) {
    if (value === 100) return ["a hundred", "one hundred"];
    if (value < 20) return [englishOnes[value - 1] ?? "", ...(value === 1 ? ["a", "an"] : [])];
    const tens = englishTens[Math.floor(value / 10) - 2] ?? "";
    return [value % 10 === 0 ? tens : `${tens} ${englishOnes[(value % 10) - 1]}`];
  },
};

const frenchOnes =
  "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix_sept dix_huit dix_neuf"
    .split(" ")
    .map((one) => one.replace("_", " "));
const frenchTens = ["vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre vingt", "quatre vingt"];

const french: TermWords = {
  names: "accord charte traite pacte alliance convention memorandum protocole".split(" "),
  these: ["le", "la", "l", "ce", "cet", "cette", "present", "presente"],
  lasts: ["en vigueur pour", "en vigueur pendant", "en vigueur durant", "valable", "conclu pour", "conclue pour"],
  term: ["duree"],
  until: ["en vigueur jusqu", "expire le", "prend fin le", "valable jusqu"],
  gap: "une un periode duree de d initiale premiere est sera au a et y compris".split(" "),
  before: ["avant"],
  end: ["fin", "expiration", "echeance", "terme"],
  renew: ["renouvel", "reconduc", "recondui"],
  units: {
    an: ["years"],
    ans: ["years"],
    annee: ["years"],
    annees: ["years"],
    mois: ["months"],
    semaine: ["weeks"],
    semaines: ["weeks"],
    jour: ["days"],
    jours: ["days"],
  },
  months: "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
    .split(" ")
    .map((name) => [name]),
  number(value) {
    if (value === 100) return ["cent"];
    if (value < 20) return value === 1 ? ["un", "une"] : [frenchOnes[value - 1] ?? ""];
    const at = Math.floor(value / 10);
    const tens = frenchTens[at - 2] ?? "";
    const rest = value % 10 === 0 && at !== 7 && at !== 9 ? 0 : at === 7 || at === 9 ? (value % 10) + 10 : value % 10;
    if (rest === 0) return value === 80 ? ["quatre vingts"] : [tens];
    const ones = frenchOnes[rest - 1] ?? "";
    return (rest === 1 || rest === 11) && value < 80 ? [`${tens} et ${ones}`, `${tens} ${ones}`] : [`${tens} ${ones}`];
  },
};

const spanishOnes =
  "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve".split(
    " ",
  );
const spanishTens = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(" ");

const spanish: TermWords = {
  names: "acuerdo carta tratado pacto alianza convenio convencion memorando protocolo".split(" "),
  these: ["el", "la", "este", "esta", "presente"],
  lasts: [
    "en vigor por",
    "en vigor durante",
    "vigente por",
    "vigente durante",
    "vigencia de",
    "valido por",
    "valida por",
  ],
  term: ["duracion", "plazo", "vigencia"],
  until: ["en vigor hasta", "vigente hasta", "vence el", "expira el", "termina el"],
  gap: "un una periodo plazo duracion inicial de es sera inclusive dia".split(" "),
  before: ["antes"],
  end: ["fin", "final", "vencimiento", "termino", "expiracion", "venza", "expire", "termine"],
  renew: ["renov", "renuev", "prorrog"],
  units: {
    ano: ["years"],
    anos: ["years"],
    mes: ["months"],
    meses: ["months"],
    semana: ["weeks"],
    semanas: ["weeks"],
    dia: ["days"],
    dias: ["days"],
  },
  months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    .split(" ")
    .map((name) => (name === "septiembre" ? [name, "setiembre"] : [name])),
  number(value) {
    if (value === 100) return ["cien"];
    if (value === 1) return ["un", "una", "uno"];
    if (value === 21) return ["veintiun", "veintiuna", "veintiuno"];
    if (value < 30) return [spanishOnes[value - 1] ?? ""];
    const tens = spanishTens[Math.floor(value / 10) - 3] ?? "";
    if (value % 10 === 0) return [tens];
    return (value % 10 === 1 ? ["un", "una", "uno"] : [spanishOnes[(value % 10) - 1] ?? ""]).map(
      (one) => `${tens} y ${one}`,
    );
  },
};

const arabicOnes: readonly (readonly string[])[] = [
  ["واحد", "واحده", "احد", "احدي"],
  ["اثنان", "اثنين", "اثنتان", "اثنتين", "اثنا", "اثني", "اثنتا", "اثنتي"],
  ["ثلاث", "ثلاثه"],
  ["اربع", "اربعه"],
  ["خمس", "خمسه"],
  ["ست", "سته"],
  ["سبع", "سبعه"],
  ["ثمان", "ثماني", "ثمانيه"],
  ["تسع", "تسعه"],
];
const arabicTens: readonly (readonly string[])[] = [
  ["عشرون", "عشرين"],
  ["ثلاثون", "ثلاثين"],
  ["اربعون", "اربعين"],
  ["خمسون", "خمسين"],
  ["ستون", "ستين"],
  ["سبعون", "سبعين"],
  ["ثمانون", "ثمانين"],
  ["تسعون", "تسعين"],
];

const arabic: TermWords = {
  names: "الميثاق الاتفاق الاتفاقيه المعاهده العهد الحلف التحالف البروتوكول المذكره العقد".split(" "),
  these: ["هذا", "هذه"],
  lasts: [
    ...["يسري", "تسري", "ساري", "ساريا", "ساريه", "نافذا", "نافذه", "نافذ", "يدوم", "تدوم"],
    ...["لمده", "مدته", "مدتها"],
  ],
  term: ["مده", "ومده"],
  until: [
    ...["يسري", "تسري", "ساريا", "ساريه", "ساري", "نافذا", "نافذه", "نافذ"],
    ...["ينتهي في", "تنتهي في", "ينقضي في", "تنقضي في"],
  ],
  gap: "مده لمده فتره اوليه هي تكون حتي لغايه الي غايه يوم".split(" "),
  before: ["قبل"],
  end: ["انتهائه", "انتهائها", "انتهاء", "نهايته", "نهايتها", "نهايه", "انقضائه", "انقضائها", "انقضاء"],
  renew: ["تجديد", "التجديد", "يجدد", "تجدد", "بتجديد", "للتجديد", "لتجديد"],
  units: {
    سنه: ["years", 1],
    سنوات: ["years"],
    سنين: ["years"],
    سنتان: ["years", 2],
    سنتين: ["years", 2],
    عام: ["years", 1],
    عاما: ["years", 1],
    اعوام: ["years"],
    عامان: ["years", 2],
    عامين: ["years", 2],
    شهر: ["months", 1],
    شهرا: ["months", 1],
    اشهر: ["months"],
    شهور: ["months"],
    شهران: ["months", 2],
    شهرين: ["months", 2],
    بشهرين: ["months", 2],
    اسبوع: ["weeks", 1],
    اسبوعا: ["weeks", 1],
    اسابيع: ["weeks"],
    اسبوعان: ["weeks", 2],
    اسبوعين: ["weeks", 2],
    يوم: ["days", 1],
    يوما: ["days", 1],
    ايام: ["days"],
    يومان: ["days", 2],
    يومين: ["days", 2],
  },
  months: [
    ["يناير", "كانون الثاني", "جانفي"],
    ["فبراير", "شباط", "فيفري"],
    ["مارس", "اذار"],
    ["ابريل", "نيسان", "افريل"],
    ["مايو", "ايار", "ماي"],
    ["يونيو", "حزيران", "جوان"],
    ["يوليو", "تموز", "جويليه"],
    ["اغسطس", "اب", "اوت"],
    ["سبتمبر", "ايلول"],
    ["اكتوبر", "تشرين الاول"],
    ["نوفمبر", "تشرين الثاني"],
    ["ديسمبر", "كانون الاول"],
  ],
  number(value) {
    if (value === 100) return ["مئه", "مائه"];
    const ones = arabicOnes[(value % 10) - 1] ?? [];
    if (value < 10) return ones;
    if (value === 10) return ["عشر", "عشره"];
    if (value < 20) return ones.flatMap((one) => [`${one} عشر`, `${one} عشره`]);
    const tens = arabicTens[Math.floor(value / 10) - 2] ?? [];
    return value % 10 === 0 ? tens : ones.flatMap((one) => tens.map((ten) => `${one} و${ten}`));
  },
};

export const termWords: readonly TermWords[] = [english, arabic, french, spanish];
