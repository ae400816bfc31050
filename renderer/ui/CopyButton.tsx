import { type RefObject, useState } from "react";
import { Button } from "./Button.tsx";
import { copyShown } from "./copyShown.ts";

/** Copies what `place` shows, and says beside itself whether it could: a message over the page would hide what is next. */
export function CopyButton(props: {
  readonly place: RefObject<HTMLElement | null>;
  readonly label: string;
  readonly copied: string;
  readonly notCopied: string;
}) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    const { current } = props.place;
    setSaid(current !== null && (await copyShown(current)) ? props.copied : props.notCopied);
  };
  return (
    <div className="row">
      <Button onPress={() => void copy()}>{props.label}</Button>
      <span className="hint" role="status">
        {said}
      </span>
    </div>
  );
}
