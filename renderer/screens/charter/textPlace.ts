import { place } from "../shell/place.tsx";

/** Loaded with the window where its address names it: of all places it is the one that people wait for. */
export const TextPane = place(async () => (await import("./TextPane.tsx")).TextPane);
