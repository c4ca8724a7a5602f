import { existsSync } from 'fs';
import * as path from 'path';
import { behaviours, CHANGES } from '../../../src/core/versions/behaviours';
import { IstioVersion } from '../../../src/core/versions/istio-version';

const CASES = path.join(__dirname, '..', '..', '..', 'conformance', 'cases');

test.each([
  ['1.29.8', 'of-last-backend'], ['1.29.9', 'per-backend'],
  ['1.30.5', 'of-last-backend'], ['1.30.6', 'per-backend'],
  ['1.31.1', 'of-last-backend'], ['1.31.2', 'per-backend'],
])('Istio %s asks the picker %s', (version, expected) => {
  expect(behaviours(IstioVersion.of(version)).poolPicker).toBe(expected);
});

test.each([['1.30.9', 404], ['1.31.0', 500]])('a rule without backends answers in Istio %s with %d', (version, expected) => {
  expect(behaviours(IstioVersion.of(version)).noBackendsStatus).toBe(expected);
});

test.each([
  ['1.29.9', 'of-pods'], ['1.30.2', 'of-pods'], ['1.30.3', 'of-callers'], ['1.31.0', 'of-callers'],
])('a waypoint of Istio %s tries again what that is %s', (version, expected) => {
  expect(behaviours(IstioVersion.of(version)).waypointRetries).toBe(expected);
});

test('every change names the cases that show it', () => {
  expect(CHANGES.flatMap(({ cases }) => cases).filter((name) => !existsSync(path.join(CASES, `${name}.yaml`)))).toEqual([]);
});
