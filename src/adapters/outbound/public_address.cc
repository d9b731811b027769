#include "adapters/outbound/public_address.h"

#include <algorithm>
#include <cstring>
#include <span>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace overt {
namespace {

struct Block4 {
  std::uint32_t first;
  unsigned bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24U | b << 16U | c << 8U | d;
}

// https://www.iana.org/assignments/iana-ipv4-special-registry
constexpr Block4 kNotPublic4[] = {
    {ip(0, 0, 0, 0), 8},      {ip(10, 0, 0, 0), 8},     {ip(100, 64, 0, 0), 10},
    {ip(127, 0, 0, 0), 8},    {ip(169, 254, 0, 0), 16}, {ip(172, 16, 0, 0), 12},
    {ip(192, 0, 0, 0), 24},   {ip(192, 0, 2, 0), 24},   {ip(192, 88, 99, 0), 24},
    {ip(192, 168, 0, 0), 16}, {ip(198, 18, 0, 0), 15},  {ip(198, 51, 100, 0), 24},
    {ip(203, 0, 113, 0), 24}, {ip(224, 0, 0, 0), 4},    {ip(240, 0, 0, 0), 4},
};

struct Block6 {
  std::array<std::uint8_t, 8> first;  // the upper half is enough for every block
  unsigned bits;
};

// https://www.iana.org/assignments/iana-ipv6-special-registry, within what is routed at all.
constexpr Block6 kNotPublic6[] = {
    {{0x20, 0x01, 0x00}, 23},        // protocol assignments, Teredo among them
    {{0x20, 0x01, 0x0D, 0xB8}, 32},  // documentation
    {{0x3F, 0xFF}, 20},              // documentation
};

using Bytes16 = std::array<std::uint8_t, 16>;

bool is_public4(std::uint32_t address) {
  return std::none_of(std::begin(kNotPublic4), std::end(kNotPublic4), [&](const Block4& block) {
    return (address ^ block.first) >> (32U - block.bits) == 0;
  });
}

bool begins_with(const Bytes16& address, std::span<const std::uint8_t> first, unsigned bits) {
  for (unsigned bit = 0; bit < bits; ++bit) {
    const unsigned differ = unsigned{address.at(bit / 8)} ^ first[bit / 8];
    if ((differ >> (7U - bit % 8U) & 1U) != 0) return false;
  }
  return true;
}

std::uint32_t embedded4(const Bytes16& address, std::size_t at) {
  return ip(address.at(at), address.at(at + 1), address.at(at + 2), address.at(at + 3));
}

bool is_public6(const Bytes16& address) {
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  constexpr std::array<std::uint8_t, 12> kTranslated = {0, 0x64, 0xFF, 0x9B};
  constexpr std::array<std::uint8_t, 2> kSixToFour = {0x20, 0x02};
  constexpr std::array<std::uint8_t, 1> kGlobalUnicast = {0x20};
  if (begins_with(address, kMapped, 96)) return is_public4(embedded4(address, 12));
  if (begins_with(address, kTranslated, 96)) return is_public4(embedded4(address, 12));
  if (begins_with(address, kSixToFour, 16)) return is_public4(embedded4(address, 2));
  if (!begins_with(address, kGlobalUnicast, 3)) return false;
  return std::none_of(std::begin(kNotPublic6), std::end(kNotPublic6), [&](const Block6& block) {
    return begins_with(address, block.first, block.bits);
  });
}

}  // namespace

bool is_public_address(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, address, sizeof four);
    return is_public4(ntohl(four.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, address, sizeof six);
    Bytes16 bytes{};
    std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
    return is_public6(bytes);
  }
  return false;
}

std::string address_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, address, sizeof four);
    inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
  } else if (address->sa_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, address, sizeof six);
    inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
  } else {
    return "no internet address";
  }
  return text.data();
}

}  // namespace overt
