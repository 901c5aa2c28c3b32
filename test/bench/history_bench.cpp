// The history of 100,000 nodes with 100 transitions a second: what an hour of it costs on the disk, in memory
// and in time of its thread, told from HM_HISTORY_SECONDS of it (20 unless said otherwise; 3600 for all of
// it), which are written as fast as they can be. Then a past picture.
#include "config/load.hpp"
#include "daemon/history/history_file.hpp"
#include "daemon/history/queries.hpp"
#include "daemon/history/recorder.hpp"
#include "test/bench/large_model.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <unistd.h>

namespace {

using namespace hm;
using namespace hm::daemon;
using clock = std::chrono::steady_clock;

constexpr int changes_a_second = 100;

double seconds_since(clock::time_point start) {
    return std::chrono::duration<double>(clock::now() - start).count();
}

double resident_mib() {
    std::ifstream statm{"/proc/self/statm"};
    double size = 0, resident = 0;
    statm >> size >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

void tell(const char* name, double value, const char* unit) {
    fmt::print("{{\"name\": \"history/{}\", \"value\": {:.4g}, \"unit\": \"{}\"}}\n", name, value, unit);
}

// Pictures whose signals change at random, a second apart.
class world {
public:
    explicit world(std::shared_ptr<const model::graph> g)
        : graph_(std::move(g)), evaluator_(graph_), rows_(graph_->size()) {
        for (const model::signal_id s : graph_->signals())
            evaluator_.set_leaf(s, {model::state::healthy, true, false});
        evaluator_.evaluate();
        for (std::size_t i = 0; i < graph_->size(); ++i) {
            const model::vertex_id id{static_cast<std::uint32_t>(i)};
            rows_.edit(id) = {evaluator_.at(id), wall_, nullptr};
        }
        verdicts_->model = graph_;
        verdicts_->ready = true;
        verdicts_->regions.resize(graph_->source().regions.size());
    }

    std::shared_ptr<const model::snapshot> next() {
        wall_ += std::chrono::seconds{1};
        auto s = std::make_shared<model::snapshot>();
        for (int i = 0; i < changes_a_second && !first_; ++i) {
            const auto id = model::signal_id(chance_() % graph_->signal_count());
            evaluator_.set_leaf(id, {static_cast<model::state>(chance_() % 3), true, false});
        }
        first_ = false;
        for (const model::vertex_id id : evaluator_.evaluate()) {
            model::row& r = rows_.edit(id);
            if (r.health.health.now != evaluator_.at(id).health.now) r.since = wall_;
            r.health = evaluator_.at(id);
            s->changed.push_back(id);
        }
        s->model = graph_;
        s->rows = rows_.publish();
        s->verdicts = verdicts_;
        s->at.wall = wall_;
        return s;
    }
    model::wall_time now() const { return wall_; }

private:
    std::shared_ptr<const model::graph> graph_;
    model::evaluator evaluator_;
    model::row_writer rows_;
    std::shared_ptr<model::verdict_table> verdicts_ = std::make_shared<model::verdict_table>();
    model::wall_time wall_ = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    std::mt19937 chance_{20261128};
    bool first_ = true;
};

struct folder {
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "hm-bench-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

std::size_t record(recorder& r, history_file& f, const model::snapshot& s) {
    std::size_t written = 0;
    for (bool all = false; !all;) {
        history_batch b;
        all = r.take(s, b, 5000);
        b.until = s.at.wall;
        f.write(b);
        written += b.transitions.size();
    }
    return written;
}

}  // namespace

int main() {
    const char* asked = std::getenv("HM_HISTORY_SECONDS");
    const int seconds = asked == nullptr ? 20 : std::max(std::atoi(asked), 1);
    const folder here;
    const std::string text = (here.path / "model.yaml").string();
    std::ofstream{text} << bench::large_model_text();
    const config::loaded_model loaded = config::load_model_files({text});
    if (!loaded.value) return 1;
    world w{std::make_shared<const model::graph>(*loaded.value)};
    const std::string path = (here.path / "history.sqlite").string();
    history_file f{path};
    recorder r;

    auto start = clock::now();
    record(r, f, *w.next());
    tell("first-picture", seconds_since(start), "s");
    const std::int64_t empty = f.bytes();
    const double before = resident_mib();

    const history_bounds bounds;
    std::size_t rows = 0;
    double worst = 0, all = 0;
    for (int i = 0; i < seconds; ++i) {
        const auto s = w.next();
        start = clock::now();
        rows += record(r, f, *s);
        if (i % 60 == 0)
            while (f.tidy(w.now(), bounds)) {
            }
        const double took = seconds_since(start);
        worst = std::max(worst, took);
        all += took;
    }
    tell("transitions-a-second", static_cast<double>(rows) / seconds, "1/s");
    tell("thread-share", all / seconds * 100, "% of a processor and its disk");
    tell("worst-second", worst * 1000, "ms");
    tell("bytes-a-transition", static_cast<double>(f.bytes() - empty) / static_cast<double>(rows), "B");
    tell("memory-growth", resident_mib() - before, "MiB");
    tell("file", static_cast<double>(std::filesystem::file_size(path)) / (1 << 20), "MiB");

    start = clock::now();
    past_filter which;
    which.limit = max_history_page;
    f.read([&](database& db) { return states_at(db, w.now(), which).rows.size(); });
    tell("past-page", seconds_since(start) * 1000, "ms");
    start = clock::now();
    f.last_states();
    tell("resume", seconds_since(start), "s");
    return 0;
}
