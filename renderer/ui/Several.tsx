import { Checkbox, CheckboxGroup, Label } from "react-aria-components";
import { Icon } from "./Icon.tsx";

/** Any number of a few. */
export function Several<Value extends string>(props: {
  readonly label: string;
  readonly value: readonly Value[];
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: readonly Value[]) => void;
  readonly fault?: string | null;
}) {
  const { fault = null } = props;
  return (
    <CheckboxGroup
      className="radios several"
      value={[...props.value]}
      onChange={(chosen) =>
        props.onChange(props.options.filter(({ value }) => chosen.includes(value)).map(({ value }) => value))
      }
    >
      <Label className="label">{props.label}</Label>
      <div className="several-options">
        {props.options.map(({ value, label }) => (
          <Checkbox key={value} className="check" value={value}>
            <span className="check-box" aria-hidden="true">
              <Icon name="check" />
            </span>
            <bdi>{label}</bdi>
          </Checkbox>
        ))}
      </div>
      {fault !== null && <p className="fault">{fault}</p>}
    </CheckboxGroup>
  );
}
