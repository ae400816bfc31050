import { expect, it } from "vitest";
import { chosenClient, createSessions } from "../../../electron/host/charter/sessions.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import { sessionClient } from "../../../shared/ledger/members/epoch.ts";

const charter = "c".repeat(64) as CharterId;
const device = "d".repeat(64) as DeviceId;

/** What a ledger says of client ids: `bound` are in it, and `next` is this device's next number. */
const ledger = (bound: readonly number[] = [], next = 0) => ({
  session: (client: number) => (bound.includes(client) ? { device, clock: 0 } : null),
  nextSessionNo: () => next,
});

it("[L11] gives each window the client id of the next number, beyond those of the ledger", () => {
  const sessions = createSessions(charter, device);
  expect(sessions.reserve(ledger([], 4))).toBe(sessionClient(charter, device, 4));
  const next = sessions.reserve(ledger([], 2));
  expect(next).toBe(sessionClient(charter, device, 5));
  expect(sessions.numberOf(next)).toBe(5);
});

it("[L11] binds older ones first, each once", () => {
  const sessions = createSessions(charter, device);
  const [first, second, third] = [0, 1, 2].map(() => sessions.reserve(ledger()));
  if (first === undefined || second === undefined || third === undefined) throw new Error("three were reserved");
  expect(sessions.unbound(second, ledger())).toEqual([
    [first, 0],
    [second, 1],
  ]);
  expect(sessions.unbound(third, ledger([first, second]))).toEqual([[third, 2]]);
  expect(sessions.unbound(third, ledger([first, second, third]))).toEqual([]);
});

it("binds what a gateway's client chose alone", () => {
  const sessions = createSessions(charter, device);
  sessions.reserve(ledger());
  expect(sessions.unbound(77, ledger())).toEqual([[77, chosenClient]]);
  sessions.restore(77, chosenClient);
  expect(sessions.numberOf(77)).toBe(null);
});

it("goes on after those that were promised before the program began, until they are forgotten", () => {
  const sessions = createSessions(charter, device);
  sessions.restore(sessionClient(charter, device, 8), 8);
  expect(sessions.numberOf(sessions.reserve(ledger()))).toBe(9);
  sessions.forget();
  expect(sessions.numberOf(sessionClient(charter, device, 8))).toBe(null);
  expect(sessions.numberOf(sessions.reserve(ledger()))).toBe(0);
});
