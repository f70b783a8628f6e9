/**
 * Signed calls of an AWS service without the SDK's client for it: the clients add 40 to 100 KB to a bundle for a single
 * operation, because their schemas cannot be shaken out. The signature, the credentials and the partition's domain are
 * the SDK's own.
 */
import { SignatureV4 } from '@smithy/signature-v4';
import { documents } from './table.ts';

/** Services that are called so, by the name that is signed, with the SDK's variable of an endpoint of their own. */
const endpointVariable = { lambda: 'AWS_ENDPOINT_URL_LAMBDA', states: 'AWS_ENDPOINT_URL_SFN' } as const;

/** A service that is called so. */
export type SignedService = keyof typeof endpointVariable;

/** A call that takes longer has failed, in milliseconds. */
const LONGEST_CALL = 5_000;

/** Where a path of the service is. */
export async function urlOf(service: SignedService, path: string): Promise<URL> {
  const configured = process.env[endpointVariable[service]] ?? process.env.AWS_ENDPOINT_URL;
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
  const { credentials, region, sha256 } = documents().config;
  const signer = new SignatureV4({ service, credentials, region, sha256 });
  const signed = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: {},
    headers: { host: url.host, ...headers },
    body,
  });
  const { host: _, ...others } = signed.headers;
  return fetch(url, {
    method: 'POST',
    headers: others,
    body,
    signal: AbortSignal.timeout(LONGEST_CALL),
  });
}
