/** Sessions of writing, played again, in English. */
export const playback = {
  playback: {
    title: "Sessions of writing",
    lead: "When people wrote, and who. A session ends where nobody writes for half an hour.",
    nothing: "Nothing is written yet.",
    fromTo: "{{from}} to {{to}}",
    size: "{{changes}} in {{clauses}}",
    more: "Show earlier sessions",
    claimed:
      "Days and hours are as each author’s device claims them. A wrong clock groups changes otherwise and hides none.",
    one: "A session of writing",
    oneLead: "Who wrote what, step by step. Looking changes nothing.",
    player: "Playing",
    slider: "Step",
    stepAt: "Step {{index}} of {{count}}",
    play: "Play",
    pause: "Pause",
    atEnd: "That was the last step.",
    pace: "Speed",
    paces: { slow: "Slow", usual: "Usual", fast: "Fast" },
    changed: "What this step changed",
    unchanged: "The text reads as before: something was suggested, or taken back.",
    moreClauses: "It changed {{clauses}} more.",
    same_one: "one paragraph as before",
    same_other: "{{count}} paragraphs as before",
    whole: "Show the whole text as it was then",
    wholeTitle: "The text after this step",
    wholeHint:
      "This is to be read alone. To give one clause its words of then again, open the history of that clause and restore the state.",
  },
};
