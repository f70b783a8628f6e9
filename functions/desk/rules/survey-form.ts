/** The form of a survey: names of its fields, and what was typed into them. */
import type { AnswerValues, SurveyDefinition } from '../../../shared/contracts/survey.ts';

/** Name of the field of a question: no question can have the name of a field that every form has. */
export const fieldOf = (questionId: string): string => `q.${questionId}`;

/** What was answered, as far as anything was; what is none of the choices stays as it was typed, and is found to be flawed. */
export function answersIn(
  { questions }: SurveyDefinition,
  form: Readonly<Record<string, string | undefined>>,
): AnswerValues {
  return Object.fromEntries(
    questions.flatMap(({ id, kind }) => {
      // Browsers send line breaks of a text area as CRLF; a script may not. The answer is the same.
      const typed = (form[fieldOf(id)] ?? '').toWellFormed().replace(/\r\n?/g, '\n').trim();
      if (typed === '') return [];
      const isNumber = (kind === 'RATING' || kind === 'NPS') && /^\d{1,2}$/.test(typed);
      return [[id, isNumber ? Number(typed) : typed] as const];
    }),
  );
}

/** Whether two answers say the same. */
export function sameAnswers(one: AnswerValues, other: AnswerValues): boolean {
  const questions = Object.keys(one);
  return questions.length === Object.keys(other).length && questions.every((id) => one[id] === other[id]);
}
