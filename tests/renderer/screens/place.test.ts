import { expect, it } from "vitest";
import { loadPlaces, place } from "../../../renderer/screens/shell/place.tsx";

const Drawn = (): null => null;

it("a place is loaded once, whoever asks for it", async () => {
  let opened = 0;
  const here = place(async () => {
    opened += 1;
    return Drawn;
  });
  expect(opened).toBe(0);
  await Promise.all([here.load(), here.load()]);
  await here.load();
  expect(opened).toBe(1);
});

it("a place that could not be loaded is tried again, and keeps nobody from loading the next ones", async () => {
  let opened = 0;
  const broken = place(async () => {
    opened += 1;
    if (opened === 1) throw new Error("the host has gone");
    return Drawn;
  });
  let isNextLoaded = false;
  place(async () => {
    isNextLoaded = true;
    return Drawn;
  });
  await loadPlaces(() => true);
  expect({ opened, isNextLoaded }).toEqual({ opened: 1, isNextLoaded: true });
  await broken.load();
  await broken.load();
  expect(opened).toBe(2);
});

it("what a loaded place brings is loaded too, and nothing once it is not wanted any more", async () => {
  const loaded: string[] = [];
  place(async () => {
    loaded.push("outer");
    place(async () => {
      loaded.push("inner");
      return Drawn;
    });
    return Drawn;
  });
  await loadPlaces(() => true);
  expect(loaded).toEqual(["outer", "inner"]);
  place(async () => {
    loaded.push("late");
    return Drawn;
  });
  await loadPlaces(() => false);
  expect(loaded).toEqual(["outer", "inner"]);
});
