import type { CheckFlags } from './commands/check';
import type { GraphFlags } from './commands/graph';
import type { SimulateFlags } from './commands/simulate';
import { EXIT } from './exit-code';
import { FORMATS } from './formats/names';
import { ownVersion } from './own-version';
import { PICTURE_ENDINGS, PICTURE_FORMATS } from './picture-formats';
import { processTerminal, type Terminal } from './terminal';
import { Command, CommanderError, InvalidArgumentError, Option } from '../vendor/commander';

/** Runs the command and tells how it ended. What a command needs is loaded when it is known which one it is. */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let code: number = EXIT.clean;
  const program = new Command('cdk8s-ml-mesh')
    .description('Checks manifests for ML serving on Istio and Gateway API, and answers requests to them offline.')
    .version(ownVersion(), '-V, --version', 'prints the version of this package')
    .addHelpText('after', '\nEvery command ends with 0 if all is well, with 1 if something was found, with 2 if the question or the input could not be read.\n')
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .exitOverride();
  program.addCommand(checkCommand((files, flags) => {
    const { check } = require('./commands/check') as typeof import('./commands/check');
    code = check(files, flags, terminal);
  }));
  program.addCommand(explainCommand((wanted) => {
    const { explain } = require('./commands/explain') as typeof import('./commands/explain');
    code = explain(wanted, terminal);
  }));
  program.addCommand(graphCommand((files, flags) => {
    const { graph } = require('./commands/graph') as typeof import('./commands/graph');
    code = graph(files, flags, terminal);
  }));
  program.addCommand(simulateCommand((words, flags) => {
    if (flags.cases !== undefined) {
      const { simulateCases } = require('./commands/simulate-cases') as typeof import('./commands/simulate-cases');
      code = simulateCases(words, flags.cases, terminal);
    } else if (flags.properties !== undefined) {
      const { simulateProperties } = require('./commands/simulate-properties') as typeof import('./commands/simulate-properties');
      code = simulateProperties(words, flags.properties, flags, terminal);
    } else {
      const { simulate } = require('./commands/simulate') as typeof import('./commands/simulate');
      code = simulate(words, flags, terminal);
    }
  }));
  program.commands.forEach((command) => command.copyInheritedSettings(program));
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    return error.exitCode === 0 ? EXIT.clean : EXIT.unreadable;
  }
  return code;
}

function checkCommand(run: (files: string[], flags: CheckFlags) => void): Command {
  return new Command('check')
    .description('Finds what the cluster would refuse, and what it would accept and is still wrong.')
    .argument('<files...>', 'manifests: files, folders, or - for standard input')
    .addOption(new Option('--format <format>', 'how findings are printed').choices(FORMATS).default('text'))
    .addOption(oneRelease())
    .option('--gateway-api <version>', 'minor release of the Gateway API CRDs: 1.5')
    .addOption(new Option('--channel <channel>', 'of the Gateway API CRDs').choices(['standard', 'experimental']).default('standard'))
    .addOption(dataPlane())
    .addOption(new Option('--fail-on <severity>', 'the least severity that ends with 1').choices(['error', 'warning', 'info', 'never']).default('error'))
    .option('--complete', 'the input is everything there is: what is missing in it is an error', false)
    .addOption(repeated('--assume <file>', 'objects that exist in the cluster and are not judged'))
    .option('--root-namespace <name>', "Istio's own namespace", 'istio-system')
    .option('--cluster-domain <domain>', 'of Services', 'cluster.local')
    .option('--verbose', 'lists what is information only', false)
    .addHelpText('after', '\nEnds with 0, with 1 for findings of the severity of --fail-on, with 2 if something could not be read.\n')
    .action(run);
}

function explainCommand(run: (wanted: string | undefined) => void): Command {
  return new Command('explain')
    .description('Prints the page of a finding, or lists all of them.')
    .argument('[code]', 'MLM0304, or the name: paid-twice')
    .addHelpText('after', '\nEnds with 0, with 2 if there is no such finding.\n')
    .action(run);
}

function graphCommand(run: (files: string[], flags: GraphFlags) => void): Command {
  return new Command('graph')
    .description('Draws the mesh: gateways, routes with their shares, and who may call whom by which policy.')
    .argument('<files...>', 'manifests: files, folders, or - for standard input')
    .addOption(new Option('--format <format>', 'of the picture; left out: what the name of the output says, or else mermaid').choices(PICTURE_FORMATS))
    .option('-o, --output <file>', `where it is written, by its name as SVG or Mermaid: ${PICTURE_ENDINGS}; left out: standard output`)
    .addOption(oneRelease())
    .addOption(dataPlane())
    .addOption(repeated('--assume <file>', 'objects that exist in the cluster'))
    .option('--root-namespace <name>', "Istio's own namespace", 'istio-system')
    .option('--cluster-domain <domain>', 'of Services', 'cluster.local')
    .addHelpText('after', '\nEnds with 0, with 2 if something could not be read or written.\n')
    .action(run);
}

/** Options that would say nothing where many requests are judged. */
const OF_ONE_REQUEST = ['header', 'source', 'sourceIp', 'gateway', 'token', 'protocol', 'body', 'backends', 'why', 'json'];

export function simulateCommand(run: (words: string[], flags: SimulateFlags) => void): Command {
  return new Command('simulate')
    .description('Answers a request offline, as Envoy would: which backend, with which probability, by which rule.')
    .argument('[question...]', 'manifests (files, folders, or -), a method, a URL: manifests/ POST http://inference.example.com/v1/models')
    .addOption(repeated('-H, --header <header>', "'name: value'"))
    .option('--source <account>', 'the service account that sends it, namespace/name; left out: from outside')
    .option('--source-ip <address>', 'the address that its connection comes from, for policies that compare it; left out: not known')
    .addOption(new Option('--gateway <gateway>', 'the Gateway that it comes in by, namespace/name; left out: the only one').conflicts('source'))
    .option('--token <json>', 'a token that it carries: {"issuer": "https://issuer.example", "claims": {"group": "ml"}}')
    .addOption(new Option('--protocol <protocol>', 'what its client speaks').choices(['http1', 'http2', 'grpc']).default('http1'))
    .option('--body <text>', 'what it says, for those who read the model in it: {"model": "llama"}')
    .option('--backends <json>', 'how workloads fare: {"ml-serving/inference-v1": {"status": 503, "times": 1}}, by status, delay, reset, refuse, down')
    .addOption(repeated('--istio-version <version>', 'release of Istio: 1.30.6; several are compared'))
    .addOption(dataPlane())
    .addOption(repeated('--assume <file>', 'objects that exist in the cluster'))
    .option('--root-namespace <name>', "Istio's own namespace", 'istio-system')
    .option('--cluster-domain <domain>', 'of Services', 'cluster.local')
    .option('--why', 'tells of what lost, too, and why', false)
    .option('--json', 'for programs', false)
    .addOption(new Option('--properties <file>', 'judges what a file says of all requests instead').conflicts(OF_ONE_REQUEST))
    .addOption(new Option('--cases <folder>', 'answers the cases of a mesh in a box instead: a folder, or one file')
      .conflicts([...OF_ONE_REQUEST, 'properties', 'istioVersion', 'dataPlane', 'assume', 'rootNamespace', 'clusterDomain']))
    .addHelpText('after', '\nEnds with 0, with 1 if the answers of several releases differ, the answer to a case is not the expected one or a property does not hold, '
      + 'with 2 if something could not be read.\n')
    .action(run);
}

function dataPlane(): Option {
  return new Option('--data-plane <plane>', 'of pods whose namespace is not in the input').choices(['ambient', 'sidecar']).default('ambient');
}

function oneRelease(): Option {
  return new Option('--istio-version <version>', 'release of Istio: 1.30.6').argParser((value: string, earlier: string | undefined) => {
    if (earlier !== undefined) {
      throw new InvalidArgumentError(`It is ${earlier} already, and simulate alone compares releases.`);
    }
    return value;
  });
}

function repeated(flags: string, description: string): Option {
  return new Option(flags, `${description} (can be repeated)`)
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value])
    .default([], 'none');
}

/** Beside the sources, or one folder further up where they are compiled. */