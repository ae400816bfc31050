/**
 * One bracket: its alternatives side by side, who proposes and who chose which, and what can be done. Of one that is
 * suggested nobody chooses: it waits to be accepted on its card.
 */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BracketAct, ShownAlternative, ShownBracket, SuggestedBracket } from "../../../editor/brackets.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { useAlternativeName } from "./useAlternativeName.ts";
import type { BracketNames } from "./useBrackets.ts";

interface BracketProps {
  readonly bracket: ShownBracket;
  /** It, or alternatives of it, as people suggest them. */
  readonly suggested: readonly SuggestedBracket[];
  readonly editor: Editor;
  readonly names: BracketNames;
  readonly may: "edit" | "suggest" | "read";
  /** What is done here is suggested. */
  readonly isSuggesting: boolean;
  readonly onClose: () => void;
}

export function BracketDialog({ bracket, suggested, editor, names, may, isSuggesting, onClose }: BracketProps) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const [words, setWords] = useState("");
  const [fault, setFault] = useState<"gone" | "onlySuggests" | null>(null);
  const { id, clauseNumber, isField, state, alternatives, picks, chosen, before, after, close } = bracket;
  const act = (wanted: BracketAct, said: string): boolean => {
    const done = editor.brackets.act(wanted);
    const isRefused = !done.ok && done.error === "onlySuggests";
    setFault(done.ok ? null : isRefused ? "onlySuggests" : "gone");
    if (done.ok || isRefused) announcer.say(isRefused ? t("brackets.onlySuggests") : said);
    return done.ok;
  };
  const add = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (words.trim() === "") return;
    const said = t(isSuggesting ? "brackets.waits" : "brackets.added");
    if (act({ kind: "add", bracket: id, words: words.trim() }, said)) setWords("");
  };
  const pick = (choice: string): void => void act({ kind: "pick", bracket: id, choice }, t("brackets.picked"));
  const asked = suggested.find(({ isNew }) => isNew) ?? null;
  const by = asked === null ? null : (names.nameOf(asked.suggester) ?? t("brackets.somebody"));
  const maySuggest = asked === null || (isSuggesting && names.isOwnDevice(asked.suggester));
  const isEditable = may !== "read" && maySuggest;
  const mayPick = may !== "read" && asked === null;
  const mayRemove = chosen !== null || alternatives.length === 1;
  const place = clauseNumber === "" ? "" : `${clauseNumber} · `;
  return (
    <Modal title={`${place}${t(isField ? "brackets.blank" : "brackets.bracket")}`} isOpen onClose={onClose}>
      <div className="form bracket-dialog">
        <p>
          <b>
            {by === null
              ? t(`brackets.state.${isField ? "blank" : "bracket"}.${state}`)
              : t("brackets.suggestedBy", { by })}
          </b>
          {close === null && ` ${t("brackets.notClosed")}`}
        </p>
        <p className="hint" dir="auto">
          {before}
          <b>[…]</b>
          {after}
        </p>
        <ul className="alternatives">
          {alternatives.map((one, at) => (
            <Alternative
              key={one.choice}
              {...{ one, at, names }}
              isChosen={one.choice === chosen}
              by={picks.filter(({ choice }) => choice === one.choice).map(({ client }) => client)}
              onPick={mayPick && one.choice !== chosen ? () => pick(one.choice) : null}
            />
          ))}
          {asked === null &&
            suggested
              .flatMap((one) => one.alternatives.filter(({ isSuggested }) => isSuggested))
              .map((one) => <SuggestedAlternative key={one.choice} one={one} names={names} />)}
          {asked === null && (
            <None
              names={names}
              isChosen={chosen === "out"}
              by={picks.filter(({ choice }) => choice === "out").map(({ client }) => client)}
              onPick={mayPick && chosen !== "out" ? () => pick("out") : null}
            />
          )}
        </ul>
        {isEditable && (
          <form onSubmit={add} className="form" noValidate>
            <Field label={t("brackets.addWords")} value={words} onChange={setWords} lines={2} maxLength={20_000} />
            <div className="row">
              <Button type="submit">{t("brackets.add")}</Button>
            </div>
          </form>
        )}
        {fault !== null && <p className="fault">{t(`brackets.${fault}`)}</p>}
        <div className="row">
          {may === "edit" && picks.length > 0 && (
            <Button onPress={() => act({ kind: "reopen", bracket: id }, t("brackets.reopened"))}>
              {t("brackets.reopen")}
            </Button>
          )}
          {isEditable && mayRemove && (
            <Button
              onPress={() =>
                act({ kind: "remove", bracket: id }, t(isSuggesting ? "brackets.waits" : "brackets.removed")) &&
                onClose()
              }
            >
              {t("brackets.remove")}
            </Button>
          )}
          <Button tone="quiet" onPress={onClose}>
            {t("app.close")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

interface ChoiceProps {
  readonly names: BracketNames;
  readonly isChosen: boolean;
  /** The clients that chose it. */
  readonly by: readonly number[];
  /** Null: it cannot be chosen here. */
  readonly onPick: (() => void) | null;
}

function Alternative({ one, at, ...choice }: ChoiceProps & { readonly one: ShownAlternative; readonly at: number }) {
  const { t } = useTranslation();
  const { label, words, client } = one;
  const name = useAlternativeName()(label, at);
  const from = client === null ? t("brackets.asItStood") : (choice.names.nameOf(client) ?? t("brackets.somebody"));
  return (
    <li className="alternative" data-chosen={choice.isChosen}>
      <p className="alternative-name">
        <bdi>{name}</bdi> <span className="hint">{from}</span>
      </p>
      <p className="alternative-words" dir="auto">
        {words === "" ? <i>{t("brackets.noWords")}</i> : words}
      </p>
      <Chosen {...choice} name={name} />
    </li>
  );
}

function SuggestedAlternative({ one, names }: { readonly one: ShownAlternative; readonly names: BracketNames }) {
  const { t } = useTranslation();
  const by = one.client === null ? null : names.nameOf(one.client);
  return (
    <li className="alternative">
      <p className="alternative-name">{t("brackets.suggestedBy", { by: by ?? t("brackets.somebody") })}</p>
      <p className="alternative-words" dir="auto">
        <ins>{one.words}</ins>
      </p>
    </li>
  );
}

function None(choice: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <li className="alternative" data-chosen={choice.isChosen}>
      <p className="alternative-name">{t("brackets.none")}</p>
      <p className="hint">{t("brackets.noneHint")}</p>
      <Chosen {...choice} name={t("brackets.none")} />
    </li>
  );
}

function Chosen({ names, isChosen, by, onPick, name }: ChoiceProps & { readonly name: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const people = [...new Set(by.map((client) => names.nameOf(client) ?? t("brackets.somebody")))];
  return (
    <>
      {people.length > 0 && (
        <p className="hint">
          {isChosen && <Icon name="check" />} {t("brackets.chosenBy", { by: formats.row(people) })}
        </p>
      )}
      {onPick !== null && (
        <Button onPress={onPick} aria-label={t("brackets.chooseNamed", { name })}>
          {t("brackets.choose")}
        </Button>
      )}
    </>
  );
}
