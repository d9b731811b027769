#include "pipeline/batch_reader.h"

#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

#include "pipeline/generated_shares.h"

namespace overt {
namespace {

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t size = std::min(buffer.size(), text_.size() - at_);
    std::copy_n(text_.data() + at_, size, buffer.data());
    at_ += size;
    return size;
  }
  [[nodiscard]] std::uint64_t bytes_consumed() const override { return at_; }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return text_.size(); }
  [[nodiscard]] std::string sha256() override { return ""; }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

// A line a record: its line number and what it says, or why it does not.
class Written final : public EventVisitor {
 public:
  void on_event(const Event& event) override {
    lines.push_back(std::to_string(event.line) + " " + std::string(event.object_id) + " " +
                    std::string(event.account_id) + " " + std::to_string(event.created_at));
  }
  void on_reject(const Reject& reject) override {
    lines.push_back(std::to_string(reject.line) + " " + std::string(name_of(reject.reason)));
  }
  std::vector<std::string> lines;
};

std::vector<std::string> read_all(const std::string& text, const BatchOptions& options) {
  auto reader = BatchReader::open(std::make_unique<TextSource>(text), "log.csv", options).value();
  DecoderRequest request;
  request.path = "log.csv";
  request.options.record_bytes_max = options.record_bytes_max;
  const auto opened = open_decoder(reader->head(), request).value();
  reader->start(*opened.decoder, opened.header_bytes, opened.header_lines);
  Written written;
  for (bool last = false; !last;) {
    const Batch batch = reader->next().value();
    last = batch.last;
    for (const auto& record : batch.oversized) {
      written.lines.push_back(std::to_string(record.line) + " oversized " +
                              std::to_string(record.bytes));
    }
    for (const auto& chunk : batch.chunks) opened.decoder->decode(chunk, written);
  }
  return written.lines;
}

BatchOptions sizes(std::size_t chunk, std::size_t batch, std::uint64_t record = 1 << 20) {
  return {.chunk_bytes = chunk, .batch_bytes = batch, .record_bytes_max = record};
}

// The head of an input is read at once, up to 1 MiB: beyond it the batches decide.
std::string long_log() {
  return shares_csv(generated_shares(7, 60'000)) + "\"o,1\",a1,\"c \"\"q\"\"\",1600000000\n";
}

TEST(BatchReaderTest, GivesTheSameRecordsAtAnySizeOfChunksAndBatches) {
  const std::string text = long_log();
  ASSERT_GT(text.size(), std::size_t{3} << 19);
  const auto whole = read_all(text, sizes(text.size(), text.size()));
  ASSERT_EQ(whole.size(), 60'001U);
  for (const auto& [chunk, batch] :
       std::vector<std::pair<std::size_t, std::size_t>>{{1, 1}, {100, 333}, {4096, 1 << 16}}) {
    EXPECT_TRUE(read_all(text, sizes(chunk, batch)) == whole) << chunk << ' ' << batch;
  }
}

TEST(BatchReaderTest, KeepsQuotedLineEndsTogetherAcrossChunks) {
  std::string text = "object_id,account_id,text,created_at\n";
  for (int i = 0; i < 200; ++i) {
    text += "o" + std::to_string(i) + ",a,\"one\n\"\"two\"\",\n\nfour\",1600000000\n";
  }
  const auto whole = read_all(text, sizes(1 << 20, 1 << 20));
  ASSERT_EQ(whole.size(), 200U);
  EXPECT_EQ(whole[1], "6 o1 a 1600000000000000");
  for (std::size_t chunk = 1; chunk < 64; chunk += 3) {
    EXPECT_EQ(read_all(text, sizes(chunk, 2 * chunk)), whole) << chunk;
  }
}

TEST(BatchReaderTest, ReadsTheLastRecordWithoutItsLineEnd) {
  const std::string text = std::string(kSharesHeader) + "o,a,c,1600000000\no,b,d,1600000001";
  for (const std::size_t chunk : {1, 7, 1000}) {
    EXPECT_EQ(read_all(text, sizes(chunk, chunk)),
              (std::vector<std::string>{"2 o a 1600000000000000", "3 o b 1600000001000000"}));
  }
}

class OverlongRecordTest : public ::testing::TestWithParam<std::tuple<int, std::size_t>> {};

// The head holds 1 MiB, so that the overlong record has to be longer to leave it.
TEST_P(OverlongRecordTest, IsReportedWithItsLineAndTheRestIsRead) {
  const auto [place, length] = GetParam();
  std::string text(kSharesHeader);
  std::vector<std::string> good;
  for (int i = 0; i < 5; ++i) {
    if (i == place) {
      text += "o,a," + std::string(length, 'x') + ",1600000000\n";
      continue;
    }
    text += "o,a,c,160000000" + std::to_string(i) + "\n";
    good.push_back(std::to_string(i + 2) + " o a 160000000" + std::to_string(i) + "000000");
  }
  auto lines = read_all(text, sizes(64, 256, 1000));
  const std::string number = std::to_string(place + 2) + " ";
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.starts_with(number + "oversized ") || line == number + "too_long";
  });
  ASSERT_NE(found, lines.end());
  EXPECT_EQ(found - lines.begin(), place);
  lines.erase(found);
  EXPECT_EQ(lines, good);
}

INSTANTIATE_TEST_SUITE_P(Anywhere, OverlongRecordTest,
                         ::testing::Combine(::testing::Values(0, 2, 4),
                                            ::testing::Values(std::size_t{1001}, 5000, 3 << 20)));

TEST(BatchReaderTest, RefusesAnEmptySource) {
  const auto file = BatchReader::open(std::make_unique<TextSource>(""), "log.csv", {});
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().code, ErrorCode::kBadInput);
  EXPECT_NE(file.error().message.find("log.csv is empty"), std::string::npos);
  const auto standard_input = BatchReader::open(std::make_unique<TextSource>(""), "-", {});
  EXPECT_NE(standard_input.error().message.find("standard input"), std::string::npos);
}

}  // namespace
}  // namespace overt
