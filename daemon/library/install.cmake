# What `cmake --install BUILD --component library` installs: the shared library, its header, and the package for
# find_package(healthmodel).

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/healthmodel)

install(TARGETS healthmodel EXPORT healthmodel
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES daemon/library/healthmodel.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/healthmodel COMPONENT library)
# The exported targets are all there is to configure: a shared library brings its own dependencies.
install(EXPORT healthmodel NAMESPACE healthmodel:: FILE healthmodel-config.cmake
    DESTINATION ${package_dir} COMPONENT library)
write_basic_package_version_file(healthmodel-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/healthmodel-config-version.cmake DESTINATION ${package_dir} COMPONENT library)
