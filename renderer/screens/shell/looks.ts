/** How the window looks on this device, as it was chosen here: light or dark, and how large texts of charters are. */
type Store = Pick<Storage, "getItem" | "setItem">;

export const themes = ["system", "light", "dark"] as const;
export const textSizes = ["small", "usual", "large", "larger"] as const;
type Theme = (typeof themes)[number];
type TextSize = (typeof textSizes)[number];

export interface Looks {
  /** "system": as the system has it. */
  readonly theme: Theme;
  readonly textSize: TextSize;
}

const themeKey = "tessera.theme";
const textSizeKey = "tessera.textSize";

export function readLooks(storage: Pick<Store, "getItem">): Looks {
  const theme = storage.getItem(themeKey);
  const textSize = storage.getItem(textSizeKey);
  return {
    theme: themes.find((one) => one === theme) ?? "system",
    textSize: textSizes.find((one) => one === textSize) ?? "usual",
  };
}

export function storeLooks(storage: Pick<Store, "setItem">, { theme, textSize }: Looks): void {
  storage.setItem(themeKey, theme);
  storage.setItem(textSizeKey, textSize);
}

/** `root`: the window's document element; theme.css does the rest. */
export function showLooks(root: HTMLElement, { theme, textSize }: Looks): void {
  root.dataset.theme = theme;
  root.dataset.textSize = textSize;
}
