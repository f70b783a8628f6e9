/** The addresses of a customer's own pages: what each of them is about, without the customer's number. */
import { ContactChannel, ContactPurpose } from '../../../shared/contracts/codes.ts';
import { type LinkFields, signedPart } from './link.ts';

/** What a link opens: preferences, the end of one purpose by one channel, the reason of one contact, or one survey. */
export type OwnLink =
  | { readonly to: 'preferences'; readonly doorId: string }
  | {
      readonly to: 'unsubscribe';
      readonly doorId: string;
      readonly purpose: ContactPurpose;
      readonly channel: ContactChannel;
    }
  | { readonly to: 'contact'; readonly doorId: string; readonly contactId: string }
  /** `caseId` is that of the invitation. */
  | { readonly to: 'survey'; readonly doorId: string; readonly caseId: string };

const paths = { preferences: 'p', unsubscribe: 'u', contact: 'w', survey: 's' } as const satisfies Record<
  OwnLink['to'],
  string
>;

/**
 * What stands in the place of a task in a link. A task or a case has no id of this form, and the id is signed: so a link of
 * one kind never opens a page of another, although the same keys sign all.
 */
export function ownIdOf(link: OwnLink): string {
  switch (link.to) {
    case 'preferences':
      return link.doorId;
    case 'unsubscribe':
      return `${link.doorId}_${link.purpose}_${link.channel}`;
    case 'contact':
      return `${link.doorId}_${link.contactId}`;
    case 'survey':
      return `${link.doorId}_${link.caseId}`;
  }
}

const FORM = /^(P[0-9A-Z]{16})(?:_(N[0-9A-Z]{16})|_(S\d{8}-[0-9A-Z]{10})|_([a-z]+)_([a-z-]+))?$/;

/** Reads it; undefined where it is none of these. */
export function readOwnId(id: string): OwnLink | undefined {
  const parts = FORM.exec(id);
  if (parts === null) return undefined;
  const [, doorId = '', contactId, caseId, purposeText, channelText] = parts;
  if (contactId !== undefined) return { to: 'contact', doorId, contactId };
  if (caseId !== undefined) return { to: 'survey', doorId, caseId };
  if (purposeText === undefined) return { to: 'preferences', doorId };
  const purpose = ContactPurpose.safeParse(purposeText).data;
  const channel = ContactChannel.safeParse(channelText).data;
  if (purpose === undefined || channel === undefined) return undefined;
  return { to: 'unsubscribe', doorId, purpose, channel };
}

/** The last part of an address: what is signed, and the signature. */
export const ownSegment = (fields: LinkFields, mac: string): string => `${signedPart(fields)}.${mac}`;

/** The whole address. */
export const ownLinkOf = (base: string, to: OwnLink['to'], fields: LinkFields, mac: string): string =>
  `${base.replace(/\/+$/, '')}/${paths[to]}/${ownSegment(fields, mac)}`;

/** The address of preferences, from another of the customer's own pages. */
export const besideOwn = (fields: LinkFields, mac: string): string =>
  `../${paths.preferences}/${ownSegment(fields, mac)}`;
