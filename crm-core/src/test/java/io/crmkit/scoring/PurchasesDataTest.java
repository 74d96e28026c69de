package io.crmkit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.internal.guard.PluginGuard;
import io.crmkit.scoring.Grading.Decision;
import io.crmkit.scoring.Grading.ToGrade;
import io.crmkit.scoring.Lifecycle.Circumstances;
import io.crmkit.scoring.Lifecycle.Stage;
import io.crmkit.scoring.Silence.Level;
import io.crmkit.scoring.TradeHistory.Day;
import io.crmkit.spi.Plugins;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategyProvider;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The facts of {@code shared/data/purchases}, computed by the pure rules. */
class PurchasesDataTest {

    private static final LocalDate AS_OF = LocalDate.of(2022, 7, 1);

    private static Map<String, TradeHistory> customers() throws IOException {
        Path at = Path.of("").toAbsolutePath();
        Optional<Path> file = Stream.iterate(at, p -> p != null, Path::getParent)
                .map(p -> p.resolve("shared/data/purchases/purchases.txt"))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(file.isPresent(), "NOT RUN: there is no shared/data/purchases beside the checkout");
        Map<String, List<Day>> rows = new TreeMap<>();
        for (String line : Files.readAllLines(file.orElseThrow())) {
            String[] cells = line.strip().split("\\s+", -1);
            rows.computeIfAbsent(cells[0], id -> new ArrayList<>())
                    .add(new Day(
                            LocalDate.parse(cells[1], DateTimeFormatter.BASIC_ISO_DATE), 1, new BigDecimal(cells[3])));
        }
        Map<String, TradeHistory> customers = new TreeMap<>();
        rows.forEach((id, purchases) -> customers.put(id, TradeHistory.of(purchases)));
        return customers;
    }

    private static long count(Collection<TradeHistory> customers, Predicate<Silence> which) {
        SilencePolicy policy = SilencePolicy.shipped();
        return customers.stream()
                .filter(history -> which.test(Silence.of(history, AS_OF, policy)))
                .count();
    }

    @Test
    @DisplayName(
            "LIF-04 LIF-08 purchases: 20,996 silent for two months, 769 to be reminded, 20,227 at risk, 18,170 dormant")
    void silence() throws IOException {
        Collection<TradeHistory> customers = customers().values();
        assertThat(customers).hasSize(23_544);
        assertThat(customers.stream().mapToLong(TradeHistory::purchases).sum()).isEqualTo(69_659);
        assertThat(customers.stream()
                        .map(history -> history.amount(io.crmkit.spi.grading.AmountBasis.LIFETIME, AS_OF))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("2500315.63");
        assertThat(count(customers, s -> s.level().isAtLeast(Level.REMINDER))).isEqualTo(20_996);
        assertThat(count(customers, s -> s.level() == Level.REMINDER)).isEqualTo(769);
        assertThat(count(customers, s -> s.level().isAtLeast(Level.AT_RISK))).isEqualTo(20_227);
        assertThat(count(customers, s -> s.level() == Level.DORMANT)).isEqualTo(18_170);
    }

    @Test
    @DisplayName("LIF-01 purchases: who is at risk by silence is at risk or lost by stage, and nobody else is")
    void stages() throws IOException {
        ScoringPolicy policy = ScoringPolicy.SECTION.defaults();
        Map<Stage, Long> stages = customers().values().stream()
                .collect(Collectors.groupingBy(
                        history -> Lifecycle.stage(history, AS_OF, Circumstances.none(), policy)
                                .stage(),
                        TreeMap::new,
                        Collectors.counting()));
        assertThat(stages.get(Stage.AT_RISK) + stages.get(Stage.LOST)).isEqualTo(20_227);
        assertThat(stages.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(23_544);
        assertThat(stages).doesNotContainKeys(Stage.POTENTIAL, Stage.NURTURING);
    }

    @Test
    @DisplayName(
            "SCO-01 purchases: through guard and plugin, by lifetime with A from 1,000 and B from 100: 200 A, 6,036 B, 17,308 C")
    void grades() throws IOException {
        ScoringPolicy policy = Policies.scoring("""
                scoring:
                  basis: LIFETIME
                  grades: {bands: [{grade: A, from: 1000}, {grade: B, from: 100}, {grade: C, from: 0}]}
                """);
        InstantSource clock = InstantSource.fixed(Instant.parse("2022-07-01T00:00:00Z"));
        PluginGuard guard = new PluginGuard(Runnable::run, clock);
        Grading grading = new Grading(
                new GradingStrategies(
                        Plugins.of(GradingStrategyProvider.class, GradingStrategies.shipped()), guard, clock),
                guard);
        Map<String, Long> grades = grading.gradeAll(
                        customers().entrySet().stream()
                                .map(e -> new ToGrade(
                                        e.getValue().subject("customer", e.getKey(), AS_OF, "USD", Map.of()),
                                        Optional.empty())),
                        policy)
                .map(Decision::after)
                .map(grade -> grade.map(Grade::code).orElse("none"))
                .collect(Collectors.groupingBy(grade -> grade, TreeMap::new, Collectors.counting()));
        assertThat(grades).isEqualTo(Map.of("A", 200L, "B", 6_036L, "C", 17_308L));
    }
}
