/** So many frames at most are waited for. */
const maxFrames = 20;

/**
 * Scrolls to a piece of the text. Articles that were not drawn yet take their true height only when they come near: the
 * place is looked for again in each frame until it stays.
 */
export function showSettled(dom: HTMLElement, block: "start" | "center"): void {
  const scroll = () => dom.scrollIntoView({ block, behavior: "instant" });
  let still = 0;
  let frames = 0;
  const again = () => {
    const before = dom.getBoundingClientRect().top;
    scroll();
    still = Math.abs(dom.getBoundingClientRect().top - before) < 1 ? still + 1 : 0;
    if (still < 3 && ++frames < maxFrames && dom.isConnected) requestAnimationFrame(again);
  };
  scroll();
  requestAnimationFrame(again);
}
