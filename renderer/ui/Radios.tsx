import { Label, Radio, RadioGroup } from "react-aria-components";

interface RadioOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

export function Radios<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly RadioOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly isInline?: boolean;
  /** Where a heading above already says it. */
  readonly isLabelHidden?: boolean;
}) {
  return (
    <RadioGroup
      className={props.isInline ? "radios inline" : "radios"}
      value={props.value}
      orientation={props.isInline ? "horizontal" : "vertical"}
      onChange={(value) => {
        const chosen = props.options.find((option) => option.value === value);
        if (chosen !== undefined) props.onChange(chosen.value);
      }}
    >
      <Label className={props.isLabelHidden ? "visually-hidden" : "label"}>{props.label}</Label>
      <div className="radio-options">
        {props.options.map((option) => (
          <Radio key={option.value} value={option.value} className="radio">
            <span className="radio-dot" aria-hidden="true" />
            <span>
              {option.label}
              {option.hint !== undefined && <span className="hint">{option.hint}</span>}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
