/** Dark enough for white letters (at least 4.5:1), told apart by hue. */
const colours = ["#9a3412", "#1d4ed8", "#047857", "#7e22ce", "#be123c", "#0e7490", "#854d0e", "#4338ca"] as const;

/** The same device has the same colour in every window. */
export function colourOf(deviceId: string): string {
  return colours[Number.parseInt(deviceId.slice(0, 8), 16) % colours.length] ?? colours[0];
}
