/** Which alerts are only watched: a chance that is the same however often it is drawn, and never for some customers. */
import type { Arm, Band } from '../../../shared/contracts/churn.ts';
import type { Tier } from '../../../shared/contracts/codes.ts';
import type { Playbooks } from '../../../shared/policy/playbooks.ts';

/** What the arm of an alert depends on. */
export interface Drawing {
  readonly band: Band;
  readonly tier: Tier;
  /** Somebody who needs special care, by their own complaint, by age, or because nobody else looks after them. */
  readonly vulnerable: boolean;
  /** Whether a complaint was open within the days of the policy. */
  readonly complained: boolean;
  /** 0 up to 1, of customer and experiment. */
  readonly chance: number;
}

/** The arm, and why it is this one, as a code (R199). */
export function armOf(
  { band, tier, vulnerable, complained, chance }: Drawing,
  { control: { share, bands } }: Playbooks,
): { readonly arm: Arm; readonly why: string } {
  const treat = (why: string) => ({ arm: 'TREAT' as const, why });
  if (band === 'high' && tier === 'vip') return treat('vip-high');
  if (!bands.includes(band)) return treat(`band-${band}`);
  if (vulnerable) return treat('vulnerable');
  if (complained) return treat('complained');
  // Whom nobody could have left alone says nothing of the effect of acting.
  if (share === 0) return treat('no-control');
  return chance < share ? { arm: 'CONTROL', why: 'drawn' } : treat('drawn');
}
