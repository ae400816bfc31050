/**
 * Five parties with guests, what waits for their consent, and what a device wrote that its party had ended; a second
 * charter, in which Amina's laptop was ended; and a third, in which some names look like others.
 */
import type { CharterId, DeviceId } from "../../../../shared/base/ids.ts";
import { must } from "../desk.ts";
import type { Person } from "../stage.ts";
import type { Scene } from "../windows.ts";
import {
  bring,
  cast,
  deviceOf,
  found,
  introduce,
  introduceAtWindow,
  meet,
  openEnded,
  partyOf,
  propose,
  readNews,
  rewrite,
} from "./acts.ts";
import { fishers, herders, watchText } from "./river.ts";
import { seed } from "./seed.ts";

export interface PeoplesFacts {
  readonly five: CharterId;
  /** Where Amina's part has ended. */
  readonly ended: CharterId;
  readonly namesakes: CharterId;
  readonly boatHouse: DeviceId;
}

const party = (name: string, kind: "organisation" | "community", constituency: string) =>
  ({ name, kind, constituency }) as const;

export const peoplesSeed = seed(async (stage): Promise<PeoplesFacts> => {
  const come = async (name: string, person: string, device: string, of: Parameters<typeof introduce>[1]["party"]) => {
    const entered = await stage.enter(name);
    await introduce(entered, { person, device, party: of });
    return entered;
  };
  stage.goBack(700);
  const amina = await stage.enter("amina", { isAtWindow: true });
  await introduceAtWindow(amina, { person: "Amina Benali", device: "Amina’s laptop", party: fishers });
  const tomas = await come("tomas", "Tomás Ruiz", "boat-house computer", null);
  const jon = await come("jon", "Jon Etxeberria", "herders’ laptop", herders);
  const weavers = party("Weavers’ Cooperative of the Three Bridges", "organisation", "");
  const ines = await come("ines", "Ines Carvalho", "workshop tablet", weavers);
  const millers = party("Millers of the Weir", "organisation", "the four mills");
  const piet = await come("piet", "Piet Molenaar", "mill office", millers);
  const leila = await come("leila", "ليلى الحداد", "حاسوب المجلس", party("مجلس الجزيرة", "community", "أهل الجزيرة"));
  const phone = await come("phone", "Piet Molenaar", "old phone", null);
  const rosa = await come("rosa", "Rosa Mbeki", "Rosa’s laptop", null);
  const otto = await come("otto", "Otto Lind", "tablet", null);
  const bea = await come("bea", "Bea Novak", "phone", null);
  /** Each of them meets Amina, and then hears from her what the others brought. */
  const gather = async (...people: readonly Person[]): Promise<void> => {
    for (const person of [...people, ...people]) await meet(amina, person);
  };

  const five = await found(amina, "Accord of the Five Valleys", "en", watchText);
  await bring(amina, tomas, five, "delegate");
  await bring(amina, jon, five, "party", "They graze above the bridge and asked at the spring assembly.");
  for (const joiner of [ines, piet, leila]) await bring(amina, joiner, five);
  await bring(piet, phone, five, "delegate");
  await gather(jon, ines, piet, leila, tomas);
  const proposal = await propose(amina, five, { term: openEnded });
  await cast(amina, five, proposal);
  for (const voter of [jon, ines, piet, leila]) {
    await meet(amina, voter);
    await cast(voter, five, proposal);
    await meet(amina, voter);
  }

  stage.goBack(90);
  await bring(leila, rosa, five, "mediator", "All five asked her to sit between us.");
  await bring(leila, otto, five, "supporter");
  await bring(leila, bea, five, "observer");

  stage.goBack(30);
  await meet(piet, phone);
  must(
    await piet.api.revokeDevice({
      charter: five,
      device: await deviceOf(phone),
      reason: "Lost at the market.",
      since: null,
    }),
  );
  // Whoever found the phone has not heard of it.
  stage.goBack(12);
  for (const words of ["The millers", "The millers alone", "The millers of the weir"])
    await rewrite(phone, five, "1.1", `${words} walk the ridge.`);
  const removal = { charter: five, party: await partyOf(phone, five, "Herders"), reason: "" };
  must(await phone.api.removeParty(removal));
  await meet(piet, phone);
  await gather(jon, ines, piet, leila, tomas);

  stage.goBack(0.3);
  const reason = "They have opened the weir at night three times and left the last four assemblies.";
  must(await jon.api.removeParty({ charter: five, party: await partyOf(jon, five, "Millers"), reason }));
  must(
    await leila.api.invite({
      charter: five,
      role: "party",
      expiresInHours: 72,
      reason: "The salt makers of the estuary, who share our landing place.",
    }),
  );
  must(await amina.api.invite({ charter: five, role: "observer", expiresInHours: 24, reason: "" }));
  await gather(jon, leila);
  stage.goBack(0.2);
  for (const { id, kind } of must(await leila.api.getCharter({ charter: five })).decisions)
    if (kind === "removeParty")
      must(await leila.api.consent({ charter: five, decision: id, reason: "We saw it too." }));
  await gather(leila);
  await readNews(amina, five);

  const ended = await found(amina, "Fair of the Upper Pass", "en", watchText);
  await bring(amina, tomas, ended, "delegate");
  await bring(amina, jon, ended);
  await meet(amina, tomas);
  const laptop = { device: await deviceOf(amina), reason: "The laptop was lost on the mountain.", since: null };
  must(await tomas.api.revokeDevice({ charter: ended, ...laptop }));
  await meet(amina, tomas);

  // Written with a Cyrillic letter each, where the true names have a Latin one.
  const other = party(millers.name.replace("i", "\u0456"), "organisation", "");
  const falsePiet = await come("falsePiet", "Piet Molenaar", "mill office", other);
  const falseAmina = await come("falseAmina", "Amin\u0430 Benali", "phone", null);
  const namesakes = await found(amina, "Accord of the Namesakes", "en", watchText);
  await bring(amina, tomas, namesakes, "delegate");
  for (const joiner of [jon, piet, falsePiet]) await bring(amina, joiner, namesakes);
  await bring(amina, falseAmina, namesakes, "observer");
  must(await amina.api.invite({ charter: namesakes, role: "party", expiresInHours: 24, reason: "" }));
  await meet(amina, jon);
  must(await jon.api.removeParty({ charter: namesakes, party: await partyOf(jon, namesakes, millers.name), reason }));
  await meet(amina, jon);
  must(await amina.api.stopListening({}));
  return { five, ended, namesakes, boatHouse: await deviceOf(tomas) };
});

export const peoples: Scene = { name: "peoples", seed: peoplesSeed, at: "amina" };
