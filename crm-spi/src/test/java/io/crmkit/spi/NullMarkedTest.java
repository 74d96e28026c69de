package io.crmkit.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NullMarkedTest {

    @Test
    @DisplayName("no null crosses the SPI unless a signature says so")
    void thePackageIsNullMarked() throws ClassNotFoundException {
        Class<?> spi = Class.forName("io.crmkit.spi.package-info");

        assertThat(spi.getPackage().isAnnotationPresent(NullMarked.class)).isTrue();
    }
}
