import { Switch } from "react-aria-components";

export function Toggle(props: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <Switch className="switch" isSelected={props.isOn} onChange={props.onChange}>
      <span className="switch-track" aria-hidden="true">
        <span className="switch-knob" />
      </span>
      {props.label}
    </Switch>
  );
}
