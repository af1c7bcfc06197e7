// The house of docs/design: who may import whom. Each message says what to do instead.
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { path: '^src/', pathNot: allowed },
});

const ownCore = (name, comment, module, place) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: [place, '\\.spec\\.ts$'] },
  to: { path: module },
});

const feature = (name, others) =>
  only(
    `feature-${name}`,
    `features/${name} may import ${others.length === 0 ? 'no other feature' : `features/{${others.join(',')}} by their index`}, platform, config and kernel.`,
    { path: `^src/features/${name}/` },
    [
      `^src/features/${name}/`,
      ...others.map((other) => `^src/features/${other}/index\\.ts$`),
      '^src/platform/',
      '^src/config/index\\.ts$',
      '^src/kernel/',
    ],
  );

export default {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Break the cycle: in ESM it is a crash at load.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'Nobody imports this file: delete it, or use it.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: ['\\.spec\\.ts$'] },
      to: {},
    },
    {
      name: 'no-test-in-src',
      comment: 'src never imports test; only specs do.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'kernel',
      comment: 'The kernel is pure: no Nest, no I/O, nothing of ours. Only uuid for ids.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: ['\\.spec\\.ts$'] },
      to: { pathNot: ['^src/kernel/', '^node_modules/uuid/'] },
    },
    only('config', 'config may import only kernel.', { path: '^src/config/' }, [
      '^src/config/',
      '^src/kernel/',
    ]),
    only('platform', 'platform may import only platform, config and kernel.', { path: '^src/platform/' }, [
      '^src/platform/',
      '^src/config/index\\.ts$',
      '^src/kernel/',
    ]),
    feature('engines', []),
    feature('devices', []),
    feature('inputs', ['engines']),
    feature('models', ['engines']),
    feature('jobs', ['engines', 'devices', 'inputs']),
    feature('batches', ['jobs']),
    feature('downloads', ['jobs', 'batches']),
    feature('sessions', []),
    feature('prompts', ['sessions']),
    only(
      'api',
      'api may import features by their index, platform, config and kernel.',
      { path: '^src/api/' },
      [
        '^src/api/',
        '^src/features/[^/]+/index\\.ts$',
        '^src/platform/',
        '^src/config/index\\.ts$',
        '^src/kernel/',
      ],
    ),
    only(
      'facades',
      'A facade may import features by their index, platform, config and kernel; never another facade or api.',
      {
        path: '^src/facades/([^/]+)/',
      },
      [
        '^src/facades/$1/',
        '^src/features/[^/]+/index\\.ts$',
        '^src/platform/',
        '^src/config/index\\.ts$',
        '^src/kernel/',
      ],
    ),
    {
      name: 'engine-adapters-apart',
      comment: 'An engine adapter never imports another.',
      severity: 'error',
      from: { path: '^src/features/engines/([^/]+)/' },
      to: { path: '^src/features/engines/[^/]+/', pathNot: '^src/features/engines/($1|servers)/' },
    },
    ownCore(
      'only-storage-uses-fs',
      'Go through platform/storage.',
      '^(node:)?fs(/promises)?$',
      '^src/platform/storage/',
    ),
    ownCore(
      'only-process-uses-child-process',
      'Go through platform/process.',
      '^(node:)?child_process$',
      '^src/platform/process/',
    ),
    ownCore(
      'only-media-uses-av',
      'Go through platform/media.',
      '^node_modules/(node-av|sharp)/',
      '^src/platform/media/',
    ),
    ownCore(
      'only-onnx-uses-onnxruntime',
      'Go through features/engines/onnx.',
      '^node_modules/(onnxruntime-node|onnxruntime-common|@huggingface/tokenizers)/',
      '^src/features/engines/onnx/',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
