/** The operator's page: a status as HTML, without a script and without anything from elsewhere ([R26]). */
import { createHash } from "node:crypto";
import type { ProcessStatus, StatusView } from "./relayStatus.ts";

const style = `
:root { color-scheme: light dark; --paper: #fbf9f4; --ink: #26231d; --quiet: #6a6358; --line: #ddd6c8; }
@media (prefers-color-scheme: dark) { :root { --paper: #1d1b18; --ink: #ece6da; --quiet: #a59d8f; --line: #3d3932; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font: 600 1.5rem/1.3 Georgia, "Noto Serif", serif; margin: 0; }
h2 { font: 600 1.125rem/1.3 Georgia, "Noto Serif", serif; margin: 2.5rem 0 0.75rem; }
p { margin: 0.25rem 0 0; color: var(--quiet); }
dl { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 2rem 0 0;
  background: var(--line); border: 1px solid var(--line); }
dl div { background: var(--paper); padding: 0.9rem 1rem; }
dt, th, .unit { color: var(--quiet); font-size: 0.875rem; font-weight: 400; }
dd { margin: 0.1rem 0 0; font-size: 1.375rem; }
@media (max-width: 40rem) { dl { grid-template-columns: repeat(2, 1fr); } }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: end; padding: 0.5rem 0 0.5rem 1.25rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: start; padding-left: 0; }
footer { margin-top: 2.5rem; font-size: 0.875rem; color: var(--quiet); }
a { color: inherit; }
`;

const styleHash = createHash("sha256").update(style).digest("base64");

export const statusPagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const refreshSeconds = 10;

export function statusPage({ readAtMs, store, stored, relays }: StatusView): string {
  const sum = (count: (relay: ProcessStatus) => number): number =>
    relays.reduce((total, relay) => total + count(relay), 0);
  const figures: readonly (readonly [string, string])[] = [
    ["Connections", whole(sum(({ connections }) => connections))],
    ["Rooms stored", stored === null ? "out of reach" : whole(stored.rooms)],
    ["Frames stored", stored === null ? "out of reach" : whole(stored.frames)],
    ["Bytes stored", stored === null ? "out of reach" : size(stored.bytes)],
    ["Frames a second", rate(sum(({ framesStoredPerSecond }) => framesStoredPerSecond))],
    ["Received a second", size(sum(({ bytesReceivedPerSecond }) => bytesReceivedPerSecond))],
    ["Sent a second", size(sum(({ bytesSentPerSecond }) => bytesSentPerSecond))],
    ["Memory", size(sum(({ memoryBytes }) => memoryBytes))],
  ];
  const columns: readonly (readonly [string, (relay: ProcessStatus) => string])[] = [
    ["Relay", ({ name }) => escaped(name)],
    ["Running", ({ upSeconds }) => duration(upSeconds)],
    ["Connections", ({ connections }) => whole(connections)],
    ["Rooms in use", ({ roomsInUse }) => whole(roomsInUse)],
    ["Frames stored", ({ framesStored }) => whole(framesStored)],
    ["Passed on", ({ framesPassedOn }) => whole(framesPassedOn)],
    ["Refused", ({ framesRefused, connectionsRefused }) => whole(framesRefused + connectionsRefused)],
    ["Received", ({ bytesReceived }) => size(bytesReceived)],
    ["Sent", ({ bytesSent }) => size(bytesSent)],
    ["Memory", ({ memoryBytes }) => size(memoryBytes)],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${refreshSeconds}">
<title>Tessera relay</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Tessera relay</h1>
<p>${relays.length === 1 ? "One relay" : `${relays.length} relays`} on ${store === "redis" ? "one Redis" : "a file of its own"}, as of ${new Date(readAtMs).toISOString().slice(11, 19)} UTC.</p>
</header>
<main>
<dl>
${figures.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("\n")}
</dl>
<h2>Since each relay started</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Relays">
<table>
<thead><tr>${columns.map(([name]) => `<th scope="col">${name}</th>`).join("")}</tr></thead>
<tbody>
${relays.map((relay) => `<tr>${columns.map(([, show]) => `<td>${show(relay)}</td>`).join("")}</tr>`).join("\n")}
</tbody>
</table>
</div>
</main>
<footer>Rates are of the last minute. Frames are sealed: a relay can read none, and this page names no room and no address. <a href="status.json">The same as JSON</a>.</footer>
</body>
</html>
`;
}

const whole = (count: number): string => Math.round(count).toLocaleString("en");

const rate = (perSecond: number): string => (perSecond < 10 ? perSecond.toFixed(1) : whole(perSecond));

function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(power > 0 && value < 10 ? 1 : 0)} <span class="unit">${units[power]}</span>`;
}

function duration(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
