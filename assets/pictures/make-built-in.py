#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Draws the built-in picture: a butterfly on a coneflower, between leaves, before a garden out of focus.

    make-built-in.py OUTPUT.jpg

Everything is computed here (numpy and Pillow, a fixed seed); nothing is taken from a photograph. It is there to be looked
at through filters: edges in every direction and at every scale, hair, veins, dots, smooth gradients, six or more hues.
"""
import sys

import numpy as np
from PIL import Image, ImageFilter

W, H, FINE = 512, 384, 3                # drawn FINE times as large, then scaled down
w, h = W * FINE, H * FINE
rng = np.random.default_rng(7)
X, Y = np.meshgrid((np.arange(w) + 0.5) / h, (np.arange(h) + 0.5) / h)      # height is 1, width is 4/3
PX = 1 / h


def rgb(text):
    return np.array([int(text[i:i + 2], 16) for i in (0, 2, 4)]) / 255


def clip(a):
    return np.clip(a, 0, 1)


def step(edge, value, soft=PX):
    """0 below the edge, 1 above, with a soft passage."""
    t = clip((value - edge) / (2 * soft) + 0.5)
    return t * t * (3 - 2 * t)


def blur(a, radius):
    """Gaussian blur of a plane or an RGB picture; radius in heights of the picture."""
    planes = a[..., None] if a.ndim == 2 else a
    done = [np.asarray(Image.fromarray(planes[..., c].astype(np.float32), "F").resize((w // 2, h // 2), Image.BILINEAR))
            for c in range(planes.shape[-1])]
    size = max(1, int(radius * h / 2))
    out = []
    for p in done:
        for _ in range(3):              # three boxes are nearly a Gaussian
            for axis in (0, 1):
                q = np.concatenate([np.repeat(p.take([0], axis), size + 1, axis), p, np.repeat(p.take([-1], axis), size, axis)], axis)
                s = np.cumsum(q, axis, dtype=np.float64)
                n = p.shape[axis]
                p = (s.take(range(2 * size + 1, 2 * size + 1 + n), axis) - s.take(range(0, n), axis)) / (2 * size + 1)
        out.append(np.asarray(Image.fromarray(p.astype(np.float32), "F").resize((w, h), Image.BILINEAR)))
    return out[0] if a.ndim == 2 else np.stack(out, -1)


def noise(cells, octaves=4):
    """Smooth noise around 0, about −1 … 1, with `cells` bumps over the height."""
    total, weight = np.zeros((h, w)), 1.0
    for _ in range(octaves):
        small = rng.standard_normal((int(cells) + 3, int(cells * 4 / 3) + 3)).astype(np.float32)
        total += weight * np.asarray(Image.fromarray(small, "F").resize((w, h), Image.BICUBIC))
        cells, weight = min(cells * 2, h / 2), weight * 0.55
    return total / 1.6


def paint(canvas, colour, mask):
    mask = mask[..., None]
    canvas *= 1 - mask
    canvas += mask * colour


def turn(cx, cy, angle):
    """Coordinates along and across a direction, from a point."""
    c, s = np.cos(angle), np.sin(angle)
    return (X - cx) * c + (Y - cy) * s, -(X - cx) * s + (Y - cy) * c


def move(mask, dx, dy):
    """To the right and down, with nothing coming in."""
    i, j = int(dy * h), int(dx * h)
    moved = np.zeros_like(mask)
    moved[i:, j:] = mask[:h - i, :w - j]
    return moved


def shadow(canvas, mask, dx, dy, radius, strength):
    canvas *= 1 - strength * blur(move(mask, dx, dy), radius)[..., None] * (1 - mask[..., None])


def garden():
    light = clip(1.25 - 0.9 * np.hypot(X - 1.05, Y + 0.05))
    cool = clip(1 - 1.4 * np.hypot(X - 0.05, Y - 0.1))
    base = rgb("0e2a1c") * (1 - light[..., None]) + rgb("b9c25a") * light[..., None]
    base = base * (1 - 0.75 * cool[..., None]) + rgb("4f8fae") * 0.75 * cool[..., None]
    base = base * (1 + 0.22 * blur(noise(6), 0.02)[..., None])
    for i in range(26):                 # stems and leaves, far away
        x, angle = rng.uniform(-0.1, 1.45), rng.normal(-1.5, 0.35)
        u, v = turn(x, 1.05, angle)
        u = u / rng.uniform(0.5, 1.1)
        width = rng.uniform(0.012, 0.05) * np.sin(np.pi * clip(u))
        shade = rgb(rng.choice(["1d4a26", "2f6b2c", "6f9438", "123322"]))
        paint(base, shade, 0.6 * ((abs(v + 0.1 * u * u * rng.uniform(-1, 1)) < width) & (u > 0) & (u < 1)))
    base = blur(clip(base), 0.022)
    for i in range(70):                 # spots of light, out of focus
        x, y, r = rng.uniform(-0.05, 1.4), rng.uniform(0, 0.8) ** 1.2, rng.uniform(0.012, 0.055)
        d = np.hypot(X - x, Y - y)
        disc = (1 - step(r, d, 0.004)) * (0.55 + 0.45 * clip(d / r) ** 3)
        tint = rgb(rng.choice(["f4eaa0", "d9ef8b", "fffbe0", "a7dbe8", "f2b6c8"]))
        base += disc[..., None] * tint * rng.uniform(0.05, 0.24)
    return clip(base)


def leaf(canvas, x, y, length, width, angle, bend, dark, bright, soft=0.0, teeth=0.05):
    u, v = turn(x, y, angle)
    u = u / length
    v = v - bend * u * (1 - u) * length
    inside = clip(u)
    half = width * np.sin(np.pi * inside ** 0.75) ** 0.9 * (1 + teeth * (1 - (u * 17) % 1))
    mask = step(0, half - abs(v)) * (u > 0) * (u < 1)
    across = clip(abs(v) / np.maximum(half, 1e-6))
    ribs = (u * 9 - across * 1.1) % 1
    vein = np.exp(-((ribs - 0.5) / 0.07) ** 2) * (1 - 0.4 * across) + 1.3 * np.exp(-(v / (0.05 * width)) ** 2)
    mesh = abs(noise(90, 2)) ** 0.5
    swell = np.sin(np.pi * ribs) ** 0.7
    light = 0.33 + 0.3 * swell + 0.22 * (v < 0) - 0.15 * across ** 2 + 0.10 * noise(14) - 0.10 * (1 - mesh)
    colour = rgb(dark) * (1 - clip(light)[..., None]) + rgb(bright) * clip(light)[..., None]
    colour = colour + 0.30 * clip(vein)[..., None] * (rgb("e6f0a6") - colour)
    gloss = np.exp(-((across - 0.45) / 0.18) ** 2) * (v < 0) * clip(0.4 + noise(5, 3)) * 0.22
    colour = colour + gloss[..., None] * (rgb("dff3ff") - colour)
    if soft > 0:
        shadow(canvas, mask, 0.01, 0.02, 0.02, 0.3)
        paint(canvas, blur(clip(colour), soft), blur(mask, soft))
    else:
        shadow(canvas, mask, 0.012, 0.03, 0.014, 0.55)
        paint(canvas, clip(colour), mask)


def petal(canvas, x, y, length, width, angle, inner, outer):
    u, v = turn(x, y, angle)
    u = u / length
    half = width * clip(u * 3) ** 0.5 * clip((1.02 - u) * 7) ** 0.5 * (0.75 + 0.5 * clip(u))
    half = half * (1 - 0.10 * clip((u - 0.9) * 10) * np.cos(v / width * 9))
    mask = step(0, half - abs(v)) * (u > 0.02) * (u < 1.02)
    across = v / np.maximum(half, 1e-6)
    streak = np.cos(across * 13 + 2 * noise(5, 2)) * 0.5 + 0.5
    t = clip(u + 0.12 * noise(20, 2))[..., None]
    colour = rgb(inner) * (1 - t) + rgb(outer) * t
    colour = colour * (0.72 + 0.20 * streak + 0.22 * np.sqrt(clip(1 - across ** 2)) + 0.05 * noise(60, 2))[..., None]
    shadow(canvas, mask, 0.004, 0.012, 0.008, 0.5)
    paint(canvas, clip(colour), mask)


def beads(canvas, x, y, radius, flat, n, low, high):
    """A cone of n florets in the spiral of a sunflower, each a lit bead with a pointed tip."""
    disc = step(0, radius - np.hypot(X - x, (Y - y) / flat))
    shadow(canvas, disc, 0.005, 0.02, 0.015, 0.6)
    paint(canvas, rgb("3a1408"), disc)
    for i in range(n - 1, -1, -1):
        t = np.sqrt((i + 0.5) / n)
        a = i * 2.39996323
        bx, by = x + radius * t * np.cos(a), y + radius * flat * t * np.sin(a) - 0.045 * (1 - t * t)
        r = radius * (1.05 / np.sqrt(n)) * (0.75 + 0.4 * t)
        x0, x1 = int((bx - r * 2) * h), int((bx + r * 2) * h) + 1
        y0, y1 = int((by - r * 2) * h), int((by + r * 2) * h) + 1
        if x0 < 0 or y0 < 0 or x1 > w or y1 > h:
            continue
        part = (slice(y0, y1), slice(x0, x1))
        d = np.hypot(X[part] - bx, (Y[part] - by) / 1.25) / r
        lit = np.exp(-(((X[part] - bx) / r + 0.3) ** 2 + ((Y[part] - by) / r + 0.5) ** 2) * 2.2)
        tone = rgb(low) * (1 - lit[..., None]) + rgb(high) * lit[..., None]
        tone = tone * (1 - 0.65 * clip(d)[..., None] ** 3) * rng.uniform(0.75, 1.1) * (0.55 + 0.6 * (1 - t * t * (0.5 + 0.5 * np.sin(a))))
        mask = (1 - step(1, d, PX / r))[..., None]
        canvas[part] = canvas[part] * (1 - mask) + clip(tone) * mask


def drop(canvas, x, y, r):
    d = np.hypot(X - x, Y - y) / r
    mask = 1 - step(1, d, PX / r)
    lower = clip(0.5 + 0.5 * ((X - x) + (Y - y)) / r)
    canvas *= 1 - 0.4 * (np.exp(-((np.hypot(X - x - 0.25 * r, Y - y - 0.35 * r) / r - 0.9) / 0.25) ** 2) * (1 - mask))[..., None]
    canvas *= 1 + (mask * (0.8 * lower ** 2 - 0.35))[..., None]
    glint = np.exp(-(np.hypot(X - x + 0.35 * r, Y - y + 0.4 * r) / (0.2 * r)) ** 2)
    canvas += (mask * glint)[..., None] * 0.95


def wing(u, v, outline):
    """Polar coordinates of a wing: angle, share of the way to the margin, and distance to the margin."""
    angle, r = np.arctan2(v, u), np.hypot(u, v)
    angles, radii = np.array(outline).T
    smooth = np.interp(angle, np.linspace(angles[0], angles[-1], 200),
                       np.convolve(np.pad(np.interp(np.linspace(angles[0], angles[-1], 200), angles, radii), 12, "edge"),
                                   np.hanning(25) / np.hanning(25).sum(), "valid"))
    smooth = smooth * (1 + 0.018 * np.cos(angle * 19)) * (angle > angles[0]) * (angle < angles[-1])
    return angle, r / np.maximum(smooth, 1e-6), smooth - r, r


def draw_wing(canvas, u, v, outline, veins, fore, shade, keep):
    angle, share, margin, r = wing(u, v, outline)
    ends = np.array(outline)[[0, -1], 0]
    side = np.minimum(angle - ends[0], ends[1] - angle) * r
    mask = step(0, np.minimum(margin, side)) * (r > 0.004)
    glow = clip(share * 1.1)[..., None]
    colour = rgb("ffb52e") * (1 - glow) + rgb("e5520f") * glow if fore else rgb("ffc94f") * (1 - glow) + rgb("ee6a12") * glow
    colour = colour * (1 + 0.07 * noise(70, 2) + 0.10 * noise(9, 2))[..., None]
    scales = 0.06 * np.sin(share * 130 + 3 * noise(20, 2))
    colour = colour * (1 + scales)[..., None]
    black = np.zeros_like(share)
    for i, a in enumerate(veins):
        bent = angle - a - 0.07 * np.sin(share * 3 + i)
        black = np.maximum(black, 1 - step(0.0026 + 0.0022 * share, abs(bent) * r, PX))
    cell = abs(share - 0.43 - 0.05 * np.cos(angle * 9))
    black = np.maximum(black, (1 - step(0.0034, cell * r / np.maximum(share, 0.1), PX)) * (angle > veins[0]) * (angle < veins[-1]))
    black = np.maximum(black, step(0.83 + 0.025 * np.cos(angle * 38), share, 0.008))
    if fore:
        tip = step(0.60, share + 0.55 * np.exp(-((angle - ends[0]) / 0.30) ** 2) - 0.25, 0.012)
        black = np.maximum(black, tip * (angle < ends[0] + 0.55))
        black = np.maximum(black, 1 - step(0.010, (angle - ends[0]) * r, PX))
    colour = colour * (1 - black[..., None]) + (rgb("16100f") * (1 + 0.5 * noise(50, 2))[..., None]) * black[..., None]
    for row, size, count in ((0.885, 0.008, 15), (0.945, 0.005, 22)):
        for a in np.linspace(ends[0] + 0.08, ends[1] - 0.06, count):
            d = np.hypot((angle - a) * r, (share - row) * 0.30)
            paint(colour, rgb("fff7ea"), 1 - step(size, d, PX))
    if fore:
        for a, s, size in ((0.16, 0.70, 0.013), (0.28, 0.66, 0.014), (0.40, 0.71, 0.012), (0.22, 0.79, 0.009)):
            d = np.hypot((angle - ends[0] - a) * r * 1.4, (share - s) * 0.28)
            paint(colour, rgb("fff3dd"), 1 - step(size, d, PX))
    else:
        for a, size in ((0.55, 0.024), (0.95, 0.020)):
            d = np.hypot((angle - ends[0] - a) * r, (share - 0.66) * 0.26)
            for k, tint in ((1.0, "16100f"), (0.75, "2f6fd6"), (0.45, "0b1030")):
                paint(colour, rgb(tint), 1 - step(size * k, d, PX))
            glint = np.hypot((angle - ends[0] - a) * r + 0.004, (share - 0.66) * 0.26 + 0.005)
            paint(colour, rgb("e8f4ff"), 1 - step(size * 0.16, glint, PX))
    ripple = 0.10 * np.cos(angle * 24) * clip(share)
    colour = colour * (shade * (0.80 + 0.30 * clip(1 - share) + ripple + 0.16 * clip(share * 2 - 0.6)))[..., None]
    mask = mask * keep
    paint(canvas, clip(colour), mask)
    return mask


def strand(canvas, points, width, colour):
    """A tapering line through points, as a chain of discs."""
    points = np.array(points)
    t = np.linspace(0, 1, len(points))
    for s in np.linspace(0, 1, 220):
        x, y = np.interp(s, t, points[:, 0]), np.interp(s, t, points[:, 1])
        r = width * (1 - 0.5 * s)
        part = (slice(max(0, int((y - 3 * r) * h) - 2), int((y + 3 * r) * h) + 3),
                slice(max(0, int((x - 3 * r) * h) - 2), int((x + 3 * r) * h) + 3))
        mask = (1 - step(r, np.hypot(X[part] - x, Y[part] - y)))[..., None]
        canvas[part] = canvas[part] * (1 - mask) + rgb(colour) * mask


def butterfly(canvas, x, y, size, angle):
    forewing = [(-1.30, 0.20), (-1.24, 0.50), (-1.02, 0.63), (-0.78, 0.66), (-0.52, 0.57), (-0.2, 0.46), (0.12, 0.42), (0.32, 0.36)]
    hindwing = [(0.05, 0.34), (0.3, 0.42), (0.62, 0.45), (0.95, 0.44), (1.2, 0.40), (1.42, 0.30)]
    along, across = turn(x, y, angle)
    everything = np.ones((h, w))
    body = canvas.copy()
    cast = np.zeros((h, w))
    for side, squeeze, shade in ((-1, 0.80, 0.80), (1, 1.0, 1.08)):
        u, v = side * along / size / squeeze, across / size
        for part, lift in ((hindwing, 0.015), (forewing, -0.02)):
            trial = draw_wing(body, u - 0.015, v - lift, part, [0], True, 1, everything)
            cast = np.maximum(cast, trial)
    shadow(canvas, cast * 0.999, 0.03, 0.075, 0.022, 0.62)
    canvas *= 1 - 0.35 * (move(blur(cast, 0.02), 0.02, 0.06) * (1 - cast))[..., None]
    for side, squeeze, shade in ((-1, 0.80, 0.84), (1, 1.0, 1.10)):
        u, v = side * along / size / squeeze, across / size
        mask = draw_wing(canvas, u - 0.015, v - 0.015, hindwing, [0.25, 0.48, 0.70, 0.92, 1.14, 1.32], False, shade * 0.97, everything)
        front = wing(u - 0.015, v + 0.02, forewing)
        cover = step(0, front[2]) * (front[3] > 0.004)
        canvas *= 1 - 0.45 * (mask * move(blur(cover, 0.008), 0, 0.014) * (1 - cover))[..., None]
        draw_wing(canvas, u - 0.015, v + 0.02, forewing, [-1.12, -0.95, -0.78, -0.58, -0.36, -0.12, 0.12], True, shade, everything)
    c, s = np.cos(angle), np.sin(angle)

    def at(a, b):
        return x + size * (a * c - b * s), y + size * (a * s + b * c)
    for side in (-1, 1):
        path = [at(side * (0.012 + 0.17 * t ** 1.4), -0.13 - 0.30 * t + 0.05 * t * t) for t in np.linspace(0, 1, 12)]
        strand(canvas, path, 0.0042, "1a1210")
        strand(canvas, [path[-1], path[-1]], 0.009, "2b1a10")
    hair = noise(220, 1)
    for b, length, width, tone in ((0.17, 0.19, 0.030, "4a2c17"), (-0.02, 0.085, 0.040, "33231a"), (-0.115, 0.034, 0.026, "241a17")):
        d = np.hypot((along / size) / width, (across / size - b) / length) + 0.07 * hair
        mask = 1 - step(1, d, 0.05)
        light = np.exp(-(((along / size) / width + 0.35) ** 2) * 2.5)
        rings = 0.75 + 0.35 * (np.cos((across / size) * 150) > 0.2) if length > 0.1 else 0.9 + 0.5 * abs(hair)
        paint(canvas, clip(rgb(tone) * (0.5 + 1.9 * light[..., None]) * np.asarray(rings)[..., None] + 0.05 * hair[..., None]), mask)


def main():
    canvas = garden()
    leaf(canvas, 1.42, 0.52, 0.66, 0.13, 2.75, 0.25, "18401f", "7fa83c", soft=0.010)
    leaf(canvas, -0.06, 0.42, 0.52, 0.10, 0.35, -0.2, "163c2a", "6ea04a", soft=0.008)
    for i in range(14):                                     # a pale daisy, a little out of focus
        petal(canvas, 0.235, 0.30, 0.155, 0.021, i * 2 * np.pi / 14 + 0.1, "f5e9c8", "fdfcff")
    beads(canvas, 0.235, 0.30, 0.052, 0.9, 90, "b86a05", "ffe25a")
    near = np.exp(-((np.hypot(X - 0.235, Y - 0.30) / 0.19) ** 6))
    paint(canvas, blur(canvas, 0.0045), near)
    strand(canvas, [(0.70, 0.75), (0.72, 0.9), (0.70, 1.1)], 0.018, "3f6a2a")
    leaf(canvas, 0.74, 1.02, 0.62, 0.12, -0.42, -0.35, "0f3a1a", "7cc043")
    leaf(canvas, 0.68, 1.03, 0.74, 0.13, 3.45, 0.35, "123f1d", "8fd04e")
    leaf(canvas, 0.30, 1.08, 0.42, 0.10, -1.15, 0.2, "0f3320", "4fa046")
    for i in list(range(1, 22, 2)) + list(range(0, 22, 2)):
        a = i * 2 * np.pi / 22 + 0.07
        reach = 0.32 * np.hypot(np.cos(a), 0.72 * np.sin(a)) * rng.uniform(0.93, 1.05)
        petal(canvas, 0.70, 0.70, reach, 0.031, np.arctan2(0.72 * np.sin(a) + 0.10, np.cos(a)), "8e1450", rng.choice(["f06bb0", "e552a0", "f58ac4"]))
    beads(canvas, 0.70, 0.69, 0.115, 0.72, 230, "b5390a", "ffc23a")
    for x, y, r in ((0.19, 0.865, 0.017), (0.30, 0.905, 0.011), (0.975, 0.80, 0.014), (1.10, 0.765, 0.010), (0.42, 0.90, 0.008)):
        drop(canvas, x, y, r)
    butterfly(canvas, 0.735, 0.485, 0.74, 0.22)
    vignette = 1 - 0.28 * clip(np.hypot((X - 0.667) / 0.85, (Y - 0.5) / 0.72) - 0.45)
    canvas = clip(canvas * vignette[..., None] * 1.06)
    canvas = clip(canvas + 0.010 * rng.standard_normal((h, w, 1)))
    picture = Image.fromarray((canvas * 255 + 0.5).astype(np.uint8)).resize((W, H), Image.LANCZOS)
    picture = picture.filter(ImageFilter.UnsharpMask(0.8, 60, 0))
    picture.save(sys.argv[1], quality=92, subsampling=0, optimize=True)


if __name__ == "__main__":
    main()
