/** Which clause a reference names: found by its number or by words of its heading. */
import { useState } from "react";
import { Autocomplete, Input, Label, Menu, MenuItem, SearchField } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { parseClauseId } from "../../../../shared/base/ids.ts";
import { fold } from "../../../../shared/charter/text/findText.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { numberEntries } from "../../../editor/outline.ts";
import { Modal } from "../../../ui/Modal.tsx";
import { useEntryNames } from "./entryNames.ts";

const folding = { matchCase: false, matchDiacritics: false, wholeWords: false } as const;
/** More of them nobody looks through. */
const mostShown = 60;

export function ReferenceDialog({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const names = useEntryNames();
  const [words, setWords] = useState("");
  const [clauses] = useState(() => {
    const outline = editor.outline();
    const numbers = numberEntries(outline);
    return outline.map(({ id, kind, title, depth }) => {
      const number = numbers.get(id) ?? "";
      return { id, depth, name: names.of(kind, number), number, title: withNumbers(title) };
    });
  });
  const wanted = fold(words.trim(), folding);
  /** The number itself, then those that begin with it, then words. */
  const rank = ({ number, name, title }: (typeof clauses)[number]): number => {
    if (wanted === "" || number.toLowerCase() === wanted) return 0;
    if (number.toLowerCase().startsWith(wanted)) return 1;
    return fold(`${name} ${title}`, folding).includes(wanted) ? 2 : 3;
  };
  const found = clauses
    .map((clause) => ({ clause, rank: rank(clause) }))
    .filter((one) => one.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ clause }) => clause);
  const choose = (key: React.Key): void => {
    const id = parseClauseId(key);
    onClose();
    // The dialog gives the focus back as it closes; the text takes it after that.
    if (id !== null) requestAnimationFrame(() => editor.commands.insertReference(id));
  };
  return (
    <Modal title={t("tools.reference")} isOpen onClose={onClose}>
      <Autocomplete inputValue={words} onInputChange={setWords}>
        <SearchField className="field" autoFocus>
          <Label className="label">{t("tools.referenceSearch")}</Label>
          <Input className="input" dir="auto" maxLength={200} />
        </SearchField>
        <Menu
          className="menu reference-list"
          aria-label={t("tools.reference")}
          items={found.slice(0, mostShown)}
          onAction={choose}
          renderEmptyState={() => (
            <p className="hint">{t(clauses.length === 0 ? "tools.referenceEmpty" : "tools.referenceNone")}</p>
          )}
        >
          {({ id, name, title, depth }) => (
            <MenuItem id={id} className="menu-item" textValue={`${name} ${title}`} data-depth={Math.min(depth, 4)}>
              <span className="reference-name">{name}</span> <bdi>{title}</bdi>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Modal>
  );
}
