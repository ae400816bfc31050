/** Who is to look at a comment: parties and people of the charter, chosen one by one. */
import { useTranslation } from "react-i18next";
import type { Mention } from "../../../../shared/api/comments.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import { Button } from "../../../ui/Button.tsx";
import { Choice } from "../../../ui/Choice.tsx";
import { Icon } from "../../../ui/Icon.tsx";

interface Named {
  readonly key: string;
  readonly name: string;
  readonly mention: Mention;
}

const keyOf = (mention: Mention): string => (mention.kind === "party" ? mention.party : mention.device);

function namesIn({ parties, guests }: CharterView): readonly Named[] {
  const devices = [...parties.flatMap((party) => party.devices), ...guests.map(({ device }) => device)];
  return [
    ...parties.map(({ id, name }): Named => ({ key: id, name, mention: { kind: "party", party: id } })),
    ...devices
      .filter(({ isThis }) => !isThis)
      .map(
        ({ id, person, name }): Named => ({
          key: id,
          name: `${person}, ${name}`,
          mention: { kind: "device", device: id },
        }),
      ),
  ];
}

export function Mentions(props: {
  readonly view: CharterView;
  readonly chosen: readonly Mention[];
  readonly onChange: (chosen: readonly Mention[]) => void;
}) {
  const { t } = useTranslation();
  const { view, chosen, onChange } = props;
  const names = namesIn(view);
  const left = names.filter(({ key }) => !chosen.some((mention) => keyOf(mention) === key));
  return (
    <div className="mentions">
      <Choice
        label={t("comments.mention")}
        value=""
        options={[
          { value: "", label: t("comments.nobody") },
          ...left.map(({ key, name }) => ({ value: key, label: withNumbers(name) })),
        ]}
        onChange={(key) => {
          const added = names.find((one) => one.key === key);
          if (added !== undefined) onChange([...chosen, added.mention]);
        }}
      />
      {chosen.length > 0 && (
        <ul className="mention-list">
          {chosen.map((mention) => {
            const name = withNumbers(names.find(({ key }) => key === keyOf(mention))?.name ?? "");
            return (
              <li key={keyOf(mention)}>
                <bdi>{name}</bdi>
                <Button
                  tone="quiet"
                  aria-label={t("comments.unmention", { name })}
                  onPress={() => onChange(chosen.filter((one) => one !== mention))}
                >
                  <Icon name="cross" />
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
