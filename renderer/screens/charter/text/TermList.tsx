/** What the text defines, with where it is used: to find one's way, and to see what a definition still lacks. */
import { memo, useEffect, useState } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import type { TermPlace, Terms, TermWarning } from "../../../../shared/charter/draft/terms.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { Icon } from "../../../ui/Icon.tsx";

/** Reading waits until nobody wrote for so long. */
const restMs = 800;

export const TermList = memo(function TermList({
  editor,
  version,
  onGo,
}: {
  readonly editor: Editor;
  readonly version: number;
  readonly onGo: (clause: ClauseId) => void;
}) {
  const { t } = useTranslation();
  const [terms, setTerms] = useState<Terms | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each version of the text is read
  useEffect(() => {
    const timer = setTimeout(() => setTerms(editor.terms()), restMs);
    return () => clearTimeout(timer);
  }, [editor, version]);
  if (terms === null || (terms.defined.length === 0 && terms.warnings.length === 0)) return null;
  const missing = terms.warnings.filter((one) => one.kind === "undefinedTerm");
  return (
    <Disclosure className="term-list">
      <Heading level={2}>
        <AriaButton slot="trigger" className="fold-button">
          <Icon name="down" />
          <span>{t("terms.title", { count: terms.defined.length })}</span>{" "}
          {terms.warnings.length > 0 && (
            <span className="term-warning">{t("terms.warnings", { count: terms.warnings.length })}</span>
          )}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <ul>
          {terms.defined.map(({ words, definedIn, uses }) => (
            <li key={words}>
              <Place words={words} place={definedIn[0] ?? null} onGo={onGo} />
              {uses.length > 0 && <span className="hint">{t("terms.uses", { count: uses.length })}</span>}
              {definedIn.length > 1 && <span className="term-warning">{t("terms.definedTwice")}</span>}
              {uses.length === 0 && <span className="term-warning">{t("terms.unused")}</span>}
            </li>
          ))}
          {missing.map((one: TermWarning & { readonly kind: "undefinedTerm" }) => (
            <li key={one.words}>
              <Place words={one.words} place={one.clause} onGo={onGo} />
              <span className="term-warning">{t("terms.undefined")}</span>
            </li>
          ))}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
});

function Place({
  words,
  place,
  onGo,
}: {
  readonly words: string;
  readonly place: TermPlace;
  readonly onGo: (clause: ClauseId) => void;
}) {
  const said = <bdi>{withNumbers(words)}</bdi>;
  if (place === null) return said;
  return (
    <button type="button" className="term-place" onClick={() => onGo(place)}>
      {said}
    </button>
  );
}
