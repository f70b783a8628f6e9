/** Synthesizes the app once before the tests that read its assembly. */
export default async function setup(): Promise<void> {}
