// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds emitted C with the target's compiler and runs it. The steps, in
// order: find the tools, lay out a working folder, compile, link, run, read.
#include "compiler/Verify/BuildAndRun.h"
#include "compiler/Verify/Harness.h"
#include "compiler/Verify/Process.h"
#include "compiler/Verify/Toolchain.h"
#include "compiler/Verify/VerifyError.h"
#include "compiler/Verify/board/exit_codes.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>

using namespace m2c;
using llvm::Error;
using llvm::Expected;
using llvm::Twine;

namespace {

/// How many lines of a tool's output an error message repeats.
constexpr unsigned shownLines = 12;

Error internalError(const Twine &message) {
  return verifyError(VerifyErrorKind::Internal, message);
}

Error writeFile(StringRef path, StringRef text) {
  std::error_code code;
  llvm::raw_fd_ostream os(path, code);
  if (code)
    return internalError("cannot write '" + path + "': " + code.message());
  os << text;
  os.close();
  if (!os.has_error())
    return Error::success();
  code = os.error();
  os.clear_error(); // else the stream ends the program
  return internalError("cannot write '" + path + "': " + code.message());
}

/// One build and run; `work` is the folder in which everything is made.
class Build {
public:
  Build(const BuildAndRunRequest &request, const Toolchain &tools,
        StringRef work)
      : request(request), run(request.target.run), tools(tools), work(work) {}

  Error writeSources();
  Error writeSamples();
  Error compileAll();
  Error link();
  Error execute();
  Expected<BuildAndRunResult> readOutputs();

private:
  std::string inWork(const Twine &file) const {
    return (work + "/" + file).str();
  }
  bool onBoard() const { return run.kind == RunKind::System; }
  std::string programName() const { return request.name + "_run.elf"; }
  void progress(const Twine &text) const {
    if (request.progress)
      request.progress(text.str());
  }
  Error compile(StringRef source, StringRef object, bool isModel);
  std::vector<std::string> runCommand() const;
  Error explain(const ProcessResult &result) const;

  const BuildAndRunRequest &request;
  const TargetRunner &run;
  const Toolchain &tools;
  std::string work;
  std::vector<std::string> objects;
  int64_t stackBytes = 0;
};

Error Build::writeSources() {
  for (const EmbeddedFile &file : verifyBoardFiles()) {
    StringRef base = llvm::sys::path::filename(file.name);
    if (Error error = writeFile(inWork(base), file.text))
      return error;
  }
  std::string header =
      harnessModelHeader(request, inWork("samples.bin"), inWork("outputs.bin"));
  if (Error error = writeFile(inWork("harness_model.h"), header))
    return error;
  return onBoard() ? writeFile(inWork("board.ld"), boardLinkerScript(run))
                   : Error::success();
}

/// The file holds sample after sample, each with the inputs in their order, so
/// that a board needs memory for one sample only.
Error Build::writeSamples() {
  std::string bytes;
  for (uint64_t sample = 0; sample < request.samples; ++sample)
    for (const auto &[spec, data] :
         llvm::zip_equal(request.inputs, request.inputData)) {
      uint64_t size = spec.count * elementBytes(spec.dtype);
      bytes.append(data.data() + sample * size, size);
    }
  return writeFile(inWork("samples.bin"), bytes);
}

Error Build::compile(StringRef source, StringRef object, bool isModel) {
  std::vector<std::string> command = {tools.compiler};
  llvm::append_range(command, tools.flags);
  // As hostile as a user's project may be: GNU's C and contraction allowed.
  for (const char *flag : {"-std=gnu11", "-O2", "-ffp-contract=fast", "-Wall",
                           "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"})
    command.push_back(flag);
  command.push_back("-I" + request.dir);
  command.push_back("-I" + work);
  if (isModel)
    llvm::append_range(command, request.extraFlags);
  std::string output = inWork(object);
  for (StringRef argument :
       {StringRef("-c"), source, StringRef("-o"), StringRef(output)})
    command.push_back(argument.str());
  ProcessResult result = runProcess(command, inWork("compile.log"));
  if (result.code != 0)
    return verifyError(VerifyErrorKind::Verify,
                       "'" + tools.compiler + "' cannot compile '" + source +
                           "' for " + request.target.name + ": " +
                           result.reason +
                           firstLines(result.output, shownLines));
  objects.push_back(output);
  return Error::success();
}

Error Build::compileAll() {
  progress("building for " + request.target.name);
  for (StringRef part : {"", "_weights"}) {
    std::string stem = request.name + part.str();
    if (Error error =
            compile(request.dir + "/" + stem + ".c", stem + ".o", true))
      return error;
  }
  std::vector<StringRef> parts = {"harness"};
  if (onBoard())
    parts.insert(parts.end(), {"port_semihosting", "startup"});
  else
    parts.push_back("port_stdio");
  for (StringRef part : parts)
    if (Error error =
            compile(inWork(part + ".c"), ("board_" + part + ".o").str(), false))
      return error;
  return Error::success();
}

Error Build::link() {
  std::vector<std::string> command = {tools.linker};
  llvm::append_range(command, tools.linkFlags);
  llvm::append_range(command, request.extraFlags);
  if (onBoard()) {
    command.push_back("-nostartfiles");
    command.push_back("-T" + inWork("board.ld"));
  }
  if (run.kind == RunKind::User)
    command.push_back("-static"); // the emulator has no target libraries
  if (run.kind == RunKind::Native)
    command.push_back("-Wl,-z,now"); // looking a function up takes stack, too
  llvm::append_range(command, objects);
  command.insert(command.end(),
                 {"-Wl,--gc-sections", "-lm", "-o", inWork(programName())});
  ProcessResult result = runProcess(command, inWork("link.log"));
  if (result.code == 0)
    return Error::success();
  std::string lines = result.reason + firstLines(result.output, shownLines);
  if (StringRef(result.output).contains("will not fit in region"))
    return verifyError(VerifyErrorKind::Tool,
                       "'" + request.name +
                           "' does not fit the emulated board " + run.machine +
                           " (" + Twine(run.code.size / 1024) +
                           " K of code and constants, " +
                           Twine(run.ram.size / 1024) + " K of RAM): " + lines);
  return verifyError(VerifyErrorKind::Verify,
                     "'" + tools.linker + "' cannot link '" + request.name +
                         "' for " + request.target.name + ": " + lines);
}

std::vector<std::string> Build::runCommand() const {
  std::string program = inWork(programName());
  if (run.kind == RunKind::Native)
    return {program};
  std::vector<std::string> command = {tools.runner};
  if (!run.machine.empty())
    command.insert(command.end(), {"-machine", run.machine.str()});
  if (!run.cpu.empty())
    command.insert(command.end(), {"-cpu", run.cpu.str()});
  for (StringRef option : run.options)
    command.push_back(option.str());
  if (onBoard())
    for (const char *option :
         {"-nographic", "-monitor", "none", "-serial", "none",
          "-semihosting-config", "enable=on,target=native", "-kernel"})
      command.push_back(option);
  command.push_back(program);
  return command;
}

/// Turns the harness's exit code and last words into a message.
Error Build::explain(const ProcessResult &result) const {
  std::string said = firstLines(result.output, shownLines);
  StringRef last = StringRef(said).trim();
  auto fail = [&](const Twine &what) {
    return verifyError(VerifyErrorKind::Verify, "'" + request.name + "' for " +
                                                    request.target.name + " " +
                                                    what);
  };
  switch (result.code) {
  case HARNESS_FILES:
    return internalError("the verify harness for " + request.target.name +
                         " cannot read or write its files in '" + work + "'");
  case HARNESS_STATUS:
    last.consume_front("status ");
    return fail("returned " + last + "; expected 0");
  case HARNESS_OVERWRITE:
    last.consume_front("outside ");
    return fail("wrote outside '" + last + "'");
  case HARNESS_FAULT:
    return fail("stopped with a " + last);
  case -1:
    return verifyError(VerifyErrorKind::Tool,
                       "cannot run the program built for " +
                           request.target.name + ": " + result.reason);
  case -2:
    return fail("was stopped: " + result.reason + (said.empty() ? "" : "\n") +
                said);
  default:
    return fail("ended with exit code " + Twine(result.code) +
                (said.empty() ? "" : ":\n") + said);
  }
}

Error Build::execute() {
  progress("running " + Twine(request.samples) + " samples for " +
           request.target.name);
  ProcessResult result =
      runProcess(runCommand(), inWork("run.log"), request.timeoutSeconds);
  if (result.code != HARNESS_OK)
    return explain(result);
  StringRef said = StringRef(result.output).trim().rsplit('\n').second;
  if (said.empty())
    said = StringRef(result.output).trim();
  if (!said.consume_front("stack ") || said.getAsInteger(10, stackBytes))
    return internalError("expected '" + request.name +
                         "' to say how much stack it took, got '" + said + "'");
  return Error::success();
}

Expected<BuildAndRunResult> Build::readOutputs() {
  uint64_t sampleBytes = 0;
  for (const IoSpec &spec : request.outputs)
    sampleBytes += spec.count * elementBytes(spec.dtype);
  auto buffer =
      llvm::MemoryBuffer::getFile(inWork("outputs.bin"), false, false);
  if (!buffer || (*buffer)->getBufferSize() != sampleBytes * request.samples)
    return internalError("expected " + Twine(sampleBytes * request.samples) +
                         " bytes of outputs of '" + request.name + "', got " +
                         Twine(buffer ? (*buffer)->getBufferSize() : 0));
  BuildAndRunResult result;
  result.stackBytes = stackBytes;
  result.outputs.resize(request.outputs.size());
  const char *next = (*buffer)->getBufferStart();
  for (uint64_t sample = 0; sample < request.samples; ++sample)
    for (const auto &[spec, bytes] :
         llvm::zip_equal(request.outputs, result.outputs)) {
      uint64_t size = spec.count * elementBytes(spec.dtype);
      bytes.insert(bytes.end(), next, next + size);
      next += size;
    }
  return result;
}

Error checkRequest(const BuildAndRunRequest &request) {
  if (request.samples == 0)
    return internalError("expected at least one sample to run");
  for (const auto *specs : {&request.inputs, &request.outputs})
    for (const IoSpec &spec : *specs)
      if (!elementBytes(spec.dtype) || spec.count == 0)
        return internalError("'" + spec.cName + "' has the element type '" +
                             spec.dtype + "' and " + Twine(spec.count) +
                             " elements, which the C interface cannot have");
  if (request.inputData.size() != request.inputs.size())
    return internalError("expected data for " + Twine(request.inputs.size()) +
                         " inputs, got " + Twine(request.inputData.size()));
  for (const auto &[spec, data] :
       llvm::zip_equal(request.inputs, request.inputData)) {
    uint64_t expected = request.samples * spec.count * elementBytes(spec.dtype);
    if (data.size() != expected)
      return internalError("expected " + Twine(expected) +
                           " bytes for input '" + spec.cName + "', got " +
                           Twine(data.size()));
  }
  return Error::success();
}

Expected<BuildAndRunResult> runSteps(Build &&build) {
  for (Error (Build::*step)() :
       {&Build::writeSources, &Build::writeSamples, &Build::compileAll,
        &Build::link, &Build::execute})
    if (Error error = (build.*step)())
      return std::move(error);
  return build.readOutputs();
}

} // namespace

std::vector<float> BuildAndRunResult::floats(size_t index) const {
  const std::vector<char> &bytes = outputs[index];
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

Expected<BuildAndRunResult>
m2c::buildAndRun(const BuildAndRunRequest &request) {
  if (Error error = checkRequest(request))
    return std::move(error);
  Expected<Toolchain> tools =
      findToolchain({request.target, request.compiler, request.searchPath});
  if (!tools)
    return tools.takeError();

  llvm::SmallString<128> work(request.workDir);
  std::error_code code =
      work.empty() ? llvm::sys::fs::createUniqueDirectory("m2c-verify", work)
                   : llvm::sys::fs::create_directories(work);
  if (!code)
    code = llvm::sys::fs::make_absolute(work);
  if (code)
    return internalError("cannot make the folder '" + work +
                         "': " + code.message());
  llvm::scope_exit cleanUp([&] {
    if (request.workDir.empty())
      (void)llvm::sys::fs::remove_directories(work);
  });
  return runSteps(Build(request, *tools, work));
}
