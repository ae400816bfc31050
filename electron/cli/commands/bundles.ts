import { basename } from "node:path";
import type { BundleFor, BundlePreview, BundleReport } from "../../../shared/api/bundles.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, type Outcome, refused } from "../command.ts";
import { readFile, writeExport } from "../files.ts";
import { authorInWords, changeLine, findDevice } from "../members.ts";
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
  },
  run: inHost(async (call, api): Promise<Outcome> => {
    if (call.flag("unshared") && call.text("for") !== null) return misused("Give --for or --unshared, not both.");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const wanted = await readWanted(call, api, charter.value.id);
    if (!wanted.ok) return wanted;
    const bundle = await api.exportBundle({ charter: charter.value.id, for: wanted.value });
    if (!bundle.ok) return refused(bundle.error);
    const written = await writeExport(call, bundle.value.name, bundle.value.bytes);
    if (!written.ok) return written;
    const file = written.value;
    const { changes, heldThere, bytes } = bundle.value;
    return answered({ file, changes, heldThere, bytes: bytes.length }, [
      `${file}: ${counted(changes, "change")}.`,
      ...(heldThere === 0 ? [] : [`Left out, because signed receipts say they are held there: ${heldThere}.`]),
    ]);
  }),
};

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
  operands: "FILE",
  minOperands: 1,
  maxOperands: 1,
  summary: "Show what a bundle file brings and take it in; a terminal asks first.",
  options: {
    preview: { kind: "flag", help: "only show what it would bring; nothing is changed" },
    yes: { kind: "flag", help: "do not ask" },
  },
  run: inHost(async (call, api): Promise<Outcome> => {
    const path = call.positionals[0] ?? "";
    const bytes = readFile(path);
    if (!bytes.ok) return refused(bytes.error);
    const { askYes } = call.parts;
    const asks = askYes !== null && !call.flag("yes") && !call.flag("json");
    if (asks || call.flag("preview")) {
      const preview = await api.previewBundle({ bytes: bytes.value });
      if (!preview.ok) return refused(preview.error);
      const lines = previewLines(preview.value);
      if (call.flag("preview")) return answered(preview.value, lines);
      call.say({ value: preview.value, lines });
      if (preview.value.added > 0 && !(await askYes?.("Take it in?")))
        return answered(null, ["Left. Nothing was changed."]);
    }
    const imported = await api.importBundle({ bytes: bytes.value });
    if (!imported.ok) return refused(imported.error);
    const { title, added, receipts, alreadyHeld } = imported.value;
    const news = `${counted(added - receipts, "new change")}, ${counted(receipts, "new receipt")}`;
    return answered(imported.value, [
      `${title}: ${news} from ${basename(path)}; ${alreadyHeld} held already.`,
      ...leftLines(imported.value),
    ]);
  }),
};

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
