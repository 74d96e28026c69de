package io.crmkit.pool;

import io.crmkit.TestCrm;
import io.crmkit.spi.storage.InMemoryStore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContentionTest {

    @Test
    @DisplayName("CUS-12 16 threads on 2 nodes claim 10,000 customers: no cap broken, no customer with two owners")
    void memory() throws Exception {
        InMemoryStore.Space space = new InMemoryStore.Space();
        AtomicInteger seeds = new AtomicInteger(7); // each node has ids of its own
        System.out.println("memory: "
                + new Contention(10_000)
                        .run(clock -> TestCrm.open(new InMemoryStore(space), clock, seeds.incrementAndGet())));
    }
}
