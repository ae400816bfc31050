import {
  Button as AriaButton,
  Toolbar as AriaToolbar,
  Group,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Separator,
  ToggleButton,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Editor } from "../../../editor/createEditor.ts";
import type { EditorCommandName } from "../../../editor/editorCommands.ts";
import { Icon, type IconName } from "../../../ui/Icon.tsx";
import { LinkButton } from "./LinkButton.tsx";

const blocks = ["paragraph", "heading1", "heading2", "heading3"] as const satisfies readonly EditorCommandName[];
const additions = ["newPreamble", "newAnnex", "insertTable"] as const satisfies readonly EditorCommandName[];
const tableTools = [
  "addRowAfter",
  "addColumnAfter",
  "toggleHeaderRow",
  "removeRow",
  "removeColumn",
  "removeTable",
] as const satisfies readonly EditorCommandName[];

const buttons = [
  "bold",
  "italic",
  "bulletList",
  "orderedList",
  "newArticle",
  "newClause",
  "undo",
  "redo",
] as const satisfies readonly EditorCommandName[];

/** What this toolbar offers of all that the editor can do. */
type ToolName = (typeof blocks | typeof additions | typeof tableTools | typeof buttons)[number];

interface ToolbarProps {
  readonly editor: Editor;
  /** Grows whenever what is active or enabled may have changed. */
  readonly version: number;
  readonly isReadOnly: boolean;
}

export function Toolbar({ editor, version, isReadOnly }: ToolbarProps) {
  const { t } = useTranslation();
  const { commands } = editor;
  if (isReadOnly) return null;
  const block = blocks.find((name) => commands.isActive(name)) ?? "paragraph";
  const isInTable = commands.isActive("insertTable");
  return (
    <AriaToolbar className="toolbar" aria-label={t("tools.toolbar")} data-version={version}>
      <ToolMenu label={t("tools.block")} words={t(`tools.${block}`)} items={blocks} editor={editor} />
      <Group className="tool-group" aria-label={t("tools.marks")}>
        <Toggle editor={editor} name="bold" face={<strong>{t("tools.boldLetter")}</strong>} />
        <Toggle editor={editor} name="italic" face={<em>{t("tools.italicLetter")}</em>} />
        <LinkButton editor={editor} />
        <Toggle editor={editor} name="bulletList" face={<Icon name="bullets" />} />
        <Toggle editor={editor} name="orderedList" face={<Icon name="numbers" />} />
      </Group>
      <Separator orientation="vertical" className="tool-line" />
      <Tool editor={editor} name="newArticle" />
      <Tool editor={editor} name="newClause" />
      <ToolMenu
        label={t("tools.more")}
        words={t("tools.more")}
        items={isInTable ? [...additions, ...tableTools] : additions}
        editor={editor}
      />
      <Separator orientation="vertical" className="tool-line" />
      <Group className="tool-group" aria-label={t("tools.history")}>
        <Tool editor={editor} name="undo" icon="undo" />
        <Tool editor={editor} name="redo" icon="redo" />
      </Group>
    </AriaToolbar>
  );
}

function Toggle({
  editor,
  name,
  face,
}: {
  readonly editor: Editor;
  readonly name: ToolName;
  readonly face: React.ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <ToggleButton
      className="tool"
      aria-label={t(`tools.${name}`)}
      isSelected={editor.commands.isActive(name)}
      preventFocusOnPress
      onChange={() => editor.commands.run(name)}
    >
      {face}
    </ToggleButton>
  );
}

function Tool({ editor, name, icon }: { readonly editor: Editor; readonly name: ToolName; readonly icon?: IconName }) {
  const { t } = useTranslation();
  return (
    <AriaButton
      className="tool"
      {...(icon === undefined ? {} : { "aria-label": t(`tools.${name}`) })}
      preventFocusOnPress
      onPress={() => editor.commands.run(name)}
    >
      {icon === undefined ? t(`tools.${name}`) : <Icon name={icon} />}
    </AriaButton>
  );
}

function ToolMenu(props: {
  readonly label: string;
  readonly words: string;
  readonly items: readonly ToolName[];
  readonly editor: Editor;
}) {
  const { t } = useTranslation();
  return (
    <MenuTrigger>
      <AriaButton
        className="tool"
        {...(props.label === props.words ? {} : { "aria-label": `${props.label}: ${props.words}` })}
      >
        {props.words} <Icon name="down" />
      </AriaButton>
      <Popover className="popover">
        <Menu
          className="menu"
          aria-label={props.label}
          onAction={(key) => {
            const name = props.items.find((item) => item === key);
            // The menu gives the focus back to its button as it closes; the text takes it after that.
            if (name !== undefined) requestAnimationFrame(() => props.editor.commands.run(name));
          }}
        >
          {props.items.map((name) => (
            <MenuItem key={name} id={name} className="menu-item">
              {t(`tools.${name}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
