/** `tessera://app/`: the window's own scheme. GET only, one host, files of the built window only, and no network. */
import { readRendererFile, securityHeaders } from "../web/rendererFiles.ts";

export const appScheme = "tessera";
export const appAddress = "tessera://app/";

/** True for a page of ours and for nothing else. */
export function isOwnPage(address: string): boolean {
  const url = parseAddress(address);
  return url !== null && isOwn(url);
}

export function parseAddress(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

const isOwn = (url: URL): boolean =>
  url.protocol === `${appScheme}:` && url.host === "app" && url.username === "" && url.password === "";

/** Answers one request of the window. */
export async function answerRequest(
  rendererDirectory: string,
  request: { readonly method: string; readonly url: string },
): Promise<Response> {
  const headers = securityHeaders("'none'");
  const refuse = (status: number): Response => new Response(null, { status, headers });
  const url = parseAddress(request.url);
  if (url === null) return refuse(400);
  if (!isOwn(url)) return refuse(404);
  if (request.method !== "GET") return refuse(405);
  const file = await readRendererFile(rendererDirectory, url.pathname);
  if (file === null) return refuse(404);
  return new Response(file.bytes, { status: 200, headers: { ...headers, ...file.headers } });
}
