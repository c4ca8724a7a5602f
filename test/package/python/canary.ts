import { App } from 'cdk8s';
import { Canary } from '../../../examples/canary/canary';

const app = new App();
new Canary(app, 'canary');
process.stdout.write(app.synthYaml());
