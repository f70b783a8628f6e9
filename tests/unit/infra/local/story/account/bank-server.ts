/** A bank as those see it who ask over HTTP: tables, mails, state machines, a bus and pages. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { MailLine, Row } from '../../../../../../infra/local/story/account/reading.ts';

/** What is asked of it. */
export interface Asked {
  /** Rows of each table, by the end of its name. */
  readonly rowsOf: (table: string) => readonly Row[];
  readonly mails: () => readonly MailLine[];
  /** What Step Functions or the bus answers. */
  readonly call: (operation: string, input: Row) => object;
  /** Called for every page that is opened. */
  readonly open?: (path: string) => void;
}

/** Serves a bank of these tables on loopback; gives its address, and what ends it. */
export async function bankServer(tables: readonly string[], asked: Asked) {
  const server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const body = await bodyOf(request);
    if (request.url === '/api/mails') return void response.end(JSON.stringify(asked.mails()));
    if (target === '') {
      asked.open?.(request.url ?? '');
      return void response.end('a page');
    }
    const input = JSON.parse(body || '{}') as Row;
    const operation = target.split('.')[1] ?? '';
    const found = (): object => {
      if (operation === 'ListTables') return { TableNames: tables.map((table) => `Steward-${table}`) };
      if (operation !== 'Scan') return asked.call(operation, input);
      const rows = asked.rowsOf(String(input.TableName).replace('Steward-', ''));
      return { Items: rows.map((row) => marshall(row, { removeUndefinedValues: true })) };
    };
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(found()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, close: () => void server.close() };
}
