/** What every integration is given, and what it gives back. */
import type { ServiceFault } from '../../gateway/service.ts';
import type { Json, JsonObject } from '../json.ts';

/** How a task's call ended. */
export type CallOutcome = { ok: true; output: Json } | { ok: false; error: string; cause: string };

/** A call of a task, the same when it is repeated after a crash. */
export interface Call {
  arguments: Json;
  requestId: string;
  executionArn: string;
  machineArn: string;
  account: string;
  region: string;
}

/** The part of AWS's answers that describes the HTTP exchange; here it is made up, in AWS's shape. */
export function sdkMetadata(requestId: string, headers: Record<string, string> = {}): JsonObject {
  const all = { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': requestId, ...headers };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
      HttpHeaders: all,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** An error of a service in the words of the integrations that Step Functions optimises. */
export function serviceFailure(
  names: { prefix: string; service: string; fallback: string },
  fault: ServiceFault,
  requestId: string,
): CallOutcome {
  const code = fault.code.replace(/^.*[#.]/, '');
  const known =
    code === 'ValidationException' ? names.fallback : /Exception$/.test(code) ? code : `${code}Exception`;
  return {
    ok: false,
    error: `${names.prefix}.${known}`,
    cause:
      `${fault.message} (Service: ${names.service}; Status Code: ${fault.status}; Error Code: ${code}; ` +
      `Request ID: ${requestId}; Proxy: null)`,
  };
}
