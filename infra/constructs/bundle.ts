/** One esbuild run for every handler: each becomes a folder with one `index.mjs`. */
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { withoutUnusedConstants } from './unused-constants.ts';

/**
 * Most bytes that the bundle of a work step or a page may weigh; a heavier one starts noticeably later. Of the shapes of cases
 * and events each carries what it uses: a further workflow weighs on those that read cases of every kind.
 */
const HEAVIEST_BUNDLE = 446 * 1024;

/** The mail sender carries a MIME composer and the contact rules with their calendar, and nobody waits for its start. */
const HEAVIEST_SENDER = 726 * 1024;

/** A page that says why a date is what it is carries the calendar by which it was reckoned. */
const HEAVIEST_EXPLAINER = 473 * 1024;

/** An import carries a reader of CSV and the words of seven kinds of files, and nobody waits for its start either. */
const HEAVIEST_IMPORT = 471 * 1024;

/**
 * A step of a visit, an alert or a survey carries the contact rules, cadence, playbooks or questions, and the calendar by which
 * they reckon.
 */
const HEAVIEST_CONTACT = 470 * 1024;

/** A page of a task carries the words of every form and of every kind of case that a task is about, in both languages. */
const HEAVIEST_TASK_PAGE = 530 * 1024;

/** Whoever passes a task on carries these words, the ladder and its calendar. */
const HEAVIEST_PASSER = 536 * 1024;

/** The page of a case carries what lays a picture out, and the words of every scene. */
const HEAVIEST_PICTURE = 541 * 1024;

const exceptions: Readonly<Record<string, number>> = {
  'desk/show-task': HEAVIEST_TASK_PAGE,
  'desk/answer-task': HEAVIEST_TASK_PAGE,
  'desk/keep-draft': HEAVIEST_TASK_PAGE,
  'desk/show-file': HEAVIEST_TASK_PAGE,
  'desk/reveal-customer': HEAVIEST_TASK_PAGE,
  'desk/mail-new-code': HEAVIEST_TASK_PAGE,
  'desk/show-pass': HEAVIEST_TASK_PAGE,
  'desk/pass-task': HEAVIEST_PASSER,
  'customers/import-file': HEAVIEST_IMPORT,
  'desk/send-mail': HEAVIEST_SENDER,
  // They move the date of the customer, and tell by which days.
  'complaint/extend': HEAVIEST_EXPLAINER,
  'complaint/take-in-facts': HEAVIEST_EXPLAINER,
  // It begins a round with dates of its own, and tells the customer by which.
  'complaint/reopen': HEAVIEST_EXPLAINER,
  // They find who acts, and by which working hour.
  'desk/prepare-task': HEAVIEST_EXPLAINER,
  // It finds by which working hour everybody of a sample is asked.
  'campaign/invite-members': HEAVIEST_EXPLAINER,
  'desk/sweep': HEAVIEST_EXPLAINER,
  'desk/show-case': HEAVIEST_EXPLAINER,
  'watch/list-cases': HEAVIEST_EXPLAINER,
  'watch/look-at-case': HEAVIEST_PICTURE,
  'desk/customer-message': HEAVIEST_EXPLAINER,
};

/** Most bytes that the bundle of an entry may weigh. */
export const heaviest = (entry: string): number =>
  exceptions[entry] ?? (/^(visit|churn|survey)\//.test(entry) ? HEAVIEST_CONTACT : HEAVIEST_BUNDLE);

/** The handlers as they were bundled: folder and weight by entry, e.g. `desk/show-task`. */
export class Bundles {
  readonly #folder: string;
  readonly #unused: Set<string>;
  /** Bytes of each bundle, by entry. */
  readonly sizes: ReadonlyMap<string, number>;

  constructor(folder: string, sizes: ReadonlyMap<string, number>) {
    this.#folder = folder;
    this.#unused = new Set(sizes.keys());
    this.sizes = sizes;
  }

  /** Folder that holds the `index.mjs` of an entry. */
  folderOf(entry: string): string {
    if (!this.sizes.has(entry)) {
      throw new Error(
        `There is no handler ${entry}: functions/${entry}.ts must exist and have a line that begins with "export const handler".`,
      );
    }
    this.#unused.delete(entry);
    return join(this.#folder, entry);
  }

  /** Refuses handlers that no stack has made a function of: they would be written, tested and never run. */
  refuseUnused(): void {
    if (this.#unused.size === 0) return;
    const files = [...this.#unused].map((entry) => `functions/${entry}.ts`);
    throw new Error(
      `No stack makes a function of ${files.join(', ')}; name it in infra/stacks or drop its handler.`,
    );
  }
}

/** Finds the handlers, `<room>/<verb>` for every functions/<room>/<verb>.ts that exports `handler`. */
export function findHandlers(functions: string): string[] {
  return globSync('*/*.ts', { cwd: functions })
    .filter((file) => /^export const handler\b/m.test(readFileSync(join(functions, file), 'utf8')))
    .map((file) => file.replace(/\.ts$/, '').split(sep).join('/'))
    .sort();
}

/** Bundles every handler below the folder `functions` into a folder of its own below `to`, which is emptied first. */
export async function bundleHandlers({ functions, to }: { functions: string; to: string }): Promise<Bundles> {
  const entries = findHandlers(functions);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const { metafile } = await build({
    entryPoints: entries.map((entry) => ({ in: join(functions, `${entry}.ts`), out: join(entry, 'index') })),
    outdir: to,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK publishes both forms; the ESM one can be shaken.
    mainFields: ['module', 'main'],
    plugins: [withoutUnusedConstants],
    // Lambda hands credentials over in the environment, which the SDK tries first; the other ways to come by some,
    // which it would import only then, weigh 130 KB.
    external: [
      '@aws-sdk/credential-provider-http',
      '@aws-sdk/credential-provider-ini',
      '@aws-sdk/credential-provider-login',
      '@aws-sdk/credential-provider-process',
      '@aws-sdk/credential-provider-sso',
      '@aws-sdk/credential-provider-web-identity',
      '@smithy/credential-provider-imds',
    ],
    // CommonJS packages inside an ESM bundle still call require for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    // Node would refuse the module when it is loaded; better here.
    logOverride: { 'import-is-undefined': 'error' },
  });
  const outputs = Object.entries(metafile.outputs);
  const handlers = new Set(outputs.map(([, { entryPoint }]) => entryPoint));
  const sizes = new Map<string, number>();
  for (const [file, { bytes, entryPoint, inputs }] of outputs) {
    const other = Object.keys(inputs).find((input) => input !== entryPoint && handlers.has(input));
    if (other !== undefined) {
      throw new Error(
        `${entryPoint} imports the handler ${other}, whose world it would have to be given as well; move what both need into a file of its own.`,
      );
    }
    sizes.set(relative(to, file).split(sep).slice(0, 2).join('/'), bytes);
  }
  return new Bundles(to, sizes);
}
