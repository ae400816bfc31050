import { type FormEvent, useEffect, useRef, useState } from "react";
import { Checkbox, CheckboxGroup, Label } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ProposalPlan, ProposalPreview, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { type Conditions, usualConditions } from "../../../shared/charter/parties/conditions.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button, ButtonLink } from "../../ui/Button.tsx";
import { ClockDoubt } from "../../ui/ClockDoubt.tsx";
import { Field } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { Radios } from "../../ui/Radios.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { readCharterState } from "../charter/state/charterState.ts";
import { mayPropose } from "../charter/state/standing.ts";
import { concernsCharter, useAction, useLive } from "../shell/hostContext.tsx";
import { draftPoint, routeHash } from "../shell/routes.ts";
import { Screen } from "../shell/Screen.tsx";
import { goTo } from "../shell/useRoute.ts";
import { AgreedOn } from "./AgreedOn.tsx";
import { type ConditionForm, readConditions } from "./conditionForm.ts";
import { PlanSummary } from "./PlanSummary.tsx";
import { ProposedChanges } from "./ProposedChanges.tsx";
import { ReadySheet, useDraftCheck } from "./ReadySheet.tsx";
import { TermFields } from "./TermFields.tsx";
import { formOfTerm, readTerm, type TermForm, usualTerm } from "./termForm.ts";
import { useProposalPreview } from "./useProposalPreview.ts";

interface ProposeProps {
  readonly data: CharterData;
  readonly purpose: "new" | "renewal";
  readonly replaces: readonly ProposalId[];
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

function ProposeForm({ data, purpose, replaces }: ProposeProps) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const { view, timeline } = data;
  const base = readBase(timeline, readCharterState(view, timeline).entry);
  const isRenewal = purpose === "renewal";
  const isAmendment = !isRenewal && base !== null && base.state !== "lapsed";
  const [term, setTerm] = useState<TermForm>(() => ({
    ...(base === null ? usualTerm : formOfTerm(base.term)),
    ...(isAmendment ? { length: "kept" as const } : {}),
  }));
  const [note, setNote] = useState("");
  const [closesOn, setClosesOn] = useState("");
  const [supersedes, setSupersedes] = useState(replaces);
  const [isTried, setTried] = useState(false);
  const [leavesOut, setLeavesOut] = useState(false);
  /** Counts the clean-ups of the draft, after each of which the plan is read again. */
  const [cleaned, setCleaned] = useState(0);
  const read = readTerm(term);
  const check = useDraftCheck(view.id, read.ok && read.end === "asWritten" ? read.term : null, cleaned);
  const leaveOutOpen = leavesOut && check.phase === "ready" && check.value.canLeaveOut;
  const [conditions, setConditions] = useState<ConditionForm | null>(null);
  const [isProlonged, setProlonged] = useState(false);
  const agreed = conditions === null ? null : readConditions(conditions);
  const title = isRenewal
    ? t("propose.titleRenewal")
    : t(base === null ? "propose.titleFirst" : "propose.titleAmendment");
  const plan: ProposalPlan | null =
    read.ok && agreed?.ok !== false
      ? {
          charter: view.id,
          term: read.term,
          end: read.end,
          purpose: isRenewal ? (isProlonged ? "prolongation" : "renewal") : isAmendment ? "amendment" : null,
          conditions: agreed?.conditions ?? null,
          on: null,
          supersedes,
          closesOn: closesOn === "" ? null : closesOn,
          leaveOutOpen,
        }
      : null;
  const preview = useProposalPreview(plan, cleaned);
  const shown = preview.phase === "ready" ? preview.value : null;
  const asked = useAsked(view, base, shown, conditions === null);
  const draft = useLive(
    `draft ${view.id} ${cleaned}`,
    (api) => api.getText({ charter: view.id, at: draftPoint }),
    concernsCharter(view.id),
  );
  const replaced = new Set(
    shown?.supersedes.filter(({ ratifiedBy }) => ratifiedBy.length > 0).map((one) => one.proposal),
  );
  const open = timeline.filter((entry) => entry.state === "open" && !replaced.has(entry.proposal));

  const propose = async (clockIsRight: boolean) => {
    setTried(true);
    if (plan === null) return;
    const proposed = await action.run((api) => api.propose({ ...plan, note: note.trim(), clockIsRight }));
    if (proposed === null) return;
    announcer.show(t("propose.proposed"));
    goTo({ screen: "sign", charter: view.id, proposal: proposed.proposal });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void propose(false);
  };

  const refusals = [action.error, preview.phase === "failed" ? preview.error : null];
  // What the preview says needs not be said twice.
  const isToldAlready = preview.phase === "failed" && preview.error.kind === action.error?.kind;
  const hasUnseen = refusals.some((error) => error?.kind === "textUnseen");

  const removeUnseen = async () => {
    const edited = await action.run((api) => api.editText({ charter: view.id, edit: { kind: "removeUnseen" } }));
    if (edited === null) return;
    setCleaned((count) => count + 1);
    announcer.show(t("propose.removedUnseen"));
  };

  return (
    <Screen
      title={title}
      lead={t(isRenewal ? "propose.leadRenewal" : "propose.lead")}
      back={<BackToTimeline view={view} />}
    >
      {!isProlonged && (
        <>
          <ReadySheet charter={view.id} live={check} leavesOut={leaveOutOpen} onLeaveOut={setLeavesOut} />
          <ProposedChanges view={view} base={base?.proposal ?? null} isRenewal={isRenewal} />
        </>
      )}
      <form className="form paper" onSubmit={submit} noValidate>
        {isRenewal && (
          <Radios
            label={t("propose.renewed")}
            value={isProlonged ? "same" : "draft"}
            onChange={(chosen) => setProlonged(chosen === "same")}
            options={[
              { value: "draft", label: t("propose.renewedDraft") },
              { value: "same", label: t("propose.renewedSame"), hint: t("propose.renewedSameHint") },
            ]}
          />
        )}
        <TermFields
          form={term}
          faults={isTried && !read.ok ? read.faults : []}
          onChange={setTerm}
          isAmendment={isAmendment}
          keptEnd={shown?.keptEnd ?? null}
          carriedEnd={shown?.carriedEnd ?? null}
          isRenewal={isRenewal}
        />
        <Field
          label={t("propose.closesOn")}
          hint={t("propose.closesHint")}
          type="date"
          value={closesOn}
          onChange={setClosesOn}
          isOptional
        />
        <AgreedOn
          form={conditions}
          onChange={setConditions}
          isTried={isTried}
          byDefault={asked.byDefault}
          electorate={asked.electorate}
          signers={asked.signers}
          clauses={draft.phase === "ready" ? draft.value.clauses : []}
        />
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
        <PlanSummary live={preview} />
        {!isToldAlready && <ErrorNotice error={action.error} />}
        <ClockDoubt error={action.error} isBusy={action.isBusy} onSign={() => void propose(true)} />
        {hasUnseen && (
          <div className="row">
            <Button onPress={() => void removeUnseen()} isBusy={action.isBusy}>
              {t("propose.removeUnseen")}
            </Button>
          </div>
        )}
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

type Asked = Pick<ProposalPreview, "electorate" | "signers"> & { readonly byDefault: Conditions };

/** Who is asked, and what holds where nobody chooses: as the last preview said, which stays while another cannot be read. */
function useAsked(
  view: CharterView,
  base: TimelineEntry | null,
  shown: ProposalPreview | null,
  isByDefault: boolean,
): Asked {
  const [asked, setAsked] = useState<Asked>(() => ({
    electorate: view.parties,
    signers: [],
    byDefault: base?.conditions ?? usualConditions(view.parties.length),
  }));
  const latest = useRef(isByDefault);
  latest.current = isByDefault;
  useEffect(() => {
    if (shown === null) return;
    const { electorate, signers, conditions } = shown;
    setAsked((last) => ({ electorate, signers, byDefault: latest.current ? conditions : last.byDefault }));
  }, [shown]);
  return asked;
}

/** What a new text builds on: what is in force, else what is ratified and has not begun, else what lapsed last. */
const readBase = (timeline: readonly TimelineEntry[], shown: TimelineEntry | null): TimelineEntry | null =>
  shown?.state === "inForce" ? shown : (timeline.find(({ state }) => state === "upcoming") ?? shown);

/** Open proposals that nobody signed: whoever proposes may give them up too. */
function Supersedes(props: {
  readonly open: readonly TimelineEntry[];
  readonly value: readonly ProposalId[];
  readonly onChange: (proposals: readonly ProposalId[]) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <CheckboxGroup
      className="radios"
      value={[...props.value]}
      onChange={(chosen) =>
        props.onChange(props.open.filter(({ proposal }) => chosen.includes(proposal)).map(({ proposal }) => proposal))
      }
    >
      <Label className="label">{t("propose.supersedes")}</Label>
      {props.open.map((entry) => (
        <Checkbox key={entry.proposal} className="check" value={entry.proposal}>
          <span className="check-box" aria-hidden="true">
            <Icon name="check" />
          </span>
          {t("propose.supersedesOne", {
            purpose: t(`timeline.purpose.${entry.purpose}`),
            date: formats.dayOf(entry.proposedAt),
            person: entry.proposedBy.person,
          })}
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}
