"""Times whole clips of a model folder in Python's onnxruntime: python onnx_reference.py FOLDER THREADS

Each line of input is a prompt; each line of output what its clip took, in milliseconds and in those of
the processor, as JSON. Same graphs, threads and
work as the embedded engine's: text, steps with guidance, decoding, pixels as bytes.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "models" / "tools"))

from sample import Pipeline  # noqa: E402


def main() -> None:
    pipeline = Pipeline(Path(sys.argv[1]), int(sys.argv[2]))
    defaults = pipeline.settings["defaults"]
    print(json.dumps({"ready": True}), flush=True)
    for number, line in enumerate(sys.stdin):
        start, used = time.perf_counter(), time.process_time()
        pipeline(
            line.strip(), defaults["negative_prompt"], defaults["steps"], defaults["guidance_scale"], number, defaults["num_frames"]
        )
        took = {"ms": (time.perf_counter() - start) * 1000, "processorMs": (time.process_time() - used) * 1000}
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main()
