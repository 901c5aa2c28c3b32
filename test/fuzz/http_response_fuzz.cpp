// Any bytes, cut anywhere, as an HTTP response: no crash, no more memory than the limits, and the same end
// however they are cut.
#include "probes/wire/http_response.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using hm::probes::wire::http_expectation;
using hm::probes::wire::http_response;

namespace {

constexpr std::size_t body_limit = 512;

void require(bool holds) {
    if (!holds) std::abort();
}

http_response::progress feed(http_response& response, std::string_view bytes, std::size_t piece) {
    auto p = http_response::progress::need_more;
    while (p == http_response::progress::need_more && !bytes.empty()) {
        const std::string_view part = bytes.substr(0, piece);
        bytes.remove_prefix(part.size());
        p = response.took(part);
        require(response.body().size() <= body_limit);
    }
    return p == http_response::progress::need_more ? response.ended() : p;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const http_expectation expected{(data[0] & 1) != 0, (data[0] & 2) != 0, body_limit};
    const std::size_t piece = data[1] + 1u;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 2, size - 2};

    http_response whole{expected}, cut{expected};
    const auto a = feed(whole, bytes, bytes.size() + 1);
    const auto b = feed(cut, bytes, piece);
    require(a != http_response::progress::need_more && a == b);
    require((whole.failure() == http_response::fault::none) == (a == http_response::progress::complete));
    if (a == http_response::progress::complete)
        require(whole.status() == cut.status() && whole.body() == cut.body() &&
                whole.location() == cut.location());
    whole.failure_words();
    return 0;
}
