/** Finds the function that a name or an ARN means. */

/** What a caller named: the function and, where given, a version or alias of it. */
export interface FunctionReference {
  name: string;
  qualifier?: string;
}

const ARN =
  /^(?:arn:[a-z0-9-]+:lambda:[a-z0-9-]*:)?(?:\d{12}:)?(?:function:)?([A-Za-z0-9_-]{1,64})(?::([A-Za-z0-9$_-]{1,128}))?$/;

/** Reads a function name, a partial ARN or an ARN, each with or without a qualifier; undefined if it is none. */
export function functionReference(text: string): FunctionReference | undefined {
  const [, name, qualifier] = ARN.exec(text) ?? [];
  if (name === undefined) return undefined;
  return qualifier === undefined ? { name } : { name, qualifier };
}
