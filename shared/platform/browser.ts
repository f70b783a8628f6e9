/** What a browser that was given a form of ours shows when it posts it: a cookie, and where the request comes from. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { PageRequest } from './page.ts';

const COOKIE = 'steward-form';
const COOKIE_FORM = /^[A-Za-z0-9_-]{32}$/;

/** Compares in constant time; texts of different length differ. */
export function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The cookie that forms are bound to, if the browser has one of the right form. */
export function cookieIn({ cookies }: Pick<PageRequest, 'cookies'>): string | undefined {
  const kept = cookies[COOKIE];
  return kept !== undefined && COOKIE_FORM.test(kept) ? kept : undefined;
}

/**
 * The cookie that the visitor's browser has, or a fresh one with the header that sets it for the pages below `path`.
 *
 * It is Lax and not Strict: a link opened from a mail program is a navigation from another site, with which a strict
 * cookie is not sent, so every opening would get a new cookie and make the forms that are open already stale. A post
 * from another site carries neither kind; Chrome's grace of two minutes for young cookies is for those that name no
 * SameSite at all. And a GET changes nothing, whatever cookie comes with it.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.6.7
 */
export function cookieOf(
  request: Pick<PageRequest, 'cookies'>,
  base: string,
  path: string,
): { readonly value: string; readonly set: readonly string[] } {
  const kept = cookieIn(request);
  if (kept !== undefined) return { value: kept, set: [] };
  const value = randomBytes(24).toString('base64url');
  const { protocol, pathname } = new URL(base);
  const whole = `${pathname.replace(/\/+$/, '')}${path}`;
  const secure = protocol === 'https:' ? '; Secure' : '';
  return { value, set: [`${COOKIE}=${value}; Path=${whole}; HttpOnly; SameSite=Lax${secure}`] };
}

/**
 * Whether nothing speaks against a post having come from a page of ours.
 *
 * Our pages forbid referrers, and browsers then send `Origin: null` with our own forms too; so where the browser
 * says from which site a request comes (Sec-Fetch-Site), that counts, and an Origin of null counts against it otherwise.
 * https://fetch.spec.whatwg.org/#append-a-request-origin-header
 */
export function mayBeFromOurSite({ headers }: Pick<PageRequest, 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin, host } = headers;
  const ownOrigin = origin === undefined || hostOf(origin) === host;
  return ownOrigin || (origin === 'null' && site === 'same-origin');
}

/** Whether the browser itself says that a page of ours sent this request. */
export const isFromOurSite = ({ headers }: Pick<PageRequest, 'headers'>): boolean =>
  headers['sec-fetch-site'] === 'same-origin';

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
