/** What the form that anybody can fill in may bring about. */

/**
 * Most complaints of one customer that are taken in from the web on one day of the bank's zone; whatever is beyond it is held
 * for operations. [D]: whoever complains in earnest does not do it so often, and the form asks nobody who they are.
 */
export const mostWebComplaintsADay = 10;
