/**
 * Signed calls of an AWS service without the SDK's client for it: the clients add 40 to 100 KB to a bundle for a single
 * operation, because their schemas cannot be shaken out. The signature, the credentials and the partition's domain are
 * the SDK's own.
 */
import { SignatureV4 } from '@smithy/signature-v4';
import { documents } from './table.ts';

/** Services that are called so, by the name that is signed, with the SDK's variable of an endpoint of their own. */
const endpointVariable = {
  lambda: 'AWS_ENDPOINT_URL_LAMBDA',
  states: 'AWS_ENDPOINT_URL_SFN',
  s3: 'AWS_ENDPOINT_URL_S3',
} as const;

/** A service that is called so. */
export type SignedService = keyof typeof endpointVariable;

/** A call that takes longer has failed, in milliseconds. */
const LONGEST_CALL = 5_000;

/** The endpoint that the environment names for a service; undefined where AWS's own counts. */
export const configuredEndpoint = (service: SignedService): string | undefined =>
  process.env[endpointVariable[service]] ?? process.env.AWS_ENDPOINT_URL;

/** Where a path of the service is. */
export async function urlOf(service: SignedService, path: string): Promise<URL> {
  const configured = configuredEndpoint(service);
  if (configured !== undefined) return new URL(path, configured);
  const { config } = documents();
  const region = await config.region();
  // The SDK knows the domain of each partition: the same as DynamoDB's, but for the name of the service.
  const { url } = config.endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false });
  return new URL(path, url.origin.replace('//dynamodb.', `//${service}.`));
}

/** Posts a signed request. */
export async function signedPost(
  service: SignedService,
  url: URL,
  headers: Record<string, string>,
  body: string,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: await signed(service, 'POST', url, headers, body),
    body,
    signal: AbortSignal.timeout(LONGEST_CALL),
  });
}

/** Gets something with a signed request; `longest` is how long that may take, in milliseconds. */
export async function signedGet(
  service: SignedService,
  url: URL,
  headers: Record<string, string>,
  longest: number,
): Promise<Response> {
  return fetch(url, {
    headers: await signed(service, 'GET', url, headers),
    signal: AbortSignal.timeout(longest),
  });
}

/** The headers with which a request is signed. */
async function signed(
  service: SignedService,
  method: string,
  url: URL,
  headers: Record<string, string>,
  body?: string,
): Promise<Record<string, string>> {
  const { credentials, region, sha256 } = documents().config;
  // S3 takes the path as it is written; all others escape it once more for the signature.
  const signer = new SignatureV4({ service, credentials, region, sha256, uriEscapePath: service !== 's3' });
  const request = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const { host: _, ...others } = request.headers;
  return others;
}
