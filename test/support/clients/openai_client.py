"""The official client of OpenAI against a portal: python3 openai_client.py <address>; writes what it saw as JSON."""

import json
import sys

from openai import OpenAI

client = OpenAI(base_url=f"{sys.argv[1]}/v1", api_key="none", max_retries=0)
video = client.videos.create_and_poll(prompt="a red ball rolls over a wooden table", poll_interval_ms=100)
content = client.videos.download_content(video.id).read()
thumbnail = client.videos.download_content(video.id, variant="thumbnail").read()
listed = [item.id for item in client.videos.list(limit=10)]
models = [model.id for model in client.models.list()]
remix = client.videos.remix(video.id, prompt="a blue ball rolls over a wooden table")
removed = client.videos.delete(video.id)
try:
    client.videos.retrieve("video_unknown")
    error = None
except Exception as problem:
    error = {"type": type(problem).__name__, "status": getattr(problem, "status_code", None)}
print(
    json.dumps(
        {
            "status": video.status,
            "progress": video.progress,
            "content": content[4:8].decode(),
            "thumbnail": thumbnail[:2].hex(),
            "listed": video.id in listed,
            "models": models,
            "remix": remix.remixed_from_video_id == video.id,
            "removed": removed.deleted,
            "error": error,
        }
    )
)
