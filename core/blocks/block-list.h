/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The bodies a residual branch can have, in the order the schema lists them; the first is the
 * default. Each is the const RnBody rn__body_NAME of the file NAME.c. No include guard: every
 * reader defines RN_BODY (NAME) first.
 */
RN_BODY (basic)
RN_BODY (bottleneck)
RN_BODY (depthwise)
RN_BODY (inverted)
RN_BODY (res2net)
RN_BODY (attention)
RN_BODY (single)
