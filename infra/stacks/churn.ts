/** The functions of alerts that a customer may leave; stack `care` makes them beside those of complaints and visits. */
import type { BankFunction, BankFunctionProps } from '../constructs/bank-function.ts';
import type { BankTable } from '../constructs/bank-table.ts';
import type { TableName } from './tables.ts';

/** What they are made with. */
export interface ChurnProps {
  readonly make: (entry: string, its: Omit<BankFunctionProps, 'workshop'>) => BankFunction;
  readonly tables: Readonly<Record<TableName, BankTable>>;
  /** Who sends mails and events, who brings signals, and who takes in a complaint that was found. */
  readonly sendMail: BankFunction;
  readonly deliver: BankFunction;
  readonly signalCase: BankFunction;
  readonly acceptEvent: BankFunction;
}

/** What follows from an alert elsewhere. */
export interface AlertFollows {
  readonly openImprovement: BankFunction;
}

/** What a step of an alert may do beside what all of them may. */
interface May {
  /** Writes locks and pauses. */
  readonly customers?: 'writes';
  /** Asks the contact arbiter. */
  readonly contacts?: true;
  /** Takes of a budget and gives back. */
  readonly register?: 'writes';
}

/** The functions that play in an alert. */
export function churnSteps(
  { make, tables, sendMail, deliver, signalCase, acceptEvent }: ChurnProps,
  { openImprovement }: AlertFollows,
) {
  const step = (entry: string, description: string, may: May = {}, indexes: string[] = []): BankFunction => {
    const made = make(`churn/${entry}`, { description, timeout: 30 })
      .writes(tables.Cases, ...indexes)
      .writes(tables.Tasks, 'byCase')
      .reads(tables.Staff, 'byRole')
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .invokes(sendMail, deliver);
    made[may.customers ?? 'reads'](tables.Customers);
    if (may.contacts) made.writes(tables.Contacts);
    if (may.register) made[may.register](tables.Register);
    return made;
  };
  return {
    lockCustomer: step('lock-customer', 'Makes an alert the only one of its customer, or joins it to that', {
      customers: 'writes',
    }).invokes(signalCase),
    weighAlert: step('weigh-alert', 'Says whether an alert may be acted on, or waits for a complaint', {
      contacts: true,
    }),
    releaseAlert: step(
      'release-alert',
      'Lets an alert go on after a complaint, and scores its customer anew',
    ).reads(tables.Signals),
    assignArm: step('assign-arm', 'Says who acts on an alert, or that it is only watched', {}, [
      'byCustomer',
    ]),
    sendCare: step('send-care', 'Has care mailed to a customer who may leave', { contacts: true }),
    recordAssessment: step(
      'record-assessment',
      'Keeps what was found about an alert, and hands over a complaint',
    ).invokes(acceptEvent),
    selectPlaybook: step('select-playbook', 'Writes the steps that the cause of an alert calls for', {
      register: 'writes',
    }),
    takeStep: step('take-step', 'Takes the next step of a playbook', { register: 'writes' }),
    prepareOffer: step('prepare-offer', 'Finds an offer, reserves its cost, and says who signs it', {
      register: 'writes',
    }),
    weighRetention: step('weigh-retention', 'Asks the contact arbiter for a talk with the customer', {
      contacts: true,
      register: 'writes',
    }),
    recordStep: step('record-step', 'Keeps what came of a step, and hands over a complaint', {
      contacts: true,
      register: 'writes',
    }).invokes(acceptEvent),
    feedBack: step('feed-back', 'Has what a customer misses improved').invokes(openImprovement),
    pauseMarketing: step('pause-marketing', 'Keeps marketing away from a customer for a while', {
      customers: 'writes',
    }),
    measure: step('measure', 'Says by data how a customer stands some days after an alert').reads(
      tables.Signals,
    ),
    closeAlert: step('close-alert', 'Closes an alert with its label, and lets go of its customer', {
      customers: 'writes',
      contacts: true,
      register: 'writes',
    }),
  };
}

/** The function that tells alerts of complaints. */
export const churnHearing = ({ make, tables, signalCase }: ChurnProps): BankFunction =>
  make('churn/tell-alerts', {
    description: 'Tells the alerts of a customer that a complaint was opened, or is closed',
    async: true,
    timeout: 60,
  })
    .reads(tables.Cases, 'byCustomer')
    .writesOnly(tables.Outbox)
    .invokes(signalCase);
