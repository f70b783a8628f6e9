/** The functions of survey campaigns; stack `care` makes them beside those of invitations and improvements. */
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { BankFunction, BankFunctionProps } from '../constructs/bank-function.ts';
import type { BankTable } from '../constructs/bank-table.ts';
import type { WorkflowRef } from '../constructs/bank-workflow.ts';
import type { TableName } from './tables.ts';

/** What they are made with. */
export interface CampaignProps {
  readonly make: (entry: string, its: Omit<BankFunctionProps, 'workshop'>) => BankFunction;
  readonly tables: Readonly<Record<TableName, BankTable>>;
  /** Who sends events, who brings signals, who has a customer asked, and who has something improved. */
  readonly deliver: BankFunction;
  readonly signalCase: BankFunction;
  readonly openInvitation: BankFunction;
  readonly openImprovement: BankFunction;
  readonly campaign: WorkflowRef;
  /** The key that the seeds of draws follow from. */
  readonly drawKey: ISecret;
}

/** What a step of a campaign may do beside what all of them may. */
interface May {
  /** Walks over all customers. */
  readonly draws?: true;
  /** Opens an entry and reads what was found; or only opens one. */
  readonly register?: 'writes' | 'writesOnly';
  readonly indexes?: readonly string[];
  /** Seconds; 60 unless said otherwise. */
  readonly timeout?: number;
}

/** The functions that play in a campaign, and the one that begins it. */
export function campaignSteps({
  make,
  tables,
  deliver,
  signalCase,
  openInvitation,
  openImprovement,
  campaign,
  drawKey,
}: CampaignProps) {
  const step = (entry: string, description: string, may: May = {}): BankFunction => {
    const { draws, register, indexes = [], timeout = 60 } = may;
    const made = make(`campaign/${entry}`, { description, timeout })
      .writes(tables.Cases, ...indexes)
      .writes(tables.Tasks, 'byCase')
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .invokes(deliver);
    if (draws) made.reads(tables.Customers, 'byTier');
    if (register) made[register](tables.Register);
    return made;
  };
  /** Long enough for a walk over some million customers. */
  const draws = { draws: true, timeout: 600 } as const;
  const runCampaign = make('campaign/run-campaign', {
    description: 'Begins the campaigns that are due; operations hold one now, or end one',
    async: true,
    timeout: 60,
  })
    .writes(tables.Cases)
    .writesOnly(tables.Outbox)
    .appends(tables.Audit)
    .reads(tables.Policies)
    .opens(drawKey, 'DRAW_KEY_SECRET')
    .invokes(deliver, signalCase)
    .starts(campaign);
  return {
    lintSurvey: step('lint-survey', 'Says whether a survey is written as it has to be', {
      register: 'writesOnly',
    }),
    drawSample: step('draw-sample', 'Draws whom a campaign asks, by lots that nobody chooses', draws),
    inviteMembers: step('invite-members', 'Has a batch of those who were drawn asked', {
      timeout: 120,
    }).invokes(openInvitation),
    weighResponse: step('weigh-response', 'Asks more customers where few have answered by half-time', draws),
    endInvitations: step('end-invitations', 'Ends the invitations that nobody has answered', {
      timeout: 120,
    }).invokes(signalCase),
    evaluateCampaign: step('evaluate-campaign', 'Says what a campaign found, and has weak drivers improved', {
      register: 'writes',
      indexes: ['byKind'],
      timeout: 300,
    })
      .reads(tables.Answers)
      .invokes(openImprovement),
    answerVoices: step('answer-voices', 'Keeps the answers to what was written without a name', {
      register: 'writesOnly',
    }),
    closeCampaign: step('close-campaign', 'Closes a campaign, and publishes what it found', {
      register: 'writes',
    }),
    runCampaign,
  };
}
