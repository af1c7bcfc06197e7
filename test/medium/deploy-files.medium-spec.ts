import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../src/config/index.js';
import { MetricsService } from '../../src/platform/metrics/metrics.service.js';
import { edgeApp } from '../support/edge-app.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const dockerfile = read('Dockerfile');
/** Instructions without comments, one a line. */
const instructions = dockerfile
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line !== '');
const argumentsOf = (name: string) =>
  instructions.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

interface Container {
  image?: string;
  command?: string[];
  args?: string[];
  read_only?: boolean;
  user?: string;
  environment?: Record<string, string | number>;
  volumes?: string[];
  securityContext?: Record<string, unknown>;
  env?: { name: string }[];
  volumeMounts?: { name: string }[];
  readinessProbe?: unknown;
  resources?: { limits?: { memory?: string } };
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec: {
    selector?: { matchLabels?: Record<string, string> } & Record<string, unknown>;
    template?: {
      metadata: { labels: Record<string, string> };
      spec: {
        securityContext: Record<string, unknown>;
        terminationGracePeriodSeconds?: number;
        containers: Container[];
        volumes?: { name: string }[];
      };
    };
    volumeClaimTemplates?: { metadata: { name: string } }[];
  };
}

const compose = load(read('compose.yaml'), { schema: YAML11_SCHEMA }) as {
  services: Record<
    string,
    Container & { healthcheck?: unknown; depends_on?: object; security_opt?: string[] }
  >;
  volumes: Record<string, unknown>;
};
const folder = 'deploy/kubernetes';
const kustomization = load(read(`${folder}/kustomization.yaml`)) as { resources: string[] };
const manifests = kustomization.resources.flatMap((name) => loadAll(read(`${folder}/${name}`)) as Manifest[]);

const SETTINGS = new Set(Object.keys(environmentSchema.shape));

describe('the Dockerfile', () => {
  it('builds in one image and runs in another, as a user who is not root', () => {
    expect(argumentsOf('FROM')).toEqual(['${BUILD_IMAGE} AS build', '${RUNTIME_IMAGE}']);
    expect(argumentsOf('USER')).toEqual(['10001:10001']);
    expect(instructions.findIndex((line) => line.startsWith('USER'))).toBeGreaterThan(
      instructions.findLastIndex((line) => line.startsWith('COPY') || line.startsWith('RUN')),
    );
    for (const image of argumentsOf('ARG'))
      expect(image).toMatch(/^\w+=docker\.io\/library\/[a-z]+:[a-z0-9-]+$/);
  });

  it('copies nothing but what the image needs, and settings never', () => {
    const copied = argumentsOf('COPY').filter((line) => !line.startsWith('--from'));
    for (const line of copied) expect(line).not.toMatch(/(^|\s)\.\s/);
    expect(argumentsOf('ADD')).toEqual([]);
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toContain('*');
    expect(ignored).toContain('**/.env*');
    const sources = copied.flatMap((line) => line.split(' ').slice(0, -1));
    const allowed = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const source of sources) {
      expect(allowed.some((path) => path === source || path.startsWith(`${source}/`))).toBe(true);
    }
  });

  it('runs Node as the start script does, and installs only what it names', () => {
    const { args, env } = JSON.parse(read('scripts/node-settings.json')) as {
      args: string[];
      env: Record<string, string>;
    };
    const entry = JSON.parse(argumentsOf('ENTRYPOINT')[0] ?? '') as string[];
    expect(entry.slice(-args.length)).toEqual(args);
    for (const [name, value] of Object.entries(env))
      expect(argumentsOf('ENV')[0]).toContain(`${name}=${value}`);
    expect(dockerfile).toContain('--no-install-recommends');
    expect(dockerfile).toContain('rm -rf /var/lib/apt/lists/*');
    expect(dockerfile).not.toMatch(/curl|wget|sudo|:latest/);
  });

  it('has a health check that needs no other program, and keeps what changes in one volume', () => {
    expect(argumentsOf('HEALTHCHECK')[0]).toContain('"scripts/healthcheck.mjs"');
    expect(argumentsOf('VOLUME')).toEqual(['/data']);
    const env = argumentsOf('ENV')[0] ?? '';
    for (const name of ['DATA_DIR', 'SESSIONS_DIR', 'STATIC_DIR'])
      expect(env).toMatch(new RegExp(`${name}=/data/`));
  });
});

describe('compose.yaml', () => {
  const portals = Object.entries(compose.services).filter(([name]) => name !== 'redis');

  it('has an API process, two workers and Redis', () => {
    expect(portals.map(([, { environment }]) => environment?.['PORTAL_ROLE'])).toEqual([
      'api',
      'worker',
      'worker',
    ]);
    const { command = [], healthcheck } = compose.services['redis'] ?? {};
    expect(command.join(' ')).toContain('--appendonly yes');
    expect(command.join(' ')).toContain('--maxmemory-policy noeviction');
    expect(healthcheck).toBeDefined();
  });

  it('gives every container a read-only root, no rights, and named volumes only', () => {
    for (const service of Object.values(compose.services)) {
      expect(service.read_only).toBe(true);
      expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
      for (const volume of service.volumes ?? [])
        expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
  });

  it('sets only what are settings, and starts nothing without keys', () => {
    for (const [, { environment = {} }] of portals) {
      for (const name of Object.keys(environment)) expect(SETTINGS).toContain(name);
      expect(environment['API_KEYS']).toMatch(/^\$\{API_KEYS:\?/);
    }
  });
});

describe('the Kubernetes example', () => {
  it('lists every file, and every file is a manifest', () => {
    const files = readdirSync(join(root, folder)).filter((name) => name !== 'kustomization.yaml');
    expect(kustomization.resources.toSorted()).toEqual(files.toSorted());
    for (const manifest of manifests)
      expect([manifest.kind, manifest.metadata.name]).not.toContain(undefined);
  });

  const workloads = manifests.filter(({ spec }) => spec?.template !== undefined);

  it.each(workloads.map((manifest) => [manifest.metadata.name, manifest] as const))(
    'runs %s without rights, with limits, and with the volumes that it names',
    (_, { spec }) => {
      const pod = spec.template!;
      expect(pod.metadata.labels).toMatchObject(spec.selector?.matchLabels ?? { none: 'selected' });
      expect(pod.spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      const volumes = [
        ...(pod.spec.volumes ?? []).map(({ name }) => name),
        ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name),
      ];
      for (const container of pod.spec.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.readinessProbe).toBeDefined();
        expect(container.resources?.limits?.memory).toMatch(/^\d+[MG]i$/);
        for (const { name } of container.volumeMounts ?? []) expect(volumes).toContain(name);
        for (const { name } of container.env ?? []) expect(SETTINGS).toContain(name);
      }
    },
  );

  it('sets only what are settings, keeps secrets out of them, and waits longer than SHUTDOWN_GRACE', () => {
    const settings = manifests.find(({ kind }) => kind === 'ConfigMap')?.data ?? {};
    for (const name of Object.keys(settings)) {
      expect(SETTINGS).toContain(name);
      expect(name).not.toMatch(/KEY|SECRET|TOKEN/);
    }
    const graces = workloads.flatMap(({ spec }) => spec.template?.spec.terminationGracePeriodSeconds ?? []);
    expect(graces).toHaveLength(2);
    for (const grace of graces) expect(grace).toBeGreaterThan(Number(settings['SHUTDOWN_GRACE']));
    expect(manifests.some(({ kind }) => kind === 'Secret')).toBe(false);
  });
});

describe('alerts and dashboard', () => {
  const rules = load(read('deploy/prometheus/alerts.yaml')) as {
    groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
  };
  const alerts = rules.groups.flatMap((group) => group.rules);
  const dashboard = JSON.parse(read('deploy/grafana/reelsmith.json')) as {
    panels: {
      id: number;
      title: string;
      description: string;
      gridPos: { x: number; y: number; w: number; h: number };
      targets: { expr: string }[];
    }[];
  };
  const expressions = [
    ...alerts.map(({ alert, expr }) => [alert, expr] as const),
    ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ];

  it('ask for nothing that a started server does not export, with no label that it does not have', async () => {
    await using sut = await edgeApp();
    const text = (await sut.get('/metrics')).body;
    const exported = new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
    const { registry } = sut.app.get(MetricsService, { strict: false });
    expect(exported.size).toBeGreaterThan(20);
    for (const [where, expr] of expressions) {
      const found = [...expr.matchAll(/\b((?:reelsmith|lightx2v)_\w+)(?:\{([^}]*)\})?/g)];
      expect([where, found.length > 0 || expr.includes('up{')]).toEqual([where, true]);
      for (const [, name = '', selectors = ''] of found) {
        const base = exported.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
        expect([where, name, exported.has(base)]).toEqual([where, name, true]);
        const labels = Reflect.get(registry.getSingleMetric(base) ?? {}, 'labelNames') as string[];
        const asked = [...selectors.matchAll(/(\w+)\s*(?:=|!=|=~|!~)\s*"/g)].map(([, label]) => label);
        for (const label of asked) expect(['job', 'instance', ...labels]).toContain(label);
      }
    }
  });

  it('are told of in docs/operations.md, each alert by its name', () => {
    const text = read('docs/operations.md');
    for (const { alert, annotations } of alerts) {
      expect(text).toContain(`\`${alert}\``);
      expect(annotations.summary).toBeTruthy();
    }
  });

  it('has panels that explain themselves and do not lie on one another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { description } of dashboard.panels) expect(description).not.toBe('');
  });
});
