/** An invitation to a survey, as the pages of its tasks tell it: when the customer was asked, and how satisfied they are. */
import type { Language } from '../../shared/contracts/codes.ts';
import type { InvitationHead } from '../../shared/contracts/survey.ts';
import { fileWords } from './pages/file-words.ts';
import type { FileEntry } from './rules/parts.ts';

/** Fields of the form of an interview, whose words say what a score is about. */
type InterviewFields = Readonly<Record<string, string | number>>;

/** Asked, and answered once that was by name; `saidIn` gives the scores in the words of the form of an interview. */
export function invitationEntries(
  { openedAt, invitedAt = openedAt, participatedAt, scores }: InvitationHead,
  saidIn: (given: InterviewFields) => FileEntry['said'],
  language: Language,
): (FileEntry & { readonly at: string })[] {
  const say = fileWords[language];
  const asked = { at: invitedAt, what: say.surveyAsked, said: [] };
  if (participatedAt === undefined || scores === undefined) return [asked];
  const { csat, ces, nps, resolved, wantsContact } = scores;
  const given = { overall: csat, effort: ces, recommend: nps, resolved, wantsContact };
  const known = Object.entries(given).flatMap(([field, score]): [string, string | number][] =>
    score === undefined ? [] : [[field, score]],
  );
  return [asked, { at: participatedAt, what: say.surveyAnswered, said: saidIn(Object.fromEntries(known)) }];
}
