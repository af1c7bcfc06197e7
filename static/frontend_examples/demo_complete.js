'use strict';

const PROMPTS = '/api';
const API = '/api/video';
const SESSION_KEY = 'prompt_session_id';
const POLL_MS = 1000;
const FINAL = new Set(['complete', 'failed', 'expired', 'partial', 'not_found']);

const byId = (id) => document.getElementById(id);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function headers(extra = {}) {
  const key = byId('key').value.trim();
  return key === '' ? extra : { ...extra, authorization: `Bearer ${key}` };
}

/** One call, shown in `list`. Repeated calls to the same address share one entry, so that polling stays readable. */
async function call(list, method, path, body) {
  const response = await fetch(path, {
    method,
    headers: headers(body === undefined ? {} : { 'content-type': 'application/json' }),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  show(list, { request: `${method} ${path}`, body, status: response.status, answer });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
  return answer;
}

function show(list, { request, body, status, answer }) {
  const last = list.lastElementChild;
  const entry = last?.dataset.request === request ? last : list.appendChild(document.createElement('li'));
  entry.className = 'call';
  entry.dataset.request = request;
  entry.toggleAttribute('data-refused', status >= 400);
  const title = document.createElement('strong');
  title.textContent = request;
  const parts = [title];
  if (body !== undefined) parts.push(code(JSON.stringify(body, null, 2)));
  parts.push(code(`${status}\n${JSON.stringify(answer, null, 2)}`, 'call__answer'));
  entry.replaceChildren(...parts);
}

function code(text, className = '') {
  const pre = document.createElement('pre');
  pre.className = className;
  pre.textContent = text;
  // Long answers scroll, with the keyboard, too.
  pre.tabIndex = 0;
  return pre;
}

/** Asks again and again until the answer is final. */
async function untilFinal(list, path) {
  for (;;) {
    const answer = await call(list, 'GET', path);
    if (FINAL.has(answer.status)) return answer;
    await pause(POLL_MS);
  }
}

function addVideo(place, url, label) {
  const video = document.createElement('video');
  Object.assign(video, { src: url, controls: true, loop: true, muted: true, playsInline: true });
  video.setAttribute('aria-label', label);
  place.append(video);
}

/** The session lies where the client wants it; every answer tells its id. */
const session = {
  get: () => localStorage.getItem(SESSION_KEY),
  set: (id) => localStorage.setItem(SESSION_KEY, id),
  clear: () => localStorage.removeItem(SESSION_KEY),
};

async function runTuning() {
  const list = byId('tune-calls');
  const post = (route, body) => call(list, 'POST', `${PROMPTS}/${route}`, body);
  const { enhanced_prompt } = await post('enhance', {
    rough_prompt: byId('rough').value,
    session_id: session.get(),
  });
  const { session_id } = await post('initialize', { prompt: enhanced_prompt, session_id: session.get() });
  session.set(session_id);
  await post('update', { user_request: byId('change').value, session_id });
  const { history } = await post('history', { session_id });
  await post('parameters', { session_id });
  const { prompts } = await post('generate-variations', {
    selected_indices: [history.length - 1],
    total_count: Number(byId('count').value),
    session_id,
  });
  byId('prompts').value = prompts.join('\n');
}

async function runTidying() {
  const list = byId('tidy-calls');
  await call(list, 'GET', `${PROMPTS}/sessions`);
  const id = session.get();
  if (id !== null) {
    await call(list, 'DELETE', `${PROMPTS}/session/${encodeURIComponent(id)}`);
    session.clear();
  }
  await call(list, 'POST', `${API}/clean_expired?max_age=300`);
}

async function runSingle() {
  const list = byId('single-calls');
  const prompt = byId('prompt').value;
  const { job_id } = await call(list, 'POST', `${API}/single_inference`, { prompt });
  const result = await untilFinal(list, `${API}/status/${job_id}`);
  if (result.status !== 'complete') return;
  addVideo(byId('single-videos'), result.video_url, prompt);
  await offerFile(byId('single-file'), `${PROMPTS}/videos/${job_id}`, `${job_id}.mp4`);
}

async function runBatch() {
  const list = byId('batch-calls');
  const prompts = byId('prompts')
    .value.split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const { batch_id } = await call(list, 'POST', `${API}/batch_inference`, { prompts });
  const result = await untilFinal(list, `${API}/batch_status/${batch_id}`);
  // The jobs come in the order of the prompts.
  for (const job of result.jobs) {
    if (job.video_url !== null) addVideo(byId('batch-videos'), job.video_url, job.prompt);
  }
  if (result.completed > 0)
    await offerFile(byId('batch-file'), `${API}/batch_download/${batch_id}`, 'videos.zip');
}

/** Without an API key a plain link is enough; with one the file has to be fetched, since a link sends no headers. */
async function offerFile(place, path, name) {
  const link = document.createElement('a');
  link.textContent = `GET ${path}`;
  link.download = '';
  link.href = path;
  if (Object.keys(headers()).length > 0) {
    const response = await fetch(path, { headers: headers() });
    link.href = URL.createObjectURL(await response.blob());
    link.download = name;
  }
  place.replaceChildren(link);
}

function clear(name) {
  for (const id of [`${name}-calls`, `${name}-videos`, `${name}-file`]) byId(id)?.replaceChildren();
}

function onSubmit(name, run) {
  byId(name).addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = event.target.querySelector('button');
    button.disabled = true;
    clear(name);
    try {
      await run();
    } catch (error) {
      byId(`${name}-calls`).append(code(String(error), 'call'));
    } finally {
      button.disabled = false;
    }
  });
}

onSubmit('tune', runTuning);
onSubmit('single', runSingle);
onSubmit('batch', runBatch);
onSubmit('tidy', runTidying);
