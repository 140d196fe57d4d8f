"""Records what Pillow gives for the operations of RandAugment. See README.md; run: python3 make.py, beside ../vision_ops."""
import hashlib
import json
import os
import struct

import numpy as np
import PIL
from PIL import Image, ImageEnhance, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))
FILL = (124, 116, 104)
MAGNITUDES = [0.0, 0.7, 5.3, 9.0, 10.0]
WIDELY_TRIED = {"photograph", "large"}
SIGNED = {"Rotate", "Color", "Contrast", "Brightness", "Sharpness", "ShearX", "ShearY", "TranslateX", "TranslateY"}
PLAIN = {"AutoContrast", "Equalize", "Invert"}
FIXED_BY_LEVEL = {"Posterize", "Solarize", "SolarizeAdd"}
ENHANCERS = {
    "Color": ImageEnhance.Color,
    "Contrast": ImageEnhance.Contrast,
    "Brightness": ImageEnhance.Brightness,
    "Sharpness": ImageEnhance.Sharpness,
}


def argument(name, magnitude, negated, increasing):
    """The number that an operation takes: the ranges of RandAugment's implementation in timm."""
    level = magnitude / 10
    sign = -1 if negated else 1
    if name == "Rotate":
        return sign * (level * 30.0)
    if name in ("ShearX", "ShearY"):
        return sign * (level * 0.3)
    if name in ("TranslateX", "TranslateY"):
        return sign * (level * 0.45)
    if name == "Posterize":
        return 4 - int(level * 4) if increasing else int(level * 4)
    if name == "Solarize":
        return 256 - int(level * 256) if increasing else int(level * 256)
    if name == "SolarizeAdd":
        return int(level * 110)
    if name in ENHANCERS:
        return max(0.1, 1.0 + sign * (level * 0.9)) if increasing else level * 1.8 + 0.1
    return 0


def affine(image, matrix):
    return image.transform(image.size, Image.Transform.AFFINE, matrix, resample=Image.Resampling.BICUBIC, fillcolor=FILL)


def apply(image, name, value):
    width, height = image.size
    if name == "AutoContrast":
        return ImageOps.autocontrast(image)
    if name == "Equalize":
        return ImageOps.equalize(image)
    if name == "Invert":
        return ImageOps.invert(image)
    if name == "Rotate":
        return image.rotate(value, resample=Image.Resampling.BICUBIC, fillcolor=FILL)
    if name == "Posterize":
        return ImageOps.posterize(image, value)
    if name == "Solarize":
        return ImageOps.solarize(image, value)
    if name == "SolarizeAdd":
        return image.point([min(255, i + value) if i < 128 else i for i in range(256)] * 3)
    if name in ENHANCERS:
        return ENHANCERS[name](image).enhance(value)
    return affine(image, {
        "ShearX": (1, value, 0, 0, 1, 0),
        "ShearY": (1, 0, 0, value, 1, 0),
        "TranslateX": (1, 0, value * width, 0, 1, 0),
        "TranslateY": (1, 0, 0, 0, 1, value * height),
    }[name])


def planes(image):
    return np.ascontiguousarray(np.asarray(image.convert("RGB")).transpose(2, 0, 1))


def inputs():
    """name: (image, whether its results are stored whole)."""
    def photograph(name):
        return Image.open(os.path.join(HERE, "..", "vision_ops", "images", name)).convert("RGB")

    def drawn(height, width, value):
        rows, columns, channels = np.mgrid[0:height, 0:width, 0:3]
        return Image.fromarray(value(rows, columns, channels).astype(np.uint8))

    crop = photograph("c.png").crop((11, 7, 11 + 29, 7 + 21))
    return {
        "photograph": (crop, True),
        "few_colours": (drawn(13, 11, lambda y, x, c: np.array([7, 90, 200, 251])[(y // 3 + x // 4 + c) % 4]), True),
        "constant": (drawn(5, 7, lambda y, x, c: 60 + 70 * c), True),
        "two_values": (drawn(4, 4, lambda y, x, c: np.where((x + y) % 2 == 0, 100 + c, 103 + 3 * c)), True),
        "one_pixel": (drawn(1, 1, lambda y, x, c: 20 + 100 * c), True),
        "narrow": (drawn(2, 9, lambda y, x, c: 31 * x % 256), True),
        # 767 pixels below the single one of 255: the table of equalize reaches 256, one more than a byte holds.
        "ramp": (drawn(24, 32, lambda y, x, c: np.where(y * 32 + x == 767, 255, (7 * (y * 32 + x) + 40 * c) % 255)), False),
        "large": (photograph("resize_a_224x224.png"), False),
    }


def write_safetensors(path, tensors):
    header, data, at = {}, b"", 0
    for name, value in tensors.items():
        raw = value.tobytes()
        header[name] = {"dtype": "U8", "shape": list(value.shape), "data_offsets": [at, at + len(raw)]}
        data, at = data + raw, at + len(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main():
    tensors, cases = {}, []
    images = inputs()
    for name, (image, is_stored) in images.items():
        if name != "large":
            tensors["input/" + name] = planes(image)
        for operation in sorted(SIGNED | PLAIN | FIXED_BY_LEVEL):
            seen = set()
            for magnitude in (MAGNITUDES if name in WIDELY_TRIED else [9.0]) if operation not in PLAIN else [9.0]:
                for negated in (False, True) if operation in SIGNED else (False,):
                    for increasing in (True, False) if name in WIDELY_TRIED else (True,):
                        value = argument(operation, magnitude, negated, increasing)
                        case = {"input": name, "operation": operation, "magnitude": magnitude, "negated": negated,
                                "increasing": increasing, "argument": value}
                        if (value, increasing) in seen:
                            continue
                        seen.add((value, increasing))
                        result = planes(apply(image, operation, value))
                        if is_stored and increasing and magnitude not in (0.0, 10.0):
                            case["output"] = f"{name}/{operation}/{magnitude}{'-' if negated else ''}"
                            tensors[case["output"]] = result
                        else:
                            case["sha256"] = hashlib.sha256(result.tobytes()).hexdigest()
                        cases.append(case)
    write_safetensors(os.path.join(HERE, "images.safetensors"), tensors)
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    with open(os.path.join(HERE, "cases.json"), "w") as file:
        file.write(f'{{\n  "pillow": "{PIL.__version__}",\n  "fill": {list(FILL)},\n')
        file.write('  "large": "resize_a_224x224.png",\n  "cases": [\n' + lines + "\n  ]\n}\n")


if __name__ == "__main__":
    main()
