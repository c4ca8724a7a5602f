import * as path from 'path';
import { App } from 'cdk8s';
import { LlmPlatform } from './platform';

const app = new App({ outdir: path.join(__dirname, 'dist') });
new LlmPlatform(app, 'llm-platform');
app.synth();
