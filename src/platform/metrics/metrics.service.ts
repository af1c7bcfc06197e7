import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Prometheus metrics. Label values come from fixed sets (engines, devices, stages, outcomes, route patterns). */
@Injectable()
export class MetricsService {
  readonly registry = new Registry();

  readonly httpRequests = new Histogram({
    name: 'reelsmith_http_request_duration_seconds',
    help: 'Duration of HTTP requests by route pattern, method and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers: [this.registry],
  });

  readonly queueSize = new Gauge({
    name: 'reelsmith_queue_jobs',
    help: 'Jobs that wait in the queue.',
    registers: [this.registry],
  });

  readonly running = new Gauge({
    name: 'reelsmith_running_jobs',
    help: 'Jobs that run now.',
    registers: [this.registry],
  });

  readonly outcomes = new Counter({
    name: 'reelsmith_jobs_total',
    help: 'Jobs that became final, by engine and outcome.',
    labelNames: ['engine', 'outcome'],
    registers: [this.registry],
  });

  readonly stageDuration = new Histogram({
    name: 'reelsmith_job_stage_duration_seconds',
    help: 'Duration of the stages of a job.',
    labelNames: ['engine', 'stage'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800],
    registers: [this.registry],
  });

  readonly deviceBusy = new Counter({
    name: 'reelsmith_device_busy_seconds_total',
    help: 'Time that a device was leased to jobs.',
    labelNames: ['device'],
    registers: [this.registry],
  });

  readonly deviceFaults = new Counter({
    name: 'reelsmith_device_faults_total',
    help: 'Attempts that ended because of the device.',
    labelNames: ['device'],
    registers: [this.registry],
  });

  readonly objectOperations = new Counter({
    name: 'reelsmith_object_operations_total',
    help: 'Results that were brought into object storage or removed from it, by outcome of the try.',
    labelNames: ['operation', 'outcome'],
    registers: [this.registry],
  });

  readonly uploadsWaiting = new Gauge({
    name: 'reelsmith_uploads_waiting',
    help: 'Results that are not yet as they shall be in object storage.',
    registers: [this.registry],
  });

  readonly redisUp = new Gauge({
    name: 'reelsmith_redis_up',
    help: 'Whether Redis can be used (0 also where none is set up).',
    registers: [this.registry],
  });

  readonly takeovers = new Counter({
    name: 'reelsmith_takeovers_total',
    help: 'Jobs taken over from a process that was gone.',
    registers: [this.registry],
  });

  readonly fencedRuns = new Counter({
    name: 'reelsmith_fenced_runs_total',
    help: 'Runs of this process that were given up because another one had taken their job over.',
    registers: [this.registry],
  });

  readonly llmTokens = new Counter({
    name: 'reelsmith_llm_tokens_total',
    help: 'Tokens that language models counted, by model of the settings and kind (prompt, completion).',
    labelNames: ['model', 'kind'],
    registers: [this.registry],
  });

  readonly llmRequests = new Counter({
    name: 'reelsmith_llm_requests_total',
    help: 'Requests to the language model, by operation and outcome.',
    labelNames: ['operation', 'outcome'],
    registers: [this.registry],
  });

  readonly llmDuration = new Histogram({
    name: 'reelsmith_llm_request_duration_seconds',
    help: 'Duration of requests to the language model, without waiting for a slot.',
    labelNames: ['operation'],
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'reelsmith_' });
  }
}
