/** Bytes on a disk: the charter's file once its host has closed, beside what others write of the same trace. */
import * as Y from "yjs";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { createTypist } from "./charter.ts";
import type { Figure } from "./measure.ts";
import { createPlaces, type Place } from "./places.ts";
import type { Trace } from "./traces.ts";

const keysPerPause = 30;
/** Somebody who types quickly. */
const pauseMs = 5000;
/** What `save()` of Automerge 3 makes of automerge-paper; nothing is known of a trace that was made here. */
const automergeBytes: Readonly<Record<string, number>> = { "automerge-paper": 129_185 };

/** The trace typed into a bare Yjs document, V1. */
function yjsBytes({ patches }: Trace): number {
  const yDoc = new Y.Doc({ gc: false });
  const yText = yDoc.getText();
  for (const { at, del, ins } of patches)
    yDoc.transact(() => {
      if (del > 0) yText.delete(at, del);
      if (ins !== "") yText.insert(at, ins);
    });
  return Y.encodeStateAsUpdate(yDoc).length;
}

const must = <T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

/** `isConnected`: each pause is signed, as while somebody hears it; `receipts`: and the other signs one for each. */
async function typed(trace: Trace, isConnected: boolean, receipts: boolean): Promise<number> {
  const places = createPlaces();
  try {
    const ana = await places.settle("Ana");
    must(ana.charters.found("Benchmark", "en", usualPolicy));
    const { replica } = ana.charter();
    let ben: Place | null = null;
    if (isConnected) {
      ben = await places.settle("Ben");
      await places.join(ana, ben);
    }
    const typist = createTypist(replica);
    for (let at = 0; at < trace.patches.length; at += keysPerPause) {
      places.pass(pauseMs);
      const update = typist.type(trace.patches.slice(at, at + keysPerPause));
      if (!isConnected) typist.rest(update);
      else {
        typist.save(update);
        if (receipts && ben !== null) await echo(ana, ben);
      }
    }
    must(replica.flush());
    if (ben !== null) {
      await places.meet(ben, ana);
      await places.idle();
    }
    must(await replica.compact());
    return await places.atRest(ana);
  } finally {
    await places.close();
  }
}

/** As on a link: what one signed, and the other's receipt for it. */
async function echo(from: Place, to: Place): Promise<void> {
  const [here, there] = [from.charter().replica, to.charter().replica];
  must(
    await there.receive(
      here.framesAt(here.store.positionsBeyond(versions(there))).map(({ frame }) => frame),
      {},
    ),
  );
  there.acknowledge();
  must(
    await here.receive(
      there.framesAt(there.store.positionsBeyond(versions(here))).map(({ frame }) => frame),
      {},
    ),
  );
}

const versions = ({ ledger }: ReturnType<Place["charter"]>["replica"]): ReadonlyMap<string, number> =>
  new Map(
    ledger()
      .places()
      .map(({ device, seq }) => [device, seq]),
  );

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024).toLocaleString("en")} KiB`;

export async function measureAtRest(trace: Trace): Promise<readonly Figure[]> {
  const automerge = automergeBytes[trace.name] ?? null;
  const yjs = yjsBytes(trace);
  const alone = await typed(trace, false, false);
  const connected = await typed(trace, true, false);
  const start = { ...trace, patches: trace.patches.slice(0, trace.patches.length / 8) };
  const answered = await typed(start, true, true);
  return [
    {
      name: `${trace.name} typed alone, the charter's file, of Automerge's`,
      ratio: automerge === null ? null : alone / automerge,
      spread: null,
      goal: { atMost: 2 },
      detail: `${kilobytes(alone)}${automerge === null ? "" : ` of ${kilobytes(automerge)}`}`,
    },
    {
      name: `The same while connected, signed at each pause of ${keysPerPause} keys, of Yjs V1`,
      ratio: connected / yjs,
      spread: null,
      goal: { atMost: 3 },
      detail: `${kilobytes(connected)} of ${kilobytes(yjs)}; every entry in its segment`,
    },
    {
      name: "The same of the first eighth, where the other signs a receipt for each of them",
      ratio: answered / yjsBytes(start),
      spread: null,
      goal: null,
      detail: `${kilobytes(answered)} of ${kilobytes(yjsBytes(start))}`,
    },
  ];
}
