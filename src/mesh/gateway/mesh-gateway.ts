import { AdoptedGateway } from './adopted-gateway';
import type { GatewayBinding } from './binding';
import type { MeshGatewayAttributes, MeshGatewayOptions } from './gateway-options';
import { ManagedGateway } from './managed-gateway';
import type { MeshContext } from '../context';

/** Where requests from outside come in. */
export class MeshGateway {
  /** A gateway of the mesh's own. */
  public static create(options: MeshGatewayOptions = {}): MeshGateway {
    return new MeshGateway((context) => new ManagedGateway(context, options));
  }

  /** A Gateway that exists: it is not emitted, and what it must allow is listed in `mesh.externalObjects`. */
  public static fromGateway(attributes: MeshGatewayAttributes): MeshGateway {
    return new MeshGateway((context) => new AdoptedGateway(context, attributes));
  }

  private constructor(private readonly make: (context: MeshContext) => GatewayBinding) {}

  /** @internal */
  public _bind(context: MeshContext): GatewayBinding {
    return this.make(context);
  }
}
