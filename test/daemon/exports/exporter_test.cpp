#include "daemon/exports/exporter.hpp"
#include "daemon/exports/replace_file.hpp"
#include "test/daemon/outputs/picture.hpp"
#include "test/support/event_loop.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>
#include <unistd.h>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

class folder {
public:
    folder() {
        std::string name = "/tmp/hm-exports-XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~folder() { std::filesystem::remove_all(path_); }
    std::string operator/(std::string_view name) const { return path_ + "/" + std::string{name}; }
    std::size_t files() const {
        const std::filesystem::directory_iterator all{path_};
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }

private:
    std::string path_;
};

std::string text_of(const std::string& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// The shop, and a file about its region eu.
class rig {
public:
    explicit rig(std::chrono::milliseconds pace)
        : exporter(io, {{file, {{"192.0.2.1", {"eu"}}}, 3s, 60s}}, p.view(), pace) {}

    void eu_is(model::verdict v, bool ready = true) {
        auto t = std::make_shared<model::verdict_table>();
        t->model = p.graph;
        t->regions.resize(2);
        t->regions[0].effective = v;
        t->ready = ready;
        p.show(std::move(t));
        exporter.follow();
    }

    folder in;
    std::string file = in / "regions";
    picture p;
    boost::asio::io_context io{1};
    daemon::exporter exporter;
};

}  // namespace

TEST_CASE("a file is replaced whole, and nothing is left beside it", "[exports]") {
    const folder in;
    const std::string file = in / "regions";
    for (const std::string& text : {std::string{"one\n"}, std::string(100'000, 'x'), std::string{}}) {
        CHECK_FALSE(daemon::replace_file(file, text));
        CHECK(text_of(file) == text);
        CHECK(in.files() == 1);
    }
}

TEST_CASE("everybody may read an exported file, whatever the umask is", "[exports]") {
    const folder in;
    const ::mode_t before = ::umask(0077);
    CHECK_FALSE(daemon::replace_file(in / "regions", "x"));
    ::umask(before);
    CHECK(std::filesystem::status(in / "regions").permissions() == std::filesystem::perms{0644});
}

TEST_CASE("a file that cannot be replaced stays, and the error is told", "[exports]") {
    const folder in;
    CHECK(daemon::replace_file(in / "no/such/folder", "x") == boost::system::errc::no_such_file_or_directory);
    std::filesystem::create_directory(in / "taken");
    CHECK(daemon::replace_file(in / "taken", "x"));
    CHECK(in.files() == 1);
    // A link in the place of the new file leads nowhere.
    std::filesystem::create_symlink(in / "elsewhere", in / ".regions.new");
    CHECK(daemon::replace_file(in / "regions", "x"));
    CHECK_FALSE(std::filesystem::exists(in / "elsewhere"));
}

TEST_CASE("an export follows the verdicts at once, and then no faster than its pace", "[exports]") {
    rig r{400ms};
    r.eu_is(model::verdict::up, false);
    CHECK(r.in.files() == 0);
    r.eu_is(model::verdict::up);
    CHECK(text_of(r.file) == "192.0.2.1 => UP/3\n");
    std::filesystem::remove(r.file);
    r.eu_is(model::verdict::up);
    CHECK(r.in.files() == 0);  // nothing changed: nothing is written

    const auto began = std::chrono::steady_clock::now();
    r.eu_is(model::verdict::down);
    CHECK(r.in.files() == 0);
    REQUIRE(run_until(r.io, [&] { return r.in.files() == 1; }));
    CHECK(text_of(r.file).find("192.0.2.1 => DOWN/") == 0);
    CHECK(std::chrono::steady_clock::now() - began > 200ms);
    r.exporter.stop();
    r.io.restart();
    r.io.run_for(5s);
    CHECK(r.io.stopped());
}

TEST_CASE("an export that fails is tried again", "[exports]") {
    rig r{10ms};
    std::filesystem::create_directory(r.file);
    r.eu_is(model::verdict::up);
    std::filesystem::remove(r.file);
    CHECK(run_until(r.io, [&] { return text_of(r.file) == "192.0.2.1 => UP/3\n"; }));
}
