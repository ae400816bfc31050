import { Label, ProgressBar } from "react-aria-components";

/** `total` null: how much is to come is not known. */
export function Progress(props: {
  readonly label: string;
  readonly done: number;
  readonly total: number | null;
  readonly words?: string;
}) {
  const { label, done, total, words } = props;
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  return (
    <ProgressBar
      className="progress"
      isIndeterminate={share === null}
      value={share === null ? 0 : share * 100}
      {...(words === undefined ? {} : { valueLabel: words })}
    >
      <Label className="label">{label}</Label>
      {words !== undefined && <span className="progress-words">{words}</span>}
      <div className="progress-track">
        <div
          className="progress-fill"
          style={{ inlineSize: share === null ? "35%" : `${share * 100}%` }}
          data-moving={share === null}
        />
      </div>
    </ProgressBar>
  );
}
