/** The built window, read from disk for whoever serves it: browser mode over HTTP, Electron over its own scheme. */
import { readFile, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import type { Bytes } from "../../shared/base/bytes.ts";

export interface RendererFile {
  readonly bytes: Bytes;
  readonly headers: Readonly<Record<string, string>>;
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".otf": "font/otf",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * The file behind a URL's path, with its content type and how long it may be kept; null for anything that is not a
 * file of a known type inside `directory`, links and encoded dots included.
 */
export async function readRendererFile(directory: string, urlPath: string): Promise<RendererFile | null> {
  const name = decodePath(urlPath === "/" ? "/index.html" : urlPath);
  const contentType = name === null ? undefined : contentTypes[extname(name)];
  if (name === null || contentType === undefined) return null;
  try {
    const root = await realpath(directory);
    const file = await realpath(join(root, name));
    if (!file.startsWith(root + sep)) return null;
    // The build names everything in /assets/ by its content.
    const cacheControl = name.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-store";
    return {
      bytes: new Uint8Array(await readFile(file)),
      headers: { "content-type": contentType, "cache-control": cacheControl },
    };
  } catch {
    return null;
  }
}

function decodePath(urlPath: string): string | null {
  try {
    const name = decodeURIComponent(urlPath);
    const plain = name.startsWith("/") && !/[\0\\]/.test(name) && !name.split("/").includes("..");
    return plain ? name : null;
  } catch {
    return null;
  }
}

/**
 * What a window may do, sent with every file. `connectTo`: where it may open connections, "'none'" in Electron.
 * The camera is for reading a QR code, on this page alone; a stream of it is no request, so no media-src allows any.
 * ProseMirror parses what is pasted in a detached document and names the one Trusted Types policy there is;
 * styles that scripts set go through the CSSOM, which no style-src restricts.
 */
export function securityHeaders(connectTo: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src ${connectTo}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types ProseMirrorClipboard",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-dns-prefetch-control": "off",
    "permissions-policy": "camera=(self), geolocation=(), microphone=(), usb=(), serial=(), hid=()",
  };
}
