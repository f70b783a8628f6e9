/** What became of the tasks of a case on their way, as its pages tell it: acknowledged, reminded, passed up, passed on. */
import type { Language } from '../../shared/contracts/codes.ts';
import type { AuditRecord, TaskRow } from '../../shared/contracts/items.ts';
import { isForm } from './pages/fields.ts';
import { historyWords } from './pages/history-words.ts';
import { titles } from './pages/titles.ts';
import { isOfCustomer } from './rules/holder.ts';

/** Something that happened on the way, with the ids of staff who are still to be named. */
export interface OnTheWay {
  readonly at: string;
  readonly what: string;
  /** Who did it, where it was somebody of the bank by their own hand. */
  readonly by?: string;
  readonly said: readonly { readonly label: string; readonly staffId?: string; readonly text?: string }[];
}

/** What the records and the rows of the tasks tell, in no order. */
export function onTheWay(
  deeds: readonly AuditRecord[],
  tasks: readonly TaskRow[],
  language: Language,
): readonly OnTheWay[] {
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  return [
    ...deeds.flatMap((deed) => toldOf(deed, byId.get(String(deed.facts.taskId)), language)),
    ...tasks.flatMap((task) => passingsOf(task, language)),
  ];
}

function toldOf({ at, act, facts }: AuditRecord, task: TaskRow | undefined, language: Language): OnTheWay[] {
  const say = historyWords[language];
  if (act === 'case.acknowledged') {
    return [{ at, what: say.acknowledged[facts.by === 'mail' ? 'mail' : 'nobody'], said: [] }];
  }
  const title = task && titleOf(task, language);
  if (task === undefined || title === undefined) return [];
  const person = (label: string, id: AuditRecord['facts'][string] | undefined) => ({
    label,
    ...(isOfCustomer(task) ? { text: say.theCustomer } : { staffId: String(id) }),
  });
  switch (act) {
    case 'task.reminded':
      return [{ at, what: say.reminded(title), said: [person(say.remindedWho, facts.to)] }];
    case 'task.escalated':
      return [
        {
          at,
          what: say.escalated(title, facts.reason === 'mail-refused' ? 'mail-refused' : 'not-answered'),
          said: [person(say.before, facts.from), person(say.nowWith, facts.to)],
        },
      ];
    case 'task.expired':
      return [{ at, what: isOfCustomer(task) ? say.silent : say.expired(title), said: [] }];
    default:
      return [];
  }
}

/** How a task went from hand to hand other than upwards; whoever did it themselves said why. */
function passingsOf(task: TaskRow, language: Language): OnTheWay[] {
  const say = historyWords[language];
  const title = titleOf(task, language);
  if (title === undefined) return [];
  return (task.passed ?? []).map(({ at, way, by, to, reason }) => {
    const now = { label: say.nowWith, staffId: to };
    const what = `${say.passed[way]}: ${title}`;
    return reason === undefined
      ? { at, what, said: [{ label: say.before, staffId: by }, now] }
      : { at, what, by, said: [now, { label: say.reason, text: reason }] };
  });
}

/** What a task is called; undefined for a wait, which nobody holds. */
const titleOf = ({ form }: TaskRow, language: Language): string | undefined =>
  isForm(form) ? titles[language][form] : undefined;
