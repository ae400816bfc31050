import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Icon } from "./Icon.tsx";

/** A small button that opens what can be done with one thing. `label` names the thing. */
export function ActionMenu<Id extends string>(props: {
  readonly label: string;
  readonly items: readonly { readonly id: Id; readonly words: string }[];
  readonly onAction: (id: Id) => void;
}) {
  return (
    <MenuTrigger>
      <AriaButton className="button quiet icon-only more" aria-label={props.label}>
        <Icon name="more" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label={props.label}
          onAction={(key) => {
            const item = props.items.find(({ id }) => id === key);
            if (item !== undefined) props.onAction(item.id);
          }}
        >
          {props.items.map(({ id, words }) => (
            <MenuItem key={id} id={id} className="menu-item">
              {words}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
