/** Which signal of a case a task must hear of. */
import type { SignalKind } from '../../../shared/contracts/complaint.ts';
import type { CaseSignal } from '../../../shared/contracts/items.ts';

/** The order in which kinds are told: after a withdrawal nothing else matters. */
const weight: Record<SignalKind, number> = {
  WITHDRAWN: 1,
  SUPPLEMENTED: 2,
  COMPLAINT_OPENED: 3,
  COMPLAINT_CLOSED: 4,
  UPDATED: 5,
  ANSWERED: 6,
  OPTED_OUT: 7,
  BOUNCED: 8,
  ENDED: 9,
  MEASURED: 10,
};

/** Tasks by which a customer is contacted, or that wait to do so: what a visit leaves to be done goes on without. */
const contacting = [
  'visit',
  'greeting',
  'assessment',
  'expertise',
  'retention',
  'win-back',
  'interview',
  'pause',
];

/** By kind the forms that hear it; the others are heard by all. */
const heardBy: Readonly<Partial<Record<SignalKind, readonly string[]>>> = {
  COMPLAINT_OPENED: contacting,
  COMPLAINT_CLOSED: ['pause'],
  UPDATED: ['pause'],
  // Who has answered, or may not be asked any more, is not called to be asked either.
  ANSWERED: ['pause', 'interview'],
  OPTED_OUT: ['pause', 'interview'],
  BOUNCED: ['pause'],
  ENDED: ['pause', 'interview'],
  MEASURED: ['pause'],
};

/** A task as far as signals concern it; `createdAt` is absent while it is only being prepared. */
export interface Listener {
  readonly form: string;
  readonly createdAt?: string;
  readonly deaf?: true | undefined;
}

/**
 * Whether a task must hear of a signal: as long as nobody has handled it, whichever of the two came first. A takeover
 * hears only what comes after it was opened: it stands there because a step failed, which may be the very step that
 * handles the signal, and would otherwise be ended again as soon as it is entered. A deaf task hears nothing.
 */
export const hears = ({ form, createdAt, deaf }: Listener, { at, handledAt, kind }: CaseSignal): boolean =>
  deaf === undefined &&
  handledAt === undefined &&
  heardBy[kind]?.includes(form) !== false &&
  (form !== 'takeover' || (createdAt !== undefined && at >= createdAt));

/** The signal that a task is told of first; undefined where there is none for it. */
export const signalFor = (listener: Listener, signals: readonly CaseSignal[]): CaseSignal | undefined =>
  signals
    .filter((signal) => hears(listener, signal))
    .toSorted((a, b) => weight[a.kind] - weight[b.kind] || (a.at < b.at ? -1 : 1))[0];
