import { expect, it } from "vitest";
import { chosenClient, createSessions } from "../../../electron/host/charter/sessions.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import { sessionClient } from "../../../shared/ledger/members/epoch.ts";

const charter = "c".repeat(64) as CharterId;
const device = "d".repeat(64) as DeviceId;
const clientOf = (number: number): number => sessionClient(charter, device, number);

/** What a ledger says of client ids: the sessions with these numbers are bound, and `next` is this device's next one. */
const ledger = (bound: readonly number[] = [], next = bound.length === 0 ? 0 : Math.max(...bound) + 1) => ({
  session: (client: number) =>
    bound.some((number) => clientOf(number) === client - (client % 2)) ? { device, clock: 0 } : null,
  sessionsOf: () => bound.map((sessionNo) => ({ client: clientOf(sessionNo), sessionNo })),
  nextSessionNo: () => next,
});
const create = (retired = 0) => createSessions(charter, device, () => retired);

it("[L11] gives each window the client id of the next number, beyond those of the ledger", () => {
  const sessions = create();
  expect(sessions.reserve(ledger([], 4))).toBe(clientOf(4));
  const next = sessions.reserve(ledger([], 2));
  expect(next).toBe(clientOf(5));
  expect([sessions.numberOf(next), sessions.numberOf(next + 1), sessions.numberOf(next + 2)]).toEqual([5, 5, null]);
});

it("[L11] binds older ones first, each once, and for a suggesting id the editing one below it", () => {
  const sessions = create();
  const [first, second, third] = [0, 1, 2].map(() => sessions.reserve(ledger()));
  if (first === undefined || second === undefined || third === undefined) throw new Error("three were reserved");
  const two = [
    [first, 0],
    [second, 1],
  ];
  expect(sessions.unbound(second, ledger())).toEqual(two);
  expect(sessions.unbound(second + 1, ledger())).toEqual(two);
  expect(sessions.unbound(third, ledger([0, 1]))).toEqual([[third, 2]]);
  expect(sessions.unbound(third, ledger([0, 1, 2]))).toEqual([]);
});

it("[L41] binds none that nobody can write with any more", () => {
  const sessions = create();
  const [first, second, third] = [0, 1, 2].map(() => sessions.reserve(ledger())) as [number, number, number];
  sessions.release(first);
  sessions.release(second);
  expect(sessions.unbound(third, ledger())).toEqual([[third, 2]]);
  expect(sessions.numberOf(first)).toBeNull();
  expect(sessions.reserve(ledger([2]))).toBe(clientOf(3));
});

it("[L41] takes up the idle id that was bound first, and none that is in use", () => {
  const sessions = create();
  const bound = ledger([0, 1, 4]);
  expect([1, 2, 3, 4].map(() => sessions.reserve(bound))).toEqual([0, 1, 4, 5].map(clientOf));
  sessions.release(clientOf(4));
  expect([1, 2].map(() => sessions.reserve(bound))).toEqual([4, 6].map(clientOf));
  sessions.release(clientOf(6));
  expect(sessions.reserve(bound)).toBe(clientOf(6));
});

it("[L41] takes up none that is retired", () => {
  const sessions = create(4);
  const bound = ledger([0, 1, 4]);
  expect([1, 2].map(() => sessions.reserve(bound))).toEqual([4, 5].map(clientOf));
  expect(create(Number.POSITIVE_INFINITY).reserve(bound)).toBe(clientOf(5));
});

it("binds what a gateway's client chose alone", () => {
  const sessions = create();
  sessions.reserve(ledger());
  expect(sessions.unbound(77, ledger())).toEqual([[77, chosenClient]]);
  sessions.restore(77, chosenClient);
  expect(sessions.numberOf(77)).toBe(null);
});

it("goes on after those that were promised before the program began, until they are forgotten", () => {
  const sessions = create(9);
  sessions.restore(clientOf(8), 8);
  expect(sessions.numberOf(sessions.reserve(ledger()))).toBe(9);
  sessions.forget();
  expect(sessions.numberOf(clientOf(8))).toBe(null);
  expect(sessions.numberOf(sessions.reserve(ledger([], 3)))).toBe(3);
});
