#include "probes/wire/prometheus.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace hm;
using namespace hm::probes::wire;
using namespace std::chrono_literals;

namespace {

constexpr model::wall_time now{1'700'000'000s};
constexpr std::string_view not_ours = "the answer is not that of Prometheus's API";

std::string answer(const std::string& type, const std::string& result) {
    return R"({"status":"success","data":{"resultType":")" + type + R"(","result":)" + result + "}}";
}

std::string vector_of(const std::string& value, const std::string& at = "1700000000.0") {
    return answer("vector", R"([{"metric":{"job":"api"},"value":[)" + at + ",\"" + value + "\"]}]");
}

// What is wrong, or the value.
std::string read(const std::string& body) {
    const prometheus_value v = read_query_answer(body, now, 5min);
    return v.trouble.empty() ? model::to_string(model::value{v.value}) : v.trouble;
}

model::prometheus_spec alert_spec() {
    model::prometheus_spec spec;
    spec.alert = "TooManyErrors";
    return spec;
}

// A rule of the asked name with these alerts.
std::string rule(const std::string& alerts, const std::string& more = R"("health":"ok")",
                 const std::string& evaluated = "2023-11-14T22:13:19.5Z") {
    return R"({"name":"TooManyErrors","type":"alerting",)" + more + R"(,"lastEvaluation":")" + evaluated +
           R"(","alerts":[)" + alerts + "]}";
}

std::string alert(const std::string& state, const std::string& labels = R"("severity":"critical")") {
    return R"({"state":")" + state + R"(","labels":{)" + labels + "}}";
}

std::string rules(const std::string& all) {
    return R"({"status":"success","data":{"groups":[{"name":"g","rules":[)" + all + "]}]}}";
}

// "1 unhealthy, 0 degraded", and what is wrong.
std::string read_rules(const std::string& body, const model::prometheus_spec& spec = alert_spec()) {
    const prometheus_alerts a = read_rules_answer(body, spec, now);
    return std::to_string(a.unhealthy) + " unhealthy, " + std::to_string(a.degraded) + " degraded" +
           (a.trouble.empty() ? "" : ": " + a.trouble);
}

}  // namespace

TEST_CASE("the one value of a query", "[probes][wire][prometheus]") {
    CHECK(read(vector_of("0.25")) == "0.25");
    CHECK(read(vector_of("-1.5e-07")) == "-1.5e-07");
    CHECK(read(answer("scalar", R"([1700000000,"3"])")) == "3");
    CHECK(read(vector_of("+Inf")) == "inf");
    CHECK(read(vector_of("-Inf")) == "-inf");
    CHECK(read(R"({"status":"success","warnings":["a store did not answer"],"data":{"resultType":"vector",)"
               R"("result":[{"metric":{},"value":[1700000000,"1"]}],"stats":{}}})") == "1");
}

TEST_CASE("what is no value says why", "[probes][wire][prometheus]") {
    const std::string one = R"({"metric":{},"value":[1700000000,"1"]})";
    CHECK(read(answer("vector", "[]")) == "no data");
    CHECK(read(answer("vector", "[" + one + "," + one + "," + one + "]")) ==
          "3 series instead of one: aggregate them, as in sum(...) or max(...)");
    CHECK(read(vector_of("NaN")) == "the value is NaN: a quotient of nothing by nothing, perhaps");
    CHECK(read(answer("matrix", "[]")) == "the query is of a matrix, not of a number");
    CHECK(read(answer("string", R"([1700000000,"a"])")) == "the query is of a string, not of a number");
    CHECK(read(answer("vector", R"([{"metric":{},"histogram":[1700000000,{}]}])")) ==
          "a histogram is no number");
    CHECK(read(R"({"status":"error","errorType":"bad_data","error":"1:5: parse error"})") ==
          "bad_data: 1:5: parse error");
}

TEST_CASE("what is not an answer of Prometheus is told as that", "[probes][wire][prometheus]") {
    const std::string body = GENERATE(values<std::string>({"",
                                                           "{}",
                                                           "[]",
                                                           "null",
                                                           "7",
                                                           "<html>",
                                                           R"({"status":"success"})",
                                                           R"({"status":"success","data":[]})",
                                                           R"({"status":"success","data":{}})",
                                                           answer("vector", "{}"),
                                                           answer("vector", "[7]"),
                                                           answer("vector", "[{}]"),
                                                           answer("vector", R"([{"value":[]}])"),
                                                           answer("vector", R"([{"value":[1700000000,5]}])"),
                                                           answer("scalar", R"(["a","5"])"),
                                                           answer("surprise", "[]"),
                                                           vector_of(""),
                                                           vector_of("1x"),
                                                           vector_of("nan"),
                                                           vector_of("0x10"),
                                                           vector_of("1e999"),
                                                           vector_of("+1"),
                                                           vector_of("5") + "}",
                                                           std::string(100, '[')}));
    CAPTURE(body);
    CHECK(read(body) == not_ours);
    CHECK_FALSE(prometheus_error(body));
}

TEST_CASE("a value as old as may be is one, an older one is not", "[probes][wire][prometheus]") {
    CHECK(read(vector_of("1", "1699999700")) == "1");
    CHECK(read(vector_of("1", "1699999699")) == "the value is 301s old, more than 5m");
    CHECK(read(vector_of("1", "1700000400")) == "1");  // its clock is ahead of ours
}

TEST_CASE("alerts are counted by what they are worth", "[probes][wire][prometheus]") {
    CHECK(read_rules(rules(rule(""))) == "0 unhealthy, 0 degraded");
    CHECK(read_rules(rules(rule(alert("firing") + "," + alert("firing")))) == "2 unhealthy, 0 degraded");
    CHECK(read_rules(rules(rule(alert("pending")))) == "0 unhealthy, 0 degraded");
    CHECK(read_rules(rules(rule(alert("inactive") + ",7,{}"))) == "0 unhealthy, 0 degraded");

    auto spec = alert_spec();
    spec.pending = model::state::degraded;
    CHECK(read_rules(rules(rule(alert("pending"))), spec) == "0 unhealthy, 1 degraded");
    spec.by_severity = {{"warning", model::state::degraded}, {"info", model::state::healthy}};
    const std::string all = alert("firing", R"("severity":"warning")") + "," +
                            alert("firing", R"("severity":"info")") + "," + alert("firing", "");
    CHECK(read_rules(rules(rule(all)), spec) == "1 unhealthy, 1 degraded");
}

TEST_CASE("only alerts with the labels count", "[probes][wire][prometheus]") {
    auto spec = alert_spec();
    spec.labels = {{"region", "west"}, {"severity", "critical"}};
    const std::string west = R"("region":"west","severity":"critical")";
    CHECK(read_rules(rules(rule(alert("firing", west))), spec) == "1 unhealthy, 0 degraded");
    CHECK(read_rules(rules(rule(alert("firing", R"("region":"east","severity":"critical")"))), spec) ==
          "0 unhealthy, 0 degraded");
    CHECK(read_rules(rules(rule(alert("firing"))), spec) == "0 unhealthy, 0 degraded");
    CHECK(read_rules(rules(rule(R"({"state":"firing"})")), spec) == "0 unhealthy, 0 degraded");
}

TEST_CASE("a rule that is not there or not evaluated tells nothing", "[probes][wire][prometheus]") {
    const std::string none = "0 unhealthy, 0 degraded: ";
    const std::string other =
        R"({"name":"Other","type":"alerting","health":"ok","alerts":[)" + alert("firing") + "]}";
    const std::string recording = R"({"name":"TooManyErrors","type":"recording","health":"ok"})";
    const std::string missing = none + "there is no alerting rule \"TooManyErrors\"";
    CHECK(read_rules(rules(other)) == missing);
    CHECK(read_rules(rules(recording)) == missing);
    CHECK(read_rules(R"({"status":"success","data":{"groups":[]}})") == missing);
    CHECK(read_rules(R"({"status":"success","data":{"groups":[7,{},{"rules":[7]}]}})") == missing);
    CHECK(read_rules(rules(rule("", R"("health":"unknown")", "0001-01-01T00:00:00Z"))) ==
          none + "the rule has not been evaluated yet");
    CHECK(read_rules(rules(rule("", R"("health":"err","lastError":"many-to-many")"))) ==
          none + "the rule cannot be evaluated: many-to-many");
    CHECK(read_rules(rules(rule("", R"("health":"ok")", "2023-11-14T22:08:19Z"))) ==
          none + "the last evaluation is 301s old, more than 5m");
    CHECK(read_rules(rules(rule("", R"("health":"ok")", "yesterday"))) == none + std::string{not_ours});
    CHECK(read_rules("<html>") == none + std::string{not_ours});
    CHECK(read_rules(R"({"status":"success","data":{}})") == none + std::string{not_ours});
}

TEST_CASE("an alert that fires is not silenced by another rule's trouble", "[probes][wire][prometheus]") {
    const std::string broken = rule("", R"("health":"err","lastError":"x")");
    CHECK(read_rules(rules(broken + "," + rule(alert("firing")))) == "1 unhealthy, 0 degraded");
    CHECK(read_rules(rules(rule("") + "," + broken)) ==
          "0 unhealthy, 0 degraded: the rule cannot be evaluated: x");
}

TEST_CASE("an alert of a rule that is not evaluated any more is not believed", "[probes][wire][prometheus]") {
    CHECK(read_rules(rules(rule(alert("firing"), R"("health":"err","lastError":"x")"))) ==
          "0 unhealthy, 0 degraded: the rule cannot be evaluated: x");
    CHECK(read_rules(rules(rule(alert("firing"), R"("health":"ok")", "2023-11-14T22:08:19Z"))) ==
          "0 unhealthy, 0 degraded: the last evaluation is 301s old, more than 5m");
}

TEST_CASE("the words of the API are told, and nobody else's", "[probes][wire][prometheus]") {
    CHECK(prometheus_error(R"({"status":"error","errorType":"timeout","error":"query timed out"})") ==
          "timeout: query timed out");
    CHECK_FALSE(prometheus_error(vector_of("1")));
    CHECK_FALSE(prometheus_error(R"({"error":"no route"})"));
}

TEST_CASE("a query is a form, an alert a question for its rule", "[probes][wire][prometheus]") {
    model::prometheus_spec spec;
    spec.path = "/";
    spec.query = "sum(rate(x{a=\"b c\"}[5m])) > 1";
    const model::http_spec query = prometheus_request(spec, 1500ms);
    CHECK(query.method == "POST");
    CHECK(query.path == "/api/v1/query");
    CHECK(query.body == "query=sum%28rate%28x%7Ba%3D%22b%20c%22%7D%5B5m%5D%29%29%20%3E%201&timeout=1500ms");
    CHECK(query.headers.back().second == "application/x-www-form-urlencoded");
    CHECK(prometheus_request(spec, 100us).body.ends_with("&timeout=1ms"));

    model::prometheus_spec alert = alert_spec();
    alert.path = "/mimir/?tenant=a";
    const model::http_spec rules = prometheus_request(alert, 1s);
    CHECK(rules.method == "GET");
    CHECK(rules.path == "/mimir/api/v1/rules?tenant=a&type=alert&rule_name[]=TooManyErrors");
    CHECK(rules.body.empty());
}
