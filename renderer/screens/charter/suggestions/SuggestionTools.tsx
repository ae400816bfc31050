/** Whether one edits or suggests, how the text is read, and the keys for going from suggestion to suggestion. */
import { useEffect } from "react";
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover, ToggleButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Editor } from "../../../editor/createEditor.ts";
import { readScreenShortcut } from "../../../editor/shortcuts.ts";
import type { ShownSuggestion } from "../../../editor/suggestionView.ts";
import { useAnnounce } from "../../../ui/announce.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { useAuthor } from "../state/useAuthor.ts";
import { Named } from "../text/ToolButton.tsx";
import type { AnswerSuggestions } from "./useAnswers.ts";
import type { Suggesters } from "./useSuggesters.ts";

/** With what is suggested; as agreed; as if all of it were accepted. */
export const readings = ["suggested", "agreed", "accepted"] as const;
export type ReadingName = (typeof readings)[number];

export function SuggestionTools(props: {
  readonly editor: Editor;
  readonly suggestions: readonly ShownSuggestion[];
  readonly suggesters: Suggesters;
  /** Delegates choose; mediators and supporters only suggest; null: who reads. */
  readonly mode: "editing" | "suggesting" | "onlySuggesting" | null;
  readonly onSuggest: (isOn: boolean) => void;
  readonly mayAnswer: boolean;
  readonly answer: AnswerSuggestions;
  readonly reading: ReadingName;
  readonly onReading: (reading: ReadingName) => void;
}) {
  const { t } = useTranslation();
  const say = useAnnounce();
  const author = useAuthor();
  const { editor, suggestions, suggesters, mode, onSuggest, mayAnswer, answer, reading, onReading } = props;

  useEffect(() => {
    const tell = (id: string | null) => {
      const found = suggestions.find((one) => one.isOpen && one.id === id);
      if (found === undefined) return say(t("suggestions.none"));
      editor.suggestions.point(id);
      const writer = suggesters.of(found.client)?.writer;
      const by = writer === undefined ? t("suggestions.somebody") : author(writer.author);
      say(
        t("suggestions.at", {
          by,
          struck: found.struck,
          inserted: found.inserted,
          what: t(`suggestions.kind.${found.kind}`),
        }),
      );
    };
    const atCaret = () => {
      const ids = new Set(editor.suggestions.atSelection());
      return suggestions.filter((one) => one.isOpen && ids.has(one.id)).slice(0, 1);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector(".dialog") !== null) return;
      switch (readScreenShortcut(editor.view, event)) {
        case "suggest":
          if (mode === "editing" || mode === "suggesting") onSuggest(mode === "editing");
          break;
        case "nextSuggestion":
          tell(editor.suggestions.step(1));
          break;
        case "previousSuggestion":
          tell(editor.suggestions.step(-1));
          break;
        case "acceptSuggestion":
          if (mayAnswer) answer("accept", atCaret());
          break;
        case "rejectSuggestion":
          if (mayAnswer) answer("reject", atCaret());
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    // Before the text, which takes every Enter for itself.
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [editor, suggestions, suggesters, mode, onSuggest, mayAnswer, answer, say, author, t]);

  return (
    <>
      {(mode === "editing" || mode === "suggesting") && (
        <Named name={t("suggestions.suggest")} shortcut="suggest">
          <ToggleButton className="tool" isSelected={mode === "suggesting"} preventFocusOnPress onChange={onSuggest}>
            {t("suggestions.suggest")}
          </ToggleButton>
        </Named>
      )}
      {mode === "onlySuggesting" && <p className="hint">{t("suggestions.onlySuggests")}</p>}
      <MenuTrigger>
        <AriaButton className="tool" aria-label={`${t("suggestions.read")}: ${t(`suggestions.reading.${reading}`)}`}>
          {t(`suggestions.reading.${reading}`)} <Icon name="down" />
        </AriaButton>
        <Popover className="popover">
          <Menu
            className="menu"
            aria-label={t("suggestions.read")}
            selectionMode="single"
            selectedKeys={[reading]}
            onAction={(key) => {
              const name = readings.find((one) => one === key);
              if (name !== undefined) onReading(name);
            }}
          >
            {readings.map((name) => (
              <MenuItem key={name} id={name} className="menu-item">
                {t(`suggestions.reading.${name}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </>
  );
}
