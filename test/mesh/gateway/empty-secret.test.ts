import { Chart, Testing } from 'cdk8s';
import { MeshGateway, MlServingMesh } from '../../../src';

test('a secret without a name is refused, rather than an HTTPS listener without a certificate', () => {
  const gateway = MeshGateway.create({ tlsSecret: '' });
  const mesh = () => new MlServingMesh(new Chart(Testing.app(), 'app'), 'mesh', { namespace: 'ml-serving', gateway });
  expect(mesh).toThrow(/\[app\/mesh\] gateway\.tlsSecret must be a DNS subdomain.*got ''/);
});
