/** Invitations to surveys on the bench, and the mails that bring them. */
import type { Mail } from '../../../../infra/local/mail/mail.ts';
import type { MailTemplate } from '../../../../shared/contracts/items.ts';
import { InvitationHead } from '../../../../shared/contracts/survey.ts';
import { outboxMail } from '../../../../shared/platform/outbox.ts';
import { type Bench, MONDAY } from './bench.ts';

/** Under which the answers of the tests are kept. */
export const SURVEY = 'relationship-2026-03';

/** An invitation that is out, as its workflow has it. */
export const invitation = (its: Partial<InvitationHead> & { caseId: string }): InvitationHead =>
  InvitationHead.parse({
    sk: 'HEAD',
    v: 1,
    kind: 'survey',
    customerId: 'C1',
    status: 'INVITED',
    tier: 'mass',
    stage: 'mature',
    branch: 'B1',
    round: 1,
    openedAt: new Date(MONDAY).toISOString(),
    execution: `arn:aws:states:us-east-1:000000000000:execution:SurveyInvitation:survey-${its.caseId}-r1`,
    surveyId: SURVEY,
    definition: 'relationship',
    version: 1,
    about: 'relationship',
    naming: 'NAMED',
    cause: 'CAMPAIGN',
    causeId: SURVEY,
    askAt: new Date(MONDAY).toISOString(),
    invitedAt: new Date(MONDAY).toISOString(),
    expiresAt: new Date(MONDAY + 14 * 86_400_000).toISOString(),
    ...its,
  } satisfies Record<string, unknown>);

/** Has the mail of an invitation sent; gives it with the way to the survey that it prints. */
export async function surveyMail(
  bench: Bench,
  caseId: string,
  template: MailTemplate = 'survey-invitation',
  customerId = 'C1',
): Promise<{ readonly mail: Mail; readonly segment: string; readonly code: string }> {
  const consent = { purpose: 'survey', channel: 'mail', state: 'GIVEN', at: '2026-01-05T02:00:00.000Z' };
  await bench.put('Customers', { customerId, sk: 'CONSENT#survey#mail', v: 1, ...consent, from: 'bank' });
  const row = outboxMail({
    cause: [caseId, template],
    at: new Date().toISOString(),
    template,
    to: { kind: 'customer', id: customerId },
    caseId,
    facts: { topic: template === 'survey-reminder' ? 'reminder' : 'relationship' },
  });
  await bench.put('Outbox', row);
  const before = bench.mails.length;
  await bench.fresh().mail({ outboxIds: [row.outboxId] });
  const mail = bench.mails[before];
  if (mail === undefined) throw new Error('No mail was sent.');
  const segment = /https:\/\/care\.bank\.example\/s\/(\S+)/.exec(mail.text ?? '')?.[1] ?? '';
  const code = /Six digits: (\d{6})|六位数字：(\d{6})/.exec(mail.text ?? '');
  return { mail, segment, code: code?.[1] ?? code?.[2] ?? '' };
}
