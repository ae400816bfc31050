/** Why a network failed, as people say it. What the system calls it stays where no words are known for it. */
const words: Readonly<Record<string, readonly [english: string, arabic: string]>> = {
  ECONNREFUSED: ["nobody accepts meetings there now", "لا أحد يقبل اللقاءات هناك الآن"],
  ECONNRESET: ["the connection was cut", "انقطع الاتصال"],
  EPIPE: ["the connection was cut", "انقطع الاتصال"],
  EHOSTUNREACH: ["no way leads there from this network", "لا طريق إليه من هذه الشبكة"],
  ENETUNREACH: ["this device is on no network that leads there", "ليس هذا الجهاز على شبكة تصل إليه"],
  EHOSTDOWN: ["that device does not answer", "لا يجيب ذلك الجهاز"],
  ETIMEDOUT: ["no answer in time", "لم يأت جواب في الوقت"],
  ENOTFOUND: ["no device has this name", "لا جهاز بهذا الاسم"],
  EAI_AGAIN: ["the name cannot be looked up now", "لا يمكن البحث عن الاسم الآن"],
  EADDRINUSE: ["another program uses it", "يستعمله برنامج آخر"],
  EADDRNOTAVAIL: ["this device has no such address", "ليس لهذا الجهاز هذا العنوان"],
  EACCES: ["the system does not allow it", "لا يسمح به النظام"],
  EPERM: ["the system does not allow it", "لا يسمح به النظام"],
  "no answer in time": ["no answer in time", "لم يأت جواب في الوقت"],
  "it closed the connection": ["it closed the connection", "أغلق الاتصال"],
};

export function networkReason(reason: string, language: "en" | "ar"): string {
  const found = Object.hasOwn(words, reason) ? words[reason] : undefined;
  if (found === undefined) return reason;
  return language === "ar" ? found[1] : found[0];
}
