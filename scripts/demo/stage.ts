/**
 * What the chapters of the story share: devices with data directories of their own, a clock that months can pass on,
 * and what is said. Owns: the directories under `work`. A sentence that does not hold ends the story.
 */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../electron/host/ambient.ts";
import { createHost } from "../../electron/host/createHost.ts";
import type { Host } from "../../electron/host/host.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import type { HostApi } from "../../shared/api/hostApi.ts";
import { stretchCosts } from "../../shared/base/crypto.ts";
import type { CharterId, ClauseId, ProposalId } from "../../shared/base/ids.ts";
import type { Result } from "../../shared/base/result.ts";
import type { Clause } from "../../shared/charter/text/model.ts";
import { usualPlan } from "../../tests/support/plans.ts";

export interface Device {
  readonly name: string;
  readonly host: Host;
}

export function must<T>(result: Result<T, { readonly kind: string }>): T {
  if (result.ok) return result.value;
  throw new Error(`the story broke off: ${JSON.stringify(result.error)}`);
}

export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`the story is not true: ${what}`);
}

/** That it was refused, and why. */
export function expectRefused(result: Result<unknown, { readonly kind: string }>, kind: string, what: string): void {
  check(!result.ok && result.error.kind === kind, what);
}

export async function readDraft(
  { host }: Device,
  charter: CharterId,
): Promise<{ markdown: string; clauses: readonly Clause[] }> {
  return must(await host.api.getText({ charter, at: { kind: "draft" } }));
}

export async function rewrite(
  device: Device,
  charter: CharterId,
  number: string,
  change: (text: string) => string,
): Promise<void> {
  const clause = (await readDraft(device, charter)).clauses.find((one) => one.number === number);
  if (clause === undefined) throw new Error(`no clause ${number}`);
  const edit = { kind: "setClause", clause: clause.id, markdown: change(clause.text) } as const;
  must(await device.host.api.editText({ charter, edit }));
}

/** Moves an article behind another; answers who it is. */
export async function moveArticle(device: Device, charter: CharterId, from: string, to: string): Promise<ClauseId> {
  const { clauses } = await readDraft(device, charter);
  const [clause, after] = [from, to].map((number) => clauses.find((one) => one.number === number)?.id);
  if (clause === undefined || after === undefined) throw new Error(`no article ${from} or ${to}`);
  must(await device.host.api.editText({ charter, edit: { kind: "moveClause", clause, after } }));
  return clause;
}

const oneYear = { from: null, months: 12, until: null, noticeDays: 60 } as const;

export async function propose({ host }: Device, charter: CharterId): Promise<ProposalId> {
  const plan = { charter, term: oneYear, note: "", purpose: null, ...usualPlan };
  return must(await host.api.propose(plan)).proposal;
}

export async function cast(
  { host }: Device,
  charter: CharterId,
  proposal: ProposalId,
): ReturnType<HostApi["castBallot"]> {
  const { entry } = must(await host.api.getSigning({ charter, proposal }));
  const ballot = { charter, proposal, contentHash: entry.contentHash, choice: "ratify", statement: "" } as const;
  return host.api.castBallot({ ...ballot, clockIsRight: false });
}

export async function expectSame(devices: readonly Device[], charter: CharterId): Promise<void> {
  const texts = await Promise.all(devices.map((device) => readDraft(device, charter)));
  check(
    texts.every((text) => text.markdown === texts[0]?.markdown),
    "all devices show the same text",
  );
}

export type Stage = ReturnType<typeof createStage>;

export function createStage(work: string) {
  let elapsedMs = 0;
  let chapter = 0;
  const clock = { now: () => systemClock.now() + elapsedMs, after: systemClock.after };
  const directoryOf = (name: string): string => join(work, name.replace(/\W+/g, "-"));
  const opened = new Set<Host>();

  return {
    tell: (title: string): void => console.log(`\n${++chapter}. ${title}`),
    say: (sentence: string): void => console.log(`   ${sentence}`),
    /** Time passes between two sentences. */
    pass(ms: number): void {
      elapsedMs += ms;
    },
    /** Starts the program on this device's directory, which it keeps from the last time. */
    async open(name: string): Promise<Device> {
      const options = { plainKeys: true, listenHost: "127.0.0.1", clock, stretchCost: stretchCosts.interactive };
      const platform = must(await createNodePlatform({ ...options, dataDirectory: directoryOf(name) }));
      const host = must(await createHost(platform));
      opened.add(host);
      return { name, host };
    },
    async shut({ host }: Device): Promise<void> {
      opened.delete(host);
      await host.close();
    },
    /** The disk of a device that is shut, as it is now; `putBack` makes it so again. */
    image: (name: string): void => cpSync(directoryOf(name), `${directoryOf(name)}.image`, { recursive: true }),
    putBack(name: string): void {
      rmSync(directoryOf(name), { recursive: true });
      cpSync(`${directoryOf(name)}.image`, directoryOf(name), { recursive: true });
    },
    async close(): Promise<void> {
      for (const host of opened) await host.close();
    },
  };
}
