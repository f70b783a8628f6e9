/** Names of machines and executions as AWS writes them. */

/** Where a runtime pretends to be. */
export interface Place {
  account: string;
  region: string;
}

/** The ARN of a machine. */
export function machineArn({ account, region }: Place, name: string): string {
  return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
}

/** The ARN of an execution of a machine. */
export function executionArn({ account, region }: Place, machineName: string, name: string): string {
  return `arn:aws:states:${region}:${account}:execution:${machineName}:${name}`;
}

/** Characters that AWS forbids in names: white space, control characters, brackets, wildcards, and punctuation. */
const FORBIDDEN = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]/u;

/** True for a name that a machine or an execution may have. */
export function isName(name: string): boolean {
  return name.length >= 1 && name.length <= 80 && !FORBIDDEN.test(name);
}
