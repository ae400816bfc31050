/** What is in brackets in the open text, and whose it is. */
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Writer } from "../../../../shared/api/authorship.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import { isSamePair } from "../../../../shared/base/clientClass.ts";
import { ok } from "../../../../shared/base/result.ts";
import type { ShownBrackets, Speakers } from "../../../editor/brackets.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { useLive } from "../../shell/hostContext.tsx";
import { useIdentity } from "../../shell/identityContext.ts";
import { useAlternativeName } from "./useAlternativeName.ts";

const nobody: readonly Writer[] = [];
/** Somebody new writes: so long at least between two questions to the host. */
const askAgainMs = 2000;

export interface BracketNames {
  /** Null where nobody knows yet. */
  nameOf(client: number): string | null;
  isMine(client: number): boolean;
  isOwnDevice(client: number): boolean;
}

/** Tells the editor who stands behind the brackets. */
export function useBracketNames(view: CharterView, editor: Editor | null, shown: ShownBrackets): BracketNames {
  const { t } = useTranslation();
  const alternativeName = useAlternativeName();
  const identity = useIdentity();
  const { id: charter, parties } = view;
  const own = editor?.clientId ?? null;
  const clients = useMemo(() => clientsOf(shown), [shown]);
  const [asked, setAsked] = useState(0);
  const isAsked = clients.length > 0;
  const read = useLive(
    `bracket writers ${charter} ${isAsked} ${asked}`,
    async (api) => (isAsked ? await api.getWriters({ charter }) : ok(nobody)),
    () => false,
  );
  const [writers, setWriters] = useState(nobody);
  // Whoever was known stays known until the next answer is there.
  if (isAsked && read.phase === "ready" && read.value !== writers) setWriters(read.value);
  const byClient = useMemo(() => new Map(writers.map((writer) => [writer.client, writer])), [writers]);
  const isUnknown = clients.some((client) => (own === null || !isSamePair(client, own)) && !byClient.has(client));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer without them is followed by a question
  useEffect(() => {
    if (!isUnknown) return;
    const timer = setTimeout(() => setAsked((count) => count + 1), askAgainMs);
    return () => clearTimeout(timer);
  }, [isUnknown, byClient]);

  const mine = parties.find(({ isMine }) => isMine) ?? null;
  const [myId, myName] = [mine?.id ?? null, mine?.name ?? identity.person];
  const myDevice = identity.device.id;
  const names = useMemo<BracketNames>(() => {
    const isOfWindow = (client: number): boolean => own !== null && isSamePair(client, own);
    return {
      nameOf(client) {
        if (isOfWindow(client)) return myName;
        const author = byClient.get(client)?.author;
        return author === undefined ? null : (author.party?.name ?? author.person);
      },
      isMine: (client) => isOfWindow(client) || (myId !== null && byClient.get(client)?.author.party?.id === myId),
      isOwnDevice: (client) => isOfWindow(client) || byClient.get(client)?.device === myDevice,
    };
  }, [byClient, own, myId, myName, myDevice]);
  useEffect(() => {
    const speakers: Speakers = {
      ...names,
      words: {
        opens: (by) => (by === null ? t("brackets.said.opens") : t("brackets.said.opensBy", { by })),
        opensBlank: t("brackets.said.opensBlank"),
        called: alternativeName,
        alternative: (called, by) => (by === null ? called : t("brackets.said.alternativeBy", { called, by })),
        closes: t("brackets.said.closes"),
        suggested: t("brackets.said.suggested"),
        settled: t("brackets.said.settled"),
      },
    };
    editor?.brackets.speak(speakers);
  }, [editor, names, alternativeName, t]);
  return names;
}

const clientsOf = ({ brackets, suggested }: ShownBrackets): readonly number[] => [
  ...new Set(
    [...brackets, ...suggested].flatMap(({ client, alternatives, picks }) => [
      client,
      ...alternatives.flatMap((one) => (one.client === null ? [] : [one.client])),
      ...picks.map((pick) => pick.client),
    ]),
  ),
];

export const noBrackets: ShownBrackets = { brackets: [], suggested: [], strays: [], typed: [] };
