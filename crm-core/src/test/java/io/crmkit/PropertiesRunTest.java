package io.crmkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.elements.GivenMethodsConjunction;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A property with an annotation of JUnit is left out by jqwik without a failure: it takes {@code @Label}. */
class PropertiesRunTest {

    @Test
    @DisplayName("no property of the tests is left out because it has annotations of JUnit")
    void none() {
        GivenMethodsConjunction properties = noMethods().that().areAnnotatedWith(Property.class);
        properties
                .should()
                .beAnnotatedWith(DescribedPredicate.describe(
                        "annotations of JUnit",
                        (JavaAnnotation<?> annotation) ->
                                annotation.getRawType().getPackageName().startsWith("org.junit.")))
                .check(new ClassFileImporter().importPackages("io.crmkit"));
    }
}
