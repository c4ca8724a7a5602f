import { type CapabilityName, hasCapability, type Target } from '../core/versions/capabilities';
import type { ManifestIndex } from '../manifest/manifest-index';

/** What rules are given besides the object. */
export class CheckContext {
  constructor(
    /** Every object, and who refers to whom. */
    public readonly index: ManifestIndex,
    /** Versions, channel and data plane that the objects are for. */
    public readonly target: Target,
    /** Whether the input, with its stubs, is everything there is. */
    public readonly isComplete: boolean,
  ) {}

  /** Whether the target has a feature of the capability table. */
  public has(capability: CapabilityName): boolean {
    return hasCapability(this.target, capability);
  }
}
