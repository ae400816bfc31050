/** What a proposal would come to, read again whenever the plan changes; nothing is signed. */
import { useEffect, useState } from "react";
import type { ProposalPlan, ProposalPreview } from "../../../shared/api/agreements.ts";
import { type Live, useHost } from "../shell/hostContext.tsx";

/** `plan` null: the form does not read yet; what was shown last stays. */
export function useProposalPreview(plan: ProposalPlan | null, round: number): Live<ProposalPreview> {
  const { api } = useHost();
  const [live, setLive] = useState<Live<ProposalPreview>>({ phase: "loading" });
  const key = plan === null ? null : JSON.stringify(plan);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks again
  useEffect(() => {
    if (key === null) return;
    let closed = false;
    void api.previewProposal(JSON.parse(key) as ProposalPlan).then((read) => {
      if (!closed) setLive(read.ok ? { phase: "ready", value: read.value } : { phase: "failed", error: read.error });
    });
    return () => {
      closed = true;
    };
  }, [api, key, round]);
  return live;
}
