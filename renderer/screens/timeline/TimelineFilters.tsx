/** Which points of the timeline are shown, on the line and in the list. */
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { PartyRef } from "../../../shared/api/people.ts";
import { type TimelineFilter, type TimelineKind, timelineKinds } from "../../../shared/api/timelineFilter.ts";
import type { PartyId } from "../../../shared/base/ids.ts";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";

export function TimelineFilters(props: {
  readonly filter: TimelineFilter;
  readonly parties: readonly PartyRef[];
  readonly shown: number;
  readonly of: number;
  readonly onChange: (filter: TimelineFilter) => void;
}) {
  const { t } = useTranslation();
  const { filter, parties, shown, of, onChange } = props;
  const everybody = { value: "", label: t("filter.everybody") };
  return (
    <search className="timeline-filters" aria-label={t("filter.title")}>
      <ToggleButtonGroup
        className="filter-kinds"
        aria-label={t("filter.kinds")}
        selectionMode="multiple"
        selectedKeys={filter.kinds}
        onSelectionChange={(chosen) => onChange({ ...filter, kinds: timelineKinds.filter((kind) => chosen.has(kind)) })}
      >
        {timelineKinds.map((kind: TimelineKind) => (
          <ToggleButton key={kind} id={kind} className="filter-kind">
            {t(`filter.kind.${kind}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Choice
        isInline
        label={t("filter.party")}
        value={filter.party ?? ""}
        options={[everybody, ...parties.map(({ id, name }) => ({ value: id as string, label: name }))]}
        onChange={(party) => onChange({ ...filter, party: party === "" ? null : (party as PartyId) })}
      />
      <Field label={t("filter.words")} value={filter.words} onChange={(words) => onChange({ ...filter, words })} />
      <p className="hint filter-count" role="status">
        {shown === of ? t("filter.allShown", { of }) : t("filter.shown", { shown, of })}
      </p>
    </search>
  );
}
