/** Finds words in the text and writes others in their place. Escape gives the caret back to the text. */
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { ToggleButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Editor } from "../../../editor/createEditor.ts";
import { type FindQuery, maxReplacedCharacters } from "../../../editor/find.ts";
import { useAnnounce } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { ToolButton } from "./ToolButton.tsx";

export type FindMode = "find" | "replace";

const options = ["wholeWords", "matchCase", "matchDiacritics", "inClause"] as const;

const nothing: FindQuery = {
  words: "",
  wholeWords: false,
  matchCase: false,
  matchDiacritics: false,
  inClause: false,
};

export function FindBar(props: {
  readonly editor: Editor;
  /** Grows whenever what was found may have changed. */
  readonly version: number;
  readonly mode: FindMode;
  /** Grows whenever the search is asked for again. */
  readonly askedCount: number;
  /** Null: the text is only read. */
  readonly onMode: ((mode: FindMode) => void) | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const { editor, mode, askedCount, onMode } = props;
  const { find } = editor;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState<FindQuery>(() => ({ ...nothing, words: find.selectedWords() }));
  const [instead, setInstead] = useState("");
  const [fault, setFault] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for again, the field takes the focus again
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [askedCount]);
  useEffect(() => find.look(query), [find, query]);

  const close = () => {
    props.onClose();
    find.leave();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // What an input method takes for itself is no key of ours.
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  const step = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    find.step(event.shiftKey ? -1 : 1);
  };
  const replace = (event: FormEvent) => {
    event.preventDefault();
    setFault(null);
    find.replace(instead);
  };
  const replaceAll = () => {
    const count = find.replaceAll(instead);
    setFault(count === null ? t("find.tooMuch", { limit: maxReplacedCharacters }) : null);
    if (count !== null) announce(t("find.replaced", { count }));
  };
  const { count, index, isWhole } = find.state();
  const found = count > 0 ? t("find.count", { index, total: count }) : t(isWhole ? "find.none" : "find.searching");
  return (
    <search className="find-bar" aria-label={t("find.title")} data-version={props.version} onKeyDown={onKeyDown}>
      <div className="find-line">
        <label className="visually-hidden" htmlFor={`${id}-words`}>
          {t("find.words")}
        </label>
        <input
          id={`${id}-words`}
          ref={field}
          className="input"
          type="text"
          dir="auto"
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          placeholder={t("find.words")}
          value={query.words}
          onChange={(event) => {
            setFault(null);
            setQuery({ ...query, words: event.target.value });
          }}
          onKeyDown={step}
        />
        <span className="find-count" role="status">
          {query.words === "" ? "" : found}
        </span>
        <ToolButton icon="up" name={t("find.previous")} onPress={() => find.step(-1)} />
        <ToolButton icon="down" name={t("find.next")} onPress={() => find.step(1)} />
        <ToolButton icon="cross" name={t("find.close")} onPress={close} />
      </div>
      <div className="find-options">
        {options.map((name) => (
          <ToggleButton
            key={name}
            className="tool"
            isSelected={query[name]}
            onChange={(isOn) => setQuery({ ...query, [name]: isOn })}
          >
            {t(`find.${name}`)}
          </ToggleButton>
        ))}
        {onMode !== null && mode === "find" && (
          <Button tone="quiet" onPress={() => onMode("replace")}>
            {t("find.replaceToo")}
          </Button>
        )}
      </div>
      {onMode !== null && mode === "replace" && (
        <form className="find-line" onSubmit={replace}>
          <label className="visually-hidden" htmlFor={`${id}-instead`}>
            {t("find.instead")}
          </label>
          <input
            id={`${id}-instead`}
            className="input"
            type="text"
            dir="auto"
            autoComplete="off"
            spellCheck={false}
            maxLength={2000}
            placeholder={t("find.instead")}
            value={instead}
            onChange={(event) => setInstead(event.target.value)}
          />
          <Button type="submit">{t("find.replace")}</Button>
          <Button onPress={replaceAll}>{t("find.replaceAll")}</Button>
        </form>
      )}
      {fault !== null && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </search>
  );
}
