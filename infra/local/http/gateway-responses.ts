/** What API Gateway answers without asking a function, in the words and with the headers of the template. */
import type { GatewayResponseModel } from '../assembly/model.ts';

/** Types of such answers that the runtime gives, with status and message where the template sets none. */
const DEFAULTS = {
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
  BAD_REQUEST_PARAMETERS: [400, 'Bad Request', 'BadRequestException'],
  DEFAULT_4XX: [400, 'Bad Request', 'BadRequestException'],
  REQUEST_TOO_LARGE: [413, 'HTTP content length exceeded 10485760 bytes.', 'RequestTooLargeException'],
  THROTTLED: [429, 'Too Many Requests', 'TooManyRequestsException'],
  INTEGRATION_FAILURE: [502, 'Internal server error', 'InternalServerErrorException'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out', 'GatewayTimeoutException'],
} as const satisfies Record<string, readonly [status: number, message: string, errorType: string]>;

/** A type of answer that the runtime gives itself. */
export type GatewayResponseType = keyof typeof DEFAULTS;

/** An answer ready to be sent. */
export interface GatewayAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Makes the answer of a type: its own setting, else that of its class (DEFAULT_4XX, DEFAULT_5XX), else AWS's words. */
export function gatewayAnswer(
  settings: Readonly<Record<string, GatewayResponseModel>>,
  type: GatewayResponseType,
  requestId: string,
  message: string = DEFAULTS[type][1],
): GatewayAnswer {
  const [usualStatus, , errorType] = DEFAULTS[type];
  const setting = settings[type] ?? settings[usualStatus < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'];
  const values: Record<string, string> = {
    '$context.error.messageString': JSON.stringify(message),
    '$context.error.message': message,
    '$context.error.responseType': type,
    '$context.requestId': requestId,
  };
  const template = setting?.template ?? '{"message":$context.error.messageString}';
  return {
    status: setting?.status ?? usualStatus,
    headers: {
      'x-amzn-errortype': errorType,
      'content-type': 'application/json',
      ...lowerCased(setting?.headers),
    },
    body: template.replace(/\$context\.[A-Za-z.]+/g, (variable) => values[variable] ?? variable),
  };
}

function lowerCased(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
