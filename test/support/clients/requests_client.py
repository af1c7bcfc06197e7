"""Clients as people write them with requests: python3 requests_client.py <address> <folder>; writes what it saw as JSON."""

import json
import os
import sys
import time

import requests

address, folder = sys.argv[1:3]


def poll(url, wanted, key="status"):
    for _ in range(600):
        answer = requests.get(url, timeout=30).json()
        if answer[key] in wanted:
            return answer
        time.sleep(0.1)
    raise SystemExit(f"{url} never became {wanted}")


# LightX2V: a task as JSON, its status, its file by name.
task = requests.post(
    f"{address}/v1/tasks/video/", json={"prompt": "a red ball", "save_result_path": "ball.mp4"}, timeout=30
).json()
status = poll(f"{address}/v1/tasks/{task['task_id']}/status", {"completed", "failed"})
with requests.get(f"{address}/v1/files/download/ball.mp4", stream=True, timeout=30) as answer:
    answer.raise_for_status()
    lightx2v = b"".join(answer.iter_content(4096))

# InfiniteTalk: files as a form.
with open(os.path.join(folder, "face.png"), "rb") as image, open(os.path.join(folder, "voice.wav"), "rb") as audio:
    talk = requests.post(
        f"{address}/api/generate", files={"image": image, "audio": audio}, data={"prompt": "hello"}, timeout=30
    ).json()
talked = poll(f"{address}/api/status/{talk['request_id']}", {"completed", "failed"})
infinitetalk = requests.get(f"{address}{talked['result_url']}", timeout=30)

# World Model Portal: a single video.
job = requests.post(f"{address}/api/video/single_inference", json={"prompt": "a red ball"}, timeout=30).json()
done = poll(f"{address}/api/video/status/{job['job_id']}", {"complete", "failed"})
world = requests.get(f"{address}{done['video_url']}", timeout=30)

missing = requests.get(f"{address}/api/status/unknown", timeout=30)
print(
    json.dumps(
        {
            "lightx2v": [status["status"], lightx2v[4:8].decode()],
            "infinitetalk": [talked["status"], infinitetalk.content[4:8].decode(), infinitetalk.headers["content-type"]],
            "world": [done["status"], world.content[4:8].decode()],
            "missing": [missing.status_code, missing.json()["detail"]],
        }
    )
)
