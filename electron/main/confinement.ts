/**
 * What no window may do: ask for permissions, leave its page, open another, load from the network.
 * Set before the first window exists; a page of ours needs none of it but the camera, which reads a QR code.
 */
import type { MediaAccessPermissionRequest, Session, WebContents } from "electron";
import { appAddress, isOwnPage, parseAddress } from "./appProtocol.ts";
import type { MainElectron } from "./desktopParts.ts";

/** `isWindow`: whether these are the contents of our own window, which comes later. */
export function confineSession(session: Session, isWindow: (contents: WebContents) => boolean): void {
  // Electron grants whatever nobody denies.
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const { mediaTypes = [], securityOrigin = "" } = details as MediaAccessPermissionRequest;
    const isCamera = permission === "media" && mediaTypes.length === 1 && mediaTypes[0] === "video";
    answer(isCamera && isWindow(contents) && isMainPage(details) && isOwnPage(securityOrigin));
  });
  session.setPermissionCheckHandler((contents, permission, origin, details) => {
    const isCamera = permission === "media" && details.mediaType === "video";
    const isAsker = contents !== null && isWindow(contents) && isOwnPage(origin);
    return isCamera && isAsker && isMainPage(details) && isOwnPage(details.securityOrigin ?? "");
  });
  session.setDevicePermissionHandler(() => false);
  // The spell checker fetches its dictionaries from the network.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isLocalRequest(details.url) }));
  session.on("will-download", (event, item) => {
    if (!item.getURL().startsWith(`blob:${appAddress}`)) event.preventDefault();
  });
}

const isMainPage = (asked: { readonly isMainFrame: boolean; readonly requestingUrl?: string }): boolean =>
  asked.isMainFrame && isOwnPage(asked.requestingUrl ?? "");

const isLocalRequest = (address: string): boolean =>
  isOwnPage(address) || address.startsWith(`blob:${appAddress}`) || address.startsWith("data:image/");

export function confineContents(contents: WebContents, electron: MainElectron): void {
  contents.setWindowOpenHandler(({ url }) => {
    void offerExternal(url, electron);
    return { action: "deny" };
  });
  // Comes before `will-navigate`, which an event prevented here never reaches.
  contents.on("will-frame-navigate", (event) => {
    event.preventDefault();
    if (event.isMainFrame) void offerExternal(event.url, electron);
  });
  contents.on("will-navigate", (event) => event.preventDefault());
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
}

/**
 * The address that the system may be asked to open, written anew from its parsed form, so that what the person reads
 * is what is opened; null for every scheme that a text cannot have, and for an address that hides a name before an @.
 */
export function readExternalLink(address: string): string | null {
  const url = parseAddress(address);
  if (url === null || !["https:", "http:", "mailto:"].includes(url.protocol)) return null;
  return url.username === "" && url.password === "" ? url.href : null;
}

async function offerExternal(address: string, electron: MainElectron): Promise<void> {
  const link = readExternalLink(address);
  if (link === null) return;
  const cancel = 0;
  const { response } = await electron.dialog.showMessageBox({
    type: "question",
    message: "Open this address outside Tessera?",
    detail: link,
    buttons: ["Cancel", "Open"],
    defaultId: cancel,
    cancelId: cancel,
    noLink: true,
  });
  if (response !== cancel) await electron.shell.openExternal(link);
}
