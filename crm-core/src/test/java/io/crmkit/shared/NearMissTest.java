package io.crmkit.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissTest {

    @ParameterizedTest
    @DisplayName("CUS-16 a mistyped value suggests what was meant, a short or strange one suggests nothing")
    @CsvSource({
        "GTXPro, GTX Pro",
        "technolgy, technology",
        "Philipines, Philippines",
        "gtx pro, GTX Pro",
        "maxOwnd, maxOwned",
        "UK, ",
        "banana, "
    })
    void nearest(String value, String expected) {
        assertThat(NearMiss.of(
                        value, List.of("GTX Pro", "GTX Basic", "technology", "Philippines", "maxOwned", "US", "Kenya")))
                .isEqualTo(java.util.Optional.ofNullable(expected));
    }
}
