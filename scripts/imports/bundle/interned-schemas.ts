import { createHash } from 'crypto';
import { isCombination, mapSubSchemas, Schema } from '../schema';

/** A shorter schema takes less room where it is used than a reference to it would. */
const SHORTEST_DEFINITION = 80;

/** Schemas taken apart into their parts, equal parts once. */
export class InternedSchemas {
  /** By hash; what is below a part is a reference to the hash of the part below it. */
  private readonly parts = new Map<string, Schema>();
  private readonly uses = new Map<string, number>();
  private readonly roots = new Set<string>();

  /** Takes in a whole schema and returns its hash. */
  public add(schema: Schema): string {
    const hash = this.intern(schema);
    this.roots.add(hash);
    return hash;
  }

  /** The schemas taken in and the parts that they share, by hash. */
  public definitions(): Record<string, Schema> {
    return Object.fromEntries([...this.parts.keys()]
      .filter((hash) => this.isDefinition(hash))
      .sort()
      .map((hash) => [hash, this.content(hash)]));
  }

  private intern(schema: Schema): string {
    const below: string[] = [];
    const part = mapParts(schema, (sub) => {
      const $ref = this.intern(sub);
      below.push($ref);
      return { $ref };
    });
    const hash = contentHash(part);
    const known = this.parts.get(hash);
    if (known === undefined) {
      this.parts.set(hash, part);
      below.forEach((used) => this.uses.set(used, (this.uses.get(used) ?? 0) + 1));
    } else if (JSON.stringify(known) !== JSON.stringify(part)) {
      throw new Error(`two schemas have the hash ${hash}`);
    }
    return hash;
  }

  private isDefinition(hash: string): boolean {
    return this.roots.has(hash) || (this.uses.get(hash)! > 1 && JSON.stringify(this.content(hash)).length >= SHORTEST_DEFINITION);
  }

  private content(hash: string): Schema {
    return mapParts(this.parts.get(hash)!, ({ $ref }) => this.isDefinition($ref!) ? { $ref } : this.content($ref!));
  }
}

function contentHash(part: Schema): string {
  return createHash('sha256').update(JSON.stringify(part)).digest('base64url').slice(0, 8);
}

/** Maps the sub-schemas that describe values, not the combinations, which only restrict what the others describe. */
function mapParts(schema: Schema, map: (sub: Schema) => Schema): Schema {
  return mapSubSchemas(schema, (sub, keyword) => isCombination(keyword) ? sub : map(sub));
}
