"""Times Pillow + torchvision and `mae bench loader` in turns on the same files, on one core; scripts/bench-loader calls it."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

KINDS = {  # size, options of Pillow's JPEG writer
    "small": ((500, 375), {"quality": 90}),
    "fine": ((500, 375), {"quality": 95, "subsampling": 0}),
    "large": ((1600, 1200), {"quality": 90}),
}
VARIANTS = {
    "skia": ["--jpeg-decoder", "skia"],
    "skia, scaled": ["--jpeg-decoder", "skia", "--dct-scaling"],
    "turbo": ["--jpeg-decoder", "turbo"],
    "turbo, scaled": ["--jpeg-decoder", "turbo", "--dct-scaling"],
}
PACKS = {  # options of `mae data pack`
    "packed at 500": ["--max-side", "500"],
    "packed at 400": ["--max-side", "400"],
    "packed at 400, raw": ["--max-side", "400", "--encoding", "raw"],
}
SIDE = 224
IMAGES = {"small": 800, "fine": 800, "large": 256}  # of a repetition of mae's; Pillow reads the folder once


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="photographs, in sub-folders or not")
    parser.add_argument("--mae", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the medians count [5]")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="the core to run on")
    parser.add_argument("--pillow", nargs="+", metavar="DIR", help=argparse.SUPPRESS)  # the part that runs in a process of its own
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {arguments.core})  # children inherit it
    if arguments.pillow:
        for folder in arguments.pillow:
            print(json.dumps(pillow_rate(pathlib.Path(folder))))
        return
    with tempfile.TemporaryDirectory() as work:
        folders = {kind: encode(arguments.folder, pathlib.Path(work), kind) for kind in arguments.kinds}
        for folder in folders.values():
            for name, options in PACKS.items():
                line = [arguments.mae, "data", "pack", "--data", str(folder), "--output", str(pack_of(folder, name)), *options]
                subprocess.run(line, stdout=subprocess.DEVNULL, check=True)
        rates = {kind: {} for kind in folders}
        for number in range(arguments.rounds):
            print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr)
            for kind, folder in folders.items():
                for name, rate in measure(arguments, kind, folder):
                    rates[kind].setdefault(name, []).append(rate)
        report(rates)


def encode(source, work, kind):
    from PIL import Image

    size, options = KINDS[kind]
    folder = work / kind
    folder.mkdir()
    paths = sorted(path for path in source.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    if not paths:
        sys.exit(f"'{source}' holds no photographs.")
    for number, path in enumerate(paths):
        Image.open(path).convert("RGB").resize(size, Image.BICUBIC).save(folder / f"{number:05}.jpg", **options)
    return folder


def pack_of(folder, name):
    return folder.parent / f"{folder.name}, {name}.pack"


def measure(arguments, kind, folder):
    # Pillow frees and asks for each image's memory anew; where libc hands that back to the system every time, it is up to five times
    # slower, by chance. These two keep it, for Pillow's best.
    keep = {"MALLOC_TRIM_THRESHOLD_": "1000000000", "MALLOC_MMAP_THRESHOLD_": "1000000000"}
    command = [sys.executable, __file__, str(arguments.folder), "--mae", arguments.mae, "--core", str(arguments.core)]
    yield "Pillow + torchvision", output([*command, "--pillow", str(folder)], {**os.environ, **keep})
    sources = {name: (folder, options) for name, options in VARIANTS.items()}
    sources |= {name: (pack_of(folder, name), []) for name in PACKS}
    for name, (source, options) in sources.items():
        line = [arguments.mae, "bench", "loader", "--json", "--data", str(source), "--image-size", str(SIDE), "--workers", "1"]
        yield f"mae, {name}", output([*line, "--images", str(IMAGES[kind]), *options], os.environ)["images_per_second"]


def output(command, environment):
    return json.loads(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)


def pillow_rate(folder):
    """Files → random resized crop, flip → float CHW, as torchvision's ImageFolder reads them in a PyTorch user's data loader."""
    import torch
    from torchvision import transforms
    from torchvision.datasets.folder import default_loader

    torch.set_num_threads(1)
    transform = transforms.Compose([
        transforms.RandomResizedCrop(SIDE, scale=(0.2, 1.0), interpolation=transforms.InterpolationMode.BICUBIC),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
    ])
    files = sorted(str(path) for path in folder.iterdir())
    rates = []
    for repetition in range(4):
        start = time.perf_counter()
        for file in files:
            transform(default_loader(file))
        if repetition > 0:
            rates.append(len(files) / (time.perf_counter() - start))
    return statistics.median(rates)


def report(rates):
    print("| images/s on one core | " + " | ".join(rates) + " |")
    print("|---|" + "---|" * len(rates))
    for name in next(iter(rates.values())):
        cells = []
        for of_kind in rates.values():
            rate = statistics.median(of_kind[name])
            ratios = [own / base for own, base in zip(of_kind[name], of_kind["Pillow + torchvision"])]
            cells.append(f"{rate:.0f} ({statistics.median(ratios):.2f})")
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
