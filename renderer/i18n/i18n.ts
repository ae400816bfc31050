/** Starts i18next with both languages. The choice is remembered in this window's own storage. */
import i18next, { type i18n as I18n, type TFunction } from "i18next";
import { initReactI18next } from "react-i18next";
import { ar } from "./ar.ts";
import { en } from "./en.ts";
import { isolate } from "./isolate.ts";
import { type Language, readLanguage } from "./language.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "words";
    resources: { words: typeof en };
  }
}

/** `t`, where it is handed on: simpler for the compiler than the type of the hook that gives it. */
export type Translate = TFunction;

export async function startWords(language: Language): Promise<I18n> {
  const words = i18next.createInstance();
  await words.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: ["words"],
    defaultNS: "words",
    resources: { en: { words: en }, ar: { words: ar } },
    // React escapes what it draws; this "escaping" only keeps names of the other direction together.
    interpolation: { escapeValue: true, escape: (value: string) => isolate(value, readLanguage(words.language)) },
    returnNull: false,
  });
  return words;
}
