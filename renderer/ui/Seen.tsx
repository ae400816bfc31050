/** Words of a text as they are shown: what nobody could see stands there by its number, as it does in the draft. */
import { Fragment } from "react";
import { codeName, type ShownPart } from "../../shared/charter/text/seen.ts";

export const Seen = ({ parts }: { readonly parts: readonly ShownPart[] }) =>
  parts.map((part, index) =>
    part.kind === "words" ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a frozen text never changes its order
      <Fragment key={index}>{part.text}</Fragment>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a frozen text never changes its order
      <bdi key={index} className="unseen" dir="ltr">
        {codeName(part.code)}
      </bdi>
    ),
  );
