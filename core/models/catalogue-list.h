/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every model of the catalogue, an entry each: name, title, family with its paper, who counted it
 * exactly and what, and its network spec: JSON put together from the parts of catalogue-parts.h.
 * No include guard: every reader includes catalogue-parts.h and defines RN_MODEL first.
 *
 *   TORCHVISION (parameters, multiply-adds, GMACs torchvision prints, GMACs the paper says)
 *   TABLE       (parameters, multiply-adds, GMACs the paper says), from the paper's table of layers
 *
 * 0 stands for a number nobody gives. None of them is this library's own.
 */

/* ── ImageNet ── */

#define RESNET "ResNet", "He et al., CVPR 2016"
RN_MODEL (resnet18, "ResNet-18", RESNET, TORCHVISION (11689512, 1814073344, 1.814, 1.8),
          BASIC NARROW (2, 2, 2, 2))
RN_MODEL (resnet34, "ResNet-34", RESNET, TORCHVISION (21797672, 3663761408, 3.664, 3.6),
          BASIC NARROW (3, 4, 6, 3))
RN_MODEL (resnet50, "ResNet-50", RESNET, TORCHVISION (25557032, 4089184256, 4.089, 3.8),
          BOTTLENECK WIDE (3, 4, 6, 3))
RN_MODEL (resnet101, "ResNet-101", RESNET, TORCHVISION (44549160, 7801405440, 7.801, 7.6),
          BOTTLENECK WIDE (3, 4, 23, 3))
RN_MODEL (resnet152, "ResNet-152", RESNET, TORCHVISION (60192808, 11513626624, 11.514, 11.3),
          BOTTLENECK WIDE (3, 8, 36, 3))

#define RESNEXT "ResNeXt", "Xie et al., CVPR 2017"
RN_MODEL (resnext50_32x4d, "ResNeXt-50 32×4d", RESNEXT,
          TORCHVISION (25028904, 4230479872, 4.23, 4.2),
          BLOCK ("body": "bottleneck", "groups": 32, "ratio": 2) WIDE (3, 4, 6, 3))
RN_MODEL (resnext101_32x4d, "ResNeXt-101 32×4d", RESNEXT, TABLE (44177704, 7969996800, 7.8),
          BLOCK ("body": "bottleneck", "groups": 32, "ratio": 2) WIDE (3, 4, 23, 3))
RN_MODEL (resnext101_32x8d, "ResNeXt-101 32×8d", RESNEXT,
          TORCHVISION (88791336, 16414015488, 16.414, 0),
          BLOCK ("body": "bottleneck", "groups": 32, "ratio": 1) WIDE (3, 4, 23, 3))
RN_MODEL (resnext101_64x4d, "ResNeXt-101 64×4d", RESNEXT,
          TORCHVISION (83455272, 15460270080, 15.46, 15.6),
          BLOCK ("body": "bottleneck", "groups": 64, "ratio": 1) WIDE (3, 4, 23, 3))

#define WIDE_RESNET "Wide ResNet", "Zagoruyko & Komodakis, BMVC 2016"
RN_MODEL (wide_resnet50_2, "Wide ResNet-50-2", WIDE_RESNET,
          TORCHVISION (68883240, 11398021120, 11.398, 0),
          BLOCK ("body": "bottleneck", "ratio": 2) WIDE (3, 4, 6, 3))
RN_MODEL (wide_resnet101_2, "Wide ResNet-101-2", WIDE_RESNET,
          TORCHVISION (126886696, 22753050624, 22.753, 0),
          BLOCK ("body": "bottleneck", "ratio": 2) WIDE (3, 4, 23, 3))

#define PLAIN "plain", "He et al., CVPR 2016"
RN_MODEL (plain18, "Plain-18", PLAIN, TABLE (11515688, 0, 0),
          BLOCK ("body": "basic", "shortcut": "none") NARROW (2, 2, 2, 2))
RN_MODEL (plain34, "Plain-34", PLAIN, TABLE (21623848, 3644493824, 0),
          BLOCK ("body": "basic", "shortcut": "none") NARROW (3, 4, 6, 3))

/* ── CIFAR-10: 6n + 2 layers ── */

#define CIFAR_RESNET "CIFAR ResNet", "He et al., CVPR 2016"
RN_MODEL (cifar_resnet20, "CIFAR ResNet-20", CIFAR_RESNET, TABLE (269722, 40551040, 0),
          BLOCK ("body": "basic", "shortcut": "pad") CIFAR (16) THREE (3, 16, 32, 64))
RN_MODEL (cifar_resnet32, "CIFAR ResNet-32", CIFAR_RESNET, TABLE (464154, 68862592, 0),
          BLOCK ("body": "basic", "shortcut": "pad") CIFAR (16) THREE (5, 16, 32, 64))
RN_MODEL (cifar_resnet44, "CIFAR ResNet-44", CIFAR_RESNET, TABLE (658586, 97174144, 0),
          BLOCK ("body": "basic", "shortcut": "pad") CIFAR (16) THREE (7, 16, 32, 64))
RN_MODEL (cifar_resnet56, "CIFAR ResNet-56", CIFAR_RESNET, TABLE (853018, 125485696, 0),
          BLOCK ("body": "basic", "shortcut": "pad") CIFAR (16) THREE (9, 16, 32, 64))
RN_MODEL (cifar_resnet110, "CIFAR ResNet-110", CIFAR_RESNET, TABLE (1727962, 252887680, 0),
          BLOCK ("body": "basic", "shortcut": "pad") CIFAR (16) THREE (18, 16, 32, 64))

#define CIFAR_PLAIN "CIFAR plain", "He et al., CVPR 2016"
RN_MODEL (cifar_plain20, "CIFAR plain-20", CIFAR_PLAIN, TABLE (269722, 40551040, 0),
          BLOCK ("body": "basic", "shortcut": "none") CIFAR (16) THREE (3, 16, 32, 64))
RN_MODEL (cifar_plain32, "CIFAR plain-32", CIFAR_PLAIN, TABLE (464154, 68862592, 0),
          BLOCK ("body": "basic", "shortcut": "none") CIFAR (16) THREE (5, 16, 32, 64))
RN_MODEL (cifar_plain44, "CIFAR plain-44", CIFAR_PLAIN, TABLE (658586, 97174144, 0),
          BLOCK ("body": "basic", "shortcut": "none") CIFAR (16) THREE (7, 16, 32, 64))
RN_MODEL (cifar_plain56, "CIFAR plain-56", CIFAR_PLAIN, TABLE (853018, 125485696, 0),
          BLOCK ("body": "basic", "shortcut": "none") CIFAR (16) THREE (9, 16, 32, 64))
RN_MODEL (cifar_plain110, "CIFAR plain-110", CIFAR_PLAIN, TABLE (1727962, 252887680, 0),
          BLOCK ("body": "basic", "shortcut": "none") CIFAR (16) THREE (18, 16, 32, 64))

#undef RESNET
#undef RESNEXT
#undef WIDE_RESNET
#undef PLAIN
#undef CIFAR_RESNET
#undef CIFAR_PLAIN
