/** What was said on the telephone, as answers to the questions of a survey (R057, R246). */
import type { AnswerValues, Question, SurveyDefinition } from '../../../shared/contracts/survey.ts';
import type { Interview } from '../../../shared/contracts/survey-forms.ts';

/** Which field of the form holds the answer to a question. */
function fieldOf({ kind, dimension }: Question): keyof Interview | undefined {
  if (kind === 'TEXT') return 'text';
  switch (dimension) {
    case 'overall':
    case 'effort':
    case 'recommend':
    case 'resolved':
    case 'attitude':
    case 'efficiency':
    case 'quality':
    case 'price':
    case 'expectation':
      return dimension;
    case 'voice':
      return kind === 'YES_NO' ? 'wantsContact' : 'voice';
    default:
      return undefined;
  }
}

/** The answers of an interview to what the survey asks; what it does not ask is left out, like what was not answered. */
export function interviewValues(
  { questions }: Pick<SurveyDefinition, 'questions'>,
  interview: Interview,
): AnswerValues {
  return Object.fromEntries(
    questions.flatMap((question): [string, string | number][] => {
      const field = fieldOf(question);
      const said = field === undefined ? '' : interview[field];
      if (said === '') return [];
      const isNumber = question.kind === 'RATING' || question.kind === 'NPS';
      return [[question.id, isNumber ? Number(said) : said]];
    }),
  );
}
