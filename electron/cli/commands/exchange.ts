import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { MeetReport } from "../../../shared/api/peers.ts";
import type { DeviceView } from "../../../shared/api/people.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import type { InviteRole } from "../../../shared/charter/parties/roles.ts";
import { answered, type Call, type Command, inHost, misused, refused } from "../command.ts";
import { findCharter } from "../find.ts";
import { readTextIn } from "../qrPictures.ts";
import { tellOfArrival } from "./arrival.ts";
import { charterOf } from "./charters.ts";
import { qrLines } from "./inPerson.ts";
import { accededParty } from "./joining.ts";
import { waitFor } from "./waiting.ts";

const port = {
  kind: "number",
  value: "PORT",
  help: "to listen on (default: any free one)",
  min: 0,
  max: 65_535,
} as const;

const roles: readonly InviteRole[] = ["party", "delegate", "mediator", "supporter", "observer"];

const invite: Command = {
  name: "invite",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Make a code that admits one device; with --wait, stay until it has joined.",
  options: {
    role: {
      kind: "text",
      value: "ROLE",
      help: "party (default), delegate (of your own party), mediator, supporter or observer",
    },
    reason: { kind: "text", value: "TEXT", help: "who it is and why, for the others" },
    acceded: { kind: "text", value: "PARTY", help: "this party alone, which has joined a text: nobody else is asked" },
    hours: { kind: "number", value: "N", help: "how long the code is valid (default 72)", min: 1, max: 8760 },
    port,
    wait: { kind: "number", value: "SECONDS", help: "accept meetings until someone has joined", min: 1, max: 604_800 },
    qr: { kind: "flag", help: "also draw the link as a QR code" },
  },
  run: inHost(async (call, api, host) => {
    const role = roles.find((one) => one === (call.text("role") ?? "party"));
    if (role === undefined) return misused(`--role is one of ${roles.join(", ")}.`);
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const acceded = await accededParty(call, api, id);
    if (!acceded.ok) return acceded;
    const seconds = call.number("wait");
    if (seconds !== null || call.number("port") !== null) {
      const listening = await api.listen({ port: call.number("port"), host: null });
      if (!listening.ok) return refused(listening.error);
    }
    const before = new Set((await othersOf(api, id)).map((device) => device.id));
    const invited = await api.invite({
      charter: id,
      role,
      expiresInHours: call.number("hours") ?? 72,
      reason: call.text("reason") ?? "",
      party: acceded.value,
    });
    if (!invited.ok) return refused(invited.error);
    const { code, expiresAt, addresses } = invited.value;
    // A port that nobody chose is gone with this command: a link to it would lead nowhere.
    const isLasting = seconds !== null || call.number("port") !== null || (await hasRelay(api, id));
    const link = isLasting ? invited.value.link : null;
    const lines = [
      code,
      `Valid until ${momentInWords(expiresAt)}, for one device.`,
      ...((await isWaiting(api, id, expiresAt))
        ? ["It waits for the other parties: it admits nobody until enough of them have consented."]
        : []),
      ...(link === null ? [] : ["", link, ...(call.flag("qr") ? qrLines(link) : []), ""]),
    ];
    if (seconds === null)
      return answered({ code, expiresAt, addresses: [], link }, [
        ...lines,
        "Keep `tessera listen` or a relay running for it.",
      ]);
    call.say({
      value: { code, expiresAt, addresses, link },
      lines: [...lines, `Listening at ${addresses.join(", ")}`],
    });
    const joined = await waitFor(call, host, seconds, async () => {
      return (await othersOf(api, id)).some((device) => !before.has(device.id) && device.missing === 0);
    });
    return answered({ joined }, [joined ? "Joined." : "Nobody joined in that time. The code is still valid."]);
  }),
};

const recoveryCode: Command = {
  name: "recovery-code",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Make a code by which a party that has only its 24 words comes back through the charter's relay.",
  options: {
    hours: { kind: "number", value: "N", help: "how long the code is valid (default 72)", min: 1, max: 8760 },
    wait: {
      kind: "number",
      value: "SECONDS",
      help: "answer at the relay until a device is back",
      min: 1,
      max: 604_800,
    },
  },
  run: inHost(async (call, api, host) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const before = new Set((await othersOf(api, id)).map((device) => device.id));
    const made = await api.openRecovery({ charter: id, expiresInHours: call.number("hours") ?? 72 });
    if (!made.ok) return refused(made.error);
    const { code, expiresAt, relay } = made.value;
    const lines = [
      code,
      `Valid until ${momentInWords(expiresAt)}, for one device that has the words of its party.`,
      `There: tessera recover --code ${code} --address ${relay}`,
    ];
    const seconds = call.number("wait");
    if (seconds === null)
      return answered(made.value, [
        ...lines,
        "This device answers: keep `tessera listen` running, or its window open.",
      ]);
    call.say({ value: made.value, lines });
    const back = await waitFor(call, host, seconds, async () =>
      (await othersOf(api, id)).some((device) => !before.has(device.id)),
    );
    return answered({ back }, [back ? "A device is back." : "Nobody came in that time. The code is still valid."]);
  }),
};

async function hasRelay(api: HostApi, charter: CharterId): Promise<boolean> {
  const view = await api.getCharter({ charter });
  return view.ok && view.value.relay.url !== null;
}

async function othersOf(api: HostApi, charter: CharterId): Promise<readonly DeviceView[]> {
  const view = await api.getCharter({ charter });
  if (!view.ok) return [];
  const { parties, guests } = view.value;
  return [...parties.flatMap(({ devices }) => devices), ...guests.map(({ device }) => device)];
}

/** A code that waits for other parties' consent admits nobody yet. */
async function isWaiting(api: HostApi, charter: CharterId, expiresAt: number): Promise<boolean> {
  const view = await api.getCharter({ charter });
  return view.ok && view.value.invites.some((one) => one.state === "waiting" && one.expiresAt === expiresAt);
}

const join: Command = {
  name: "join",
  operands: "[CODE|LINK]",
  minOperands: 0,
  maxOperands: 1,
  summary: "Join a charter with an invitation code and an address, or with a link or its QR code.",
  options: {
    address: {
      kind: "text",
      value: "ADDRESS",
      help: "host:port of a member who listens, or the relay's ws:// or wss:// URL",
    },
    qr: { kind: "text", value: "FILE", help: "a PNG picture of the link's QR code, instead of the link" },
    read: { kind: "flag", help: "print the agreed text of a long charter as soon as it is verified, before the draft" },
  },
  run: inHost(async (call, api, host) => {
    const address = call.text("address");
    const picture = call.text("qr");
    if ((picture === null) !== (call.positionals.length === 1))
      return misused("join needs a code, a link, or --qr FILE: one of them.");
    if (picture !== null && address !== null) return misused("join --qr FILE needs no --address: the link says where.");
    const scanned = picture === null ? null : await readLinkIn(api, picture);
    if (scanned?.ok === false) return refused(scanned.error);
    const code = scanned?.value ?? call.positionals[0] ?? "";
    if (address === null && !/^\s*tessera:/i.test(code)) return misused("join needs --address ADDRESS, or a link.");
    const endTelling = tellOfArrival(call, api, host);
    const joined = await api.join({ code, address, stay: false });
    await endTelling();
    if (!joined.ok) return refused(joined.error);
    const view = await api.getCharter({ charter: joined.value.charter });
    const title = view.ok ? view.value.title : joined.value.charter;
    return answered({ charter: joined.value.charter, title }, [`Joined: ${title}`]);
  }),
};

/** The link in a picture of its QR code; whatever else a code says is only refused. */
async function readLinkIn(api: HostApi, path: string): Promise<Result<string, HostError>> {
  const text = readTextIn(path);
  const read = text.ok ? await api.readInvite({ link: text.value }) : text;
  return read.ok ? text : read;
}

const sync: Command = {
  name: "sync",
  operands: "[CHARTER]",
  minOperands: 0,
  maxOperands: 1,
  summary: "Exchange changes: with a device by --address, through the relay, or both.",
  options: {
    address: { kind: "text", value: "HOST:PORT", help: "meet this device; everything you have in common is exchanged" },
    known: { kind: "flag", help: "meet the devices of CHARTER where they were last met" },
    relay: { kind: "flag", help: "exchange with the relay that the charter uses" },
    "relay-url": { kind: "text", value: "URL", help: "from now on use this relay, and exchange (also: --relay URL)" },
  },
  run: inHost(async (call, api) => {
    const address = call.text("address");
    const url = call.text("relay-url");
    const name = call.positionals[0] ?? null;
    const isKnown = call.flag("known");
    if (address === null && url === null && !call.flag("relay") && !isKnown)
      return misused("sync needs --address, --known, --relay, or several of them.");
    if (isKnown && name === null) return misused("sync --known needs CHARTER.");
    if (url !== null && name === null) return misused("sync --relay URL needs CHARTER.");
    const charters = await relayCharters(call, api, name);
    if (!charters.ok) return refused(charters.error);
    const lines: string[] = [];
    let met: MeetReport | null = null;
    if (address !== null) {
      const report = await api.meet({ address, stay: false });
      if (!report.ok) return refused(report.error);
      met = report.value;
      lines.push(
        `${address}: received ${met.received}, sent ${met.sent}${met.complete ? "; both hold the same" : ""}.`,
      );
    }
    const again: { device: DeviceId; address: string | null; met: MeetReport | null }[] = [];
    if (isKnown)
      for (const charter of charters.value)
        for (const one of await meetAgain(api, charter.id)) {
          again.push(one);
          lines.push(
            one.met === null
              ? `${one.name}: not found where it was last met.`
              : `${one.name} at ${one.address}: received ${one.met.received}, sent ${one.met.sent}${one.met.complete ? "; both hold the same" : ""}.`,
          );
        }
    if (isKnown && again.length === 0) lines.push("No device of this charter was met by address yet.");
    const relays: { charter: CharterId; received: number; sent: number }[] = [];
    if (url !== null || call.flag("relay"))
      for (const charter of charters.value) {
        if (url !== null) {
          const set = await api.setRelay({ charter: charter.id, url });
          if (!set.ok) return refused(set.error);
        }
        const synced = await api.syncRelay({ charter: charter.id });
        if (!synced.ok) return refused(synced.error);
        relays.push({ charter: charter.id, ...synced.value });
        lines.push(`Relay, ${charter.title}: received ${synced.value.received}, sent ${synced.value.sent}.`);
      }
    return answered({ met, again: again.map(({ device, address, met }) => ({ device, address, met })), relays }, lines);
  }),
};

/** Each device of a charter at the addresses where it was met, the newest first, until one answers. */
async function meetAgain(api: HostApi, charter: CharterId) {
  const view = await api.getCharter({ charter });
  if (!view.ok) return [];
  const { parties, guests, met } = view.value;
  const devices = [...parties.flatMap((party) => party.devices), ...guests.map(({ device }) => device)];
  const tried: { device: DeviceId; name: string; address: string | null; met: MeetReport | null }[] = [];
  for (const { id: device, name, person } of devices) {
    const places = met.filter((one) => one.device === device).map(({ address }) => address);
    let found: { readonly address: string; readonly met: MeetReport } | null = null;
    for (const address of places) {
      const report = await api.meet({ address, stay: false });
      if (!report.ok || report.value.withDevice !== device) continue;
      found = { address, met: report.value };
      break;
    }
    if (places.length > 0)
      tried.push({ device, name: `${name} (${person})`, address: found?.address ?? null, met: found?.met ?? null });
  }
  return tried;
}

/** The named charter, or all that use a relay. */
async function relayCharters(call: Call, api: HostApi, name: string | null) {
  if (name !== null) {
    const found = await findCharter(api, name);
    return found.ok ? ({ ok: true, value: [found.value] } as const) : found;
  }
  const listed = await api.listCharters({});
  if (!listed.ok || !call.flag("relay")) return listed;
  const using = [];
  for (const charter of listed.value) {
    const view = await api.getCharter({ charter: charter.id });
    if (view.ok && view.value.relay.url !== null) using.push(charter);
  }
  return using.length === 0
    ? ({ ok: false, error: { kind: "noRelay" } } as const)
    : ({ ok: true, value: using } as const);
}

const listen: Command = {
  name: "listen",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Accept meetings, and keep up with the relays, until interrupted.",
  options: {
    port,
    host: { kind: "text", value: "ADDRESS", help: "to listen at: an IP address of this machine (default: all)" },
    once: { kind: "flag", help: "end after the first meeting" },
    for: { kind: "number", value: "SECONDS", help: "end after this time", min: 1, max: 604_800 },
  },
  run: inHost(async (call, api, host) => {
    const listening = await api.listen({ port: call.number("port"), host: call.text("host") });
    if (!listening.ok) return refused(listening.error);
    const { addresses } = listening.value;
    call.say({ value: { addresses }, lines: [`Listening at ${addresses.join(", ")}`] });
    let wasConnected = false;
    const met = await waitFor(call, host, call.number("for"), async () => {
      if (!call.flag("once")) return false;
      const isConnected = await anyConnected(api);
      wasConnected ||= isConnected;
      return wasConnected && !isConnected;
    });
    return answered({ met }, []);
  }),
};

async function anyConnected(api: HostApi): Promise<boolean> {
  const listed = await api.listCharters({});
  if (!listed.ok) return false;
  const views = await Promise.all(listed.value.map(({ id }) => api.getCharter({ charter: id })));
  return views.some((view) => view.ok && view.value.connected.length > 0);
}

export const exchangeCommands: readonly Command[] = [invite, recoveryCode, join, sync, listen];
