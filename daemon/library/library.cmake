# healthmodel::healthmodel: the engine as a shared library for other programs. Everything of ours that it consists of is
# inside and hidden; what it shows is healthmodel.hpp, which needs standard headers only.

add_library(healthmodel SHARED daemon/library/healthmodel.cpp)
add_library(healthmodel::healthmodel ALIAS healthmodel)
target_compile_definitions(healthmodel PRIVATE HM_VERSION="${PROJECT_VERSION}")
target_link_libraries(healthmodel PRIVATE hm_daemon)
# The same include line in our tree as where it is installed.
configure_file(daemon/library/healthmodel.hpp ${CMAKE_BINARY_DIR}/include/healthmodel/healthmodel.hpp COPYONLY)
target_include_directories(healthmodel INTERFACE $<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/include>)
# So that a program with a Boost or spdlog of its own never meets ours.
target_link_options(healthmodel PRIVATE -Wl,--version-script=${PROJECT_SOURCE_DIR}/daemon/library/exports.map)
set_property(TARGET healthmodel APPEND PROPERTY LINK_DEPENDS ${PROJECT_SOURCE_DIR}/daemon/library/exports.map)
set_target_properties(healthmodel PROPERTIES
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
if(NOT HM_SANITIZE)  # clang's sanitizers leave their runtime to the program
    target_link_options(healthmodel PRIVATE -Wl,--no-undefined)
endif()

include(daemon/library/install.cmake)
