#include "daemon/generators/grafana_dashboard.hpp"

#include "daemon/generators/dashboard_panels.hpp"
#include "daemon/outputs/json_writer.hpp"

#include <fmt/format.h>

#include <array>

namespace hm::daemon {

namespace {

using as = dashboard_panel::as;
using shows = dashboard_panel::shows;

constexpr int schema_version = 36;  // of Grafana 9: later ones read it
constexpr int grid_width = 24;
constexpr std::string_view source_name = "DS_PROMETHEUS";
constexpr std::string_view source_uid = "${DS_PROMETHEUS}";

// What a number is called, and its colour.
struct word {
    std::string_view number, text, colour;
};
constexpr std::array<word, 4> state_words{{{"0", "healthy", "green"},
                                           {"1", "degraded", "orange"},
                                           {"2", "unhealthy", "red"},
                                           {"3", "unknown", "purple"}}};
constexpr std::array<word, 3> verdict_words{
    {{"0", "up", "green"}, {"1", "degraded", "orange"}, {"2", "down", "red"}}};
constexpr std::array<word, 2> yes_no_words{{{"0", "no", "green"}, {"1", "yes", "red"}}};

std::string_view unit_of(shows what) {
    switch (what) {
        case shows::ratio:
            return "percentunit";
        case shows::seconds:
            return "s";
        case shows::time_ago:
            return "dateTimeFromNow";
        case shows::rate:
            return "reqps";
        default:
            return "none";
    }
}

std::string_view type_of(as how) {
    switch (how) {
        case as::lines:
            return "timeseries";
        case as::timeline:
            return "state-timeline";
        case as::stat:
            break;
    }
    return "stat";
}

// Grafana replaces the variable by the data source that is chosen at the import.
void write_source(json_writer& w) {
    const auto o = w.key("datasource").object();
    w.key("type").text("prometheus");
    w.key("uid").text(source_uid);
}

template <std::size_t N>
void write_words(json_writer& w, const std::array<word, N>& words) {
    const auto mapping = w.object();
    w.key("type").text("value");
    const auto options = w.key("options").object();
    for (std::size_t i = 0; i < N; ++i) {
        const auto one = w.key(words[i].number).object();
        w.key("text").text(words[i].text);
        w.key("color").text(words[i].colour);
        w.key("index").integer(static_cast<std::int64_t>(i));
    }
}

void write_mappings(json_writer& w, shows what) {
    const auto list = w.key("mappings").array();
    if (what == shows::state) write_words(w, state_words);
    if (what == shows::verdict) write_words(w, verdict_words);
    if (what == shows::yes_no) write_words(w, yes_no_words);
}

void write_fields(json_writer& w, const dashboard_panel& p) {
    const auto config = w.key("fieldConfig").object();
    {
        const auto defaults = w.key("defaults").object();
        w.key("unit").text(unit_of(p.what));
        write_mappings(w, p.what);
        {
            const auto color = w.key("color").object();
            w.key("mode").text(p.how == as::lines ? "palette-classic" : "thresholds");
        }
        const auto thresholds = w.key("thresholds").object();
        w.key("mode").text("absolute");
        const auto steps = w.key("steps").array();
        const auto step = w.object();
        w.key("color").text("green");
        w.key("value").null();
    }
    const auto none = w.key("overrides").array();
}

void write_options(json_writer& w, const dashboard_panel& p) {
    const auto options = w.key("options").object();
    if (p.how == as::timeline) {
        w.key("showValue").text("never");
        w.key("mergeValues").boolean(true);
    }
    if (p.how != as::stat) {
        const auto legend = w.key("legend").object();
        w.key("showLegend").boolean(p.how == as::lines);
        w.key("displayMode").text("list");
        w.key("placement").text("bottom");
        return;
    }
    w.key("colorMode").text("background");
    w.key("graphMode").text("none");
    const auto reduce = w.key("reduceOptions").object();
    w.key("values").boolean(false);
    const auto calcs = w.key("calcs").array();
    w.text("lastNotNull");
}

void write_queries(json_writer& w, const dashboard_panel& p) {
    const auto list = w.key("targets").array();
    char name = 'A';
    for (const dashboard_query& q : p.queries) {
        const auto target = w.object();
        write_source(w);
        w.key("refId").text(std::string{name++});
        w.key("expr").text(q.expr);
        w.key("legendFormat").text(q.legend);
        w.key("instant").boolean(p.how == as::stat);
        w.key("range").boolean(p.how != as::stat);
    }
}

// Where the next panel goes: from left to right, then below the highest of the line.
class grid {
public:
    void write(json_writer& w, int width, int height) {
        if (x_ + width > grid_width) next_line();
        const auto o = w.key("gridPos").object();
        w.key("x").integer(x_);
        w.key("y").integer(y_);
        w.key("w").integer(width);
        w.key("h").integer(height);
        x_ += width;
        highest_ = std::max(highest_, height);
    }

    void next_line() {
        x_ = 0;
        y_ += std::exchange(highest_, 0);
    }

private:
    int x_ = 0, y_ = 0, highest_ = 0;
};

class dashboard {
public:
    dashboard(const model::definition& d, const dashboard_options& options) : model_(d) {
        if (options.job) job_ = fmt::format("job=\"{}\"", *options.job);
    }

    std::string all() {
        {
            const auto o = w_.object();
            write_inputs();
            w_.key("uid").text(uid());
            w_.key("title").text("Health of " + model_.name);
            w_.key("description").text("Made by healthmodeld export grafana-dashboard.");
            write_tags();
            w_.key("schemaVersion").integer(schema_version);
            w_.key("version").integer(1);
            w_.key("editable").boolean(true);
            w_.key("graphTooltip").integer(1);
            w_.key("refresh").text("10s");
            w_.key("timezone").text("browser");
            write_time();
            write_variables();
            write_rows();
        }
        return w_.take() + "\n";
    }

private:
    // The same for the same model, so that a second import takes the place of the first. At most 40
    // characters.
    std::string uid() const { return ("healthmodel-" + model_.name).substr(0, 40); }

    // What Grafana asks for at the import.
    void write_inputs() {
        {
            const auto inputs = w_.key("__inputs").array();
            const auto one = w_.object();
            w_.key("name").text(source_name);
            w_.key("label").text("Prometheus");
            w_.key("description").text("the Prometheus that scrapes healthmodeld");
            w_.key("type").text("datasource");
            w_.key("pluginId").text("prometheus");
            w_.key("pluginName").text("Prometheus");
        }
        const auto all = w_.key("__requires").array();
        require("grafana", "grafana", "Grafana", "9.0.0");
        require("datasource", "prometheus", "Prometheus", "1.0.0");
        for (const as how : {as::stat, as::lines, as::timeline})
            require("panel", type_of(how), type_of(how), "");
    }

    void require(std::string_view type, std::string_view id, std::string_view name,
                 std::string_view version) {
        const auto o = w_.object();
        w_.key("type").text(type);
        w_.key("id").text(id);
        w_.key("name").text(name);
        w_.key("version").text(version);
    }

    void write_tags() {
        const auto tags = w_.key("tags").array();
        w_.text("healthmodel");
    }

    void write_time() {
        const auto o = w_.key("time").object();
        w_.key("from").text("now-3h");
        w_.key("to").text("now");
    }

    void write_variables() {
        const auto templating = w_.key("templating").object();
        const auto list = w_.key("list").array();
        write_variable("region", fmt::format("label_values(healthmodel_region_verdict{{{}}}, region)", job_));
        write_variable("flow",
                       fmt::format("label_values(healthmodel_node_state{{kind=\"flow\"{}{}}}, entity)",
                                   job_.empty() ? "" : ",", job_));
    }

    void write_variable(std::string_view name, const std::string& query) {
        const auto o = w_.object();
        w_.key("name").text(name);
        w_.key("label").text(name);
        w_.key("type").text("query");
        write_source(w_);
        {
            const auto asked = w_.key("query").object();
            w_.key("query").text(query);
            w_.key("refId").text(name);
        }
        w_.key("refresh").integer(2);  // when the time range changes
        w_.key("sort").integer(1);     // by the alphabet
        w_.key("multi").boolean(true);
        w_.key("includeAll").boolean(true);
        w_.key("allValue").text(".+");
        const auto current = w_.key("current").object();
        w_.key("selected").boolean(true);
        write_all("text", "All");
        write_all("value", "$__all");
    }

    void write_all(std::string_view key, std::string_view all) {
        const auto list = w_.key(key).array();
        w_.text(all);
    }

    void write_rows() {
        const auto panels = w_.key("panels").array();
        for (const dashboard_row& row : dashboard_rows(model_, job_)) {
            write_row(row.title);
            for (const dashboard_panel& p : row.panels) write_panel(p);
            grid_.next_line();
        }
    }

    void write_row(const std::string& title) {
        {
            const auto o = w_.object();
            w_.key("id").integer(++id_);
            w_.key("type").text("row");
            w_.key("title").text(title);
            w_.key("collapsed").boolean(false);
            grid_.write(w_, grid_width, 1);
            const auto none = w_.key("panels").array();
        }
        grid_.next_line();
    }

    void write_panel(const dashboard_panel& p) {
        const auto o = w_.object();
        w_.key("id").integer(++id_);
        w_.key("type").text(type_of(p.how));
        w_.key("title").text(p.title);
        w_.key("description").text(p.description);
        write_source(w_);
        grid_.write(w_, p.width, p.height);
        write_fields(w_, p);
        write_options(w_, p);
        write_queries(w_, p);
    }

    const model::definition& model_;
    std::string job_;
    json_writer w_;
    grid grid_;
    std::int64_t id_ = 0;
};

}  // namespace

std::string grafana_dashboard(const model::definition& d, const dashboard_options& options) {
    return dashboard{d, options}.all();
}

}  // namespace hm::daemon
