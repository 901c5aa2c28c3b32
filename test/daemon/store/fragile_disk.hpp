// A disk in memory, as a VFS of SQLite's, that can die or fail at any of its operations, and tells after that
// what a power cut would have left: what was synced, and of what was not whichever sectors chance picks.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace hm::test {

class fragile_disk {
public:
    fragile_disk();
    ~fragile_disk();
    fragile_disk(const fragile_disk&) = delete;
    fragile_disk& operator=(const fragile_disk&) = delete;

    const char* vfs() const { return name_.c_str(); }

    // Writes, truncations, syncs and deletions so far.
    std::size_t operations() const { return operations_; }

    enum class when { before, after };
    // From that operation on, which is done or not, nothing is done any more: the process has ended.
    void die_at(std::size_t operation, when w);
    // That operation alone fails with this code; it may have been done halfway.
    void fail_at(std::size_t operation, int code);
    // Every write fails so, until it is set to SQLITE_OK; from any thread.
    void refuse_writes(int code) { refusal_ = code; }
    bool is_dead() const { return dead_; }

    // What the next process finds. kept: the process alone died. lost: everything that was not synced is
    // gone; some: of it, what chance picks, in sectors.
    enum class loss { kept, lost, some };
    void restart(loss l, std::mt19937& chance);

private:
    friend struct fragile_file;
    static constexpr std::size_t sector = 512;

    struct change {  // not synced
        std::size_t at = 0;
        std::string bytes;
        bool truncates = false;
    };
    struct content {
        std::string now, durable;
        std::vector<change> unsynced;
        bool is_durable = false;  // that there is such a file
        bool is_deleted = false;  // which is not durable yet
        bool is_new_log = false;  // its first sync is one of the folder, too, as SQLite's own VFS does it
    };

    // Whether to do it; otherwise `code` says what SQLite is told.
    bool begin(int& code);
    int end(int code);
    int write(content& c, const void* from, std::size_t size, std::size_t at);
    int truncate(content& c, std::size_t size);
    int sync(content& c);
    void sync_folder();
    int remove(const std::string& file, bool durably);
    content* find(const std::string& file);
    static void apply(std::string& to, const change& c);
    static void apply_some(std::string& to, const change& c, std::mt19937& chance);

    static int open(sqlite3_vfs* v, const char* name, sqlite3_file* f, int flags, int* out);

    const std::string name_;
    sqlite3_vfs vfs_{};
    std::map<std::string, std::shared_ptr<content>> files_;
    std::size_t operations_ = 0, die_at_ = 0, fail_at_ = 0;
    when die_ = when::before;
    int failure_ = SQLITE_OK;
    std::atomic<int> refusal_ = SQLITE_OK;
    bool dead_ = false;
};

}  // namespace hm::test
