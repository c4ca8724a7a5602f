/** How a connection to pods is secured, and whether they take it. */
export interface TransportStep {
  readonly kind: 'transport';
  readonly encryption: 'mtls' | 'plaintext';
  readonly accepted: boolean;
  readonly why: string;
}
