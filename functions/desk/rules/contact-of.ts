/** What a mail to a customer is to the contact arbiter. */
import type { ContactRequest } from '../../../shared/contracts/contact.ts';
import type { MailTemplate, OutboxMail } from '../../../shared/contracts/items.ts';

type Standing = Pick<ContactRequest, 'class' | 'purpose'>;

const law: Standing = { class: 'statutory-notice', purpose: 'service' };
const matter: Standing = { class: 'complaint-service', purpose: 'service' };

/** Templates that a customer may get; those of staff alone ask nobody. */
const standings: Readonly<Partial<Record<MailTemplate, Standing>>> = {
  acknowledgement: law,
  decision: law,
  extension: law,
  withdrawn: law,
  closing: law,
  quick: law,
  task: matter,
  reminder: matter,
  code: matter,
  feedback: matter,
  'facts-received': matter,
  // The customer has asked for it, and waits for the answer.
  'service-reply': matter,
  'visit-confirmation': { class: 'visit', purpose: 'service' },
  greeting: { class: 'greeting', purpose: 'care' },
  // The customer was told that they are heard; and a complaint that is opened again is one of the law's.
  'feedback-reply': matter,
  reopened: law,
  'outside-routes': law,
  'survey-invitation': { class: 'survey', purpose: 'survey' },
  'survey-reminder': { class: 'survey', purpose: 'survey' },
  'survey-thanks': { class: 'greeting', purpose: 'care' },
  'retention-care': { class: 'retention', purpose: 'care' },
};

/**
 * What the arbiter is asked about a mail. What the law wants told has the date that it tells of as its last moment; other
 * mails have none, for a late answer is better than no answer.
 */
export function contactOf({ template, to, facts }: OutboxMail): ContactRequest {
  const standing = standings[template];
  if (standing === undefined) throw new Error(`No customer gets a mail ${template}.`);
  const { dueAt, promisedAt, topic } = facts;
  const date = dueAt ?? promisedAt;
  return {
    customerId: to.id,
    channel: 'mail',
    ...standing,
    ...(standing === law && typeof date === 'string' && { mustBy: date }),
    ...(typeof topic === 'string' && { topic }),
  };
}

/** Mails that the customer did not have to get: they say how to have no more of them. */
export const isOptional = ({ template }: Pick<OutboxMail, 'template'>): boolean => {
  const { purpose = 'service' } = standings[template] ?? {};
  return purpose !== 'service';
};
