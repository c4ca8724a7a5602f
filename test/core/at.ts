import { Site } from '../../src/core/site';

/** A place to complain at: `[app/chat] prop`. */
export const SITE = Site.named('app/chat', 'prop');

/** How an error of that place begins. */
export const AT = /^\[app\/chat\] prop /;
