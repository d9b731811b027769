#include "kernel/text/registrable_domain.h"

#include <libpsl.h>

#include "base/check.h"

namespace overt {

std::string_view registrable_domain(const std::string& host) {
  const psl_ctx_t* list = psl_builtin();
  CHECK(list != nullptr);
  const char* domain = psl_registrable_domain(list, host.c_str());
  if (domain == nullptr) return {};
  return std::string_view(host).substr(static_cast<std::size_t>(domain - host.c_str()));
}

}  // namespace overt
