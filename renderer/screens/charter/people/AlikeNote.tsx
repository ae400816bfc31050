import { useTranslation } from "react-i18next";
import type { NamedMember } from "../../../../shared/charter/parties/alikeMembers.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { useAuthor } from "../state/useAuthor.ts";

/** Beside a name: whose name it looks like. Null: nobody's. */
export function AlikeNote({ others }: { readonly others: readonly NamedMember[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  if (others.length === 0) return null;
  const named = ({ kind, name, person, party }: NamedMember): string => {
    switch (kind) {
      case "party":
        return name;
      case "person":
        return author({ person, party });
      case "device":
        return formats.row([person, name]);
    }
  };
  return (
    <p className="alike-note">
      <Icon name="alert" />
      {t("people.looksLike", { names: formats.list(others.map(named)) })}
    </p>
  );
}
