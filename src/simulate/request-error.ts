/** A request that cannot be asked, and the way out. */
export class RequestError extends Error {}
