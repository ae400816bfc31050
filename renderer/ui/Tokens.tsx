/** So many of so many, as small tokens laid side by side. What it says stands beside it in words. */
export function Tokens({ laid, needed }: { readonly laid: number; readonly needed: number }) {
  return (
    <span className="tokens" aria-hidden="true">
      {Array.from({ length: needed }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tokens are alike
        <span key={index} className={index < laid ? "token laid" : "token"} />
      ))}
    </span>
  );
}
