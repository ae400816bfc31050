/** The text without what is suggested, or as if all of it were accepted: to be read, not to be written. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { NameOf } from "../../../../shared/charter/text/promiseWords.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { TextView } from "../../../ui/TextView.tsx";

export function OtherReading(props: {
  readonly editor: Editor;
  readonly name: "agreed" | "accepted";
  readonly language: string;
  readonly nameOf: NameOf;
  /** Grows with each change of the text. */
  readonly version: number;
}) {
  const { t } = useTranslation();
  const { editor, name, language, version } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each version of the text is read
  const text = useMemo(() => editor.suggestions.readAs(name), [editor, name, version]);
  return (
    <section className="paper other-reading" aria-label={t(`suggestions.reading.${name}`)}>
      <p className="hint">{t(`suggestions.about.${name}`)}</p>
      <TextView text={text} language={language} nameOf={props.nameOf} />
    </section>
  );
}
