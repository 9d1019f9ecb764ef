/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

/* The classes of CIFAR-10 and CIFAR-100 (fine) in the order of their numbers. */
extern const char *const rn__cifar10_classes[10];
extern const char *const rn__cifar100_classes[100];
