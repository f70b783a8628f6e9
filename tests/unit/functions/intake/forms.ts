/** Requests as API Gateway hands them to the doors of intake, and the fields of the form in an answer. */
import type { ProxyReply } from '../../../../shared/platform/page.ts';

/** What a browser or a program sends. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: string;
  readonly caller?: string;
}

/** The event of a request. */
export const requestOf = ({ method = 'GET', headers = {}, query, body, caller }: Sent) => ({
  httpMethod: method,
  headers: { host: 'care.bank.example', ...headers },
  pathParameters: null,
  queryStringParameters: query ?? null,
  body: body ?? null,
  isBase64Encoded: false,
  requestContext: { identity: { userArn: caller ?? null } },
});

/** A post of a form out of our own page, with the cookie that the page set. */
export const postOf = (
  fields: Record<string, string>,
  cookie: string,
  { headers = {}, ...sent }: Sent = {},
) =>
  requestOf({
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      origin: 'null',
      cookie,
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
    ...sent,
  });

/** Cookie and hidden fields of a form that was shown. */
export function shown(reply: ProxyReply): { cookie: string; hidden: Record<string, string> } {
  const [cookie = ''] = reply.multiValueHeaders?.['set-cookie'] ?? [];
  const hidden = Object.fromEntries(
    [...reply.body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
  return { cookie: cookie.split(';')[0] ?? '', hidden };
}
