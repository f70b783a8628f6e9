/** How a room of the runtime offers an AWS service to the gateway. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/**
 * A service that speaks one of the AWS JSON protocols: operation and input in, output out, both as they
 * stand on the wire (timestamps as epoch seconds, binary as base64).
 */
export type JsonService = (operation: string, input: Record<string, unknown>) => Promise<object>;

/** A request to a service that goes by method and path, or by a form body. */
export interface WireRequest {
  method: string;
  /** Path without the query, as sent. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The answer to such a request. */
export interface WireReply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** A service that goes by method and path, or by a form body. */
export type WireService = (request: WireRequest) => Promise<WireReply>;

/** A request whose body is read while it comes in, however large it is. */
export interface StreamRequest extends Omit<WireRequest, 'body'> {
  body: Readable;
}

/** The answer to such a request; what is sent while it is read says its length in the headers. */
export interface StreamReply {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | Readable;
}

/** A service that takes and gives bodies too large to hold, and answers its faults itself. */
export type StreamService = (request: StreamRequest) => Promise<StreamReply>;

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
