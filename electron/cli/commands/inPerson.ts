/** Meeting in person: devices on the same network, and the words that members compare aloud. */
import { renderUnicodeCompact } from "uqr";
import { describeError } from "../../../shared/api/errorWords.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import type { NearbyDevice } from "../../../shared/api/peers.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import { answered, type Command, inHost, misused, type Outcome, refused } from "../command.ts";
import { type Line, short, table } from "../print.ts";
import { charterOf } from "./charters.ts";
import { waitFor } from "./waiting.ts";

const lookSeconds = 5;

/** In half blocks, light on a dark terminal; the border is what cameras look for. */
export const qrLines = (text: string): readonly string[] =>
  renderUnicodeCompact(text, { ecc: "M", border: 4 }).split("\n");

const nearby: Command = {
  name: "nearby",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "List members' devices on this network; switch being visible on or off.",
  options: {
    on: { kind: "flag", help: "from now on be visible to members on this network, and see them" },
    off: { kind: "flag", help: "from now on be silent and see nobody (the default)" },
    meet: { kind: "flag", help: "meet every device that is seen" },
    until: { kind: "number", value: "N", help: "end as soon as so many devices are seen", min: 1, max: 64 },
    for: { kind: "number", value: "SECONDS", help: `how long to look (default ${lookSeconds})`, min: 1, max: 604_800 },
  },
  run: inHost(async (call, api, host) => {
    if (call.flag("on") && call.flag("off")) return misused("Give --on or --off, not both.");
    if (call.flag("on") || call.flag("off")) {
      const set = await api.setNearby({ on: call.flag("on") });
      if (!set.ok) return refused(set.error);
    }
    const enough = call.number("until");
    if (!call.flag("off"))
      await waitFor(call, host, call.number("for") ?? lookSeconds, async () => {
        const seen = await api.listNearby({});
        return seen.ok && enough !== null && seen.value.devices.length >= enough;
      });
    const seen = await api.listNearby({});
    if (!seen.ok) return refused(seen.error);
    const { on, devices } = seen.value;
    const met = call.flag("meet") ? await meetAll(api, devices) : [];
    return answered({ on, devices, met: met.map(({ value }) => value) }, [
      ...(on ? nearbyLines(devices) : ["Not visible on this network. Switch it on with: tessera nearby --on"]),
      ...met.map(({ line }) => line),
    ]);
  }),
};

function nearbyLines(devices: readonly NearbyDevice[]): readonly Line[] {
  if (devices.length === 0) return ["Visible. No other member's device is seen; some networks keep devices apart."];
  return table(
    devices.map(({ address, charters, device, lastSeenAt }) => [
      address,
      device === null ? "not met yet" : `${device.person}, ${device.name}`,
      `${charters.length === 1 ? "charter" : "charters"} ${charters.map(short).join(", ")}`,
      momentInWords(lastSeenAt),
    ]),
  );
}

async function meetAll(api: HostApi, devices: readonly NearbyDevice[]) {
  const all: { readonly value: unknown; readonly line: string }[] = [];
  for (const { address } of devices) {
    const met = await api.meet({ address, stay: false });
    if (met.ok) {
      const { received, sent, complete } = met.value;
      const line = `${address}: received ${received}, sent ${sent}${complete ? "; both hold the same" : ""}.`;
      all.push({ value: { address, ...met.value }, line });
    } else all.push({ value: { address, error: met.error }, line: describeError(met.error, "en").title });
  }
  return all;
}

const phrase: Command = {
  name: "phrase",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Show the six words to compare aloud with the other members; note that it was done.",
  options: {
    compared: { kind: "flag", help: "note on this device: the words are the same" },
    "not-compared": { kind: "flag", help: "take this back" },
  },
  run: inHost(async (call, api): Promise<Outcome> => {
    if (call.flag("compared") && call.flag("not-compared")) return misused("Give one of the two, not both.");
    const found = await charterOf(call, api);
    if (!found.ok) return refused(found.error);
    const charter = found.value.id;
    const shown = await api.getCharter({ charter });
    if (!shown.ok) return refused(shown.error);
    const { safety } = shown.value;
    if (!call.flag("compared") && !call.flag("not-compared")) return answered(safety, phraseLines(safety));
    const now = { ...safety, compared: call.flag("compared") };
    const set = await api.setSafetyCompared({ charter, phrase: safety.words.join(" "), compared: now.compared });
    return set.ok ? answered(now, phraseLines(now)) : refused(set.error);
  }),
};

const phraseLines = ({ words, compared }: CharterView["safety"]): readonly Line[] => [
  [{ text: words.join(" "), style: "strong" }],
  compared
    ? "Compared on this device. The words change when a party joins or leaves."
    : "Read these words to the other members, face to face or by voice: their devices must show the same. Then: --compared",
];

/** Before a signature: said, and nothing is stopped by it. */
export function phraseReminder({ safety, parties }: CharterView): readonly Line[] {
  if (safety.compared || parties.length < 2) return [];
  return [
    `The safety phrase has not been compared on this device: ${safety.words.join(" ")}`,
    "If you can reach the others, read them these words; see: tessera help phrase",
  ];
}

export const inPersonCommands: readonly Command[] = [nearby, phrase];
