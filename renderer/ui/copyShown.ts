/**
 * Copies what `place` shows, in answer to a press. The desktop window has no permission for the clipboard; copying a
 * selection needs none. False where that fails too: then it stays selected, for the person's own way of copying.
 */
export async function copyShown(place: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText((place.textContent ?? "").trim());
    return true;
  } catch {
    getSelection()?.selectAllChildren(place);
    return document.execCommand("copy");
  }
}
