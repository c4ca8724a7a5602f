import * as ts from 'typescript';

/** Programs, and the library that they import. */
export interface Sources {
  /** The files that programs start from. */
  readonly files: readonly string[];
  /** What they import from this folder is read as well. */
  readonly folder: string;
  /** The declarations that `cdk8s-ml-mesh` stands for, a `.d.ts` file. */
  readonly library: string;
}

/** Which options programs use, as `Type.member`, found by the types that TypeScript gives every expression. */
export function usedOptions({ files, folder, library }: Sources): Set<string> {
  const program = ts.createProgram([...files], {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: [],
    strict: true,
    noEmit: true,
    paths: { 'cdk8s-ml-mesh': [library] },
  });
  const checker = program.getTypeChecker();
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    optionsAt(node, checker).forEach((option) => used.add(option));
    ts.forEachChild(node, visit);
  };
  program.getSourceFiles()
    .filter(({ isDeclarationFile, fileName }) => !isDeclarationFile && fileName.startsWith(`${folder}/`))
    .forEach(visit);
  return used;
}

function optionsAt(node: ts.Node, checker: ts.TypeChecker): string[] {
  return [
    ...(ts.isPropertyAccessExpression(node) ? declared(checker.getSymbolAtLocation(node.name)) : []),
    ...(ts.isCallExpression(node) || ts.isNewExpression(node) ? called(node, checker) : []),
    ...(ts.isExpression(node) ? given(node, checker) : []),
  ];
}

/** A member of the library by its own name and its type's. */
function declared(symbol: ts.Symbol | undefined): string[] {
  return (symbol?.declarations ?? []).filter(isInLibrary).map(({ parent }) => parent)
    .filter((parent) => ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent) || ts.isEnumDeclaration(parent))
    .map((parent) => `${parent.name!.text}.${symbol!.name}`);
}

/** The constructor, and the optional parameters that a call gives. */
function called(call: ts.CallExpression | ts.NewExpression, checker: ts.TypeChecker): string[] {
  const declaration = checker.getResolvedSignature(call)?.declaration;
  if (!declaration || ts.isJSDocSignature(declaration) || !isInLibrary(declaration)) {
    return [];
  }
  const name = ts.isConstructorDeclaration(declaration)
    ? `${declaration.parent.name!.text}.new`
    : declared(checker.getSymbolAtLocation(declaration.name!))[0];
  const args = call.arguments ?? [];
  const parameters = declaration.parameters
    .filter((parameter, i) => parameter.questionToken && i < args.length && !isUndefined(checker.getTypeAtLocation(args[i])))
    .map((parameter) => `${name}(${parameter.name.getText()})`);
  return [name, ...parameters];
}

/**
 * The props that an expression gives where a struct is wanted. A literal may come through a variable or a spread: what
 * counts is that the app wrote the prop itself, not that it passes on what somebody gave it.
 */
function given(expression: ts.Expression, checker: ts.TypeChecker): string[] {
  const wanted = checker.getContextualType(expression);
  return wanted ? written(checker.getTypeAtLocation(expression), wanted, checker) : [];
}

function written(type: ts.Type, wanted: ts.Type, checker: ts.TypeChecker): string[] {
  return parts(checker.getNonNullableType(wanted)).flatMap((want) => parts(type).flatMap((part) => [
    ...writtenProps(part, want, checker),
    ...writtenItems(part, want, checker),
  ]));
}

function writtenProps(type: ts.Type, wanted: ts.Type, checker: ts.TypeChecker): string[] {
  return type.getProperties()
    .filter((prop) => prop.declarations?.some((declaration) => !isInLibrary(declaration)))
    .flatMap((prop) => {
      const value = checker.getTypeOfSymbol(prop);
      const known = wanted.getProperty(prop.name);
      const valueWanted = known ? checker.getTypeOfSymbol(known) : wanted.getStringIndexType();
      return valueWanted && !isUndefined(value) ? [...declared(known), ...written(value, valueWanted, checker)] : [];
    });
}

function writtenItems(type: ts.Type, wanted: ts.Type, checker: ts.TypeChecker): string[] {
  const [item, itemWanted] = [type, wanted].map((list) => list.getNumberIndexType());
  return item && itemWanted ? written(item, itemWanted, checker) : [];
}

/** Objects only: to TypeScript, text is made of text. */
function parts(type: ts.Type): readonly ts.Type[] {
  return (type.isUnion() ? type.types : [type]).filter(({ flags }) => flags === ts.TypeFlags.Object || flags === ts.TypeFlags.Intersection);
}

function isUndefined(type: ts.Type): boolean {
  return type.flags === ts.TypeFlags.Undefined;
}

function isInLibrary(declaration: ts.Node): boolean {
  return declaration.getSourceFile().isDeclarationFile;
}
