#include "daemon/alerts/command_sender.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/store/records_made.hpp"
#include "test/support/event_loop.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

// Runs a command for one notice; what came of it.
class rig {
public:
    explicit rig(std::vector<std::string> command, std::chrono::milliseconds timeout = 10s,
                 std::vector<std::string> secrets = {}) {
        std::signal(SIGPIPE, SIG_IGN);
        sink_.what = config::alert_sink::kind::command;
        sink_.command = std::move(command);
        sink_.timeout = timeout;
        sink_.secrets = std::move(secrets);
    }

    std::string send(std::string summary = "db is dead") {
        command_sender sender{io, sink_};
        model::alerts::notice n;
        n.summary = std::move(summary);
        std::optional<std::string> told;
        sender.send({{n, model::alerts::wish::begin}}, {}, [&](std::string trouble) { told = trouble; });
        REQUIRE(run_until(io, [&] { return told.has_value(); }));
        return *told;
    }

    boost::asio::io_context io{1};

private:
    config::alert_sink sink_;
};

std::string text_of(const std::string& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

TEST_CASE("a command reads the notice from its standard input, and nothing of ours is in its environment",
          "[alerts][command]") {
    const folder here;
    const std::string file = (here.path / "said").string();
    ::setenv("HEALTHMODELD_TOKEN", "what-nobody-may-see", 1);
    rig r{{"/bin/sh", "-c", "cat > \"$0\"; env >> \"$0\"; ls /proc/self/fd >> \"$0\"", file}};
    CHECK(r.send().empty());
    const std::string said = text_of(file);
    CHECK_THAT(said, Catch::StartsWith(R"({"version":1,"status":"firing",)"));
    CHECK_THAT(said, Catch::Contains(R"("summary":"db is dead")") && Catch::Contains("PATH=/usr/local/sbin"));
    CHECK_THAT(said, !Catch::Contains("what-nobody-may-see"));
}

TEST_CASE("a command that fails says why, with the end of its complaints and without secrets",
          "[alerts][command]") {
    CHECK(rig{{"/bin/false"}}.send() == "it ended with 1");
    CHECK(rig{{"/bin/sh", "-c", "echo no such user >&2; exit 3"}}.send() == "it ended with 3: no such user");
    CHECK(rig{{"/bin/sh", "-c", "echo token hush-hush is wrong >&2; exit 4"}, 10s, {"hush-hush"}}.send() ==
          "it ended with 4: token *** is wrong");
    CHECK(rig{{"/bin/sh", "-c", "kill -9 $$"}}.send() == "it was ended by signal 9");
    CHECK(rig{{"/no/such/program"}}.send() == "it cannot be started: No such file or directory");
}

TEST_CASE("a command that takes too long is killed with all that it started", "[alerts][command]") {
    const folder here;
    const std::string file = (here.path / "children").string();
    const auto before = std::chrono::steady_clock::now();
    CHECK(rig{{"/bin/sh", "-c", "sleep 60 & echo $! > \"$0\"; wait", file}, 2s}.send() ==
          "it was killed after 2s");
    CHECK(std::chrono::steady_clock::now() - before < 10s);
    const pid_t child = std::stoi(text_of(file));
    boost::asio::io_context io{1};
    // Nobody of ours reaps it; it is dead, or a zombie of who does.
    CHECK(run_until(io, [&] {
        const std::string status = text_of("/proc/" + std::to_string(child) + "/stat");
        return status.empty() || status.find(") Z") != std::string::npos;
    }));
}

TEST_CASE("a command that does not read its input, or leaves a child behind, is no failure by itself",
          "[alerts][command]") {
    CHECK(rig{{"/bin/true"}}.send(std::string(1'000'000, 'x')).empty());
    CHECK(rig{{"/bin/sh", "-c", "sleep 60 & exit 0"}}.send().empty());
}

TEST_CASE("a command that talks without end is heard to its end in bounded memory", "[alerts][command]") {
    CHECK_THAT(rig({"/bin/sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x >&2; echo; exit 2"}).send(),
               Catch::StartsWith("it ended with 2: xxx"));
}

TEST_CASE("stopping ends what is under way without a word", "[alerts][command]") {
    rig r{{"/bin/true"}};
    config::alert_sink sink;
    sink.command = {"/bin/sleep", "60"};
    sink.timeout = 60s;
    bool told = false;
    {
        command_sender sender{r.io, sink};
        sender.send({{{}, model::alerts::wish::begin}}, {}, [&](const std::string&) { told = true; });
    }
    r.io.run_for(10s);  // it ends by itself: nothing is left
    CHECK(r.io.stopped());
    CHECK_FALSE(told);
}
