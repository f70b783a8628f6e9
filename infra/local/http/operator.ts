/** The operator's door: a page of links, and behind it the routes that ask for AWS_IAM. */
import type { RequestListener, ServerResponse } from 'node:http';
import type { RestApiModel } from '../assembly/model.ts';
import { isCrossSite, isLoopbackHost } from '../gateway/loopback.ts';

/** A link of the index page. */
export interface OperatorLink {
  href: string;
  words: string;
}

/** Serves the index page at `/` and hands everything else to `routes`, if it is no other page that asks. */
export function operatorListener(options: {
  apis: readonly RestApiModel[];
  links: readonly OperatorLink[];
  routes: RequestListener;
}): RequestListener {
  const own = options.apis
    .flatMap(({ routes }) => routes)
    .filter(
      ({ authorization, method, path }) =>
        authorization === 'AWS_IAM' && method === 'GET' && !path.includes('{'),
    )
    .map(({ path }) => ({ href: path, words: path }));
  const page = indexPage([...own, ...options.links]);
  return (request, response) => {
    if (!isLoopbackHost(request.headers.host) || isCrossSite(request)) {
      send(response, 403, 'text/plain; charset=utf-8', 'This page is for whoever sits at this machine.');
    } else if (request.url === '/' && (request.method === 'GET' || request.method === 'HEAD')) {
      send(response, 200, 'text/html; charset=utf-8', page);
    } else {
      options.routes(request, response);
    }
  };
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(body);
}

function indexPage(links: readonly OperatorLink[]): string {
  const items = links
    .map(({ href, words }) => `<li><a href="${escaped(href)}">${escaped(words)}</a></li>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Steward on this machine</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:3rem auto;max-width:40rem;padding:0 1rem}</style>
<h1>Steward on this machine</h1>
<ul>
${items}
</ul>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
