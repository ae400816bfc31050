/** What stands before a numbered or lettered line of plain text: "1.", "2)", "(a)", "iv.", "1.2", "٣-", "（二）", "③", "2°", "፪፡". */

/** One way to read it: "i." is the first Roman number and the ninth letter. */
export interface Reading {
  /** Lines of one sequence have the same. */
  readonly style: string;
  /** More than one where it is written with points between, such as 1.2. */
  readonly numbers: readonly number[];
}

export interface Enumerator {
  readonly readings: readonly Reading[];
  /** As written. */
  readonly sign: string;
  readonly rest: string;
}

const romanFigures: readonly (readonly [string, number])[] = [
  ["m", 1000],
  ["cm", 900],
  ["d", 500],
  ["cd", 400],
  ["c", 100],
  ["xc", 90],
  ["l", 50],
  ["xl", 40],
  ["x", 10],
  ["ix", 9],
  ["v", 5],
  ["iv", 4],
  ["i", 1],
];

/** 1 to 3999, in small letters. */
export function toRoman(value: number): string {
  let written = "";
  let rest = value;
  for (const [figure, worth] of romanFigures) for (; rest >= worth; rest -= worth) written += figure;
  return written;
}

export function readRoman(written: string): number | null {
  let value = 0;
  let rest = written.toLowerCase();
  for (const [figure, worth] of romanFigures)
    for (; rest.startsWith(figure); rest = rest.slice(figure.length)) value += worth;
  // Only one way to write a number counts: "iiii" is a word.
  return rest === "" && value > 0 && toRoman(value) === written.toLowerCase() ? value : null;
}

/** Letters in the order in which lists count by them. */
const alphabets: Readonly<Record<string, string>> = {
  latin: "abcdefghijklmnopqrstuvwxyz",
  greek: "αβγδεζηθικλμνξοπρστυφχψω",
  cyrillic: "абвгдежзиклмнопрстуфхцчшщэюя",
  abjad: "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ",
  arabic: "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
  hebrew: "אבגדהוזחטיכלמנסעפצקרשת",
  hangul: "가나다라마바사아자차카타파하",
  iroha: "イロハニホヘトチリヌルヲワカヨタレソツネナラム",
  kana: "アイウエオカキクケコサシスセソタチツテトナニヌネノ",
  devanagari: "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
  bengali: "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ",
  tamil: "அஆஇஈஉஊஎஏஐஒஓஔ",
  thai: "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
  khmer: "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអ",
  burmese: "ကခဂဃငစဆဇဈညဋဌဍဎဏတထဒဓနပဖဗဘမယရလဝသဟဠအ",
  tibetan: "ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧཨ",
  ethiopic: "ሀለሐመሠረሰሸቀበተቸኀነኘአከኸወዐዘዠየደጀገጠጨጰጸፀፈፐ",
  georgian: "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
  armenian: "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփք",
  heavenly: "甲乙丙丁戊己庚辛壬癸",
};

const hanFigures = "零一二三四五六七八九";

/** 1 to 999: 十, 二十一, 百零三. */
export function readHan(written: string): number | null {
  if (!/^[〇零一二三四五六七八九十百]+$/.test(written)) return null;
  let value = 0;
  let figure = 0;
  for (const sign of written.replaceAll("〇", "零")) {
    if (sign === "百" || sign === "十") {
      value += (figure || 1) * (sign === "百" ? 100 : 10);
      figure = 0;
    } else figure = hanFigures.indexOf(sign);
  }
  return value + figure || null;
}

/** 1 to 99: ፩, ፲, ፳፩. */
function readEthiopic(written: string): number | null {
  const [, tens = "", ones = ""] = /^([፲-፺])?([፩-፱])?$/.exec(written) ?? [];
  const worth = (sign: string, before: number): number => (sign === "" ? 0 : sign.charCodeAt(0) - before);
  return worth(tens, 0x1371) * 10 + worth(ones, 0x1368) || null;
}

/** Decimal figures of any script: each block of ten begins at a code point whose figure is zero. */
export function readFigures(figures: string): number {
  let value = 0;
  for (const figure of figures) {
    let digit = 0;
    const code = figure.codePointAt(0) ?? 0;
    while (digit < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - digit - 1))) digit++;
    value = value * 10 + digit;
  }
  return value;
}

const inPair = /^([([（【〔])\s{0,2}([^\s()[\]（）【】〔〕]{1,8}?)\s{0,2}[)\]）】〕][.:、]?\s*(?=\S)/u;
const dotted = /^(\p{Nd}{1,4}(?:[.．]\p{Nd}{1,4}){1,6})[.)．）]?\s+(?=\S)/u;
const closed = /^([^\s.,:;()[\]（）、．]{1,8}?)([.)．）、]|[-–—](?=\s)|ـ)(?:\s+|(?<=[、．）])\s*)(?=\S)/u;
/** Signs that end a number only: "1/", "1 -", "1°" (no degree of heat), "၁။", "१।", "፩፡". */
const figuresClosed = /^(\p{Nd}{1,4}|[፩-፺]{1,2})(\s[-–—](?=\s)|\/(?=\s)|[°º](?!\s*[CFK]\b)[.)-]?|[।။፡፤፦])\s*(?=\S)/u;
const circled = /^([①-⑳㈠-㈩])\s*(?=\S)/u;

/** Null where the line begins with words. */
export function readEnumerator(line: string): Enumerator | null {
  const inside = inPair.exec(line);
  if (inside !== null) return enumerator(line, inside[0], inside[2] ?? "", "()");
  const points = dotted.exec(line);
  if (points !== null) {
    const numbers = (points[1] ?? "").split(/[.．]/).map(readFigures);
    return { readings: [{ style: "1.1", numbers }], sign: points[0].trim(), rest: line.slice(points[0].length) };
  }
  const ring = circled.exec(line);
  if (ring !== null) return enumerator(line, ring[0], ring[1] ?? "", "○");
  const end = closed.exec(line) ?? figuresClosed.exec(line);
  if (end === null) return null;
  return enumerator(line, end[0], end[1] ?? "", (end[2] ?? "").trim());
}

function enumerator(line: string, sign: string, inner: string, frame: string): Enumerator | null {
  const readings = readingsOf(inner).map((one) => ({ ...one, style: `${frame} ${one.style}` }));
  return readings.length === 0 ? null : { readings, sign: sign.trim(), rest: line.slice(sign.length) };
}

function readingsOf(written: string): readonly Reading[] {
  // "ⅳ" is "iv" in one sign.
  const inner = /^[Ⅰ-ⅿ]+$/.test(written) ? written.normalize("NFKC") : written;
  if (/^\p{Nd}{1,4}$/u.test(inner)) return [{ style: "1", numbers: [readFigures(inner)] }];
  const ring = /^[①-⑳]$/.test(inner)
    ? inner.charCodeAt(0) - 0x245f
    : /^[㈠-㈩]$/.test(inner)
      ? inner.charCodeAt(0) - 0x321f
      : 0;
  if (ring > 0) return [{ style: "ring", numbers: [ring] }];
  const han = readHan(inner);
  if (han !== null) return [{ style: "han", numbers: [han] }];
  const ethiopic = readEthiopic(inner);
  if (ethiopic !== null) return [{ style: "ethiopic", numbers: [ethiopic] }];
  const readings: Reading[] = [];
  const roman = /^[ivxlcdm]+$/.test(inner) || /^[IVXLCDM]+$/.test(inner) ? readRoman(inner) : null;
  const size = inner === inner.toLowerCase() ? "small" : "capital";
  const letter = inner.toLowerCase().replace(/[أإآ]/, "ا").replace(/ه‍?ـ?$/, "ه").replace("ى", "ي");
  for (const [name, letters] of Object.entries(alphabets)) {
    const at = [...letters].indexOf(letter);
    if (at >= 0) readings.push({ style: `${name} ${size}`, numbers: [at + 1] });
  }
  // "c." and "v." are letters before they are Roman numbers; "i." and whatever is longer is Roman first.
  if (roman !== null) {
    const reading = { style: `roman ${size}`, numbers: [roman] };
    if (inner.length > 1 || roman === 1) readings.unshift(reading);
    else readings.push(reading);
  }
  return readings;
}
