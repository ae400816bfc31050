import { spawn } from "node:child_process";

/** Asks the system to open `url`. Where there is no screen or no browser nothing happens: the address is printed anyway. */
export function openBrowser(
  url: string,
  machine: { readonly platform: NodeJS.Platform; readonly env: Readonly<Record<string, string | undefined>> },
): void {
  const [command, ...args] = openCommand(machine);
  if (command === undefined) return;
  const child = spawn(command, [...args, url], { detached: true, stdio: "ignore" });
  child.on("error", () => undefined);
  child.unref();
}

/** The command and its first arguments; empty where there is no screen. */
export function openCommand(machine: {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}): readonly string[] {
  if (machine.platform === "darwin") return ["open"];
  // Not `cmd /c start`, which would read an & in the address as another command.
  if (machine.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  const hasScreen = (machine.env.DISPLAY ?? "") !== "" || (machine.env.WAYLAND_DISPLAY ?? "") !== "";
  return hasScreen ? ["xdg-open"] : [];
}
