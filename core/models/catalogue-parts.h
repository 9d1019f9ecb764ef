/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Pieces of network specs as JSON text, for catalogue-list.h: each is one key of the spec with the
 * comma before it; what stands in brackets is JSON itself. See rn-network-json.c for the keys.
 */
#define BLOCK(...)  ",\"block\":{" #__VA_ARGS__ "}"
#define STEM(...)   ",\"stem\":{" #__VA_ARGS__ "}"
#define STAGES(...) ",\"stages\":[" #__VA_ARGS__ "]"
#define HEAD(...)   ",\"head\":{" #__VA_ARGS__ "}"
#define INPUT(...)  ",\"input\":[" #__VA_ARGS__ "]"

#define BASIC       BLOCK ("body": "basic")
#define BOTTLENECK  BLOCK ("body": "bottleneck")

/*
 * The stages of He 2015, table 1: counts of blocks; each stage but the first halves the picture and
 * doubles the channels.
 */
#define STAGE(count, out, stride) \
  "{\"count\":" #count ",\"out\":" #out ",\"stride\":" #stride "}"
#define FOUR(a, b, c, d, w1, w2, w3, w4) \
  ",\"stages\":[" STAGE (a, w1, 1) "," STAGE (b, w2, 2) "," STAGE (c, w3, 2) "," \
  STAGE (d, w4, 2) "]"
#define NARROW(a, b, c, d) FOUR (a, b, c, d, 64, 128, 256, 512)
#define WIDE(a, b, c, d)   FOUR (a, b, c, d, 256, 512, 1024, 2048)
/* n blocks each, as He 2015, §4.2 */
#define THREE(n, w1, w2, w3) \
  ",\"stages\":[" STAGE (n, w1, 1) "," STAGE (n, w2, 2) "," STAGE (n, w3, 2) "]"

/* 32×32 pictures of ten classes, behind a stem of one 3×3 convolution to @out channels */
#define CIFAR_STEM(out, ...) \
  ",\"input\":[3,32,32],\"head\":{\"classes\":10},\"stem\":{\"kernel\":3,\"stride\":1,\"out\":" #out \
  ",\"pool\":\"none\"" __VA_ARGS__ "}"
#define CIFAR(out)  CIFAR_STEM (out, )
