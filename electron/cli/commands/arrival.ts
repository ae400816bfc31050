/** A long charter on its way by `join`: what is known of it meanwhile, for the person at the terminal. */
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { ArrivingView } from "../../../shared/api/library.ts";
import { dayOf } from "../../../shared/base/days.ts";
import type { CharterId, ProposalId } from "../../../shared/base/ids.ts";
import type { Host } from "../../host/host.ts";
import type { Call } from "../command.ts";
import { short, textLines } from "../print.ts";

const everyMs = 5000;
const names = new Intl.ListFormat("en", { type: "conjunction" });

/** Until the function that it answers is called, which waits for what is being said. */
export function tellOfArrival(call: Call, api: HostApi, host: Host): () => Promise<void> {
  let saying: Promise<void> = Promise.resolve();
  let saidAt: number | null = null;
  const inTurn = (run: () => Promise<void>): void => {
    saying = saying.then(run);
  };
  const stop = host.onEvent((event) => {
    if (event.kind === "arriving" && event.proposal !== null) {
      const { charter, proposal } = event;
      inTurn(() => sayAgreed(call, api, charter, proposal));
    } else if (event.kind === "arriving" || (event.kind === "charterChanged" && saidAt !== null)) {
      const now = call.parts.clock.now();
      if (saidAt !== null && now - saidAt < everyMs) return;
      saidAt = now;
      const { charter } = event;
      inTurn(async () => {
        const view = await api.getCharter({ charter });
        if (view.ok && view.value.arriving !== null) call.warn(progressInWords(view.value.arriving));
      });
    }
  });
  return async () => {
    stop();
    await saying;
  };
}

async function sayAgreed(call: Call, api: HostApi, charter: CharterId, proposal: ProposalId): Promise<void> {
  const [view, read] = await Promise.all([
    api.getCharter({ charter }),
    api.getText({ charter, at: { kind: "proposal", proposal } }),
  ]);
  const agreed = view.ok ? view.value.arriving?.agreed : null;
  if (!agreed || !read.ok) return;
  const { markdown } = read.value;
  const signed = names.format(agreed.signedBy.map(({ name }) => name));
  const head = `Agreed text of ${dayOf(agreed.ratifiedAt)}, signed by ${signed}. It is verified. The draft is on its way.`;
  if (call.flag("read"))
    return call.say({ value: { charter, agreed, markdown }, lines: [head, "", ...textLines(markdown.trimEnd()), ""] });
  call.warn(head);
  call.warn(`tessera text ${short(charter)} --at inforce reads it once the draft is here; join --read, at once.`);
}

function progressInWords({ read, of, verifiedTo, secondsLeft }: ArrivingView): string {
  const minutes = secondsLeft === null ? null : Math.max(1, Math.ceil(secondsLeft / 60));
  const left = minutes === null ? "" : minutes === 1 ? ", about a minute left" : `, about ${minutes} minutes left`;
  return `The draft is on its way: ${verifiedTo === null ? "" : `verified to ${dayOf(verifiedTo)}, `}${read} of ${of}${left}.`;
}
