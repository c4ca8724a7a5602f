import { Testing } from 'cdk8s';
import { Canary } from './canary';

test('the manifests stay as they are', () => {
  expect(Testing.synth(new Canary(Testing.app(), 'canary'))).toMatchSnapshot();
});
