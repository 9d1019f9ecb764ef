/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every kind of data set, a line each, in the order in which a place is tried: the kind NAME is
 * rn__dataset_NAME of the file NAME.c. No include guard: every reader defines RN_DATASET first.
 */
RN_DATASET (shapes)
RN_DATASET (cifar)
RN_DATASET (idx)
RN_DATASET (folder)
