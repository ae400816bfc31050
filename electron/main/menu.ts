import type { MenuItemConstructorOptions } from "electron";

/**
 * Standard roles, which the system words and whose keys it knows, and the lock. No reload, which would cost the window
 * its port.
 */
export function menuTemplate(platform: NodeJS.Platform, lock: () => void): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions = {
    label: "View",
    submenu: [
      { role: "resetZoom" },
      { role: "zoomIn" },
      { role: "zoomOut" },
      { type: "separator" },
      { role: "togglefullscreen" },
    ],
  };
  const keys: MenuItemConstructorOptions = {
    label: "Keys",
    submenu: [{ label: "Lock", accelerator: "CmdOrCtrl+Shift+L", click: () => lock() }],
  };
  const common: MenuItemConstructorOptions[] = [
    { role: "fileMenu" },
    { role: "editMenu" },
    view,
    keys,
    { role: "windowMenu" },
  ];
  return platform === "darwin" ? [{ role: "appMenu" }, ...common] : common;
}
