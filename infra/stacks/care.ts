/** Stack `care`: the bus, the workflows, and the functions that do their work. */
import { CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnArchive, EventBus, type IEventBus, Match } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { BANK, STEWARD } from '../../shared/contracts/events.ts';
import { LetterTemplate } from '../../shared/contracts/letter-by-hand.ts';
import { SurveyTemplate } from '../../shared/contracts/survey-mails.ts';
import { churnResponse } from '../../workflows/churn-response/storyboard.ts';
import { complaintHandling } from '../../workflows/complaint-handling/storyboard.ts';
import { dailyPlan } from '../../workflows/daily-plan/storyboard.ts';
import { deadlineWatch } from '../../workflows/deadline-watch/storyboard.ts';
import { feedbackReply } from '../../workflows/feedback-reply/storyboard.ts';
import { followUpVisit } from '../../workflows/follow-up-visit/storyboard.ts';
import { improvement as improvementStory } from '../../workflows/improvement/storyboard.ts';
import { letterByHand } from '../../workflows/letter-by-hand/storyboard.ts';
import { surveyCampaign } from '../../workflows/survey-campaign/storyboard.ts';
import { surveyInvitation } from '../../workflows/survey-invitation/storyboard.ts';
import { warningEvaluation } from '../../workflows/warning-evaluation/storyboard.ts';
import { BankFunction, type BankFunctionProps, type Workshop } from '../constructs/bank-function.ts';
import { OURS } from '../constructs/bank-keys.ts';
import { BankRule } from '../constructs/bank-rule.ts';
import { BankSchedules } from '../constructs/bank-schedule.ts';
import { BankWorkflow, type BankWorkflowProps, WorkflowRef } from '../constructs/bank-workflow.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import type { Settings } from '../settings.ts';
import { campaignSteps } from './campaigns.ts';
import { churnHearing, churnSteps } from './churn.ts';
import { evaluationFunctions, heardOfCustomers, scoringFunctions } from './churn-scoring.ts';
import { feedbackOpening, feedbackSteps } from './feedback.ts';
import { improvementFunctions } from './improvements.ts';
import type { RecordsStack } from './records.ts';
import { surveyOpening, surveySteps } from './surveys.ts';
import { planSteps, visitSteps } from './visits.ts';

/** What the keys of files to be imported begin with; functions/customers has the same. */
const INCOMING = 'incoming/';

/** What the stack is made of. */
export interface CareStackProps extends StackProps {
  readonly records: RecordsStack;
  /** Where the functions stand that are steps of workflows; it is deployed before. */
  readonly steps: Stack;
  readonly workshop: Workshop;
  readonly settings: Settings;
}

/** Bus, workflows and their functions. */
export class CareStack extends Stack {
  /** How the bank appears to whoever reads its mails and pages. */
  readonly house: Readonly<Record<'BASE_URL' | 'BANK_NAME_ZH' | 'BANK_NAME_EN', string>>;
  readonly bus: IEventBus;
  readonly complaintHandling: BankWorkflow;
  readonly workflows: readonly BankWorkflow[];
  readonly sendMail: BankFunction;
  readonly deliver: BankFunction;
  readonly signalCase: BankFunction;
  readonly acceptEvent: BankFunction;
  /** Every queue in which something waits for a person. */
  readonly deadLetters: readonly DeadLetters[];
  readonly functions: readonly BankFunction[];
  readonly rules: readonly BankRule[];

  constructor(scope: Construct, id: string, props: CareStackProps) {
    super(scope, id, props);
    const { records, workshop, settings } = props;
    const { tables, keys } = records;
    const operations = keys.of('operations', this);
    const baseUrl = new CfnParameter(this, 'BaseUrl', {
      description: 'Address under which people reach the pages; links in mails begin with it',
      default: settings.baseUrl,
    });
    this.house = {
      BASE_URL: baseUrl.valueAsString,
      BANK_NAME_ZH: settings.bankNameZh,
      BANK_NAME_EN: settings.bankNameEn,
    };
    const functions: BankFunction[] = [];
    const makeIn = (stack: Stack) => (entry: string, its: Omit<BankFunctionProps, 'workshop'>) => {
      const made = new BankFunction(stack, entry, { workshop, ...its });
      functions.push(made);
      return made;
    };
    const make = makeIn(this);
    const makeStep = makeIn(props.steps);
    /** A function of a workflow: what nobody but its state machine calls stands with the other steps. */
    const makeOf: typeof make = (entry, its) => (its.async ? make : makeStep)(entry, its);
    const machine = new WorkflowRef(this, 'ComplaintHandling', 'COMPLAINT_MACHINE_ARN');
    const visit = new WorkflowRef(this, 'FollowUpVisit', 'VISIT_MACHINE_ARN');
    const plan = new WorkflowRef(this, 'DailyPlan', 'PLAN_MACHINE_ARN');
    const alert = new WorkflowRef(this, 'ChurnAlertResponse', 'ALERT_MACHINE_ARN');
    const survey = new WorkflowRef(this, 'SurveyInvitation', 'SURVEY_MACHINE_ARN');
    const campaign = new WorkflowRef(this, 'SurveyCampaign', 'CAMPAIGN_MACHINE_ARN');
    const evaluation = new WorkflowRef(this, 'WarningEvaluation', 'EVALUATION_MACHINE_ARN');
    const feedback = new WorkflowRef(this, 'FeedbackReply', 'FEEDBACK_MACHINE_ARN');
    const improvement = new WorkflowRef(this, 'Improvement', 'IMPROVEMENT_MACHINE_ARN');
    const letter = new WorkflowRef(this, 'LetterByHand', 'LETTER_MACHINE_ARN');

    const undeliverable = new DeadLetters(this, 'BusFailed', { of: 'Bus', encryptionKey: operations });
    const bus = new EventBus(this, 'Bus', {
      eventBusName: OURS,
      description: 'What the bank tells Steward, and what Steward tells the bank',
      kmsKey: operations,
      deadLetterQueue: undeliverable,
    });
    this.bus = bus;
    undeliverable.acceptFrom(bus.eventBusArn);
    new CfnArchive(this, 'Outbound', {
      archiveName: `${OURS}-Outbound`,
      description:
        'Events that Steward emitted; they carry ids and codes only, so they may be kept and replayed',
      sourceArn: bus.eventBusArn,
      eventPattern: { source: [STEWARD] },
      retentionDays: settings.archiveDays,
      kmsKeyIdentifier: operations.keyArn,
    });

    const sendMail = make('desk/send-mail', {
      description: 'Sends mails of the outbox through SES',
      async: true,
      timeout: 60,
      reserved: 10,
      seesLinks: true,
      environment: this.house,
    })
      .writes(tables.Outbox)
      .writes(tables.Tasks, 'byCase')
      // The hashes of a customer's link and code are kept with the case.
      .writes(tables.Cases)
      // An address that was refused for good is remembered with its customer.
      .writes(tables.Customers)
      // Every mail to a customer is asked of the contact arbiter, and stands in the ledger.
      .writes(tables.Contacts)
      .reads(tables.Staff)
      .reads(tables.Policies)
      .appends(tables.Audit)
      .opens(records.senderKey, 'SENDER_KEY_SECRET')
      .opens(records.linkKey, 'LINK_KEY_SECRET')
      // The event that tells of a task rides with its mail.
      .publishes(bus, STEWARD)
      .mailsFrom(settings.mailFrom, settings.mailIdentity ?? settings.mailFrom.replace(/^.*@/, ''));
    this.sendMail = sendMail;

    const deliver = make('desk/deliver', {
      description: 'Puts events of the outbox on the bus and wakes workflows whose task was decided',
      async: true,
      timeout: 60,
    })
      .writes(tables.Outbox)
      .reads(tables.TaskTokens)
      .publishes(bus, STEWARD)
      .wakes(machine)
      .wakes(visit)
      .wakes(alert)
      .wakes(survey)
      .wakes(campaign)
      .wakes(evaluation)
      .wakes(improvement)
      .wakes(letter)
      .wakes(feedback);
    this.deliver = deliver;
    const signalCase = make('desk/signal-case', {
      description: 'Brings what reached a case from outside to every open task of it',
      async: true,
      timeout: 60,
    })
      .writes(tables.Cases)
      .writes(tables.Tasks, 'byCase')
      .writes(tables.Outbox)
      .appends(tables.Audit)
      .invokes(deliver);
    this.signalCase = signalCase;

    const acceptEvent = make('intake/accept-event', {
      description: 'Takes in an event of the bank: one case, or a quarantined item with a reason',
      async: true,
      timeout: 30,
    });
    this.acceptEvent = acceptEvent;
    const redrive = make('intake/redrive-quarantine', {
      description: 'Takes in quarantined items again; invoked by operations',
      timeout: 300,
    });
    for (const [intake, indexes] of [
      [acceptEvent, []],
      [redrive, ['byState']],
    ] as const) {
      intake
        .writes(tables.Intake, ...indexes)
        .writes(tables.Cases)
        // What the bank changes of a customer comes in here too.
        .writes(tables.Customers)
        // And who of the staff is away.
        .writes(tables.Staff)
        // And what was observed of a customer.
        .writesOnly(tables.Signals)
        .writesOnly(tables.Outbox)
        .appends(tables.Audit)
        // Until when a closed complaint can be opened again.
        .reads(tables.Policies)
        .starts(machine)
        .starts(visit)
        .invokes(deliver, signalCase);
    }
    make('intake/import-bank', {
      description: 'Takes over customers, staff and absences; invoked by operations',
      timeout: 300,
    })
      .writes(tables.Customers)
      .writes(tables.Staff)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(deliver);

    const importFile = make('customers/import-file', {
      description:
        'Takes a file of customers, staff or what they did into the records; invoked by operations too',
      async: true,
      timeout: 900,
      // Five million rows need half of it; the other half is for the processor that comes with the memory.
      memory: 1024,
      continues: true,
    })
      .readsFiles(records.imports, INCOMING)
      .writes(tables.Customers)
      .writes(tables.Staff)
      .writes(tables.Signals)
      .getsMany(tables.Customers, tables.Staff, tables.Signals, tables.Intake)
      .writes(tables.Intake, 'byState')
      .writes(tables.Register)
      .reads(tables.Policies)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(deliver);

    const gradeCustomers = make('customers/grade-customers', {
      description:
        'Grades the customers of whom something is new; invokes itself for the rest of a long night',
      async: true,
      timeout: 900,
      continues: true,
    });
    const overrideTier = make('customers/override-tier', {
      description: "Sets a customer's tier against the figures, for a time; invoked by operations",
      timeout: 30,
    });
    for (const [grading, indexes] of [
      [gradeCustomers, ['byGrade']],
      [overrideTier, []],
    ] as const) {
      grading
        .writes(tables.Customers, ...indexes)
        .reads(tables.Staff)
        .reads(tables.Signals)
        .reads(tables.Policies)
        .writesOnly(tables.Outbox)
        .appends(tables.Audit)
        .invokes(deliver);
    }

    const watch = new WorkflowRef(this, 'DeadlineWatch', 'DEADLINE_MACHINE_ARN');
    /** A step of a complaint; it writes customers where it says what the complaint keeps back from them. */
    const caseStep = (entry: string, description: string, customers: 'reads' | 'writes' = 'reads') =>
      make(entry, { description, timeout: 30 })
        .writes(tables.Cases)
        [customers](tables.Customers)
        .reads(tables.Staff, 'byRole')
        .writesOnly(tables.Outbox)
        .appends(tables.Audit)
        .reads(tables.Policies)
        .invokes(sendMail, deliver);
    /** A step that works on what people answered. */
    const answeredStep = (entry: string, description: string, customers?: 'writes') =>
      caseStep(entry, description, customers).reads(tables.Tasks, 'byCase');
    /** A step that sets a statutory date, and has it watched. */
    const clockStep = (entry: string, description: string, customers?: 'writes') =>
      answeredStep(entry, description, customers).starts(watch);

    const steps = {
      register: caseStep('complaint/register', 'Opens the case and grades it', 'writes'),
      acknowledge: caseStep('complaint/acknowledge', 'Tells the customer that the complaint arrived'),
      answerFeedback: answeredStep(
        'complaint/answer-feedback',
        'Answers what is no complaint: a suggestion, praise, an enquiry',
      ).writesOnly(tables.Register),
      setClocks: clockStep(
        'complaint/set-clocks',
        'Keeps what triage found, and sets the statutory date',
        'writes',
      ),
      extend: clockStep('complaint/extend', 'Moves the statutory date as approved, and tells the customer'),
      weighProposal: answeredStep(
        'complaint/weigh-proposal',
        'Says whether a letter holds what the law wants in it, and who must sign the proposal',
      ),
      notifyDecision: answeredStep('complaint/notify-decision', 'Seals the letter and tells the customer'),
      takeInFacts: clockStep('complaint/take-in-facts', 'Takes in what the customer added to an open case'),
      close: answeredStep('complaint/close', 'Closes the case and tells the customer how', 'writes'),
    };
    const watchDeadline = answeredStep(
      'complaint/watch-deadline',
      'Warns that a statutory date comes near, and records that one has passed',
    );

    const reopen = make('complaint/reopen', {
      description: 'Opens a closed complaint again, or says who else can be asked',
      async: true,
      timeout: 60,
    })
      .writes(tables.Cases)
      .writes(tables.Customers)
      .reads(tables.Staff, 'byRole')
      .reads(tables.Tasks, 'byCase')
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .starts(machine)
      .starts(watch)
      .invokes(sendMail, deliver);

    const takeUpLetter = make('complaint/take-up-letter', {
      description: 'Says whether a letter that no mail brought is still to be told, and who may tell it',
      timeout: 30,
    })
      .reads(tables.Cases)
      .reads(tables.Customers)
      .reads(tables.Staff)
      .reads(tables.Tasks, 'byCase');
    const tellByHand = make('complaint/tell-by-hand', {
      description: 'Has a letter told by a person, because no mail could bring it',
      async: true,
      timeout: 30,
    }).starts(letter);

    const prepareTask = make('desk/prepare-task', {
      description: 'Finds who acts on a task and by when; reminds and climbs when nobody did',
      timeout: 30,
    })
      .writes(tables.Tasks, 'byAssignee', 'byCase')
      .reads(tables.Cases)
      .reads(tables.Customers)
      .reads(tables.Staff, 'byRole')
      .reads(tables.Policies)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(sendMail, deliver);
    const holdTask = make('desk/hold-task', {
      description: 'Binds the callback token of a waiting state to its task',
    })
      .writesOnly(tables.TaskTokens)
      // A signal that came before the token was bound interrupts the task here.
      .writes(tables.Tasks)
      .reads(tables.Cases)
      .appends(tables.Audit)
      .wakes(machine)
      .wakes(visit)
      .wakes(alert)
      .wakes(survey)
      .wakes(campaign)
      .wakes(evaluation)
      .wakes(improvement)
      .wakes(letter)
      .wakes(feedback);
    const moveTasks = make('desk/move-tasks', {
      description: 'Moves the open tasks of somebody who is away, and brings them back',
      async: true,
      timeout: 120,
    })
      .writes(tables.Tasks, 'byAssignee', 'byReturn')
      .reads(tables.Staff, 'byRole')
      .reads(tables.Policies)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(sendMail, deliver);
    make('desk/hand-over-tasks', {
      description: 'Hands over everything that a leaver has open; invoked by operations',
      timeout: 300,
    })
      .writes(tables.Tasks, 'byAssignee')
      .writes(tables.Staff, 'byRole')
      .reads(tables.Policies)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(sendMail, deliver);
    const ofVisits = { make, tables, sendMail, deliver, signalCase, acceptEvent, visit, plan };
    const visits = visitSteps({ ...ofVisits, make: makeStep });
    const planning = planSteps(ofVisits);
    const ofFeedback = { make: makeOf, tables, sendMail, deliver, feedback };
    const openFeedback = feedbackOpening(ofFeedback);
    // What a customer suggests during a visit has an answer of its own.
    visits.recordOutcome.invokes(openFeedback);
    const ofSurveys = { make: makeOf, tables, sendMail, deliver, signalCase, acceptEvent, survey };
    const asking = surveyOpening(ofSurveys);
    // A system of the bank may want a customer asked.
    for (const intake of [acceptEvent, redrive]) intake.invokes(asking.openInvitation);
    const improving = improvementFunctions({ make: makeOf, tables, deliver, signalCase, improvement });
    const { openImprovement } = improving;
    const surveys = surveySteps(ofSurveys, {
      openInvitation: asking.openInvitation,
      openFeedback,
      openImprovement,
    });
    const campaigning = campaignSteps({
      make: makeOf,
      tables,
      deliver,
      signalCase,
      openInvitation: asking.openInvitation,
      openImprovement,
      campaign,
      drawKey: records.drawKey,
    });
    const replying = feedbackSteps(ofFeedback, openImprovement);
    const watchClusters = make('complaint/watch-clusters', {
      description: 'Counts complaints by code and branch, and has those improved that are no chance any more',
      async: true,
      timeout: 30,
    })
      .reads(tables.Cases)
      .reads(tables.Customers)
      .reads(tables.Policies)
      .writes(tables.Register)
      .invokes(openImprovement);
    const scoring = scoringFunctions({ make, tables, deliver, alert });
    const evaluating = evaluationFunctions({ make, tables, deliver }, evaluation);
    const ofAlerts = { make: makeOf, tables, sendMail, deliver, signalCase, acceptEvent };
    const alerts = churnSteps(ofAlerts, { openImprovement });
    const tellAlerts = churnHearing(ofAlerts);
    // Who is new, or of whom a date or a consent to greetings is, is planned at once.
    for (const learns of [importFile, acceptEvent, redrive]) learns.invokes(planning.planCustomers);

    const workflow = (ref: WorkflowRef, description: string, story: BankWorkflowProps['story']) =>
      new BankWorkflow(this, ref.name, {
        ref,
        description,
        story,
        keys,
        logRetentionDays: settings.logRetentionDays,
      });
    this.complaintHandling = workflow(
      machine,
      'A complaint, from the moment it arrives to its last record',
      (story) => complaintHandling(story, { ...steps, prepareTask, holdTask }),
    );
    this.workflows = [
      this.complaintHandling,
      workflow(watch, 'A statutory date, watched until the decision or the day itself', (story) =>
        deadlineWatch(story, { watchDeadline }),
      ),
      workflow(
        visit,
        'A follow-up visit, from the day for which it was planned to the plan of the next',
        (story) => followUpVisit(story, { ...visits, prepareTask, holdTask }),
      ),
      workflow(alert, 'An alert that a customer may leave, until it has its label', (story) =>
        // A wait is a wait: its function reads until when, and writes the row that a signal can end.
        churnResponse(story, { ...alerts, waitUntil: visits.waitForDay, prepareTask, holdTask }),
      ),
      workflow(
        survey,
        'One customer who is asked how satisfied they are, until somebody has put right what was wrong',
        (story) =>
          surveyInvitation(story, { ...surveys, waitUntil: visits.waitForDay, prepareTask, holdTask }),
      ),
      workflow(
        campaign,
        'A survey of many customers, from the draw of whom it asks to the report that everybody reads',
        (story) =>
          surveyCampaign(story, { ...campaigning, waitUntil: visits.waitForDay, prepareTask, holdTask }),
      ),
      workflow(
        letter,
        'A letter of a complaint that no mail could bring, until a person has told it',
        (story) => letterByHand(story, { takeUpLetter, prepareTask, holdTask }),
      ),
      workflow(feedback, 'Something that a customer said, until there is an answer to it', (story) =>
        feedbackReply(story, { ...replying, prepareTask, holdTask }),
      ),
      workflow(
        improvement,
        'Something that is made better, from why it is as it is to the data that say whether it worked',
        (story) =>
          improvementStory(story, { ...improving, waitUntil: visits.waitForDay, prepareTask, holdTask }),
      ),
      workflow(plan, 'The plan of a night: what is due is started', (story) => dailyPlan(story, planning)),
      workflow(
        evaluation,
        'What the alerts of a month have brought about, and other thresholds once they are approved',
        (story) => warningEvaluation(story, { ...evaluating, prepareTask, holdTask }),
      ),
    ];

    const openIncident = make('watch/open-incident', {
      description: 'Records an execution that failed all the same, and takes its open tasks back',
      async: true,
    })
      .writes(tables.Register)
      .writes(tables.Tasks, 'byCase')
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(deliver);
    const sweep = make('desk/sweep', {
      description: 'Sends what was left unsent, and acts on what cannot be sent',
      async: true,
      timeout: 120,
      // Two sweeps at a time would only send the same rows twice.
      reserved: 1,
    })
      .writes(tables.Outbox, 'pending')
      .writes(tables.Tasks, 'byCheckpoint', 'byAssignee', 'byReturn')
      .writesOnly(tables.Register)
      .reads(tables.Cases)
      .reads(tables.Customers)
      .writes(tables.Contacts)
      .reads(tables.Staff, 'byRole', 'byFirstDay')
      .reads(tables.Policies)
      .appends(tables.Audit)
      .invokes(sendMail, deliver, signalCase);
    const reconcile = make('watch/reconcile', {
      description: 'Holds open cases and tasks against what Step Functions says of their executions',
      async: true,
      timeout: 120,
      reserved: 1,
    })
      .writes(tables.Register)
      .writes(tables.Tasks, 'byCheckpoint', 'byCase')
      .reads(tables.Cases, 'byOpening')
      .reads(tables.Policies)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .starts(machine)
      .starts(visit)
      .starts(alert)
      .starts(survey)
      .starts(campaign)
      .starts(evaluation)
      .starts(improvement)
      .starts(feedback)
      .inspects(plan)
      .inspects(letter)
      .invokes(deliver);
    const releaseHolds = make('watch/release-holds', {
      description: 'Looks for what complaints keep back from customers although they are over',
      async: true,
      timeout: 300,
      reserved: 1,
    })
      .writes(tables.Customers, 'byWaiting')
      .reads(tables.Cases)
      .checks(tables.Cases)
      .appends(tables.Audit);
    const seedPolicies = make('watch/seed-policies', {
      description: 'Writes the versions of every policy that the table does not have yet',
      async: true,
      timeout: 60,
    }).writes(tables.Policies);

    this.rules = [
      new BankRule(this, 'FromBank', {
        description: 'Events of the bank, by the prefix of their source, whatever their type',
        bus,
        pattern: { source: Match.prefix(BANK) },
        target: acceptEvent,
        encryptionKey: operations,
      }),
      new BankRule(this, 'FilePut', {
        description: 'Files that were put into the bucket of imports',
        pattern: {
          source: ['aws.s3'],
          detailType: ['Object Created'],
          detail: { bucket: { name: [records.imports.bucketName] }, object: { key: [{ prefix: INCOMING }] } },
        },
        target: importFile,
        encryptionKey: operations,
      }),
      new BankRule(this, 'ComplaintsHeard', {
        description: 'Our own events about complaints, for the visits of their customers',
        bus,
        pattern: {
          source: [STEWARD],
          detailType: ['complaint.triaged', 'complaint.reopened', 'complaint.closed'],
        },
        target: planning.hearComplaint,
        encryptionKey: operations,
      }),
      new BankRule(this, 'ComplaintsHeardByAlerts', {
        description: 'Our own events about complaints, for the alerts of their customers',
        bus,
        pattern: {
          source: [STEWARD],
          detailType: ['complaint.received', 'complaint.reopened', 'complaint.closed'],
        },
        target: tellAlerts,
        encryptionKey: operations,
      }),
      new BankRule(this, 'TierChanged', {
        description: 'Our own word that a customer has another tier, for the visits that are planned by it',
        bus,
        pattern: { source: [STEWARD], detailType: ['customer.tier-changed'] },
        target: planning.planCustomers,
        encryptionKey: operations,
      }),
      new BankRule(this, 'ComplaintsCounted', {
        description: 'Our own events about complaints, for the clusters that they make',
        bus,
        pattern: { source: [STEWARD], detailType: ['complaint.triaged', 'complaint.closed'] },
        target: watchClusters,
        encryptionKey: operations,
      }),
      new BankRule(this, 'ReopenRequested', {
        description: 'Our own wish to have a closed complaint looked at once more',
        bus,
        pattern: { source: [STEWARD], detailType: ['complaint.reopen-requested'] },
        target: reopen,
        encryptionKey: operations,
      }),
      new BankRule(this, 'ContactFailed', {
        description: 'Our own word that no mail could bring a letter, for whoever tells it by hand',
        bus,
        pattern: {
          source: [STEWARD],
          detailType: ['contact.failed'],
          detail: { facts: { template: LetterTemplate.options } },
        },
        target: tellByHand,
        encryptionKey: operations,
      }),
      new BankRule(this, 'SurveysHeard', {
        description: 'Our own events after which a customer is asked, or is asked no more',
        bus,
        pattern: {
          source: [STEWARD],
          detailType: [
            'complaint.received',
            'complaint.reopened',
            'complaint.closed',
            'visit.completed',
            'churn.closed',
          ],
        },
        target: asking.hearForSurveys,
        encryptionKey: operations,
      }),
      new BankRule(this, 'SurveysRefused', {
        description: 'Our own word that a customer takes the consent to surveys back, for open invitations',
        bus,
        // A file of consents brings thousands of other words.
        pattern: {
          source: [STEWARD],
          detailType: ['consent.changed'],
          detail: { facts: { purpose: ['survey'], state: ['WITHDRAWN'] } },
        },
        target: asking.hearForSurveys,
        encryptionKey: operations,
      }),
      new BankRule(this, 'SurveyMailFailed', {
        description: 'Our own word that no mail could bring a survey, for its invitation',
        bus,
        pattern: {
          source: [STEWARD],
          detailType: ['contact.failed'],
          detail: { facts: { template: SurveyTemplate.options } },
        },
        target: asking.hearForSurveys,
        encryptionKey: operations,
      }),
      new BankRule(this, 'CampaignsHeard', {
        description: 'Our own word that a survey is over, for what is improved because of it',
        bus,
        pattern: { source: [STEWARD], detailType: ['survey.campaign-closed'] },
        target: improving.tellImprovements,
        encryptionKey: operations,
      }),
      new BankRule(this, 'CustomersHeard', {
        description: 'Our own events that say something of a customer, for their score',
        bus,
        pattern: heardOfCustomers,
        target: scoring.hearEvent,
        encryptionKey: operations,
      }),
      new BankRule(this, 'AbsenceChanged', {
        description: 'Our own word that somebody of the staff is away or has left, for what they have open',
        bus,
        pattern: { source: [STEWARD], detailType: ['staff.absence-changed', 'staff.left'] },
        target: moveTasks,
        encryptionKey: operations,
      }),
      new BankRule(this, 'ExecutionEnded', {
        description: 'Executions of our workflows that ended otherwise than in success',
        pattern: {
          source: ['aws.states'],
          detailType: ['Step Functions Execution Status Change'],
          detail: {
            status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
            stateMachineArn: [
              machine,
              watch,
              visit,
              alert,
              survey,
              campaign,
              plan,
              evaluation,
              improvement,
              letter,
              feedback,
            ].map(({ arn }) => arn),
          },
        },
        target: openIncident,
        encryptionKey: operations,
      }),
    ];

    const schedules = new BankSchedules(this, 'Schedules', { encryptionKey: operations });
    const interval = Duration.minutes(settings.sweepMinutes);
    schedules.add('Sweep', {
      description: 'Looks for what was left unsent',
      expression: `rate(${interval.toMinutes()} ${interval.toMinutes() === 1 ? 'minute' : 'minutes'})`,
      zone: settings.zone,
      target: sweep,
    });
    schedules.add('Reconcile', {
      description: 'Looks for cases and tasks whose execution has ended, or was never started',
      expression: 'rate(5 minutes)',
      zone: settings.zone,
      target: reconcile,
    });
    schedules.add('ReleaseHolds', {
      description: 'Looks for what complaints keep back from customers although they are over',
      expression: 'cron(45 0 * * ? *)',
      zone: settings.zone,
      target: releaseHolds,
    });
    schedules.add('GradeCustomers', {
      description: 'Grades the customers of whom something is new, before the visits of the day are planned',
      expression: 'cron(15 0 * * ? *)',
      zone: settings.zone,
      target: gradeCustomers,
    });
    schedules.add('ScoreCustomers', {
      description: 'Scores the customers of whom something is new or has been quiet for long',
      expression: 'cron(0 2 * * ? *)',
      zone: settings.zone,
      target: scoring.scoreCustomers,
    });
    schedules.add('EvaluateWarnings', {
      description: 'Evaluates the alerts of the latest month of which it is known what became of them',
      expression: 'cron(0 5 2 * ? *)',
      zone: settings.zone,
      target: evaluating.runEvaluation,
    });
    schedules.add('RunCampaigns', {
      description: 'Begins the survey campaigns that are due',
      expression: 'cron(0 8 * * ? *)',
      zone: settings.zone,
      target: campaigning.runCampaign,
    });
    schedules.add('RankAlerts', {
      description: 'Raises alerts that were held back, as far as managers have room',
      expression: 'cron(30 7 * * ? *)',
      zone: settings.zone,
      target: scoring.rankAlerts,
    });
    schedules.add('DailyPlan', {
      description: 'Starts the visits that are due',
      expression: 'cron(0 1 * * ? *)',
      zone: settings.zone,
      target: planning.runPlan,
    });
    schedules.add('SeedPolicies', {
      description: 'Sees to it that every policy has the versions that the code brings along',
      expression: 'cron(30 1 * * ? *)',
      zone: settings.zone,
      target: seedPolicies,
    });

    this.functions = functions;
    this.deadLetters = [
      undeliverable,
      schedules.deadLetters,
      ...this.rules.map((rule) => rule.deadLetters),
      ...functions.flatMap((made) => made.deadLetters ?? []),
    ];
  }
}
