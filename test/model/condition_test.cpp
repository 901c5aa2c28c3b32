#include "model/condition.hpp"

#include <catch2/catch.hpp>

#include "model/observation.hpp"

using namespace hm::model;

namespace {

using kind = condition::kind;

condition::node compare(field what, comparator cmp, value literal, std::string text) {
    condition::node n;
    n.what = what;
    n.cmp = cmp;
    n.literal = std::move(literal);
    n.text = std::move(text);
    return n;
}

condition::node group(kind op, std::vector<std::uint16_t> children) {
    condition::node n;
    n.op = op;
    n.children = std::move(children);
    return n;
}

condition tree(std::vector<condition::node> nodes, std::string text = "as written") {
    return {std::move(nodes), std::move(text)};
}

observation seen(double latency_s, int status, std::vector<body_value> body = {}) {
    observation o;
    o.why = reason::ok;
    o.latency = std::chrono::duration_cast<duration>(std::chrono::duration<double>(latency_s));
    o.status = status;
    o.body = std::move(body);
    return o;
}

const condition::node slow = compare(field::latency, comparator::greater, 0.15, "latency > 150ms");
const condition::node error = compare(field::status, comparator::greater_equal, 500.0, "status >= 500");
const condition::node backlog = compare(field::body, comparator::greater, 20.0, "body.backlog > 20");

}  // namespace

TEST_CASE("comparators are exact at their boundary", "[model][condition]") {
    const auto holds = [](comparator c, double actual) {
        return evaluate(tree({compare(field::body, c, 150.0, "x")}), seen(0, 200, {value{actual}})).holds;
    };
    CHECK_FALSE(holds(comparator::greater, 150));
    CHECK(holds(comparator::greater_equal, 150));
    CHECK_FALSE(holds(comparator::less, 150));
    CHECK(holds(comparator::less_equal, 150));
    CHECK(holds(comparator::equal, 150));
    CHECK(holds(comparator::not_equal, 150.5));
}

TEST_CASE("and, or and not combine, and the echo names what made it hold", "[model][condition]") {
    const condition both = tree({group(kind::all_of, {1, 2}), slow, error});
    const condition either = tree({group(kind::any_of, {1, 2}), slow, error});
    const condition neither =
        tree({group(kind::negate, {1}), group(kind::any_of, {2, 3}), slow, error}, "not (slow or error)");

    CHECK_FALSE(evaluate(both, seen(0.2, 200)).holds);
    CHECK(evaluate(both, seen(0.2, 503)).echo == "latency > 150ms (200ms), status >= 500 (503)");
    CHECK(evaluate(either, seen(0.1, 503)).echo == "status >= 500 (503)");
    CHECK(evaluate(neither, seen(0.1, 200)).holds);
    CHECK(evaluate(neither, seen(0.1, 200)).echo == "not (slow or error)");
    CHECK_FALSE(evaluate(neither, seen(0.2, 200)).holds);
}

TEST_CASE("what did not hold leaves no trace in the echo", "[model][condition]") {
    // (slow and error) or backlog
    const condition c =
        tree({group(kind::any_of, {1, 4}), group(kind::all_of, {2, 3}), slow, error, backlog});
    CHECK(evaluate(c, seen(0.2, 200, {value{21.0}})).echo == "body.backlog > 20 (21)");
}

TEST_CASE("a missing field counts only when nothing else decides", "[model][condition]") {
    const condition either = tree({group(kind::any_of, {1, 2}), slow, backlog});
    const condition both = tree({group(kind::all_of, {1, 2}), slow, backlog});
    const condition negated = tree({group(kind::negate, {1}), backlog});

    CHECK(evaluate(either, seen(0.2, 200, {std::nullopt})).holds);
    CHECK(evaluate(either, seen(0.1, 200, {std::nullopt})).field_missing);
    CHECK_FALSE(evaluate(both, seen(0.1, 200, {std::nullopt})).field_missing);
    CHECK(evaluate(both, seen(0.2, 200, {std::nullopt})).field_missing);
    CHECK(evaluate(negated, seen(0.1, 200, {std::nullopt})).field_missing);
    CHECK_FALSE(evaluate(negated, seen(0.1, 200, {std::nullopt})).holds);
}

TEST_CASE("a value of another type is as good as missing", "[model][condition]") {
    const condition text =
        tree({compare(field::body, comparator::equal, std::string{"ok"}, "body.state == \"ok\"")});
    CHECK(evaluate(text, seen(0, 200, {value{std::string{"ok"}}})).holds);
    CHECK_FALSE(evaluate(text, seen(0, 200, {value{std::string{"bad"}}})).holds);
    CHECK(evaluate(text, seen(0, 200, {value{1.0}})).field_missing);
}

TEST_CASE("numbers are compared alone, too", "[model][condition]") {
    CHECK(holds(comparator::less, 1, 2));
    CHECK_FALSE(holds(comparator::less, 2, 2));
    CHECK(holds(comparator::not_equal, 1, 2));
}

TEST_CASE("of a failed run a window keeps everything but its latency", "[model][condition]") {
    observation refused = seen(0.2, 0, {value{21.0}});
    refused.why = reason::connect_refused;
    const condition late = tree({slow}), busy = tree({backlog});
    CHECK(holds_in(late, seen(0.2, 200)) == true);
    CHECK(holds_in(late, seen(0.1, 200)) == false);
    CHECK(holds_in(late, refused) == std::nullopt);
    CHECK(holds_in(tree({group(kind::any_of, {1, 2}), slow, backlog}), refused) == true);
    CHECK(holds_in(busy, refused) == true);
    CHECK(number_in(backlog, refused) == 21);
    CHECK(number_in(slow, refused) == std::nullopt);
    CHECK(number_in(slow, seen(0.2, 200)) == 0.2);
}

TEST_CASE("how long a certificate lasts is compared at the time of the run, and shown by its units",
          "[model][condition]") {
    constexpr double day = 86400;
    const condition soon = tree({compare(field::cert, comparator::less, 14 * day, "cert.expires_in < 14d")});
    const condition own =
        tree({compare(field::client_cert, comparator::less_equal, 0.0, "client_cert.expires_in <= 0s")});
    const wall_time now{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}};
    const auto lasting = [&](std::chrono::seconds peer, std::chrono::seconds ours) {
        observation o = seen(0, 200);
        o.at = now;
        tls_facts facts;
        facts.expires = now + peer;
        facts.client_expires = now + ours;
        o.tls = std::make_shared<const tls_facts>(facts);
        return o;
    };
    using namespace std::chrono_literals;
    CHECK(evaluate(soon, lasting(24h * 9 + 4h + 59min, 1h)).echo == "cert.expires_in < 14d (9d4h)");
    CHECK_FALSE(evaluate(soon, lasting(24h * 14, 1h)).holds);
    CHECK(evaluate(soon, lasting(24h * 14 - 1s, 1h)).echo == "cert.expires_in < 14d (13d23h)");
    CHECK_FALSE(evaluate(own, lasting(-1h, 1s)).holds);
    CHECK(evaluate(own, lasting(1h, -(24h * 2 + 5min))).echo == "client_cert.expires_in <= 0s (-2d)");

    CHECK(evaluate(soon, seen(0, 200)).field_missing);
    observation no_client = lasting(1h, 1h);
    no_client.tls = std::make_shared<const tls_facts>();
    CHECK(evaluate(own, no_client).field_missing);
}

TEST_CASE("time that is left is shown by its two largest units", "[model][condition]") {
    CHECK(time_left_text(0) == "0s");
    CHECK(time_left_text(59.9) == "59s");
    CHECK(time_left_text(61) == "1m1s");
    CHECK(time_left_text(3600) == "1h");
    CHECK(time_left_text(12000) == "3h20m");
    CHECK(time_left_text(86399) == "23h59m");
    CHECK(time_left_text(793000) == "9d4h");
    CHECK(time_left_text(-12000) == "-3h20m");
    CHECK(time_left_text(-1.5) == "-1s");
}

TEST_CASE("failed is a field like any other", "[model][condition]") {
    condition::node failed;
    failed.op = kind::flag;
    failed.what = field::failed;
    failed.text = "failed";
    observation refused = seen(0, 0);
    refused.why = reason::connect_refused;
    CHECK(evaluate(tree({failed}), refused).holds);
    CHECK_FALSE(evaluate(tree({failed}), seen(0, 200)).holds);
}

TEST_CASE("every comparison is told with its value, whether it holds or not", "[model][condition]") {
    condition::node windowed;
    windowed.op = kind::windowed;
    windowed.text = "p95(latency over 5m) > 1s";
    const condition c = tree({group(kind::all_of, {1, 2, 3, 4}),
                              compare(field::latency, comparator::greater, 0.5, "latency > 500ms"),
                              compare(field::status, comparator::equal, 200.0, "status == 200"),
                              compare(field::body, comparator::greater, 7.0, "body.depth > 7"), windowed});
    CHECK(with_values(c, seen(0.012, 503)) ==
          "latency > 500ms (12ms), status == 200 (503), body.depth > 7 (missing), "
          "p95(latency over 5m) > 1s (one run tells nothing)");
}
