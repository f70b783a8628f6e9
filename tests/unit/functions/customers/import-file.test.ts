import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  GradeRow,
  HeldRow,
  ImportRow,
  RatingDay,
  TransactionDay,
} from '../../../../shared/contracts/imports.ts';
import {
  CustomerConsent,
  CustomerDate,
  CustomerProfile,
  StaffAbsence,
  StaffProfile,
} from '../../../../shared/contracts/items.ts';
import { firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import { serviceFault, smallAws } from '../../shared/platform/small-aws.ts';

const aws = await smallAws();
vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'Steward-ImportFile');
const { handler } = await import('../../../../functions/customers/import-file.ts');

/** Words that must never leave the records. */
const CANARY = 'CANARY-6217-0012-3456';

beforeEach(async () => {
  await aws.clear();
});
afterAll(() => aws.close());

type Fields = Record<string, unknown>;

const put = async (name: string, text: string | Buffer, remaining?: () => number): Promise<Fields> => {
  const event = await aws.putFile(`incoming/${name}`, text);
  return handler(event, remaining ? { getRemainingTimeInMillis: remaining } : {}) as Promise<Fields>;
};
const csv = (...lines: string[]) => `${lines.join('\r\n')}\r\n`;
const statusOf = async ({ importId }: Fields): Promise<ImportRow> => {
  const { import: row } = (await handler({ status: importId })) as { import: unknown };
  return ImportRow.parse(row);
};
/** Imports a file and gives its row. */
const imported = async (name: string, text: string | Buffer): Promise<ImportRow> =>
  statusOf(await put(name, text));
const heldOf = async ({
  importId,
}: ImportRow): Promise<{ line: number; flaws: { field: string; expected: string }[] }[]> =>
  ((await handler({ held: importId })) as { held: never }).held;
const item = async (table: string, key: Fields): Promise<Fields> => {
  const found = (await aws.items(table)).find((one) =>
    Object.entries(key).every(([name, value]) => one[name] === value),
  );
  if (found === undefined) throw new Error(`There is no ${JSON.stringify(key)} in ${table}.`);
  return found;
};
const customer = (customerId: string) => item('Customers', { customerId, sk: 'PROFILE' });

const HEADER = 'customerId,name,email,phone,type,riskClass,branch';
const WANG = 'C1,王小明,wang@example.com,+8613800138000,personal,compliant,B1';
const LI = 'C2,Li Na,li@example.com,+8613900139000,corporate,watch,B2';

describe('customers', () => {
  test('R146 R151 R167 are cleaned and written, with what counts where a file does not say', async () => {
    const row = await imported(
      'customers-2026-03.csv',
      csv(
        '客户编号,客户姓名,邮箱,手机号,客户类型,合规类别,网点,语言,开户日期,勿扰',
        'Ｃ１００１,　沈 \u200b 月华 ,Shen.Yuehua@Example.COM,138 0013-8000,个人,合规,B-EAST,中文,2020年3月2日,是',
      ),
    );
    expect(row).toMatchObject({
      state: 'DONE',
      kind: 'customers',
      counts: { read: 1, added: 1, held: 0 },
      quality: { validity: 1, uniqueness: 1 },
    });
    const written = await customer('C1001');
    expect(CustomerProfile.parse(written)).toEqual({
      customerId: 'C1001',
      sk: 'PROFILE',
      v: 1,
      name: '沈 月华',
      email: 'shen.yuehua@example.com',
      phone: '+8613800138000',
      language: 'zh-CN',
      type: 'personal',
      tier: 'mass',
      stage: 'new',
      riskClass: 'compliant',
      branch: 'B-EAST',
      zone: 'Asia/Shanghai',
      since: '2020-03-02',
      doNotContact: true,
    });
  });

  test('R151 the same rows twice change nothing, in a file of another name and order too', async () => {
    await imported('customers-a.csv', csv(HEADER, WANG, LI));
    const before = await aws.items('Customers');
    aws.calls.length = 0;
    const again = await imported('customers-b.csv', csv(HEADER, LI, WANG));
    expect(again.counts).toMatchObject({ read: 2, unchanged: 2, added: 0, changed: 0 });
    expect(await aws.items('Customers')).toEqual(before);
    // Its own row and its record in the audit trail are all it writes.
    expect(aws.calls.filter((call) => /Put|Update|TransactWrite/.test(call))).toEqual([
      'PutItem',
      'UpdateItem',
      'TransactWriteItems',
    ]);
  });

  test('R022 a field that is missing or empty does not erase; one that is new is merged', async () => {
    await imported('customers-a.csv', csv(`${HEADER},managerId`, `${WANG},S1`));
    const { counts } = await imported(
      'customers-b.csv',
      csv('customerId,phone,email', 'C1,,WANG2@example.com'),
    );
    expect(counts).toMatchObject({ changed: 1 });
    expect(await customer('C1')).toMatchObject({
      name: '王小明',
      email: 'wang2@example.com',
      phone: '+8613800138000',
      managerId: 'S1',
    });
  });

  test('what the product has changed since outlives the same delivery, and gives way to another one', async () => {
    await imported('customers-a.csv', csv(`${HEADER},tier`, `${WANG},mass`));
    await aws.put('Customers', { ...(await customer('C1')), tier: 'vip' });
    expect((await imported('customers-b.csv', csv(`${HEADER},tier`, `${WANG},mass`))).counts.unchanged).toBe(
      1,
    );
    expect(await customer('C1')).toMatchObject({ tier: 'vip' });
    expect((await imported('customers-c.csv', csv('customerId,tier', 'C1,potential'))).counts.changed).toBe(
      1,
    );
    expect(await customer('C1')).toMatchObject({ tier: 'potential' });
    // Back to what was delivered at first is news again.
    expect((await imported('customers-d.csv', csv('customerId,tier', 'C1,mass'))).counts.changed).toBe(1);
    expect(await customer('C1')).toMatchObject({ tier: 'mass' });
  });

  test('who is not known yet must come with what a customer needs', async () => {
    const row = await imported('customers-a.csv', csv('customerId,email', 'C9,nine@example.com'));
    expect(row.counts).toMatchObject({ held: 1, added: 0 });
    expect((await heldOf(row))[0]?.flaws.map(({ field }) => field)).toEqual([
      'name',
      'type',
      'branch',
      'riskClass',
    ]);
  });

  test('R030 R036 figures go to the grade, which is to be looked at; a tier beside them says nothing', async () => {
    await imported(
      'customers-a.csv',
      csv(
        `${HEADER},asOf,balance,credit,contribution,potential`,
        `${WANG},2026-03-01,"1,250,000.50",优质,"(200)",80`,
      ),
    );
    const grade = GradeRow.parse(await item('Customers', { customerId: 'C1', sk: 'GRADE' }));
    expect(grade).toMatchObject({
      figures: {
        asOf: '2026-03-01',
        balance: 1_250_000.5,
        credit: 'prime',
        contribution: -200,
        potential: 80,
      },
      graded: { tier: 'mass', below: { vip: 0, potential: 0 } },
      gradeShard: expect.stringMatching(/^G#[0-7]$/),
      gradeKey: expect.stringMatching(/#C1$/),
    });
    expect((await imported('customers-b.csv', csv('customerId,tier', 'C1,vip'))).counts.unchanged).toBe(1);
    expect(await customer('C1')).toMatchObject({ tier: 'mass' });
    // Older figures than those that are known say nothing; the same ones on another day do.
    const older = csv('customerId,asOf,balance', 'C1,2026-02-01,5');
    expect((await imported('customers-c.csv', older)).counts.unchanged).toBe(1);
    const later = csv('customerId,asOf,balance', 'C1,2026-03-02,"1,250,000.50"');
    expect((await imported('customers-d.csv', later)).counts.changed).toBe(1);
    const after = GradeRow.parse(await item('Customers', { customerId: 'C1', sk: 'GRADE' }));
    expect(after.figures).toMatchObject({ asOf: '2026-03-02', credit: 'prime' });
    expect(after.moves).toBe((grade.moves ?? 0) + 1);
  });

  test('others who write at the same moment are not written over', async () => {
    await imported('customers-a.csv', csv(HEADER, WANG));
    let raced = false;
    aws.before.UpdateItem = async (input) => {
      const { sk } = input.Key as { sk?: { S: string } };
      if (raced || sk?.S !== 'PROFILE') return;
      raced = true;
      const present = await customer('C1');
      await aws.put('Customers', {
        ...present,
        branch: 'B7',
        delivered: { ...(present.delivered as object), branch: 'other' },
      });
    };
    await imported('customers-b.csv', csv('customerId,phone', 'C1,13900139000'));
    expect(raced).toBe(true);
    expect(await customer('C1')).toMatchObject({ branch: 'B7', phone: '+8613900139000' });
  });
});

describe('a file', () => {
  test('R172 may be JSON Lines, with numbers, truth values, lists and names in either language', async () => {
    const lines = [
      {
        staffId: 'S1',
        姓名: '李娜',
        email: 'LI.NA@bank.example',
        role: '客户经理',
        level: 1,
        lines: ['高端', 'corporate'],
        branch: 'B1',
        capacity: 8,
        active: true,
      },
      {
        staffId: 'S2',
        name: 'Zhao',
        email: 'zhao@bank.example',
        role: 'agent',
        level: 2,
        lines: 'ordinary',
        branch: 'B1',
        capacity: '20',
        active: null,
        hobby: { name: CANARY },
      },
    ].map((line) => JSON.stringify(line));
    const row = await imported('staff-all.jsonl', `\ufeff${lines.join('\n')}\n\nnonsense\n[1]\n`);
    expect(row).toMatchObject({ state: 'DONE', kind: 'staff', counts: { read: 4, added: 2, held: 2 } });
    expect((await heldOf(row)).map(({ line, flaws }) => [line, flaws[0]?.expected])).toEqual([
      [4, 'a JSON object'],
      [5, 'a JSON object'],
    ]);
    expect(StaffProfile.parse(await item('Staff', { staffId: 'S1' }))).toMatchObject({
      name: '李娜',
      email: 'li.na@bank.example',
      role: 'rm',
      level: 1,
      lines: ['high-end', 'corporate'],
      language: 'zh-CN',
      zone: 'Asia/Shanghai',
      active: true,
    });
  });

  test('RFC 4180: quotes, commas and line breaks within cells, a mark at the beginning; lines are counted right', async () => {
    const text = csv(
      `\ufeff${HEADER}`,
      'C1,"Wang, ""Tiger""\r\nXiaoming",w@example.com,,personal,compliant,B1',
      '',
      'C2,x,not a mail,,personal,compliant,B1',
      'C3,too,few',
      'C4,a "quote" inside,,,personal,compliant,B1',
      'C5,five,,,personal,compliant,B1',
    );
    const row = await imported('customers-a.csv', text);
    expect(row.counts).toMatchObject({ read: 5, added: 2, held: 3 });
    expect(await customer('C1')).toMatchObject({ name: 'Wang, "Tiger" Xiaoming' });
    expect((await heldOf(row)).map(({ line, flaws }) => [line, flaws[0]?.field, flaws[0]?.expected])).toEqual(
      [
        [5, 'email', 'an e-mail address'],
        [6, 'row', '7 cells, as in the first line'],
        [7, 'row', 'quotes around whole cells only'],
      ],
    );
  });

  test('that is not UTF-8 is refused with the line and what to do; nothing of it is taken', async () => {
    const gbk = Buffer.concat([
      Buffer.from(`${HEADER}\r\n`),
      Buffer.from([0x43, 0x31, 0x2c, 0xc9, 0xf2, 0xd4, 0xc2, 0xbb, 0xaa, 0x2c]),
      Buffer.from('a@example.com,,personal,compliant,B1\r\n'),
    ]);
    expect(await imported('customers-a.csv', gbk)).toMatchObject({
      state: 'REFUSED',
      counts: { read: 0 },
      flaw: { line: 2, field: 'file', expected: expect.stringMatching(/^UTF-8.*GBK/) },
    });
    const wide = Buffer.from(`\ufeff${csv(HEADER, WANG)}`, 'utf16le');
    expect(await imported('customers-b.csv', wide)).toMatchObject({
      state: 'REFUSED',
      flaw: { field: 'file' },
    });
  });

  test('without a name, a column or a first line that is known is refused in words that help', async () => {
    expect(await imported('clients.csv', csv(HEADER, WANG))).toMatchObject({
      state: 'REFUSED',
      flaw: { field: 'name', expected: expect.stringContaining('customers, staff') },
    });
    expect(await imported('customers-a.csv', csv('name,email', 'x,y'))).toMatchObject({
      state: 'REFUSED',
      flaw: { line: 1, field: 'customerId' },
    });
    expect(await imported('customers-b.csv', csv(`${HEADER},姓名`, WANG))).toMatchObject({
      state: 'REFUSED',
      flaw: { line: 1, field: 'name', expected: 'one column only' },
    });
    expect(await imported('customers-c.csv', '')).toMatchObject({
      state: 'REFUSED',
      flaw: { field: 'file' },
    });
  });

  test('columns that no field is known for are left out, and counted by their places', async () => {
    const row = await imported('customers-a.csv', csv(`${HEADER},religion,shoe size`, `${WANG},x,43`));
    expect(row.ignored).toEqual([8, 9]);
    expect(Object.keys(await customer('C1'))).not.toContain('religion');
  });

  test('stops where a quote never closes; what stood before is taken', async () => {
    const row = await imported(
      'customers-a.csv',
      csv(HEADER, WANG, 'C2,"never closed,,,personal,compliant,B1', LI),
    );
    expect(row).toMatchObject({ state: 'STOPPED', counts: { read: 1, added: 1 }, flaw: { field: 'row' } });
  });

  test('that is mostly wrong stops before it fills the quarantine', async () => {
    const wrong = Array.from({ length: 3_000 }, (_, at) => `X${at},x,${CANARY},,personal,compliant,B1`);
    const row = await imported('customers-a.csv', csv(HEADER, ...wrong));
    expect(row).toMatchObject({ state: 'STOPPED', counts: { held: 1_000 }, flaw: { field: 'file' } });
  });

  test('whose key ends in a slash is a folder of the console', async () => {
    const event = await aws.putFile('incoming/', '');
    expect(await handler(event)).toEqual({ ignored: true });
  });
});

describe('doubles', () => {
  test('R151 the same row again is dropped; another one with the same key is held, whatever came first elsewhere', async () => {
    const text = csv(HEADER, WANG, WANG, WANG.replace('王小明', '王大明'), LI);
    const row = await imported('customers-a.csv', text);
    expect(row.counts).toMatchObject({ read: 4, added: 2, repeated: 1, held: 1 });
    expect(row.quality).toMatchObject({ validity: 0.75, uniqueness: 2 / 3 });
    expect((await heldOf(row))[0]).toMatchObject({
      line: 4,
      flaws: [{ field: 'customerId', expected: expect.stringContaining('line 2') }],
    });
    const again = await imported('customers-b.csv', text);
    expect(again.counts).toMatchObject({ unchanged: 2, repeated: 1, held: 1, changed: 0 });
  });
});

describe('quarantine', () => {
  test('R089 keeps a wrong row with its line, field and what would be right, and nothing of what it holds', async () => {
    const wrong = `C1,${CANARY},${CANARY},${CANARY},${CANARY},${CANARY},${CANARY} ${CANARY}`;
    const row = await imported('customers-a.csv', csv(HEADER, wrong, LI));
    const [held] = await heldOf(row);
    expect(held).toEqual({
      line: 2,
      flaws: [
        { field: 'email', expected: 'an e-mail address' },
        { field: 'phone', expected: 'a telephone number such as +86 138 0013 8000' },
        { field: 'type', expected: 'one of personal, corporate, or a usual word for it' },
        { field: 'riskClass', expected: 'one of compliant, watch, risk, or a usual word for it' },
        { field: 'branch', expected: 'letters, digits, dot, dash, underscore; at most 64' },
      ],
    });
    const [stored] = await aws.items('Intake');
    HeldRow.parse({ ...stored, row: new Uint8Array(stored?.row as Buffer) });
    const { row: _, ...open } = stored as Fields;
    expect(JSON.stringify([open, row])).not.toContain(CANARY);
    expect(await handler({ show: row.importId, line: 2 })).toMatchObject({
      held: true,
      row: { name: CANARY },
    });
    expect(await aws.items('Audit')).toEqual(
      expect.arrayContaining([expect.objectContaining({ act: 'import.row-shown', actor: 'operations' })]),
    );
  });

  test('R089 a row whose customer came later is taken in by re-driving, once', async () => {
    const row = await imported(
      'consents-a.csv',
      csv('customerId,purpose,channel,state,at', 'C1,营销,短信,同意,2026-02-01 10:00'),
    );
    expect(row.counts).toMatchObject({ held: 1 });
    expect(await handler({ redrive: row.importId })).toMatchObject({ redriven: 0, refused: [{ line: 2 }] });
    await imported('customers-a.csv', csv(HEADER, WANG));
    expect(await handler({ redrive: row.importId })).toEqual({ redriven: 1, refused: [] });
    expect(await handler({ redrive: row.importId })).toEqual({ redriven: 0, refused: [] });
    expect((await statusOf(row)).counts).toMatchObject({ held: 1, redriven: 1 });
    expect(await item('Customers', { sk: 'CONSENT#marketing#sms' })).toMatchObject({ state: 'GIVEN' });
  });

  test('a row can be mended by hand', async () => {
    const row = await imported('customers-a.csv', csv(HEADER, WANG.replace('wang@', 'wang at ')));
    const mended = {
      row: {
        customerId: 'C1',
        姓名: '王小明',
        email: 'still wrong',
        type: 'personal',
        riskClass: 'compliant',
        branch: 'B1',
      },
    };
    expect(await handler({ redrive: row.importId, line: 2, ...mended })).toMatchObject({
      refused: [{ line: 2 }],
    });
    mended.row.email = 'wang@example.com';
    expect(await handler({ redrive: row.importId, line: 2, ...mended })).toEqual({
      redriven: 1,
      refused: [],
    });
    expect(await handler({ redrive: row.importId, line: 2 })).toMatchObject({ redriven: 0 });
    expect(await customer('C1')).toMatchObject({ email: 'wang@example.com' });
    await expect(handler({ redrive: row.importId, line: 99 })).rejects.toMatchObject({
      name: 'ImportUnknown',
    });
    await expect(handler({ redrive: 'Fnone' })).rejects.toMatchObject({ name: 'ImportUnknown' });
  });
});

describe('transactions and ratings', () => {
  beforeEach(() => imported('customers-a.csv', csv(HEADER, WANG)));
  const TRANSACTIONS = 'transactionId,customerId,amount,at,direction';

  test('R031 R168 become sums of days in the bank’s zone, and the grade is to be looked at', async () => {
    const row = await imported(
      'transactions-a.csv',
      csv(
        '流水号,客户号,交易金额,交易时间,借贷',
        'T1,C1,"￥1,000.10",2026-03-01T23:30:00+08:00,贷',
        'T2,C1,200.2,2026-03-01T15:59:59Z,支出',
        'T3,C1,-5,2026-03-01T16:00:00Z,',
        'T4,C2,1,2026-03-01,',
      ),
    );
    expect(row.counts).toMatchObject({ read: 4, added: 3, held: 1 });
    const day = TransactionDay.parse(await dayItem('DAY#transactions#2026-03-01'));
    expect(day).toMatchObject({ count: 2, moved: 120_030, came: 100_010, went: 20_020 });
    expect(await dayItem('DAY#transactions#2026-03-02')).toMatchObject({ count: 1, moved: 500, went: 500 });
    expect(await item('Customers', { customerId: 'C1', sk: 'GRADE' })).toMatchObject({
      movedUntil: '2026-03-02',
      graded: { tier: 'mass' },
      gradeKey: expect.stringMatching(/#C1$/),
    });
  });

  const dayItem = async (sk: string) => {
    const found = await item('Signals', { sk });
    return { ...found, ids: new Uint8Array(found.ids as Buffer) };
  };

  test('R168 a transaction counts once, however often and in whatever file it is delivered', async () => {
    await imported('transactions-a.csv', csv(TRANSACTIONS, 'T1,C1,10,2026-03-01,', 'T2,C1,20,2026-03-01,'));
    const row = await imported(
      'transactions-b.csv',
      csv(TRANSACTIONS, 'T2,C1,20,2026-03-01,', 'T3,C1,30,2026-03-01,'),
    );
    expect(row.counts).toMatchObject({ added: 1, unchanged: 1 });
    expect(await dayItem('DAY#transactions#2026-03-01')).toMatchObject({ count: 3, moved: 6_000, moves: 2 });
    aws.calls.length = 0;
    await imported('transactions-c.csv', csv(TRANSACTIONS, 'T3,C1,30,2026-03-01,'));
    expect(aws.calls.filter((call) => call === 'UpdateItem')).toHaveLength(1);
  });

  test('two files at the same moment lose nothing of each other', async () => {
    let second: Promise<unknown> | undefined;
    aws.before.PutItem = async (input) => {
      const { TableName } = input as { TableName?: string };
      if (second !== undefined || TableName !== 'Signals') return;
      second = imported('transactions-b.csv', csv(TRANSACTIONS, 'T2,C1,20,2026-03-01,'));
      await second;
    };
    await imported('transactions-a.csv', csv(TRANSACTIONS, 'T1,C1,10,2026-03-01,'));
    expect(second).toBeDefined();
    expect(await dayItem('DAY#transactions#2026-03-01')).toMatchObject({ count: 2, moved: 3_000 });
  });

  test('what is too old, to come, of another currency or nothing is held', async () => {
    const row = await imported(
      'transactions-a.csv',
      csv(
        `${TRANSACTIONS},currency`,
        'T1,C1,1,2020-01-01,,CNY',
        'T2,C1,1,2126-01-01,,CNY',
        'T3,C1,1,2026-03-01,,USD',
        'T4,C1,0,2026-03-01,,CNY',
        'T5,C1,1.234,2026-03-01,,CNY',
      ),
    );
    expect((await heldOf(row)).map(({ flaws }) => flaws[0]?.field)).toEqual([
      'at',
      'at',
      'currency',
      'amount',
      'amount',
    ]);
  });

  test('R169 ratings become sums of days, and grade nobody', async () => {
    await imported(
      'ratings-a.csv',
      csv('ratingId,customerId,at,score', 'R1,C1,2026-03-01,5', 'R2,C1,2026-03-01,２', 'R1,C1,2026-03-01,5'),
    );
    const day = RatingDay.parse(await dayItem('DAY#ratings#2026-03-01'));
    expect(day).toMatchObject({ count: 2, sum: 7, lowest: 2 });
    expect((await aws.items('Customers')).filter(({ sk }) => sk === 'GRADE')).toEqual([]);
  });
});

describe('consents and dates', () => {
  beforeEach(() => imported('customers-a.csv', csv(HEADER, WANG)));
  const CONSENTS = 'customerId,purpose,channel,state,at';
  const consent = () => item('Customers', { customerId: 'C1', sk: 'CONSENT#marketing#mail' });

  test('R027 the last word counts: an older one never brings back what was withdrawn', async () => {
    await imported('consents-a.csv', csv(CONSENTS, 'C1,marketing,mail,yes,2026-01-01T00:00:00Z'));
    expect(CustomerConsent.parse(await consent())).toMatchObject({ state: 'GIVEN', from: 'import' });
    await aws.put('Customers', {
      ...(await consent()),
      state: 'WITHDRAWN',
      at: '2026-02-01T00:00:00.000Z',
      from: 'customer',
    });
    const late = await imported(
      'consents-b.csv',
      csv(CONSENTS, 'C1,marketing,mail,yes,2026-01-15T00:00:00Z'),
    );
    expect(late.counts).toMatchObject({ unchanged: 1 });
    expect(await consent()).toMatchObject({ state: 'WITHDRAWN', from: 'customer' });
  });

  test('R027 of several words in one file the latest counts, in whatever order; each change is told and audited', async () => {
    const row = await imported(
      'consents-a.csv',
      csv(
        CONSENTS,
        'C1,marketing,mail,no,2026-02-01T00:00:00Z',
        'C1,marketing,mail,yes,2026-01-01T00:00:00Z',
        'C1,marketing,mail,yes,2026-02-02T00:00:00Z',
        'C1,survey,mail,yes,2126-02-02T00:00:00Z',
      ),
    );
    expect(row.counts).toMatchObject({ added: 1, unchanged: 1, changed: 1, held: 1 });
    expect(await consent()).toMatchObject({ state: 'GIVEN', at: '2026-02-02T00:00:00.000Z' });
    const events = (await aws.items('Outbox')).filter(({ name }) => name === 'consent.changed');
    expect(events.map(({ detail }) => (detail as Fields).facts)).toEqual(
      expect.arrayContaining([
        { purpose: 'marketing', channel: 'mail', state: 'WITHDRAWN', from: 'import', way: 'file' },
        { purpose: 'marketing', channel: 'mail', state: 'GIVEN', from: 'import', way: 'file' },
      ]),
    );
    const trail = (await aws.items('Audit')).filter(({ entityId }) => entityId === 'C1');
    expect(
      firstBrokenAudit(trail.sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1)) as never),
    ).toBeUndefined();
    expect(aws.invocations).toContainEqual(expect.objectContaining({ functionName: 'Steward-Deliver' }));
  });

  test('R048 R117 dates of both calendars, with or without a year; what the customer said stands', async () => {
    const header = 'customerId,kind,date,calendar,leapMonth,dateId';
    const row = await imported(
      'dates-a.csv',
      csv(
        header,
        'C1,生日,1980年2月29日,公历,,',
        'C1,maturity,2026-05-01,,,D7',
        'C1,joined,08-15,农历,是,',
        'C1,founding-day,2001-02-30,,,',
        'C1,birthday,02-30,农历,,',
      ),
    );
    expect(row.counts).toMatchObject({ read: 5, added: 3, held: 1 });
    const dates = (await aws.items('Customers')).filter(({ sk }) => String(sk).startsWith('DATE#'));
    expect(dates.map((one) => CustomerDate.parse(one).date)).toEqual(
      expect.arrayContaining([
        { calendar: 'SOLAR', year: 2026, month: 5, day: 1, once: true },
        { calendar: 'LUNAR', month: 8, day: 15, leapMonth: true },
      ]),
    );
    expect(await item('Customers', { sk: 'DATE#maturity#D7' })).toBeDefined();
    const said = {
      ...(await item('Customers', { sk: 'DATE#joined' })),
      from: 'customer',
      date: { calendar: 'SOLAR', month: 1, day: 2 },
    };
    await aws.put('Customers', said);
    expect((await imported('dates-b.csv', csv(header, 'C1,joined,08-16,农历,,'))).counts.unchanged).toBe(1);
    expect(await item('Customers', { sk: 'DATE#joined' })).toEqual(said);
  });
});

describe('staff and absences', () => {
  test('R260 an absence of somebody who is known is written and told', async () => {
    await imported(
      'staff-a.csv',
      csv(
        'staffId,name,email,role,level,lines,branch,capacity',
        'S1,Li,li@bank.example,rm,1,high-end;ordinary,B1,8',
      ),
    );
    const row = await imported(
      'absences-a.csv',
      csv(
        'staffId,from,until',
        'S1,2026-03-02,2026/3/6',
        'S2,2026-03-02,2026-03-06',
        'S1,2026-04-02,2026-04-01',
      ),
    );
    expect(row.counts).toMatchObject({ added: 1, held: 2 });
    const absence = { staffId: 'S1', sk: 'ABSENCE#2026-03-02' };
    expect(StaffAbsence.parse(await item('Staff', absence))).toMatchObject({
      from: '2026-03-02',
      until: '2026-03-06',
    });
    expect(
      (await imported('absences-b.csv', csv('staffId,from,until', 'S1,2026-03-02,2026-03-06'))).counts
        .unchanged,
    ).toBe(1);
    expect(
      (await imported('absences-c.csv', csv('staffId,from,until', 'S1,2026-03-02,2026-03-09'))).counts
        .changed,
    ).toBe(1);
    expect((await aws.items('Outbox')).map(({ name }) => name)).toEqual([
      'staff.absence-changed',
      'staff.absence-changed',
    ]);
  });
});

describe('S10 staff', () => {
  test('are changed with a record of the fields and of the import, and who has left is told of, once', async () => {
    const header = 'staffId,name,email,role,level,lines,branch,capacity,active';
    const rest = 'rm,1,high-end,B1,8';
    const first = await imported('staff-a.csv', csv(header, `S1,Li,li@bank.example,${rest},true`));
    const moved = await imported('staff-b.csv', csv(header, `S1,Li,canary@bank.example,${rest},true`));
    await imported('staff-c.csv', csv(header, `S1,Li,canary@bank.example,${rest},false`));
    await imported('staff-d.csv', csv(header, `S1,Li,canary@bank.example,${rest},false`));
    const deeds = (await aws.items('Audit'))
      .filter(({ entityId }) => entityId === 'S1')
      .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
    expect(deeds).toMatchObject([
      { act: 'staff.added', facts: { level: 1, role: 'rm', importId: first.importId } },
      { act: 'staff.changed', facts: { fields: 'email', importId: moved.importId } },
      { act: 'staff.changed', facts: { fields: 'active', active: false } },
    ]);
    expect(JSON.stringify(deeds)).not.toContain('canary');
    expect((await aws.items('Outbox')).map(({ name }) => name)).toEqual(['staff.left']);
  });
});

describe('parts', () => {
  const many = (count: number) =>
    csv(
      HEADER,
      ...Array.from({ length: count }, (_, at) => `C${at},n,,,personal,compliant,B1`),
      'C0,other,,,personal,compliant,B1',
    );

  test('a long file goes on in invocations of their own, counts every row once, and knows doubles of earlier parts', async () => {
    const first = await put('customers-a.csv', many(650), () => 59_000);
    expect(first.ended).toBe('GOES_ON');
    expect(await statusOf(first)).toMatchObject({
      state: 'RUNNING',
      line: 201,
      counts: { read: 200, added: 200 },
    });
    let parts = 1;
    for (let next = aws.invocations.pop(); next !== undefined; next = aws.invocations.pop()) {
      if (next.functionName === 'Steward-PlanCustomers') continue;
      expect(next).toMatchObject({
        functionName: 'Steward-ImportFile',
        type: 'Event',
        payload: { goOn: first.importId },
      });
      await handler(next.payload, { getRemainingTimeInMillis: () => 59_000 });
      parts++;
    }
    expect(parts).toBe(4);
    const row = await statusOf(first);
    expect(row).toMatchObject({ state: 'DONE', line: 652, counts: { read: 651, added: 650, held: 1 } });
    expect(row.bytesRead).toBe(row.bytes);
  });

  test('the same event again, while it runs and afterwards, changes nothing', async () => {
    const event = await aws.putFile('incoming/customers-a.csv', many(3));
    const [one, other] = (await Promise.all([handler(event), handler(event)])) as Fields[];
    expect([one?.ended, other?.ended].sort()).toEqual(['LEFT', 'OVER']);
    expect(await handler(event)).toMatchObject({ ended: 'LEFT' });
    expect((await statusOf(one as Fields)).counts).toMatchObject({ read: 4 });
    expect(
      (await aws.items('Register')).filter(({ entry }) => String(entry).startsWith('import#')),
    ).toHaveLength(1);
  });

  test('what a fault cut off is taken up where it stood', async () => {
    const event = await aws.putFile('incoming/customers-a.csv', many(450));
    aws.before.BatchGetItem = (_input, call) => {
      if (call > 4) throw serviceFault('ValidationException');
    };
    await expect(handler(event)).rejects.toMatchObject({ name: 'CallRefused' });
    delete aws.before.BatchGetItem;
    const again = (await handler(event)) as Fields;
    expect((await statusOf(again)).counts).toMatchObject({ read: 451, held: 1 });
    expect((await aws.items('Customers')).filter(({ sk }) => sk === 'PROFILE').length).toBe(450);
  });

  test('a piece of the file that fails on its way is asked for again', async () => {
    aws.before.GetObject = (_input, call) => {
      if (call === 1) throw serviceFault('SlowDown', 503);
    };
    await expect(imported('customers-a.csv', csv(HEADER, WANG))).resolves.toMatchObject({ state: 'DONE' });
  });
});

describe('quality', () => {
  test('R089 R200 is the mean of completeness, validity, uniqueness and timeliness, by the shares of the policy', async () => {
    const header = `${HEADER},managerId,since,asOf,balance,credit`;
    const old = new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 10);
    const now = new Date().toISOString().slice(0, 10);
    const row = await imported(
      'customers-a.csv',
      csv(
        header,
        `${WANG},S1,2020-01-01,${now},1,prime`,
        `${LI},,,${old},,`,
        `${LI},,,${old},,`,
        `C3,x,bad,,personal,compliant,B1,,,,,`,
      ),
    );
    // Seven cells a row must or ought to be filled: the number, and six that the policy names.
    expect(row.tally).toEqual({ expected: 28, filled: 7 + 3 + 3 + 2, dated: 3, fresh: 1 });
    expect(row.quality).toMatchObject({
      completeness: 15 / 28,
      validity: 3 / 4,
      uniqueness: 2 / 3,
      timeliness: 1 / 3,
      score: Math.round(((15 / 28 + 3 / 4 + 2 / 3 + 1 / 3) / 4) * 1_000) / 10,
    });
  });
});

test('the place of files is told, and an import that nobody has begun is not known', async () => {
  expect(await handler({ where: true })).toEqual({ bucket: 'imports', prefix: 'incoming/' });
  expect(await handler({ status: { key: 'incoming/none', versionId: 'x' } })).toEqual({ known: false });
  await expect(handler({ status: 1 })).rejects.toMatchObject({ name: 'InputRefused' });
});

describe('plans of visits', () => {
  const planned = () =>
    aws.invocations
      .filter(({ functionName }) => functionName === 'Steward-PlanCustomers')
      .flatMap(({ payload }) => (payload as { customerIds: string[] }).customerIds);

  test('V1 are asked for whoever is new, and whoever has a new date', async () => {
    await imported('customers-a.csv', csv(HEADER, WANG, LI));
    expect(planned()).toEqual(['C1', 'C2']);
    aws.invocations.length = 0;
    await imported('dates-a.csv', csv('customerId,kind,date', 'C1,birthday,03-02', 'C9,birthday,03-02'));
    expect(planned()).toEqual(['C1']);
    aws.invocations.length = 0;
    await imported(
      'consents-a.csv',
      csv('customerId,purpose,channel,state,at', 'C1,care,mail,yes,2026-01-01'),
    );
    expect(planned()).toEqual([]);
  });

  test('V1 are asked for though an earlier run wrote the rows and ended before it could ask', async () => {
    const many = Array.from({ length: 500 }, (_, at) => `C${at},n,,,personal,compliant,B1`);
    aws.before.Invoke = () => {
      throw serviceFault('ServiceException', 500);
    };
    const event = await aws.putFile('incoming/customers-a.csv', csv(HEADER, ...many));
    await expect(handler(event)).rejects.toMatchObject({ name: 'PassingInvokeFault' });
    expect((await aws.items('Customers')).filter(({ sk }) => sk === 'PROFILE').length).toBe(200);
    delete aws.before.Invoke;
    await handler(event);
    expect(new Set(planned()).size).toBe(500);
    aws.invocations.length = 0;
    await imported('customers-b.csv', csv(HEADER, ...many));
    // The first rows are always asked for; nobody else is new.
    expect(planned()).toHaveLength(200);
  });
});
