# The dashboard's script and style, bundled by esbuild into files that hm_embed takes. What npm brings is the same for all
# build trees of a clone: it is installed once, when package-lock.json is new, and never into the source.
# Included by the build it defines the rules; run as a script (-DINTO=…) it installs.

if(CMAKE_SCRIPT_MODE_FILE)
    file(MAKE_DIRECTORY ${INTO})
    file(LOCK ${INTO}/.lock)  # several build trees may want it at once
    file(SHA256 ${FROM}/package-lock.json wanted)
    set(installed "")
    if(EXISTS ${INTO}/installed)
        file(READ ${INTO}/installed installed)
    endif()
    if(NOT installed STREQUAL wanted)
        file(REMOVE ${INTO}/installed)
        file(COPY ${FROM}/package.json ${FROM}/package-lock.json DESTINATION ${INTO})
        execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
                        WORKING_DIRECTORY ${INTO} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
        file(WRITE ${INTO}/installed ${wanted})
    endif()
    file(TOUCH ${STAMP})
    return()
endif()

find_program(NODE node)
find_program(NPM npm)
if(NOT NODE OR NOT NPM)
    message(FATAL_ERROR "the dashboard is bundled with node (18 or later) and npm, which are not on the PATH: "
                        "apt-get install nodejs npm")
endif()

set(hm_dashboard ${PROJECT_BINARY_DIR}/dashboard)
set(hm_npm ${hm_dashboard}/npm)
string(FIND ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR}/build/ hm_is_below_build)
if(hm_is_below_build EQUAL 0)
    set(hm_npm ${PROJECT_SOURCE_DIR}/build/npm)
endif()

# A place where sources, tests and node_modules lie together, as Node's way of finding modules wants it.
file(MAKE_DIRECTORY ${hm_dashboard} ${hm_npm})
foreach(link "${PROJECT_SOURCE_DIR}/daemon/dashboard/src" "${PROJECT_SOURCE_DIR}/daemon/dashboard/tsconfig.json"
             "${hm_npm}/node_modules")
    cmake_path(GET link FILENAME name)
    file(CREATE_LINK ${link} ${hm_dashboard}/${name} SYMBOLIC)
endforeach()
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/test/daemon/dashboard ${hm_dashboard}/test SYMBOLIC)

set(hm_npm_stamp ${hm_dashboard}/npm.stamp)
add_custom_command(OUTPUT ${hm_npm_stamp}
                   COMMAND ${CMAKE_COMMAND} -DINTO=${hm_npm} -DFROM=${PROJECT_SOURCE_DIR}/daemon/dashboard -DNPM=${NPM}
                           -DSTAMP=${hm_npm_stamp} -P ${CMAKE_CURRENT_LIST_FILE}
                   DEPENDS ${PROJECT_SOURCE_DIR}/daemon/dashboard/package.json
                           ${PROJECT_SOURCE_DIR}/daemon/dashboard/package-lock.json ${CMAKE_CURRENT_LIST_FILE}
                   COMMENT "Installing what bundles the dashboard" VERBATIM)

file(GLOB_RECURSE hm_dashboard_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/daemon/dashboard/src/*)
set(hm_esbuild ${NODE} node_modules/esbuild/bin/esbuild --bundle --preserve-symlinks --log-level=warning)
add_custom_command(OUTPUT ${hm_dashboard}/out/app.js ${hm_dashboard}/out/style.css
                   COMMAND ${hm_esbuild} app=src/app.tsx style=src/style.css --outdir=out --minify --target=es2020
                           --legal-comments=none
                   WORKING_DIRECTORY ${hm_dashboard}
                   DEPENDS ${hm_dashboard_sources} ${PROJECT_SOURCE_DIR}/daemon/dashboard/tsconfig.json ${hm_npm_stamp}
                   COMMENT "Bundling the dashboard" VERBATIM)
