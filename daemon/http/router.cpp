#include "daemon/http/router.hpp"

#include <fmt/format.h>

#include <array>

namespace hm::daemon::http {

namespace {

constexpr std::string_view the_rest = "{...}";

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// Takes "a" off "/a/b". A trailing slash ends the path like none.
std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

bool at_end(std::string_view path) {
    return path.empty() || path == "/";
}

bool fits(const std::vector<std::string>& pattern, std::string_view path, std::vector<std::string>& params) {
    params.clear();
    for (const std::string& wanted : pattern) {
        if (wanted == the_rest) return true;
        if (at_end(path) || path.front() != '/') return false;
        const std::string_view segment = take_segment(path);
        if (segment.empty()) return false;  // "//": somebody's variable was not set
        if (is_parameter(wanted))
            params.push_back(percent_decoded(segment));
        else if (segment != wanted)
            return false;
    }
    return at_end(path);
}

response not_allowed(methods allowed) {
    constexpr std::array<std::string_view, 6> names{"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"};
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (allowed >> i & 1U) list.append(list.empty() ? "" : ", ").append(names[i]);
    response r = problem(405, fmt::format("this address takes {}", list));
    r.add("Allow", list);
    return r;
}

}  // namespace

router::router(std::vector<endpoint> table, handler otherwise) : otherwise_(std::move(otherwise)) {
    for (endpoint& e : table) {
        std::vector<std::string> segments;
        for (std::string_view path = e.pattern; !at_end(path);) segments.emplace_back(take_segment(path));
        table_.push_back({std::move(e), std::move(segments)});
    }
}

void router::handle(request& r, const responder& respond) const {
    methods allowed = 0;
    for (const route& candidate : table_) {
        if (!fits(candidate.segments, r.path(), r.params)) continue;
        if (r.verb != method::other && candidate.what.allowed & only(r.verb))
            return candidate.what.handle(r, respond);
        allowed |= candidate.what.allowed;
    }
    r.params.clear();
    if (allowed != 0) return respond(not_allowed(allowed));
    otherwise_(r, respond);
}

void router::each(const std::function<void(methods, const std::string&)>& visit) const {
    for (const route& r : table_) visit(r.what.allowed, r.what.pattern);
}

}  // namespace hm::daemon::http
