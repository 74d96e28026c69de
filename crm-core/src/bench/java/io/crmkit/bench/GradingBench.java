package io.crmkit.bench;

import io.crmkit.scoring.GradeBands;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Supplier;
import org.jeasy.rules.api.Facts;
import org.jeasy.rules.api.Rules;
import org.jeasy.rules.api.RulesEngine;
import org.jeasy.rules.api.RulesEngineParameters;
import org.jeasy.rules.core.DefaultRulesEngine;
import org.jeasy.rules.core.RuleBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.SpelCompilerMode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.standard.SpelCompiler;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/** One customer graded by its amount in twelve bands, by this library and by others. Before anything is measured, all agree. */
@State(Scope.Thread)
public class GradingBench {

    private static final int CUSTOMERS = 1_000;

    /** What SpEL reads: exact amounts. Public, as its compiler demands. */
    public static final class Exact {
        public final BigDecimal amount;
        public final BigDecimal[] from;

        Exact(BigDecimal amount, BigDecimal[] from) {
            this.amount = amount;
            this.from = from;
        }
    }

    /** What SpEL reads: amounts that lose their cents when they are great. */
    public static final class Doubles {
        public final double amount;

        Doubles(double amount) {
            this.amount = amount;
        }
    }

    private final GradeBands bands = Grades.bands();
    private final GradingStrategy strategy = Grades.strategy();
    private final RulesEngine engine = new DefaultRulesEngine(new RulesEngineParameters().skipOnFirstAppliedRule(true));
    private final Rules rules = rules();
    private final BigDecimal[] bounds =
            bands.bands().stream().map(GradeBands.Band::from).toArray(BigDecimal[]::new);
    private final Expression exact = compiled("amount.compareTo(from[%d]) >= 0", new Exact(BigDecimal.ONE, bounds));
    private final Expression doubles = compiled("amount >= %s.0", new Doubles(1));
    private final SimpleEvaluationContext context = SimpleEvaluationContext.forReadOnlyDataBinding()
            .withInstanceMethods()
            .build();

    private Subject[] subjects;
    private BigDecimal[] amounts;
    private Exact[] exacts;
    private Doubles[] approximate;
    private int next;

    @Setup
    public void prepare() {
        of(Grades.subjects(20_000, 8));
        for (next = 0; next < subjects.length - 1; next++) {
            agree();
        }
        of(Grades.subjects(CUSTOMERS, 7));
        next = 0;
    }

    private void of(List<Subject> customers) {
        subjects = customers.toArray(Subject[]::new);
        amounts = customers.stream().map(Grades::amount).toArray(BigDecimal[]::new);
        exacts =
                customers.stream().map(s -> new Exact(Grades.amount(s), bounds)).toArray(Exact[]::new);
        approximate = customers.stream()
                .map(s -> new Doubles(Grades.amount(s).doubleValue()))
                .toArray(Doubles[]::new);
    }

    private void agree() {
        int here = next;
        String grade = grade();
        List<String> others = List.of(
                at(here, this::gradeInside).code(),
                at(here, this::gradeWithReasons).code(),
                at(here, this::easyRules),
                at(here, this::spelExact),
                at(here, this::spelDoubles));
        if (!others.stream().allMatch(grade::equals)) {
            throw new IllegalStateException(subjects[here] + " is " + grade + " and " + others);
        }
        next = here;
    }

    private <T> T at(int place, Supplier<T> side) {
        next = place;
        return side.get();
    }

    private int next() {
        int here = next;
        next = here + 1 == subjects.length ? 0 : here + 1;
        return here;
    }

    private Rules rules() {
        Rules all = new Rules();
        int priority = 0;
        for (GradeBands.Band band : bands.bands()) {
            all.register(new RuleBuilder()
                    .name(band.grade())
                    .priority(priority++)
                    .when(facts -> facts.<BigDecimal>get("amount").compareTo(band.from()) >= 0)
                    .then(facts -> facts.put("grade", band.grade()))
                    .build());
        }
        return all;
    }

    /** One expression of nested choices, the highest band first, as the bands are. */
    private Expression compiled(String condition, Object example) {
        List<GradeBands.Band> all = bands.bands();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < all.size() - 1; i++) {
            Object argument =
                    condition.contains("%d") ? (Object) i : all.get(i).from().toPlainString();
            text.append(condition.formatted(argument))
                    .append(" ? '")
                    .append(all.get(i).grade())
                    .append("' : ");
        }
        text.append('\'').append(all.get(all.size() - 1).grade()).append('\'');
        Expression expression = new SpelExpressionParser(new SpelParserConfiguration(
                        SpelCompilerMode.IMMEDIATE, getClass().getClassLoader()))
                .parseExpression(text.toString());
        expression.getValue(example, String.class);
        if (!SpelCompiler.compile(expression)) {
            throw new IllegalStateException("SpEL does not compile " + text);
        }
        return expression;
    }

    /** The grade of an amount. */
    @Benchmark
    public String grade() {
        return bands.grade(amounts[next()]);
    }

    /** The grade of a customer as a strategy answers it, without reasons. */
    @Benchmark
    public Grade gradeInside() {
        return Grades.withoutReasons(subjects[next()], bands);
    }

    /** The grade of a customer with its reason, told in Chinese and English. */
    @Benchmark
    public Grade gradeWithReasons() {
        return strategy.grade(subjects[next()]);
    }

    /** Twelve rules by priority; the first that holds ends it. */
    @Benchmark
    public String easyRules() {
        Facts facts = new Facts();
        facts.put("amount", amounts[next()]);
        engine.fire(rules, facts);
        return facts.get("grade");
    }

    /** Compiled, on BigDecimal: {@code compareTo} with the policy's bounds in an array. */
    @Benchmark
    public String spelExact() {
        return (String) exact.getValue(context, exacts[next()]);
    }

    /** Compiled, on doubles: less than this library promises. */
    @Benchmark
    public String spelDoubles() {
        return (String) doubles.getValue(context, approximate[next()]);
    }
}
