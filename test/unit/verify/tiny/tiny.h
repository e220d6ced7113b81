/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * A model written by hand with the C interface of emitted ones: two inputs, two
 * outputs, probs[i] = audio[i] * 2 + 1 and gap[0] = image[0] - image[1]. */
#ifndef M2C_TINY_TINY_H
#define M2C_TINY_TINY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TINY_API 1u
#define TINY_ARENA_BYTES 20u
#define TINY_ARENA_ALIGN 16u
#define TINY_INPUT_AUDIO_DIMS {1, 3}
#define TINY_INPUT_AUDIO_COUNT 3u
#define TINY_INPUT_IMAGE_DIMS {1, 2}
#define TINY_INPUT_IMAGE_COUNT 2u
#define TINY_OUTPUT_PROBS_DIMS {1, 3}
#define TINY_OUTPUT_PROBS_COUNT 3u
#define TINY_OUTPUT_GAP_DIMS {1, 1}
#define TINY_OUTPUT_GAP_COUNT 1u

typedef float tiny_in_audio[3];
typedef float tiny_in_image[2];
typedef float tiny_out_probs[3];
typedef float tiny_out_gap[1];

typedef struct {
  const float *audio;
  const float *image;
} tiny_inputs;

typedef struct {
  float *probs;
  float *gap;
} tiny_outputs;

enum { TINY_OK = 0, TINY_BAD_ARGUMENT = -1, TINY_BAD_ALIGNMENT = -2 };

int tiny_run(void *arena, const tiny_inputs *in, const tiny_outputs *out);

#ifdef __cplusplus
}
#endif

#endif
