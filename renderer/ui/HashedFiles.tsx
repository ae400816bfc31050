/** Files that stay with whoever has them: their names and SHA-256 go on record, and nothing else of them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Evidence } from "../../shared/charter/parties/practice.ts";
import { Button } from "./Button.tsx";
import { readEvidence, withFile } from "./evidence.ts";
import { UnreadFileButton } from "./FileDrop.tsx";
import { Icon } from "./Icon.tsx";

export function HashedFiles(props: {
  readonly label: string;
  readonly value: readonly Evidence[];
  /** So many at most. */
  readonly max: number;
  readonly onChange: (change: (files: readonly Evidence[]) => readonly Evidence[]) => void;
}) {
  const { t } = useTranslation();
  const { value, max, onChange } = props;
  const [isTooLarge, setTooLarge] = useState(false);
  const take = async (file: File) => {
    try {
      const evidence = await readEvidence(file);
      setTooLarge(false);
      onChange((files) => withFile(files, evidence));
    } catch {
      setTooLarge(true);
    }
  };
  return (
    <fieldset className="plain-fieldset">
      <legend className="label">{props.label}</legend>
      <p className="hint">{t("consent.evidenceHint")}</p>
      <ul className="plain-list">
        {value.map(({ name, hash }) => (
          <li key={hash} className="evidence">
            <span className="grow">
              <bdi>{name}</bdi>
              <code className="hint" dir="ltr">
                {hash}
              </code>
            </span>
            <Button
              tone="quiet"
              aria-label={t("consent.removeEvidence", { name })}
              onPress={() => onChange((files) => files.filter((one) => one.hash !== hash))}
            >
              <Icon name="cross" />
            </Button>
          </li>
        ))}
      </ul>
      {isTooLarge && (
        <p className="fault" role="alert">
          {t("consent.tooLarge")}
        </p>
      )}
      {value.length < max && (
        <div className="row">
          <UnreadFileButton label={t("consent.addEvidence")} accept={[]} onFile={(file) => void take(file)} />
        </div>
      )}
    </fieldset>
  );
}

/** Those that went on record. */
export function EvidenceLines({ files }: { readonly files: readonly Evidence[] }) {
  const { t } = useTranslation();
  return files.map(({ name, hash }) => (
    <p className="hint evidence-line" key={hash}>
      {t("consent.evidenceOf", { name, hash })}
    </p>
  ));
}
