/** What the class of a kind is made of. */
export interface KindClass {
  readonly className: string;
  readonly propsName: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether an object of the kind needs no props. */
  readonly propsOptional: boolean;
}

/** The source of the L1 construct, which has the shape that `cdk8s import` gives it. */
export function renderKindClass({ className, propsName, apiVersion, kind, propsOptional }: KindClass): string {
  const props = `props: ${propsName}${propsOptional ? ' = {}' : ''}`;
  return `export class ${className} extends ApiObject {
  public static readonly GVK: GroupVersionKind = {
    apiVersion: '${apiVersion}',
    kind: '${kind}',
  };

  public static manifest(${props}): any {
    return {
      ...${className}.GVK,
      ...toJson_${propsName}(props),
    };
  }

  public constructor(scope: Construct, id: string, ${props}) {
    super(scope, id, {
      ...${className}.GVK,
      ...props,
    });
  }

  public override toJson(): any {
    const resolved = super.toJson();

    return {
      ...${className}.GVK,
      ...toJson_${propsName}(resolved),
    };
  }
}
`;
}
