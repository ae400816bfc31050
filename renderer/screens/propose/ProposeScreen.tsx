import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView, TimelineEntry } from "../../../shared/api/hostApi.ts";
import { type ProposalId, parseProposalId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button, ButtonLink } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import type { CharterData } from "../charter/CharterScreen.tsx";
import { readCharterState } from "../charter/charterState.ts";
import { mayPropose } from "../charter/standing.ts";
import { useAction } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen } from "../shell/Screen.tsx";
import { goTo } from "../shell/useRoute.ts";
import { ProposedChanges } from "./ProposedChanges.tsx";
import { TermFields } from "./TermFields.tsx";
import { formOfTerm, readTerm, usualTerm } from "./termForm.ts";

interface ProposeProps {
  readonly data: CharterData;
  readonly purpose: "new" | "renewal";
}

/** Freezes the draft and puts it to the parties: a first text, an amendment, or a renewal. */
export function ProposeScreen(props: ProposeProps) {
  return mayPropose(props.data.view) ? <ProposeForm {...props} /> : <NotForYou view={props.data.view} />;
}

/** Who came here by an old link, or whose part has ended meanwhile. */
function NotForYou({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  return (
    <Screen title={t("propose.notForYou")} lead={t("propose.notForYouNext")} back={<BackToTimeline view={view} />}>
      {null}
    </Screen>
  );
}

function BackToTimeline({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  return (
    <a className="back" href={routeHash({ screen: "charter", charter: view.id, pane: "timeline" })}>
      <bdi>{view.title}</bdi>: {t("timeline.title")}
    </a>
  );
}

function ProposeForm({ data, purpose }: ProposeProps) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const { view, timeline } = data;
  const base = readCharterState(view, timeline).entry;
  const isRenewal = purpose === "renewal";
  const open = timeline.filter((entry) => entry.state === "open");
  const [term, setTerm] = useState(() => (base === null ? usualTerm : formOfTerm(base.term)));
  const [note, setNote] = useState("");
  const [supersedes, setSupersedes] = useState<ProposalId | null>(null);
  const [isTried, setTried] = useState(false);
  const read = readTerm(term);
  const title = isRenewal
    ? t("propose.titleRenewal")
    : t(base === null ? "propose.titleFirst" : "propose.titleAmendment");

  const propose = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!read.ok) return;
    const proposed = await action.run((api) =>
      api.propose({
        charter: view.id,
        term: read.term,
        note: note.trim(),
        purpose: isRenewal ? "renewal" : base === null || view.inForce === null ? null : "amendment",
        supersedes: supersedes === null ? [] : [supersedes],
        ...{ end: null, on: null, closesOn: null, clockIsRight: false },
      }),
    );
    if (proposed === null) return;
    announcer.show(t("propose.proposed"));
    goTo({ screen: "sign", charter: view.id, proposal: proposed.proposal });
  };

  return (
    <Screen
      title={title}
      lead={t(isRenewal ? "propose.leadRenewal" : "propose.lead")}
      back={<BackToTimeline view={view} />}
    >
      <ProposedChanges charter={view.id} language={view.language} base={base?.proposal ?? null} isRenewal={isRenewal} />
      <form className="form paper" onSubmit={(event) => void propose(event)} noValidate>
        <TermFields form={term} faults={isTried && !read.ok ? read.faults : []} onChange={setTerm} />
        <Field
          label={t("propose.note")}
          hint={t("propose.noteHint")}
          value={note}
          onChange={setNote}
          lines={3}
          isOptional
          maxLength={4000}
        />
        {open.length > 0 && <Supersedes open={open} value={supersedes} onChange={setSupersedes} />}
        <ErrorNotice error={action.error} />
        <div className="row">
          <Button tone="primary" type="submit" isBusy={action.isBusy}>
            {t(action.isBusy ? "propose.submitting" : "propose.submit")}
          </Button>
          <ButtonLink to={routeHash({ screen: "charter", charter: view.id, pane: "timeline" })} tone="quiet">
            {t("app.cancel")}
          </ButtonLink>
        </div>
      </form>
    </Screen>
  );
}

function Supersedes(props: {
  readonly open: readonly TimelineEntry[];
  readonly value: ProposalId | null;
  readonly onChange: (proposal: ProposalId | null) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Choice
      label={t("propose.supersedes")}
      value={props.value ?? ""}
      onChange={(value) => props.onChange(parseProposalId(value))}
      options={[
        { value: "", label: t("propose.supersedesNone") },
        ...props.open.map((entry) => ({
          value: entry.proposal as string,
          label: t("propose.supersedesOne", {
            purpose: t(`timeline.purpose.${entry.purpose}`),
            date: formats.dayOf(entry.proposedAt),
            person: entry.proposedBy.person,
          }),
        })),
      ]}
    />
  );
}
