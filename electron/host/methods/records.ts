/** What is put on record about agreed texts, their promises, and their days. */
import type { RecordsApi } from "../../../shared/api/records.ts";
import { utf8 } from "../../../shared/base/bytes.ts";
import { ok } from "../../../shared/base/result.ts";
import { type Desk, fileTitle } from "./desk.ts";

export const recordsMethods = ({ withCharter }: Desk): RecordsApi => ({
  getRecords: ({ charter }) => withCharter(charter, (open, { ratification }) => ok(ratification.records(open))),
  getPromises: ({ charter, days }) =>
    withCharter(charter, (open, { ratification }) => ratification.promises(open, days)),
  getCalendar: ({ charter, language }) =>
    withCharter(charter, (open, { ratification }) => {
      const text = ratification.calendar(open, language);
      return text.ok ? ok({ name: `${fileTitle(open)}.ics`, bytes: utf8(text.value) }) : text;
    }),
  attest: (args) => withCharter(args.charter, (open, { ratification }) => ratification.attest(open, args)),
  recordReview: (args) => withCharter(args.charter, (open, { ratification }) => ratification.recordReview(open, args)),
  recordInstitution: (args) =>
    withCharter(args.charter, (open, { ratification }) => ratification.recordInstitution(open, args)),
  endorse: (args) => withCharter(args.charter, (open, { ratification }) => ratification.endorse(open, args)),
  reportPromise: (args) =>
    withCharter(args.charter, (open, { ratification }) => ratification.reportPromise(open, args)),
  answerReport: (args) => withCharter(args.charter, (open, { ratification }) => ratification.answerReport(open, args)),
});
