package io.crmkit.customer.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** How well a check before saving does, record after record, each against those before it, with shipped figures alone. */
class CheckQualityTest {

    /** Of records that have a double before them, how many were warned of; of what was warned of, how much was right. */
    private record Quality(double recall, double precision, double candidates) {}

    private static Quality quality(LabelledSet set, double likelihood, TestReporter reporter) {
        Map<String, List<Integer>> postings = new HashMap<>();
        Set<String> bearers = new HashSet<>();
        List<MatchRecord> records = set.records();
        int doubles = 0;
        int found = 0;
        int right = 0;
        int named = 0;
        long candidates = 0;
        for (int i = 0; i < records.size(); i++) {
            MatchRecord record = records.get(i);
            String bearer = set.truth().get(record.id());
            Set<Integer> near = new HashSet<>();
            LookupKeys.shipped().asked(record).forEach(key -> near.addAll(postings.getOrDefault(key, List.of())));
            candidates += near.size();
            List<DuplicateCandidate> suspects = DuplicateJudge.shipped()
                    .judge(record, near.stream().map(records::get).toList(), likelihood, 10);
            long same = suspects.stream()
                    .filter(s -> set.truth().get(s.id()).equals(bearer))
                    .count();
            named += suspects.size();
            right += (int) same;
            if (!bearers.add(bearer)) {
                doubles++;
                found += same > 0 ? 1 : 0;
            }
            int at = i;
            LookupKeys.shipped()
                    .stored(record)
                    .forEach(key -> postings.computeIfAbsent(key, k -> new ArrayList<>())
                            .add(at));
        }
        Quality quality = new Quality(
                (double) found / doubles, (double) right / Math.max(1, named), (double) candidates / records.size());
        reporter.publishEntry(
                set.name(),
                String.format(
                        Locale.ROOT,
                        "at %.2f: %d doubles, recall %.4f, precision %.4f, candidates %.1f",
                        likelihood,
                        doubles,
                        quality.recall,
                        quality.precision,
                        quality.candidates));
        return quality;
    }

    /** What the policy ships. */
    private static final double SHIPPED =
            DuplicatesPolicy.SECTION.defaults().likelihood().doubleValue();

    @Test
    @DisplayName(
            "CUS-05 synthetic Chinese customers: of doubles 95 in 100 are warned of, and of warnings 98 in 100 are right")
    void chinese(TestReporter reporter) {
        Quality quality = quality(ChineseCustomers.fromVocabulary().make(5_000, 20_261_128), SHIPPED, reporter);
        assertThat(quality.recall).isGreaterThan(0.95);
        assertThat(quality.precision).isGreaterThan(0.98);
        assertThat(quality.candidates).as("records looked at for each").isLessThan(5);
    }

    @Test
    @DisplayName(
            "CUS-05 organisations of one trade and town: of doubles 9 in 10 are warned of, and of warnings 3 in 4 are right")
    void organisations(TestReporter reporter) {
        Quality quality = quality(LabelledSet.organisations(), SHIPPED, reporter);
        assertThat(quality.recall).isGreaterThan(0.9);
        assertThat(quality.precision).isGreaterThan(0.75);
    }

    @Test
    @DisplayName("CUS-05 restaurants of two guides: all doubles are warned of, and of warnings 8 in 10 are right")
    void restaurants(TestReporter reporter) {
        Quality quality = quality(LabelledSet.restaurants(), SHIPPED, reporter);
        assertThat(quality.recall).isGreaterThan(0.98);
        assertThat(quality.precision).isGreaterThan(0.8);
    }
}
