import { useId } from "react";

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** The platform's own list: it works with every keyboard, screen reader and small screen. */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
  readonly isInline?: boolean;
}) {
  const id = useId();
  return (
    <div className={props.isInline ? "field inline" : "field"}>
      <label className="label" htmlFor={id}>
        {props.label}
      </label>
      <select
        id={id}
        className="input"
        value={props.value}
        onChange={(event) => {
          const chosen = props.options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) props.onChange(chosen.value);
        }}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
