/**
 * Copies what `place` shows, in answer to a press. The desktop window has no permission for the clipboard; copying a
 * selection needs none. False where that fails too: then it stays selected, for the person's own way of copying.
 * `html`: what programs get that read it, this one's editor among them.
 */
export async function copyShown(place: HTMLElement, html: string | null = null): Promise<boolean> {
  const words = (place.textContent ?? "").trim();
  try {
    if (html === null) await navigator.clipboard.writeText(words);
    else await navigator.clipboard.write([new ClipboardItem({ "text/plain": words, "text/html": html })]);
    return true;
  } catch {
    getSelection()?.selectAllChildren(place);
    const give = (event: ClipboardEvent): void => {
      if (html === null) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", words);
      event.clipboardData?.setData("text/html", html);
    };
    document.addEventListener("copy", give, { once: true, capture: true });
    try {
      return document.execCommand("copy");
    } finally {
      document.removeEventListener("copy", give, { capture: true });
    }
  }
}
