/** Settings, in Arabic. */
import type { settings as english } from "../en/settings.ts";
import type { Arabic } from "../words.ts";

export const settings: Arabic<typeof english> = {
  settings: {
    faces: "خطوط الورق",
    facesHint:
      "ترسم ملفات PDF بخطوط تأتي مع تيسيرا لكل الكتابات إلا هذه. الحزمة ملف تضيفه مرة واحدة، ولا يجلب شيء من الشبكة.",
    facesDrop: "أفلت هنا ملف .tessera-faces أو خطه.",
    facesButton: "اختر ملفا",
    facesAdded: "أضيفت الخطوط.",
    pack: { chinese: "الصينية", japanese: "اليابانية", korean: "الكورية" },
    packHere: "موجودة",
    packMissing: "غير موجودة",
    title: "الإعدادات",
    language: "لغة النافذة",
    english: "English",
    arabic: "العربية",
    presence: "الحضور",
    presenceSwitch: "أرِ الآخرين أين أكتب",
    presenceHint: "إذا أُوقف فلا أحد يرى مؤشرك. يسري عند فتح النص.",
    identity: "أنت وهذا الجهاز",
    person: "الاسم",
    device: "الجهاز",
    deviceKey: "مفتاح الجهاز",
    party: "الطرف",
    partyKey: "مفتاح الطرف",
    noParty: "أنت مندوب عن طرف قائم.",
    dataDirectory: "مجلد البيانات",
    data: "كل شيء محفوظ على هذا الحاسوب، في مجلد بيانات تِسِرا. من ينسخ المجلد ينسخ المواثيق والمفاتيح. لا تكتب أبدًا بنسختين منه: يرى الآخرون عندها جهازًا واحدًا يوقّع أمرين مختلفين فيتركونه خارجًا. لاستعمال حاسوب آخر ادعُه مندوبًا عن طرفك.",
    listenTitle: "اللقاءات على هذه الشبكة",
    port: "منفذ اللقاءات",
    portHint: "اتركه فارغًا ليختار الحاسوب. حدّده إن كان على جدار الحماية أن يسمح به.",
    listen: "اقبل اللقاءات",
    stop: "أوقف قبول اللقاءات",
    listening: "يستطيع الآخرون لقاء هذا الجهاز على {{addresses}}",
    stopped: "لم تعد اللقاءات مقبولة",
    badPort: "اكتب عددًا من 1 إلى 65535 من فضلك.",
  },
};
