package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.pool.Contention;
import java.time.ZoneId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The pool under contention on two nodes over one database. */
abstract class PoolOnTwoNodes {

    /** {@return where the database is} */
    abstract String location();

    /** {@return how many customers are claimed} */
    int customers() {
        return 10_000;
    }

    @Test
    @DisplayName(
            "CUS-12 16 threads on 2 nodes claim thousands of customers: no cap broken, no customer with two owners")
    void contention() throws Exception {
        String where = location();
        String told = new Contention(customers())
                .run(clock -> Crm.builder()
                        .store(where)
                        .clock(clock)
                        .zone(ZoneId.of("Asia/Shanghai"))
                        .via("test")
                        .open());
        System.out.println(getClass().getSimpleName() + ": " + told);
    }
}
