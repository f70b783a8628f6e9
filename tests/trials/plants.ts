/**
 * Copies of an assembly with something changed in them: bugs that the trial must find, and doors before DynamoDB. The
 * product itself has no line of this; its handlers are bundled anew with one module replaced.
 */
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { readAssembly } from '../../infra/local/assembly/assembly.ts';

/** Bugs that can be planted. */
export const PLANTS = ['act-on-get', 'new-link-on-reminder', 'missing-condition'] as const;
export type Plant = (typeof PLANTS)[number];

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The function that has the bug, its handler, and the module that is replaced by the one with the bug. */
const bugs: Readonly<Record<Plant, { function: string; handler: string; replaces: string }>> = {
  'act-on-get': {
    function: 'ShowTask',
    handler: 'functions/desk/show-task.ts',
    replaces: 'functions/desk/show-task.ts',
  },
  'new-link-on-reminder': {
    function: 'SendMail',
    handler: 'functions/desk/send-mail.ts',
    replaces: 'functions/desk/seals.ts',
  },
  'missing-condition': {
    function: 'AnswerTask',
    handler: 'functions/desk/answer-task.ts',
    replaces: 'shared/platform/transaction.ts',
  },
};

/** Ways to come by credentials that no function of ours takes; infra/constructs/bundle.ts leaves the same ones out. */
const NOT_NEEDED = [
  ...['http', 'ini', 'login', 'process', 'sso', 'web-identity'].map(
    (way) => `@aws-sdk/credential-provider-${way}`,
  ),
  '@smithy/credential-provider-imds',
];

/** A copy in a folder of its own. */
export interface Copy {
  readonly folder: string;
  remove(): void;
}

function copyOf(assembly: string): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'steward-assembly-'));
  cpSync(assembly, folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A copy in which one function has the bug. */
export async function planted(assembly: string, plant: Plant): Promise<Copy> {
  const copy = copyOf(assembly);
  try {
    const { functions } = readAssembly({
      folder: copy.folder,
      endpoint: 'http://127.0.0.1:9',
      parameters: { BaseUrl: 'http://127.0.0.1:9' },
    });
    const bug = bugs[plant];
    const spec = functions.find(({ name }) => name === bug.function || name.endsWith(`-${bug.function}`));
    if (spec === undefined)
      throw new Error(`The assembly has no function ${bug.function} to plant ${plant} in.`);
    const bundle = join(spec.folder, 'index.mjs');
    const original = join(ROOT, bug.replaces);
    const instead = join(import.meta.dirname, 'planted', `${plant}.ts`);
    const isHandler = bug.handler === bug.replaces;
    const { metafile } = await build({
      entryPoints: [isHandler ? instead : join(ROOT, bug.handler)],
      outfile: bundle,
      allowOverwrite: true,
      bundle: true,
      metafile: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      mainFields: ['module', 'main'],
      external: NOT_NEEDED,
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
      logLevel: 'error',
      absWorkingDir: ROOT,
      plugins: isHandler ? [] : [replacing(original, instead)],
    });
    const inputs = Object.keys(metafile.inputs);
    if (!inputs.some((input) => input.endsWith(`planted/${plant}.ts`))) {
      throw new Error(
        `${bug.handler} does not import ${bug.replaces} any more, so ${plant} is planted nowhere.`,
      );
    }
    return copy;
  } catch (error) {
    copy.remove();
    throw error;
  }
}

/** Whoever imports `original` gets `instead`, which alone gets the original. */
const replacing = (original: string, instead: string): Plugin => ({
  name: 'planted-bug',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === replacing || importer === instead) return undefined;
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: replacing });
      return found.path === original ? { path: instead } : undefined;
    });
  },
});

/** A copy in which functions have further environment variables, by the function's business name. */
export function withEnvironment(
  assembly: string,
  variables: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Copy {
  const copy = copyOf(assembly);
  const missing = new Set(Object.keys(variables));
  for (const file of globSync('*.template.json', { cwd: copy.folder })) {
    const path = join(copy.folder, file);
    const template = JSON.parse(readFileSync(path, 'utf8')) as {
      Resources?: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
    };
    for (const { Type, Properties = {} } of Object.values(template.Resources ?? {})) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const name = Object.keys(variables).find((one) => String(Properties.FunctionName).endsWith(one));
      if (name === undefined) continue;
      missing.delete(name);
      const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: object };
      Properties.Environment = { Variables: { ...Variables, ...variables[name] } };
    }
    writeFileSync(path, JSON.stringify(template));
  }
  if (missing.size > 0) {
    copy.remove();
    throw new Error(`The assembly has no function ${[...missing].join(', ')}.`);
  }
  return copy;
}
