/** How a room of the runtime offers an AWS service to the gateway. */

/** A service that speaks one of the AWS JSON protocols: operation and input in, output out. */
export type JsonService = (operation: string, input: Record<string, unknown>) => Promise<object>;

/** An error as AWS would answer it: its code, an HTTP status, a message, and further fields of the body. */
export class ServiceFault extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Record<string, unknown>;

  constructor(code: string, message: string, status = 400, fields: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}
