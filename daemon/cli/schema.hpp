// `healthmodeld schema`: the JSON Schema of the model language, or of the settings file, for editors.
#pragma once

namespace hm::daemon::cli {

struct schema_options {
    bool settings = false;
};

int schema(const schema_options& options);

}  // namespace hm::daemon::cli
