import { Testing } from 'cdk8s';
import { LlmPlatform } from './platform';

test('the manifests stay as they are', () => {
  expect(Testing.synth(new LlmPlatform(Testing.app(), 'llm-platform'))).toMatchSnapshot();
});
