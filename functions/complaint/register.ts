/** Handler of `Register`: the first step of a complaint. */
import * as z from 'zod';
import { Id, Instant, Line, Tier } from '../../shared/contracts/codes.ts';
import { Emotion, FeedbackClass, Severity, TaxonomyCode } from '../../shared/contracts/complaint.ts';
import type { CaseHead, CustomerProfile } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf, eventsOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import { receiptOf, termOf } from '../../shared/policy/term.ts';
import { complaintPolicyNames } from './policies.ts';
import type { ComplaintDesk } from './ports.ts';
import { holdOf, openStatuses } from './statuses.ts';
import { lawOf, noteOf, recusedBy, recusedIn } from './terms.ts';
import { complaintWiring } from './wiring.ts';

/** What the story knows of a case from here on. */
export const Registered = z.strictObject({
  customerId: Id,
  tier: Tier,
  line: Line,
  ownerId: Id.optional(),
  /** Staff who must not act on the case. */
  recused: z.array(Id),
  policies: z.record(z.string(), z.number().int().min(1)),
  /** Of a case that was opened again: what was found about it before, and until when it must be decided. */
  again: z.literal('YES').optional(),
  class: FeedbackClass.optional(),
  severity: Severity.optional(),
  emotion: Emotion.optional(),
  vulnerable: z.enum(['YES', 'NO']).optional(),
  regulatorReferred: z.enum(['YES', 'NO']).optional(),
  business: TaxonomyCode.optional(),
  cause: TaxonomyCode.optional(),
  dueAt: Instant.optional(),
});
export type Registered = z.infer<typeof Registered>;

/** Grades the case, finds its owner and its statutory date, and keeps the versions of the policies it starts with. */
export const register = (desk: ComplaintDesk) =>
  step(
    StepInput,
    Registered,
    async (input): Promise<Registered> => {
      const { caseId } = input.case;
      const note = await noteOf(desk, caseId);
      const recused = await recusedBy(desk, note);
      const head = await advanceOnce(
        desk,
        caseId,
        { from: ['RECEIVED'], past: [...openStatuses.slice(1), 'CLOSED'] },
        async (head, at) => {
          const customer = await customerOf(desk, head);
          const policies = await desk.policies.inForce(complaintPolicyNames);
          const { pack, calendar } = await lawOf(desk, policies);
          // New facts that came before this step have moved the beginning of the term already.
          const termFrom =
            head.termFrom ?? receiptOf({ submittedAt: note.submittedAt, openedAt: head.openedAt });
          const { dueAt } = termOf({ startsAt: termFrom, extensions: [] }, pack, calendar);
          const { tier } = customer;
          const line = lineOf(customer);
          return {
            status: 'REGISTERED',
            set: { tier, termFrom, dueAt, policies, ownerId: await ownerOf(desk, customer, recused) },
            // How grave it is, nobody knows yet.
            hold: holdOf(head),
            deed: { actor: 'register', act: 'case.registered', facts: { tier, line, dueAt } },
            outbox: eventsOf(input, head, at, { channel: note.channel, tier, line, dueAt }),
          };
        },
      );
      const customer = await customerOf(desk, head);
      return {
        customerId: head.customerId,
        // A case keeps the tier it started with; a step that is tried again answers what the row says.
        tier: head.tier ?? customer.tier,
        line: lineOf({ type: customer.type, tier: head.tier ?? customer.tier }),
        ...(head.ownerId === undefined ? {} : { ownerId: head.ownerId }),
        recused: await recusedIn(desk, head, note),
        policies: head.policies ?? {},
        ...(head.round > 1 && { again: 'YES', ...knownOf(head) }),
      };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What the rounds before have found, as the story carries it on. */
function knownOf(head: CaseHead) {
  const { class: kind, severity, emotion, vulnerable, regulatorReferred, business, cause, dueAt } = head;
  return { class: kind, severity, emotion, vulnerable, regulatorReferred, business, cause, dueAt };
}

/** The dedicated manager, if there is one who still works here (R273) and has no part in the matter. */
async function ownerOf(
  { staff }: ComplaintDesk,
  { managerId }: CustomerProfile,
  recused: readonly string[],
): Promise<string | undefined> {
  if (managerId === undefined || recused.includes(managerId)) return undefined;
  return (await staff.find(managerId))?.active === true ? managerId : undefined;
}

export const handler = register(complaintWiring());
