/** Sessions of writing, played again, in Arabic. */
import type { playback as english } from "../en/playback.ts";
import type { Arabic } from "../words.ts";

export const playback: Arabic<typeof english> = {
  playback: {
    title: "جلسات الكتابة",
    lead: "متى كُتب النص ومن كتبه. تنتهي الجلسة حين لا يكتب أحد نصف ساعة.",
    nothing: "لم يُكتب شيء بعد.",
    fromTo: "من {{from}} إلى {{to}}",
    size: "{{changes}}، {{clauses}}",
    more: "اعرض جلسات أقدم",
    claimed: "الأيام والساعات كما يذكرها جهاز كل كاتب. الساعة الخاطئة تجمع التغييرات جمعا آخر ولا تخفي منها شيئا.",
    one: "جلسة كتابة",
    oneLead: "من كتب ماذا، خطوة خطوة. النظر لا يغيّر شيئا.",
    player: "العرض",
    slider: "الخطوة",
    stepAt: "الخطوة {{index}} من {{count}}",
    play: "شغّل",
    pause: "أوقف",
    atEnd: "كانت هذه الخطوة الأخيرة.",
    pace: "السرعة",
    paces: { slow: "بطيئة", usual: "عادية", fast: "سريعة" },
    changed: "ما غيّرته هذه الخطوة",
    unchanged: "يُقرأ النص كما كان: اقتُرح شيء أو سُحب شيء.",
    moreClauses: "وغيّرت أيضا: {{clauses}}.",
    same_zero: "لا فقرة كما كانت",
    same_one: "فقرة واحدة كما كانت",
    same_two: "فقرتان كما كانتا",
    same_few: "{{count}} فقرات كما كانت",
    same_many: "{{count}} فقرة كما كانت",
    same_other: "{{count}} فقرة كما كانت",
    whole: "اعرض النص كله كما كان حينها",
    wholeTitle: "النص بعد هذه الخطوة",
    wholeHint: "هذا للقراءة فقط. لتردّ إلى بند واحد كلماته حينها افتح تاريخ ذلك البند وأعد الحال.",
  },
};
