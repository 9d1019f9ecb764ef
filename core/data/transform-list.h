/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every step of a transform, a line each: rn__transform_NAME of transform-*.c. No include guard:
 * every reader defines RN_TRANSFORM first.
 */
RN_TRANSFORM (resize)
RN_TRANSFORM (centre_crop)
RN_TRANSFORM (crop)
RN_TRANSFORM (ten_crop)
RN_TRANSFORM (flip)
RN_TRANSFORM (pad)
RN_TRANSFORM (grey)
RN_TRANSFORM (colour)
RN_TRANSFORM (normalise)
RN_TRANSFORM (pixel_mean)
RN_TRANSFORM (mixup)
