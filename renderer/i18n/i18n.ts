/** Starts i18next with one language; another one is loaded when it is chosen. */
import i18next, { type i18n as I18n, type TFunction } from "i18next";
import { initReactI18next } from "react-i18next";
import type { en } from "./en.ts";
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

const namespace = "words";
const readWords = {
  en: async () => (await import("./en.ts")).en,
  ar: async () => (await import("./ar.ts")).ar,
} as const satisfies Record<Language, () => Promise<object>>;

export async function startWords(language: Language): Promise<I18n> {
  const words = i18next.createInstance();
  await words.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: [namespace],
    defaultNS: namespace,
    resources: { [language]: { [namespace]: await readWords[language]() } },
    // React escapes what it draws; this "escaping" only keeps names of the other direction together.
    interpolation: { escapeValue: true, escape: (value: string) => isolate(value, readLanguage(words.language)) },
    returnNull: false,
  });
  return words;
}

/** The window goes on in `language`; it stays as it was where the words cannot be loaded. */
export async function changeLanguage(words: I18n, language: Language): Promise<void> {
  await loadLanguage(words, language);
  await words.changeLanguage(language);
}

/** So that it is there once the host has gone. */
export async function loadLanguage(words: I18n, language: Language): Promise<void> {
  if (!words.hasResourceBundle(language, namespace))
    words.addResourceBundle(language, namespace, await readWords[language]());
}
