#include "pipeline/uploads.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/files/test_folder.h"
#include "base/digest.h"

namespace overt {
namespace {

class UploadsTest : public testing::Test {
 protected:
  UploadsTest() {
    limits_.spare_bytes_min = 0;
    open();
  }
  void open() {
    uploads_.reset();
    auto opened = Uploads::open(folder_.file("uploads"), limits_, now_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    uploads_ = std::move(opened).value();
  }
  std::string begin(std::uint64_t bytes, std::string sha256 = {}) {
    const auto begun = uploads_->begin({"log.csv", bytes, std::move(sha256)}, "ana", now_);
    EXPECT_TRUE(begun.ok()) << (begun.ok() ? "" : begun.error().message);
    return begun.ok() ? begun.value().id : std::string();
  }
  PieceAnswer add(const std::string& id, std::uint64_t offset, std::string_view bytes,
                  std::string_view sha256 = {}) {
    auto added = uploads_->add(id, {offset, bytes, sha256}, now_);
    EXPECT_TRUE(added.ok()) << (added.ok() ? "" : added.error().message);
    return added.ok() ? added.value() : PieceAnswer{};
  }

  const TestFolder folder_;
  UploadLimits limits_;
  TimeUs now_ = 1'000;
  std::unique_ptr<Uploads> uploads_;
};

TEST_F(UploadsTest, TakesPiecesInOrderAndChecksTheWhole) {
  const std::string id = begin(10, sha256_hex("0123456789"));
  EXPECT_EQ(add(id, 0, "0123").upload.reached, 4U);
  EXPECT_EQ(uploads_->complete(id, now_).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(uploads_->hold(id).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(add(id, 4, "456789").upload.reached, 10U);
  const auto done = uploads_->complete(id, now_);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_TRUE(done.value().complete);
  EXPECT_EQ(done.value().sha256, sha256_hex("0123456789"));
  EXPECT_TRUE(uploads_->complete(id, now_).ok());
  const auto hold = uploads_->hold(id);
  ASSERT_TRUE(hold.ok());
  EXPECT_EQ(content_of(hold.value().path()), "0123456789");
}

TEST_F(UploadsTest, AddsNothingThatDoesNotFit) {
  const std::string id = begin(6);
  add(id, 0, "012");
  EXPECT_EQ(add(id, 0, "012").taken, PieceTaken::kOtherOffset);
  EXPECT_EQ(add(id, 4, "4").taken, PieceTaken::kOtherOffset);
  EXPECT_EQ(add(id, 3, "3456").taken, PieceTaken::kTooLong);
  EXPECT_EQ(add(id, 3, "345", sha256_hex("346")).taken, PieceTaken::kOtherDigest);
  EXPECT_EQ(add(id, 3, "").upload.reached, 3U);
  EXPECT_EQ(add(id, 3, "345", sha256_hex("345")).upload.reached, 6U);
}

TEST_F(UploadsTest, GoesOnAfterARestart) {
  const std::string id = begin(6, sha256_hex("012345"));
  add(id, 0, "012");
  open();
  const auto found = uploads_->find(id);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found.value().reached, 3U);
  EXPECT_EQ(found.value().name, "log.csv");
  EXPECT_EQ(found.value().by, "ana");
  add(id, 3, "345");
  ASSERT_TRUE(uploads_->complete(id, now_).ok());
  open();
  EXPECT_TRUE(uploads_->find(id).value().complete);
  EXPECT_TRUE(uploads_->hold(id).ok());
}

TEST_F(UploadsTest, RefusesAWholeThatIsNotWhatWasAnnounced) {
  const std::string id = begin(3, sha256_hex("abc"));
  add(id, 0, "abd");
  for (int i = 0; i < 2; ++i) {
    const auto done = uploads_->complete(id, now_);
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::kBadInput);
    EXPECT_NE(done.error().message.find(sha256_hex("abd")), std::string::npos);
  }
}

TEST_F(UploadsTest, ANameIsNoPath) {
  const auto begun = uploads_->begin({"../../etc/passwd", 1, {}}, "ana", now_);
  ASSERT_TRUE(begun.ok());
  EXPECT_TRUE(begun.value().id.starts_with("upload-"));
  EXPECT_EQ(folder_.entries(), 1U);
  for (const std::string& name : {std::string(), std::string("a\nb"), std::string("a\0b", 3),
                                  std::string("\xff"), std::string(256, 'x')}) {
    EXPECT_EQ(uploads_->begin({name, 1, {}}, "ana", now_).error().code,
              ErrorCode::kInvalidArgument);
  }
  for (const char* id : {"..", ".", "../uploads", "", "upload-"}) {
    EXPECT_EQ(uploads_->find(id).error().code, ErrorCode::kNotFound) << id;
  }
}

TEST_F(UploadsTest, HasLimitsOnOneAndOnAll) {
  limits_.bytes_max = 100;
  limits_.all_bytes_max = 150;
  limits_.uploads_max = 3;
  open();
  EXPECT_EQ(uploads_->begin({"a", 101, {}}, "ana", now_).error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(uploads_->begin({"a", 0, {}}, "ana", now_).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(uploads_->begin({"a", 1, "no"}, "ana", now_).error().code, ErrorCode::kInvalidArgument);
  const std::string first = begin(100);
  EXPECT_EQ(uploads_->begin({"b", 51, {}}, "ana", now_).error().code, ErrorCode::kUnavailable);
  begin(1);
  begin(1);
  EXPECT_EQ(uploads_->begin({"b", 1, {}}, "ana", now_).error().code, ErrorCode::kUnavailable);
  ASSERT_TRUE(uploads_->discard(first).ok());
  begin(1);
}

TEST_F(UploadsTest, TheDiskKeepsSomethingFree) {
  limits_.spare_bytes_min = std::uint64_t{1} << 62;
  open();
  EXPECT_EQ(uploads_->begin({"a", 1, {}}, "ana", now_).error().code, ErrorCode::kUnavailable);
}

TEST_F(UploadsTest, SweepsWhatNobodyGoesOnWith) {
  const std::string half = begin(6);
  add(half, 0, "012");
  const std::string whole = begin(1);
  add(whole, 0, "x");
  ASSERT_TRUE(uploads_->complete(whole, now_).ok());
  uploads_->sweep(now_ + limits_.unfinished_kept_for + 1);
  EXPECT_FALSE(uploads_->find(half).ok());
  EXPECT_TRUE(uploads_->find(whole).ok());
  {
    const auto hold = uploads_->hold(whole);
    ASSERT_TRUE(hold.ok());
    uploads_->sweep(now_ + limits_.complete_kept_for + 1);
    EXPECT_TRUE(uploads_->find(whole).ok());
    EXPECT_EQ(uploads_->discard(whole).error().code, ErrorCode::kUnavailable);
  }
  uploads_->sweep(now_ + limits_.complete_kept_for + 1);
  EXPECT_FALSE(uploads_->find(whole).ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder_.file("uploads")));
}

TEST_F(UploadsTest, RemovesWhatNobodyWasEverToldOf) {
  std::filesystem::create_directory(folder_.file("uploads/upload-0"));
  folder_.write("uploads/upload-0/data", "x");
  std::filesystem::create_directory(folder_.file("uploads/.upload-1"));
  const std::string id = begin(1);
  std::filesystem::resize_file(folder_.file("uploads/" + id + "/data.reached"), 3);
  open();
  EXPECT_TRUE(uploads_->list().empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder_.file("uploads")));
}

}  // namespace
}  // namespace overt
