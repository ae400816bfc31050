import { Icon, type IconName } from "./Icon.tsx";

export type BadgeTone = "neutral" | "good" | "warn" | "bad" | "open";

/** A state in words, with a sign and a shape so that colour is never alone. */
export function Badge({
  tone,
  icon,
  words,
}: {
  readonly tone: BadgeTone;
  readonly icon?: IconName;
  readonly words: string;
}) {
  return (
    <span className={`badge ${tone}`}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{words}</span>
    </span>
  );
}
