import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { lackOf, Snippets } from '../support/snippets.js';
import { WAN_CAPABILITIES } from '../support/wan-capabilities.js';

/*
 * The examples of the original's README, as they are written there. Where they wait for nothing although a video takes
 * its time, the test waits between their parts.
 */

const PATIENCE = { timeout: 30_000, interval: 20 };
const DOCUMENTED = 'http://localhost:8000';

let sut: FacadePortal;
let snippets: Snippets;

beforeAll(async () => {
  sut = await FacadePortal.start({
    engine: { devices: 2, runMs: () => 50 },
    capabilities: WAN_CAPABILITIES,
  });
  snippets = new Snippets(DOCUMENTED, sut.url);
});
afterAll(async () => {
  snippets[Symbol.dispose]();
  await sut[Symbol.asyncDispose]();
});

interface Queue {
  task_counts: Record<string, number>;
}

const idle = () =>
  expect
    .poll(async () => {
      const { task_counts: counts } = (await sut.send<Queue>('/queue/status')).body;
      return (counts['pending'] ?? 0) + (counts['processing'] ?? 0);
    }, PATIENCE)
    .toBe(0);

const isVideo = (content: Buffer) => content.subarray(4, 8).toString() === 'ftyp';

const noCurl = lackOf('curl');
const noRequests = lackOf('requests');

describe('the curl examples', () => {
  const run = async (script: string): Promise<Record<string, unknown>> => {
    const { code, output, errors } = await snippets.shell(script);
    expect([code, code === 0 ? '' : errors]).toEqual([0, '']);
    return JSON.parse(output) as Record<string, unknown>;
  };

  it.skipIf(noCurl)(`work${noCurl === undefined ? '' : ` (left out: ${noCurl})`}`, async () => {
    expect(await run(`curl http://localhost:8000/health`)).toMatchObject({ status: 'healthy' });
    const accepted = await run(`curl -X POST "http://localhost:8000/generate" \\
  -H "Content-Type: application/json" \\
  -d '{
    "prompt": "A beautiful sunset over the ocean",
    "num_frames": 41,
    "sample_steps": 30
  }'`);
    expect(accepted).toMatchObject({ status: 'accepted' });
    expect(await run(`curl http://localhost:8000/status/task_20240814_123456_789`)).toEqual({
      detail: 'Task not found',
    });
    await idle();
    const status = await run(`curl http://localhost:8000/status/${String(accepted['task_id'])}`);
    expect(status).toMatchObject({ status: 'completed', task_id: accepted['task_id'] });
    const name = String(status['video_filename']);
    expect(await run(`curl http://localhost:8000/list`)).toMatchObject({
      videos: [{ filename: name, generation_params: { num_frames: 41, sample_steps: 30 } }],
    });
    const download = await snippets.shell(`curl -O http://localhost:8000/download/${name}`);
    expect(download.code).toBe(0);
    expect(isVideo(readFileSync(join(snippets.folder, name)))).toBe(true);
    await snippets.shell(`curl -O http://localhost:8000/download/video_filename.mp4`);
    expect(readFileSync(join(snippets.folder, 'video_filename.mp4'), 'utf8')).toBe(
      '{"detail":"Video file not found"}',
    );
  });

  it.skipIf(noCurl)(
    `submit several at once${noCurl === undefined ? '' : ` (left out: ${noCurl})`}`,
    async () => {
      const before = (await sut.send<Queue>('/queue/status')).body.task_counts['completed'] ?? 0;
      const { code, output } = await snippets.shell(`# Submit multiple requests quickly to test queue
for i in {1..5}; do
  curl -X POST "http://localhost:8000/generate" \\
    -H "Content-Type: application/json" \\
    -d '{"prompt": "Test video '\${i}'", "num_frames": 17}' &
done
wait

# Check queue status
curl http://localhost:8000/queue/status`);
      expect([code, output.match(/"status":"accepted"/g)?.length]).toEqual([0, 5]);
      expect(output).toContain('"max_queue_size":10');
      await idle();
      expect((await sut.send<Queue>('/queue/status')).body.task_counts['completed']).toBe(before + 5);
      const { videos } = (await sut.send<{ videos: { prompt: string }[] }>('/list')).body;
      expect(
        videos
          .slice(0, 5)
          .map(({ prompt }) => prompt)
          .sort(),
      ).toEqual([1, 2, 3, 4, 5].map((number) => `Test video ${number}`));
    },
  );
});

describe('the body of the documented request', () => {
  it('is taken as it is', async () => {
    const { status, body } = await sut.post('/generate', {
      prompt: 'A majestic dragon flying over mountains',
      negative_prompt: 'blurry, low quality',
      size: '832*480',
      num_frames: 81,
      sample_guide_scale: 6.0,
      sample_steps: 50,
      fps: 16,
      offload_model: true,
      t5_cpu: true,
    });
    expect([status, body]).toEqual([
      200,
      {
        status: 'accepted',
        message: 'Video generation queued. Position in queue: 1',
        task_id: expect.stringMatching(/^task_\d{8}_\d{6}_\d{6}$/) as string,
        video_filename: null,
      },
    ]);
    await idle();
  });
});

const PYTHON_START = `import requests

# Start async generation
response = requests.post("http://localhost:8000/generate", json={
    "prompt": "A cat playing piano in a cozy room",
    "num_frames": 81,
    "fps": 16
})

task_id = response.json()["task_id"]
`;

const PYTHON_END = `
# Check status
status = requests.get(f"http://localhost:8000/status/{task_id}")
print(status.json())

# Download when complete
if status.json()["status"] == "completed":
    video_path = status.json()["video_path"]
    video_data = requests.get(f"http://localhost:8000/download/{video_path}")
    
    with open("my_video.mp4", "wb") as f:
        f.write(video_data.content)
`;

/** What the example leaves to its reader: to come back when the video is there. */
const PYTHON_WAIT = `
import time
deadline = time.time() + 30
while requests.get(f"http://localhost:8000/status/{task_id}").json()["status"] in ("pending", "processing"):
    assert time.time() < deadline
    time.sleep(0.02)
`;

describe('the Python example', () => {
  it.skipIf(noRequests)(
    `works with the package requests${noRequests === undefined ? '' : ` (left out: ${noRequests})`}`,
    async () => {
      const { code, output, errors } = await snippets.python(PYTHON_START + PYTHON_WAIT + PYTHON_END);
      expect([code, errors]).toEqual([0, '']);
      expect(output).toContain("'status': 'completed'");
      expect(isVideo(readFileSync(join(snippets.folder, 'my_video.mp4')))).toBe(true);
    },
  );
});

const JAVASCRIPT_START = `// Generate video
const response = await fetch('http://localhost:8000/generate', {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({
    prompt: 'A robot dancing in space',
    num_frames: 81,
    fps: 16
  })
});

const result = await response.json();
const taskId = result.task_id;
`;

const JAVASCRIPT_END = `
// Poll for completion
const checkStatus = async () => {
  const statusResponse = await fetch(\`http://localhost:8000/status/\${taskId}\`);
  const status = await statusResponse.json();
  
  if (status.status === 'completed') {
    // Download the video
    window.open(\`http://localhost:8000/download/\${status.video_path}\`);
  } else if (status.status === 'processing') {
    setTimeout(checkStatus, 5000); // Check again in 5 seconds
  }
};

checkStatus();
`;

/** Its page opens the address; the example stops for good where the task still waits. */
const BROWSER = `
globalThis.window = { open: (url) => console.log(url) };
`;
const JAVASCRIPT_WAIT = `
for (const end = Date.now() + 30_000; Date.now() < end;) {
  const state = await (await fetch(\`http://localhost:8000/status/\${taskId}\`)).json();
  if (!['pending', 'processing'].includes(state.status)) break;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
`;

describe('the JavaScript example', () => {
  it('works', async () => {
    const script = BROWSER + JAVASCRIPT_START + JAVASCRIPT_WAIT + JAVASCRIPT_END;
    const { code, output, errors } = await snippets.javascript(script);
    expect([code, errors]).toEqual([0, '']);
    const url = output.trim();
    expect(url).toMatch(/\/download\/t2v-1\.3B_[\w-]+\.mp4$/);
    expect(isVideo(Buffer.from(await (await fetch(url)).arrayBuffer()))).toBe(true);
  });

  it('goes on looking while the task runs', async () => {
    await using slow = await FacadePortal.start({ capabilities: WAN_CAPABILITIES });
    using there = new Snippets(DOCUMENTED, slow.url);
    const run = slow.engine.started(1);
    const processing = `
while ((await (await fetch(\`http://localhost:8000/status/\${taskId}\`)).json()).status === 'pending');
`;
    const done = there.javascript(BROWSER + JAVASCRIPT_START + processing + JAVASCRIPT_END);
    (await run).progress({ stage: 'denoising', fraction: 0.5 });
    setTimeout(() => void run.then((one) => one.end()), 1500);
    const { code, output } = await done;
    expect([code, output]).toEqual([0, expect.stringContaining('/download/t2v-1.3B_')]);
  });
});
