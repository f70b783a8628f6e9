/** Learners: the ways in which a model can be made. */
import type { TrainedCard } from '../../../shared/contracts/churn-model.ts';
import type { Learner } from './learning.ts';
import { scorecard } from './scorecard.ts';
import { stumps } from './stumps.ts';
import { tree } from './tree.ts';

/** How a model is trained. */
export type Way = TrainedCard['how'];

/** All learners, by the name that the command line has for them. */
export const learners: Readonly<Record<Way, Learner>> = { scorecard, stumps, tree };
