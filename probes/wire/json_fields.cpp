#include "probes/wire/json_fields.hpp"

#include "probes/wire/json_text.hpp"

namespace hm::probes::wire {

namespace json = boost::json;

namespace {

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

bool compares(const model::json_test& test, const model::value& actual) {
    if (actual.index() != test.literal.index()) return false;
    if (const auto* number = std::get_if<double>(&actual))
        return model::holds(test.cmp, *number, std::get<double>(test.literal));
    return (actual == test.literal) == (test.cmp == model::comparator::equal);
}

std::string words_for(const json::value& v, const model::body_value& as_scalar) {
    if (as_scalar) return model::to_string(*as_scalar);
    if (v.is_object()) return "an object";
    if (v.is_array()) return "an array";
    return v.is_null() ? "null" : "a long text";
}

json_place place_of(const json::value& root, const model::json_test& test) {
    json::error_code ignored;
    const json::value* found = root.find_pointer({test.pointer.data(), test.pointer.size()}, ignored);
    using kind = model::json_test::kind;
    if (found == nullptr) return {test.what == kind::absent, "absent"};
    const model::body_value actual = scalar(*found);
    const bool holds =
        test.what == kind::present || (test.what == kind::compare && actual && compares(test, *actual));
    return {holds, words_for(*found, actual)};
}

}  // namespace

std::optional<std::vector<json_place>> json_places(std::string_view body,
                                                   std::span<const model::json_test> tests) {
    return in_json(body, [tests](const json::value& root) {
        std::vector<json_place> places;
        places.reserve(tests.size());
        for (const model::json_test& test : tests) places.push_back(place_of(root, test));
        return places;
    });
}

std::optional<std::vector<model::body_value>> json_fields(std::string_view body,
                                                          std::span<const std::vector<std::string>> paths) {
    return in_json(body, [paths](const json::value& root) {
        std::vector<model::body_value> fields;
        fields.reserve(paths.size());
        for (const std::vector<std::string>& path : paths) {
            const json::value* found = find(root, path);
            fields.push_back(found == nullptr ? std::nullopt : scalar(*found));
        }
        return fields;
    });
}

}  // namespace hm::probes::wire
