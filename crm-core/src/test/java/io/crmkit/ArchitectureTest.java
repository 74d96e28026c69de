package io.crmkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.UUID;
import org.jmolecules.archunit.JMoleculesDddRules;

/** The floors of the core, and what it never does. */
@AnalyzeClasses(
        packages = "io.crmkit",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.WithoutTheContractKit.class})
class ArchitectureTest {

    /** The kit is a test-jar: tests that others run. */
    static final class WithoutTheContractKit implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/io/crmkit/spi/contract/")
                    && !location.contains("test-classes")
                    && !location.contains("-tests.jar");
        }
    }

    private static final String[] SUBJECTS = {
        "io.crmkit.customer..",
        "io.crmkit.catalogue..",
        "io.crmkit.pipeline..",
        "io.crmkit.pool..",
        "io.crmkit.trial..",
        "io.crmkit.document..",
        "io.crmkit.scoring..",
        "io.crmkit.insight..",
        "io.crmkit.dictionary.."
    };

    @ArchTest
    static final ArchRule the_core_knows_no_framework_no_database_and_no_network = noClasses()
            .that()
            .resideInAPackage("io.crmkit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "java.net.http..", "org.springframework..");

    @ArchTest
    static final ArchRule packages_form_floors_without_a_circle =
            slices().matching("io.crmkit.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule mechanisms_know_no_subject = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.crmkit.policy..",
                    "io.crmkit.exchange..",
                    "io.crmkit.approval..",
                    "io.crmkit.automation..",
                    "io.crmkit.audit..",
                    "io.crmkit.protection..",
                    "io.crmkit.privacy..",
                    "io.crmkit.internal..",
                    "io.crmkit.access..",
                    "io.crmkit.handover..",
                    "io.crmkit.shared..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SUBJECTS);

    @ArchTest
    static final ArchRule the_approval_engine_knows_of_people_what_its_port_tells = noClasses()
            .that()
            .resideInAPackage("io.crmkit.approval..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.crmkit.access..", "io.crmkit.automation..", "io.crmkit.exchange..");

    @ArchTest
    static final ArchRule shared_knows_no_other_package = noClasses()
            .that()
            .resideInAPackage("io.crmkit.shared..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "io.crmkit.shared..",
                    "java..",
                    "jakarta.validation..",
                    "com.fasterxml.jackson.annotation..",
                    "org.jspecify..",
                    "org.jmolecules..",
                    "com.google.common..");

    @ArchTest
    static final ArchRule the_spi_knows_nothing_of_the_core = noClasses()
            .that()
            .resideInAPackage("io.crmkit.spi..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("io.crmkit.spi..", "java..", "javax..", "org.jspecify..");

    @ArchTest
    static final ArchRule only_the_road_the_trail_and_the_sessions_write = noClasses()
            .that()
            .resideOutsideOfPackages("io.crmkit.spi..", "io.crmkit.internal.road..")
            .and()
            .doNotHaveFullyQualifiedName("io.crmkit.access.SessionPath")
            .and()
            .doNotHaveFullyQualifiedName(
                    "io.crmkit.internal.guard.GuardedStore") // which hands on what the road commits
            .should()
            .callMethod(io.crmkit.spi.storage.RecordStore.class, "commit", io.crmkit.spi.storage.ChangeSet.class);

    @ArchTest
    static final ArchRule time_comes_from_outside = noClasses()
            .that()
            .resideInAPackage("io.crmkit..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule nobody_prints = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule exceptions_are_specific = GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule pattern_words_leave_the_names = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils");

    @ArchTest
    static final ArchRule aggregates_and_values_keep_jmolecules_rules = JMoleculesDddRules.all();

    @ArchTest
    static final ArchRule types_of_the_spi_say_what_they_are_for = classes()
            .that()
            .resideInAPackage("io.crmkit.spi..")
            .and()
            .arePublic()
            .and()
            .areNotMemberClasses()
            .should()
            .beAnnotatedWith(io.crmkit.spi.PublicApi.class);
}
