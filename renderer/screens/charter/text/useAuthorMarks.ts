import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Writer } from "../../../../shared/api/authorship.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { Author } from "../../../../shared/api/people.ts";
import { ok } from "../../../../shared/base/result.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { useLive } from "../../shell/hostContext.tsx";
import { keyOf, readTextAuthors, type TextAuthor } from "./authorList.ts";

const nobody: readonly Writer[] = [];
/** Somebody new writes: so long at least between two questions to the host. */
const askAgainMs = 2000;

export interface AuthorMarksState {
  readonly isOn: boolean;
  setOn(isOn: boolean): void;
  readonly list: readonly TextAuthor[];
  /** Each person once. */
  namesOf(clients: readonly number[]): readonly Author[];
  /** Somebody writes whom the last answer did not name. */
  askAgain(): void;
}

/** Marks the words of the editor by who wrote them, while it is on. */
export function useAuthorMarks(view: CharterView, editor: Editor | null): AuthorMarksState {
  const { id: charter, parties } = view;
  const [isOn, setOn] = useState(false);
  const [asked, setAsked] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const read = useLive(
    `writers ${charter} ${isOn} ${asked}`,
    async (api) => (isOn ? await api.getWriters({ charter }) : ok(nobody)),
    () => false,
  );
  const [writers, setWriters] = useState(nobody);
  // Whoever was known stays known until the next answer is there.
  if (isOn && read.phase === "ready" && read.value !== writers) setWriters(read.value);

  const byClient = useMemo(() => new Map(writers.map((writer) => [writer.client, writer])), [writers]);
  const list = useMemo(() => readTextAuthors(parties, writers), [parties, writers]);
  const looks = useMemo(() => new Map(list.map(({ key, look }) => [key, look])), [list]);

  useEffect(() => {
    if (editor === null) return;
    editor.markAuthors(
      isOn
        ? (of) => {
            const writer = byClient.get(of);
            return writer === undefined ? null : (looks.get(keyOf(writer)) ?? null);
          }
        : null,
    );
  }, [editor, isOn, byClient, looks]);

  const askAgain = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      setAsked((count) => count + 1);
    }, askAgainMs);
  }, []);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );

  const namesOf = (clients: readonly number[]): readonly Author[] => {
    const devices = new Map(
      clients.flatMap((one) => byClient.get(one) ?? []).map(({ device, author }) => [device, author]),
    );
    return [...devices.values()];
  };
  return { isOn, setOn, list, namesOf, askAgain };
}
