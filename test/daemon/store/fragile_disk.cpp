#include "test/daemon/store/fragile_disk.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hm::test {

// SQLite allocates it, and knows no more of it than its first member.
struct fragile_file {
    sqlite3_file base;
    fragile_disk* disk;
    std::shared_ptr<fragile_disk::content>* content;  // owned

    static fragile_file& of(sqlite3_file* f) { return *reinterpret_cast<fragile_file*>(f); }
    static fragile_disk::content& in(sqlite3_file* f) { return **of(f).content; }

    static int close(sqlite3_file* f) {
        delete of(f).content;
        of(f).content = nullptr;
        return SQLITE_OK;
    }
    static int read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
        if (of(f).disk->dead_) return SQLITE_IOERR_READ;
        const std::string& all = in(f).now;
        const auto from = std::min(static_cast<std::size_t>(at), all.size());
        const auto n = std::min(static_cast<std::size_t>(size), all.size() - from);
        std::memset(to, 0, static_cast<std::size_t>(size));
        std::memcpy(to, all.data() + from, n);
        return n == static_cast<std::size_t>(size) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    }
    static int write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
        return of(f).disk->write(in(f), from, static_cast<std::size_t>(size), static_cast<std::size_t>(at));
    }
    static int truncate(sqlite3_file* f, sqlite3_int64 size) {
        return of(f).disk->truncate(in(f), static_cast<std::size_t>(size));
    }
    static int sync(sqlite3_file* f, int) { return of(f).disk->sync(in(f)); }
    static int size(sqlite3_file* f, sqlite3_int64* n) {
        *n = static_cast<sqlite3_int64>(in(f).now.size());
        return SQLITE_OK;
    }
    // One process, one connection: nobody to keep out.
    static int lock(sqlite3_file*, int) { return SQLITE_OK; }
    static int reserved(sqlite3_file*, int* is) {
        *is = 0;
        return SQLITE_OK;
    }
    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int sector_size(sqlite3_file*) { return fragile_disk::sector; }
    static int characteristics(sqlite3_file*) { return 0; }  // nothing is promised
};

namespace {

const sqlite3_io_methods methods{1,
                                 fragile_file::close,
                                 fragile_file::read,
                                 fragile_file::write,
                                 fragile_file::truncate,
                                 fragile_file::sync,
                                 fragile_file::size,
                                 fragile_file::lock,
                                 fragile_file::lock,
                                 fragile_file::reserved,
                                 fragile_file::control,
                                 fragile_file::sector_size,
                                 fragile_file::characteristics,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr};

fragile_disk& disk_of(sqlite3_vfs* v) {
    return *static_cast<fragile_disk*>(v->pAppData);
}

std::string next_name() {
    static int number = 0;
    return "fragile-" + std::to_string(++number);
}

}  // namespace

fragile_disk::fragile_disk() : name_(next_name()) {
    const sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
    vfs_ = *system;  // clock, random numbers, sleep
    vfs_.iVersion = 1;
    vfs_.szOsFile = sizeof(fragile_file);
    vfs_.pNext = nullptr;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    vfs_.xDelete = [](sqlite3_vfs* v, const char* file, int durably) {
        return disk_of(v).remove(file, durably != 0);
    };
    vfs_.xAccess = [](sqlite3_vfs* v, const char* file, int, int* is) {
        *is = disk_of(v).find(file) != nullptr;
        return SQLITE_OK;
    };
    vfs_.xFullPathname = [](sqlite3_vfs*, const char* file, int size, char* out) {
        sqlite3_snprintf(size, out, "%s", file);
        return SQLITE_OK;
    };
    sqlite3_vfs_register(&vfs_, 0);
}

fragile_disk::~fragile_disk() {
    sqlite3_vfs_unregister(&vfs_);
}

int fragile_disk::open(sqlite3_vfs* v, const char* name, sqlite3_file* f, int flags, int* out) {
    fragile_disk& d = disk_of(v);
    f->pMethods = nullptr;
    if (d.dead_) return SQLITE_CANTOPEN;
    const std::string file = name == nullptr ? next_name() : name;
    auto& c = d.files_[file];
    if (!c) c = std::make_shared<content>();
    if (std::exchange(c->is_deleted, false)) c->now.clear();
    constexpr int logs = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;
    c->is_new_log = (flags & logs) != 0 && (flags & SQLITE_OPEN_CREATE) != 0;
    fragile_file& made = fragile_file::of(f);
    made.disk = &d;
    made.content = new std::shared_ptr<content>(c);
    f->pMethods = &methods;
    if (out != nullptr) *out = flags;
    return SQLITE_OK;
}

fragile_disk::content* fragile_disk::find(const std::string& file) {
    const auto found = files_.find(file);
    return found == files_.end() || found->second->is_deleted ? nullptr : found->second.get();
}

void fragile_disk::die_at(std::size_t operation, when w) {
    die_at_ = operation;
    die_ = w;
}

void fragile_disk::fail_at(std::size_t operation, int code) {
    fail_at_ = operation;
    failure_ = code;
}

bool fragile_disk::begin(int& code) {
    code = SQLITE_IOERR;
    if (dead_) return false;
    ++operations_;
    if (operations_ == die_at_ && die_ == when::before) dead_ = true;
    if (operations_ == fail_at_) code = failure_;
    return !dead_ && operations_ != fail_at_;
}

int fragile_disk::end(int code) {
    if (operations_ == die_at_) dead_ = true;
    return dead_ ? SQLITE_IOERR : code;
}

void fragile_disk::apply(std::string& to, const change& c) {
    if (c.truncates) return to.resize(c.at);
    if (to.size() < c.at + c.bytes.size()) to.resize(c.at + c.bytes.size());
    to.replace(c.at, c.bytes.size(), c.bytes);
}

void fragile_disk::apply_some(std::string& to, const change& c, std::mt19937& chance) {
    if (c.truncates) return chance() % 2 ? apply(to, c) : void();
    for (std::size_t done = 0; done < c.bytes.size();) {
        const std::size_t at = c.at + done;
        const std::size_t size = std::min(sector - at % sector, c.bytes.size() - done);
        if (chance() % 2) apply(to, {at, c.bytes.substr(done, size)});
        done += size;
    }
}

int fragile_disk::write(content& c, const void* from, std::size_t size, std::size_t at) {
    int code = refusal_;
    if (code != SQLITE_OK || !begin(code)) return code;
    const change made{at, std::string{static_cast<const char*>(from), size}};
    apply(c.now, made);
    c.unsynced.push_back(made);
    return end(SQLITE_OK);
}

int fragile_disk::truncate(content& c, std::size_t size) {
    int code = refusal_;
    if (code != SQLITE_OK || !begin(code)) return code;
    const change made{size, {}, true};
    apply(c.now, made);
    c.unsynced.push_back(made);
    return end(SQLITE_OK);
}

int fragile_disk::sync(content& c) {
    int code = SQLITE_OK;
    if (!begin(code)) return code;
    c.durable = c.now;
    c.unsynced.clear();
    c.is_durable = true;
    if (std::exchange(c.is_new_log, false)) sync_folder();
    return end(SQLITE_OK);
}

void fragile_disk::sync_folder() {
    std::erase_if(files_, [](const auto& f) { return f.second->is_deleted; });
    for (const auto& [name, c] : files_) c->is_durable = true;
}

int fragile_disk::remove(const std::string& file, bool durably) {
    int code = SQLITE_OK;
    if (!begin(code)) return code;
    content* c = find(file);
    if (c == nullptr) return end(SQLITE_IOERR_DELETE_NOENT);
    if (durably || !c->is_durable)
        files_.erase(file);
    else
        c->is_deleted = true;
    if (durably) sync_folder();
    return end(SQLITE_OK);
}

void fragile_disk::restart(loss l, std::mt19937& chance) {
    for (auto it = files_.begin(); it != files_.end();) {
        content& c = *it->second;
        const bool exists = c.is_durable || l == loss::kept || (l == loss::some && chance() % 2);
        const bool deleted = c.is_deleted && (l == loss::kept || (l == loss::some && chance() % 2));
        if (!exists || deleted) {
            it = files_.erase(it);
            continue;
        }
        if (l != loss::kept) {
            c.now = c.durable;
            if (l == loss::some)
                for (const change& each : c.unsynced) apply_some(c.now, each, chance);
        }
        c.durable = c.now;
        c.unsynced.clear();
        c.is_durable = true;
        c.is_deleted = false;
        ++it;
    }
    operations_ = die_at_ = fail_at_ = 0;
    refusal_ = SQLITE_OK;
    dead_ = false;
}

}  // namespace hm::test
