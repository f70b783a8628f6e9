/** How names of the product become names of AWS resources and variables. */

/** `accept-event` becomes `AcceptEvent`. */
export const pascal = (kebab: string): string =>
  kebab.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase());

/** `TaskTokens` becomes `TASK_TOKENS`. */
export const upperSnake = (name: string): string =>
  name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
