/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every model of the catalogue, an entry each: name, title, family with its paper, who counted it
 * exactly and what, and its network spec: JSON put together from the parts of catalogue-parts.h.
 * No include guard: every reader includes catalogue-parts.h and defines RN_MODEL first.
 *
 *   TORCHVISION (parameters, multiply-adds, GMACs torchvision prints, GMACs the paper says)
 *   TABLE       (parameters, multiply-adds, GMACs the paper says), from the paper's table of layers
 *   PYTORCH     (parameters, multiply-adds), of a PyTorch definition from the paper (make_counts.py)
 *
 * 0 stands for a number nobody gives. None of them is this library's own.
 */

/* ── ImageNet: 224×224 pictures, 1000 classes ── */

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

#define PREACT "Pre-activation ResNet", "He et al., ECCV 2016"
RN_MODEL (preact_resnet18, "PreAct ResNet-18", PREACT, PYTORCH (11687720, 1814073344),
          PRE ("body": "basic") BARE_STEM NARROW (2, 2, 2, 2))
RN_MODEL (preact_resnet34, "PreAct ResNet-34", PREACT, PYTORCH (21795880, 3663761408),
          PRE ("body": "basic") BARE_STEM NARROW (3, 4, 6, 3))
RN_MODEL (preact_resnet50, "PreAct ResNet-50", PREACT, PYTORCH (25549352, 4089184256),
          PRE ("body": "bottleneck") BARE_STEM WIDE (3, 4, 6, 3))
RN_MODEL (preact_resnet101, "PreAct ResNet-101", PREACT, PYTORCH (44541480, 7801405440),
          PRE ("body": "bottleneck") BARE_STEM WIDE (3, 4, 23, 3))
RN_MODEL (preact_resnet152, "PreAct ResNet-152", PREACT, PYTORCH (60185128, 11513626624),
          PRE ("body": "bottleneck") BARE_STEM WIDE (3, 8, 36, 3))

#define SE "SE-ResNet", "Hu et al., CVPR 2018"
RN_MODEL (se_resnet18, "SE-ResNet-18", SE, PYTORCH (11778592, 1814160384),
          BLOCK ("body": "basic", "se": 16) NARROW (2, 2, 2, 2))
RN_MODEL (se_resnet34, "SE-ResNet-34", SE, PYTORCH (21958868, 3663918592),
          BLOCK ("body": "basic", "se": 16) NARROW (3, 4, 6, 3))
RN_MODEL (se_resnet50, "SE-ResNet-50", SE, TABLE (28088024, 4091699200, 0),
          BLOCK ("body": "bottleneck", "se": 16) WIDE (3, 4, 6, 3))
RN_MODEL (se_resnet101, "SE-ResNet-101", SE, PYTORCH (49326872, 7806148608),
          BLOCK ("body": "bottleneck", "se": 16) WIDE (3, 4, 23, 3))
RN_MODEL (se_resnet152, "SE-ResNet-152", SE, PYTORCH (66821848, 11520204800),
          BLOCK ("body": "bottleneck", "se": 16) WIDE (3, 8, 36, 3))
RN_MODEL (se_resnext50_32x4d, "SE-ResNeXt-50 32×4d", SE, PYTORCH (27559896, 4232994816),
          BLOCK ("body": "bottleneck", "groups": 32, "ratio": 2, "se": 16) WIDE (3, 4, 6, 3))

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

#define RES2NET "Res2Net", "Gao et al., TPAMI 2021"
/* 26 channels a part in the first stage, in four parts; twice as many in each further one */
RN_MODEL (res2net50_26w_4s, "Res2Net-50 26w×4s", RES2NET, TABLE (25699120, 4255166464, 0),
          BLOCK ("body": "res2net", "scales": 4)
          ",\"stages\":[" STAGE_OF (3, 256, 1, "mid": 104) "," STAGE_OF (4, 512, 2, "mid": 208)
          "," STAGE_OF (6, 1024, 2, "mid": 416) "," STAGE_OF (3, 2048, 2, "mid": 832) "]")

#define BOTNET "BoTNet", "Srinivas et al., CVPR 2021"
/* the last stage's windows are as large as its first block's maps: attention is global */
RN_MODEL (botnet50, "BoTNet-50", BOTNET, PYTORCH (20847188, 3973578752),
          BOTTLENECK
          ",\"stages\":[" STAGE (3, 256, 1) "," STAGE (4, 512, 2) "," STAGE (6, 1024, 2) ","
          STAGE_OF (3, 2048, 2, "body": "attention", "heads": 4, "window": 14) "]")

#define MOBILENET "MobileNet", "Sandler et al., CVPR 2018"
/* its first stage has no 1×1 convolution to expand */
RN_MODEL (mobilenet_v2, "MobileNet v2", MOBILENET, TORCHVISION (3504872, 300774272, 0.301, 0.3),
          STEM ("kernel": 3, "stride": 2, "out": 32, "activation": "relu6", "pool": "none")
          BLOCK ("body": "inverted", "activation": "relu6")
          ",\"stages\":["
          STAGE_OF (1, 16, 1, "body": "depthwise", "shortcut": "none", "output_activation": "none")
          "," STAGE (2, 24, 2) "," STAGE (3, 32, 2) "," STAGE (4, 64, 2) "," STAGE (3, 96, 1) ","
          STAGE (3, 160, 2) "," STAGE (1, 320, 1) "]" HEAD ("conv": 1280, "drop": 0.2))

#define MOBILE_RESNET "Mobile ResNet", "depthwise bodies of Howard et al., 2017"
RN_MODEL (mobile_resnet18, "Mobile ResNet-18", MOBILE_RESNET, PYTORCH (1240680, 227269888),
          BLOCK ("body": "depthwise") NARROW (2, 2, 2, 2))

#define MIXED "Mixed ResNet", "the two blocks of He et al., CVPR 2016"
/* basic blocks in the first two stages, bottlenecks in the last two; named by their layers */
RN_MODEL (mixed_resnet22, "Mixed ResNet-22", MIXED, PYTORCH (15372328, 2021130240),
          MIXED_STAGES (2, 2, 2, 2))
RN_MODEL (mixed_resnet43, "Mixed ResNet-43", MIXED, PYTORCH (24968488, 3806593024),
          MIXED_STAGES (3, 4, 6, 3))

#define PLAIN "plain", "He et al., CVPR 2016"
RN_MODEL (plain18, "Plain-18", PLAIN, TABLE (11515688, 1794805760, 0),
          BLOCK ("body": "basic", "shortcut": "none") NARROW (2, 2, 2, 2))
RN_MODEL (plain34, "Plain-34", PLAIN, TABLE (21623848, 3644493824, 0),
          BLOCK ("body": "basic", "shortcut": "none") NARROW (3, 4, 6, 3))

#define VGG "VGG", "Simonyan & Zisserman, ICLR 2015"
RN_MODEL (vgg11, "VGG-11", VGG, TORCHVISION (132863336, 7609090048, 7.609, 0),
          VGG_NET ("none", 1, 1, 2, 2, 2))
RN_MODEL (vgg13, "VGG-13", VGG, TORCHVISION (133047848, 11308466176, 11.308, 0),
          VGG_NET ("none", 2, 2, 2, 2, 2))
RN_MODEL (vgg16, "VGG-16", VGG, TORCHVISION (138357544, 15470264320, 15.47, 0),
          VGG_NET ("none", 2, 2, 3, 3, 3))
RN_MODEL (vgg19, "VGG-19", VGG, TORCHVISION (143667240, 19632062464, 19.632, 0),
          VGG_NET ("none", 2, 2, 4, 4, 4))
RN_MODEL (vgg11_bn, "VGG-11 with batch norm", VGG, TORCHVISION (132868840, 7609090048, 7.609, 0),
          VGG_NET ("batch", 1, 1, 2, 2, 2))
RN_MODEL (vgg13_bn, "VGG-13 with batch norm", VGG, TORCHVISION (133053736, 11308466176, 11.308, 0),
          VGG_NET ("batch", 2, 2, 2, 2, 2))
RN_MODEL (vgg16_bn, "VGG-16 with batch norm", VGG, TORCHVISION (138365992, 15470264320, 15.47, 0),
          VGG_NET ("batch", 2, 2, 3, 3, 3))
RN_MODEL (vgg19_bn, "VGG-19 with batch norm", VGG, TORCHVISION (143678248, 19632062464, 19.632, 0),
          VGG_NET ("batch", 2, 2, 4, 4, 4))

/* ── ImageNet's networks with heads that give maps ── */

#define PYRAMID "Feature pyramid", "Lin et al., CVPR 2017"
RN_MODEL (resnet50_fpn, "ResNet-50 FPN", PYRAMID, PYTORCH (26852416, 6929104896),
          BOTTLENECK WIDE (3, 4, 6, 3) HEAD ("kind": "pyramid", "channels": 256))

#define UNET "U-Net", "Ronneberger et al., MICCAI 2015"
/* the 21 classes of Pascal VOC */
RN_MODEL (resnet18_unet, "ResNet-18 U-Net", UNET, PYTORCH (14328421, 4142530560),
          BASIC NARROW (2, 2, 2, 2) HEAD ("kind": "unet", "classes": 21, "channels": 256))

/* ── CIFAR-10: 32×32 pictures, 10 classes, three stages ── */

#define CIFAR_RESNET "CIFAR ResNet", "He et al., CVPR 2016"
/* 6n + 2 layers with basic blocks and shortcuts of option A, 9n + 2 with bottlenecks */
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
RN_MODEL (cifar_resnet164, "CIFAR ResNet-164", CIFAR_RESNET, PYTORCH (1704154, 247646720),
          BOTTLENECK CIFAR (16) THREE (18, 64, 128, 256))
RN_MODEL (cifar_resnet1202, "CIFAR ResNet-1202", CIFAR_RESNET, TABLE (19421274, 2829238912, 0),
          BLOCK ("body": "basic", "shortcut": "pad") CIFAR (16) THREE (200, 16, 32, 64))

#define CIFAR_PREACT "CIFAR pre-activation ResNet", "He et al., ECCV 2016"
RN_MODEL (cifar_preact_resnet110, "CIFAR PreAct ResNet-110", CIFAR_PREACT,
          PYTORCH (1727962, 252887680),
          BLOCK ("body": "basic", "order": "pre", "shortcut": "pad") BARE_CIFAR (16)
          THREE (18, 16, 32, 64))
RN_MODEL (cifar_preact_resnet164, "CIFAR PreAct ResNet-164", CIFAR_PREACT,
          PYTORCH (1703258, 244500992),
          PRE ("body": "bottleneck", "stride_at": "1x1") BARE_CIFAR (16)
          THREE (18, 64, 128, 256))
RN_MODEL (cifar_preact_resnet1001, "CIFAR PreAct ResNet-1001", CIFAR_PREACT,
          PYTORCH (10327706, 1487849984),
          PRE ("body": "bottleneck", "stride_at": "1x1") BARE_CIFAR (16)
          THREE (111, 64, 128, 256))

#define CIFAR_WIDE "CIFAR Wide ResNet", "Zagoruyko & Komodakis, BMVC 2016"
RN_MODEL (cifar_wrn16_8, "CIFAR Wide ResNet-16-8", CIFAR_WIDE, PYTORCH (10961370, 1548145664),
          PRE ("body": "basic") BARE_CIFAR (16) THREE (2, 128, 256, 512))
RN_MODEL (cifar_wrn28_10, "CIFAR Wide ResNet-28-10", CIFAR_WIDE, PYTORCH (36479194, 5243328768),
          PRE ("body": "basic") BARE_CIFAR (16) THREE (4, 160, 320, 640))
RN_MODEL (cifar_wrn40_4, "CIFAR Wide ResNet-40-4", CIFAR_WIDE, PYTORCH (8949210, 1298582016),
          PRE ("body": "basic") BARE_CIFAR (16) THREE (6, 64, 128, 256))

#define CIFAR_RESNEXT "CIFAR ResNeXt", "Xie et al., CVPR 2017"
RN_MODEL (cifar_resnext29_8x64d, "CIFAR ResNeXt-29 8×64d", CIFAR_RESNEXT,
          PYTORCH (34426698, 5387266048),
          BLOCK ("body": "bottleneck", "groups": 8, "ratio": 0.5) CIFAR (64)
          THREE (3, 256, 512, 1024))
RN_MODEL (cifar_resnext29_16x64d, "CIFAR ResNeXt-29 16×64d", CIFAR_RESNEXT,
          PYTORCH (68155210, 10688866304),
          BLOCK ("body": "bottleneck", "groups": 16, "ratio": 0.25) CIFAR (64)
          THREE (3, 256, 512, 1024))

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
#undef PREACT
#undef SE
#undef RESNEXT
#undef WIDE_RESNET
#undef RES2NET
#undef BOTNET
#undef MOBILENET
#undef MOBILE_RESNET
#undef MIXED
#undef PLAIN
#undef VGG
#undef PYRAMID
#undef UNET
#undef CIFAR_RESNET
#undef CIFAR_PREACT
#undef CIFAR_WIDE
#undef CIFAR_RESNEXT
#undef CIFAR_PLAIN
