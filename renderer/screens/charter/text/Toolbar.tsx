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
import { Icon } from "../../../ui/Icon.tsx";
import { Named, ToolButton } from "./ToolButton.tsx";

const blocks = ["paragraph", "heading1", "heading2", "heading3"] as const satisfies readonly EditorCommandName[];
const additions = ["newPreamble", "newAnnex", "insertTable"] as const satisfies readonly EditorCommandName[];
const meanings = ["definition", "term"] as const satisfies readonly EditorCommandName[];
/** What asks something first. */
const asking = ["reference", "footnote", "promise"] as const;
const tableTools = [
  "addRowBefore",
  "addRowAfter",
  "moveRowUp",
  "moveRowDown",
  "addColumnBefore",
  "addColumnAfter",
  "moveColumnBefore",
  "moveColumnAfter",
  "toggleHeaderRow",
  "removeRow",
  "removeColumn",
  "removeTable",
] as const satisfies readonly EditorCommandName[];

const histories = ["undo", "redo"] as const satisfies readonly EditorCommandName[];

/** What the menus of this toolbar offer of all that the editor can do. */
type ToolName = (typeof blocks | typeof additions | typeof meanings | typeof tableTools)[number];
type AskingName = (typeof asking)[number];

interface ToolbarProps {
  readonly editor: Editor;
  /** Grows whenever what is active or enabled may have changed. */
  readonly version: number;
  readonly isReadOnly: boolean;
  /** The dialog of links is asked for. */
  readonly onLink: () => void;
  /** The dialog of that addition is asked for. */
  readonly onAsk: (name: AskingName) => void;
}

export function Toolbar({ editor, version, isReadOnly, onLink, onAsk }: ToolbarProps) {
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
        <Toggle editor={editor} name="underline" face={<u>{t("tools.underlineLetter")}</u>} />
        <Named name={t("tools.link")} shortcut="link">
          <ToggleButton
            className="tool"
            aria-label={t("tools.link")}
            isSelected={commands.link() !== null}
            onChange={onLink}
          >
            <Icon name="link" />
          </ToggleButton>
        </Named>
        <Toggle editor={editor} name="bulletList" face={<Icon name="bullets" />} />
        <Toggle editor={editor} name="orderedList" face={<Icon name="numbers" />} />
      </Group>
      <Separator orientation="vertical" className="tool-line" />
      <Tool editor={editor} name="newArticle" />
      <Tool editor={editor} name="newClause" />
      <ToolMenu
        label={t("tools.more")}
        words={t("tools.more")}
        items={[
          ...additions,
          ...asking,
          ...[...meanings, ...(isInTable ? tableTools : [])].filter((name) => commands.isEnabled(name)),
        ]}
        editor={editor}
        onAsk={onAsk}
      />
      <Separator orientation="vertical" className="tool-line" />
      <Group className="tool-group" aria-label={t("tools.history")}>
        {histories.map((name) => (
          <ToolButton
            key={name}
            icon={name}
            name={t(`tools.${name}`)}
            shortcut={name}
            keepsFocus
            onPress={() => commands.run(name)}
          />
        ))}
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
  readonly name: "bold" | "italic" | "underline" | "bulletList" | "orderedList";
  readonly face: React.ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Named name={t(`tools.${name}`)} shortcut={name}>
      <ToggleButton
        className="tool"
        aria-label={t(`tools.${name}`)}
        isSelected={editor.commands.isActive(name)}
        preventFocusOnPress
        onChange={() => editor.commands.run(name)}
      >
        {face}
      </ToggleButton>
    </Named>
  );
}

/** One that is named by its words. */
function Tool({ editor, name }: { readonly editor: Editor; readonly name: "newArticle" | "newClause" }) {
  const { t } = useTranslation();
  return (
    <Named name={t(`tools.${name}`)} shortcut={name}>
      <AriaButton className="tool" preventFocusOnPress onPress={() => editor.commands.run(name)}>
        {t(`tools.${name}`)}
      </AriaButton>
    </Named>
  );
}

function ToolMenu(props: {
  readonly label: string;
  readonly words: string;
  readonly items: readonly (ToolName | AskingName)[];
  readonly editor: Editor;
  readonly onAsk?: (name: AskingName) => void;
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
            if (name === "reference" || name === "footnote" || name === "promise") props.onAsk?.(name);
            else if (name !== undefined) requestAnimationFrame(() => props.editor.commands.run(name));
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
