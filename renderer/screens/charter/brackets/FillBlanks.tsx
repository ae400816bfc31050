/**
 * All blanks of a text in one dialog, in the order of the text, each in its sentence. Whoever suggests finds what they
 * suggested.
 */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ShownBracket, ShownBrackets } from "../../../editor/brackets.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Modal } from "../../../ui/Modal.tsx";

/** "" while it is not filled in. */
const wordsIn = ({ alternatives, chosen }: ShownBracket): string =>
  alternatives.find(({ choice }) => choice === chosen)?.words ?? "";

export function FillBlanks({
  editor,
  shown,
  isSuggesting,
  isOwn,
  onClose,
}: {
  readonly editor: Editor;
  readonly shown: ShownBrackets;
  readonly isSuggesting: boolean;
  readonly isOwn: (client: number) => boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const wordsBefore = (blank: ShownBracket): string => {
    const own = isSuggesting ? shown.suggested.find(({ id, suggester }) => id === blank.id && isOwn(suggester)) : null;
    return own?.alternatives.findLast(({ isSuggested }) => isSuggested)?.words ?? wordsIn(blank);
  };
  const [blanks] = useState(() => shown.brackets.filter(({ isField }) => isField));
  const [given, setGiven] = useState<ReadonlyMap<string, string>>(
    () => new Map(blanks.map((blank) => [blank.id, wordsBefore(blank)])),
  );
  const [isRefused, setRefused] = useState(false);
  const contestedWords = ({ alternatives }: ShownBracket): string =>
    `${t("brackets.state.blank.contested")}: ${formats.row(alternatives.slice(1).map(({ words }) => words))}`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const fills = blanks.flatMap((blank) => {
      const words = given.get(blank.id)?.trim() ?? "";
      return words === "" || words === wordsBefore(blank) ? [] : [{ bracket: blank.id, words }];
    });
    const done = fills.length === 0 ? null : editor.brackets.act({ kind: "fill", fills });
    if (done?.ok === false) return setRefused(true);
    if (done !== null) announcer.say(t(isSuggesting ? "brackets.waits" : "brackets.filled"));
    onClose();
  };
  return (
    <Modal title={t("brackets.fill")} isOpen onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <p className="hint">{t(isSuggesting ? "brackets.suggestFillHint" : "brackets.fillHint")}</p>
        {blanks.map((blank, at) => {
          const { id, clauseNumber, before, after, alternatives } = blank;
          const name = alternatives[0]?.words ?? "";
          return (
            <div key={id} className="blank">
              <Field
                label={clauseNumber === "" ? name : `${clauseNumber} · ${name}`}
                value={given.get(id) ?? ""}
                autoFocus={at === 0}
                maxLength={2000}
                {...(blank.state === "contested" ? { hint: contestedWords(blank) } : {})}
                onChange={(words) => setGiven((last) => new Map(last).set(id, words))}
              />
              <p className="hint blank-sentence" dir="auto">
                {before}
                <b>[{given.get(id)?.trim() || name}]</b>
                {after}
              </p>
            </div>
          );
        })}
        {isRefused && <p className="fault">{t("brackets.gone")}</p>}
        <div className="row">
          <Button tone="primary" type="submit">
            {t("brackets.fillIn")}
          </Button>
          <Button tone="quiet" onPress={onClose}>
            {t("app.cancel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
