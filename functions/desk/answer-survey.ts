/** Takes what a customer answers to a survey: kept on the way, or submitted once. */
import type { AnswerValues, SurveyAnswer } from '../../shared/contracts/survey.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { isFromOurSite } from '../../shared/platform/browser.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { type PageReply, page } from '../../shared/platform/page.ts';
import { answerFlaws, contactQuestionOf, scoresOf } from '../../shared/policy/survey-answers.ts';
import { written } from './code-gate.ts';
import type { OwnDoors } from './own-book.ts';
import { isFromOurOwnForm } from './own-door.ts';
import { ownTriesLeft } from './own-tries.ts';
import { codeTyped } from './rules/answer.ts';
import { answersIn, sameAnswers } from './rules/survey-form.ts';
import { ACTOR, type AnswerTaker, type Taking } from './survey-book.ts';
import {
  enterSurvey,
  type SurveyPorts,
  type SurveyVisit,
  surveyNotice,
  surveyReply,
  visitOf,
} from './survey-visit.ts';
import { answerSurveyWorld } from './survey-wiring.ts';

/** What this function needs of the world. */
export interface AnswerSurveyPorts extends SurveyPorts {
  readonly ownDoors: OwnDoors;
  readonly taker: AnswerTaker;
}

/** Times the invitation is looked at anew because it moved between reading and writing. */
const MOST_LOOKS = 5;

/** POST of the link of a survey: out of our own form, with the code that only the mail holds. */
export const answerSurvey = (ports: AnswerSurveyPorts) =>
  page(
    async (request): Promise<PageReply> => {
      let visit = await enterSurvey(ports, request);
      if ('shut' in visit) return visit.shut;
      if (visit.standing === 'over') return surveyNotice(visit, 410, 'over');
      const { own, definition } = visit;
      const values = answersIn(definition, request.form);
      const again = (
        its: SurveyVisit,
        status: number,
        mending: NonNullable<Parameters<typeof surveyReply>[4]>['mending'] & object,
      ) => surveyReply(ports, request, its, status, { mending, typed: values });
      if (!isFromOurOwnForm(request, own)) {
        if (isFromOurSite(request) && visit.standing === 'open')
          return again(visit, 403, { submitAgain: true });
        return surveyNotice(visit, 403, 'notFromThisPage', own.segment);
      }
      const act = request.form.act === 'keep' ? 'keep' : 'submit';
      const flaws = answerFlaws(definition, values, act === 'keep' ? 'partial' : 'whole');
      const code = codeTyped(request.form.code);
      if (visit.standing === 'open' && (code === undefined || Object.keys(flaws).length > 0))
        return again(visit, 422, { flaws, ...(code === undefined && { code: 'form' as const }) });
      const left = code === undefined ? 0 : await ownTriesLeft(ports, own, code, ACTOR);
      if (left !== 'right')
        return visit.standing === 'open'
          ? again(visit, 422, { code: left })
          : surveyNotice(visit, 409, 'answeredBefore');
      for (let look = 0; look < MOST_LOOKS; look++) {
        const { standing, kept } = visit;
        if (standing === 'over') return surveyNotice(visit, 410, 'over');
        if (standing === 'answered')
          return act === 'submit' && kept !== undefined && sameAnswers(kept.values, values)
            ? surveyNotice(visit, 200, 'thanks')
            : surveyNotice(visit, 409, 'answeredBefore');
        const taking = takingOf(visit, act, values, instantOf(ports.clock.now()));
        if (await written(() => ports.taker.take(taking)))
          return act === 'submit'
            ? surveyNotice(visit, 200, 'thanks')
            : surveyReply(ports, request, visit, 200, { saved: true, typed: values });
        visit = await visitOf(ports, own);
      }
      throw new PageRefused(503, 'BUSY');
    },
    { name: ACTOR },
  );

/** Whoever asks to be contacted gives their name, and the page has said so. */
function takingOf(
  { head, definition, version, answerKey, kept }: SurveyVisit,
  act: Taking['act'],
  values: AnswerValues,
  at: string,
): Taking {
  const question = contactQuestionOf(definition);
  const givesName = act === 'submit' && question !== undefined && values[question.id] === 'YES';
  const named = head.naming === 'NAMED' || givesName;
  const { surveyId, caseId } = head;
  const answer: SurveyAnswer = {
    surveyId,
    answerKey: named ? caseId : answerKey,
    v: 1,
    state: act === 'submit' ? 'SUBMITTED' : 'PARTIAL',
    definition: definition.id,
    version,
    values,
    mode: 'WEB',
    ...(named && { by: byOf(head, at) }),
  };
  const before = named && head.naming === 'ANONYMOUS' ? kept : undefined;
  return { head, act, answer, scores: scoresOf(definition, values), before, at };
}

function byOf(
  { caseId, customerId, tier, stage, branch, managerId, ratedId }: SurveyVisit['head'],
  at: string,
): NonNullable<SurveyAnswer['by']> {
  if (tier === undefined || stage === undefined || branch === undefined)
    throw new Error(
      `The invitation ${caseId} must have tier, stage and branch of its customer from its opening on.`,
    );
  return { caseId, customerId, at, tier, stage, branch, managerId, ratedId };
}

/** What Lambda runs. */
export const handler = answerSurvey(answerSurveyWorld());
