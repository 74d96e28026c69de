package io.crmkit.bench;

import com.alibaba.cola.statemachine.StateMachine;
import com.alibaba.cola.statemachine.builder.StateMachineBuilder;
import com.alibaba.cola.statemachine.builder.StateMachineBuilderFactory;
import io.crmkit.Crm;
import io.crmkit.bench.Attempt.Reason;
import io.crmkit.pipeline.Pipeline;
import io.crmkit.pipeline.PipelinePolicy;
import io.crmkit.shared.Refusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.statemachine.support.DefaultStateMachineContext;
import reactor.core.publisher.Mono;

/**
 * One guarded move of a deal, with every reason when it is refused, by this library and by state machines that have the same
 * gates. Nobody renders a message. Before anything is measured, all agree on where the deal is then and why.
 */
@State(Scope.Thread)
public class MoveBench {

    /** One of those that are compared. */
    interface Side {
        Answer move(Wish wish);
    }

    /**
     * Where the deal is then, and why it did not move.
     *
     * @param at where it is
     * @param why rule, code and field of each reason
     */
    record Answer(At at, List<String> why) {}

    private final PipelinePolicy policy =
            Crm.checkPolicy(Crm.shippedPolicy()).orElseThrow().get(PipelinePolicy.SECTION);
    private final Gates gates = new Gates(policy);
    private final StateMachine<At, At, Attempt> cola = colaMachine();
    private final org.springframework.statemachine.StateMachine<At, At> spring = springMachine();
    private Wish[] wishes;
    private int next;

    @Setup
    public void prepare() {
        Random random = new Random(8);
        for (int i = 0; i < 5_000; i++) {
            Wish wish = Wish.any(Wish.one(random, At.values()), random, policy);
            Answer answer = own(wish);
            Answer byCola = byCola(wish);
            Answer bySpring = bySpring(wish);
            if (!answer.equals(byCola) || !answer.equals(bySpring)) {
                throw new IllegalStateException(wish + ": " + answer + ", " + byCola + ", " + bySpring);
            }
        }
        wishes = Wish.walk(1_000, 7, policy, this::own).toArray(Wish[]::new);
        restore(At.INITIAL_CONTACT);
        for (next = 0; next < wishes.length - 1; ) {
            Wish wish = wishes[next];
            if (!sent(next()).reasons().stream()
                    .map(MoveBench::told)
                    .toList()
                    .equals(own(wish).why())) {
                throw new IllegalStateException("the machine that goes on answers otherwise: " + wish);
            }
        }
        sent(next());
        if (spring.getState().getId() != At.INITIAL_CONTACT) {
            throw new IllegalStateException("the walk does not end where it began");
        }
    }

    private Wish next() {
        int here = next;
        next = here + 1 == wishes.length ? 0 : here + 1;
        return wishes[here];
    }

    /** All reasons why a deal may not move; none when it may. */
    @Benchmark
    public List<Refusal> move() {
        return Pipeline.evaluate(next().move(), policy);
    }

    /** COLA: one machine for all deals, as it is without state. */
    @Benchmark
    public Attempt cola() {
        Wish wish = next();
        Attempt attempt = new Attempt(wish);
        cola.fireEvent(wish.from(), wish.to(), attempt);
        return attempt;
    }

    /** spring-statemachine: the machine of one deal that is kept, and goes on from where it is. */
    @Benchmark
    public Attempt springKept() {
        return sent(next());
    }

    /** spring-statemachine: a machine put where the deal is, as for deals that are stored. */
    @Benchmark
    public Attempt springRestored() {
        Wish wish = next();
        restore(wish.from());
        return sent(wish);
    }

    private Attempt sent(Wish wish) {
        Attempt attempt = new Attempt(wish);
        Message<At> message = MessageBuilder.withPayload(wish.to())
                .setHeader("attempt", attempt)
                .build();
        spring.sendEvent(Mono.just(message)).blockLast();
        if (spring.getState().getId() != wish.to() || wish.from() == wish.to()) {
            gates.noWay(attempt);
        }
        return attempt;
    }

    private void restore(At at) {
        spring.stopReactively().block();
        spring.getStateMachineAccessor()
                .doWithAllRegions(access -> access.resetStateMachineReactively(
                                new DefaultStateMachineContext<>(at, null, null, null))
                        .block());
        spring.startReactively().block();
    }

    private Answer own(Wish wish) {
        List<Refusal> refusals = Pipeline.evaluate(wish.move(), policy);
        return new Answer(
                refusals.isEmpty() ? wish.to() : wish.from(),
                refusals.stream()
                        .map(r -> r.rule() + " " + r.code() + " " + r.field().orElse(""))
                        .toList());
    }

    private Answer byCola(Wish wish) {
        Attempt attempt = new Attempt(wish);
        At at = cola.fireEvent(wish.from(), wish.to(), attempt);
        return new Answer(at, attempt.reasons().stream().map(MoveBench::told).toList());
    }

    private Answer bySpring(Wish wish) {
        restore(wish.from());
        Attempt attempt = sent(wish);
        return new Answer(
                spring.getState().getId(),
                attempt.reasons().stream().map(MoveBench::told).toList());
    }

    private static String told(Reason reason) {
        return reason.rule() + " " + reason.code() + " " + reason.field();
    }

    private StateMachine<At, At, Attempt> colaMachine() {
        StateMachineBuilder<At, At, Attempt> builder = StateMachineBuilderFactory.create();
        for (Gates.Way way : gates.ways()) {
            var on = builder.externalTransition().from(way.from()).to(way.to()).on(way.to());
            way.guard().ifPresent(guard -> on.when(guard::test));
        }
        builder.setFailCallback((from, to, attempt) -> gates.noWay(attempt));
        return builder.build("deal");
    }

    private org.springframework.statemachine.StateMachine<At, At> springMachine() {
        try {
            org.springframework.statemachine.config.StateMachineBuilder.Builder<At, At> builder =
                    org.springframework.statemachine.config.StateMachineBuilder.builder();
            builder.configureStates().withStates().initial(At.INITIAL_CONTACT).states(EnumSet.allOf(At.class));
            for (Gates.Way way : gates.ways()) {
                var transition = builder.configureTransitions()
                        .withExternal()
                        .source(way.from())
                        .target(way.to())
                        .event(way.to());
                way.guard()
                        .ifPresent(guard ->
                                transition.guard(context -> guard.test((Attempt) context.getMessageHeader("attempt"))));
            }
            org.springframework.statemachine.StateMachine<At, At> machine = builder.build();
            machine.startReactively().block();
            return machine;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
