/** Below a clause of the frozen text: what parties reserve of it, and where this party may, how. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SignedClause, SigningView } from "../../../shared/api/agreements.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { maxReservations, type Reserved } from "../../../shared/charter/parties/reserved.ts";
import { Button } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Field } from "../../ui/Field.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ReservedHow } from "../../ui/ReservedHow.tsx";
import { reservableBy, reservedBy, without, withReservation } from "./reservations.ts";

export interface Reserving {
  /** What this party signs with. */
  readonly mine: readonly Reserved[];
  readonly onChange: (mine: readonly Reserved[]) => void;
  /** Somebody wants to reserve something: the clauses say where. */
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

export function ClauseReservations(props: {
  readonly signing: SigningView;
  readonly clause: ClauseId;
  readonly reserving: Reserving;
}) {
  const { t, i18n } = useTranslation();
  const { signing, clause, reserving } = props;
  const given = reservedBy(signing.entry.ballots, clause);
  const reservable = reservableBy(signing, clause);
  if (given.length === 0 && !isKeeping(reserving, clause, reservable)) return null;
  return (
    <div className="clause-reservations" lang={i18n.language} dir={i18n.dir()}>
      {given.map(({ party, reserved }) => (
        <ReservedWords
          key={`${party.id} ${reserved.how} ${reserved.words}`}
          said={t(reserved.how === "exclude" ? "consent.excludes" : "consent.interprets", { party: party.name })}
          words={reserved.words}
        />
      ))}
      <KeptReservations clause={clause} reservable={reservable} reserving={reserving} />
    </div>
  );
}

const mayReserve = ({ isOpen, mine }: Reserving, reservable: SignedClause | null): reservable is SignedClause =>
  reservable !== null && isOpen && mine.length < maxReservations;

/** Something is kept of this clause, or can be. */
export const isKeeping = (reserving: Reserving, clause: ClauseId, reservable: SignedClause | null): boolean =>
  mayReserve(reserving, reservable) || reserving.mine.some((reserved) => reserved.clause === clause);

/** What this party is about to reserve of a clause with its signature; `reservable` null: it may not. */
export function KeptReservations(props: {
  readonly clause: ClauseId;
  readonly reservable: SignedClause | null;
  readonly reserving: Reserving;
}) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const [isAsking, setAsking] = useState(false);
  const { clause, reservable, reserving } = props;
  return (
    <>
      {reserving.mine
        .filter((reserved) => reserved.clause === clause)
        .map((reserved) => (
          <div className="mine" key={reserved.how}>
            <ReservedWords
              said={t(reserved.how === "exclude" ? "consent.mineExcludes" : "consent.mineInterprets")}
              words={reserved.words}
            />
            <Button
              tone="quiet"
              aria-label={t("consent.takeBackOf", { clause: words.name(reservable?.title ?? "") })}
              onPress={() => reserving.onChange(without(reserving.mine, reserved))}
            >
              {t("consent.takeBack")}
            </Button>
          </div>
        ))}
      {mayReserve(reserving, reservable) && (
        <>
          <Button
            tone="quiet"
            aria-label={t("consent.reserveOf", { clause: words.name(reservable.title) })}
            onPress={() => setAsking(true)}
          >
            {t("consent.reserve")}
          </Button>
          <Modal
            title={t("consent.reserveTitle", { clause: words.name(reservable.title) })}
            isOpen={isAsking}
            onClose={() => setAsking(false)}
          >
            <ReserveForm
              clause={reservable}
              onCancel={() => setAsking(false)}
              onReserve={(reserved) => {
                setAsking(false);
                reserving.onChange(withReservation(reserving.mine, reserved));
              }}
            />
          </Modal>
        </>
      )}
    </>
  );
}

export function ReservedWords({ said, words }: { readonly said: string; readonly words: string }) {
  return (
    <div className="reserved-words">
      <p className="hint">{said}</p>
      <blockquote className="note" dir="auto">
        {words}
      </blockquote>
    </div>
  );
}

function ReserveForm(props: {
  readonly clause: SignedClause;
  readonly onReserve: (reserved: Reserved) => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [how, setHow] = useState<Reserved["how"]>("exclude");
  const [words, setWords] = useState("");
  const [isTried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setTried(true);
    const { id, hash } = props.clause;
    if (words.trim() !== "") props.onReserve({ clause: id, hash, how, words: words.trim() });
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <p>{t("consent.reserveText")}</p>
      <ReservedHow value={how} onChange={setHow} />
      <Field
        label={t("consent.words")}
        value={words}
        onChange={setWords}
        fault={isTried && words.trim() === "" ? t("consent.wordsMissing") : null}
        lines={3}
        maxLength={10_000}
        autoFocus
      />
      <div className="row">
        <Button tone="primary" type="submit">
          {t("consent.keep")}
        </Button>
        <Button tone="quiet" onPress={props.onCancel}>
          {t("app.cancel")}
        </Button>
      </div>
    </form>
  );
}
