import { RequestError } from '../request-error';

/** A property that cannot be judged, and the way out. */
export class PropertyError extends RequestError {}
