/** Days for which a signal of a customer is kept: a year and the month before it [D]. */
export const signalDays = 400;

/** Epoch second after which a signal of this moment may be dropped. */
export const signalExpiry = (at: string): number => Math.floor(Date.parse(at) / 1_000) + signalDays * 86_400;
