import { Fragment } from "react";

/** Keys to press together, as they are printed on the keyboard: left to right in every language. */
export function KeyCombination({ keys }: { readonly keys: readonly string[] }) {
  return (
    <bdi className="keys" dir="ltr">
      {keys.map((key, index) => (
        <Fragment key={key}>
          {index > 0 && "+"}
          <kbd>{key}</kbd>
        </Fragment>
      ))}
    </bdi>
  );
}
