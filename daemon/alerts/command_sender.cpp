#include "daemon/alerts/command_sender.hpp"

#include "model/secrets.hpp"

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hm::daemon {

namespace {

using boost::asio::posix::stream_descriptor;
using boost::system::error_code;

struct pipe_ends {
    int read = -1, write = -1;
    bool open() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return false;
        read = ends[0];
        write = ends[1];
        return true;
    }
};

// Readable once the process has ended. The C library's own has no C linkage in C++ (glibc 2.36).
int watch_end_of(pid_t pid) {
    return static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
}

void close_if_open(int fd) {
    if (fd >= 0) close(fd);
}

// A group of its own, so that it can be ended with all that it started; none of our descriptors, none of our
// signals' settings.
int spawn(pid_t& pid, const std::vector<std::string>& command, int input, int complaints) {
    std::vector<char*> words;
    for (const std::string& w : command) words.push_back(const_cast<char*>(w.c_str()));
    words.push_back(nullptr);
    char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    char* environment[] = {path, nullptr};

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, complaints, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);

    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigfillset(&defaults);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &defaults);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

    const int code = posix_spawn(&pid, words.front(), &files, &how, words.data(), environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return code;
}

std::string outcome_of(int status, bool too_slow, std::chrono::milliseconds timeout) {
    if (too_slow) return fmt::format("it was killed after {}", model::format_duration(timeout));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    if (WIFEXITED(status)) return fmt::format("it ended with {}", WEXITSTATUS(status));
    return fmt::format("it was ended by signal {}", WTERMSIG(status));
}

}  // namespace

// Kept alive by what it waits for.
class command_sender::child : public std::enable_shared_from_this<child> {
public:
    child(boost::asio::io_context& io, std::chrono::milliseconds timeout, std::vector<std::string> secrets,
          std::string input, sent done)
        : io_(io),
          input_(io),
          complaints_(io),
          life_(io),
          timer_(io),
          timeout_(timeout),
          secrets_(std::move(secrets)),
          text_(std::move(input)),
          done_(std::move(done)) {}

    void start(const std::vector<std::string>& command) {
        pipe_ends in, err;
        const bool has_pipes = in.open() && err.open();
        int code = has_pipes ? spawn(pid_, command, in.read, err.write) : errno;
        if (code != 0) pid_ = -1;
        close_if_open(in.read);
        close_if_open(err.write);
        const int life = code == 0 ? watch_end_of(pid_) : -1;
        if (code == 0 && life < 0) code = give_up_on_it();
        if (code != 0) {
            close_if_open(in.write);
            close_if_open(err.read);
            return finish(fmt::format("it cannot be started: {}", std::strerror(code)));
        }
        input_.assign(in.write);
        complaints_.assign(err.read);
        life_.assign(life);
        watch();
    }

    // Without a word to anybody.
    void stop() {
        done_ = {};
        kill_group();
    }

private:
    // Who cannot be watched is not left running.
    int give_up_on_it() {
        const int why = errno;
        kill_group();
        waitpid(std::exchange(pid_, -1), nullptr, 0);
        return why;
    }

    void watch() {
        const auto self = shared_from_this();
        // One that does not read is no failure by itself.
        boost::asio::async_write(input_, boost::asio::buffer(text_), [self](error_code, std::size_t) {
            error_code ignored;
            self->input_.close(ignored);
        });
        listen();
        life_.async_wait(stream_descriptor::wait_read, [self](error_code ec) {
            if (!ec) self->ended();
        });
        timer_.expires_after(timeout_);
        timer_.async_wait([self](error_code cancelled) {
            if (cancelled) return;
            self->too_slow_ = true;
            self->kill_group();
        });
    }

    void listen() {
        complaints_.async_read_some(boost::asio::buffer(heard_),
                                    [self = shared_from_this()](error_code ec, std::size_t n) {
                                        if (ec) return;
                                        self->last_words_.append(self->heard_.data(), n);
                                        const std::size_t size = self->last_words_.size();
                                        if (size > max_kept) self->last_words_.erase(0, size - max_kept);
                                        self->listen();
                                    });
    }

    void ended() {
        kill_group();  // what it left behind, while its number is still its own
        int status = 0;
        waitpid(std::exchange(pid_, -1), &status, 0);
        hear_the_rest();
        std::string trouble = outcome_of(status, too_slow_, timeout_);
        while (last_words_.ends_with('\n')) last_words_.pop_back();
        if (!trouble.empty() && !last_words_.empty())
            trouble += ": " + model::printable(model::without_secrets(last_words_, secrets_));
        finish(std::move(trouble));
    }

    void hear_the_rest() {
        error_code ec;
        complaints_.non_blocking(true, ec);
        const std::size_t n = complaints_.read_some(boost::asio::buffer(heard_), ec);
        if (!ec) last_words_.append(heard_.data(), n);
    }

    void kill_group() {
        if (pid_ > 0) kill(-pid_, SIGKILL);
    }

    void finish(std::string trouble) {
        error_code ignored;
        input_.close(ignored);
        complaints_.close(ignored);
        life_.close(ignored);
        timer_.cancel();
        if (done_)
            boost::asio::post(io_,
                              [done = std::move(done_), trouble = std::move(trouble)] { done(trouble); });
        done_ = {};
    }

    static constexpr std::size_t max_kept = 4096;

    boost::asio::io_context& io_;
    stream_descriptor input_, complaints_, life_;
    boost::asio::steady_timer timer_;
    const std::chrono::milliseconds timeout_;
    const std::vector<std::string> secrets_;
    const std::string text_;
    sent done_;
    std::array<char, 1024> heard_{};
    std::string last_words_;
    pid_t pid_ = -1;
    bool too_slow_ = false;
};

command_sender::command_sender(boost::asio::io_context& io, const config::alert_sink& sink)
    : io_(io), sink_(sink) {}

command_sender::~command_sender() {
    stop();
}

void command_sender::send(std::vector<telling> what, model::moment, sent done) {
    running_ = std::make_shared<child>(io_, sink_.timeout, sink_.secrets, notice_json(what.front()) + "\n",
                                       std::move(done));
    running_->start(sink_.command);
}

void command_sender::stop() {
    if (running_) running_->stop();
    running_.reset();
}

}  // namespace hm::daemon
