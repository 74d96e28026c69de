package io.crmkit.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures this library beside its peers: rounds in which each of them is measured once, in a JVM of its own, one after the
 * other, so that what else the machine does meets all alike. Within a round there are many short measurements. Their median
 * counts, and, as other work on the machine only ever adds, the fastest tenth of them: what the least disturbed ones took.
 * Prints the medians over the rounds, of times and of ratios within a round. Takes the number of rounds (3), the seconds of
 * warming up (10: spring-statemachine and Easy Rules need most of them on a busy machine) and of measuring (3), and which
 * ratios, as an expression that their names begin with, such as {@code grade|move}.
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
            new Ratio("move: throughput / Spring, restored", "MoveBench.springRestored", "MoveBench.move", ">= 500"),
            new Ratio("permission: time / bit set, 100 roles", decision(100), bits(100), "<= 3"),
            new Ratio("permission: time / bit set, 1,000", decision(1_000), bits(1_000), "<= 3"),
            new Ratio("permission: time / bit set, 10,000", decision(10_000), bits(10_000), "<= 3"),
            new Ratio("permission: 10,000 roles / 100", decision(10_000), decision(100), "<= 1.2"),
            new Ratio("permission: jCasbin's denial / ours", denial("casbinDenial"), denial("denial"), ">= 2000"),
            new Ratio("permission: the same, its cache", denial("casbinCachedDenial"), denial("denial"), ""),
            new Ratio("page: time with masks / without", "PageBench.masked", "PageBench.open", "<= 1.05"));

    private static String decision(int roles) {
        return "PermissionBench.decision roles=" + roles;
    }

    private static String bits(int roles) {
        return "PermissionBench.bitset roles=" + roles;
    }

    private static String denial(String by) {
        return "PermissionBench." + by + " roles=1000";
    }

    /** Where among sorted measurements those stand that nothing disturbed. */
    private static final double UNDISTURBED = 0.1;

    private Ratios() {}

    public static void main(String[] args) throws RunnerException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        int warmUp = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        Pattern wanted = Pattern.compile(args.length > 3 ? args[3] : "");
        List<Ratio> ratios = RATIOS.stream()
                .filter(r -> wanted.matcher(r.what()).lookingAt())
                .toList();
        List<String> benches = ratios.stream()
                .flatMap(r -> List.of(r.above(), r.below()).stream())
                .distinct()
                .toList();
        Map<String, List<List<Double>>> nanos = new TreeMap<>();
        for (int round = 1; round <= rounds; round++) {
            List<String> order = new ArrayList<>(benches);
            Collections.rotate(order, round - 1);
            for (String bench : order) {
                List<Double> scores = measured(bench, warmUp, seconds);
                nanos.computeIfAbsent(bench, b -> new ArrayList<>()).add(scores);
                System.out.printf(
                        "round %d  %-42s %10.1f ns, undisturbed %10.1f ns  (load %.1f)%n",
                        round,
                        bench,
                        at(0.5, scores),
                        at(UNDISTURBED, scores),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            }
        }
        print("Medians", 0.5, ratios, rounds, nanos);
        print("Undisturbed", UNDISTURBED, ratios, rounds, nanos);
    }

    private static void print(
            String what, double part, List<Ratio> ratios, int rounds, Map<String, List<List<Double>>> nanos) {
        System.out.println();
        System.out.println(what);
        nanos.forEach((bench, scores) -> {
            List<Double> all = scores.stream().map(each -> at(part, each)).toList();
            System.out.printf("%-42s %10.1f ns   %s%n", bench, at(0.5, all), rounded(all));
        });
        for (Ratio ratio : ratios) {
            List<Double> all = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                all.add(at(part, nanos.get(ratio.above()).get(round))
                        / at(part, nanos.get(ratio.below()).get(round)));
            }
            System.out.printf(
                    "%-42s %10.2f      wanted %-7s %s%n", ratio.what(), at(0.5, all), ratio.wanted(), rounded(all));
        }
    }

    private static List<Double> measured(String bench, int warmUp, int seconds) throws RunnerException {
        String[] parts = bench.split("[ =]", -1);
        ChainedOptionsBuilder options = new OptionsBuilder().include("\\." + parts[0].replace(".", "\\.") + "$");
        if (parts.length > 1) {
            options.param(parts[1], parts[2]);
        }
        BenchmarkResult result = new Runner(options.mode(Mode.AverageTime)
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
        return result.getIterationResults().stream()
                .map(iteration -> iteration.getPrimaryResult().getScore())
                .toList();
    }

    /** The value that a part of the values does not exceed. */
    private static double at(double part, List<Double> values) {
        return values.stream().sorted().toList().get((int) (part * values.size()));
    }

    private static List<String> rounded(List<Double> values) {
        return values.stream().map("%.2f"::formatted).toList();
    }
}
