package io.crmkit.customer.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Quality on published sets with the one shipped default; the floors are what the product promises. */
class DuplicateQualityTest {

    private final DuplicateDetector detector = DuplicateDetector.of(DuplicatePolicy.shipped());

    @Test
    @DisplayName("CUS-06 organisations with names, addresses and phones: F1 after closure is at least 0.92")
    void organisations(TestReporter reporter) {
        assertThat(quality(LabelledSet.organisations(), reporter).f1()).isGreaterThanOrEqualTo(0.92);
    }

    @Test
    @DisplayName("CUS-06 restaurants of two guides: F1 after closure is at least 0.97")
    void restaurants(TestReporter reporter) {
        assertThat(quality(LabelledSet.restaurants(), reporter).f1()).isGreaterThanOrEqualTo(0.97);
    }

    @Test
    @DisplayName("CUS-06 persons with a slip each (FEBRL A): all duplicates are found, and nothing else")
    void febrlA(TestReporter reporter) {
        assertThat(quality(LabelledSet.febrl("A"), reporter).f1()).isGreaterThanOrEqualTo(0.9995);
    }

    @Test
    @DisplayName(
            "CUS-06 persons with up to nine copies and many slips (FEBRL C): F1 after closure is at least 0.97; 0.993 since a base says itself that it has no households")
    void febrlC(TestReporter reporter) {
        assertThat(quality(LabelledSet.febrl("C"), reporter).f1()).isGreaterThanOrEqualTo(0.993);
    }

    @Test
    @DisplayName("CUS-06 synthetic Chinese customers: precision at least 0.98, recall at least 0.95")
    void chinese(TestReporter reporter) {
        PairQuality quality = quality(ChineseCustomers.fromVocabulary().make(5_000, 20_261_128), reporter);
        assertThat(quality.precision()).isGreaterThanOrEqualTo(0.98);
        assertThat(quality.recall()).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    @Tag("long")
    @DisplayName("CUS-06 a larger base of synthetic Chinese customers, of another seed, is judged no worse")
    void manyChinese(TestReporter reporter) {
        PairQuality quality = quality(ChineseCustomers.fromVocabulary().make(100_000, 7), reporter);
        assertThat(quality.precision()).isGreaterThanOrEqualTo(0.98);
        assertThat(quality.recall()).isGreaterThanOrEqualTo(0.95);
    }

    private PairQuality quality(LabelledSet set, TestReporter reporter) {
        PairQuality quality = PairQuality.of(detector.scan(set.records()).clusters(), set.truth());
        reporter.publishEntry(
                set.name(),
                String.format(
                        Locale.ROOT,
                        "precision %.4f, recall %.4f, F1 %.4f, %s",
                        quality.precision(),
                        quality.recall(),
                        quality.f1(),
                        quality));
        return quality;
    }
}
