/** The part of the Amazon States Language that the kit writes, as it is read back from a golden. */

export interface AslRule {
  readonly Condition: string;
  readonly Next: string;
}

export interface AslState {
  readonly Type: 'Task' | 'Choice' | 'Wait' | 'Parallel' | 'Map' | 'Succeed' | 'Fail';
  readonly Resource?: string;
  readonly Arguments?: {
    readonly Payload?: {
      readonly form?: string;
      readonly clock?: string;
      readonly holder?: string;
      readonly of?: readonly string[];
      readonly emits?: readonly string[];
      /** An expression, where the task has no point after a moment that the story knows. */
      readonly mustBy?: string;
    };
  };
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Choices?: readonly AslRule[];
  readonly Default?: string;
  readonly Next?: string;
  readonly Error?: string;
  readonly Branches?: readonly AslMachine[];
  readonly ItemProcessor?: AslMachine;
  readonly MaxConcurrency?: number;
}

export interface AslMachine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}
