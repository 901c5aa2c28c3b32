#include "test/contoso/load/plan.hpp"

#include <boost/json/object.hpp>

namespace contoso {

namespace {

action look_at(std::string target, std::string_view expected) {
    return {http::get(std::move(target)), expected};
}

boost::json::object praise() {
    boost::json::object body;
    body["author"] = "a user";
    body["text"] = "They fit well.";
    return body;
}

}  // namespace

action plan::next() {
    if (chance(comment_share_))
        return {http::post("/api/items/" + some_item() + "/comments", praise()), "id"};
    if (chance(0.50)) return look_at("/", "<h1>Contoso Shoes");
    if (chance(0.50)) return look_at("/api/items", "\"items\"");
    if (chance(0.40)) return look_at("/logo.svg", "<svg");
    if (chance(0.66)) return look_at("/api/items/" + some_item(), "\"name\"");
    return look_at("/api/items/" + some_item() + "/comments", "\"comments\"");
}

std::string plan::some_item() {
    return std::to_string(std::uniform_int_distribution<>(1, items)(random_));
}

}  // namespace contoso
