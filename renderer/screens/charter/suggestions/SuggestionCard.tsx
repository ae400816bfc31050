import { forwardRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SuggestionAnswer } from "../../../../shared/charter/text/suggested.ts";
import type { ShownSuggestion } from "../../../editor/suggestionView.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { useAuthor } from "../state/useAuthor.ts";
import type { Suggesters } from "./useSuggesters.ts";

/** So much of what is suggested is shown on its card. */
const maxLetters = 180;
const tones = { pending: "open", contested: "warn", accepted: "good", rejected: "bad", withdrawn: "neutral" } as const;

/** Who suggests what, its state, and the answers that this person may give. */
export const SuggestionCard = forwardRef<
  HTMLLIElement,
  {
    readonly suggestion: ShownSuggestion;
    readonly suggesters: Suggesters;
    /** A delegate accepts and rejects. */
    readonly mayAnswer: boolean;
    readonly isPointedAt: boolean;
    readonly onPoint: (id: string) => void;
    readonly onGo: (id: string) => void;
    /** What was said about it. */
    readonly talk: ReactNode;
    readonly onAnswer: (kind: SuggestionAnswer, suggestions: readonly ShownSuggestion[]) => void;
  }
>(function SuggestionCard(props, ref) {
  const { t } = useTranslation();
  const author = useAuthor();
  const { suggestion, suggesters, mayAnswer } = props;
  const { client, state, isOpen, isGone } = suggestion;
  const who = suggesters.of(client);
  const by = who === null ? t("suggestions.somebody") : author(who.writer.author);
  const isAnswered = state === "accepted" || state === "rejected";
  const button = (kind: SuggestionAnswer) => (
    <Button
      tone={kind === "accept" ? "primary" : "plain"}
      aria-label={t(`suggestions.${kind}Of`, { by })}
      onPress={() => props.onAnswer(kind, [suggestion])}
    >
      {t(`suggestions.${kind}`)}
    </Button>
  );
  return (
    <li
      ref={ref}
      tabIndex={-1}
      className={`suggestion-card of-colour-${who?.colour ?? 0}`}
      data-pointed={props.isPointedAt}
      aria-label={t("suggestions.card", { by })}
      onFocus={() => props.onPoint(suggestion.id)}
      onPointerEnter={() => props.onPoint(suggestion.id)}
    >
      <p className="suggestion-who">
        {who !== null && (
          <span className="suggestion-sign" aria-hidden="true">
            {who.sign}
          </span>
        )}
        <bdi>{by}</bdi>
        {state !== "pending" && <Badge tone={tones[state]} words={t(`suggestions.state.${state}`)} />}
      </p>
      <Proposed suggestion={suggestion} />
      {suggestion.answers.length > 0 && <Answers suggestion={suggestion} suggesters={suggesters} />}
      {isGone && <p className="hint">{t("suggestions.gone")}</p>}
      <div className="row">
        {isOpen && mayAnswer && button("accept")}
        {isOpen && mayAnswer && button("reject")}
        {isOpen && suggesters.isOwn(client) && button("withdraw")}
        {isAnswered && !isGone && mayAnswer && button("reopen")}
        {isOpen && (
          <Button tone="quiet" aria-label={t("suggestions.showOf", { by })} onPress={() => props.onGo(suggestion.id)}>
            {t("suggestions.show")}
          </Button>
        )}
      </div>
      {props.talk}
    </li>
  );
});

function Proposed({ suggestion }: { readonly suggestion: ShownSuggestion }) {
  const { t } = useTranslation();
  const { struck, inserted, bracketed, formats, asked, kind } = suggestion;
  const short = (text: string) => (text.length > maxLetters ? `${text.slice(0, maxLetters).trimEnd()}…` : text);
  if (kind === "bracket" || kind === "blank" || kind === "unbracket" || kind === "alternative" || kind === "fill") {
    const isAlternative = kind === "alternative" || kind === "fill";
    const words = isAlternative ? inserted.slice("] [".length) : bracketed;
    return (
      <p className="suggestion-words" dir="auto">
        <span className="hint">{t(`suggestions.${kind}`)}</span>{" "}
        {kind === "unbracket" ? <bdi>{short(words)}</bdi> : <Inserted words={short(words)} />}
      </p>
    );
  }
  if (kind === "join")
    return (
      <p className="suggestion-words" dir="auto">
        <span className="hint">{t("suggestions.join")}</span> <Inserted words={short(inserted.trim())} />
      </p>
    );
  const proposed = inserted.trim() === "" ? t("suggestions.newParagraph") : short(inserted);
  return (
    <p className="suggestion-words" dir="auto">
      {kind === "element" && <span className="hint">{t("suggestions.newPart")} </span>}
      {struck !== "" && (struck.trim() === "" ? t("suggestions.joinParagraphs") : <del>{short(struck)}</del>)}
      {struck !== "" && inserted !== "" && " "}
      {inserted !== "" && kind === "element" && <Inserted words={proposed} />}
      {inserted !== "" && kind !== "element" && <ins>{proposed}</ins>}
      {formats.map(({ mark, value }) => (
        <span key={mark}>
          {t(value === false ? "suggestions.without" : "suggestions.with", { mark: t(`suggestions.mark.${mark}`) })}
        </span>
      ))}
      {[...new Set(asked.map(wordOf))].map((word) => (
        <span key={word}>{t(`suggestions.setting.${word}`)}</span>
      ))}
    </p>
  );
}

/** Behind words of the window: in a direction of their own. */
const Inserted = ({ words }: { readonly words: string }) => (
  <ins>
    <bdi>{words}</bdi>
  </ins>
);

/** What an element is asked to become, as people call it. */
function wordOf(attr: string): "gone" | "home" | "other" {
  return attr === "gone" || attr === "home" ? attr : "other";
}

function Answers({
  suggestion,
  suggesters,
}: {
  readonly suggestion: ShownSuggestion;
  readonly suggesters: Suggesters;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  // [I21] What is accepted stays accepted, but whoever took it back meanwhile is to be asked.
  const kinds = suggestion.state === "accepted" ? (["ok", "no", "out"] as const) : (["ok", "no"] as const);
  const said = kinds.flatMap((kind) => {
    const clients = suggestion.answers.filter((one) => one.kind === kind).map(({ client }) => client);
    const names = new Set(
      clients.map((client) => {
        const writer = suggesters.of(client)?.writer;
        return writer === undefined ? t("suggestions.somebody") : author(writer.author);
      }),
    );
    return names.size === 0 ? [] : [t(`suggestions.answered.${kind}`, { who: formats.list([...names]) })];
  });
  return said.length === 0 ? null : <p className="hint">{said.join(" ")}</p>;
}
