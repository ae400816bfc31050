/** Files that carry a charter. */
import type { BundlesApi } from "../../../shared/api/bundles.ts";
import { ok } from "../../../shared/base/result.ts";
import type { OpenCharter } from "../library/charters.ts";
import { type Desk, fileTitle } from "./desk.ts";

export const bundlesMethods = ({ platform, atWork, withCharter }: Desk): BundlesApi => ({
  exportBundle: ({ charter, for: wanted }) =>
    withCharter(charter, (open, { bundles }) => {
      const bundle = bundles.export(open, wanted);
      return bundle.ok ? ok({ ...bundle.value, name: bundleName(open, platform.clock.now()) }) : bundle;
    }),
  previewBundle: ({ bytes }) => atWork(({ bundles }) => bundles.preview(bytes)),
  importBundle: ({ bytes }) => atWork(({ bundles }) => bundles.import(bytes)),
});

/** The charter's name and the moment: two bundles of one day are two files. */
const bundleName = (open: OpenCharter, now: number): string =>
  `${fileTitle(open)}-${new Date(now).toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "")}.tessera`;
