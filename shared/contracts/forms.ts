/** The forms that people fill: zod is the only definition; pages, checks and types follow from it. */
import * as z from 'zod';
import { Assessment, Expertise, Retention, ServiceFix, WinBack } from './churn-forms.ts';
import { Approval, ByHand, Findings, FirstContact, Proposal, Triage, Word } from './complaint.ts';
import {
  FeedbackReply,
  ImprovementDone,
  ImprovementPlan,
  Interview,
  SurveyRecovery,
} from './survey-forms.ts';
import { Contact, Greeting, PromiseKept, Recovery, Service, saidAtVisits, Visit } from './visit.ts';

/** Largest free text in a form, in characters. */
const LONGEST_ANSWER = 4_000;

const Reason = z.string().trim().min(10).max(LONGEST_ANSWER);

/** Answer of the owner of a complaint: what was found, and what the customer is told. */
export const Handling = z.strictObject({
  outcome: z.enum(['RESOLVED_UPHELD', 'RESOLVED_PARTLY', 'REJECTED']),
  reason: Reason,
});
export type Handling = z.infer<typeof Handling>;

/** Answer of operations when a step failed or nobody acted: which way the case goes on. */
export const Takeover = z.strictObject({
  way: z.enum(['RETRY', 'COMPLETE', 'CANCEL']),
  reason: Reason,
});
export type Takeover = z.infer<typeof Takeover>;

/** When a field matters: for some answers of a choice above it; for the others it stays empty, which says `none`. */
export interface OnlyIf {
  readonly field: string;
  readonly is: readonly string[];
  readonly none: string;
}

const justified = { field: 'outcome', is: ['RESOLVED_UPHELD', 'RESOLVED_PARTLY'] };

const { outcome, findings, reason, amount, remedy } = Proposal.shape;

/** A proposal as a person hands it in: what was found, and last what is done; what is justified is put right somehow. */
const ProposalForm = z
  .strictObject({ outcome, findings, reason, amount, remedy })
  .refine(({ outcome, amount, remedy }) => outcome === 'REJECTED' || amount > 0 || remedy !== '', {
    error: 'a remedy, or an amount',
    path: ['remedy'],
    params: { flaw: 'needed' },
  });

/** Of an assessment: what matters for some verdicts only. */
const whereFound = {
  churnCause: { field: 'verdict', is: ['CONFIRM'], none: '' },
  playbook: { field: 'verdict', is: ['CONFIRM'], none: '' },
  playbookReason: { field: 'verdict', is: ['CONFIRM'], none: '' },
  complaintText: { field: 'verdict', is: ['COMPLAINT_FOUND'], none: '' },
} as const;

/** A form: its schema, the fields that go to the state machine, and those that hold a code of the taxonomy, by axis. */
interface FormShape {
  readonly schema: z.ZodObject;
  readonly codes: readonly string[];
  readonly taxonomy?: Readonly<Record<string, 'A' | 'B' | 'C'>>;
  /** Fields that matter for some answers only. */
  readonly onlyIf?: Readonly<Record<string, OnlyIf>>;
}

/** Forms by name; the fields in `codes` go to the state machine, the rest stays in the records. */
export const forms = {
  handling: { schema: Handling, codes: ['outcome'] },
  takeover: { schema: Takeover, codes: ['way'] },
  triage: {
    schema: Triage,
    codes: [
      'class',
      'severity',
      'emotion',
      'vulnerable',
      'regulatorReferred',
      'business',
      'cause',
      'respondentId',
    ],
    taxonomy: { business: 'B', cause: 'C' },
  },
  'first-contact': {
    schema: FirstContact,
    codes: ['reached', 'settledNow'],
    // Nobody can agree to anything who was not reached.
    onlyIf: { settledNow: { field: 'reached', is: ['SPOKEN'], none: 'NO' } },
  },
  findings: { schema: Findings, codes: ['cause', 'moreTime'], taxonomy: { cause: 'C' } },
  proposal: {
    schema: ProposalForm,
    codes: ['outcome', 'amount'],
    onlyIf: { amount: { ...justified, none: '0' }, remedy: { ...justified, none: '' } },
  },
  approval: { schema: Approval, codes: ['verdict'] },
  thresholds: { schema: Approval, codes: ['verdict'] },
  'by-hand': { schema: ByHand, codes: ['told'] },
  'customer-word': { schema: Word, codes: ['word'] },
  visit: {
    schema: Visit,
    codes: ['outcome', 'when', 'satisfaction', 'problem'],
    onlyIf: {
      when: { field: 'outcome', is: ['RESCHEDULE', 'NOT_NOW'], none: '' },
      mailDate: { field: 'outcome', is: ['RESCHEDULE', 'NOT_NOW'], none: '' },
      problemText: { field: 'problem', is: ['YES'], none: '' },
      // Nobody says any of this who was not spoken with.
      ...Object.fromEntries(
        saidAtVisits.map((field) => [field, { field: 'outcome', is: ['REACHED'], none: '' }]),
      ),
    },
  },
  greeting: { schema: Greeting, codes: ['outcome'] },
  contact: {
    schema: Contact,
    codes: ['found'],
    onlyIf: {
      newPhone: { field: 'found', is: ['FOUND'], none: '' },
      newEmail: { field: 'found', is: ['FOUND'], none: '' },
    },
  },
  service: { schema: Service, codes: ['done'] },
  recovery: { schema: Recovery, codes: ['recovery'] },
  promise: { schema: PromiseKept, codes: ['kept'] },
  assessment: { schema: Assessment, codes: ['verdict', 'churnCause', 'playbook'], onlyIf: whereFound },
  expertise: { schema: Expertise, codes: ['verdict', 'churnCause', 'playbook'], onlyIf: whereFound },
  retention: {
    schema: Retention,
    codes: ['outcome'],
    onlyIf: {
      until: { field: 'outcome', is: ['SNOOZE'], none: '' },
      complaintText: { field: 'outcome', is: ['COMPLAINT'], none: '' },
    },
  },
  'service-fix': { schema: ServiceFix, codes: ['fixed'] },
  'win-back': { schema: WinBack, codes: ['wonBack'] },
  campaign: { schema: Approval, codes: ['verdict'] },
  interview: {
    schema: Interview,
    codes: ['reached'],
    onlyIf: Object.fromEntries(
      Object.keys(Interview.shape)
        .filter((field) => field !== 'reached')
        .map((field) => [field, { field: 'reached', is: ['SPOKEN'], none: '' }]),
    ),
  },
  'survey-recovery': { schema: SurveyRecovery, codes: ['recovery'] },
  'improvement-plan': {
    schema: ImprovementPlan,
    codes: ['way', 'doneBy'],
    onlyIf: {
      measure: { field: 'way', is: ['PLAN'], none: '' },
      doneBy: { field: 'way', is: ['PLAN'], none: '' },
    },
  },
  'improvement-done': { schema: ImprovementDone, codes: ['done'] },
  'feedback-reply': {
    schema: FeedbackReply,
    codes: ['answered', 'improves'],
    onlyIf: { improvement: { field: 'improves', is: ['YES'], none: '' } },
  },
} as const satisfies Readonly<Record<string, FormShape>>;
export type FormName = keyof typeof forms;

/** The axis of the taxonomy that a field of a form takes its codes from; undefined for every other field. */
export function axisOf(form: FormName, field: string): 'A' | 'B' | 'C' | undefined {
  const { taxonomy }: FormShape = forms[form];
  return taxonomy !== undefined && Object.hasOwn(taxonomy, field) ? taxonomy[field] : undefined;
}

/** When a field of a form matters; undefined for those that always do. */
export function onlyIfOf(form: FormName, field: string): OnlyIf | undefined {
  const { onlyIf }: FormShape = forms[form];
  return onlyIf !== undefined && Object.hasOwn(onlyIf, field) ? onlyIf[field] : undefined;
}
