/** Who provides what the pages of a survey need. */
import { clock } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { sendNow } from '../../shared/platform/outbox.ts';
import { Table } from '../../shared/platform/table.ts';
import { surveysPolicy } from '../../shared/policy/packs.ts';
import type { AnswerSurveyPorts } from './answer-survey.ts';
import { ownDoors } from './own-book.ts';
import { contactsOf, doorOf, ownShape } from './own-wiring.ts';
import { answerTaker, surveyBook } from './survey-book.ts';
import type { SurveyPorts } from './survey-visit.ts';

const shape = { ...ownShape, CASES_TABLE: Setting, ANSWERS_TABLE: Setting };

const more = { surveys: surveysPolicy };

const tablesOf = (env: { readonly CASES_TABLE: string; readonly ANSWERS_TABLE: string }) => ({
  cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
  answers: new Table(env.ANSWERS_TABLE, 'surveyId', 'answerKey'),
});

/** What `show-survey` needs: nothing with which a row could be changed. */
export function showSurveyWorld(): SurveyPorts {
  const env = environment(shape);
  const doors = ownDoors({ contacts: contactsOf(env) }, clock);
  return { ...doorOf(env, doors, more), surveys: surveyBook(tablesOf(env)) };
}

/** What `answer-survey` needs. */
export function answerSurveyWorld(): AnswerSurveyPorts {
  const env = environment({
    ...shape,
    AUDIT_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    SIGNAL_CASE_FUNCTION: Setting,
  });
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  const tables = { ...tablesOf(env), audit, outbox: new Table(env.OUTBOX_TABLE, 'outboxId') };
  const doors = ownDoors({ contacts: contactsOf(env), audit }, clock);
  return {
    ...doorOf(env, doors, more),
    surveys: surveyBook(tables),
    taker: answerTaker(tables, clock, (rows) => sendNow(rows, { signal: env.SIGNAL_CASE_FUNCTION })),
  };
}
