#include "edge/cli/exit_codes.h"

namespace overt::cli {

int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return kExitUsage;
    case ErrorCode::kNotFound:
    case ErrorCode::kPermissionDenied:
    case ErrorCode::kBadInput:
      return kExitBadInput;
    case ErrorCode::kTooManyRejects:
      return kExitTooManyRejects;
    case ErrorCode::kLimitExceeded:
      return kExitLimit;
    case ErrorCode::kIo:
    case ErrorCode::kUnavailable:
      return kExitFailure;
    case ErrorCode::kCancelled:
      return kExitInterrupted;
  }
  CHECK(false);
}

}  // namespace overt::cli
