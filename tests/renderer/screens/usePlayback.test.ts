import { describe, expect, it } from "vitest";
import { wantedPage } from "../../../renderer/screens/playback/usePlayback.ts";
import { maxPlaybackSteps } from "../../../shared/api/authorship.ts";

const here =
  (...pages: readonly number[]) =>
  (page: number): boolean =>
    pages.includes(page);
const second = maxPlaybackSteps;

describe("the pages of a playback", () => {
  it("are read where one looks, wherever that is", () => {
    expect(wantedPage(0, 0, here())).toBe(0);
    expect(wantedPage(3 * second + 1, 5 * second, here(0))).toBe(3);
    expect(wantedPage(3, second, here(0))).toBeNull();
  });

  it("are read ahead from the middle of the one before, as far as there are steps", () => {
    expect(wantedPage(second / 2 - 1, 2 * second, here(0))).toBeNull();
    expect(wantedPage(second / 2, 2 * second, here(0))).toBe(1);
    expect(wantedPage(second / 2, second + 1, here(0))).toBe(1);
    expect(wantedPage(second / 2, second, here(0))).toBeNull();
    expect(wantedPage(second - 1, 2 * second, here(0, 1))).toBeNull();
  });
});
