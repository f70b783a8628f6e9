/** Handler of `Launch` and `Launch more`: has one batch of those who were drawn asked, each at their time. */
import * as z from 'zod';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import type { CampaignHead, CampaignMember } from '../../shared/contracts/survey.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { inParallel } from '../../shared/platform/parallel.ts';
import { step } from '../../shared/platform/step.ts';
import { termsOf } from './policies.ts';
import type { InvitingDesk } from './ports.ts';
import { askAtOf, type Place } from './rules/calendar.ts';
import { answerOnce, sampleDrawn } from './statuses.ts';
import { invitingWiring } from './wiring.ts';

/** Where the next batch begins, END after the last; and until when the campaign waits then. */
export const Batch = z.strictObject({ launchCursor: z.string(), until: Instant });
export type Batch = z.infer<typeof Batch>;

/** Invitations that are opened at a time. */
const AT_ONCE = 20;

/** Invitations that are opened within a second: a third of the starts that Step Functions takes, for others start as well. */
const A_SECOND = 100;

const DAY = 86_400_000;

/** Asks one batch; the place from which it goes on is kept with the campaign, and a batch that is tried again asks the same. */
export const inviteMembers = (desk: InvitingDesk) =>
  step(
    StepInput,
    Batch,
    async (input): Promise<Batch> => {
      const { answer } = await answerOnce<Batch>(
        desk,
        input,
        { from: ['DRAWN', 'LAUNCHED'] },
        async (head) => {
          const { surveying, workingTime, version } = await termsOf(desk, head);
          const drawn = await sampleDrawn(desk, head);
          const before = head.launched ?? 0;
          const batch = drawn.slice(before, before + surveying.batch.size);
          // The moment at which the state was entered: a retry of the first batch asks at the same times.
          const span = head.launchedAt === undefined ? await spanFrom(desk, head, input.entered) : head;
          const { launchedAt = input.entered, halfAt = input.entered, endsAt = input.entered } = span;
          const asked = batch.map((member, at) => ({
            ...member,
            askAt:
              member.askAt ??
              askAtOf(placeOf(before + at, { ...head, launchedAt, halfAt }), surveying.batch, workingTime),
          }));
          await invite(desk, head, version, asked);
          const launched = before + batch.length;
          const first = head.launchedAt === undefined;
          return {
            answer: {
              launchCursor: launched < drawn.length ? String(launched) : 'END',
              until: head.toppedUp === undefined ? halfAt : endsAt,
            },
            advance: {
              status: 'LAUNCHED',
              set: { launched, launchedAt, halfAt, endsAt, ...(first && approverIn(input)) },
              deeds: first
                ? [
                    {
                      actor: 'invite-members',
                      act: 'campaign.launched',
                      facts: { members: drawn.length, version, endsAt },
                    },
                  ]
                : [],
              outbox: [],
            },
          };
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** When a campaign that is launched at a moment is half over, and when it is over. */
async function spanFrom(
  { policies }: Pick<InvitingDesk, 'policies'>,
  { campaign, policies: kept = {} }: CampaignHead,
  launchedAt: string,
): Promise<Required<Pick<CampaignHead, 'launchedAt' | 'halfAt' | 'endsAt'>>> {
  const { pack } = await policies.read('surveying', kept.surveying);
  const days = pack.campaigns.find(({ id }) => id === campaign)?.days ?? pack.endAfterDays;
  const after = (share: number): string => instantOf(new Date(Date.parse(launchedAt) + days * DAY * share));
  return { launchedAt, halfAt: after(0.5), endsAt: after(1) };
}

/** Where somebody stands among those who are asked together: the sample first, and from half-time on those who were added. */
function placeOf(
  at: number,
  {
    members = 0,
    toppedUp = 0,
    launchedAt,
    halfAt,
  }: Pick<CampaignHead, 'members' | 'toppedUp'> & { readonly launchedAt: string; readonly halfAt: string },
): Place {
  const sampled = members - toppedUp;
  return at < sampled ? { place: at, since: launchedAt } : { place: at - sampled, since: halfAt };
}

/** Who approved it, where somebody had to. */
function approverIn(input: StepInput): Pick<CampaignHead, 'approverId'> {
  const { approverId } = storyOf(input, z.object({ approverId: Id.optional() }));
  return approverId === undefined ? {} : { approverId };
}

/** Writes down when each is asked, and only then has them asked: whoever is asked again is asked for the same time. */
async function invite(
  { cases, invitations, clock }: InvitingDesk,
  { caseId, definition, naming }: CampaignHead,
  version: number,
  asked: readonly (CampaignMember & { readonly askAt: string })[],
): Promise<void> {
  await cases.writeMembers(asked);
  for (let at = 0; at < asked.length; at += A_SECOND) {
    if (at > 0) await clock.pause(1_000);
    await inParallel(asked.slice(at, at + A_SECOND), AT_ONCE, ({ customerId, askAt }) =>
      invitations.open({
        v: 1,
        customerId,
        definition,
        naming,
        cause: 'CAMPAIGN',
        causeId: caseId,
        askAt,
        version,
      }),
    );
  }
}

/** What Lambda runs. */
export const handler = inviteMembers(invitingWiring());
