#include "probes/wire/resp.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace hm::probes::wire {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t longest_line = 1 + max_resp_line + line_end.size();  // with its type

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_type(char c) {
    return std::string_view{"+-:$*"}.find(c) != std::string_view::npos;
}

}  // namespace

std::string resp_command(std::initializer_list<std::string_view> words) {
    std::string bytes = "*" + std::to_string(words.size()) + "\r\n";
    for (const std::string_view word : words) {
        bytes += "$" + std::to_string(word.size()) + "\r\n";
        bytes += word;
        bytes += line_end;
    }
    return bytes;
}

resp_reader::progress resp_reader::take(std::string_view& bytes) {
    if (std::exchange(complete_, false)) bytes_ = items_ = 0;
    while (fault_ == fault::none && !complete_ && !bytes.empty()) {
        if (bulk_left_ > 0)
            take_bulk(bytes);
        else
            take_line(bytes);
    }
    if (fault_ != fault::none) return progress::failed;
    return complete_ ? progress::complete : progress::need_more;
}

std::string_view resp_reader::eat(std::string_view& bytes, std::size_t count) {
    const std::string_view eaten = bytes.substr(0, count);
    bytes.remove_prefix(eaten.size());
    bytes_ += eaten.size();
    return eaten;
}

// A greeting of another protocol is told by its first byte, since its line may never end.
void resp_reader::take_line(std::string_view& bytes) {
    if (line_.empty() && !is_type(bytes[0])) return fail(fault::malformed, "not a RESP reply");
    if (line_.size() == longest_line) return fail(fault::too_large, "a line of the reply is too long");
    if (bytes_ == max_resp_bytes) return fail(fault::too_large, "the reply is too long");
    const std::size_t room = std::min(longest_line - line_.size(), max_resp_bytes - bytes_);
    const std::size_t end = bytes.substr(0, room).find('\n');
    line_ += eat(bytes, end == std::string_view::npos ? room : end + 1);
    if (line_.back() == '\n') on_line(std::exchange(line_, {}));
}

void resp_reader::take_bulk(std::string_view& bytes) {
    const std::string_view piece = eat(bytes, bulk_left_);
    bulk_ += piece;
    bulk_left_ -= piece.size();
    if (bulk_left_ > 0) return;
    if (!bulk_.ends_with(line_end)) return fail(fault::malformed, "a string is longer than it says");
    bulk_.resize(bulk_.size() - line_end.size());
    add({resp_value::kind::bulk, std::exchange(bulk_, {}), 0, {}});
}

void resp_reader::on_line(std::string_view line) {
    if (line.find_first_of(line_end) != line.size() - line_end.size())
        return fail(fault::malformed, "a line of the reply does not end as it should");
    line.remove_suffix(line_end.size());
    const std::string_view text = line.substr(1);
    if (line[0] == '+') return add({resp_value::kind::simple, std::string{text}, 0, {}});
    if (line[0] == '-') return add({resp_value::kind::error, std::string{text}, 0, {}});

    const std::optional<std::int64_t> n = number(text);
    if (!n) return fail(fault::malformed, "a number that is none");
    if (line[0] == ':') return add({resp_value::kind::integer, {}, *n, {}});
    if (*n == -1) return add({});  // null, of either type
    if (*n < 0) return fail(fault::malformed, "a length below zero");
    if (line[0] == '$') return open_bulk(static_cast<std::uint64_t>(*n));
    open_array(static_cast<std::uint64_t>(*n));
}

void resp_reader::open_bulk(std::uint64_t size) {
    if (size + line_end.size() > max_resp_bytes - bytes_)
        return fail(fault::too_large, "the reply is too long");
    bulk_left_ = size + line_end.size();
}

void resp_reader::open_array(std::uint64_t count) {
    if (open_.size() == max_resp_depth) return fail(fault::too_large, "arrays are nested too deep");
    if (count > max_resp_items - items_) return fail(fault::too_large, "the reply has too many items");
    items_ += count;
    open_.push_back({{resp_value::kind::array, {}, 0, {}}, count});
    close_full_arrays();
}

void resp_reader::add(resp_value value) {
    if (open_.empty()) return complete(std::move(value));
    open_.back().value.items.push_back(std::move(value));
    close_full_arrays();
}

void resp_reader::close_full_arrays() {
    while (!open_.empty() && open_.back().value.items.size() == open_.back().wanted) {
        resp_value full = std::move(open_.back().value);
        open_.pop_back();
        if (open_.empty()) return complete(std::move(full));
        open_.back().value.items.push_back(std::move(full));
    }
}

void resp_reader::complete(resp_value value) {
    value_ = std::move(value);
    complete_ = true;
}

void resp_reader::fail(fault why, std::string_view literal) {
    fault_ = why;
    words_ = literal;
}

}  // namespace hm::probes::wire
