/** Hex digits in groups of four, so that two people can compare them aloud. Copies without the gaps. */
export function Fingerprint({ hex, label }: { readonly hex: string; readonly label?: string }) {
  const groups = hex.match(/.{1,4}/g) ?? [];
  return (
    <code
      className="fingerprint"
      dir="ltr"
      {...(label === undefined ? {} : { "aria-label": `${label}: ${groups.join(" ")}`, role: "img" })}
    >
      {groups.map((group, index) => (
        // The same group may stand twice; its place is what it is.
        // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
        <span key={index}>{group}</span>
      ))}
    </code>
  );
}
