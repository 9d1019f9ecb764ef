#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Makes the pictures beside this file with Pillow: files to decode, and what Pillow makes of a resize and a centre crop."""
import os

from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(here, name)


def quarters():
    """48×32: red, green over blue, white."""
    picture = Image.new("RGB", (48, 32), (255, 255, 255))
    picture.paste((220, 30, 40), (0, 0, 24, 16))
    picture.paste((20, 200, 60), (24, 0, 48, 16))
    picture.paste((30, 60, 210), (0, 16, 24, 32))
    return picture


# how the camera held an upright picture that is stored with each EXIF orientation
T = Image.Transpose
stored = {1: [], 2: [T.FLIP_LEFT_RIGHT], 3: [T.ROTATE_180], 4: [T.FLIP_TOP_BOTTOM], 5: [T.TRANSPOSE], 6: [T.ROTATE_90],
          7: [T.TRANSVERSE], 8: [T.ROTATE_270]}
for orientation, turns in stored.items():
    picture = quarters()
    for turn in turns:
        picture = picture.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(path(f"orientation-{orientation}.jpg"), quality=95, subsampling=0, exif=exif)

Image.new("CMYK", (16, 16), (0, 200, 100, 40)).save(path("cmyk.jpg"), quality=95)
Image.new("L", (16, 16), 100).save(path("grey.jpg"), quality=95)
Image.new("LA", (16, 16), (100, 51)).save(path("grey-alpha.png"))
Image.new("RGBA", (16, 16), (200, 40, 90, 128)).save(path("alpha.png"))
palette = quarters().quantize(4)
palette.save(path("palette.gif"))
palette.save(path("palette.png"))
quarters().save(path("colour.png"))
quarters().save(path("colour.bmp"))


def pattern(width, height):
    """The same formula stands in the test."""
    picture = Image.new("RGB", (width, height))
    picture.putdata([((x * 37 + y * 11) % 256, (x * y * 5 + 17) % 256, ((x // 3 + y // 2) % 2) * 255)
                     for y in range(height) for x in range(width)])
    return picture


def crop(picture, size):
    """torchvision's Resize(size · 256 / 224) and CenterCrop(size), on a Pillow picture."""
    short, (w, h) = round(size * 256 / 224), picture.size
    w, h = (short, int(short * h / w)) if w <= h else (int(short * w / h), short)
    picture = picture.resize((w, h), Image.Resampling.BILINEAR)
    top, left = int(round((h - size) / 2.0)), int(round((w - size) / 2.0))
    return picture.crop((left, top, left + size, top + size))


for width, height, size in ((97, 61, 24), (61, 97, 21), (9, 7, 24), (300, 5, 14), (1, 1, 7), (32, 32, 28)):
    crop(pattern(width, height), size).save(path(f"crop-{width}x{height}-{size}.ppm"))
crop(pattern(61, 97), 21).convert("L").save(path("luma-61x97-21.pgm"))
