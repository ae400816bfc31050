/** What files and command line call it, in the window's language. */
import { useTranslation } from "react-i18next";
import { type ForceWords, forceWords } from "../../shared/api/forceWords.ts";
import { readLanguage } from "../i18n/language.ts";

export const useForceWords = (): ForceWords => forceWords[readLanguage(useTranslation().i18n.language)];
