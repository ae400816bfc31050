/** Joining a ratified text, leaving it, and what parties keep for themselves of it. */
import type { JoiningApi } from "../../../shared/api/joining.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok } from "../../../shared/base/result.ts";
import { verifyCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import { statementFileEnding } from "../../../shared/ledger/statements/statementFile.ts";
import { readAttachment } from "../documents/pdf/attachments.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { Desk } from "./desk.ts";
import type { Workplace } from "./workplace.ts";

const held =
  ({ charters }: Workplace) =>
  (id: CharterId): OpenCharter | null => {
    const open = charters.getReadable(id);
    return open.ok ? open.value : null;
  };

export const joiningMethods = ({ atWork, withCharter }: Desk): JoiningApi => ({
  getJoining: ({ charter }) => withCharter(charter, (open, { ratification }) => ok(ratification.joining(open))),
  accede: (args) => withCharter(args.charter, (open, { ratification }) => ratification.accede(open, args)),
  writeAccession: ({ pdf, ...joining }) =>
    atWork(({ ratification }) => {
      const certificate = readAttachment(pdf, "certificate.cbor");
      const text = certificate === null ? null : verifyCertificate(certificate);
      if (text === null)
        return err({ kind: "notTesseraPdf", reason: "it has no readable attachment certificate.cbor" });
      if (!text.ok) return err({ kind: "notTesseraPdf", reason: text.error.reason });
      if (text.value.version !== 2) return err({ kind: "joiningRefused", why: "closed" });
      const written = ratification.writeAccession(text.value, joining);
      if (!written.ok) return written;
      const { party, accession } = written.value;
      const title = party.name.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
      return ok({ ...written.value, name: `${title}-${accession.slice(0, 8)}${statementFileEnding}` });
    }),
  readStatement: ({ bytes }) =>
    atWork((place) => {
      const read = place.ratification.readStatement(bytes, held(place));
      return read.ok ? ok(read.value.view) : read;
    }),
  enterStatement: ({ bytes }) =>
    atWork((place) => {
      const read = place.ratification.readStatement(bytes, held(place));
      if (!read.ok) return read;
      const { charter, accession, wire, view } = read.value;
      const open = place.charters.getReadable(charter);
      if (!open.ok) return open;
      const entered = place.ratification.enterStatement(open.value, accession.id, wire);
      return entered.ok ? ok(view) : entered;
    }),
  consentToAccession: (args) =>
    withCharter(args.charter, (open, { ratification }) => ratification.consentToAccession(open, args)),
  leaveText: (args) => withCharter(args.charter, (open, { ratification }) => ratification.leaveText(open, args)),
  reserve: (args) => withCharter(args.charter, (open, { ratification }) => ratification.reserve(open, args)),
  respond: (args) => withCharter(args.charter, (open, { ratification }) => ratification.respond(open, args)),
  release: (args) => withCharter(args.charter, (open, { ratification }) => ratification.release(open, args)),
});
