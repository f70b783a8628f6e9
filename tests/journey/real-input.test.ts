import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { synthesized } from '../kit/runtime.ts';
import { killTrial } from '../trials/kill.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

const event = (detail: Record<string, unknown>, type = 'complaint.submitted') =>
  JSON.stringify({ source: 'bank.app', 'detail-type': type, detail: { v: 1, channel: 'app', ...detail } });
const text = 'The yearly fee of my card was charged twice on the same day.';

test('R195 real input with bad lines ends as it would have, however often the runtime is killed', {
  timeout: 600_000,
}, async () => {
  const customers = ['C1001', 'C1004', 'C1006', 'C1009', 'C1012'];
  const complaints = Array.from({ length: 5 }, (_, at) =>
    event({ externalId: `IN-${at}`, customerId: customers[at % customers.length], text }),
  );
  const file = join(folder, 'events.jsonl');
  writeFileSync(
    file,
    [
      ...complaints,
      complaints[3],
      event({ externalId: 'IN-X', customerId: 'C9999', text }),
      event({ externalId: 'IN-Y', customerId: 'C1001', text, channel: 'carrier pigeon' }),
      '{"half":',
    ].join('\n'),
  );
  const { undisturbed, disturbed, kills } = await killTrial({
    assembly: synthesized(),
    events: file,
    seed: 2,
    kills: 2,
  });
  expect(undisturbed).toMatchObject({ received: 8, quarantined: 2, duplicates: 1, open: 0, lost: 0 });
  expect(Object.values(undisturbed.closed).reduce((sum, count) => sum + count, 0)).toBe(5);
  expect(disturbed).toEqual(undisturbed);
  for (const { open } of kills) expect(open).toBeGreaterThan(0);
});
