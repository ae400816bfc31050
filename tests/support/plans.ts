/** What a proposal is by default, for those who ask for nothing else. */
export const usualPlan = {
  end: null,
  on: null,
  supersedes: null,
  closesOn: null,
  leaveOutOpen: false,
  clockIsRight: false,
} as const;
