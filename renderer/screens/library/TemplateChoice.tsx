import { Radio, RadioGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useLive } from "../shell/hostContext.tsx";
import { Waiting } from "../shell/Screen.tsx";

/** Templates as cards, each with what it is for and how it begins. */
export function TemplateChoice({
  chosen,
  onChoose,
}: {
  readonly chosen: string | null;
  readonly onChoose: (template: string) => void;
}) {
  const { t } = useTranslation();
  const templates = useLive(
    "templates",
    (api) => api.listTemplates({}),
    () => false,
  );
  return (
    <Waiting live={templates}>
      {(list) => (
        <RadioGroup className="templates" aria-label={t("create.templates")} value={chosen} onChange={onChoose}>
          {list.map((template) => (
            <Radio key={template.id} value={template.id} className="radio template">
              <span className="radio-dot" aria-hidden="true" />
              <span lang={template.language} dir="auto">
                <strong>{template.title}</strong>
                <span className="hint">{template.summary}</span>
              </span>
            </Radio>
          ))}
        </RadioGroup>
      )}
    </Waiting>
  );
}
