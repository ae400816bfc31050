/** Takes a file into the text: chosen by the button, dropped on the text, or what was too long to be pasted. */
import { useEffect, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Manner } from "../../../../shared/api/arguments.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import type { ImportPlace } from "../../../../shared/charter/draft/edits.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { useDirectly } from "../../../ui/DirectQuestion.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { Radios } from "../../../ui/Radios.tsx";
import { FileChoice, useFileChoice } from "../../shell/FileChoice.tsx";
import { useAction } from "../../shell/hostContext.tsx";

export function ImportTool(props: {
  readonly view: CharterView;
  /** The one with the caret. */
  readonly clause: ClauseId | null;
  readonly manner: Manner;
  /** A file that was dropped or pasted; null: none. */
  readonly given: File | null;
  readonly onGiven: (file: File | null) => void;
}) {
  const { t } = useTranslation();
  const { view, clause, manner, given, onGiven } = props;
  const [isAsked, setAsked] = useState(false);
  useEffect(() => {
    const filesOver = (event: DragEvent): readonly File[] | null => {
      const onText = event.target instanceof Element && event.target.closest(".editor-place") !== null;
      const { dataTransfer } = event;
      return onText && dataTransfer?.types.includes("Files") === true ? [...dataTransfer.files] : null;
    };
    // Before the text itself sees it: a file is no words, and a browser would leave the page for it.
    const onOver = (event: DragEvent) => {
      if (filesOver(event) !== null) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      const files = filesOver(event);
      if (files === null) return;
      event.preventDefault();
      event.stopPropagation();
      onGiven(files[0] ?? null);
    };
    document.addEventListener("dragover", onOver, true);
    document.addEventListener("drop", onDrop, true);
    return () => {
      document.removeEventListener("dragover", onOver, true);
      document.removeEventListener("drop", onDrop, true);
    };
  }, [onGiven]);
  const close = () => {
    setAsked(false);
    onGiven(null);
  };
  return (
    <>
      <AriaButton className="tool" onPress={() => setAsked(true)}>
        {t("importing.tool")}
      </AriaButton>
      {(isAsked || given !== null) && <ImportDialog {...{ view, clause, manner, given }} onClose={close} />}
    </>
  );
}

type PlaceName = "caret" | "end" | "all";

function ImportDialog(props: {
  readonly view: CharterView;
  readonly clause: ClauseId | null;
  readonly manner: Manner;
  readonly given: File | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const { view, manner, given, onClose } = props;
  const { id: charter } = view;
  // The caret may go elsewhere meanwhile, by another's hand.
  const [clause] = useState(props.clause);
  const chosen = useFileChoice();
  const action = useAction();
  const directly = useDirectly(view);
  const [place, setPlace] = useState<PlaceName>(clause === null ? "end" : "caret");
  const [isTried, setTried] = useState(false);
  const { choose, file, isOpen } = chosen;
  const isSuggested = manner === "suggest";
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, when it was given
  useEffect(() => {
    if (given === null) return;
    void given.arrayBuffer().then((bytes) => choose({ name: given.name, bytes: new Uint8Array(bytes) }));
  }, [given]);

  const take = async () => {
    setTried(true);
    if (file === null || isOpen) return;
    // What is not kept has been read above.
    const taken = await action.run((host) =>
      host.importText({ charter, file, place: placeOf(place, clause), manner, mayLose: "words", directly: true }),
    );
    if (taken === null) return;
    announcer.show(t(isSuggested ? "importing.suggested" : "importing.taken", { count: taken.changed.length }));
    onClose();
  };
  return (
    <Modal title={t("importing.title")} isOpen onClose={onClose}>
      <FileChoice
        chosen={chosen}
        isReading={action.isBusy}
        isTried={isTried}
        onFile={(picked) => void choose(picked)}
      />
      <Radios
        label={t("importing.place")}
        value={place}
        onChange={setPlace}
        options={[
          ...(clause === null ? [] : [{ value: "caret", label: t("importing.caret") } as const]),
          { value: "end", label: t("importing.end") },
          { value: "all", label: t("importing.all"), hint: t("importing.allHint") },
        ]}
      />
      {isTried && file === null && chosen.look.error === null && !chosen.look.isBusy && (
        <p className="fault" role="alert">
          {t("create.needFile")}
        </p>
      )}
      <ErrorNotice error={action.error} />
      {directly.question}
      <div className="row">
        <Button
          tone="primary"
          isBusy={action.isBusy}
          onPress={() => (isSuggested ? void take() : directly.ask(() => void take()))}
        >
          {t(isSuggested ? "importing.suggest" : "importing.take")}
        </Button>
        <Button onPress={onClose}>{t("app.cancel")}</Button>
      </div>
    </Modal>
  );
}

const placeOf = (place: PlaceName, clause: ClauseId | null): ImportPlace =>
  place === "all" ? { kind: "all" } : { kind: "after", clause: place === "caret" ? clause : null };
