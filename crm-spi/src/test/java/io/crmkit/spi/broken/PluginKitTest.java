package io.crmkit.spi.broken;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.ChannelHarness;
import io.crmkit.spi.contract.GradingHarness;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.notification.NotificationChannelProvider;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The kits for grading and notification are tested as the one for stores is, and no clause is without a broken twin. */
class PluginKitTest {

    @TestFactory
    @DisplayName("each broken grading plugin fails the clause that is about it")
    Stream<DynamicTest> eachBrokenGradingFailsItsClause() {
        return BrokenGradings.all().stream()
                .map(broken -> DynamicTest.dynamicTest(
                        broken.clause() + " notices: " + broken.name(),
                        () -> assertThat(grading(
                                                broken.harness(),
                                                List.of(ClauseRun.clause(BrokenGradingRun.class, broken.clause())))
                                        .failed())
                                .containsKey(broken.clause())));
    }

    @TestFactory
    @DisplayName("each broken channel fails the clause that is about it")
    Stream<DynamicTest> eachBrokenChannelFailsItsClause() {
        return BrokenChannels.all().stream()
                .map(broken -> DynamicTest.dynamicTest(
                        broken.clause() + " notices: " + broken.name(),
                        () -> assertThat(channel(
                                                broken.harness(),
                                                List.of(ClauseRun.clause(BrokenChannelRun.class, broken.clause())))
                                        .failed())
                                .containsKey(broken.clause())));
    }

    @Test
    @DisplayName("a sound grading plugin that declares everything keeps every clause, and none is skipped")
    void soundGrading() {
        ClauseRun run = grading(SoundGrading.Harness::new, ClauseRun.clauses(BrokenGradingRun.class));
        assertThat(run.failed()).isEmpty();
        assertThat(run.skipped()).isEmpty();
        assertThat(run.held()).isEqualTo(ClauseRun.numbers(BrokenGradingRun.class));
    }

    @Test
    @DisplayName("a sound channel that declares everything keeps every clause, and none is skipped")
    void soundChannel() {
        ClauseRun run = channel(SoundChannel.Harness::new, ClauseRun.clauses(BrokenChannelRun.class));
        assertThat(run.failed()).isEmpty();
        assertThat(run.skipped()).isEmpty();
        assertThat(run.held()).isEqualTo(ClauseRun.numbers(BrokenChannelRun.class));
    }

    @Test
    @DisplayName(
            "what a grading harness does not declare is skipped, not passed, and the reason names the method to write")
    void undeclaredGrading() {
        GradingHarness sound = new SoundGrading.Harness();
        ClauseRun run = grading(
                () -> new GradingHarness() {
                    @Override
                    public GradingStrategyProvider provider() {
                        return sound.provider();
                    }

                    @Override
                    public Parameters parameters() {
                        return sound.parameters();
                    }

                    @Override
                    public Optional<ClassLoader> discovery() {
                        return Optional.empty();
                    }
                },
                ClauseRun.clauses(BrokenGradingRun.class));
        assertThat(run.failed()).isEmpty();
        assertThat(run.skipped().keySet()).containsExactly("G03", "G06", "G40", "G46");
        assertThat(run.skipped().get("G03")).contains("discovery()");
        assertThat(run.skipped().get("G06")).contains("wrongParameters()");
        assertThat(run.skipped().get("G40")).contains("grades()");
    }

    @Test
    @DisplayName(
            "what a channel's harness does not declare is skipped, not passed, and the reason names the method to write")
    void undeclaredChannel() {
        ChannelHarness sound = new SoundChannel.Harness();
        ClauseRun run = channel(
                () -> new ChannelHarness() {
                    @Override
                    public NotificationChannelProvider provider() {
                        return sound.provider();
                    }

                    @Override
                    public Parameters freshPlace() {
                        return sound.freshPlace();
                    }

                    @Override
                    public String address() {
                        return sound.address();
                    }

                    @Override
                    public boolean closes() {
                        return false;
                    }

                    @Override
                    public Optional<ClassLoader> discovery() {
                        return Optional.empty();
                    }
                },
                ClauseRun.clauses(BrokenChannelRun.class));
        assertThat(run.failed()).isEmpty();
        assertThat(run.skipped().keySet())
                .containsExactly(
                        "N03", "N06", "N08", "N12", "N30", "N31", "N32", "N33", "N34", "N35", "N36", "N37", "N38",
                        "N39", "N40", "N41", "N50", "N51", "N52", "N61", "N62");
        assertThat(run.skipped().get("N12")).contains("wrongAddresses()");
        assertThat(run.skipped().get("N30")).contains("delivered(place)");
        assertThat(run.skipped().get("N38")).contains("deduplicates()");
        assertThat(run.skipped().get("N50")).contains("reachable(place");
        assertThat(run.skipped().get("N61")).contains("closes()");
    }

    @Test
    @DisplayName("no clause is without a broken twin")
    void everyClauseHasATwin() {
        assertThat(new TreeSet<>(BrokenGradings.all().stream()
                        .map(BrokenGradings.Broken::clause)
                        .toList()))
                .isEqualTo(ClauseRun.numbers(BrokenGradingRun.class));
        assertThat(new TreeSet<>(BrokenChannels.all().stream()
                        .map(BrokenChannels.Broken::clause)
                        .toList()))
                .isEqualTo(ClauseRun.numbers(BrokenChannelRun.class));
    }

    private static ClauseRun grading(Supplier<GradingHarness> harness, Collection<Method> clauses) {
        BrokenGradingRun.broken = harness;
        try {
            return ClauseRun.of(BrokenGradingRun.class, clauses);
        } finally {
            BrokenGradingRun.broken = SoundGrading.Harness::new;
        }
    }

    private static ClauseRun channel(Supplier<ChannelHarness> harness, Collection<Method> clauses) {
        BrokenChannelRun.broken = harness;
        try {
            return ClauseRun.of(BrokenChannelRun.class, clauses);
        } finally {
            BrokenChannelRun.broken = SoundChannel.Harness::new;
        }
    }
}
