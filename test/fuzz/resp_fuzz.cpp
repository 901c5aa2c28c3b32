// Any bytes, cut anywhere, as replies of Redis: no crash, nothing beyond the limits, and the same replies
// however they are cut.
#include "probes/wire/resp.hpp"

#include <algorithm>
#include <cstdlib>

using namespace hm::probes::wire;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

// All of a value as text, and how much is in it.
struct walk {
    std::string text;
    std::size_t items = 0;

    void into(const resp_value& v, std::size_t depth) {
        require(depth <= max_resp_depth);
        text += static_cast<char>(v.what);
        text += v.text + " " + std::to_string(v.number) + " " + std::to_string(v.items.size()) + " ";
        items += v.items.size();
        for (const resp_value& item : v.items) into(item, depth + 1);
    }
};

std::string feed(std::string_view bytes, std::size_t piece) {
    resp_reader reader;
    std::string all;
    auto last = resp_reader::progress::need_more;
    while (!bytes.empty() && last != resp_reader::progress::failed) {
        std::string_view next = bytes.substr(0, piece);
        bytes.remove_prefix(next.size());
        while (!next.empty() && last != resp_reader::progress::failed) {
            last = reader.take(next);
            if (last != resp_reader::progress::complete) continue;
            walk seen;
            seen.into(reader.value(), 0);
            require(seen.items <= max_resp_items);
            all += seen.text + "\n";
        }
    }
    require((reader.failure() == resp_reader::fault::none) == reader.failure_words().empty());
    return all + std::to_string(static_cast<int>(last)) + std::string{reader.failure_words()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    require(feed(bytes, bytes.size() + 1) == feed(bytes, data[0] % 16 + 1u));

    std::string_view reply = bytes;
    const std::string command = resp_command({"SET", reply});
    std::string_view rest = command;
    resp_reader reader;
    if (command.size() <= max_resp_bytes) {
        require(reader.take(rest) == resp_reader::progress::complete && rest.empty());
        require(reader.value().items.at(1).text == reply);
    }
    return 0;
}
