import { Chart, Testing } from 'cdk8s';
import { agreementOn } from './agreement';
import { Tenant } from '../../examples/adopted-gateway/tenant';
import { LlmPlatform } from '../../examples/llm-platform/platform';
import { appWorld } from '../../src/synth/app-world';

/** Of all paths, methods and headers. */
const FORMS = 400;

const EXAMPLES: Readonly<Record<string, () => Chart>> = {
  'llm-platform': () => new LlmPlatform(Testing.app(), 'llm-platform'),
  'adopted-gateway': () => new Tenant(Testing.app(), 'tenant'),
};

test.each(Object.entries(EXAMPLES))('the picture of examples/%s has an arrow for everything that the simulator allows, and for nothing else', (_, make) => {
  const { wrong, missing, calls, entries } = agreementOn(appWorld(make()).objects, FORMS);
  expect({ wrong, missing }).toEqual({ wrong: [], missing: [] });
  expect(calls + entries).toBeGreaterThan(0);
});
