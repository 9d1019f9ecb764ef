/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Fails with the worst index, both values, the absolute and the relative error. @tolerance is
 * relative to the largest magnitude of @expected (so that small elements of a large tensor are
 * judged by the tensor's own scale).
 */
#define rn_assert_close(found, expected, n, tolerance, what) \
  rn__assert_close (found, expected, n, tolerance, what, G_STRLOC)

void  rn__assert_close    (const float *found, const float *expected, gsize n, double tolerance,
                           const char *what, const char *where);

/* What a tensor that PyTorch computed in double precision is of, which says how near floats come. */
typedef enum { RN_CASE_BLOCK, RN_CASE_BF16, RN_CASE_NETWORK } RnCaseKind;

/* Against a tensor of tests/data/cases or models. */
#define rn_assert_case(found, expected, n, kind, what) \
  rn__assert_case (found, expected, n, kind, what, G_STRLOC)

void  rn__assert_case     (const float *found, const float *expected, gsize n, guint kind,
                           const char *what, const char *where);

/* A file of tests/data (transfer full). */
char *rn_test_data        (const char *name);
/* ../shared/NAME where it exists beside the checkout, else NULL (transfer full): for tests that
 * use more when it is there. */
char *rn_test_shared      (const char *name);
/* A path in a folder of the program's own that is removed when it ends, also by a failure; nothing else is
 * to be written to (transfer full). */
char *rn_test_scratch     (const char *name);
/* A new folder in that one (transfer full). */
char *rn_test_folder      (void);

G_END_DECLS
