/** What an improvement is about, read from its key. */

/** Which complaints a cluster is made of. */
export interface ClusterOf {
  readonly business: string;
  readonly cause: string;
  readonly branch: string;
}

/** By what an improvement is measured; undefined where there are no data about it, such as of a suggestion. */
export type About =
  | { readonly by: 'DRIVER'; readonly campaign: string; readonly driver: string }
  | { readonly by: 'COMPLAINTS'; readonly of: ClusterOf }
  | { readonly by: 'LEAVERS'; readonly reason: string }
  | { readonly by: 'ALERTS'; readonly cause: string };

/** What a key says: `driver#<campaign>#<driver>`, `cluster#<business>#<cause>#<branch>`, `exit#<reason>` or `product#<cause>`. */
export function aboutOf(key: string): About | undefined {
  const [kind, first, second, third, ...more] = key.split('#');
  if (!first || more.length > 0) return undefined;
  if (kind === 'driver' && second && third === undefined)
    return { by: 'DRIVER', campaign: first, driver: second };
  if (kind === 'cluster' && second && third)
    return { by: 'COMPLAINTS', of: { business: first, cause: second, branch: third } };
  if (second !== undefined) return undefined;
  if (kind === 'product') return { by: 'ALERTS', cause: first };
  return kind === 'exit' ? { by: 'LEAVERS', reason: first } : undefined;
}

/** Key of a driver that a campaign found weak. */
export const driverKey = (campaign: string, driver: string): string => `driver#${campaign}#${driver}`;
