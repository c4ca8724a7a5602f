import { together, yaml } from '../../../rule';

/** A Gateway of Istio with its pods, their Service and a certificate that they may not read. */
export const GATEWAY_WITHOUT_ROLE_EXAMPLE = yaml`
  apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata:
    name: edge
    namespace: gateways
  spec:
    selector:
      istio: ingress
    servers:
      - hosts:
          - inference.example.com
        port:
          number: 443
          name: https
          protocol: HTTPS
        tls:
          mode: SIMPLE
          credentialName: inference
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: ingress
    namespace: gateways
  spec:
    selector:
      istio: ingress
    ports:
      - name: https
        port: 443
        targetPort: 8443
  ---
  apiVersion: v1
  kind: Pod
  metadata:
    name: ingress
    namespace: gateways
    labels:
      istio: ingress
  spec:
    containers:
      - name: istio-proxy
        image: proxyv2
  ---
  apiVersion: v1
  kind: Secret
  metadata:
    name: inference
    namespace: gateways
  type: kubernetes.io/tls
  stringData:
    tls.crt: |
      -----BEGIN CERTIFICATE-----
      MIIB
      -----END CERTIFICATE-----
    tls.key: |
      -----BEGIN PRIVATE KEY-----
      MIIE
      -----END PRIVATE KEY-----
`;

const CERTIFICATE_ROLE = yaml`
  apiVersion: rbac.authorization.k8s.io/v1
  kind: Role
  metadata:
    name: certificates
    namespace: gateways
  rules:
    - apiGroups: [""]
      resources: [secrets]
      verbs: [get, list, watch]
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata:
    name: certificates
    namespace: gateways
  roleRef:
    apiGroup: rbac.authorization.k8s.io
    kind: Role
    name: certificates
  subjects:
    - kind: ServiceAccount
      name: default
      namespace: gateways
`;

/** The same, and a role with which they may. */
export const GATEWAY_EXAMPLE = together(GATEWAY_WITHOUT_ROLE_EXAMPLE, CERTIFICATE_ROLE);
