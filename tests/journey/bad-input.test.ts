import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sampleBank } from '../kit/bank.ts';
import { testPlace } from '../kit/runtime.ts';

const HOUR = 3_600_000;

test('R079 R089 bad events on the bus are kept with a reason that names the field, and none is lost', async () => {
  await using place = testPlace();
  const runtime = await place.boot();
  const bank = await sampleBank(runtime);
  const secret = 'my card 6222020200112233445 was swallowed';

  await bank.put('complaint.submitted', { text: secret });
  await bank.put('complaint.submited', bank.complaint('BAD-1', { text: secret }));
  await bank.put('complaint.submitted', bank.complaint('BAD-2', { channel: secret }));
  await bank.put('complaint.submitted', bank.complaint('BAD-3', { customerId: 'C-none', text: secret }));
  await bank.put('complaint.submitted', bank.complaint('BAD-4', { text: '账'.repeat(40_000) }));
  await bank.put('complaint.submitted', bank.complaint('BAD-5', { [secret]: 1 }));
  await bank.put('complaint.submitted', bank.complaint('BAD-6', { submittedAt: 'yesterday' }));
  await runtime.clock.advance(HOUR);

  const held = (await bank.items('Intake')).filter(({ state }) => state === 'HELD');
  const reasons = held.map(({ reason }) => reason as { code: string; field: string; expected: string });
  expect(reasons.map(({ code, field }) => `${code} ${field}`).sort()).toEqual([
    'TEXT_TOO_LARGE detail.text',
    'UNKNOWN_CUSTOMER detail.customerId',
    'UNKNOWN_TYPE detail-type',
    'WRONG_FIELD detail',
    'WRONG_FIELD detail.channel',
    'WRONG_FIELD detail.submittedAt',
    'WRONG_FIELD detail.v',
  ]);
  expect(JSON.stringify(reasons)).not.toContain('6222020200112233445');
  expect(await bank.executions()).toEqual([]);
  const events = held.map(({ event }) => gunzipSync(event as Uint8Array).toString());
  expect(events.filter((event) => event.includes('6222020200112233445'))).toHaveLength(5);
});

test('R079 a mended event is driven again and becomes one case, and so is one whose customer came later', async () => {
  await using place = testPlace();
  const runtime = await place.boot();
  const bank = await sampleBank(runtime);
  await bank.put('complaint.submitted', bank.complaint('MEND-1', { channel: 'telegram' }));
  await bank.put('complaint.submitted', bank.complaint('MEND-2', { customerId: 'C9999' }));
  await runtime.clock.advance(HOUR);
  const held = (await bank.items('Intake')).filter(({ state }) => state === 'HELD');
  const idOf = (code: string) =>
    String(held.find(({ reason }) => (reason as { code: string }).code === code)?.businessKey).replace(
      'quarantine#',
      '',
    );

  await bank.invoke('RedriveQuarantine', {
    id: idOf('WRONG_FIELD'),
    event: {
      id: 'mended-1',
      source: 'bank.app',
      'detail-type': 'complaint.submitted',
      detail: bank.complaint('MEND-1'),
    },
  });
  await bank.invoke('ImportBank', {
    customers: [
      {
        customerId: 'C9999',
        sk: 'PROFILE',
        v: 1,
        name: 'Newly Known',
        email: 'newly.known@customers.example',
        language: 'en',
        type: 'personal',
        tier: 'mass',
        stage: 'new',
        riskClass: 'compliant',
        branch: 'B-EAST',
        zone: 'Asia/Shanghai',
      },
    ],
  });
  await bank.invoke('RedriveQuarantine', { all: true, code: 'UNKNOWN_CUSTOMER' });
  await runtime.clock.advance(HOUR);

  const after = await bank.items('Intake');
  expect(after.filter(({ state }) => state === 'HELD')).toEqual([]);
  expect(after.filter(({ state }) => state === 'REDRIVEN')).toHaveLength(2);
  expect(await bank.executions()).toHaveLength(2);
});

test('R016 the same complaint a hundred times, and under new event ids, is one case with one acknowledgement', async () => {
  await using place = testPlace();
  const runtime = await place.boot();
  const bank = await sampleBank(runtime);
  const complaint = bank.complaint('SAME-1');
  await Promise.all(Array.from({ length: 100 }, () => bank.put('complaint.submitted', complaint)));
  await runtime.clock.advance(HOUR / 4);

  expect(await bank.executions()).toHaveLength(1);
  const heads = (await bank.items('Cases')).filter(({ sk }) => sk === 'HEAD');
  expect(heads).toHaveLength(1);
  const mails = await bank.mails();
  expect(mails.filter(({ to }) => to[0] === 'shen.yuehua@customers.example')).toHaveLength(1);
  const tasks = await bank.items('Tasks');
  expect(tasks).toHaveLength(1);
  expect(new Set(mails.map((mail) => mail.text.match(/\S+\/t\/\S+/)?.[0]).filter(Boolean)).size).toBe(1);
});
