// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// .npz archives: made by numpy (make_fixtures.py says how), round trips, and
// damage at every byte.
#include "compiler/Data/Npz.h"
#include "DataTestUtils.h"
#include "llvm/Support/Base64.h"

using namespace llvm;
using namespace m2c;

static const char numpyStored[] =
    "UEsDBC0AAAAAAAAAIQA+eHqN//////////8FABQAeC5ucHkBABAAmAAAAAAAAACYAAAAAAAA"
    "AJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdz"
    "aGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
    "ICAgICAgICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAAABAQAAAgEAAALDAUEsDBC0AAAAA"
    "AAAAIQDlN786//////////8HABQAYS9iLm5weQEAEACIAAAAAAAAAIgAAAAAAAAAk05VTVBZ"
    "AQB2AHsnZGVzY3InOiAnPmkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzog"
    "KDQsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
    "ICAgICAgICAgICAgIAoAAf/+AAP//FBLAwQtAAAIAAAAACEA2lI/8///////////BwAUAGjD"
    "qS5ucHkBABAAhAAAAAAAAACEAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJ3x1MScsICdm"
    "b3J0cmFuX29yZGVyJzogVHJ1ZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAgICAgICAgICAgICAg"
    "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAQMCBFBLAQIt"
    "Ay0AAAAAAAAAIQA+eHqNmAAAAJgAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0A"
    "AAAAAAAAIQDlN786iAAAAIgAAAAHAAAAAAAAAAAAAACAAc8AAABhL2IubnB5UEsBAi0DLQAA"
    "CAAAAAAhANpSP/OEAAAAhAAAAAcAAAAAAAAAAAAAAIABkAEAAGjDqS5ucHlQSwUGAAAAAAMA"
    "AwCdAAAATQIAAAAA";

static const char numpyDeflated[] =
    "UEsDBC0AAAAIAAAAIQA+eHqN//////////8FABQAeC5ucHkBABAAmAAAAAAAAABVAAAAAAAA"
    "AJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQW"
    "pAL5GkY6CsaaOgq1CmQDLgYwaLAHEg5ABMQNQLzhAABQSwMELQAAAAgAAAAhAOU3vzr/////"
    "/////wcAFABhL2IubnB5AQAQAIgAAAAAAAAATQAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRu"
    "paBul2mkrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RomOpo6CrUKFAAuBsb//xiY"
    "//8BAFBLAwQtAAAICAAAACEA2lI/8///////////BwAUAGjDqS5ucHkBABAAhAAAAAAAAABJ"
    "AAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEg8pKk0F"
    "ChdnJBakArkaRjoKRpo6CrUK5AMuRmYmFgBQSwECLQMtAAAACAAAACEAPnh6jVUAAACYAAAA"
    "BQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAACAAAACEA5Te/Ok0AAACIAAAABwAA"
    "AAAAAAAAAAAAgAGMAAAAYS9iLm5weVBLAQItAy0AAAgIAAAAIQDaUj/zSQAAAIQAAAAHAAAA"
    "AAAAAAAAAACAARIBAABow6kubnB5UEsFBgAAAAADAAMAnQAAAJQBAAAAAA==";

static const char zip64Stored[] =
    "UEsDBC0AAAAAAAAAIQA+eHqN//////////8FABQAeC5ucHkBABAAmAAAAAAAAACYAAAAAAAA"
    "AJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdz"
    "aGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
    "ICAgICAgICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAAABAQAAAgEAAALDAUEsBAi0DLQAA"
    "AAAAAAAhAD54eo2YAAAAmAAAAAUAAAAAAAAAAAAAAIABAAAAAHgubnB5UEsGBiwAAAAAAAAA"
    "LQAtAAAAAAAAAAAAAQAAAAAAAAABAAAAAAAAADMAAAAAAAAAzwAAAAAAAABQSwYHAAAAAAIB"
    "AAAAAAAAAQAAAFBLBQYAAAAAAQABADMAAADPAAAAAAA=";

static std::vector<char> decode(StringRef base64) {
  std::vector<char> bytes;
  cantFail(decodeBase64(base64, bytes));
  return bytes;
}

static Expected<NpzReader> openBytes(ArrayRef<char> bytes) {
  return NpzReader::open(MemoryBuffer::getMemBufferCopy(
      StringRef(bytes.data(), bytes.size()), "test.npz"));
}

/// Reads every array; the first error wins.
static Expected<std::vector<NamedArray>> readAll(ArrayRef<char> bytes) {
  Expected<NpzReader> reader = openBytes(bytes);
  if (!reader)
    return reader.takeError();
  std::vector<NamedArray> arrays;
  for (const std::string &name : reader->names()) {
    Expected<NpyArray> array = reader->read(name);
    if (!array)
      return array.takeError();
    arrays.push_back({name, std::move(*array)});
  }
  return arrays;
}

static void expectArrays(ArrayRef<char> bytes, ArrayRef<NamedArray> expected) {
  Expected<std::vector<NamedArray>> arrays = readAll(bytes);
  ASSERT_TRUE(bool(arrays)) << toString(arrays.takeError());
  ASSERT_EQ(arrays->size(), expected.size());
  for (size_t index = 0; index < expected.size(); ++index) {
    EXPECT_EQ((*arrays)[index].name, expected[index].name);
    EXPECT_EQ((*arrays)[index].array, expected[index].array);
  }
}

/// The arrays of make_fixtures.py, by name.
static std::vector<NamedArray> fixtureArrays() {
  return {
      {"a/b", makeArray<int16_t>(NpyType::Int16, {4}, {1, -2, 3, -4})},
      {"h\xc3\xa9", makeArray<uint8_t>(NpyType::UInt8, {2, 2}, {1, 2, 3, 4})},
      {"x",
       makeArray<float>(NpyType::Float32, {2, 3}, {0, 1, 2, 3, 4, -5.5f})}};
}

TEST(Npz, ReadsArchivesOfNumpy) {
  expectArrays(decode(numpyStored), fixtureArrays());
  expectArrays(decode(numpyDeflated), fixtureArrays());
}

TEST(Npz, ReadsZip64) { expectArrays(decode(zip64Stored), fixtureArrays()[2]); }

TEST(Npz, RoundTrips) {
  for (bool compress : {false, true}) {
    Expected<std::vector<char>> bytes = writeNpz(fixtureArrays(), compress);
    ASSERT_TRUE(bool(bytes)) << toString(bytes.takeError());
    expectArrays(*bytes, fixtureArrays());
  }
}

TEST(Npz, WritesTheSameBytesWithFixedTime) {
  for (bool compress : {false, true}) {
    std::vector<char> once = cantFail(writeNpz(fixtureArrays(), compress));
    EXPECT_EQ(once, cantFail(writeNpz(fixtureArrays(), compress)));
    // Local header: signature, version, flags, then method, time 0 and the
    // date of 1980-01-01.
    ASSERT_GT(once.size(), 14u);
    EXPECT_EQ(StringRef(once.data(), 4), "PK\3\4");
    EXPECT_EQ(StringRef(once.data() + 8, 6),
              StringRef(compress ? "\x08\0\0\0\x21\0" : "\0\0\0\0\x21\0", 6));
  }
}

TEST(Npz, StoredArchiveHoldsThePlainFile) {
  std::vector<char> bytes =
      cantFail(writeNpz(fixtureArrays(), /*compress=*/false));
  std::string npy("\x93NUMPY\x01\0\x76\0", 10);
  npy += "{'descr': '<i2', 'fortran_order': False, 'shape': (4,), }";
  npy += std::string(127 - npy.size(), ' ') + "\n";
  npy += bytesOf<int16_t>({1, -2, 3, -4});
  EXPECT_NE(StringRef(bytes.data(), bytes.size()).find(npy), StringRef::npos);
}

TEST(Npz, ManyBlocksRoundTrip) {
  // Several times the step in which data is read.
  NpyArray array;
  array.dtype = NpyType::UInt32;
  array.shape = {1500, 1000};
  uint32_t state = 1;
  for (unsigned index = 0; index < 1500000; ++index) {
    state = state * 1664525u + 1013904223u;
    for (unsigned byte = 0; byte < 4; ++byte)
      array.bytes.push_back(state >> (8 * byte) & 0xff);
  }
  NamedArray named = {"big", array};
  expectArrays(cantFail(writeNpz(named)), named);
}

TEST(Npz, NoArraysCannotBeWritten) {
  expectError(writeNpz({}), {"expected at least one array"});
}

TEST(Npz, AnArrayNameCannotBeWrittenTwice) {
  std::vector<NamedArray> twice = {fixtureArrays()[0], fixtureArrays()[0]};
  expectError(writeNpz(twice), {"array 'a/b'", "already exists"});
}

TEST(Npz, NamesMissingArrays) {
  Expected<NpzReader> reader = openBytes(decode(numpyStored));
  ASSERT_TRUE(bool(reader)) << toString(reader.takeError());
  expectError(reader->read("y"), {"test.npz: no array 'y'"});
  expectError(reader->read("y\x1b\n\xff"), {"no array 'y??\xef\xbf\xbd'"});
}

TEST(Npz, RefusesForeignFiles) {
  expectError(openBytes({}), {"test.npz: expected an .npz (zip) archive"});
  expectError(openBytes(std::vector<char>(1000, 'x')), {"not a zip archive"});
  expectError(NpzReader::open("/no/such.npz"), {"/no/such.npz: ", "No such"});
}

TEST(Npz, WrongChecksumIsAnError) {
  std::vector<char> bytes = cantFail(writeNpz(fixtureArrays()[2], false));
  StringRef text(bytes.data(), bytes.size());
  size_t at = text.find(bytesOf<float>({-5.5f}));
  ASSERT_NE(at, StringRef::npos);
  bytes[at] ^= 1;
  expectError(readAll(bytes), {"test.npz: array 'x': damaged data: crc error"});
}

TEST(Npz, DataBehindTheArrayIsAnError) {
  // Shape (2, 3) becomes (2, 1): the checksum would fail too, but the length
  // is found first.
  std::vector<char> bytes = cantFail(writeNpz(fixtureArrays()[2], false));
  size_t at = StringRef(bytes.data(), bytes.size()).find("(2, 3)");
  ASSERT_NE(at, StringRef::npos);
  bytes[at + 4] = '1';
  expectError(readAll(bytes), {"array 'x'", "expected 8 bytes of data"});
}

TEST(Npz, HugeArraysAreRefusedUnread) {
  // 2^40 floats claimed by the header; a plan to store them would fail.
  std::vector<char> bytes = cantFail(writeNpz(fixtureArrays()[2], false));
  std::string text(bytes.data(), bytes.size());
  size_t at = text.find("(2, 3), }          ");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 19, "(1099511627776,), }");
  expectError(readAll(ArrayRef(text.data(), text.size())),
              {"array of 4398046511104 bytes, expected at most 4294967296"});
}

TEST(Npz, EveryTruncationIsAnError) {
  for (StringRef fixture : {numpyStored, numpyDeflated, zip64Stored}) {
    std::vector<char> bytes = decode(fixture);
    for (size_t size = 0; size < bytes.size(); ++size)
      EXPECT_FALSE(errorOf(readAll(ArrayRef(bytes).take_front(size))).empty())
          << size;
  }
}

TEST(Npz, EveryChangedByteIsReadOrRefused) {
  for (StringRef fixture : {numpyStored, numpyDeflated, zip64Stored}) {
    std::vector<char> bytes = decode(fixture);
    for (size_t at = 0; at < bytes.size(); ++at)
      for (unsigned change : {0x01u, 0x80u, 0xffu, 0x20u}) {
        std::vector<char> changed = bytes;
        changed[at] ^= static_cast<char>(change);
        // The checksum covers the data: what is read is right.
        Expected<std::vector<NamedArray>> arrays = readAll(changed);
        if (!arrays) {
          consumeError(arrays.takeError());
          continue;
        }
        for (const NamedArray &read : *arrays)
          for (const NamedArray &expected : fixtureArrays())
            EXPECT_TRUE(read.name != expected.name ||
                        read.array == expected.array)
                << at;
      }
  }
}

TEST(Npz, HostileEntryCounts) {
  // A zip64 end record that claims 2^40 entries of an archive of 144 bytes.
  std::string file = "PK\1\2" + std::string(42, '\0');
  file += "PK\6\6" + bytesOf<uint64_t>({44}) + bytesOf<uint16_t>({45, 45}) +
          bytesOf<uint32_t>({0, 0}) +
          bytesOf<uint64_t>({uint64_t(1) << 40, uint64_t(1) << 40, 46, 0});
  file += "PK\6\7" + bytesOf<uint32_t>({0}) + bytesOf<uint64_t>({46}) +
          bytesOf<uint32_t>({1});
  file += "PK\5\6" + bytesOf<uint16_t>({0, 0, 0xffff, 0xffff}) +
          bytesOf<uint32_t>({0xffffffff, 0xffffffff}) + bytesOf<uint16_t>({0});
  expectError(openBytes(ArrayRef(file.data(), file.size())),
              {"test.npz: expected an .npz (zip) archive"});
}
