#pragma once
// TestReceiver: tests/webhook/receiver.py as a child process, for tests of whoever sends webhooks.
// Thread safety: one test's.

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/outbound/test_server.h"

namespace overt {

/// The secret of the specification's test vector.
inline const std::string kTestWebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class TestReceiver {
 public:
  /// `certificate` and `key`: files in PEM; empty: plain http. `log`: as the script's.
  explicit TestReceiver(const std::string& log, const std::string& certificate = {},
                        const std::string& key = {})
      : tls_(!certificate.empty()), server_(words(log, certificate, key), log) {}

  [[nodiscard]] std::string url(const std::string& path) const {
    return (tls_ ? "https://localhost:" : "http://127.0.0.1:") + server_.port() + path;
  }
  [[nodiscard]] const std::string& port() const { return server_.port(); }
  [[nodiscard]] std::vector<std::string> requests() const { return server_.requests(); }

 private:
  static std::vector<std::string> words(const std::string& log, const std::string& certificate,
                                        const std::string& key) {
    std::vector<std::string> all{python(), TestServer::script("webhook/receiver.py"),
                                 kTestWebhookSecret, log};
    if (!certificate.empty()) all.insert(all.end(), {"--tls", certificate, key});
    return all;
  }

  /// The one with the reference library, where tools/setup.sh could fetch that.
  static std::string python() {
    std::string with_reference =
        std::string(OVERT_SOURCE_DIR) + "/third_party/webhooks/bin/python3";
    return std::filesystem::exists(with_reference) ? with_reference : "python3";
  }

  bool tls_;
  TestServer server_;
};

}  // namespace overt
