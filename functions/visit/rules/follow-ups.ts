/** What a visit leaves: signals, promises, follow-ups, corrected contact data; read from the form as it was filled. */
import type { CustomerProfile, CustomerSignal, VisitPromise } from '../../../shared/contracts/items.ts';
import { type FollowUp, MOST_PROMISES, type Visit } from '../../../shared/contracts/visit.ts';
import type { Cadence } from '../../../shared/policy/cadence.ts';

/** A promise as it was made. */
export type Promised = Pick<VisitPromise, 'text' | 'dueDay'> & { readonly number: number };

/** The promises of a visit, numbered as they were made. */
export const promisesIn = (visit: Visit): Promised[] =>
  Array.from({ length: MOST_PROMISES }, (_, at) => at + 1).flatMap((each) => {
    const number = each as 1 | 2 | 3;
    const [text, dueDay] = [visit[`promise${number}`], visit[`promise${number}Due`]];
    return text === '' || dueDay === '' ? [] : [{ number, text, dueDay }];
  });

/** Whether the customer was so dissatisfied that somebody must put it right. */
const isDissatisfied = ({ satisfaction }: Visit, { dissatisfiedAt }: Dissatisfaction): boolean =>
  satisfaction !== '' && Number(satisfaction) <= dissatisfiedAt;

type Dissatisfaction = Pick<Cadence, 'dissatisfiedAt'>;

/** What is to be done after a visit, each a task of its own. */
export function followUpsOf(visit: Visit, cadence: Dissatisfaction): FollowUp[] {
  return [
    ...(visit.serviceRequest === '' ? [] : [{ what: 'SERVICE' as const, number: 1 }]),
    // A complaint has a team of its own, which is not the visitor either.
    ...(isDissatisfied(visit, cadence) && visit.problem !== 'YES'
      ? [{ what: 'RECOVERY' as const, number: 1 }]
      : []),
    ...promisesIn(visit).map(({ number }) => ({ what: 'PROMISE' as const, number })),
  ];
}

/** What was learnt, as codes and numbers for whoever reckons how a customer feels. */
export function signalsIn(visit: Visit): Pick<CustomerSignal, 'what' | 'value'>[] {
  return [
    ...(visit.satisfaction === ''
      ? []
      : [{ what: 'SATISFACTION' as const, value: Number(visit.satisfaction) }]),
    ...(visit.problem === 'YES' ? [{ what: 'PROBLEM' as const }] : []),
  ];
}

/** Contact data that the customer corrected. */
export function correctedIn({
  newPhone,
  newEmail,
}: Pick<Visit, 'newPhone' | 'newEmail'>): Pick<CustomerProfile, 'phone' | 'email'> {
  return { ...(newPhone !== '' && { phone: newPhone }), ...(newEmail !== '' && { email: newEmail }) };
}
