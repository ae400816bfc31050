import { basename } from "node:path";
import type { BundleFor, BundlePreview, BundleReport } from "../../../shared/api/bundles.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, type Outcome, refused } from "../command.ts";
import { readFile, writeExport, writeFolder } from "../files.ts";
import { authorInWords, changeLine, findDevice } from "../members.ts";
import { drawPng, isPng, readTextIn } from "../qrPictures.ts";
import { charterOf } from "./charters.ts";

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

const bundleExport: Command = {
  name: "bundle export",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Write a charter, or what others lack of it, into one sealed file, for a USB stick or any courier.",
  options: {
    out: { kind: "text", value: "FILE", help: "default: the charter's title and the moment with .tessera" },
    force: { kind: "flag", help: "replace the file of --out where there is one" },
    for: { kind: "text", value: "DEVICE", help: "only what this device is not known to hold, by its signed receipts" },
    unshared: { kind: "flag", help: "only what no other device is known to hold" },
    qr: {
      kind: "text",
      value: "DIR",
      help: "as QR codes, a PNG file each in this new folder; for a few signed statements",
    },
  },
  run: inHost(async (call, api): Promise<Outcome> => {
    if (call.flag("unshared") && call.text("for") !== null) return misused("Give --for or --unshared, not both.");
    const folder = call.text("qr");
    if (folder !== null && call.text("out") !== null) return misused("Give --out or --qr, not both.");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const wanted = await readWanted(call, api, charter.value.id);
    if (!wanted.ok) return wanted;
    if (folder !== null) return exportCodes(call, api, charter.value.id, wanted.value, folder);
    const bundle = await api.exportBundle({ charter: charter.value.id, for: wanted.value });
    if (!bundle.ok) return refused(bundle.error);
    const written = await writeExport(call, bundle.value.name, bundle.value.bytes);
    if (!written.ok) return written;
    const file = written.value;
    const { changes, heldThere, bytes } = bundle.value;
    return answered({ file, changes, heldThere, bytes: bytes.length }, [
      `${file}: ${counted(changes, "change")}.`,
      ...heldLines(heldThere),
    ]);
  }),
};

const heldLines = (heldThere: number): readonly string[] =>
  heldThere === 0 ? [] : [`Left out, because signed receipts say they are held there: ${heldThere}.`];

async function exportCodes(
  call: Call,
  api: HostApi,
  charter: CharterId,
  wanted: BundleFor,
  folder: string,
): Promise<Outcome> {
  const exported = await api.exportCodes({ charter, for: wanted });
  if (!exported.ok) return refused(exported.error);
  const { codes, changes, heldThere } = exported.value;
  const digits = String(codes.length).length;
  const pictures = codes.map((code, index): readonly [string, Bytes] => [
    `${String(index + 1).padStart(digits, "0")}-of-${codes.length}.png`,
    drawPng(code),
  ]);
  const written = writeFolder(folder, pictures, call.flag("force"));
  if (!written.ok) return refused(written.error);
  const files = written.value;
  return answered({ files, changes, heldThere }, [
    `${folder}: ${counted(codes.length, "QR code")}, ${counted(changes, "change")}.`,
    ...heldLines(heldThere),
  ]);
}

async function readWanted(call: Call, api: HostApi, charter: CharterId): Promise<Result<BundleFor, Fault>> {
  const name = call.text("for");
  if (name === null) return ok({ kind: call.flag("unshared") ? "unshared" : "everything" });
  const view = await api.getCharter({ charter });
  if (!view.ok) return refused(view.error);
  const device = findDevice(view.value, name);
  return device.ok ? ok({ kind: "device", device: device.value.id }) : refused(device.error);
}

const bundleImport: Command = {
  name: "bundle import",
  operands: "FILE...",
  minOperands: 1,
  maxOperands: 4096,
  summary: "Show what a bundle file, or PNG pictures of its QR codes, brings and take it in; a terminal asks first.",
  options: {
    preview: { kind: "flag", help: "only show what it would bring; nothing is changed" },
    yes: { kind: "flag", help: "do not ask" },
  },
  run: inHost(async (call, api): Promise<Outcome> => {
    const files = await readBundles(call, api);
    if (!files.ok) return refused(files.error);
    const { askYes } = call.parts;
    const asks = askYes !== null && !call.flag("yes") && !call.flag("json");
    for (const [index, { name, bytes }] of files.value.entries()) {
      const isLast = index === files.value.length - 1;
      const taken = await takeIn(call, api, name, bytes, asks ? askYes : null);
      if (!taken.ok || isLast) return taken;
      if (taken.value !== null) call.say(taken.value);
    }
    return ok(null);
  }),
};

interface NamedBundle {
  readonly name: string;
  readonly bytes: Bytes;
}

/** One file, or what the codes in pictures make together. */
async function readBundles(call: Call, api: HostApi): Promise<Result<readonly NamedBundle[], HostError>> {
  const [path = "", ...more] = call.positionals;
  const first = readFile(path);
  if (!first.ok) return first;
  if (more.length === 0 && !isPng(first.value)) return ok([{ name: basename(path), bytes: first.value }]);
  const texts: string[] = [];
  for (const picture of call.positionals) {
    const text = readTextIn(picture);
    if (!text.ok) return text;
    // By itself first, so that a picture of something else is named.
    const alone = await api.joinCodes({ texts: [text.value] });
    if (!alone.ok) {
      call.warn(`${picture}:`);
      return alone;
    }
    texts.push(text.value);
  }
  const joined = await api.joinCodes({ texts });
  if (!joined.ok) return joined;
  const bundles: NamedBundle[] = [];
  for (const { bundle, missing, count } of joined.value) {
    // Nothing is taken in as long as one of them is not whole.
    if (bundle === null) return err({ kind: "codesMissing", numbers: missing, count });
    bundles.push({ name: counted(count, "QR code"), bytes: bundle });
  }
  return ok(bundles);
}

async function takeIn(
  call: Call,
  api: HostApi,
  name: string,
  bytes: Bytes,
  askYes: ((question: string) => Promise<boolean>) | null,
): Promise<Outcome> {
  if (askYes !== null || call.flag("preview")) {
    const preview = await api.previewBundle({ bytes });
    if (!preview.ok) return refused(preview.error);
    const lines = previewLines(preview.value);
    if (call.flag("preview")) return answered(preview.value, lines);
    call.say({ value: preview.value, lines });
    if (preview.value.added > 0 && !(await askYes?.("Take it in?")))
      return answered(null, ["Left. Nothing was changed."]);
  }
  const imported = await api.importBundle({ bytes });
  if (!imported.ok) return refused(imported.error);
  const { title, added, receipts, alreadyHeld } = imported.value;
  const news = `${counted(added - receipts, "new change")}, ${counted(receipts, "new receipt")}`;
  return answered(imported.value, [
    `${title}: ${news} from ${name}; ${alreadyHeld} held already.`,
    ...leftLines(imported.value),
  ]);
}

function previewLines(preview: BundlePreview): readonly string[] {
  const { title, added, receipts, from, to } = preview;
  const period = from === null || to === null ? [] : [`  from ${momentInWords(from)} to ${momentInWords(to)}`];
  return [
    `${title}: ${counted(added - receipts, "new change")}, ${counted(receipts, "new receipt")}; ${preview.alreadyHeld} held already.`,
    ...period,
    ...preview.by.map(
      ({ author, changes, leftOut }) =>
        `  ${authorInWords(author)}: ${counted(changes, "change")}${leftOut === 0 ? "" : `, ${leftOut} left out of the text: no say any more`}`,
    ),
    ...preview.membership.map((change) => `  ${changeLine(change)}`),
    ...preview.proposals.map(
      ({ title: of, by, at }) => `  ${momentInWords(at)}  ${authorInWords(by)} proposed “${of}”`,
    ),
    ...preview.ballots.map(
      ({ title: of, party, person, choice, at }) =>
        `  ${momentInWords(at)}  ${person} (${party.name}) ${choice === "ratify" ? "ratified" : "declined"} “${of}”`,
    ),
    ...leftLines(preview),
  ];
}

/** What is not taken in, and what to do about it. */
function leftLines({ waiting, missing, unopened, refused: broken, newer }: BundleReport): readonly string[] {
  return [
    ...(waiting === 0
      ? []
      : [
          `${waiting} of this file build on ${missing} or more changes that are not here: ask for a file with the whole charter.`,
        ]),
    ...(unopened === 0
      ? []
      : [
          `${unopened} are sealed with a key that this device was not given: written after its part ended, or elsewhere.`,
        ]),
    ...(newer === 0
      ? []
      : [`${newer} were written by a newer version of Tessera: update, and take the file in again.`]),
    ...(broken === 0 ? [] : [`${broken} do not follow the rules and are left out.`]),
  ];
}

export const bundleCommands: readonly Command[] = [bundleExport, bundleImport];
