import { useId, useMemo } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { TemplateRef } from "../../../shared/api/library.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { readMarkdown } from "../../../shared/charter/formats/markdown.ts";
import { TextView } from "../../ui/TextView.tsx";
import { useLive } from "../shell/hostContext.tsx";
import { Waiting } from "../shell/Screen.tsx";

/** Templates as cards, each with what it is for; the text of the chosen one below. */
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
        <>
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
          {list
            .filter(({ id }) => id === chosen)
            .map((template) => (
              <Preview key={template.id} template={template} />
            ))}
        </>
      )}
    </Waiting>
  );
}

function Preview({ template }: { readonly template: TemplateRef }) {
  const { t } = useTranslation();
  const id = useId();
  const read = useMemo(() => readMarkdown(template.markdown, countingIds()), [template.markdown]);
  if (!read.ok) return null;
  return (
    <div>
      <h2 id={id} className="label">
        {t("create.preview", { title: template.title })}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section className="template-text" aria-labelledby={id} tabIndex={0}>
        <TextView text={read.value.text} language={template.language} nameOf={() => null} />
      </section>
    </div>
  );
}

/** They tell the clauses of one preview apart, and are never stored. */
function countingIds(): () => ClauseId {
  let count = 0;
  return () => `preview${count++}` as ClauseId;
}
