import * as path from 'path';
import { App } from 'cdk8s';
import { Canary } from './canary';

const app = new App({ outdir: path.join(__dirname, 'dist') });
new Canary(app, 'canary');
app.synth();
