import { expect, test } from 'vitest';
import { readFlags } from '../../../../../infra/local/flags.ts';
import { chronicle, type Wanted } from '../../../../../infra/local/story/chronicle.ts';
import { eventWords, partOf, turns } from '../../../../../infra/local/story/event-words.ts';
import { OutboundName } from '../../../../../shared/contracts/events.ts';

const event = (name: string, detail: Record<string, unknown>, id = `${name}-${JSON.stringify(detail)}`) =>
  ({
    id,
    source: 'steward',
    'detail-type': name,
    detail: { v: 1, id, at: '2026-05-04T02:00:00.000Z', ...detail },
  }) as never;

function told(wanted: Wanted, events: readonly never[], language: 'en' | 'zh-CN' = 'en'): string[] {
  const lines: string[] = [];
  const { hear } = chronicle({
    print: (line) => lines.push(line),
    wanted,
    nameOf: (customerId) => (customerId === 'C2001' ? '沈月华' : undefined),
    language,
    color: false,
  });
  for (const one of events) hear(one);
  return lines.map((line) => line.trim()).filter((line) => line.includes('●'));
}

const all = [
  event('complaint.received', { caseId: 'K1-AAAA', customerId: 'C2001' }),
  event('complaint.reopened', { caseId: 'K1-AAAA', customerId: 'C2001', facts: { round: 2 } }),
  event('visit.completed', { caseId: 'V1-BBBB', customerId: 'C2002', facts: { outcome: 'COMPLETED' } }),
  event('survey.scored-low', { caseId: 'S1-CCCC', customerId: 'C2003', facts: { band: 'LOW' } }),
  event('task.created', { caseId: 'K1-AAAA', facts: { level: 1 } }),
];

test('where nothing is named the turns of the story are told, each once and by the name of the customer', () => {
  const lines = told({ parts: [], numbers: [] }, [...all, ...all]);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('Reopened');
  expect(lines[0]).toContain('K1-AAAA · 沈月华');
  expect(lines[1]).toContain('Low score');
});

test('a part of the story, everything, one customer or one case can be told', () => {
  expect(told({ parts: ['complaints'], numbers: [] }, all)).toHaveLength(2);
  expect(told({ parts: ['everything'], numbers: [] }, all)).toHaveLength(all.length);
  expect(told({ parts: [], numbers: ['C2002'] }, all)).toEqual([expect.stringContaining('Visited')]);
  expect(told({ parts: ['surveys'], numbers: ['K1-AAAA'] }, all)).toHaveLength(4);
});

test('every event that the product emits has words in both languages and a part, or is one of no workflow', () => {
  const ofNone = ['customer.', 'staff.', 'policy.', 'incident.', 'intake.'];
  for (const name of OutboundName.options) {
    expect(eventWords.en[name], name).toBeDefined();
    expect(eventWords['zh-CN'][name], name).toMatch(/\p{Script=Han}/u);
    if (!ofNone.some((area) => name.startsWith(area))) expect(partOf(name), name).toBeDefined();
  }
  for (const name of turns) expect(OutboundName.options).toContain(name);
});

test('the command line takes parts and numbers, and says what it would take otherwise', () => {
  const read = (text: string) => readFlags(['--tell', text], '/nowhere').tell;
  expect(read('surveys,C2001')).toEqual({ parts: ['surveys'], numbers: ['C2001'] });
  expect(read('K20260302-7Q4F2M9XKD')).toEqual({ parts: [], numbers: ['K20260302-7Q4F2M9XKD'] });
  expect(readFlags([], '/nowhere').tell).toEqual({ parts: [], numbers: [] });
  expect(() => read('survey')).toThrow("--tell is 'survey'; it must be complaints, visits, alerts");
});
