/** Reads what anybody outside can read: tables and executions over the AWS API, mails over the mailbox's own. */

/** A row of a table. */
export type Row = Readonly<Record<string, unknown>>;

/** A line of the mailbox. */
export interface MailLine {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly sentAt: string;
}

/** What can be asked of one bank. */
export interface Outside {
  /** All rows of each table, by the ends of the tables' names. */
  rowsOf(...names: string[]): Promise<Row[][]>;
  mails(): Promise<MailLine[]>;
  /** Names of a mail's headers, in small letters. */
  headersOf(mailId: string): Promise<Set<string>>;
  /** What Step Functions answers. */
  workflows(operation: string, input: object): Promise<Record<string, unknown>>;
}

/** A bank at its endpoints. */
export function outside(endpoint: string, mailbox: string): Outside {
  const request = async (service: string, version: string, target: string, input: object) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': `application/x-amz-json-${version}`,
        'x-amz-target': target,
        'x-amz-date': '20260101T000000Z',
        // Signed in form only, which is all that the endpoint asks for.
        authorization: `AWS4-HMAC-SHA256 Credential=account/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${target} ${JSON.stringify(input)}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const records = (operation: string, input: object) =>
    request('dynamodb', '1.0', `DynamoDB_20120810.${operation}`, input);

  async function scan(table: string): Promise<Row[]> {
    const rows: Row[] = [];
    let ExclusiveStartKey: unknown;
    do {
      const page = await records('Scan', {
        TableName: table,
        ConsistentRead: true,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      });
      rows.push(...(page.Items as Record<string, Record<string, unknown>>[]).map(plainRow));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return rows;
  }

  const read = async (path: string): Promise<unknown> => (await fetch(new URL(path, mailbox))).json();

  return {
    async rowsOf(...names) {
      const { TableNames } = (await records('ListTables', {})) as { TableNames: string[] };
      return Promise.all(
        names.map((name) => {
          const found = TableNames.find((table) => table === name || table.endsWith(`-${name}`));
          if (found === undefined) {
            throw new Error(`There is no table ${name} among ${TableNames.join(', ')}.`);
          }
          return scan(found);
        }),
      );
    },
    mails: async () => (await read('/api/mails')) as MailLine[],
    async headersOf(mailId) {
      const { headers } = (await read(`/api/mails/${encodeURIComponent(mailId)}`)) as {
        headers: { name: string }[];
      };
      return new Set(headers.map(({ name }) => name.toLowerCase()));
    },
    workflows: (operation, input) => request('states', '1.0', `AWSStepFunctions.${operation}`, input),
  };
}

/** A DynamoDB attribute as plain JSON. */
function plain(attribute: Record<string, unknown>): unknown {
  const [[type, value] = ['NULL', null]] = Object.entries(attribute);
  if (type === 'N') return Number(value);
  if (type === 'B') return Buffer.from(String(value), 'base64');
  if (type === 'M') return plainRow(value as Record<string, Record<string, unknown>>);
  if (type === 'L') return (value as Record<string, unknown>[]).map(plain);
  return type === 'NULL' ? null : value;
}

function plainRow(item: Record<string, Record<string, unknown>>): Row {
  return Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, plain(attribute)]));
}
