/** How the picker reads a request: the model, the prompt, the figures of the answer. */
export enum RequestParser {
  /** OpenAI's API, JSON over HTTP. */
  OPENAI = 'openai-parser',
  /** Anthropic's messages, JSON over HTTP. Of llm-d only. */
  ANTHROPIC = 'anthropic-parser',
  /** vLLM's own API over HTTP. Of llm-d only. */
  VLLM_HTTP = 'vllmhttp-parser',
  /** vLLM's API over gRPC; the servers speak HTTP/2. */
  VLLM_GRPC = 'vllmgrpc-parser',
  /** Vertex AI's API; the servers speak HTTP/2. Of llm-d only. */
  VERTEX_AI = 'vertexai-parser',
  /** Reads nothing, and so no scorer that needs the prompt has an effect. */
  PASSTHROUGH = 'passthrough-parser',
}

/**
 * Parsers for HTTP/2 only. With another `appProtocol` of the pool the picker of llm-d never becomes ready; that of the Inference Extension
 * does, and the calls end with 14 (UNAVAILABLE).
 */
export const H2C_ONLY: readonly RequestParser[] = [RequestParser.VLLM_GRPC, RequestParser.VERTEX_AI];

/** Those that take what gRPC sends; the others, and the defaults, take each body for JSON and refuse what is none. */
export const TAKES_GRPC: readonly RequestParser[] = [RequestParser.VLLM_GRPC, RequestParser.VERTEX_AI, RequestParser.PASSTHROUGH];

/** Those of the Inference Extension 1.5 (cmd/epp/runner/runner.go). */
export const GIE_PARSERS: readonly RequestParser[] = [RequestParser.OPENAI, RequestParser.VLLM_GRPC, RequestParser.PASSTHROUGH];

/**
 * True where a request of JSON gets through: read, as by default, or passed on unread. That of vLLM's calls refuses with 400 what is none of them
 * (conformance/cases/inference/grpc-pool.yaml).
 */
export function takesJson(parsers: readonly RequestParser[]): boolean {
  return parsers.length === 0 || parsers.some((parser) => parser !== RequestParser.VLLM_GRPC);
}

/** What they read is passed on as it came, whatever a model rewrite says (pkg/epp/requestcontrol/director.go, `processRequestBody`). */
const UNCHANGED: readonly RequestParser[] = [RequestParser.VLLM_GRPC, RequestParser.VERTEX_AI, RequestParser.PASSTHROUGH];

/** True where the model of a request can be rewritten: the default parsers read JSON. */
export function rewritesModels(parsers: readonly RequestParser[]): boolean {
  return parsers.length === 0 || parsers.some((parser) => !UNCHANGED.includes(parser));
}
