// Any bytes as the Location of a redirect and as a JSON body: what comes out is usable, and nothing breaks
// out of its line.
#include "probes/wire/http_request.hpp"
#include "probes/wire/json_fields.hpp"

#include <cstdint>
#include <cstdlib>

using namespace hm;
using namespace hm::probes::wire;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void follow_to(std::string_view location) {
    model::http_spec spec;
    spec.to.host = "api.test";
    const auto hop = follow({{"api.test", 8080, "/a/b?c=d"}, "GET"}, 302, location);
    if (!hop) return;
    require(!hop->place.host.empty() && hop->place.port != 0 && hop->place.target.front() == '/');
    const std::string request = request_bytes(spec, *hop);
    require(request.find("\r\n\r\n") == request.size() - 4);
    std::size_t lines = 0;
    for (const char c : request) lines += c == '\n';
    require(lines == 6);  // the request line, four headers, the empty line
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    follow_to(bytes);
    const std::vector<std::vector<std::string>> paths{{"a"}, {"a", "b"}, {}};
    const auto fields = json_fields(bytes, paths);
    require(!fields || fields->size() == paths.size());
    return 0;
}
