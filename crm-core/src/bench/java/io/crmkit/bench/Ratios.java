package io.crmkit.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures this library beside its peers: rounds in which each of them is measured once, in a JVM of its own, one after the
 * other, so that what else the machine does meets all alike. Within a round the median of many short measurements counts.
 * Prints the medians over the rounds, of times and of ratios within a round. Takes the number of rounds (3), the seconds of
 * warming up (12: spring-statemachine and Easy Rules need most of them on a busy machine) and of measuring (4).
 */
public final class Ratios {

    /** The time of one divided by the time of another within a round, and what is wanted of it. */
    private record Ratio(String what, String above, String below, String wanted) {}

    private static final List<Ratio> RATIOS = List.of(
            new Ratio("grade: throughput / Easy Rules", "GradingBench.easyRules", "GradingBench.grade", ">= 25"),
            new Ratio("grade: throughput / SpEL exact", "GradingBench.spelExact", "GradingBench.grade", ">= 0.9"),
            new Ratio("grade: throughput / SpEL doubles", "GradingBench.spelDoubles", "GradingBench.grade", ">= 0.9"),
            new Ratio(
                    "time with reasons / without", "GradingBench.gradeWithReasons", "GradingBench.gradeInside", "<= 3"),
            new Ratio("move: throughput / COLA", "MoveBench.cola", "MoveBench.move", ">= 0.8"),
            new Ratio("move: throughput / Spring, kept", "MoveBench.springKept", "MoveBench.move", ">= 500"),
            new Ratio("move: throughput / Spring, restored", "MoveBench.springRestored", "MoveBench.move", ">= 500"));

    private static final List<String> BENCHES = RATIOS.stream()
            .flatMap(r -> List.of(r.above(), r.below()).stream())
            .distinct()
            .toList();

    private Ratios() {}

    public static void main(String[] args) throws RunnerException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        int warmUp = args.length > 1 ? Integer.parseInt(args[1]) : 12;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
        Map<String, List<Double>> nanos = new TreeMap<>();
        for (int round = 1; round <= rounds; round++) {
            List<String> order = new ArrayList<>(BENCHES);
            Collections.rotate(order, round - 1);
            for (String bench : order) {
                double score = measured(bench, warmUp, seconds);
                nanos.computeIfAbsent(bench, b -> new ArrayList<>()).add(score);
                System.out.printf(
                        "round %d  %-32s %10.1f ns  (load %.1f)%n",
                        round,
                        bench,
                        score,
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            }
        }
        System.out.println();
        for (String bench : BENCHES) {
            List<Double> all = nanos.get(bench);
            System.out.printf("%-38s %10.1f ns   %s%n", bench, median(all), rounded(all));
        }
        System.out.println();
        for (Ratio ratio : RATIOS) {
            List<Double> all = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                all.add(nanos.get(ratio.above()).get(round)
                        / nanos.get(ratio.below()).get(round));
            }
            System.out.printf(
                    "%-38s %10.2f      wanted %-7s %s%n", ratio.what(), median(all), ratio.wanted(), rounded(all));
        }
    }

    private static double measured(String bench, int warmUp, int seconds) throws RunnerException {
        BenchmarkResult result = new Runner(new OptionsBuilder()
                        .include("\\." + bench.replace(".", "\\.") + "$")
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .forks(1)
                        .threads(1)
                        .warmupIterations(warmUp)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(10 * seconds)
                        .measurementTime(TimeValue.milliseconds(100))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle()
                .getBenchmarkResults()
                .iterator()
                .next();
        return median(result.getIterationResults().stream()
                .map(iteration -> iteration.getPrimaryResult().getScore())
                .toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    private static List<String> rounded(List<Double> values) {
        return values.stream().map("%.2f"::formatted).toList();
    }
}
