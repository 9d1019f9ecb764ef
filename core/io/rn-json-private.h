/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>
#include <json-c/json.h>

/*
 * A number by its shortest text that reads back as the same double; NULL (null) where it is not
 * finite.
 */
json_object *rn__json_real   (double value);

/* The same text: "0.1", "1e-05"; needs G_ASCII_DTOSTR_BUF_SIZE bytes. */
char        *rn__real_text   (char *buffer, double value);

/* (transfer full) pretty, with a newline at its end */
char        *rn__json_text   (json_object *json);

/* (transfer full) what a result was computed on: the processor's name and its cores */
json_object *rn__json_machine (void);
