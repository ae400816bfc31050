/** Builds a small page with Vite and serves it on loopback under the policy the product serves its window with. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize, sep } from "node:path";
import { build } from "vite";

/** The strictest policy under which the editor works, paste included. */
const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types ProseMirrorClipboard",
].join("; ");

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".ttf": "font/ttf",
};

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

export async function servePage(folder: string): Promise<ServedPage> {
  const built = await mkdtemp(join(tmpdir(), "tessera-page-"));
  await build({
    configFile: false,
    root: folder,
    base: "./",
    publicDir: false,
    logLevel: "error",
    build: { outDir: built, emptyOutDir: true, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  });
  const server = createServer((request, response) => {
    const path = normalize(join(built, new URL(request.url ?? "/", "http://loopback").pathname));
    const file = path.endsWith(sep) ? join(path, "index.html") : path;
    readFile(file).then(
      (bytes) => {
        const type = contentTypes[extname(file)] ?? "application/octet-stream";
        response.writeHead(200, { "content-type": type, "content-security-policy": strictPolicy }).end(bytes);
      },
      () => response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(built, { recursive: true, force: true });
    },
  };
}
