import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { CONFIG, type Config } from '../../config/index.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';
import { Tasks } from './tasks.service.js';

/** Names of LightX2V's metrics, beside ours. Those of its model's insides are left out: engines do not tell them. */
@Injectable()
export class LightX2vMetrics {
  readonly requests: Counter<'method' | 'endpoint'>;
  readonly requestErrors: Counter<'method' | 'endpoint' | 'error_type'>;
  readonly requestSeconds: Histogram<'method' | 'endpoint' | 'status'>;

  constructor(metrics: MetricsService, tasks: Tasks, @Inject(CONFIG) config: Config) {
    const registers = [metrics.registry];
    this.requests = new Counter({
      name: 'lightx2v_api_request_total',
      help: 'Requests to the routes of LightX2V, by route pattern.',
      labelNames: ['method', 'endpoint'],
      registers,
    });
    this.requestErrors = new Counter({
      name: 'lightx2v_api_request_error_total',
      help: 'Those that ended in an error.',
      labelNames: ['method', 'endpoint', 'error_type'],
      registers,
    });
    this.requestSeconds = new Histogram({
      name: 'lightx2v_api_request_e2e_duration_seconds',
      help: 'Duration of requests to the routes of LightX2V.',
      labelNames: ['method', 'endpoint', 'status'],
      buckets: [0.01, 0.1, 1, 2, 5, 10, 15, 20, 30],
      registers,
    });
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('lightx2v_task_queue_pending_size', 'Jobs that wait.', () => tasks.load().waiting);
    gauge('lightx2v_task_queue_active_size', 'Jobs that wait or run.', () => {
      const { waiting, running } = tasks.load();
      return waiting + running;
    });
    gauge('lightx2v_task_queue_capacity', 'Jobs that may wait (QUEUE_MAX).', () => config.queueMax);
    addOutcomes(metrics);
  }
}

/** Read off our own counter when somebody asks, so that the two can never differ. */
function addOutcomes({ registry, outcomes }: MetricsService): void {
  const countOf = async (wanted: readonly string[]) => {
    const { values } = await outcomes.get();
    return values
      .filter(({ labels }) => wanted.includes(String(labels.outcome)))
      .reduce((sum, { value }) => sum + value, 0);
  };
  const counter = (name: string, help: string, wanted: readonly string[], errorType?: string) =>
    new Counter({
      name,
      help,
      labelNames: errorType === undefined ? [] : ['error_type'],
      registers: [registry],
      async collect() {
        const count = await countOf(wanted);
        this.reset();
        this.inc(errorType === undefined ? {} : { error_type: errorType }, count);
      },
    });
  counter('lightx2v_worker_request_count_total', 'Jobs that ended with a result or failed.', [
    'succeeded',
    'failed',
  ]);
  counter('lightx2v_worker_request_success_total', 'Jobs that ended with a result.', ['succeeded']);
  counter('lightx2v_worker_request_failure_total', 'Jobs that failed.', ['failed'], 'RuntimeError');
}
