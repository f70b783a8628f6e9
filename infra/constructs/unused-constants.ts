/** Leaves out of a bundle the constants of shared code that nothing in it uses. */
import { readFile } from 'node:fs/promises';
import { type Plugin, transform } from 'esbuild';

/** What is nothing but shapes and numbers: making one of their constants does nothing else. */
const SHAPES = /[\\/]shared[\\/](?:contracts|policy)[\\/][^\\/]+\.ts$/;

/** A constant of a module as esbuild prints it: up to the semicolon before the next statement, or the end. */
const CONSTANT =
  /^((?:export )?const \w+ = )([\s\S]*?);$(?=\n(?:export|const|let|function|async|class|import)\b|\s*$(?![\s\S]))/gm;

/**
 * A schema is made by calls, and a bundler must keep every call that may do something: each handler would carry the shapes
 * of every kind of case and event. Here each constant becomes one call that says it does nothing else.
 */
export const withoutUnusedConstants: Plugin = {
  name: 'without-unused-constants',
  setup({ onLoad }) {
    onLoad({ filter: SHAPES }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), {
        loader: 'ts',
        target: 'node24',
        charset: 'utf8',
        // A text of several lines is printed on one, so that no line within a constant begins like a statement.
        supported: { 'template-literal': false },
      });
      return { contents: onlyMadeIfUsed(code), loader: 'js' };
    });
  },
};

/** The constants of a module, as esbuild prints it, each made by a call that a bundler may leave out. */
const onlyMadeIfUsed = (code: string): string =>
  code.replace(CONSTANT, (_, name: string, made: string) => `${name}/* @__PURE__ */ (() => (${made}))();`);
