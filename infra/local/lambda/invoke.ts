/** How a room of the runtime calls a Lambda function and what it gets back. */

/** What a function answered: its payload, or the error as Lambda reports it. */
export type LambdaReply =
  | { ok: true; payload: unknown }
  | {
      ok: false;
      errorType: string;
      errorMessage: string;
      trace?: string[];
      /** True when there is no function of that name, so nothing was run. */
      unknownFunction?: boolean;
    };

/** Calls a function by name or ARN and waits for its answer; never rejects because of the function. */
export type InvokeLambda = (functionArnOrName: string, payload: unknown) => Promise<LambdaReply>;
