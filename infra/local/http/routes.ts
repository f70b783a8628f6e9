/** Finds the route of a request among the resources of a REST API. */
import type { RouteModel } from '../assembly/model.ts';

/** A route that matches, with the path parameters as they were sent. */
export interface RouteMatch {
  route: RouteModel;
  parameters: Record<string, string>;
}

/**
 * Finds the route for a method and a path. Segment by segment a fixed one goes before a `{parameter}`, and that
 * before a greedy `{proxy+}`; a method of its own goes before ANY.
 */
export function routeMatcher(
  routes: readonly RouteModel[],
): (method: string, path: string) => RouteMatch | undefined {
  const paths = [...new Set(routes.map(({ path }) => path))]
    .map((path) => ({ path, segments: segmentsOf(path) }))
    .sort((a, b) => rank(a.segments).localeCompare(rank(b.segments)));
  return (method, path) => {
    const sent = segmentsOf(path);
    for (const { path: template, segments } of paths) {
      const parameters = match(segments, sent);
      if (!parameters) continue;
      const here = routes.filter((route) => route.path === template);
      const route = here.find((one) => one.method === method) ?? here.find((one) => one.method === 'ANY');
      return route && { route, parameters };
    }
    return undefined;
  };
}

function segmentsOf(path: string): string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}

/** Sorts fixed segments first, then parameters, greedy ones last. */
function rank(segments: string[]): string {
  return segments
    .map((segment) => (segment.endsWith('+}') ? '3' : segment.startsWith('{') ? '2' : '1'))
    .join('');
}

function match(template: string[], sent: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    const value = sent[index];
    if (value === undefined || value === '') return undefined;
    if (segment.endsWith('+}')) {
      parameters[segment.slice(1, -2)] = sent.slice(index).join('/');
      return parameters;
    }
    if (segment.startsWith('{')) parameters[segment.slice(1, -1)] = value;
    else if (segment !== value) return undefined;
  }
  return template.length === sent.length ? parameters : undefined;
}
