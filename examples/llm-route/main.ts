import * as path from 'path';
import { App } from 'cdk8s';
import { Llm } from './llm';

const app = new App({ outdir: path.join(__dirname, 'dist') });
new Llm(app, 'llm');
app.synth();
