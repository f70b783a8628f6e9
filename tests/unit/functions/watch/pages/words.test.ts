import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeName, codes } from '../../../../../functions/watch/pages/code-words.ts';
import { opsWords } from '../../../../../functions/watch/pages/ops-words.ts';
import { sceneName, scenes, ways } from '../../../../../functions/watch/pages/scene-words.ts';
import { statuses } from '../../../../../functions/watch/rules/filter.ts';
import { ContactChannel, ContactClass, ContactPurpose } from '../../../../../shared/contracts/codes.ts';
import { SignalKind } from '../../../../../shared/contracts/complaint.ts';
import { ContactRow, MailTemplate, OutboxMail, TaskRow } from '../../../../../shared/contracts/items.ts';
import { fold } from '../../../../../shared/picture/fold.ts';
import { drawnFolders } from '../../../../../workflows/kit/picture.ts';

const workflows = resolve(import.meta.dirname, '../../../../../workflows');
const sketches = drawnFolders(workflows).map((folder) =>
  fold(JSON.parse(readFileSync(join(workflows, folder, 'storyboard.asl.json'), 'utf8'))),
);
const titles = new Set(
  sketches.flatMap(({ figures, frames }) => [
    ...figures.map(({ title }) => title),
    ...frames.map(({ title }) => title.replace(/: for each, .*$/, '')),
  ]),
);

describe('in Chinese', () => {
  test('every scene of every storyboard has a name, and no name is left of a scene that is gone', () => {
    expect(readdirSync(workflows).length).toBeGreaterThan(0);
    const unnamed = [...titles].filter((title) => title !== '' && !(title in scenes) && !(title in ways));
    expect(unnamed).toEqual([]);
    expect(Object.keys(scenes).filter((scene) => !titles.has(scene))).toEqual([]);
  });

  test('every status, outcome and signal, every mail and contact and each state of theirs has a name', () => {
    const all = [
      ...statuses,
      ...SignalKind.options,
      ...TaskRow.shape.state.options,
      ...OutboxMail.shape.state.options,
      ...ContactRow.shape.state.options,
      ...ContactClass.options,
      ...ContactPurpose.options,
      ...ContactChannel.options,
      ...MailTemplate.options,
    ];
    expect([...new Set(all)].filter((code) => !(code in codes))).toEqual([]);
  });

  test('an item of a list keeps its number, and a frame says how many run at once', () => {
    expect(sceneName('Take up #2', 'zh-CN')).toBe(`${scenes['Take up']} #2`);
    expect(sceneName('Follow through: for each, 3 at once', 'zh-CN')).toBe('跟进落实：逐项进行，同时 3 项');
  });

  test('what nobody named keeps the name that it has', () => {
    expect([sceneName('way = RETRY', 'zh-CN'), codeName('NEW_CODE', 'zh-CN')]).toEqual([
      'way = RETRY',
      'NEW_CODE',
    ]);
  });
});

test('in English scenes are as they are written, and codes are words', () => {
  expect([sceneName('Take up #2', 'en'), codeName('RESOLVED_UPHELD', 'en')]).toEqual([
    'Take up #2',
    'Resolved upheld',
  ]);
});

test.each(['en', 'zh-CN'] as const)(
  'how long something took is told in %s to what matters of it',
  (language) => {
    const say = opsWords[language].duration;
    expect([say(5), say(119), say(121), say(2_879), say(2_880)]).toEqual(
      language === 'en'
        ? ['5 min', '119 min', '2 h', '47 h', '2 d']
        : ['5 分钟', '119 分钟', '2 小时', '47 小时', '2 天'],
    );
  },
);
