/** Decides whether an event from the bus can be taken in; a reason never repeats anything that came with it. */
import * as z from 'zod';
import { BANK, type InboundType, inbound } from '../../../shared/contracts/events.ts';
import type { IntakeQuarantined } from '../../../shared/contracts/items.ts';
import { mismatchesOf } from '../../../shared/contracts/mismatch.ts';
import { mostWebComplaintsADay } from '../../../shared/policy/open-form.ts';

/** Why an event is held. */
export type Reason = IntakeQuarantined['reason'];

/** An event that can be taken in, of any type. */
export type Sound = {
  [Type in InboundType]: {
    readonly sound: true;
    readonly eventId: string;
    readonly type: Type;
    readonly detail: z.output<(typeof inbound)[Type]>;
  };
}[InboundType];

/** A new complaint that can be taken in. */
export type SoundComplaint = Extract<Sound, { type: 'complaint.submitted' }>;

/** A visit that a system of the bank wants. */
export type SoundVisit = Extract<Sound, { type: 'visit.requested-by-bank' }>;

/** What the bank has changed of a customer. */
export type SoundChange = Extract<Sound, { type: 'customer.changed' }>;

/** An absence of somebody of the staff. */
export type SoundAbsence = Extract<Sound, { type: 'staff.absence-submitted' }>;

/** Something that the bank's systems observed. */
export type SoundSignal = Extract<Sound, { type: 'signal.observed' }>;

/** An alert of a model of the bank's own. */
export type SoundAlert = Extract<Sound, { type: 'churn.alert-submitted' }>;

/** A wish of a system of the bank to have a customer asked. */
export type SoundSurvey = Extract<Sound, { type: 'survey.requested-by-bank' }>;

/** A message about a complaint that can be taken in. */
export type SoundMessage = Extract<
  Sound,
  { type: 'complaint.facts-submitted' | 'complaint.withdrawal-submitted' }
>;

/** An event that is held until somebody mends it. */
export interface Unsound {
  readonly sound: false;
  readonly reason: Reason;
}

/** Largest event, in bytes of UTF-8: what one entry of EventBridge has been able to carry. */
export const LARGEST_EVENT = 256 * 1024;

const EventId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'letters, digits and dashes; at most 64');

/** What EventBridge puts around each event. */
const Envelope = z.object({
  id: EventId,
  source: z.string().startsWith(BANK),
  'detail-type': z.string(),
  detail: z.custom<object>(
    (detail) => typeof detail === 'object' && detail !== null && !Array.isArray(detail),
    {
      error: 'an object',
    },
  ),
});

/** Judges an event; `bytes` is its size as JSON text. */
export function judge(event: unknown, bytes: number): Sound | Unsound {
  const verdict = judgeFields(event);
  const tooLarge = bytes > LARGEST_EVENT && !verdict.sound && verdict.reason.code !== 'TEXT_TOO_LARGE';
  return tooLarge ? unsound('TOO_LARGE', 'event', `at most ${LARGEST_EVENT} bytes of UTF-8`) : verdict;
}

function judgeFields(event: unknown): Sound | Unsound {
  const envelope = Envelope.safeParse(event);
  if (!envelope.success) {
    const [{ field, expected } = { field: 'event', expected: 'an event' }] = mismatchesOf(envelope.error);
    return unsound('MALFORMED', field === 'it' ? 'event' : field, expected);
  }
  const { id, 'detail-type': type, detail } = envelope.data;
  if (!isInbound(type))
    return unsound('UNKNOWN_TYPE', 'detail-type', `one of ${Object.keys(inbound).join(', ')}`);
  const schema = inbound[type];
  const parsed = schema.safeParse(detail);
  // The schema is the one of the type, which the compiler cannot follow through the table.
  if (parsed.success) return { sound: true, eventId: id, type, detail: parsed.data } as Sound;
  const { field, expected, code } = firstMismatch(schema, parsed.error);
  return unsound(code, field, expected);
}

/** The event cannot be taken in before its customer is known to the bank's own records. */
export const unknownCustomer: Reason = {
  code: 'UNKNOWN_CUSTOMER',
  field: 'detail.customerId',
  expected: 'the id of a customer that was imported',
};

/** More came from the web in a customer's name on one day than is taken in without somebody who looks at it. */
export const tooMany: Reason = {
  code: 'TOO_MANY',
  field: 'detail.customerId',
  expected: `at most ${mostWebComplaintsADay} complaints of one customer a day from the web; taken in by its id, it goes in all the same`,
};

/** A message about a case that this customer does not have; which of the two is wrong is not said. */
export const unknownCase: Reason = {
  code: 'UNKNOWN_CASE',
  field: 'detail.caseId',
  expected: 'the number of a complaint of that customer',
};

/** A message about a case that has ended, and cannot be opened again by it. */
export const caseClosed: Reason = {
  code: 'CASE_CLOSED',
  field: 'detail.caseId',
  expected: 'the number of a complaint that is still open',
};

/** Somebody is named whom the bank's records do not have as one of its staff. */
export const unknownStaff = (field: 'staffId' | 'enteredBy' | 'substituteId'): Reason => ({
  code: 'UNKNOWN_STAFF',
  field: `detail.${field}`,
  expected: 'the id of an active member of staff that was imported',
});

/** An absence is entered by somebody who is neither the person nor a lead of theirs. */
export const notTheirLead: Reason = {
  code: 'NOT_THEIR_LEAD',
  field: 'detail.enteredBy',
  expected: 'the person themselves, their superior, or the head of one of their lines',
};

/** What is to be taken back was never entered; its own event may still be on the way. */
export const unknownAbsence: Reason = {
  code: 'UNKNOWN_ABSENCE',
  field: 'detail.from',
  expected: 'the first day of an absence that was entered',
};

/** Whoever is to stand in leads back to the person, through others who are away as well. */
export const substituteCircle: Reason = {
  code: 'SUBSTITUTE_CIRCLE',
  field: 'detail.substituteId',
  expected: 'somebody who is there, or whose own substitutes do not lead back to the person',
};

const isInbound = (type: string): type is InboundType => Object.hasOwn(inbound, type);

const unsound = (code: Reason['code'], field: string, expected: string): Unsound => ({
  sound: false,
  reason: { code, field, expected },
});

function firstMismatch(schema: z.ZodObject, error: z.ZodError): Reason {
  const [mismatch = { field: 'detail', expected: 'something else' }] = mismatchesOf(error, 'detail');
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    // Which ones came too many is not said: their names are the sender's words.
    return {
      code: 'WRONG_FIELD',
      field: mismatch.field,
      expected: `only ${Object.keys(schema.shape).join(', ')}`,
    };
  }
  const tooLarge = issue?.code === 'custom' && issue.params?.code === 'TEXT_TOO_LARGE';
  return { code: tooLarge ? 'TEXT_TOO_LARGE' : 'WRONG_FIELD', ...mismatch };
}
