// ${env:}, ${file:} and ${credential:}: what they put in, and that no message shows it.
#include "config/load.hpp"
#include "config/secret_sources.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

using namespace hm;
using namespace hm::config;
namespace fs = std::filesystem;

namespace {

// Secrets in a directory, which is that of the credentials as well; and the variable HM_TEST_SECRET.
class planted {
public:
    planted() {
        std::string pattern = fs::temp_directory_path() / "hm-secrets-XXXXXX";
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
        setenv("CREDENTIALS_DIRECTORY", path_.c_str(), 1);
        setenv("HM_TEST_SECRET", "from-the-environment", 1);
    }
    ~planted() {
        unsetenv("CREDENTIALS_DIRECTORY");
        unsetenv("HM_TEST_SECRET");
        fs::remove_all(path_);
    }
    planted(const planted&) = delete;
    planted& operator=(const planted&) = delete;

    void file(const std::string& name, const std::string& text) const { std::ofstream{path_ / name} << text; }
    std::string path(const std::string& name) const { return path_ / name; }

    loaded_model load(const std::string& signal, const std::string& entity_keys = "") const {
        return load_model(
            source{path("model.yaml"), "model: shop\nregions: { west: {}, east: {} }\nflows:\n  buy:\n" +
                                           entity_keys + "    signals:\n      one: " + signal + "\n"});
    }
    model::signal_spec good(const std::string& signal) const {
        const loaded_model loaded = load(signal);
        INFO(render(loaded.diagnostics));
        REQUIRE(loaded.value);
        return *(*loaded.value)->entities[0].signals[0].places[0];
    }
    std::string told(const std::string& signal) const {
        const loaded_model loaded = load(signal);
        return loaded.diagnostics.empty() ? "" : loaded.diagnostics.front().message;
    }

private:
    fs::path path_;
};

std::string url(const std::string& text) {
    return "{ http: { url: \"" + text + "\" } }";
}

const model::http_spec& http(const model::signal_spec& s) {
    return std::get<model::http_spec>(s.probe);
}

}  // namespace

TEST_CASE("secrets come from the environment, files and credentials", "[config][secrets]") {
    const planted p;
    p.file("key", "from-a-file\n");
    p.file("windows", "from-windows\r\n");
    p.file("inner", "two\nlines\n\n");
    const auto s = p.good(R"({ http: { url: "http://shop/", body: "${file:inner}",
        headers: { A: "${env:HM_TEST_SECRET}", B: "Bearer ${credential:key}", C: "${file:windows}$${x}" } } })");
    CHECK(http(s).headers[0].second == "from-the-environment");
    CHECK(http(s).headers[1].second == "Bearer from-a-file");
    CHECK(http(s).headers[2].second == "from-windows${x}");
    CHECK(http(s).body == "two\nlines\n");  // one line break belongs to the file
    CHECK(p.good("{ push: { token: \"${file:" + p.path("key") + "}-0123456789\" } }").secrets ==
          std::vector<std::string>{"from-a-file"});
}

TEST_CASE("places that differ by nothing but secrets share one spec", "[config][secrets]") {
    const planted p;
    const loaded_model loaded = p.load(url("http://${env:HM_TEST_SECRET}/"));
    REQUIRE(loaded.value);
    const auto& places = (*loaded.value)->entities[0].signals[0].places;
    CHECK(places[0] == places[1]);
}

TEST_CASE("of a url with secrets only the rest may be shown", "[config][secrets]") {
    const planted p;
    p.file("path", "hooks/k3y-of-the-door");
    p.file("whole", "http://secret-host:81/k3y-path?k3y-query");
    const auto shown = [&](const std::string& text) { return http(p.good(url(text))).shown_url; };
    CHECK(shown("http://shop:81/${file:path}/x?y=z") == "http://shop:81/***/x");
    CHECK(shown("http://${env:HM_TEST_SECRET}/x") == "http://***/x");
    CHECK(shown("http://shop/x?${file:path}") == "http://shop/x");
    CHECK(shown("${file:whole}&more") == "***");
    CHECK(shown("http://shop/x") == "");
    CHECK(p.good(url("${file:whole}")).secrets ==
          std::vector<std::string>{"http://secret-host:81/k3y-path?k3y-query", "secret-host", "k3y-path",
                                   "k3y-query"});

    const auto tcp = p.good("{ tcp: \"${env:HM_TEST_SECRET}:5432\" }");
    CHECK(std::get<model::tcp_spec>(tcp.probe).to.host == "from-the-environment");
    CHECK(std::get<model::tcp_spec>(tcp.probe).shown_address == "***:5432");
}

TEST_CASE("a secret that cannot be had is told by its name, at its place", "[config][secrets]") {
    const planted p;
    p.file("empty", "\n");
    p.file("large", std::string(max_secret_bytes + 1, 'x'));
    p.file("largest", std::string(max_secret_bytes, 'x'));
    REQUIRE(mkfifo(p.path("pipe").c_str(), 0600) == 0);
    const auto body = [&](const std::string& reference) {
        return p.told("{ http: { url: \"http://shop/\", body: \"" + reference + "\" } }");
    };
    CHECK(body("${env:HM_NO_SUCH}") == "the environment variable \"HM_NO_SUCH\" is not set");
    CHECK(body("${env:no-such}") == "the environment variable \"no-such\" cannot exist");
    CHECK(body("${file:missing}") == "the file \"missing\" cannot be opened: No such file or directory");
    CHECK(body("${file:.}") == "the file \".\" is no regular file");
    CHECK(body("${file:pipe}") == "the file \"pipe\" is no regular file");
    CHECK(body("${file:}") == "the name of a file is missing in ${file:}");
    CHECK(body("${file:empty}") == "the file \"empty\" is empty");
    CHECK(body("${file:large}") == "the file \"large\" is larger than the 65536 bytes that are read");
    CHECK(body("${file:largest}") == "");
    CHECK(body("${credential:missing}") ==
          "the credential \"missing\" cannot be opened: No such file or directory");
    CHECK(body("${credential:../key}") == "the credential \"../key\" cannot exist");
    CHECK(body("${secret:x}") == "\"secret:x\" is no variable");
    unsetenv("CREDENTIALS_DIRECTORY");
    CHECK(body("${credential:key}") ==
          "the credential \"key\" cannot be read: $CREDENTIALS_DIRECTORY is not set");

    const loaded_model loaded = p.load("{ tcp: \"${env:HM_NO_SUCH}:1\" }");
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].line == 6);
    CHECK(loaded.diagnostics[0].column == 20);
}

TEST_CASE("what is shown in answers cannot be a secret", "[config][secrets]") {
    const planted p;
    for (const char* source : {"${env:HM_TEST_SECRET}", "${file:key}", "${credential:key}"}) {
        INFO(source);
        CHECK(p.told("{ tcp: \"a:1\", degraded: \"latency > " + std::string{source} + "\" }") ==
              "a condition cannot come from ${env:}, ${file:} or ${credential:}");
        CHECK(p.told("{ http: { url: \"http://shop/\", expect: { status: \"" + std::string{source} +
                     "\" } } }") ==
              "an expected status cannot come from ${env:}, ${file:} or ${credential:}");
    }
    CHECK(p.told("{ http: { url: \"http://shop/\" }, degraded: 'body.x == \"$${env:x}\"' }") == "");
}

TEST_CASE("no mistake shows a secret, whole or in part", "[config][secrets]") {
    const planted p;
    p.file("key", "k3y of:the:door/k3y\x01");
    p.file("long", std::string(200, 'k') + "3y");
    for (const std::string& signal :
         {url("${file:key}"), url("http://${file:key}/"), url("http://shop:${file:key}/"),
          url("http://shop/${file:key}"), url("${file:long}"), std::string{"{ tcp: \"${file:key}\" }"},
          std::string{"{ tcp: \"a:${file:key}\" }"}, std::string{"{ push: { token: \"${file:key}\" } }"},
          std::string{"{ every: \"${file:key}\", tcp: \"a:1\" }"},
          std::string{"{ http: { url: \"http://shop/\", headers: { A: \"${file:key}\" } } }"},
          std::string{"{ http: { url: \"http://shop/\", expect: { status: \"${file:key}\" } } }"},
          std::string{"{ tcp: \"a:1\", degraded: \"body.x == ${file:key}\" }"}}) {
        const loaded_model loaded = p.load(signal);
        const std::string text = render(loaded.diagnostics);
        INFO(signal << text);
        CHECK(!loaded.value);
        CHECK(text.find("k3y") == std::string::npos);
        CHECK(text.find("door") == std::string::npos);
        CHECK(text.find("kkk") == std::string::npos);
    }
    CHECK(p.told(url("${file:key}")) == "with what ${...} puts in this is no URL");
}

TEST_CASE("settings take secrets for tokens, and the environment for what is shown",
          "[config][settings][secrets]") {
    const planted p;
    p.file("alice", "alice-0123456789abcdef\n");
    setenv("HM_TEST_REGION", "west", 1);
    setenv("HM_TEST_PORT", "8641", 1);
    const auto load = [&](const std::string& text) {
        return load_settings(source{p.path("settings.yaml"), text});
    };
    const loaded_settings loaded = load(R"(
region: "${env:HM_TEST_REGION}"
listeners: [{ listen: "127.0.0.1:${env:HM_TEST_PORT}", serves: [api, admin] }]
resolver: { servers: ["[::1]:${env:HM_TEST_PORT}"] }
tokens: { alice: "${file:alice}" }
)");
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    CHECK(loaded.diagnostics.empty());
    CHECK(loaded.value->region == "west");
    CHECK(loaded.value->listeners[0].port == 8641);
    CHECK(loaded.value->resolver.servers == std::vector<std::string>{"[::1]:8641"});
    CHECK(loaded.value->tokens[0].token == "alice-0123456789abcdef");

    const auto first = [&](const std::string& text) { return load(text).diagnostics.at(0).message; };
    CHECK(first("region: \"${file:alice}\"\n") == "a region cannot come from ${file:} or ${credential:}");
    CHECK(first("region: \"${region.name}\"\n") ==
          "\"${region.name}\" in the settings, which know no region");
    CHECK(first("tokens: { alice: \"${file:bob}\" }\n") ==
          "the file \"bob\" cannot be opened: No such file or directory");
    unsetenv("HM_TEST_REGION");
    unsetenv("HM_TEST_PORT");
}
