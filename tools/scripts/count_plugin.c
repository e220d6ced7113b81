/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A TCG plugin for QEMU: counts executed instructions and writes the number to
 * the file of its argument out=FILE. The declarations are those of QEMU's plugin
 * API, version 1, whose header Debian does not ship. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct qemu_plugin_tb;
typedef void translated(uint64_t id, struct qemu_plugin_tb *block);
typedef void ended(uint64_t id, void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, translated *callback);
void qemu_plugin_register_atexit_cb(uint64_t id, ended *callback, void *data);
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *block,
                                              int operation, void *counter,
                                              uint64_t amount);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
int qemu_plugin_install(uint64_t id, const void *info, int count, char **words);

int qemu_plugin_version = 1;
static uint64_t instructions;
static const char *file;

static void on_block(uint64_t id, struct qemu_plugin_tb *block) {
  (void)id; /* operation 0: add */
  qemu_plugin_register_vcpu_tb_exec_inline(block, 0, &instructions,
                                           qemu_plugin_tb_n_insns(block));
}

static void on_exit(uint64_t id, void *data) {
  FILE *out = fopen(file, "w");
  (void)id, (void)data;
  if (out) {
    fprintf(out, "%" PRIu64 "\n", instructions);
    fclose(out);
  }
}

int qemu_plugin_install(uint64_t id, const void *info, int count,
                        char **words) {
  (void)info;
  if (count != 1 || strncmp(words[0], "out=", 4) != 0)
    return 1;
  file = strdup(words[0] + 4);
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
  qemu_plugin_register_atexit_cb(id, on_exit, NULL);
  return 0;
}
