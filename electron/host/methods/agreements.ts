/** Proposals, ballots and what came of them. */
import type { AgreementsApi } from "../../../shared/api/agreements.ts";
import { wipe } from "../../../shared/base/crypto.ts";
import { err, ok } from "../../../shared/base/result.ts";
import { readRecoveryWords } from "../keys/recoveryWords.ts";
import { type Desk, writable } from "./desk.ts";

export const agreementsMethods = ({ withCharter }: Desk): AgreementsApi => ({
  previewProposal: (args) => withCharter(args.charter, (open, { ratification }) => ratification.preview(open, args)),
  propose: (args) =>
    withCharter(args.charter, (open, { ratification }) => {
      const allowed = writable(open);
      return allowed.ok ? ratification.propose(open, args) : allowed;
    }),
  getSigning: ({ charter, proposal }) =>
    withCharter(charter, (open, { ratification }) => ratification.signing(open, proposal)),
  castBallot: (args) => withCharter(args.charter, (open, { ratification }) => ratification.cast(open, args)),
  answerBallot: (args) =>
    withCharter(args.charter, async (open, { ratification }) => {
      const read = args.words === null ? null : await readRecoveryWords(args.words);
      if (args.words !== null && read === null) return err({ kind: "recoveryWordsWrong" });
      const answer = ratification.answerBallot(open, args, read?.root ?? null);
      if (read !== null) wipe(read.root.privateKey);
      return answer;
    }),
  getTimeline: ({ charter }) =>
    withCharter(charter, async (open, { ratification }) => ok(await ratification.timeline(open))),
  compare: ({ charter, from, to }) =>
    withCharter(charter, (open, { ratification }) => ratification.compare(open, from, to)),
});
