/** Handler of GET /staff/letter/{caseId}/{number}: a letter to be printed, for customers whom no mail reaches. */
import * as z from 'zod';
import { Id, type Language } from '../../shared/contracts/codes.ts';
import type { CaseLetter } from '../../shared/contracts/complaint.ts';
import type { AnyHead, CaseHead, CustomerProfile } from '../../shared/contracts/items.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import { page } from '../../shared/platform/page.ts';
import { whyThisDate } from '../../shared/policy/explain.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import { promisedTermOf } from '../../shared/policy/term.ts';
import { showLetterWorld } from './customer-wiring.ts';
import { type LetterBody, letterPage } from './pages/letter-page.ts';
import type { PolicyReader } from './ports.ts';
import { teams } from './teams.ts';
import { type BankNames, momentOf } from './words.ts';

/** What this function needs of the world. */
export interface ShowLetterPorts {
  readonly letters: {
    head(caseId: string): Promise<AnyHead | undefined>;
    customer(customerId: string): Promise<CustomerProfile | undefined>;
    letter(caseId: string, number: number): Promise<CaseLetter | undefined>;
    /** Writes down that somebody sees a letter. */
    shown(deed: Deed): Promise<void>;
  };
  readonly policies: PolicyReader;
  readonly house: { readonly bank: BankNames };
}

/** Which letter: 0 is the acknowledgement, the others have the number under which they were sealed. */
const Asked = z.object({ caseId: Id, number: z.coerce.number().int().min(0).max(9_999) });

const ACTOR = 'show-letter';

/** What is shown of the customer, as the audit names it. */
const FIELDS = 'name text';

/** Longest name of a caller that is written down, from its end, in characters. */
const LONGEST_CALLER = 200;

/** Shows a letter in the customer's language, once it is written down who sees it; changes nothing but that. */
export const showLetter = ({ letters, policies, house }: ShowLetterPorts) =>
  page(
    async ({ params, caller, language: staff, nonce }) => {
      const asked = Asked.safeParse(params);
      const head = asked.success ? await letters.head(asked.data.caseId) : undefined;
      if (!asked.success || head === undefined) throw new PageRefused(404, 'NOT_FOUND');
      const { caseId, number } = asked.data;
      const letter = number === 0 ? undefined : await letters.letter(caseId, number);
      // Only complaints are acknowledged.
      if (letter === undefined && (number > 0 || head.kind !== 'complaint'))
        throw new PageRefused(404, 'NOT_FOUND');
      // API Gateway names whoever signed; without a name there is nobody to write down, so nothing is shown.
      if (caller === undefined) throw new PageRefused(403, 'NOBODY_ASKS');
      await letters.shown({
        entityId: caseId,
        actor: ACTOR,
        act: 'customer.letter-shown',
        facts: { letter: number, by: caller.slice(-LONGEST_CALLER), fields: FIELDS },
      });
      const customer = await letters.customer(head.customerId);
      if (customer === undefined) throw new Error(`The customer of case ${caseId} is gone.`);
      const { customerId, name, zone } = customer;
      const language = letter?.language ?? customer.language;
      const promised = head.dueAt === undefined ? undefined : momentOf(head.dueAt, language, zone);
      const team = teams[language][lineOf(customer)];
      const why =
        letter === undefined && head.kind === 'complaint' ? await whyPromised(policies, head, language) : [];
      const body: LetterBody = letter ?? { kind: 'acknowledgement', team, promised, why };
      const at = letter?.sealedAt ?? head.openedAt;
      const html = letterPage(
        { language, zone, bank: house.bank, nonce },
        { caseId, customerId, name, at, staff },
        body,
      );
      return { status: 200, html };
    },
    { name: ACTOR },
  );

/** Why there is an answer by the date that the acknowledgement promises; nothing where that was extended since. */
async function whyPromised(
  policies: PolicyReader,
  { openedAt, termFrom, dueAt, policies: versions }: CaseHead,
  language: Language,
): Promise<string[]> {
  if (dueAt === undefined) return [];
  const { pack } = await policies.read('complaint-pack', versions?.['complaint-pack']);
  const { pack: calendar } = await policies.read('working-time', versions?.['working-time']);
  const promised = promisedTermOf({ openedAt, termFrom, dueAt }, pack, calendar);
  return promised === undefined ? [] : whyThisDate(promised.trace, language);
}

/** What Lambda runs. */
export const handler = showLetter(showLetterWorld());
