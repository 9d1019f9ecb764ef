/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Pieces of network specs as JSON text, for catalogue-list.h: each is one key of the spec, or
 * several, with the comma before it; what stands in brackets is JSON itself or a number. The keys
 * are those of rn-network-json.c and of the block spec.
 */
#define BLOCK(...)  ",\"block\":{" #__VA_ARGS__ "}"
#define STEM(...)   ",\"stem\":{" #__VA_ARGS__ "}"
#define STAGES(...) ",\"stages\":[" #__VA_ARGS__ "]"
#define HEAD(...)   ",\"head\":{" #__VA_ARGS__ "}"

#define BASIC       BLOCK ("body": "basic")
#define BOTTLENECK  BLOCK ("body": "bottleneck")
/* Norm and activation first; a projection reads what they give (He 2016, fig. 4e and appendix). */
#define PRE(...)    ",\"block\":{\"order\":\"pre\",\"shortcut_from\":\"preact\"," #__VA_ARGS__ "}"

/* ── stages ── */

#define STAGE(count, out, stride) \
  "{\"count\":" #count ",\"out\":" #out ",\"stride\":" #stride "}"
/* with keys of the block spec in which the stage differs */
#define STAGE_OF(count, out, stride, ...) \
  "{\"count\":" #count ",\"out\":" #out ",\"stride\":" #stride ",\"block\":{" #__VA_ARGS__ "}}"

/*
 * He 2015, table 1: counts of blocks; each stage but the first halves the picture and doubles the
 * channels.
 */
#define FOUR(a, b, c, d, w1, w2, w3, w4) \
  ",\"stages\":[" STAGE (a, w1, 1) "," STAGE (b, w2, 2) "," STAGE (c, w3, 2) "," \
  STAGE (d, w4, 2) "]"
#define NARROW(a, b, c, d) FOUR (a, b, c, d, 64, 128, 256, 512)
#define WIDE(a, b, c, d)   FOUR (a, b, c, d, 256, 512, 1024, 2048)
/* Where pictures are large as NARROW with basic blocks, where they are small as WIDE. */
#define MIXED_STAGES(a, b, c, d) \
  ",\"stages\":[" STAGE (a, 64, 1) "," STAGE (b, 128, 2) "," \
  STAGE_OF (c, 1024, 2, "body": "bottleneck") "," STAGE_OF (d, 2048, 2, "body": "bottleneck") "]"
/* He 2015, §4.2: n blocks each */
#define THREE(n, w1, w2, w3) \
  ",\"stages\":[" STAGE (n, w1, 1) "," STAGE (n, w2, 2) "," STAGE (n, w3, 2) "]"

/* Simonyan 2015, table 1: counts of 3×3 convolutions, a max-pool behind each stage. */
#define VGG_STAGE(count, out) \
  "{\"count\":" #count ",\"out\":" #out ",\"pool\":\"max\"}"
#define VGG_STAGES(a, b, c, d, e) \
  ",\"stages\":[" VGG_STAGE (a, 64) "," VGG_STAGE (b, 128) "," VGG_STAGE (c, 256) "," \
  VGG_STAGE (d, 512) "," VGG_STAGE (e, 512) "]"
#define VGG_NET(norm_word, a, b, c, d, e) \
  STEM ("kind": "none") \
  BLOCK ("body": "single", "shortcut": "none", "bias": true, "norm": norm_word) \
  VGG_STAGES (a, b, c, d, e) HEAD ("pool_size": 7, "hidden": [4096, 4096], "drop": 0.5)

/* ── stems ── */

/* The norm and activation that would follow come first in the pre-activation blocks behind it. */
#define BARE      ",\"norm\":\"none\",\"activation\":\"none\""
#define BARE_STEM ",\"stem\":{\"out\":64" BARE "}"

/* 32×32 pictures of ten classes, behind a stem of one 3×3 convolution to @out channels */
#define CIFAR_INPUT     ",\"input\":[3,32,32],\"head\":{\"classes\":10}"
#define CIFAR_STEM(out) "\"kernel\":3,\"stride\":1,\"pool\":\"none\",\"out\":" #out
#define CIFAR(out)      CIFAR_INPUT ",\"stem\":{" CIFAR_STEM (out) "}"
#define BARE_CIFAR(out) CIFAR_INPUT ",\"stem\":{" CIFAR_STEM (out) BARE "}"
