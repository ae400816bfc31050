/** Who wrote what, and what became of a clause, in Arabic. */
import type { authorship as english } from "../en/authorship.ts";
import type { Arabic } from "../words.ts";

export const authorship: Arabic<typeof english> = {
  authorship: {
    show: "من كتب هذا",
    legend: "لمن هذه الكلمات",
    ofNoParty: "{{person}} (من غير طرف)",
    here: "عند المؤشر: {{who}}",
    nobodyHere: "عند المؤشر: لا شيء مكتوب.",
    noClause: "ضع المؤشر في بند لترى تاريخه.",
    history: "تاريخ هذا البند",
    historyOf: "تاريخ {{clause}}",
    clause: "البند",
    otherClause: "بند لم يعد موجودا",
    step: "تغيير واحد",
    stepAt: "التغيير {{index}} من {{count}}",
    ofMore: "(لم تُعرض الأقدم بعد)",
    earlier: "الأقدم",
    later: "الأحدث",
    all: "كل التغييرات",
    more: "اعرض تغييرات أقدم",
    nothing: "لم يتغيّر فيه شيء قط.",
    isNow: "هكذا هو الآن.",
    gone: "ليس قائما في النص بعد هذا التغيير.",
    restore: "أعد هذه الحال",
    restoreHint: "الإعادة تردّ إلى البند هذه الكلمات بصفتها تغييرا منك، ولا تمسّ شيئا غيره.",
    restored: "{{clause}}: عاد كما كان حينها. لم يتغيّر شيء غيره.",
    claimed: "الأيام كما يذكرها جهاز كل كاتب.",
    event: {
      added: "جديد",
      removed: "حُذف",
      broughtBack: "أُعيد",
      moved: "نُقل",
      words: "كلمات أخرى",
      splitFrom: "فُصل عن {{clause}}",
      splitOff: "فُصل عنه {{clause}}",
      joinedInto: "ضُمّ إلى {{clause}}",
      joinedFrom: "ضُمّ إليه {{clause}}",
    },
  },
};
