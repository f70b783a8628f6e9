/** Synthesizes the app once before the tests that run its assembly, into a folder named after the sources. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the synthesized assembly; absent when STEWARD_SKIP_SYNTH is set. */
    assembly: string | undefined;
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILD = join(ROOT, '.build');

/** What an assembly is made from; the runtime that runs it is not part of it. */
const SOURCES = [
  'infra/{app,settings,steward}.ts',
  'infra/{constructs,stacks}/**/*.ts',
  'functions/**/*.ts',
  'workflows/**/*.ts',
  'shared/**/*.ts',
  'cdk.json',
  'package-lock.json',
  'steward.settings.json',
];

/** Assemblies of earlier sources that are kept, because a test run beside this one may still read them. */
const KEPT = 3;

/** Makes the assembly if these sources have none yet, and provides its folder to the tests. */
export default async function setup(project: TestProject): Promise<void> {
  const skipped = process.env.STEWARD_SKIP_SYNTH !== undefined;
  project.provide('assembly', skipped ? undefined : await assemblyOf(fingerprint()));
}

async function assemblyOf(sources: string): Promise<string> {
  const folder = join(BUILD, `assembly-${sources}`);
  if (existsSync(folder)) return folder;
  mkdirSync(BUILD, { recursive: true });
  const draft = join(BUILD, `draft-${process.pid}`);
  try {
    await promisify(execFile)(process.execPath, ['infra/app.ts', '--out', draft], { cwd: ROOT });
    // Renamed as a whole, so that no other run ever sees half an assembly.
    if (!existsSync(folder)) renameSync(draft, folder);
  } catch (cause) {
    const { stderr = '', stdout = '' } = cause as { stderr?: string; stdout?: string };
    throw new Error(`The app cannot be synthesized:\n${stdout}${stderr}`, { cause });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  dropOld();
  return folder;
}

/** Changes whenever a source does. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of globSync(SOURCES, { cwd: ROOT }).sort()) {
    const { mtimeMs, size } = statSync(join(ROOT, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}

function dropOld(): void {
  const old = readdirSync(BUILD)
    .filter((name) => name.startsWith('assembly-'))
    .map((name) => ({ name, at: statSync(join(BUILD, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at)
    .slice(KEPT);
  for (const { name } of old) rmSync(join(BUILD, name), { recursive: true, force: true });
}
