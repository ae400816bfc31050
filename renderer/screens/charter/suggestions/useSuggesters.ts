import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Writer } from "../../../../shared/api/authorship.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import { ok } from "../../../../shared/base/result.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { type SuggesterLook, unnamed } from "../../../editor/suggestionLooks.ts";
import type { ShownSuggestion } from "../../../editor/suggestionView.ts";
import { useLive } from "../../shell/hostContext.tsx";
import { useIdentity } from "../../shell/identityContext.ts";
import { readSuggesters, type Suggester } from "./suggesters.ts";

const nobody: readonly Writer[] = [];
/** A suggestion of somebody new: so long at least between two questions to the host. */
const askAgainMs = 2000;
const kinds = ["insertion", "strike", "format"] as const;

export interface Suggesters {
  /** Null: the host has not said it yet. */
  of(client: number): Suggester | null;
  isOwn(client: number): boolean;
}

/** Asks who suggests as soon as anything is suggested, and has it drawn. */
export function useSuggesters(
  view: CharterView,
  editor: Editor | null,
  suggestions: readonly ShownSuggestion[],
): Suggesters {
  const { id: charter, parties } = view;
  const { t } = useTranslation();
  const me = useIdentity().device.id;
  const [asked, setAsked] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const hasAny = suggestions.length > 0;
  const read = useLive(
    `suggesters ${charter} ${hasAny} ${asked}`,
    async (api) => (hasAny ? await api.getWriters({ charter }) : ok(nobody)),
    () => false,
  );
  const [writers, setWriters] = useState(nobody);
  // Whoever was known stays known until the next answer is there.
  if (hasAny && read.phase === "ready" && read.value !== writers) setWriters(read.value);

  const of = useMemo(() => readSuggesters(parties, writers), [parties, writers]);
  const isOwn = useCallback((client: number) => of(client)?.writer.device === me, [of, me]);

  const isSomebodyUnknown = suggestions.some(({ client }) => of(client) === null);
  useEffect(() => {
    if (!isSomebodyUnknown || read.phase === "loading") return;
    timer.current = setTimeout(() => setAsked((count) => count + 1), askAgainMs);
    return () => {
      if (timer.current !== null) clearTimeout(timer.current);
    };
  }, [isSomebodyUnknown, read.phase]);

  useEffect(() => {
    if (editor === null || !hasAny) return;
    const lookOf = (client: number): SuggesterLook => {
      const known = of(client);
      if (known === null) return unnamed;
      const { sign, colour, writer } = known;
      const by = writer.author.party?.name ?? writer.author.person;
      const words = kinds.map((kind) => [
        kind,
        { begins: t(`suggestions.begins.${kind}`, { by }), ends: t(`suggestions.ends.${kind}`, { by }) },
      ]);
      return { sign, colour, isOwn: isOwn(client), spoken: Object.fromEntries(words) };
    };
    // Asked for each suggestion with each key; a few people make hundreds.
    const looks = new Map<number, SuggesterLook>();
    editor.suggestions.showSuggesters((client) => {
      const look = looks.get(client) ?? lookOf(client);
      looks.set(client, look);
      return look;
    });
  }, [editor, hasAny, of, isOwn, t]);

  return useMemo(() => ({ of, isOwn }), [of, isOwn]);
}
