/** 24 numbered fields, as on the sheet. Several words typed or pasted at once spread over the fields that follow. */
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { spreadWords } from "./spreadWords.ts";

export function WordsEntry(props: {
  readonly words: readonly string[];
  readonly onChange: (words: readonly string[]) => void;
  readonly fault: string | null;
}) {
  const { t } = useTranslation();
  const id = useId();
  const list = useRef<HTMLOListElement>(null);
  const enter = (index: number, typed: string) => {
    const { words, next } = spreadWords(props.words, index, typed);
    props.onChange(words);
    if (next !== index) list.current?.querySelectorAll("input")[next]?.focus();
  };
  return (
    <fieldset className="words-entry" aria-describedby={props.fault === null ? `${id}-hint` : `${id}-hint ${id}-fault`}>
      <legend className="label">{t("recover.wordsTitle")}</legend>
      <p className="hint" id={`${id}-hint`}>
        {t("recover.wordsHint")}
      </p>
      <ol className="words" ref={list} dir="ltr">
        {props.words.map((word, index) => (
          // Each field is its place in the list.
          // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
          <li key={index}>
            <input
              className="input code"
              aria-label={t("recover.word", { number: index + 1 })}
              aria-invalid={props.fault !== null && word === ""}
              value={word}
              maxLength={2000}
              autoCapitalize="off"
              autoComplete="off"
              autoCorrect="off"
              spellCheck={false}
              onChange={(event) => enter(index, event.target.value)}
            />
          </li>
        ))}
      </ol>
      {props.fault !== null && (
        <p className="fault" id={`${id}-fault`} role="alert">
          {props.fault}
        </p>
      )}
    </fieldset>
  );
}
