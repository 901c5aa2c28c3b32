#include "probes/wire/json_fields.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <array>

namespace hm::probes::wire {

namespace json = boost::json;

namespace {

constexpr std::size_t stack_bytes = 4 * 1024;  // a small body is read without an allocation

const json::value* find(const json::value& root, const std::vector<std::string>& path) {
    const json::value* at = &root;
    for (const std::string& key : path) {
        const json::object* object = at->if_object();
        at = object == nullptr ? nullptr : object->if_contains(key);
        if (at == nullptr) return nullptr;
    }
    return at;
}

model::body_value scalar(const json::value& v) {
    if (const auto* flag = v.if_bool()) return model::value{*flag};
    if (const auto* text = v.if_string()) {
        if (text->size() > max_field_text) return std::nullopt;
        return model::value{std::string{text->data(), text->size()}};
    }
    if (v.is_number()) return model::value{v.to_number<double>()};
    return std::nullopt;
}

}  // namespace

std::optional<std::vector<model::body_value>> json_fields(std::string_view body,
                                                          std::span<const std::vector<std::string>> paths) {
    std::array<unsigned char, stack_bytes> stack;
    json::monotonic_resource memory{stack.data(), stack.size()};
    json::parse_options options;
    options.max_depth = max_json_depth;
    json::error_code error;
    const json::value root =
        json::parse(json::string_view{body.data(), body.size()}, error, &memory, options);
    if (error) return std::nullopt;

    std::vector<model::body_value> fields;
    fields.reserve(paths.size());
    for (const std::vector<std::string>& path : paths) {
        const json::value* found = find(root, path);
        fields.push_back(found == nullptr ? std::nullopt : scalar(*found));
    }
    return fields;
}

}  // namespace hm::probes::wire
