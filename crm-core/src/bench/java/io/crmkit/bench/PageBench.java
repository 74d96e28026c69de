package io.crmkit.bench;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.InMemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A page of 50 customers by name, for a reader who sees all of it and for one to whom four fields are masked and one is hidden
 * (ACC-07): the whole way of a signed-in user, over the store in memory. On a database the store takes longer, and the walls
 * count for less.
 */
@State(Scope.Thread)
public class PageBench {

    private static final int CUSTOMERS = 200;

    private static final String POLICY = """
            access:
              roles:
                open:
                  name: { zh: 全部可见, en: sees all }
                  reach: ALL
                  permissions: ['customer:view', 'customer:create']
                masked:
                  name: { zh: 部分可见, en: sees a part }
                  reach: ALL
                  permissions: ['customer:view']
                  walls: { customer.shortName: MASKED, customer.region: MASKED, customer.source: MASKED,
                    customer.remark: MASKED, customer.annualRevenue: HIDDEN }
            """;

    private Crm crm;
    private CrmSession open;
    private CrmSession masked;

    @Setup
    public void prepare() {
        crm = Crm.builder().store(new InMemoryStore()).random(new Random(7)).open();
        crm.setUp(
                        NewUser.of("Admin", "administrator").withLogin("admin"),
                        NewUser.of("Director", "sales-vice-president").withLogin("director"))
                .orElseThrow();
        CrmSession admin = crm.signIn("admin");
        admin.policies().publish(POLICY, "walls").orElseThrow();
        admin.users().create(NewUser.of("Open", "open")).orElseThrow();
        admin.users().create(NewUser.of("Masked", "masked")).orElseThrow();
        open = crm.signIn("open");
        masked = crm.signIn("masked");
        for (int i = 0; i < CUSTOMERS; i++) {
            open.customers()
                    .create(new NewCustomer(profile(i), Optional.empty()))
                    .orElseThrow();
        }
        Customer seen = open().items().get(7);
        Customer shown = masked().items().get(7);
        if (!seen.id().equals(shown.id())
                || open().items().size() != 50
                || masked().items().size() != 50
                || seen.profile().remark().equals(shown.profile().remark())
                || shown.profile().remark().isEmpty()
                || shown.profile().annualRevenue().isPresent()) {
            throw new IllegalStateException(seen + " is shown as " + shown);
        }
    }

    private static Customer.Profile profile(int i) {
        return new Customer.Profile(
                "翡翠科技有限公司 " + i,
                Optional.of("Jade " + i),
                Optional.of("retail"),
                Optional.of("Shanghai " + i),
                Optional.of(40 + i),
                Optional.of(Money.cny("1000000")),
                Optional.of(1990),
                Optional.empty(),
                Optional.of("a fair in " + i),
                Optional.of("call 13812348000 before noon, ask for number " + i),
                Optional.empty(),
                Optional.empty(),
                i % 5 == 0 ? List.of("VIP") : List.of());
    }

    @TearDown
    public void close() {
        crm.close();
    }

    @Benchmark
    public Listing<Customer> open() {
        return open.customers().list(50, Optional.empty()).orElseThrow();
    }

    @Benchmark
    public Listing<Customer> masked() {
        return masked.customers().list(50, Optional.empty()).orElseThrow();
    }
}
