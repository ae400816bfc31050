import { describe, expect, it } from "vitest";
import { createPresencePace, presencePerSecond } from "../../../electron/host/peers/presencePace.ts";
import { steppingClock } from "../../support/ambient.ts";

describe("Presence on one link", () => {
  it("[S9] is heard up to the most of a second, and of what is beyond only the newest, when the second is over", () => {
    const clock = steppingClock();
    const heard: number[] = [];
    const take = createPresencePace<number>(clock, (frame) => heard.push(frame));
    for (let n = 0; n < 5 * presencePerSecond; n++) take(n);
    const first = Array.from({ length: presencePerSecond }, (_, n) => n);
    expect(heard).toEqual(first);
    clock.advance(999);
    expect(heard).toEqual(first);
    clock.advance(1);
    expect(heard).toEqual([...first, 5 * presencePerSecond - 1]);
    for (let n = 0; n < presencePerSecond; n++) take(n);
    expect(heard).toHaveLength(2 * presencePerSecond);
    clock.advance(2000);
    take(-1);
    expect(heard.slice(2 * presencePerSecond)).toEqual([presencePerSecond - 1, -1]);
  });
});
