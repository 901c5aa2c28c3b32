#include "model/override_board.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;
using namespace std::chrono_literals;

namespace {

constexpr wall_time start{1000h};

operator_override made(std::string id, wall_time since, wall_time until, std::string region = "eu") {
    operator_override o;
    o.id = std::move(id);
    o.region = std::move(region);
    o.since = since;
    o.until = until;
    return o;
}

std::string ids(const override_board& b) {
    std::string all;
    for (const auto& o : *b.in_force()) all += o.id;
    return all;
}

}  // namespace

TEST_CASE("overrides are in force by their age until they are over or removed", "[model][override]") {
    override_board b;
    b.add(made("b", start + 1s, start + 10s));
    b.add(made("a", start, start + 20s));
    b.add(made("c", start + 2s, start + 10s, "us"));
    CHECK(ids(b) == "abc");

    CHECK(b.expire(start + 10s - 1ms).empty());
    const auto over = b.expire(start + 10s);
    CHECK(over.size() == 2);
    CHECK(ids(b) == "a");
    CHECK(b.expire(start + 10s).empty());

    CHECK(b.remove("b") == std::nullopt);
    CHECK(b.remove("a")->id == "a");
    CHECK(b.expire(start + 1h).empty());
}

TEST_CASE("a picture of the overrides stays as it was", "[model][override]") {
    override_board b;
    b.add(made("a", start, start + 1s));
    const auto before = b.in_force();
    CHECK(b.expire(start).empty());
    CHECK(b.in_force() == before);  // nothing changed, nothing is copied
    b.expire(start + 1s);
    CHECK(before->size() == 1);
    CHECK(b.in_force()->empty());
}

TEST_CASE("the same is what is of the same kind about the same", "[model][override]") {
    override_board b;
    b.add(made("a", start, start + 1h));
    operator_override other = made("b", start + 1s, start + 2h);
    CHECK(b.same_as(other)->id == "a");
    other.flow = "browse";
    CHECK(b.same_as(other) == nullptr);
    other.flow.clear();
    other.kind = override_kind::freeze;
    CHECK(b.same_as(other) == nullptr);
    CHECK(b.find("a") != nullptr);
    CHECK(b.find("x") == nullptr);
}

TEST_CASE("overrides in force are bounded", "[model][override][limits]") {
    override_board b;
    for (std::size_t i = 0; i < max_overrides; ++i) {
        CHECK_FALSE(b.full());
        b.add(made(std::to_string(i), start, start + 1h, std::to_string(i)));
    }
    CHECK(b.full());
}
