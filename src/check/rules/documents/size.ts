import { altered, type EngineRule, yaml } from '../../rule';

/** Aliases of YAML stand for what would be a hundred thousand letters. */
const PLUGIN = yaml`
  apiVersion: extensions.istio.io/v1alpha1
  kind: WasmPlugin
  metadata:
    name: forbidden-words
    namespace: ml-serving
  spec:
    url: oci://registry.example.com/plugins/words:1.2
    pluginConfig:
      words: &words >-
        a word, the word that comes next, another word, one that nobody may say, words of a certain list, words of that list that
        are written in another way, all of them once more in capital letters, all of them with numbers in place of some letters,
        the words that users have told us of since the last release, the words that they told us of and that are none, words of
        other languages, words that mean something else there, and words that somebody once wanted to be on the list and nobody
        since has dared to delete, because it may be that they were on it for a reason, which somebody else will remember soon,
        and then the words that were on the list of the service that we had before this one, which are the same with other names
      ten: &ten [*words, *words, *words, *words, *words, *words, *words, *words, *words, *words]
      hundred: &hundred [*ten, *ten, *ten, *ten, *ten, *ten, *ten, *ten, *ten, *ten]
      all: [*hundred]
`;

const ALL = 'all: [*hundred]';

export const tooLarge: EngineRule = {
  code: 'MLM0008',
  name: 'too-large',
  severity: 'error',
  title: 'An object is larger than a cluster takes',
  message: '{what} of {bytes} bytes: {by} takes {limit} at most',
  why: 'The API server refuses a ConfigMap or Secret with values of more than 1 MiB, annotations of more than 256 KiB, and requests of more than 3 MiB; and etcd what takes more than '
    + '1.5 MiB there (etcdserver: request is too large): custom resources as the JSON that they are, the kinds of Kubernetes without the names of their fields. On trial '
    + '(--dry-run=server) nothing is stored, so that the last of these is not noticed.',
  fix: 'split it into several objects, or keep the content elsewhere: in a volume, an image, a bucket',
  isRejected: true,
  cases: ['refused/too-large', 'refused/large-config-map'],
  evidence: 'the API server answers "etcdserver: request is too large" to a custom resource, and "Too long: may not be more than 1048576 bytes" to a ConfigMap. Where exactly it '
    + 'begins was measured: a custom resource of 1,572,000 bytes of JSON is taken, one of 1,572,864 is not',
  bad: altered(PLUGIN, [ALL, `all: # <- MLM0008
${'      - [*hundred, *hundred, *hundred, *hundred, *hundred, *hundred, *hundred, *hundred]\n'.repeat(3)}`.trimEnd()]),
  good: PLUGIN,
};

export const tooLargeForApply: EngineRule = {
  code: 'MLM0009',
  name: 'too-large-for-apply',
  severity: 'info',
  title: 'An object is too large for kubectl apply without --server-side',
  message: 'kubectl apply makes an annotation of its {bytes} bytes, of which {limit} are taken at most',
  why: 'Without --server-side kubectl keeps what it applied in an annotation, and annotations of more than 256 KiB are refused (metadata.annotations: Too long). The server applies larger objects '
    + '(--server-side), as Argo CD and Flux can let it do; what it then writes down of their fields counts in the 1.5 MiB that etcd takes.',
  fix: 'apply it with --server-side, or keep the content elsewhere: in a volume, an image, a bucket',
  evidence: 'kubectl of the pinned build was refused so by its API server, which takes the same object with --server-side. No case: the box applies on the side of the server.',
  bad: altered(PLUGIN, [ALL, 'all: [*hundred, *hundred, *hundred, *hundred] # <- MLM0009']),
  good: PLUGIN,
};
