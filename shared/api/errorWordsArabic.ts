/** Each error in Arabic. It is long because it is one table: a row for each kind, beside errorWordsEnglish.ts. */
import { arabicArguments, argumentInWords, expectedInArabic } from "./argumentWords.ts";
import type { FileTrouble, StoredFile, UnreadableDocument } from "./errors.ts";
import type { ErrorTable } from "./errorTable.ts";
import { networkReason } from "./networkWords.ts";
import { megabytes, momentInWords, nameOfSign } from "./valueWords.ts";

const unchanged = "لم يتغير شيء هنا.";
const kept = "عملك محفوظ على هذا الجهاز.";

/** Keeps an address or a foreign phrase in its own direction. */
const apart = (text: string): string => `\u2068${text}\u2069`;

/** The name of a device, not the device. */
const wordsOf = (what: string): string => argumentInWords(what === "device" ? "device name" : what, arabicArguments);

export const arabicWords: ErrorTable = {
  notSetUp: () => ({
    title: "لم يعد أحد تيسيرا هنا بعد.",
    next: `عرف بنفسك أولا: في النافذة أو بالأمر ${apart("tessera init")}.`,
  }),
  alreadySetUp: () => ({
    title: "تيسيرا معدة هنا من قبل.",
    next: `${unchanged} لشخص آخر أو جهاز آخر اختر مجلد بيانات آخر.`,
  }),
  noParty: () => ({
    title: "ليس لك طرف خاص بك هنا، وهذا العمل يحتاج إلى طرف.",
    next: `${unchanged} اطلب من أحد في طرفك أن يفعله، أو أن يدعو هذا الجهاز مندوبا عنه.`,
  }),
  badArgument: ({ what, expected }) => ({
    title: `${argumentInWords(what, arabicArguments)}: ليس هذا كما ينبغي.`,
    next: `${unchanged} المتوقع: ${expectedInArabic(expected)}.`,
  }),
  unfitWords: ({ what, problem, limit, code }) => ({
    title: {
      empty: `${wordsOf(what)}: لا شيء فيه يمكن أن يُرى.`,
      tooLong: `${wordsOf(what)}: أطول مما ينبغي، والحد ${limit} حرفا.`,
      lineBreak: `${wordsOf(what)}: فيه أكثر من سطر.`,
      unseen: `${wordsOf(what)}: فيه حرف لا يراه أحد أو يقلب غيره أو يخفيه: ${apart(nameOfSign(code))}.`,
      notNormal: `${wordsOf(what)}: ليس مكتوبا بالصورة المعتادة.`,
    }[problem],
    next: `${unchanged} سيقرؤه الآخرون بجانب كلامهم، فاكتبه بحروف يراها الجميع.`,
  }),
  textUnseen: ({ places, count }) => ({
    title: `في النص ما لا يراه القارئ أو ما يقلب كلاما غيره. عدد المواضع: ${count}.`,
    next: `${unchanged} ${places.map(({ clause, code }) => `${clause === "" ? "خارج البنود" : `في ${apart(clause)}`}: ${apart(nameOfSign(code))}`).join("؛ ")}${count > places.length ? "؛ وغير ذلك" : ""}. أزلها (في النافذة، أو بالأمر ${apart("tessera edit CHARTER --remove-unseen")}) واقرأ النص من جديد ثم اقترحه.`,
  }),
  languageTwice: ({ places, count }) => ({
    title: `في النص بند يقول كلامه مرتين بلغة واحدة. عدد المواضع: ${count}.`,
    next: `${unchanged} ${places.map(({ clause, language, isOwn }) => `${apart(clause)} بلغة ${apart(language)}${isOwn ? " (لغة الميثاق نفسها)" : ""}`).join("؛ ")}${count > places.length ? "؛ وغير ذلك" : ""}. أبق أحدهما واحذف الآخر، ثم اقرأ النص من جديد واقترحه.`,
  }),
  textUndecided: ({ places, brackets, blanks }) => ({
    title: `لم يُتفق على النص بعد. الأقواس المفتوحة: ${brackets}، والفراغات التي لم تُملأ: ${blanks}.`,
    next: `${unchanged} ${places.map(({ clause, words }) => `${clause === "" ? "خارج البنود" : `في ${apart(clause)}`}: ${apart(`[${words}]`)}`).join("؛ ")}${brackets + blanks > places.length ? "؛ وغير ذلك" : ""}. اختر بديلا في كل قوس واملأ الفراغات (في النافذة، أو بالأمرين ${apart("tessera bracket")} و${apart("tessera fields")})، ثم اقترحه.`,
  }),
  textConflicts: ({ clauses, count }) => ({
    title: `غيّر أكثر من شخص الشيء نفسه دون علم أحدهم بالآخر. عدد المواضع: ${count}.`,
    next: `${unchanged} ${clauses.map((clause) => (clause === "" ? "خارج البنود" : `في ${apart(clause)}`)).join("؛ ")}${count > clauses.length ? "؛ وغير ذلك" : ""}. ما هو مكتوب هناك الآن لم يكتبه أحد. اختر أحدها أو قل إنه يبقى كما هو (في النافذة، أو بالأمر ${apart("tessera conflicts")})، ثم اقترحه.`,
  }),
  bracketNotFound: ({ bracket }) => ({
    title: `لا يوجد هنا قوس أو فراغ كهذا: ${apart(bracket)}.`,
    next: `${unchanged} ربما أزاله أحد في هذه الأثناء، فانظر قائمة الأقواس من جديد.`,
  }),
  alternativeNotFound: ({ choice }) => ({
    title: `ليس في القوس بديل ${apart(choice)}.`,
    next: `${unchanged} ربما أزاله أحد في هذه الأثناء، فانظر البدائل من جديد.`,
  }),
  bracketNotSettled: () => ({
    title: "في القوس أكثر من بديل، ولم يُختر أي منها.",
    next: `${unchanged} اختر واحدا أولا: يبقى كلامه، ويذهب غيره مع القوسين.`,
  }),
  quoteNotFound: ({ quote }) => ({
    title: `ليس في البند هذا الكلام: ${apart(quote)}.`,
    next: `${unchanged} اكتبه كما هو تماما، ومن بند واحد.`,
  }),
  quoteNotUnique: ({ quote }) => ({
    title: `في البند هذا الكلام أكثر من مرة: ${apart(quote)}.`,
    next: `${unchanged} اكتب معه بعض ما حوله.`,
  }),
  danglingReference: ({ clauses, count }) => ({
    title: `في النص إحالة إلى بند ليس فيه. عدد المواضع: ${count}.`,
    next: `${unchanged} ${clauses.map((clause) => (clause === "" ? "خارج البنود" : `في ${apart(clause)}`)).join("؛ ")}${count > clauses.length ? "؛ وغير ذلك" : ""}. تُقرأ ${apart("‹?›")}. أحل إلى بند آخر أو اكتب مكانها كلاما أو أعد البند، ثم اقرأ النص من جديد واقترحه.`,
  }),
  charterNotFound: ({ charter }) => ({
    title: `لا يوجد هنا ميثاق باسم ${apart(charter)}.`,
    next: "انظر قائمة المواثيق، واستعمل عنوانا أو بداية معرف لا يشترك فيها ميثاقان.",
  }),
  clauseNotFound: ({ clause }) => ({
    title: `لا يوجد بند ${apart(clause)} في هذا النص.`,
    next: `${unchanged} ربما حذف أو تغير رقمه، فانظر النص من جديد.`,
  }),
  wordsNotFound: ({ words, count }) => ({
    title:
      count === 0
        ? `ليس في البند الكلمات ${apart(words)}.`
        : `ترد الكلمات ${apart(words)} في البند أكثر من مرة. عدد المرات: ${count}.`,
    next: `${unchanged} ${count === 0 ? "انظر البند كما هو الآن، واذكر كلمات من فقرة واحدة." : "اذكر المزيد من الكلمات حولها حتى لا يبقى إلا موضع واحد."}`,
  }),
  threadNotFound: ({ thread }) => ({
    title: `لا يوجد نقاش ${apart(thread)} في هذا الميثاق.`,
    next: "انظر قائمة التعليقات. وإن كان غيرك قد فتحه فتبادل التغييرات معه أولا.",
  }),
  clauseChanged: ({ clause }) => ({
    title: `تغيرت كلمات ${apart(clause)} منذ عُرضت.`,
    next: `${unchanged} اقرأ البند كما هو الآن، ثم قل موقف طرفك منه.`,
  }),
  clauseNotAgreed: ({ clause }) => ({
    title: `ليس كل الأطراف موافقين على ${apart(clause)} كما هو.`,
    next: `${unchanged} يمكن إغلاق بند إذا وافق كل الأطراف على كلماته الحالية: انظر اللوحة.`,
  }),
  clauseClosed: ({ clauses }) => ({
    title: `اتفق الأطراف على ${apart(clauses.join(", "))} وأغلقوه.`,
    next: `${unchanged} تغيير كلماته يسقط ما اتفقوا عليه. افتحه من جديد على اللوحة أولا (في سطر الأوامر: ${apart("--reopen")}).`,
  }),
  suggestionsAsked: () => ({
    title: "يطلب الأطراف من الجميع اقتراح تغييرات هذا النص.",
    next: `${unchanged} اقترحه بدلا من ذلك (في سطر الأوامر: ${apart("tessera suggest")}، وللأقواس والفراغات ${apart("--suggest")}). وإن حررت مع ذلك (${apart("--directly")}) عُرض ذلك على الجميع.`,
  }),
  changeNotFound: ({ change }) => ({
    title: `لا يوجد في هذا النص تغيير رقمه ${apart(String(change))} على هذا الجهاز.`,
    next: `${unchanged} تختلف الأرقام من جهاز إلى جهاز، وقد يُترك تغيير خارج النص. انظر تاريخ البند من جديد.`,
  }),
  suggestionNotFound: ({ suggestion }) => ({
    title: `لا يوجد اقتراح ${apart(suggestion)} في هذا النص.`,
    next: `${unchanged} ربما أُجيب عن جزء منه، فانظر قائمة الاقتراحات من جديد.`,
  }),
  proposalNotFound: ({ proposal }) => ({
    title: `لا يوجد مقترح ${apart(proposal)} في هذا الميثاق.`,
    next: "انظر الخط الزمني. وإن كان طرف آخر قد قدمه فتبادل التغييرات معه أولا.",
  }),
  lostTextNotFound: () => ({
    title: "لم يعد هذا النص في القائمة.",
    next: "أعاده أحدهم أو صرف النظر عنه، أو كُتب هناك المزيد. لم يتغيّر شيء. انظر إلى القائمة من جديد.",
  }),
  conflictNotFound: () => ({
    title: "لم يعد هذا التعارض في القائمة.",
    next: "حسمه أحدهم أو غيّر هذه الكلمات مرة أخرى. لم يتغيّر شيء. انظر إلى القائمة من جديد.",
  }),
  notSettledSo: ({ isNoSide }) => ({
    title: isNoSide ? "ليس لهذا التعارض جانب كهذا." : "هذا التعارض ليس في الكلمات، فلا تحسمه أقواس ولا كلمات أخرى.",
    next: `${unchanged} اختر أحد الجوانب، أو اترك الأمر كما هو.`,
  }),
  templateNotFound: ({ template }) => ({
    title: `لا يوجد نموذج ${apart(template)}.`,
    next: `${unchanged} اختر واحدا من قائمة النماذج.`,
  }),
  notUtf8: ({ name, atByte }) => ({
    title: `الملف ${apart(name)} ليس نصا بترميز ${apart("UTF-8")}: البايت ${atByte} غير صالح.`,
    next: `${unchanged} افتح الملف في محرر نصوص واحفظه بترميز ${apart("UTF-8")} ثم أعد المحاولة.`,
  }),
  fileExists: ({ name }) => ({
    title: `يوجد من قبل ملف باسم ${apart(name)}.`,
    next: `ترك كما هو ولم يكتب شيء. اختر اسما آخر، أو استبدله بالخيار ${apart("--force")}.`,
  }),
  documentUnreadable: ({ name, why, part }) => ({
    title: `لا يمكن قراءة الملف ${apart(name)}: ${unreadableDocument(why, part)}.`,
    next: `${unchanged} ${
      why === "encrypted"
        ? "افتحه في برنامجه وأزل كلمة المرور واحفظه من جديد."
        : why === "oldOffice" || why === "otherFormat"
          ? `افتحه في برنامجه واحفظه مستند ${apart("Word (.docx)")} ثم أعد المحاولة.`
          : "افتحه في برنامجه واحفظه من جديد وجرب الملف الجديد."
    }`,
  }),
  changesNotChosen: ({ changes }) => ({
    title: `في هذا المستند تغييرات متتبعة. أصحابها: ${changes.length}.`,
    next: `${unchanged} قل هل يقرأ كأنها قبلت، أم كما كان قبلها (في سطر الأوامر: ${apart("--changes accepted")} أو ${apart("--changes before")}).`,
  }),
  textTooDeep: ({ limit }) => ({
    title: `في هذا النص قوائم أو جداول بعضها داخل بعض أعمق من ${limit} مستوى.`,
    next: `${unchanged} أزل بعض المستويات وحاول مرة أخرى.`,
  }),
  textTooHeavy: ({ why, limit }) => ({
    title:
      why === "parts"
        ? `في هذا النص أكثر من ${limit} من الفقرات والعلامات والروابط معا.`
        : why === "memory"
          ? `قراءة هذا النص تحتاج إلى أكثر من ${limit} ميغابايت من الذاكرة.`
          : why === "words"
            ? `كلمات هذا المستند أكثر من ${limit} ميغابايت.`
            : why === "unpacked"
              ? `هذا المستند بعد فك ضغطه أكبر من ${limit} ميغابايت.`
              : `قراءة هذا النص تستغرق أكثر من ${limit} ثانية.`,
    next: `${unchanged} قسم النص إلى نصوص أصغر، أو أزل منه علامات لا تقول شيئا.`,
  }),
  textTooLong: ({ bytes, limit }) => ({
    title: `هذا النص أطول من أن يوقع نصا واحدا: ${megabytes(bytes)} من ${megabytes(limit)} ميغابايت.`,
    next: "لم يقترح شيء، والمسودة كما كانت. قسمها إلى ميثاقين أو اختصرها.",
  }),
  notAllKept: ({ notKeptCount }) => ({
    title: `لا يستطيع نص الميثاق أن يحفظ كل ما أعطي. المواضع: ${notKeptCount}.`,
    next: `${unchanged} انظر ما هي، وقل هل يؤخذ النص بدونها (في سطر الأوامر: ${apart("--yes")}).`,
  }),
  fileTooLarge: ({ name, bytes, limit }) => ({
    title: `الملف ${apart(name)} كبير جدا: ${megabytes(bytes)} ميغابايت.`,
    next: `${unchanged} الحد ${megabytes(limit)} ميغابايت؛ قسم الملف ثم أعد المحاولة.`,
  }),
  codeMistyped: () => ({
    title: "في رمز الدعوة حرف خاطئ.",
    next: "قارنه حرفا حرفا بالرمز الذي أعطيته. لم يسأل أحد بعد، والرمز ما زال صالحا.",
  }),
  notAnInvite: () => ({
    title: "ليست هذه دعوة إلى تيسيرا.",
    next: "لم يُفتح شيء مما فيها ولم يُتبع. اطلب الرمز الذي تعرضه تيسيرا تحت «ادعُ».",
  }),
  linkDamaged: () => ({
    title: "رابط الدعوة هذا تالف: فيه حرف خاطئ أو ناقص.",
    next: "لم يُسأل أحد بعد. انسخ الرابط كاملا من جديد، أو اكتب الرمز وعنوانا.",
  }),
  linkMismatch: ({ address }) => ({
    title: `أجاب ${apart(address)} عن ميثاق غير الذي صُنعت له الدعوة.`,
    next: "لم يؤخذ منه شيء. اطلب دعوة جديدة، والأفضل وجها لوجه، وأخبر الآخرين بما جرى.",
  }),
  safetyPhraseChanged: () => ({
    title: "تغيرت الكلمات الست: انضم طرف أو خرج في هذه الأثناء.",
    next: "لم يُسجل شيء. قارنوا الكلمات كما تظهر الآن.",
  }),
  cannotDiscover: ({ reason }) => ({
    title: `لا يستطيع هذا الجهاز البحث عن غيره في الشبكة (${apart(networkReason(reason, "ar"))}).`,
    next: "التقوا بالعنوان؛ فذلك لا يحتاج إلى البحث.",
  }),
  inviteUnknown: ({ address }) => ({
    title: `العنوان ${apart(address)} لا يعرف هذه الدعوة.`,
    next: "تحقق من العنوان. وإن ألغيت الدعوة فاطلب دعوة جديدة.",
  }),
  inviteExpired: ({ expiredAt }) => ({
    title: `كانت هذه الدعوة صالحة حتى ${apart(momentInWords(expiredAt, "ar"))}.`,
    next: "اطلب دعوة جديدة. وإن كان ذلك الوقت لم يأت بعد فتحقق من ساعة هذا الجهاز.",
  }),
  inviteUsed: () => ({
    title: "استعملت هذه الدعوة من قبل.",
    next: "كل دعوة لجهاز واحد. اطلب دعوة جديدة.",
  }),
  inviteWaiting: () => ({
    title: "ما زالت هذه الدعوة تنتظر موافقة أطراف أخرى.",
    next: "الرمز باق صالحا. أعد المحاولة حين يوافق منهم ما يكفي ويلتقون بمن دعاك.",
  }),
  recoveryWordsWrong: () => ({
    title: "ليست هذه الكلمات الأربع والعشرين لطرف.",
    next: `${unchanged} قارنها بالورقة: أربع وعشرون كلمة، بترتيبها، وكل كلمة كما كتبت هناك.`,
  }),
  recoveryCodeOver: () => ({
    title: "استعمل رمز الاسترداد هذا أو انتهت مدته.",
    next: "كل رمز يعيد جهازا واحدا. اطلب رمزا جديدا من أحد المشاركين.",
  }),
  recoveryWordsEnded: () => ({
    title: "للطرف ورقة استرداد أحدث، وقد انتهت هذه الكلمات.",
    next: `${unchanged} استعمل كلمات أحدث ورقة.`,
  }),
  sheetNotConfirmed: () => ({
    title: "ما زالت كلمات أحدث ورقة استرداد على هذا الجهاز.",
    next: "اعرضها واكتبها وأكدها. بعد ذلك يمكن صنع ورقة جديدة.",
  }),
  severalParties: () => ({
    title: "يتكلم هذا الجهاز باسم أطراف عدة.",
    next: "اصنع الورقة الجديدة على جهاز يتكلم باسم طرف واحد، كالجهاز الذي أسس الطرف.",
  }),
  sheetWordsWrong: ({ ask: [first, second] }) => ({
    title: `ليست هاتان الكلمتين ${first} و${second} من الورقة.`,
    next: "تبقى الكلمات على هذا الجهاز حتى تصح الاثنتان. انظر إليها مرة أخرى، وصحح الورقة حيث تختلف.",
  }),
  recoveryUnknown: ({ address }) => ({
    title: `لا يملك ${apart(address)} أي ميثاق لهذا الطرف.`,
    next: "تحقق من الكلمات ومن العنوان، أو اسأل مشاركا آخر في ميثاق ينتمي إليه الطرف.",
  }),
  removed: () => ({
    title: "لم يعد هذا الجهاز من الميثاق.",
    next: "ما كتب حتى ذلك الحين ما زال يقرأ هنا. للعودة اطلب دعوة من أحد المندوبين.",
  }),
  decisionNotFound: ({ decision }) => ({
    title: `لا ينتظر في هذا الميثاق قرار ${apart(decision.slice(0, 16))}.`,
    next: `${unchanged} ربما حسم في هذه الأثناء، فانظر المشاركين في الميثاق من جديد.`,
  }),
  alreadyMember: () => ({ title: "أنت مشارك في هذا الميثاق من قبل.", next: `${unchanged} افتحه من المكتبة.` }),
  peerUnreachable: ({ address, reason }) => ({
    title: `لا يمكن الوصول إلى ${apart(address)} (${apart(networkReason(reason, "ar"))}).`,
    next: `${kept} تحقق من أن الجهاز الآخر يعمل ويستقبل وعلى الشبكة نفسها، أو استعمل مرحلا أو ملف حزمة.`,
  }),
  peerGarbage: ({ address, reason }) => ({
    title: `ما أجاب عند ${apart(address)} لا يتكلم كجهاز تيسيرا (${apart(reason)}).`,
    next: `${kept} لم يقبل شيء مما أرسله. تحقق من العنوان ومن حداثة النسخة عند الجانبين.`,
  }),
  nothingInCommon: ({ address }) => ({
    title: `لا ميثاق مشتركا بينك وبين ${apart(address)}.`,
    next: "تحقق من العنوان. لمشاركة ميثاق يدعو أحدكما الآخر.",
  }),
  cannotListen: ({ port, reason }) => ({
    title: `لا يستطيع هذا الجهاز استقبال اللقاءات على المنفذ ${port} (${apart(networkReason(reason, "ar"))}).`,
    next: "اختر منفذا آخر، أو اترك الاختيار للنظام.",
  }),
  noRelay: () => ({
    title: "هذا الميثاق لا يستعمل مرحلا.",
    next: "أعط عنوان مرحل يستعمله الأطراف الآخرون أيضا، أو التقوا بالعنوان أو بملف حزمة.",
  }),
  relayUnreachable: ({ url, reason }) => ({
    title: `لا يمكن الوصول إلى المرحل ${apart(url)} (${apart(networkReason(reason, "ar"))}).`,
    next: `${kept} يرسل حين يعود المرحل، وإلى ذلك الحين يمكنكم اللقاء بالعنوان أو تبادل ملف حزمة.`,
  }),
  relayGarbage: ({ url, reason }) => ({
    title: `ما أجاب عند ${apart(url)} ليس مرحلا يعمل (${apart(reason)}).`,
    next: `${kept} لم يقبل شيء مما أرسله. تحقق من عنوان المرحل.`,
  }),
  relayRefused: ({ url, reason }) => ({
    title: `المرحل ${apart(url)} يرفض (${apart(reason)}).`,
    next: `${kept} اسأل من يدير المرحل، أو استعمل طريقة أخرى للتبادل.`,
  }),
  relayNotStored: ({ url, why }) => ({
    title: {
      roomFull: `لم يبق في المرحل ${apart(url)} مكان لهذا الميثاق.`,
      storeFull: `المرحل ${apart(url)} ممتلئ.`,
      storeFailed: `لا يستطيع المرحل ${apart(url)} حفظ شيء الآن.`,
    }[why],
    next: `${kept} تعاد المحاولة تلقائيا. اسأل من يدير المرحل، أو استعمل طريقة أخرى للتبادل.`,
  }),
  bundleDamaged: ({ reason }) => ({
    title: `ملف الحزمة تالف (${apart(reason)}).`,
    next: `${unchanged} اطلب الملف من جديد، فربما انقطع نسخه.`,
  }),
  bundleNewer: ({ found, supported }) => ({
    title: `صنعت ملف الحزمة نسخة أحدث (الصيغة ${found}، وهذه تقرأ حتى ${supported}).`,
    next: `${unchanged} حدث تيسيرا هنا ثم استورد الملف من جديد.`,
  }),
  bundleForeign: () => ({
    title: "لا يملك أي ميثاق هنا مفتاح ملف الحزمة هذا.",
    next: `${unchanged} الملف لميثاق لم تنضم إليه، أو لمجلد بيانات آخر.`,
  }),
  bundleIncomplete: ({ missing }) => ({
    title: `يبني هذا الملف على تغييرات ليست هنا (عددها على الأقل: ${missing}).`,
    next: `${unchanged} لم يضع مما فيه شيء: اطلب ملفا فيه الميثاق كله، وخذه أولا، ثم خذ هذا.`,
  }),
  bundleEmpty: () => ({
    title: "لا شيء يوضع في هذا الملف.",
    next: `${unchanged} تقول إيصالات موقعة إن كل ما هو محفوظ هنا محفوظ هناك أيضا. ويمكن دائما صنع ملف فيه الميثاق كله.`,
  }),
  bundleTooLong: ({ bytes, limit }) => ({
    title: `هذا أكثر مما تسعه رموز QR: حجمه ${Math.ceil(bytes / 1024)} كيلوبايت، وأكثر ما تسعه ${Math.floor(limit / 1024)}.`,
    next: `${unchanged} اختر ما ليس عند غيرك، أو ما ينقص جهازا واحدا؛ أو خذ ملفا.`,
  }),
  codeForeign: () => ({
    title: "رمز QR هذا ليس جزءا من حزمة من تيسيرا.",
    next: `${unchanged} أما الدعوة فتقرأ حيث ينضم المرء إلى ميثاق.`,
  }),
  codeDamaged: () => ({
    title: "تغير رمز QR هذا، أو هو لا يخص الرموز التي قبله.",
    next: `${unchanged} اطلب عرض الرموز من جديد واقرأها مرة أخرى.`,
  }),
  codesMissing: ({ numbers, count }) => ({
    title: `من رموز QR وعددها ${count} ينقص ما أرقامه: ${numbers.join("، ")}.`,
    next: `${unchanged} التقط صورا لهذه أيضا، وأعط الصور كلها معا.`,
  }),
  newerFormat: ({ found, supported }) => ({
    title: `كتبت هذه البيانات نسخة أحدث (الصيغة ${found}، وهذه تقرأ حتى ${supported}).`,
    next: `${unchanged} حدث تيسيرا هنا؛ لا يصلح شيء ولا يحذف إلى ذلك الحين.`,
  }),
  storeFull: () => ({
    title: "القرص ممتلئ.",
    next: "التغيير الأخير لم يحفظ بعد، وكل ما قبله محفوظ. أفسح مكانا وأعد المحاولة، واترك النافذة مفتوحة إلى ذلك الحين.",
  }),
  storeDamaged: ({ reason }) => ({
    title: `لا يمكن قراءة البيانات المحفوظة (${apart(reason)}).`,
    next: "تركت كما هي. انسخ مجلد البيانات أولا؛ وأجهزة هذا الميثاق الأخرى تستطيع أن تعطيك كل شيء من جديد.",
  }),
  fileUnusable: ({ what, trouble, file }) => ({
    title: `${fileNames[what]} ${what === "directory" ? directoryTroubles[trouble] : troubles[trouble]} (${apart(file)}).`,
    next: `ترك كما هو. ${trouble === "denied" ? "امنح حسابك حق القراءة والكتابة، ثم ابدأ من جديد." : remedies[what]}`,
  }),
  tooManyFiles: () => ({
    title: "لا يسمح النظام لهذا البرنامج بفتح ملف آخر.",
    next: `${unchanged} لم يتلف شيء. أغلق ما يعمل غيره، أو اسمح لهذا البرنامج بملفات مفتوحة أكثر (${apart("ulimit -n")})، ثم أعد المحاولة.`,
  }),
  storeUnreachable: ({ reason }) => ({
    title: `لا يستطيع المرحل الوصول إلى خادم ريديس الذي أعطي له (${apart(reason)}).`,
    next: "تحقق من أنه يعمل ومن عنوانه وكلمة مروره، ثم شغل المرحل من جديد.",
  }),
  dataDirectoryBusy: ({ directory }) => ({
    title: `تيسيرا أخرى تستعمل ${apart(directory)}.`,
    next: "أغلق الأخرى، أو اختر مجلد بيانات آخر.",
  }),
  dataDirectoryMoved: () => ({
    title: "مجلد البيانات هذا نسخة، أو نُقل من مكانه.",
    next: `لم يُفتح شيء. قل أيهما هو: في النافذة، أو بـ ${apart("tessera folder only-copy")} إن لم تُفتح نسخة أخرى بعد الآن، أو بـ ${apart("tessera folder new-device")} إن كانت نسخة أخرى تُستعمل.`,
  }),
  dataDirectoryInPlace: () => ({
    title: "مجلد البيانات هذا في المكان الذي كُتب فيه آخر مرة.",
    next: `${unchanged} ليس هناك ما يقال عنه.`,
  }),
  keysLocked: ({ reason }) => ({
    title: `مفاتيح هذا الجهاز مقفلة (${apart(reason)}).`,
    next: `${unchanged} افتحها أولا: في النافذة، أو بـ ${apart("--passphrase-file")} أو ${apart("TESSERA_PASSPHRASE")}.`,
  }),
  wrongPassphrase: () => ({
    title: "ليست هذه عبارة السر لهذه المفاتيح.",
    next: "لم يضع شيء ولم يتغير شيء. جرب كما تشاء من المرات، وانتبه للأحرف الكبيرة وللغة لوحة المفاتيح.",
  }),
  passphraseTooShort: ({ atLeast }) => ({
    title: `تحتاج عبارة السر إلى ${atLeast} أحرف على الأقل.`,
    next: `${unchanged} بضع كلمات متتالية أسهل حفظا من الرموز وأصعب تخمينا.`,
  }),
  protectionNotChosen: () => ({
    title: "لم يختر أحد بعد ما يحمي المفاتيح هنا.",
    next: `لم يصنع شيء. اختر عبارة سر (${apart("--passphrase-file")})، أو قل إن ملفا مكشوفا يكفي (${apart("--plain-keys")}).`,
  }),
  keyStoreChanged: ({ sealedBy, found }) => ({
    title:
      found === null
        ? `ختم المفاتيح مخزن أسرار هذا النظام (${apart(sealedBy)})، وهو غير موجود الآن.`
        : found === sealedBy
          ? `لم يفتح مخزن أسرار النظام (${apart(sealedBy)}) المفاتيح التي ختمها.`
          : `ختم المفاتيح مخزن أسرار (${apart(sealedBy)}) غير الموجود الآن (${apart(found)}).`,
    next: "لم يضع شيء. ابدأ الجلسة التي ختمت فيها، أو أعط عبارة السر. وإن لم يكن أي منهما فابدأ في مجلد بيانات جديد: كلمات الطرف الأربع والعشرون ونسخة أي عضو آخر تعيد كل شيء.",
  }),
  notAuthorised: ({ reason }) => ({
    title: `لا يحق لك هذا (${apart(reason)}).`,
    next: `${unchanged} اطلبه من مندوب الطرف الذي يحق له.`,
  }),
  contentChanged: () => ({
    title: "النص المطروح ليس النص الذي عرض عليك.",
    next: "لم يوقع شيء. انظر النص من جديد ثم قرر.",
  }),
  proposalClosed: ({ state }) => ({
    title: `هذا المقترح لم يعد ينتظر جوابا (${apart(state)}).`,
    next: "لم يوقع شيء. الخط الزمني يبين ما جاء بعده.",
  }),
  conflictingBallot: ({ other }) => ({
    title: "صدق طرفك على نص آخر في الموضع نفسه.",
    next: `لم يوقع شيء، فالتوقيع على كليهما توقيع مزدوج. انظر المقترح ${apart(other.slice(0, 8))} على الخط الزمني، واقترح نصا يحل محلهما.`,
  }),
  alreadyCast: () => ({ title: "أعطى طرفك هذا الجواب من قبل.", next: `${unchanged} لا يلزم منك شيء آخر هنا.` }),
  termImpossible: ({ fault, day }) => ({
    title: {
      twoEnds: "للمدة نهاية واحدة: عدد من الأشهر أو يوم أخير.",
      endsBeforeBeginning: `تنتهي المدة قبل أن تبدأ (${apart(day)}).`,
      over: `انتهت المدة من قبل: كان يومها الأخير ${apart(day)}.`,
      closesBeforeProposed: `مضى اليوم الأخير للأصوات (${apart(day)}).`,
      closesAfterEnd: `اليوم الأخير للأصوات (${apart(day)}) يأتي بعد اليوم الذي قد تنتهي فيه المدة.`,
    }[fault],
    next: "لم يقترح شيء. اختر يوما آخر.",
  }),
  conditionsImpossible: ({ fault }) => ({
    title: {
      noMajority: "يجب أن يصادق أكثر من نصف الأطراف.",
      strangerIndispensable: "الطرف الذي لا يسأل لا يكون لازما.",
      entryBeforeRatified: "يدخل النص حيز النفاذ بعدد الأطراف اللازم للتصديق أو بأكثر منه.",
      entryBeyondParties: "عدد الأطراف أقل مما يحتاج إليه النص ليدخل حيز النفاذ.",
      notInOrder: "ذكر يوم أو طرف أو بند مرتين.",
      bindsTheUnwilling: "ليس فيما اتفقت عليه هذه الأطراف ما يتيح لبعضها أن يلزم غيره.",
    }[fault],
    next:
      fault === "bindsTheUnwilling"
        ? "لم يقترح شيء. اجعله ملزما لمن يصادق عليه، أو اطلب تصديق الجميع."
        : "لم يقترح شيء. غير الشروط.",
  }),
  reservationRefused: ({ why, clause }) => ({
    title: {
      notAllowed: `لا يسمح هذا النص بتحفظ على البند ${apart(clause)}.`,
      otherWords: `التحفظ على البند ${apart(clause)} يخص كلمات غير كلمات النص.`,
      unknownClause: `ليس في النص بند ${apart(clause)}.`,
      declines: "من يرفض لا يبدي تحفظا.",
    }[why],
    next: "لم يوقع شيء. طاولة التوقيع تبين البنود التي يجوز التحفظ عليها.",
  }),
  joiningRefused: ({ why }) => ({
    title: {
      unknownText: "ليس هذا النص في الميثاق الذي هنا.",
      closed: "لا ينضم أحد إلى هذا النص.",
      otherForm: "ليس الانضمام على الصورة التي يطلبها هذا النص.",
      notRatified: "لم يصادق على هذا النص بعد.",
      endedDevice: "انتهت مشاركة هذا الجهاز في الميثاق.",
      entersItself: "طرف الميثاق يدخل انضمامه بنفسه.",
      severalDelegates: "يطلب طرفك عدة من مندوبيه، والانضمام يوقعه مندوب واحد.",
      partyAlready: "انضم هذا الطرف إلى النص من قبل.",
      canRatify: "ما زال هذا الطرف يستطيع التصديق على النص.",
      unknownAccession: "ليس هنا انضمام بهذا الاسم.",
      noneAsked: "هذا النص مفتوح، فلا حاجة إلى موافقة أحد.",
      ownAccession: "لا يوافق طرف على انضمامه.",
      notBound: "لا يوافق إلا طرف يلزمه النص.",
      noConsent: "لم ينضم طرفك إلى هذا النص.",
      notReservable: "لا يسمح هذا النص بتحفظ على هذا البند.",
      unknownReservation: "ليس هنا تحفظ بهذا الاسم.",
      ownReservation: "لا يجيب طرف عن تحفظه.",
      outsideText: "لا يجيب إلا طرف في النص.",
      notSaid: "لم يقل طرفك شيئا بهذا الاسم يمكن الرجوع عنه.",
      noticeOver: "سرى الإشعار.",
      consentUsed: "انضم أحد بهذه الموافقة.",
      neverLeaves: "لا يترك أحد هذا النص ما دام نافذا.",
      shortNotice: "مدة الإشعار أقصر مما يلزم.",
    }[why],
    next:
      {
        severalDelegates: "لم يوقع شيء. قل أولا إن مندوبا واحدا يكفي.",
        partyAlready: "لم يوقع شيء. لمن ترك النص أن ينضم ثانية متى انقضى الإشعار.",
        canRatify: "لم يوقع شيء. صادق عليه بدلا من ذلك.",
        noticeOver: "لم يوقع شيء. للطرف أن ينضم حيث يسمح النص.",
        shortNotice: "لم يوقع شيء. سم يوما بعده، أو لا تسم يوما.",
      }[why as string] ?? "لم يوقع شيء.",
  }),
  recordRefused: ({ why }) => ({
    title: {
      unknownText: "ليس هذا النص في الميثاق الذي هنا.",
      otherText: "ليست هذه كلمات هذا النص.",
      notRatified: "لم يصادق على هذا النص بعد.",
      notBound: "لا يلزم هذا النص طرفك.",
      neverBound: "لم يلزم هذا النص طرفك قط.",
      notPractised: "اتفق على هذا النص بالتوقيع، لا بما تمارسه الأطراف.",
      stillToCome: "لم يأت هذا اليوم بعد.",
      unknownReport: "ليس هنا بلاغ بهذا الاسم.",
      ownReport: "لا يجيب طرف عن بلاغه إلا بأن المسألة سويت.",
      notSupporter: "لا يؤيد النص إلا مساند، أما الطرف فيصادق عليه.",
    }[why],
    next: "لم يوقع شيء.",
  }),
  promiseNotFound: ({ clause, index }) => ({
    title: `ليس في ${apart(clause)} التزام رقم ${index + 1}.`,
    next: "لم يوقع شيء. قائمة الالتزامات تبين ما فيه.",
  }),
  notAStatement: () => ({
    title: "ليس هذا الملف انضماما موقعا، أو ليس كاملا.",
    next: "لم يدخل شيء. اطلب الملف ثانية.",
  }),
  otherForm: ({ form }) => ({
    title:
      form === "practised"
        ? "هذا النص عرف يمارس: يوافق الطرف عليه بأن يقول كيف يراعيه."
        : "هذا النص يوقع: يوافق الطرف عليه بتوقيعه وحده.",
    next: "لم يوقع شيء.",
  }),
  clockDoubtful: ({ now, newest }) => ({
    title: `ساعة هذا الجهاز تقول ${apart(momentInWords(now, "ar"))}، وأحدث وقت يذكره طرفان هو ${apart(momentInWords(newest, "ar"))}.`,
    next: "لم يوقع شيء، فالتوقيع يحمل وقتا خاطئا. اضبط الساعة، أو قل إنها صحيحة.",
  }),
  contested: () => ({
    title: "هذا النص متنازع فيه: صوت يحتاج إليه أدلى به جهاز كان طرفه قد أنهى عضويته.",
    next: "ليس ساريا، ولا يصنع منه ملف PDF. يستطيع الطرف أن يؤكد الصوت أو أن يقول إنه ليس صوته.",
  }),
  ballotNotFound: ({ ballot }) => ({
    title: `لا ينتظر صوت بالرمز ${apart(ballot.slice(0, 8))} كلمة طرفك.`,
    next: "لم يوقع شيء. الخط الزمني يبين الأصوات المتنازع فيها.",
  }),
  notRatified: () => ({
    title: "هذا النص لم يصدق بعد.",
    next: "انظر في طاولة التوقيع من لم يجب بعد.",
  }),
  nothingInForce: () => ({
    title: "لم يسر أي نص لهذا الميثاق من قبل.",
    next: "اقترح النص للتصديق الأول.",
  }),
  nothingChanged: () => ({
    title: "المسودة مطابقة للنص الساري.",
    next: "لم يقترح شيء. غير النص أولا، أو اقترح تجديدا.",
  }),
  noKnownFaces: () => ({
    title: "ليس بين هذه الملفات حزمة خطوط تعرفها تيسيرا.",
    next: `${unchanged} اختر ملف ${apart(".tessera-faces")} أو ملف الخط الذي صنعت منه الحزمة.`,
  }),
  notSealable: ({ reason }) => ({
    title: `هذا الملف غير صالح فلم يختم (${apart(reason)}).`,
    next: `${unchanged} تحقق منه لترى الخلل، واطلب الملف كما صدر.`,
  }),
  cannotDraw: ({ letters, script, pack }) => ({
    title: `لا يمكن إظهار هذه الحروف على الورق (${apart(script)}): ${apart(letters)}.`,
    next:
      pack === null
        ? `${unchanged} ليست في أي خط تعرفه تيسيرا. اكتبها على وجه آخر ثم أعد المحاولة.`
        : `${unchanged} أضف خطوط ${apart(pack)} من الإعدادات أو بالأمر ${apart("tessera faces add")} ثم أعد المحاولة.`,
  }),
  notTesseraPdf: ({ reason }) => ({
    title: `هذا الملف ليس نصا مصدقا من تيسيرا (${apart(reason)}).`,
    next: "لا يمكن قول شيء عنه. اطلب الملف كما صدر.",
  }),
  readOnly: ({ reason }) =>
    reason === "damaged"
      ? {
          title: "لا يمكن قراءة جزء من هذا الميثاق على هذا الجهاز، فهو هنا للقراءة فقط.",
          next: `${unchanged} التق بعضو آخر، أو اتصل بمرحل الميثاق، أو خذ ملف حزمة فيه الميثاق كله: من هناك يأتي ما ينقص، ثم تستطيع الكتابة من جديد.`,
        }
      : {
          title: "في هذا الميثاق من يستعمل نسخة أحدث، فهو هنا للقراءة فقط.",
          next: "كل شيء محفوظ كما هو. حدث تيسيرا هنا لتتابع.",
        },
  cancelled: () => ({ title: "توقف العمل كما طلبت.", next: "ما جرى تبادله قبل ذلك محفوظ." }),
  internal: ({ ref }) => ({
    title: "حدث خطأ في البرنامج نفسه.",
    next: `${kept} نرجو الإبلاغ عنه مع المرجع ${apart(ref)}.`,
  }),
};

const fileNames: Readonly<Record<StoredFile, string>> = {
  identity: "الملف الذي فيه هويتك ومفاتيح هذا الجهاز",
  keys: "الملف الذي فيه مفتاح مفاتيحك كلها",
  lock: "الملف الذي يمنع برنامجين من استعمال مجلد بيانات واحد",
  charter: "الملف الذي فيه سجل هذا الميثاق",
  charterKey: "الملف الذي فيه مفاتيح هذا الميثاق",
  words: "الملف الذي يحفظ كلمات الاسترداد إلى أن تكتبها",
  directory: "مجلد البيانات",
};

const troubles: Readonly<Record<FileTrouble, string>> = {
  missing: "غير موجود",
  emptied: "فارغ",
  damaged: "تالف",
  foreign: "لا يفتح بالمفتاح الموجود هنا: أحدهما تالف أو من مجلد بيانات آخر",
  denied: "لا تسمح صلاحياته بالقراءة أو الكتابة",
  folder: "غير موجود، وفي مكانه مجلد",
};

const directoryTroubles: Readonly<Record<FileTrouble, string>> = {
  ...troubles,
  damaged: "ملف وليس مجلدا",
  folder: "ملف وليس مجلدا",
};

const remedies: Readonly<Record<StoredFile, string>> = {
  identity:
    "لا تصنع هوية جديدة مكانه. أعده من نسخة احتياطية لمجلد البيانات. وإن لم تكن هناك نسخة فأعد تيسيرا في مجلد بيانات آخر واسترد طرفك بكلماته الأربع والعشرين، أو اطلب دعوة من جهاز آخر لك.",
  keys: "أعده من نسخة احتياطية لمجلد البيانات. وإن لم تكن هناك نسخة فلا يفتح شيء هنا بعد الآن: أعد تيسيرا في مجلد بيانات آخر واسترد طرفك بكلماته الأربع والعشرين.",
  lock: "ليس فيه شيء. تأكد من أن لا تيسيرا أخرى تستعمل مجلد البيانات هذا، واحذفه، ثم ابدأ من جديد.",
  charter: "أعده من نسخة احتياطية، أو التق بعضو آخر، أو اتصل بمرحل الميثاق، أو خذ ملف حزمة فيه الميثاق كله.",
  charterKey:
    "أعده من نسخة احتياطية لمجلد البيانات. وإن لم تكن هناك نسخة فاطلب من جهاز آخر لطرفك أن يدعو هذا الجهاز، أو استرد طرفك بكلماته الأربع والعشرين: يقرأ السجل من جديد بالمفاتيح التي تأتي عندئذ.",
  words:
    "إن كانت كلماتك على ورق فلم يضع شيء: احذف الملف. وإلا فأعده من نسخة احتياطية لمجلد البيانات، وإن لم تكن هناك نسخة فأدخل جهازا ثانيا لطرفك قريبا، فالطرف يبقى ما بقي جهاز من أجهزته.",
  directory: "اختر مجلد بيانات آخر، أو أفسح مكانا لمجلد هناك.",
};

function unreadableDocument(why: UnreadableDocument, part: string): string {
  switch (why) {
    case "notZip":
      return `ليس مستندا من ${apart("Word")} ولا من ${apart("LibreOffice")} مهما قال اسمه`;
    case "noDocument":
      return "ليس فيه نص مستند";
    case "encrypted":
      return "له كلمة مرور";
    case "oldOffice":
      return `هو من النوع الذي كان ${apart("Word")} يكتبه قبل ${apart("2007")}`;
    case "damaged":
      return part === "" ? "هو مقطوع أو تالف" : `هو مقطوع أو تالف (${apart(part)})`;
    case "brokenXml":
      return `ما في داخله غير سليم الصياغة (${apart(part)})`;
    case "entities":
      return `يعرف كلمات خاصة به، ولا يفعل ذلك محرر نصوص (${apart(part)})`;
    case "otherFormat":
      return "صيغته لا تقرأ هنا";
  }
}
