package org.kaappliance.appliance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions of docs/adr and the one door that each library has. Maven's dependencies enforce the rest. */
@AnalyzeClasses(packages = "org.kaappliance", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleDirectionsTest {
    private static final String ROOT = "org.kaappliance.";

    @ArchTest
    static final ArchRule the_four_protocol_modules_never_meet = noClasses()
            .that()
            .resideInAPackage(ROOT + "dhcp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "tftp..", ROOT + "pxemenu..", ROOT + "relay..", ROOT + "clientkit..");

    @ArchTest
    static final ArchRule tftp_knows_config_only = noClasses()
            .that()
            .resideInAPackage(ROOT + "tftp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "dhcp..", ROOT + "pxemenu..", ROOT + "relay..", ROOT + "clientkit..");

    @ArchTest
    static final ArchRule the_menu_is_pure = noClasses()
            .that()
            .resideInAPackage(ROOT + "pxemenu..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "java.nio.channels..", "java.sql..", "org.slf4j..", ROOT + "dhcp..");

    @ArchTest
    static final ArchRule nobody_below_knows_the_appliance = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "appliance..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "appliance..");

    @ArchTest
    static final ArchRule the_node_runs_without_the_servers_libraries = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "relay..", ROOT + "clientkit..")
            .and()
            .haveNameNotMatching(
                    ".*\\.(report\\.Report(Server|Connection|Acceptor|Seats)|console\\.ConsoleServer)") // the
            // appliance's
            // ends
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "org.slf4j..", "com.typesafe..", "com.fasterxml..", "java.sql..");

    @ArchTest
    static final ArchRule dhcp4java_stays_behind_dhcp = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "dhcp..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.dhcp4java..");

    @ArchTest
    static final ArchRule typesafe_config_stays_behind_config = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.typesafe.config..");

    @ArchTest
    static final ArchRule zstd_stays_behind_relay_records = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "relay.records..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.luben..");
}
