#include "base/digest.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

TEST(DigestTest, GivesThePublishedDigests) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

RC_GTEST_PROP(DigestTest, DoesNotDependOnThePieces, (const std::string& text)) {
  const auto cut = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  Sha256 digest;
  digest.update(std::string_view(text).substr(0, cut));
  digest.update(std::string_view(text).substr(cut));
  RC_ASSERT(digest.finish_hex() == sha256_hex(text));
}

TEST(DigestTest, MovesWithItsState) {
  Sha256 first;
  first.update("a");
  Sha256 second = std::move(first);
  second.update("bc");
  EXPECT_EQ(second.finish_hex(), sha256_hex("abc"));
}

}  // namespace
}  // namespace overt
