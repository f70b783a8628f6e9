/** Synthesizes the app: `node infra/app.ts [--out DIR] [--settings FILE] [--schema-check] [--time]`. */
import { enableCompileCache } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, type Values } from '../shared/platform/command-line.ts';
import { bundleHandlers } from './constructs/bundle.ts';
import { readSettings, WrongSettings } from './settings.ts';

const started = performance.now();
enableCompileCache();

/** Settings file that was named to the CDK CLI with `-c settings=FILE`. */
function settingsOfContext(): string | undefined {
  const context = process.env.CDK_CONTEXT_JSON;
  if (context === undefined) return undefined;
  const { settings } = JSON.parse(context) as { settings?: unknown };
  return typeof settings === 'string' ? settings : undefined;
}

const OPTIONS = {
  out: { type: 'string' },
  settings: { type: 'string' },
  'schema-check': { type: 'boolean', default: false },
  time: { type: 'boolean', default: false },
} as const;

async function synthesize(options: Values<typeof OPTIONS>): Promise<void> {
  const settings = readSettings(options.settings ?? settingsOfContext());
  const outdir = resolve(options.out ?? process.env.CDK_OUTDIR ?? 'cdk.out');
  // esbuild works in a process of its own while this one loads the CDK.
  const bundling = bundleHandlers({
    functions: fileURLToPath(new URL('../functions', import.meta.url)),
    to: join(outdir, 'handlers'),
  });
  const [{ steward }, { writeGolden }, { storyboards }, bundles] = await Promise.all([
    import('./steward.ts'),
    import('../workflows/kit/golden.ts'),
    import('../workflows/storyboards.ts'),
    bundling,
  ]);
  const loaded = performance.now();
  const app = steward({ settings, bundles, outdir, schemaCheck: options['schema-check'] });
  const built = performance.now();
  const { stacks } = app.synth();
  for (const file of writeGolden(storyboards, fileURLToPath(new URL('../workflows', import.meta.url)))) {
    console.log(`Wrote ${relative(process.cwd(), file)}; review it like any other change of a workflow.`);
  }
  const done = performance.now();
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  console.log(`${stacks.map((stack) => stack.stackName).join(', ')} in ${seconds(0, done)} s`);
  if (options.time) {
    console.log(
      `load and bundle ${seconds(started, loaded)} s, build ${seconds(loaded, built)} s, write and check ${seconds(built, done)} s`,
    );
  }
}

await command(import.meta, {
  usage: `npm run synth -- [--out DIR] [--settings FILE] [--schema-check] [--time]
  --out DIR        folder that the assembly is written to (cdk.out)
  --settings FILE  settings of the bank
  --schema-check   check the templates against the schemas of CloudFormation as well
  --time           print what took how long
  --help           print this`,
  options: OPTIONS,
  async run(values) {
    try {
      await synthesize(values);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const expected = error instanceof WrongSettings || error.name === 'ValidationFailed';
      // esbuild has said already what is wrong, and where.
      if (!('errors' in error)) console.error(expected ? error.message : error);
      process.exitCode = 1;
    }
  },
});
