/** Some text is left out from now on: a window opens the text anew, and its document of before writes no more. */
export const refoldedCode = 4410;

/**
 * How the end of a text's pipe is told to y-websocket. A reason that begins with "refused" is a decision of the host:
 * codes from 4400 to 4499 stop the provider for good. After any other end it may connect anew (4500 to 4599).
 */
export const closeCode = (reason: string): 4400 | 4410 | 4500 => {
  if (reason === "refolded") return refoldedCode;
  return reason.startsWith("refused") ? 4400 : 4500;
};
