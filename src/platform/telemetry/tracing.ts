import type { Log } from './log.js';

/** The environment variables that OpenTelemetry defines, and all others. */
export type TracingEnvironment = Readonly<Record<string, string | undefined>>;

/** Traces that are being sent somewhere. */
export interface Tracing {
  /** Sends what is left; never rejects, and takes as long as the exporter's time-out at most. */
  stop(): Promise<void>;
}

/**
 * Whether traces are asked for, by the variables of OpenTelemetry's specification: an OTLP address, or an exporter by
 * name. Off by default.
 */
export function tracingAskedFor(environment: TracingEnvironment): boolean {
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  const exporter = environment['OTEL_TRACES_EXPORTER'];
  if (exporter !== undefined && exporter !== '') return exporter !== 'none';
  return Boolean(environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '');
}

/** Starts to send traces. What is needed for it is loaded only here, so that it costs nothing where it is off. */
export async function startTracing(
  environment: TracingEnvironment,
  { log, version }: { log: Log; version: string },
): Promise<Tracing> {
  const { NodeTracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-node');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const own = resourceFromAttributes({ 'service.name': 'heartbeat', 'service.version': version });
  const tracing = new NodeTracerProvider({
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(await exporterOf(environment))],
  });
  tracing.register();
  log.info('traces are sent', { protocol: protocolOf(environment) });
  return { stop: () => tracing.shutdown().catch((error: unknown) => log.warn('traces were lost', { error })) };
}

async function exporterOf(environment: TracingEnvironment) {
  if (protocolOf(environment) === 'http/json') {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    return new OTLPTraceExporter();
  }
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

/** `http/protobuf` is the default of the specification; gRPC is not spoken here. */
function protocolOf(environment: TracingEnvironment): 'http/json' | 'http/protobuf' {
  const asked = environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? environment['OTEL_EXPORTER_OTLP_PROTOCOL'];
  return asked === 'http/json' ? 'http/json' : 'http/protobuf';
}
