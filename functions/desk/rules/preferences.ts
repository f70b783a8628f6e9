/** What a customer may choose, and what a posted form of preferences says. */
import { ContactChannel, ContactPurpose, Daypart } from '../../../shared/contracts/codes.ts';
import type { ConsentWord } from '../../../shared/contracts/contact.ts';

/** Purposes that need the customer's yes; the others are part of serving them. */
export const chosenPurposes = ContactPurpose.exclude(['service']).options;

/** What a customer has chosen. */
export interface Preferences {
  readonly words: readonly Pick<ConsentWord, 'purpose' | 'channel' | 'state'>[];
  readonly preferredChannel: ContactChannel | undefined;
  readonly preferredDaypart: Daypart | undefined;
}

/** Name of the field of a purpose and a channel. */
export const fieldOf = (purpose: ContactPurpose, channel: ContactChannel): string => `${purpose}.${channel}`;

/**
 * Reads a form: a box that is ticked is a yes, one that is not takes a yes back. Nothing is said of what was never a yes
 * and is not ticked. Undefined where a choice is none of ours.
 */
export function preferencesIn(
  form: Readonly<Record<string, string | undefined>>,
  given: (purpose: ContactPurpose, channel: ContactChannel) => boolean,
): Preferences | undefined {
  const preferredChannel = chosen(ContactChannel, form.preferredChannel);
  const preferredDaypart = chosen(Daypart, form.preferredDaypart);
  if (preferredChannel === 'wrong' || preferredDaypart === 'wrong') return undefined;
  const words = chosenPurposes.flatMap((purpose) =>
    ContactChannel.options.flatMap((channel): Preferences['words'] => {
      const ticked = form[fieldOf(purpose, channel)] === 'yes';
      if (ticked === given(purpose, channel)) return [];
      return [{ purpose, channel, state: ticked ? 'GIVEN' : 'WITHDRAWN' }];
    }),
  );
  return { words, preferredChannel, preferredDaypart };
}

function chosen<Choice extends string>(
  Schema: { safeParse(value: unknown): { data?: Choice | undefined } },
  text: string | undefined,
): Choice | undefined | 'wrong' {
  if (text === undefined || text === '') return undefined;
  return Schema.safeParse(text).data ?? 'wrong';
}
