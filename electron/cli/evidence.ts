/** Which statements on record name a file: by its SHA-256, whatever its name; and which have its name and other bytes. */
import type { PromisesView, RecordsView } from "../../shared/api/records.ts";

export interface NamedFile {
  /** Of the statement. */
  readonly id: string;
  readonly party: string;
  readonly as: "evidence" | "minutes" | "text";
  /** As the statement calls it; null: it does not. */
  readonly name: string | null;
  readonly hash: string;
}

export interface FoundFile {
  readonly named: readonly NamedFile[];
  /** Under this name, with the SHA-256 of another file. */
  readonly otherwise: readonly NamedFile[];
}

export function findFile(name: string, hash: string, { texts }: RecordsView, told: PromisesView): FoundFile {
  const reports = [...told.promises.flatMap((promise) => promise.reports), ...told.strays];
  const all: readonly NamedFile[] = [
    ...texts.flatMap(({ attestations, reviews, institutions }) => [
      ...attestations.flatMap(({ id, party, practice }) =>
        practice.evidence.map((one) => ({ ...one, id, party: party.name, as: "evidence" as const })),
      ),
      ...reviews.flatMap(({ id, party, minutes }) =>
        minutes === null ? [] : [{ id, party: party.name, as: "minutes" as const, name: null, hash: minutes }],
      ),
      ...institutions.flatMap(({ id, party, text }) =>
        text === null ? [] : [{ id, party: party.name, as: "text" as const, name: null, hash: text }],
      ),
    ]),
    ...reports.flatMap(({ id, party, evidence }) =>
      evidence.map((one) => ({ ...one, id, party: party.name, as: "evidence" as const })),
    ),
  ];
  return {
    named: all.filter((one) => one.hash === hash),
    otherwise: all.filter((one) => one.name === name && one.hash !== hash),
  };
}
