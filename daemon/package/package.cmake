# What `cmake --install` puts where (component "daemon"), and the Debian package made of it: `cpack` in the build tree.
# The package's configuration files are a component of their own: nobody else's /etc is written to.

include(GNUInstallDirs)
set(package ${PROJECT_SOURCE_DIR}/daemon/package)
set(systemd ${PROJECT_SOURCE_DIR}/config/integrations/systemd)

install(TARGETS healthmodeld RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT daemon)
install(FILES ${package}/healthmodeld.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT daemon)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION share/doc/healthmodeld COMPONENT daemon)
install(FILES config/schema/model.schema.json config/schema/settings.schema.json DESTINATION share/healthmodeld COMPONENT daemon)
install(FILES config/README.md DESTINATION share/doc/healthmodeld RENAME model-language.md COMPONENT daemon)
install(FILES config/examples/contoso-shoes.yaml config/examples/maintenance.yaml
              config/examples/probes.yaml config/examples/internal-ca.pem ${package}/settings.yaml
        DESTINATION share/doc/healthmodeld/examples COMPONENT daemon)
install(FILES ${systemd}/healthmodeld.service DESTINATION lib/systemd/system COMPONENT daemon)
install(FILES ${systemd}/healthmodeld.sysusers DESTINATION lib/sysusers.d RENAME healthmodeld.conf COMPONENT daemon)
# The unit as it stands is for /usr; elsewhere it must name where the program really went.
install(CODE [[
    set(unit "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/lib/systemd/system/healthmodeld.service")
    file(READ "${unit}" text)
    string(REPLACE "/usr/bin/" "${CMAKE_INSTALL_PREFIX}/bin/" text "${text}")
    file(WRITE "${unit}" "${text}")
]] COMPONENT daemon)

install(FILES ${package}/settings.yaml DESTINATION /etc/healthmodeld
        PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ COMPONENT etc EXCLUDE_FROM_ALL)
install(DIRECTORY DESTINATION /etc/healthmodeld/models
        DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE
        COMPONENT etc EXCLUDE_FROM_ALL)
file(WRITE ${PROJECT_BINARY_DIR}/package/conffiles "/etc/healthmodeld/settings.yaml\n")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME healthmodeld)
set(CPACK_PACKAGE_VENDOR healthmodeld)
set(CPACK_PACKAGE_CONTACT "healthmodeld maintainers <maintainers@healthmodeld.invalid>")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/package)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL daemon etc)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "passwd, tzdata")  # useradd; zones of maintenance windows
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")  # whom https:// trusts, unless the model says `ca:`
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "It probes the services of every region, rolls what it sees up into weighted scores and states, and serves them as
Prometheus metrics, a JSON API, a live page, and verdicts that load balancers act on.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${package}/postinst ${package}/prerm ${package}/postrm
                                       ${PROJECT_BINARY_DIR}/package/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
