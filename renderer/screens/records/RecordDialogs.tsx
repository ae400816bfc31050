/** What is put on record beside a text: practice, reviews, institutions, endorsements. Each says what it means before it is signed. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { instruments, reviewOutcomes } from "../../../shared/charter/parties/records.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Field } from "../../ui/Field.tsx";
import { EvidenceLines, HashedFiles } from "../../ui/HashedFiles.tsx";
import { Radios } from "../../ui/Radios.tsx";
import { Several } from "../../ui/Several.tsx";
import { useLive } from "../shell/hostContext.tsx";
import { SayDialog } from "../shell/SayDialog.tsx";
import { Observed } from "../signing/Observed.tsx";
import { PracticeFields } from "../signing/PracticeFields.tsx";
import { noPractice, readPractice } from "../signing/practiceForm.ts";
import { newInstitution, newReview, readEndorsement, readInstitution, readReview } from "./recordForms.ts";

export interface RecordDialogProps {
  readonly view: CharterView;
  readonly entry: TimelineEntry;
  /** What this device's party is called; of a supporter: the person. */
  readonly by: string;
  readonly today: string;
  readonly onClose: () => void;
}

const nameLimit = 200;

/** A form that is being filled in, and what it comes to. */
function useForm<Form, Read>(begin: () => Form, read: (form: Form) => Read) {
  const [form, setForm] = useState(begin);
  const [isTried, setTried] = useState(false);
  return {
    form,
    isTried,
    read: read(form),
    set: (change: Partial<Form>) => setForm((last) => ({ ...last, ...change })),
    setForm,
    onTried: () => setTried(true),
  };
}

export function AttestDialog({ view, entry, by, today, onClose }: RecordDialogProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useClauseWords();
  const { id: charter } = view;
  const { proposal } = entry;
  const signing = useLive(
    `attested ${proposal}`,
    (api) => api.getSigning({ charter, proposal }),
    () => false,
  );
  const clauses = signing.phase === "ready" ? signing.value.clauses : [];
  const { form, isTried, read, set, setForm, onTried } = useForm(() => ({ ...noPractice, day: today }), readPractice);
  const practice = read.ok ? read.practice : null;
  const titleOf = (id: string): string => words.among(clauses, id);
  return (
    <SayDialog
      title={t("records.attest")}
      means={t("records.attestMeans", { party: by })}
      told={t("records.told")}
      onTried={onTried}
      onClose={onClose}
      say={practice === null ? null : (api, clockIsRight) => api.attest({ charter, proposal, practice, clockIsRight })}
      summary={
        practice !== null && (
          <>
            <Observed practice={practice} />
            <p className="hint">
              {practice.clauses.length === 0
                ? t("records.wholeText")
                : t("records.ofClauses", { clauses: formats.row(practice.clauses.map(titleOf)) })}
            </p>
          </>
        )
      }
    >
      <PracticeFields
        form={form}
        faults={isTried && !read.ok ? read.faults : []}
        onChange={setForm}
        parties={view.parties}
      />
      {clauses.length > 0 && (
        <Several
          label={t("records.which")}
          value={form.clauses}
          options={clauses.map(({ id, title }) => ({ value: id, label: words.name(title) }))}
          onChange={(chosen) => set({ clauses: chosen })}
        />
      )}
    </SayDialog>
  );
}

export function ReviewDialog({ view: { id: charter }, entry: { proposal }, by, today, onClose }: RecordDialogProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { form, isTried, read, set, setForm, onTried } = useForm(() => newReview(today), readReview);
  const review = read.ok ? read.value : null;
  const fault = (which: string, words: string) =>
    isTried && !read.ok && read.faults.some((one) => one === which) ? words : null;
  const badOutcome = fault("outcome", t("records.noOutcome"));
  return (
    <SayDialog
      title={t("records.review")}
      means={t("records.reviewMeans", { party: by })}
      told={t("records.told")}
      onTried={onTried}
      onClose={onClose}
      say={
        review === null ? null : (api, clockIsRight) => api.recordReview({ charter, proposal, ...review, clockIsRight })
      }
      summary={
        review !== null && (
          <>
            <p>{t("records.met", { day: formats.day(review.heldOn), place: review.place })}</p>
            <p>
              <strong>{t(`records.outcome.${review.outcome}`)}</strong>
            </p>
            {review.nextOn !== null && <p>{t("records.nextMeeting", { day: formats.day(review.nextOn) })}</p>}
            <EvidenceLines files={form.minutes} />
          </>
        )
      }
    >
      <Field
        label={t("records.heldOn")}
        type="date"
        value={form.heldOn}
        onChange={(heldOn) => set({ heldOn })}
        fault={fault("heldOn", t("consent.badDay"))}
      />
      <Field
        label={t("consent.place")}
        value={form.place}
        onChange={(place) => set({ place })}
        fault={fault("place", t("consent.badPlace"))}
        maxLength={nameLimit}
      />
      <Radios
        label={t("records.concluded")}
        value={form.outcome}
        onChange={(outcome) => set({ outcome })}
        options={reviewOutcomes.map((value) => ({ value, label: t(`records.outcome.${value}`) }))}
      />
      {badOutcome !== null && <p className="fault">{badOutcome}</p>}
      <Field
        label={t("records.nextOn")}
        type="date"
        isOptional
        value={form.nextOn}
        onChange={(nextOn) => set({ nextOn })}
        fault={fault("nextOn", t("records.badNext"))}
      />
      <HashedFiles
        label={t("records.minutes")}
        value={form.minutes}
        max={1}
        onChange={(change) => setForm((last) => ({ ...last, minutes: change(last.minutes) }))}
      />
    </SayDialog>
  );
}

export function InstitutionDialog({
  view: { id: charter },
  entry: { proposal },
  by,
  today,
  onClose,
}: RecordDialogProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { form, isTried, read, set, setForm, onTried } = useForm(() => newInstitution(today), readInstitution);
  const institution = read.ok ? read.value : null;
  const fault = (which: string, words: string) =>
    isTried && !read.ok && read.faults.some((one) => one === which) ? words : null;
  const badInstrument = fault("instrument", t("records.noInstrument"));
  return (
    <SayDialog
      title={t("records.institution")}
      means={t("records.institutionMeans", { party: by })}
      told={t("records.told")}
      onTried={onTried}
      onClose={onClose}
      say={
        institution === null
          ? null
          : (api, clockIsRight) => api.recordInstitution({ charter, proposal, ...institution, clockIsRight })
      }
      summary={
        institution !== null && (
          <>
            <p>
              {t("records.took", {
                ...{ authority: institution.authority, reference: institution.reference },
                ...{ instrument: t(`records.instrument.${institution.instrument}`), day: formats.day(institution.day) },
              })}
            </p>
            <EvidenceLines files={form.text} />
          </>
        )
      }
    >
      <Field
        label={t("records.authority")}
        value={form.authority}
        onChange={(authority) => set({ authority })}
        fault={fault("authority", t("records.noAuthority"))}
        maxLength={nameLimit}
      />
      <Radios
        label={t("records.as")}
        value={form.instrument}
        onChange={(instrument) => set({ instrument })}
        options={instruments.map((value) => ({ value, label: t(`records.instrument.${value}`) }))}
      />
      {badInstrument !== null && <p className="fault">{badInstrument}</p>}
      <Field
        label={t("records.reference")}
        hint={t("records.referenceHint")}
        value={form.reference}
        onChange={(reference) => set({ reference })}
        fault={fault("reference", t("records.noReference"))}
        maxLength={nameLimit}
      />
      <Field
        label={t("records.tookOn")}
        type="date"
        value={form.day}
        onChange={(day) => set({ day })}
        fault={fault("day", t("consent.badDay"))}
      />
      <HashedFiles
        label={t("records.itsText")}
        value={form.text}
        max={1}
        onChange={(change) => setForm((last) => ({ ...last, text: change(last.text) }))}
      />
    </SayDialog>
  );
}

export function EndorseDialog({ view: { id: charter }, entry, by, onClose }: RecordDialogProps) {
  const { t } = useTranslation();
  const { proposal, contentHash } = entry;
  const { form, isTried, read, set, onTried } = useForm(() => ({ name: by, words: "" }), readEndorsement);
  const said = read.ok ? read.value : null;
  return (
    <SayDialog
      title={t("records.endorse")}
      means={t("records.endorseMeans", { name: form.name.trim() })}
      told={t("records.told")}
      onTried={onTried}
      onClose={onClose}
      say={
        said === null
          ? null
          : (api, clockIsRight) => api.endorse({ charter, proposal, contentHash, ...said, clockIsRight })
      }
      summary={
        said !== null &&
        said.statement !== "" && (
          <blockquote className="note" dir="auto">
            {said.statement}
          </blockquote>
        )
      }
    >
      <Field
        label={t("records.name")}
        hint={t("records.nameHint")}
        value={form.name}
        onChange={(name) => set({ name })}
        fault={isTried && !read.ok ? t("records.noName") : null}
        maxLength={nameLimit}
      />
      <Field
        label={t("promises.words")}
        value={form.words}
        onChange={(words) => set({ words })}
        lines={3}
        isOptional
        maxLength={10_000}
      />
    </SayDialog>
  );
}
