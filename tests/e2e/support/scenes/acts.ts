/** What people do while a scene is seeded, by their hosts' API. Each is done when its promise is. */
import type { ProposalPlan } from "../../../../shared/api/agreements.ts";
import type { CommentAnchor, Mention, ThreadView } from "../../../../shared/api/comments.ts";
import type { RecoverySheet } from "../../../../shared/api/keys.ts";
import { utf8 } from "../../../../shared/base/bytes.ts";
import type { CharterId, ClauseId, DeviceId, PartyId, ProposalId } from "../../../../shared/base/ids.ts";
import { usualPolicy } from "../../../../shared/charter/parties/quotas.ts";
import type { InviteRole, PartyProfile } from "../../../../shared/charter/parties/roles.ts";
import { usualPlan } from "../../../support/plans.ts";
import { must } from "../desk.ts";
import { type Person, passphrase } from "../stage.ts";

interface Profile {
  readonly person: string;
  readonly device: string;
  readonly party: PartyProfile | null;
}

/** The two words of a party that are typed back. */
export function askedWords({ words, ask: [first, second] }: RecoverySheet): readonly [string, string] {
  return [words[first - 1] ?? "", words[second - 1] ?? ""];
}

/** Who they are, and that their words are on paper. */
export async function introduce(person: Person, profile: Profile): Promise<void> {
  must(await person.api.createIdentity(profile));
  if (profile.party !== null) await writeDown(person);
}

/** The words of their party are on paper now, and nowhere else. */
export async function writeDown({ api }: Person): Promise<RecoverySheet> {
  const sheet = must(await api.getRecoveryWords({ language: "en" }));
  if (sheet === null) throw new Error("a party has words");
  must(await api.confirmRecoveryWords({ words: askedWords(sheet) }));
  return sheet;
}

/** Somebody at whose window a test will sit: their keys have a passphrase first. */
export async function introduceAtWindow(
  person: Person,
  profile: Profile,
  how: { readonly protection?: "passphrase" | "system"; readonly isOnPaper?: boolean } = {},
): Promise<void> {
  const { protection = "passphrase", isOnPaper = true } = how;
  must(await person.api.protectKeys({ current: null, choice: { kind: protection, passphrase } }));
  if (isOnPaper) await introduce(person, profile);
  else must(await person.api.createIdentity(profile));
}

export async function found({ api }: Person, title: string, language: string, markdown: string): Promise<CharterId> {
  const source = { kind: "file", name: "text.md", bytes: utf8(markdown) } as const;
  return must(await api.createCharter({ title, language, source, policy: usualPolicy })).charter;
}

export async function bring(
  inviter: Person,
  joiner: Person,
  charter: CharterId,
  role: InviteRole = "party",
  reason = "",
): Promise<void> {
  const { code } = must(await inviter.api.invite({ charter, role, expiresInHours: 24, reason }));
  must(await joiner.api.join({ code, address: inviter.address, stay: false }));
  must(await inviter.api.stopListening({}));
}

export async function meet(from: Person, to: Person, stay = false): Promise<void> {
  must(await to.api.listen({ port: null, host: null }));
  must(await from.api.meet({ address: to.address, stay }));
  if (!stay) must(await to.api.stopListening({}));
}

async function clauseAt({ api }: Person, charter: CharterId, number: string): Promise<ClauseId> {
  const { clauses } = must(await api.getText({ charter, at: { kind: "draft" } }));
  const clause = clauses.find((one) => one.number === number);
  if (clause === undefined) throw new Error(`there is no clause ${number}`);
  return clause.id;
}

/** Other words for a clause, or (null) none of it any more. */
export async function rewrite(
  person: Person,
  charter: CharterId,
  number: string,
  markdown: string | null,
): Promise<void> {
  const clause = await clauseAt(person, charter, number);
  const edit =
    markdown === null
      ? ({ kind: "removeClause", clause } as const)
      : ({ kind: "setClause", clause, markdown } as const);
  must(await person.api.editText({ charter, edit }));
}

export async function addArticle(person: Person, charter: CharterId, after: string, markdown: string): Promise<void> {
  const edit = { kind: "insertArticle", after: await clauseAt(person, charter, after), markdown } as const;
  must(await person.api.editText({ charter, edit }));
}

export async function addClause(person: Person, charter: CharterId, after: string, markdown: string): Promise<void> {
  const edit = { kind: "insertClause", after: await clauseAt(person, charter, after), markdown } as const;
  must(await person.api.editText({ charter, edit }));
}

const yearLong = { from: null, months: 12, until: null, noticeDays: 60 } as const;
export const openEnded = { ...yearLong, months: null } as const;

export async function propose(
  { api }: Person,
  charter: CharterId,
  plan: Partial<ProposalPlan> & { readonly note?: string } = {},
): Promise<ProposalId> {
  const { proposal } = must(
    await api.propose({ charter, term: yearLong, purpose: null, note: "", ...usualPlan, ...plan, clockIsRight: true }),
  );
  return proposal;
}

export async function cast(
  { api }: Person,
  charter: CharterId,
  proposal: ProposalId,
  choice: "ratify" | "decline" = "ratify",
  statement = "",
): Promise<void> {
  const { entry } = must(await api.getSigning({ charter, proposal }));
  const { contentHash } = entry;
  must(await api.castBallot({ charter, proposal, contentHash, choice, statement, clockIsRight: true }));
}

export const deviceOf = async ({ api }: Person): Promise<DeviceId> => {
  const identity = must(await api.getIdentity({}));
  if (identity === null) throw new Error("nobody is named here");
  return identity.device.id;
};

export async function partyOf({ api }: Person, charter: CharterId, name: string): Promise<PartyId> {
  const { parties } = must(await api.getCharter({ charter }));
  const found = parties.find((party) => party.name.startsWith(name));
  if (found === undefined) throw new Error(`there is no party ${name}`);
  return found.id;
}

/** A comment on a clause, or on words of it. */
export async function comment(
  person: Person,
  charter: CharterId,
  number: string,
  text: string,
  anchor: CommentAnchor = { kind: "clause" },
  mentions: readonly Mention[] = [],
): Promise<ThreadView> {
  const clause = await clauseAt(person, charter, number);
  return must(await person.api.comment({ charter, clause, anchor, text, mentions }));
}

/** What its party says of a clause as its words are now. */
export async function stand(
  { api }: Person,
  charter: CharterId,
  number: string,
  stance: "agrees" | "objects",
  reason = "",
): Promise<void> {
  const { clauses } = must(await api.getBoard({ charter, clause: null }));
  const clause = clauses.find((one) => one.number === number);
  if (clause === undefined) throw new Error(`there is no clause ${number}`);
  must(await api.takeStance({ charter, clause: clause.id, hash: clause.hash, stance, reason }));
}

/** Other words for a clause, as a suggestion. */
export async function suggestWords(
  person: Person,
  charter: CharterId,
  number: string,
  markdown: string,
): Promise<void> {
  const clause = await clauseAt(person, charter, number);
  must(await person.api.suggestEdit({ charter, edit: { kind: "setClause", clause, markdown } }));
}

/** Everything that arrived until now was read. */
export async function readNews({ api }: Person, charter: CharterId): Promise<void> {
  const { upTo } = must(await api.getNews({ charter }));
  must(await api.markRead({ charter, items: null, upTo }));
}
