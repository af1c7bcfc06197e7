"""Trains the whole model on one large GPU: python gpu.py --work WORK --minutes 22

Every part goes on where it stopped when this is run again with the same folder. The exported folder is WORK/model; copy
it here when it is better than what is here (`npm run eval:model` with MODEL_DIR=WORK/model).
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent


def _run(script: str, *arguments: str | Path) -> None:
    subprocess.run([sys.executable, str(_HERE / script), *map(str, arguments)], check=True, cwd=_HERE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=22, help="of the transformer's training")
    parser.add_argument("--clips", type=int, default=60000)
    args = parser.parse_args()

    folder, processors = args.work / "ckpt", str(os.cpu_count() or 1)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "vae.pt").exists():
        _run("principal.py", "--out", folder / "vae.pt")
    counts = ("--scenes", args.clips, "--whole", args.clips // 20)
    _run("encode.py", "--vae", folder / "vae.pt", "--out", folder, *counts, "--processes", processors)
    if not (folder / "text.pt").exists():
        _run("train_text.py", "--checkpoints", folder, "--minutes", 3)
    _run("train.py", "--checkpoints", folder, "--minutes", args.minutes)
    _run("train_decoder.py", "--checkpoints", folder, "--minutes", 3, "--batch", 256)
    _run("export.py", "--checkpoints", folder, "--out", args.work / "model")
    shutil.copytree(_HERE / "judge", args.work / "model" / "judge", dirs_exist_ok=True)


if __name__ == "__main__":
    main()
