/** Announcements as DNS records (DNS-SD, RFC 6763): one SRV and one TXT for each, found by a PTR. PROTOCOL.md of sync, S11. */
import type { ResponseOutgoingPacket } from "multicast-dns";
import { type Bytes, concatBytes } from "../../../shared/base/bytes.ts";
import type { Announcement } from "../platform.ts";

export const nearbyService = "_tessera._tcp.local";
type Answer = ResponseOutgoingPacket["answers"][number];

const tagBytes = 8;
/** A text of a TXT record has at most 255 bytes. */
const tagsInText = 30;
const maxTags = 60;
/** Of one packet. */
const maxAnnouncements = 8;
const instanceName = /^([0-9a-f]{16})\._tessera\._tcp\.local$/i;
const versionText = "v=1";
const tagsText = "t=";

/** `ttl` in seconds; 0 is a goodbye. */
export function writeNearbyRecords({ instance, port, tags }: Announcement, ttl: number): Answer[] {
  const name = `${instance}.${nearbyService}`;
  const texts: Buffer[] = [Buffer.from(versionText)];
  for (let from = 0; from < Math.min(tags.length, maxTags); from += tagsInText)
    texts.push(Buffer.concat([Buffer.from(tagsText), ...tags.slice(from, Math.min(from + tagsInText, maxTags))]));
  return [
    { name: nearbyService, type: "PTR", ttl, data: name },
    { name, type: "SRV", ttl, flush: true, data: { port, target: `${instance}.local` } },
    { name, type: "TXT", ttl, flush: true, data: texts },
  ];
}

export interface HeardRecords {
  readonly present: readonly Announcement[];
  /** Instances that said goodbye. */
  readonly left: readonly string[];
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const recordsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Of a packet as the decoder made it, from whoever sent it: what is not an announcement is passed over. */
export function readNearbyRecords(packet: unknown): HeardRecords {
  const { answers, additionals } = objectOf(packet);
  const ports = new Map<string, number>();
  const tags = new Map<string, readonly Bytes[]>();
  const left = new Set<string>();
  for (const record of [...recordsOf(answers), ...recordsOf(additionals)].map(objectOf)) {
    const instance = instanceOf(record);
    if (instance === null) continue;
    if (record.ttl === 0) left.add(instance);
    else if (record.type === "SRV") {
      const { port } = objectOf(record.data);
      if (typeof port === "number" && port > 0 && port <= 65_535) ports.set(instance, port);
    } else if (record.type === "TXT") {
      const found = readTags(recordsOf(record.data));
      if (found !== null) tags.set(instance, found);
    }
  }
  const present: Announcement[] = [];
  for (const [instance, port] of ports) {
    const said = tags.get(instance);
    if (said !== undefined && !left.has(instance)) present.push({ instance, port, tags: said });
  }
  return { present: present.slice(0, maxAnnouncements), left: [...left].slice(0, maxAnnouncements) };
}

/** The instance that a record is about; for a PTR, the one that it points to. */
function instanceOf(record: Readonly<Record<string, unknown>>): string | null {
  const name = record.type === "PTR" ? record.data : record.name;
  const found = typeof name === "string" ? instanceName.exec(name) : null;
  return found?.[1]?.toLowerCase() ?? null;
}

/** Null where the texts are of another version. */
function readTags(texts: readonly unknown[]): readonly Bytes[] | null {
  const raw = texts.filter((one) => one instanceof Uint8Array);
  const startsWith = (one: Uint8Array, words: string): boolean => Buffer.from(one).toString("latin1").startsWith(words);
  if (!raw.some((one) => startsWith(one, versionText) && one.length === versionText.length)) return null;
  const joined = raw.filter((one) => startsWith(one, tagsText)).map((one) => one.subarray(tagsText.length));
  return joined
    .filter((one) => one.length % tagBytes === 0)
    .flatMap((one) =>
      Array.from({ length: one.length / tagBytes }, (_, at) =>
        concatBytes(one.subarray(at * tagBytes, (at + 1) * tagBytes)),
      ),
    )
    .slice(0, maxTags);
}
