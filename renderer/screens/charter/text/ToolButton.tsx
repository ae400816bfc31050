/** A small drawing to press, named for who cannot see it and, under the pointer or the focus, for who can. */
import type { ReactElement, ReactNode } from "react";
import { Button as AriaButton, Tooltip, TooltipTrigger } from "react-aria-components";
import { isMacKeyboard, keysInWords, type ShortcutName } from "../../../editor/shortcuts.ts";
import { Icon, type IconName } from "../../../ui/Icon.tsx";
import { KeyCombination } from "../../../ui/KeyCombination.tsx";

export function ToolButton(props: {
  readonly icon: IconName;
  readonly name: string;
  readonly shortcut?: ShortcutName;
  /** True: a press leaves the focus where it is. */
  readonly keepsFocus?: boolean;
  readonly onPress: () => void;
}) {
  return (
    <Named name={props.name} shortcut={props.shortcut ?? null}>
      <AriaButton
        className="tool"
        aria-label={props.name}
        preventFocusOnPress={props.keepsFocus ?? false}
        onPress={props.onPress}
      >
        <Icon name={props.icon} />
      </AriaButton>
    </Named>
  );
}

/** Shows the name of a button and its keys beside it. */
export function Named(props: {
  readonly name: ReactNode;
  readonly shortcut: ShortcutName | null;
  readonly children: ReactElement;
}) {
  const keys = props.shortcut === null ? undefined : keysInWords(props.shortcut, isMacKeyboard(navigator.platform))[0];
  return (
    <TooltipTrigger>
      {props.children}
      <Tooltip className="tooltip" offset={4}>
        {props.name} {keys !== undefined && <KeyCombination keys={keys} />}
      </Tooltip>
    </TooltipTrigger>
  );
}
