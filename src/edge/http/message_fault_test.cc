#include "edge/http/message_fault.h"

#include <gtest/gtest.h>

namespace overt::http {
namespace {

RawRequest with(Names headers) { return {"GET", "/", std::move(headers), "", ""}; }

TEST(MessageFaultTest, LetsOrdinaryMessagesPass) {
  for (const RawRequest& request :
       {with({{"host", "x"}}), with({{"host", "x"}, {"transfer-encoding", "Chunked"}}),
        with({{"host", ""}, {"accept", "a"}, {"accept", "b"}, {"x-!#$%&'*+-.^_`|~9", "c"}})}) {
    EXPECT_EQ(message_fault(request), "");
  }
}

TEST(MessageFaultTest, NamesWhatCanBeReadInTwoWays) {
  const std::pair<RawRequest, std::string_view> wrong[] = {
      {with({}), "Host"},
      {with({{"host", "x"}, {"host", "y"}}), "twice"},
      {with({{"host", "x"}, {"authorization", "a"}, {"authorization", "b"}}), "twice"},
      {with({{"host", "x"}, {"content-length", "4"}, {"content-length", "4"}}), "twice"},
      {with({{"host", "x"}, {"transfer-encoding", "gzip, chunked"}}), "Transfer-Encoding"},
      {with({{"host", "x"}, {"transfer-encoding", "chunked"}, {"transfer-encoding", "chunked"}}),
       "twice"},
      {with({{"host", "x"}, {"a b", "c"}}), "name"},
      {with({{"host", "x"}, {"", "c"}}), "name"},
  };
  for (const auto& [request, word] : wrong) {
    EXPECT_NE(message_fault(request).find(word), std::string_view::npos) << word;
  }
}

}  // namespace
}  // namespace overt::http
