import { Testing } from 'cdk8s';
import { Tenant } from './tenant';

test('the manifests stay as they are', () => {
  expect(Testing.synth(new Tenant(Testing.app(), 'tenant'))).toMatchSnapshot();
});
