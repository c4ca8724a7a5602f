import { Testing } from 'cdk8s';
import { Llm } from './llm';

test('the manifests stay as they are', () => {
  expect(Testing.synth(new Llm(Testing.app(), 'llm'))).toMatchSnapshot();
});
