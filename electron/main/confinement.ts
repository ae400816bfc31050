/**
 * What no window may do: ask for permissions, leave its page, open another, load from the network.
 * Set before the first window exists; a page of ours needs none of it.
 */
import type { Session, WebContents } from "electron";
import { appAddress, isOwnPage, parseAddress } from "./appProtocol.ts";
import type { MainElectron } from "./desktopParts.ts";

export function confineSession(session: Session): void {
  // Electron grants whatever nobody denies.
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // The spell checker fetches its dictionaries from the network.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isLocalRequest(details.url) }));
  session.on("will-download", (event, item) => {
    if (!item.getURL().startsWith(`blob:${appAddress}`)) event.preventDefault();
  });
}

const isLocalRequest = (address: string): boolean =>
  isOwnPage(address) || address.startsWith(`blob:${appAddress}`) || address.startsWith("data:image/");

export function confineContents(contents: WebContents, electron: MainElectron): void {
  contents.setWindowOpenHandler(({ url }) => {
    void offerExternal(url, electron);
    return { action: "deny" };
  });
  contents.on("will-navigate", (event) => {
    event.preventDefault();
    void offerExternal(event.url, electron);
  });
  contents.on("will-frame-navigate", (event) => event.preventDefault());
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
}

/**
 * The address that the system may be asked to open, written anew from its parsed form, so that what the person reads
 * is what is opened; null for every scheme but https and mailto, and for an address that hides a name before an @.
 */
export function readExternalLink(address: string): string | null {
  const url = parseAddress(address);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "mailto:")) return null;
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
