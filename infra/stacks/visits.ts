/** The functions of follow-up visits and of the nightly plan; stack `care` makes them beside those of complaints. */
import type { BankFunction, BankFunctionProps } from '../constructs/bank-function.ts';
import type { BankTable } from '../constructs/bank-table.ts';
import type { WorkflowRef } from '../constructs/bank-workflow.ts';
import type { TableName } from './tables.ts';

/** What they are made with. */
export interface VisitProps {
  readonly make: (entry: string, its: Omit<BankFunctionProps, 'workshop'>) => BankFunction;
  readonly tables: Readonly<Record<TableName, BankTable>>;
  /** Who sends mails and events, who brings signals, and who takes in what was found. */
  readonly sendMail: BankFunction;
  readonly deliver: BankFunction;
  readonly signalCase: BankFunction;
  readonly acceptEvent: BankFunction;
  readonly visit: WorkflowRef;
  readonly plan: WorkflowRef;
}

/** What a step of a visit may do beside what all of them may. */
interface May {
  /** Corrects the customer's record, or plans. */
  readonly customers?: 'writes';
  /** Counts visits on a manager's day. */
  readonly staff?: 'writes';
  /** Reads what people answered; `writes` ends waits. */
  readonly tasks?: 'reads' | 'writes';
  /** Asks the contact arbiter. */
  readonly contacts?: true;
}

/** The functions that play in a visit. */
export function visitSteps({ make, tables, sendMail, deliver, acceptEvent }: VisitProps) {
  const step = (entry: string, description: string, may: May = {}, indexes: string[] = []): BankFunction => {
    const made = make(`visit/${entry}`, { description, timeout: 30 })
      .writes(tables.Cases, ...indexes)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .invokes(sendMail, deliver);
    made[may.customers ?? 'reads'](tables.Customers);
    made[may.staff ?? 'reads'](tables.Staff);
    if (may.tasks !== undefined) made[may.tasks](tables.Tasks, 'byCase');
    if (may.contacts) made.writes(tables.Contacts);
    return made;
  };
  /** A step that works on an answer, after which a reserved contact is given back. */
  const tried = { tasks: 'reads', contacts: true } as const;
  const plans = { ...tried, customers: 'writes', staff: 'writes' } as const;
  return {
    openVisit: step('open-visit', 'Opens a visit: whose customer it is, and by which policies it goes'),
    weighContact: step('weigh-contact', 'Looks at fresh facts, and asks the contact arbiter', {
      tasks: 'writes',
      contacts: true,
    }),
    waitForDay: make('visit/wait-for-day', {
      description: 'Says until when a visit waits, and writes the row that a signal can end',
    }).writes(tables.Tasks),
    sendGreeting: step('send-greeting', 'Has a greeting mailed, on its day or not at all', {
      contacts: true,
    }),
    buildBrief: step(
      'build-brief',
      'Writes what the visitor needs to know, and no more',
      { tasks: 'reads' },
      ['byCustomer'],
    ).reads(tables.Signals),
    findAnotherTime: step('find-another-time', 'Finds when and how to try next after nobody answered', tried),
    agreeOnDate: step('agree-on-date', 'Notes a date that the customer wants, for the calendars', tried),
    takeInContact: step('take-in-contact', 'Keeps contact data that was repaired', {
      ...tried,
      customers: 'writes',
    }),
    respectRefusal: step('respect-refusal', 'Remembers that a customer does not want to be visited', {
      ...tried,
      customers: 'writes',
    }).writesOnly(tables.Signals),
    markUnreachable: step('mark-unreachable', 'Says that a customer could not be reached', tried).writesOnly(
      tables.Signals,
    ),
    recordOutcome: step('record-outcome', 'Records a visit, and hands over a complaint that was found', {
      ...tried,
      customers: 'writes',
    })
      .writesOnly(tables.Signals)
      .writesOnly(tables.Register)
      .invokes(acceptEvent),
    takeUp: make('visit/take-up', { description: 'Reads what a visit left to be done, and until when' })
      .reads(tables.Cases)
      .reads(tables.Policies),
    settleFollowUp: step('settle-follow-up', 'Keeps what came of a request, a promise or a recovery', {
      tasks: 'reads',
    })
      .writesOnly(tables.Signals)
      .invokes(acceptEvent),
    planNextVisit: step('plan-next-visit', 'Plans the next visit by the cadence and the capacity', plans),
    closeVisit: step('close-visit', 'Closes a visit with its outcome', { ...plans, tasks: 'writes' }),
  };
}

/** The functions of the nightly plan, and those that plans begin and change with. */
export function planSteps({ make, tables, signalCase, visit, plan }: VisitProps) {
  const openPlan = make('visit/open-plan', { description: 'Opens the plan of a night' })
    .writes(tables.Register)
    .reads(tables.Policies);
  const closePlan = make('visit/close-plan', { description: 'Closes the plan of a night, and counts it' })
    .writes(tables.Register)
    .reads(tables.Policies);
  const startVisits = make('visit/start-visits', {
    description: 'Starts what is due, batch by batch, as fast as Step Functions takes starts',
    timeout: 300,
  })
    .writes(tables.Customers, 'byPlan')
    .writes(tables.Cases)
    .reads(tables.Staff)
    .reads(tables.Register)
    .reads(tables.Policies)
    .appends(tables.Audit)
    .starts(visit);
  const runPlan = make('visit/run-plan', {
    description: 'Starts the plan of a night; operations stop it and take it up again',
    async: true,
  })
    .writes(tables.Register)
    .reads(tables.Policies)
    .starts(plan);
  const planner = (entry: string, description: string, timeout: number) =>
    make(`visit/${entry}`, { description, async: true, timeout })
      .writes(tables.Customers)
      .writes(tables.Staff)
      .reads(tables.Policies)
      .appends(tables.Audit);
  const planCustomers = planner(
    'plan-customers',
    'Plans customers who have no plan yet, and greetings anew when their dates change',
    300,
  );
  const hearComplaint = planner(
    'hear-complaint',
    'Interrupts visits when their customer makes a severe complaint, and plans a call after one',
    60,
  )
    .reads(tables.Cases, 'byCustomer')
    .writesOnly(tables.Outbox)
    .invokes(signalCase);
  return { openPlan, startVisits, closePlan, runPlan, planCustomers, hearComplaint };
}
