/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every model of the catalogue, a line each: name, title, family, source, published parameters and
 * multiply-adds (0: none), the GMACs torchvision prints and the paper says (0: nothing), how many layers of what.
 * No include guard: every reader defines RN_RESNET and RN_CIFAR first.
 *
 * The exact counts are those of torchvision's models where it has them, else of the papers' layer
 * tables, counted layer by layer by a program that is not this one.
 */
#define HE "He et al., CVPR 2016"
#define XIE "Xie et al., CVPR 2017"
#define ZAGORUYKO "Zagoruyko & Komodakis, BMVC 2016"

/*         name, title, family, source, parameters, multiply-adds, torchvision, paper, body, blocks of the four stages, groups, ratio, shortcut */
RN_RESNET (resnet18, "ResNet-18", "ResNet", HE, 11689512, 1814073344, 1.814, 1.8, basic, 2, 2, 2, 2, 1, 0, AUTO)
RN_RESNET (resnet34, "ResNet-34", "ResNet", HE, 21797672, 3663761408, 3.664, 3.6, basic, 3, 4, 6, 3, 1, 0, AUTO)
RN_RESNET (resnet50, "ResNet-50", "ResNet", HE, 25557032, 4089184256, 4.089, 3.8, bottleneck, 3, 4, 6, 3, 1, 0, AUTO)
RN_RESNET (resnet101, "ResNet-101", "ResNet", HE, 44549160, 7801405440, 7.801, 7.6, bottleneck, 3, 4, 23, 3, 1, 0, AUTO)
RN_RESNET (resnet152, "ResNet-152", "ResNet", HE, 60192808, 11513626624, 11.514, 11.3, bottleneck, 3, 8, 36, 3, 1, 0, AUTO)
RN_RESNET (resnext50_32x4d, "ResNeXt-50 32×4d", "ResNeXt", XIE, 25028904, 4230479872, 4.23, 4.2, bottleneck, 3, 4, 6, 3, 32, 2, AUTO)
RN_RESNET (resnext101_32x4d, "ResNeXt-101 32×4d", "ResNeXt", XIE, 44177704, 7969996800, 0, 7.8, bottleneck, 3, 4, 23, 3, 32, 2, AUTO)
RN_RESNET (resnext101_32x8d, "ResNeXt-101 32×8d", "ResNeXt", XIE, 88791336, 16414015488, 16.414, 0, bottleneck, 3, 4, 23, 3, 32, 1, AUTO)
RN_RESNET (resnext101_64x4d, "ResNeXt-101 64×4d", "ResNeXt", XIE, 83455272, 15460270080, 15.46, 15.6, bottleneck, 3, 4, 23, 3, 64, 1, AUTO)
RN_RESNET (wide_resnet50_2, "Wide ResNet-50-2", "Wide ResNet", ZAGORUYKO, 68883240, 11398021120, 11.398, 0, bottleneck, 3, 4, 6, 3, 1, 2, AUTO)
RN_RESNET (wide_resnet101_2, "Wide ResNet-101-2", "Wide ResNet", ZAGORUYKO, 126886696, 22753050624, 22.753, 0, bottleneck, 3, 4, 23, 3, 1, 2, AUTO)
RN_RESNET (plain18, "Plain-18", "plain", HE, 11515688, 0, 0, 0, basic, 2, 2, 2, 2, 1, 0, NONE)
RN_RESNET (plain34, "Plain-34", "plain", HE, 21623848, 3644493824, 0, 0, basic, 3, 4, 6, 3, 1, 0, NONE)

/*        name, title, family, source, parameters, multiply-adds, torchvision, paper, n of 6n + 2, shortcut */
RN_CIFAR (cifar_resnet20, "CIFAR ResNet-20", "CIFAR ResNet", HE, 269722, 40551040, 0, 0, 3, PAD)
RN_CIFAR (cifar_resnet32, "CIFAR ResNet-32", "CIFAR ResNet", HE, 464154, 68862592, 0, 0, 5, PAD)
RN_CIFAR (cifar_resnet44, "CIFAR ResNet-44", "CIFAR ResNet", HE, 658586, 97174144, 0, 0, 7, PAD)
RN_CIFAR (cifar_resnet56, "CIFAR ResNet-56", "CIFAR ResNet", HE, 853018, 125485696, 0, 0, 9, PAD)
RN_CIFAR (cifar_resnet110, "CIFAR ResNet-110", "CIFAR ResNet", HE, 1727962, 252887680, 0, 0, 18, PAD)
RN_CIFAR (cifar_plain20, "CIFAR plain-20", "CIFAR plain", HE, 269722, 40551040, 0, 0, 3, NONE)
RN_CIFAR (cifar_plain32, "CIFAR plain-32", "CIFAR plain", HE, 464154, 68862592, 0, 0, 5, NONE)
RN_CIFAR (cifar_plain44, "CIFAR plain-44", "CIFAR plain", HE, 658586, 97174144, 0, 0, 7, NONE)
RN_CIFAR (cifar_plain56, "CIFAR plain-56", "CIFAR plain", HE, 853018, 125485696, 0, 0, 9, NONE)
RN_CIFAR (cifar_plain110, "CIFAR plain-110", "CIFAR plain", HE, 1727962, 252887680, 0, 0, 18, NONE)

#undef HE
#undef XIE
#undef ZAGORUYKO
