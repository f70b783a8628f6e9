/** Handler of `Load and lint`: what the campaign asks, by which policies, and whether it may be asked like that. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { incidentOf } from '../../shared/platform/incidents.ts';
import { step } from '../../shared/platform/step.ts';
import { type SurveyFlaw, surveyFlaws } from '../../shared/policy/survey-lint.ts';
import { campaignPolicyNames, termsOf } from './policies.ts';
import type { CampaignDesk } from './ports.ts';
import { answerOnce } from './statuses.ts';
import { reportingWiring } from './wiring.ts';

/** Whether the survey may be asked as it is written, and whether somebody has to approve its sample. */
export const Linted = z.strictObject({
  sound: z.enum(['YES', 'NO']),
  approval: z.enum(['NEEDED', 'NOT_NEEDED']),
  policies: z.record(z.string(), z.number().int().min(1)),
});
export type Linted = z.infer<typeof Linted>;

const ACTOR = 'lint-survey';

/** Most flaws that an audit record lists; their number is said besides. */
const MOST_LISTED = 10;

/** Keeps the versions of all policies, and opens an incident where the survey is not written as the policy `surveys` asks. */
export const lintSurvey = (desk: CampaignDesk) =>
  step(
    StepInput,
    Linted,
    async (input): Promise<Linted> => {
      const { answer } = await answerOnce<Linted>(desk, input, { from: ['OPENED'] }, async (head, at) => {
        const { caseId, campaign, definition } = head;
        const policies = await desk.policies.inForce(campaignPolicyNames);
        const terms = await termsOf(desk, { definition, policies });
        const { version, surveying } = terms;
        const { pack: surveys } = await desk.policies.read('surveys', version);
        const flaws = surveyFlaws(terms.definition, surveys.design);
        const sound = flaws.length === 0;
        const plan = surveying.campaigns.find(({ id }) => id === campaign);
        const incident = sound
          ? undefined
          : incidentOf(
              {
                of: { execution: input.execution },
                caseId,
                status: 'SURVEY_FLAWED',
                error: flaws[0] && named(flaws[0]),
              },
              at,
              ACTOR,
            );
        return {
          answer: {
            sound: sound ? 'YES' : 'NO',
            // One that operations hold on top of the policy's is not waved through.
            approval: plan?.approval ?? 'NEEDED',
            policies,
          },
          advance: {
            status: 'OPENED',
            set: { policies, version, ...(!sound && { cancelledFor: 'DEFINITION_FLAWED' }) },
            ...(incident !== undefined && { incident: incident.row }),
            deeds: [
              {
                actor: ACTOR,
                act: 'campaign.linted',
                facts: {
                  definition,
                  version,
                  flaws: flaws.length,
                  ...(!sound && { found: flaws.slice(0, MOST_LISTED).map(named).join(' ') }),
                },
              },
              ...(incident === undefined ? [] : [incident.deed]),
            ],
            outbox: incident?.outbox ?? [],
          },
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** A flaw as a code and where it is; the wording itself stands in the policy. */
const named = ({ code, question, language }: SurveyFlaw): string =>
  [code, question, language].filter((part) => part !== undefined).join('/');

/** What Lambda runs. */
export const handler = lintSurvey(reportingWiring());
