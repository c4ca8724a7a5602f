import type { Container } from './shapes';

const FLAG = /^--?([a-z0-9-]+)(?:=(.*))?$/s;

const VARIABLE = /\$\(([\w.-]+)\)/g;

/** The flags that a container's program is given, as programs in Go read them: `--name=value`, `--name value`, and `--name` of switches. */
export class Flags {
  private readonly flags: ReadonlyMap<string, { readonly value: string; readonly arg: number }>;

  constructor({ args: written = [], env = [] }: Container) {
    const args = written.map((text) => expanded(text, env));
    this.flags = new Map(args.flatMap((text, arg) => {
      const [, name, value] = FLAG.exec(text) ?? [];
      const next = args[arg + 1];
      return name === undefined ? [] : [[name, { value: value ?? (next === undefined || next.startsWith('-') ? '' : next), arg }]];
    }));
  }

  public has(name: string): boolean {
    return this.flags.has(name);
  }

  public value(name: string): string | undefined {
    return this.flags.get(name)?.value;
  }

  public isOn(name: string, otherwise: boolean): boolean {
    return this.has(name) ? ['', '1', 't', 'true'].includes(this.value(name)!.toLowerCase()) : otherwise;
  }

  /** Its place among the arguments. */
  public argOf(name: string): number | undefined {
    return this.flags.get(name)?.arg;
  }
}

/** As the kubelet puts variables in; one whose value is not known stays as it is written. */
function expanded(text: string, env: NonNullable<Container['env']>): string {
  return text.replace(VARIABLE, (reference, name: string) => env.find((each) => each.name === name)?.value ?? reference);
}
