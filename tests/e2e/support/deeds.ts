/** What a person does at a window, by clicking and typing what is written there. Each deed waits until it is seen to be done. */
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";

export interface Founder {
  readonly person: string;
  readonly device: string;
  readonly party: string;
}

export const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole("button", { name, exact: true });
export const link = (page: Page | Locator, name: string): Locator => page.getByRole("link", { name, exact: true });
const field = (page: Page | Locator, name: string): Locator => page.getByRole("textbox", { name });
export const heading = (page: Page, name: string): Locator => page.getByRole("heading", { name, exact: true }).first();

/** The text stays open, hidden, behind the other places: only what can be seen counts. */
export const see = (page: Page, words: string | RegExp): Promise<void> =>
  page.getByText(words).filter({ visible: true }).first().waitFor();

export const textOf = (page: Page): Locator => field(page, "Text of the charter");

const readOut = async (shown: Locator): Promise<string> => ((await shown.textContent()) ?? "").trim();

export const paragraphsOf = (page: Page): Promise<readonly string[]> =>
  textOf(page).locator("p, h1, h2").allTextContents();

export async function introduce(page: Page, { person, device, party }: Founder): Promise<void> {
  await field(page, "Your name").fill(person);
  await field(page, "Name of this device").fill(device);
  await field(page, "Name of the party").fill(party);
  await button(page, "Begin").click();
  await writeWords(page);
  await heading(page, "No charters yet").waitFor();
}

/** Writes the party's words down, types back the two that are asked for, and gives all of them. */
export async function writeWords(page: Page): Promise<readonly string[]> {
  const list = page.getByRole("list", { name: "Recovery words" });
  await list.waitFor();
  const words = await list.getByRole("listitem").allTextContents();
  await page.getByText("I have written them down").click();
  await button(page, "Continue").click();
  await heading(page, "Type two of them back").waitFor();
  for (const label of await page.locator(".field .label").allTextContents())
    await page.getByLabel(label, { exact: true }).fill(words[Number(label.replace(/\D/g, "")) - 1] ?? "");
  await button(page, "Confirm the sheet").click();
  return words;
}

export async function createFromTemplate(page: Page, title: string, template: string): Promise<void> {
  await beginCharter(page, title);
  await page.getByText("A template").click();
  await page.getByRole("radiogroup", { name: "Template" }).getByText(template).click();
  await button(page, "Create charter").click();
  await heading(page, title).waitFor();
  await textOf(page).waitFor();
}

export async function createBlank(page: Page, title: string): Promise<void> {
  await beginCharter(page, title);
  await button(page, "Create charter").click();
  await heading(page, title).waitFor();
  await textOf(page).waitFor();
}

async function beginCharter(page: Page, title: string): Promise<void> {
  await goHome(page);
  await link(page, "New charter").click();
  await field(page, "Title of the charter").fill(title);
}

export async function goHome(page: Page): Promise<void> {
  await link(page, "Tessera").click();
  await heading(page, "Charters").waitFor();
}

export async function openCharter(page: Page, title: string): Promise<void> {
  await goHome(page);
  await link(page, title).click();
  await textOf(page).waitFor();
}

export const goTo = async (page: Page, place: "Text" | "Timeline"): Promise<void> =>
  link(page.getByRole("navigation", { name: "Views of this charter" }), place).click();

export const besideText = async (page: Page, panel: "People" | "Meet"): Promise<void> =>
  link(page.getByRole("complementary", { name: "Beside the text" }), panel).click();

async function makeCode(page: Page): Promise<{ readonly dialog: Locator; readonly code: string }> {
  await besideText(page, "People");
  await button(page, "Invite").click();
  const dialog = page.getByRole("dialog", { name: "Invite" });
  await button(dialog, "Make a code").click();
  return { dialog, code: await readOut(dialog.getByRole("status", { name: "Invitation code" })) };
}

/** Copies the code of a new invitation by its button and pastes it where somebody joins. */
export async function copyCode(page: Page, into: Page): Promise<{ readonly shown: string; readonly pasted: string }> {
  const { dialog, code } = await makeCode(page);
  await button(dialog, "Copy code").click();
  await see(page, "Code copied");
  await button(dialog, "Done").click();
  await goHome(into);
  await link(into, "Join with a code").click();
  const place = field(into, "Invitation code");
  await place.press("ControlOrMeta+v");
  return { shown: code, pasted: await place.inputValue() };
}

/** For a new party: the code and the address that the dialog shows. The dialog stays open. */
export async function openInvite(
  page: Page,
): Promise<{ readonly dialog: Locator; readonly code: string; readonly address: string }> {
  const { dialog, code } = await makeCode(page);
  const addresses = dialog.getByRole("list", { name: "Addresses of this device" });
  return { dialog, code, address: await readOut(addresses.getByRole("listitem").first()) };
}

export async function inviteParty(page: Page): Promise<{ readonly code: string; readonly address: string }> {
  const { dialog, code, address } = await openInvite(page);
  await button(dialog, "Done").click();
  return { code, address };
}

export async function inviteThroughRelay(page: Page, url: string): Promise<string> {
  const { dialog, code } = await makeCode(page);
  await dialog.getByText(`Through the relay they can join with the code and ${url}`).waitFor();
  await button(dialog, "Done").click();
  return code;
}

export async function switchRelayOn(page: Page, url: string): Promise<void> {
  await besideText(page, "Meet");
  await field(page, "Relay address").fill(url);
  await button(page, "Switch relay on").click();
  await see(page, "Connected to the relay");
}

export async function join(page: Page, code: string, address: string, title: string): Promise<void> {
  await goHome(page);
  await link(page, "Join with a code").click();
  await field(page, "Invitation code").fill(code);
  await page.getByLabel("Address").fill(address);
  await button(page, "Join charter").click();
  await heading(page, title).waitFor();
  await textOf(page).waitFor();
}

/** Ends the connection on which they joined, so that each writes apart. */
export async function part(page: Page): Promise<void> {
  await besideText(page, "Meet");
  await button(page, "Disconnect").click();
  await see(page, "You are connected with nobody now.");
  await besideText(page, "People");
}

const paragraph = (page: Page, words: string): Locator => textOf(page).locator("p", { hasText: words });

/** Clicks at the end of the paragraph that contains `words`, and types. */
export async function typeAfter(page: Page, words: string, typed: string): Promise<void> {
  const found = paragraph(page, words);
  await found.scrollIntoViewIfNeeded();
  const box = await found.boundingBox();
  if (box === null) throw new Error(`"${words}" is not on the page`);
  await found.click({ position: { x: box.width - 2, y: box.height - 3 } });
  await page.keyboard.press("End");
  await page.keyboard.type(typed);
  await paragraph(page, typed.trim()).waitFor();
}

/** Clicks at the beginning of the paragraph that contains `words`, and types. */
export async function typeBefore(page: Page, words: string, typed: string): Promise<void> {
  const found = paragraph(page, words);
  await found.click({ position: { x: 1, y: 3 } });
  await page.keyboard.press("Home");
  await page.keyboard.type(typed);
  await paragraph(page, typed.trim()).waitFor();
}

/** Another person's caret, with the name on it. It is drawn by the style sheet, hidden from screen readers. */
export async function seeCaretOf(page: Page, person: string): Promise<void> {
  const caret = textOf(page).locator(`.remote-caret:has([data-name="${person}"])`);
  await caret.scrollIntoViewIfNeeded();
  await caret.waitFor();
}

export const seeSaved = (page: Page): Promise<void> => see(page, "Saved on this device");

export async function meet(page: Page, address: string, stay: boolean): Promise<void> {
  await besideText(page, "Meet");
  await field(page, "Address of the other device").fill(address);
  const toggle = page.getByRole("switch", { name: "Stay connected and see each other write" });
  if ((await toggle.isChecked()) !== stay) await page.getByText("Stay connected and see each other write").click();
  await button(page, "Meet now").click();
  await see(page, "Both sides have signed that they hold the same.");
}

/** Proposes the draft with the term that the form shows: a year, where nothing was in force. Ends at the signing table. */
export async function beginRenewal(page: Page): Promise<void> {
  await link(page, "Renew").click();
  await heading(page, "Clause by clause").waitFor();
}

export async function submitProposal(page: Page, note: string): Promise<void> {
  await field(page, "Note to the parties").fill(note);
  await button(page, "Propose for ratification").click();
  await heading(page, "Signing table").waitFor();
}

/** A point of the timeline, by what it is: "First ratification". */
export const entry = (page: Page, purpose: string): Locator => page.getByRole("article", { name: purpose });

export const fingerprintOf = (page: Page): Promise<string> =>
  readOut(page.getByLabel("Fingerprint of this text").first());

/** At the signing table: leaves a clause out for one's own party, and signs nothing yet. */
export async function reserve(page: Page, clause: string, words: string): Promise<void> {
  await button(page, "Sign with a reservation").click();
  await button(page, `Reserve clause ${clause}`).click();
  await field(page, "In your words").fill(words);
  await button(page, "Keep it with my signature").click();
}

/** At the signing table: asks for the question, answers yes. */
export async function ratify(page: Page, statement = ""): Promise<void> {
  if (statement !== "") await field(page, "Statement for the record").fill(statement);
  await button(page, "Ratify").click();
  await button(page.getByRole("alertdialog"), "Yes, sign and ratify").click();
  await see(page, "You have ratified.");
  await button(page, "Dismiss message").click();
}

/** What pressing `pressed` brings down: its name and its bytes. */
export async function download(
  page: Page,
  pressed: Locator,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const waiting = page.waitForEvent("download");
  await pressed.click();
  const file = await waiting;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

export async function choose(page: Page, pressed: Locator, name: string, bytes: Buffer): Promise<void> {
  const waiting = page.waitForEvent("filechooser");
  await pressed.click();
  await (await waiting).setFiles({ name, mimeType: "application/octet-stream", buffer: bytes });
}
