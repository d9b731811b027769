#include <algorithm>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "adapters/files/files.h"
#include "adapters/files/test_folder.h"
#include "base/digest.h"
#include "base/random.h"

namespace overt {
namespace {

std::string gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

std::string identity(std::string_view text) { return std::string(text); }

// Neither constant nor random: it compresses, but not to nothing.
std::string sample(std::size_t size) {
  Random random(7);
  std::string text;
  while (text.size() < size) text += "account_" + std::to_string(random.below(100'000)) + "\n";
  text.resize(size);
  return text;
}

struct Outcome {
  std::string content;
  std::optional<Error> error;
  std::string sha256;
  std::uint64_t consumed = 0;
};

Outcome read_all(ByteSource& source, std::size_t step = 100'000) {
  Outcome outcome;
  std::string buffer(step, '\0');
  for (;;) {
    const auto got = source.read(buffer);
    if (!got.ok()) {
      outcome.error = got.error();
      break;
    }
    if (got.value() == 0) {
      outcome.sha256 = source.sha256();
      break;
    }
    outcome.content.append(buffer, 0, got.value());
  }
  outcome.consumed = source.bytes_consumed();
  return outcome;
}

Outcome read_path(const std::string& path, std::size_t step = 100'000) {
  auto source = open_byte_source(path);
  if (!source.ok()) return {{}, source.error(), {}, 0};
  return read_all(*source.value(), step);
}

Error open_error(const std::string& path) {
  auto source = open_byte_source(path);
  EXPECT_FALSE(source.ok());
  return source.ok() ? Error{} : source.error();
}

using Pack = std::string (*)(std::string_view);

class EveryPacking : public ::testing::TestWithParam<Pack> {};

INSTANTIATE_TEST_SUITE_P(ByteSourceTest, EveryPacking, ::testing::Values(&identity, &gzip, &zstd));

TEST_P(EveryPacking, GivesTheContentAndTheDigestAndCountOfTheStoredBytes) {
  const TestFolder folder;
  // Without a thread of its own, and with one; around the block size.
  for (const std::size_t size :
       {0UL, 1UL, 17UL, 70'000UL, 1UL << 20, (1UL << 20) + 1, 9'000'000UL}) {
    const std::string text = sample(size);
    const std::string stored = GetParam()(text);
    const auto outcome = read_path(folder.write("input", stored));
    EXPECT_FALSE(outcome.error) << outcome.error->message;
    EXPECT_EQ(outcome.content, text);
    EXPECT_EQ(outcome.sha256, sha256_hex(stored));
    EXPECT_EQ(outcome.consumed, stored.size());
  }
}

TEST_P(EveryPacking, FillsTheBufferUntilTheEnd) {
  const TestFolder folder;
  const std::string text = sample(5'000'000);
  auto source = open_byte_source(folder.write("input", GetParam()(text)));
  ASSERT_TRUE(source.ok());
  std::string buffer(1'500'000, '\0');
  for (std::size_t at = 0; at < text.size(); at += buffer.size()) {
    const std::size_t expected = std::min(buffer.size(), text.size() - at);
    EXPECT_EQ(source.value()->read(buffer).value(), expected);
    EXPECT_EQ(std::string_view(buffer).substr(0, expected),
              std::string_view(text).substr(at, expected));
  }
  EXPECT_EQ(source.value()->read(buffer).value(), 0U);
  EXPECT_EQ(source.value()->read(buffer).value(), 0U);
}

TEST_P(EveryPacking, CountsStoredBytesAsTheyAreConsumed) {
  const TestFolder folder;
  const std::string stored = GetParam()(sample(20'000'000));
  auto source = open_byte_source(folder.write("input", stored));
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(source.value()->size(), stored.size());
  std::string buffer(10'000'000, '\0');
  EXPECT_EQ(source.value()->read(buffer).value(), buffer.size());
  const auto half = static_cast<double>(source.value()->bytes_consumed());
  EXPECT_NEAR(half / static_cast<double>(stored.size()), 0.5, 0.1);
}

TEST_P(EveryPacking, ReadsFromAPipe) {
  const TestFolder folder;
  const std::string text = sample(3'000'000);
  const std::string pipe = folder.file("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::jthread writer([&] { folder.write("pipe", GetParam()(text)); });
  const auto outcome = read_path(pipe);
  writer.join();
  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(outcome.content, text);
  EXPECT_EQ(outcome.sha256, sha256_hex(GetParam()(text)));
}

TEST_P(EveryPacking, ReadsStandardInput) {
  const TestFolder folder;
  const std::string text = sample(2'000'000);
  const std::string path = folder.write("input", GetParam()(text));
  const int kept = ::dup(STDIN_FILENO);
  const int file = ::open(path.c_str(), O_RDONLY);
  ::dup2(file, STDIN_FILENO);
  const auto outcome = read_path("-");
  ::dup2(kept, STDIN_FILENO);
  ::close(kept);
  ::close(file);
  EXPECT_EQ(outcome.content, text);
  EXPECT_EQ(outcome.sha256, sha256_hex(GetParam()(text)));
}

TEST_P(EveryPacking, TakesNoDigestWhereNoneIsWanted) {
  const TestFolder folder;
  const std::string text = sample(3'000'000);
  auto source = open_byte_source(folder.write("input", GetParam()(text)), {.hash = false});
  const auto outcome = read_all(*source.value());
  EXPECT_EQ(outcome.content, text);
  EXPECT_EQ(outcome.sha256, "");
}

RC_GTEST_PROP(ByteSourceTest, AnyStepsGiveTheSameBytes, ()) {
  const TestFolder folder;
  const std::string text = sample(*rc::gen::inRange<std::size_t>(0, 300'000));
  const auto pack = *rc::gen::element<Pack>(&identity, &gzip, &zstd);
  const auto step = *rc::gen::inRange<std::size_t>(1'000, 400'000);
  RC_ASSERT(read_path(folder.write("input", pack(text)), step).content == text);
}

TEST(ByteSourceTest, ReadsEveryMemberAndEveryFrame) {
  const TestFolder folder;
  const std::string a = sample(200'000);
  EXPECT_EQ(read_path(folder.write("g", gzip(a) + gzip("") + gzip("b\n"))).content, a + "b\n");
  EXPECT_EQ(read_path(folder.write("z", zstd(a) + zstd("") + zstd("b\n"))).content, a + "b\n");
  const std::string skippable("\x50\x2a\x4d\x18\x03\x00\x00\x00xyz", 11);
  EXPECT_EQ(read_path(folder.write("s", skippable + zstd("b\n"))).content, "b\n");
}

TEST(ByteSourceTest, IgnoresZerosAfterGzipAndRefusesAnythingElse) {
  const TestFolder folder;
  EXPECT_EQ(read_path(folder.write("zeros", gzip("a\n") + std::string(512, '\0'))).content, "a\n");
  const auto outcome = read_path(folder.write("junk", gzip("a\n") + "junk"));
  EXPECT_EQ(outcome.content, "a\n");
  ASSERT_TRUE(outcome.error);
  EXPECT_NE(outcome.error->message.find("not gzip"), std::string::npos);
}

TEST(ByteSourceTest, HandsOverWhatATruncatedFileHoldsAndThenSaysSo) {
  const TestFolder folder;
  for (const Pack pack : {&gzip, &zstd}) {
    for (const std::size_t size : {100'000UL, 8'000'000UL}) {
      const std::string text = sample(size);
      const std::string stored = pack(text);
      const std::string path = folder.write("cut", stored.substr(0, stored.size() * 3 / 4));
      const auto outcome = read_path(path);
      ASSERT_TRUE(outcome.error);
      EXPECT_EQ(outcome.error->code, ErrorCode::kBadInput);
      EXPECT_NE(outcome.error->message.find(path), std::string::npos);
      EXPECT_NE(outcome.error->message.find("in the middle"), std::string::npos);
      // zstd hands over whole blocks of 128 KiB only.
      EXPECT_GE(outcome.content.size() + 200'000, size * 3 / 4);
      EXPECT_EQ(outcome.content, text.substr(0, outcome.content.size()));
    }
  }
}

TEST(ByteSourceTest, SaysThatPackedDataAreDamagedAtEveryLaterReadToo) {
  const TestFolder folder;
  for (const Pack pack : {&gzip, &zstd}) {
    std::string stored = pack(sample(4'000'000));
    for (std::size_t i = 0; i < 64; ++i) stored[stored.size() / 2 + i] = '\x55';
    auto source = open_byte_source(folder.write("bad", stored)).value();
    auto outcome = read_all(*source);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->code, ErrorCode::kBadInput);
    outcome = read_all(*source);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.content, "");
  }
}

TEST(ByteSourceTest, NamesThePathAndTheRemedyWhenOpeningFails) {
  const TestFolder folder;
  const Error missing = open_error(folder.file("missing.csv"));
  EXPECT_EQ(missing.code, ErrorCode::kNotFound);
  EXPECT_NE(missing.message.find("missing.csv' does not exist: check the name"), std::string::npos);

  const Error directory = open_error(folder.path());
  EXPECT_EQ(directory.code, ErrorCode::kInvalidArgument);
  EXPECT_NE(directory.message.find(folder.path() + "/*.csv"), std::string::npos);

  EXPECT_EQ(open_error("").code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(open_error(folder.write("plain", "x") + "/below").code, ErrorCode::kNotFound);
}

TEST(ByteSourceTest, SaysWhenAFileMayNotBeRead) {
  const TestFolder folder;
  const std::string path = folder.write("secret", "x");
  ASSERT_EQ(::chmod(path.c_str(), 0), 0);
  const bool root = ::geteuid() == 0;  // root may read everything: be somebody else
  ASSERT_EQ(root ? ::seteuid(65534) : 0, 0);
  const Error error = open_error(path);
  ASSERT_EQ(root ? ::seteuid(0) : 0, 0);
  EXPECT_EQ(error.code, ErrorCode::kPermissionDenied);
  EXPECT_NE(error.message.find("chmod"), std::string::npos);
}

TEST(ByteSourceTest, RefusesOtherPackingsWithTheCommandThatHelps) {
  const TestFolder folder;
  const std::string xz("\xfd\x37zXZ\0\0\4", 8);
  const Error error = open_error(folder.write("a.xz", xz + "…"));
  EXPECT_EQ(error.code, ErrorCode::kBadInput);
  EXPECT_NE(error.message.find("xz -dc"), std::string::npos);
  EXPECT_NE(open_error(folder.write("a.zip", "PK\x03\x04zip")).message.find("unzip"),
            std::string::npos);
}

TEST(ByteSourceTest, CanBeGivenUpWhileAPipeStaysSilent) {
  const TestFolder folder;
  const std::string pipe = folder.file("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int both = ::open(pipe.c_str(), O_RDWR);
  ASSERT_EQ(::write(both, "0123456789abcdefghij", 20), 20);
  auto source = open_byte_source(pipe);
  ASSERT_TRUE(source.ok());
  source.value().reset();  // must not wait for a writer that never writes
  ::close(both);
}

TEST(ByteSourceTest, ReadsAWholeFileUpToItsLimit) {
  const TestFolder folder;
  const std::string text = sample(200'000);
  EXPECT_EQ(read_whole_file(folder.write("g", gzip(text)), 200'000).value(), text);
  const auto over = read_whole_file(folder.file("g"), 199'999);
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(read_whole_file(folder.write("empty", ""), 0).value(), "");
}

}  // namespace
}  // namespace overt
