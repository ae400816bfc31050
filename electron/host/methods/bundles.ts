/** Files that carry a charter. */
import type { BundlesApi, CodeSequence } from "../../../shared/api/bundles.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import {
  type BundleCode,
  type BundleCodeFault,
  encodeBundleCodes,
  joinBundleCodes,
  maxCodedBytes,
  readBundleCode,
} from "../../../shared/sync/bundleCodes.ts";
import type { OpenCharter } from "../library/charters.ts";
import { type Desk, fileTitle } from "./desk.ts";

export const bundlesMethods = ({ platform, atWork, withCharter }: Desk): BundlesApi => ({
  exportBundle: ({ charter, for: wanted }) =>
    withCharter(charter, (open, { bundles }) => {
      const bundle = bundles.export(open, wanted);
      return bundle.ok ? ok({ ...bundle.value, name: bundleName(open, platform.clock.now()) }) : bundle;
    }),
  exportCodes: ({ charter, for: wanted }) =>
    withCharter(charter, (open, { bundles }) => {
      const bundle = bundles.export(open, wanted);
      if (!bundle.ok) return bundle;
      const { bytes, changes, heldThere } = bundle.value;
      const codes = encodeBundleCodes(bytes);
      return codes === null
        ? err({ kind: "bundleTooLong", bytes: bytes.length, limit: maxCodedBytes })
        : ok({ codes, changes, heldThere });
    }),
  joinCodes: async ({ texts }) => joinCodes(texts),
  previewBundle: ({ bytes }) => atWork(({ bundles }) => bundles.preview(bytes)),
  importBundle: ({ bytes }) => atWork(({ bundles }) => bundles.import(bytes)),
});

function joinCodes(texts: readonly string[]): Result<readonly CodeSequence[], HostError> {
  const codes: BundleCode[] = [];
  for (const text of texts) {
    const code = readBundleCode(text);
    if (!code.ok) return err(codeFault(code.error));
    codes.push(code.value);
  }
  const joined = joinBundleCodes(codes);
  if (!joined.ok) return err(codeFault(joined.error));
  const last = codes.at(-1)?.sequence;
  return ok(joined.value.map((one) => ({ ...one, isLast: one.id === last })));
}

function codeFault(fault: BundleCodeFault): HostError {
  if (fault.kind === "newer") return { ...fault, kind: "bundleNewer" };
  return { kind: fault.kind === "damaged" ? "codeDamaged" : "codeForeign" };
}

/** The charter's name and the moment: two bundles of one day are two files. */
const bundleName = (open: OpenCharter, now: number): string =>
  `${fileTitle(open)}-${new Date(now).toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "")}.tessera`;
