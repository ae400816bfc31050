import { useTranslation } from "react-i18next";
import type { Author } from "../../../../shared/api/people.ts";

/** "Amina (Fishers’ Union)", or the name alone for a guest. */
export function useAuthor(): (author: Author) => string {
  const { t } = useTranslation();
  return ({ person, party }) => (party === null ? person : t("membership.author", { person, party: party.name }));
}
