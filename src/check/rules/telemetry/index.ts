import { accessLogWithoutProvider, conflictingTelemetries } from './conflicting-telemetries';
import { fraction } from './fraction';
import { scrapingRefused } from './scraping-refused';
import { tracingWithoutProvider } from './tracing-without-provider';
import { unknownProvider } from './unknown-provider';
import type { Rule } from '../../rule';

/** Group 07, in the order of codes. */
export const TELEMETRY_RULES: readonly Rule[] = [
  unknownProvider,
  tracingWithoutProvider,
  fraction,
  accessLogWithoutProvider,
  conflictingTelemetries,
  scrapingRefused,
];
