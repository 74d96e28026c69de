package io.crmkit.handover;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.Crm;
import io.crmkit.TestCrm;
import io.crmkit.access.Transfer;
import io.crmkit.access.Transfer.Parts;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TransferTest {

    private final Crm crm = TestCrm.open(new InMemoryStore(), () -> TestCrm.NOON, 3);
    private final Estate estate = new Estate(crm);

    @AfterEach
    void close() {
        assertThat(estate.flaws(Set.of())).isEmpty();
        assertThat(estate.as("admin").audit().verify().orElseThrow().problem()).isEmpty();
        crm.close();
    }

    private Customer customer(String owner, String name) {
        return estate.as(owner).customers().create(NewCustomer.named(name)).orElseThrow();
    }

    private Opportunity deal(String owner, Customer customer) {
        return estate.as(owner)
                .opportunities()
                .create(NewOpportunity.of("Deal", customer.id(), Money.cny("5")))
                .orElseThrow();
    }

    @Test
    @DisplayName("ACC-12 a customer is transferred with or without the deals that its owner has with it")
    void deals() {
        Customer jade = customer("lan", "Jade");
        Opportunity first = deal("lan", jade);
        String lin = estate.id("lin");
        Customer after = estate.as("ma")
                .customers()
                .transfer(jade.id(), jade.version(), lin, "nearer", Parts.STAY)
                .orElseThrow();
        assertThat(after.owner()).contains(lin);
        assertThat(estate.owners("opportunity").get(first.id())).isEqualTo(estate.id("lan"));
        assertThat(estate.as("lan").customers().get(jade.id()).isDone())
                .as("whose deal it is may read the customer")
                .isTrue();
        Opportunity second = deal("lin", after);
        estate.as("ma")
                .customers()
                .transfer(jade.id(), after.version(), estate.id("qiu"), "nearer", Parts.FOLLOW)
                .orElseThrow();
        assertThat(estate.owners("opportunity"))
                .containsEntry(first.id(), estate.id("lan"))
                .containsEntry(second.id(), estate.id("qiu"));
        assertThat(estate.as("lin").customers().get(jade.id()).isDone()).isFalse();
    }

    @Test
    @DisplayName(
            "ACC-12 CUS-12 many are transferred in one change set; the cap holds, and what exceeds it is refused by itself")
    void bulk() {
        estate.fill("lan", 5, 5, 4);
        estate.cap(3);
        List<String> ids = List.copyOf(estate.owners("customer").keySet());
        String lin = estate.id("lin");
        List<Outcome<Customer>> outcomes =
                estate.as("ma").customers().transfer(ids, lin, "new territory", Parts.FOLLOW);
        assertThat(outcomes.stream().filter(Outcome::isDone)).hasSize(3);
        assertThat(outcomes)
                .filteredOn(o -> !o.isDone())
                .hasSize(2)
                .allSatisfy(o -> assertThat(code(o)).contains("access.cap-reached"));
        for (int i = 0; i < ids.size(); i++) {
            String owner = outcomes.get(i).isDone() ? lin : estate.id("lan");
            assertThat(estate.owners("customer").get(ids.get(i))).isEqualTo(owner);
        }
        List<String> leads = List.copyOf(estate.owners("lead").keySet());
        assertThat(estate.as("ma").leads().transfer(leads, lin, "new territory"))
                .filteredOn(Outcome::isDone)
                .hasSize(3);
        List<String> all = List.copyOf(estate.owners("opportunity").keySet());
        assertThat(estate.as("ma").opportunities().transfer(all, estate.id("qiu"), "new territory"))
                .allMatch(Outcome::isDone);
        assertThat(estate.owners("opportunity").values()).containsOnly(estate.id("qiu"));
        assertThatThrownBy(() ->
                        estate.as("ma").leads().transfer(Collections.nCopies(Transfer.MOST + 1, "x"), lin, "too many"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName(
            "ACC-06 ACC-09 team members, owners without the permission and people out of reach never transfer; it is on record")
    void may() {
        Customer jade = customer("lan", "Jade");
        Opportunity deal = deal("lan", jade);
        String lin = estate.id("lin");
        Opportunity shared = estate.as("lan")
                .opportunities()
                .addToTeam(deal.id(), deal.version(), lin, true, Optional.empty())
                .orElseThrow();
        assertThat(code(estate.as("lin").opportunities().transfer(deal.id(), shared.version(), lin, "mine")))
                .contains("access.permission-missing");
        estate.as("admin")
                .users()
                .changeRoles(lin, estate.user("lin").version(), Set.of("sales-manager"))
                .orElseThrow();
        assertThat(code(estate.as("lin").opportunities().transfer(deal.id(), shared.version(), lin, "mine")))
                .as("a member with the permission, but not over the owner")
                .contains("access.out-of-reach");
        assertThat(code(estate.as("lan").customers().transfer(jade.id(), 1, lin, "mine", Parts.STAY)))
                .contains("access.permission-missing");
        Customer foreign = customer("qiu", "Onyx");
        assertThat(code(estate.as("lin").customers().transfer(foreign.id(), 1, lin, "mine", Parts.STAY)))
                .as("what is out of sight is not there")
                .contains("shared.not-found");
        assertThat(code(estate.as("ma")
                        .customers()
                        .transfer(jade.id(), jade.version(), estate.id("director"), "up", Parts.STAY)))
                .as("a receiver out of reach")
                .contains("access.out-of-reach");
        assertThat(estate.as("ma")
                        .customers()
                        .transfer(jade.id(), jade.version(), lin, " ", Parts.STAY)
                        .refusals())
                .as("a reason is asked for")
                .isNotEmpty();
        assertThat(code(estate.as("ma").customers().transfer(jade.id(), 7, lin, "late", Parts.STAY)))
                .contains("shared.conflict");
        assertThat(estate.owners("customer").get(jade.id())).isEqualTo(estate.id("lan"));
    }

    @Test
    @DisplayName("ACC-12 a single lead is transferred; to its owner nothing changes")
    void single() {
        estate.fill("lan", 0, 0, 2);
        String id = estate.owners("lead").keySet().iterator().next();
        Lead moved = estate.as("ma")
                .leads()
                .transfer(id, 1, estate.id("lin"), "nearer")
                .orElseThrow();
        assertThat(moved.owner()).contains(estate.id("lin"));
        Lead same = estate.as("ma")
                .leads()
                .transfer(id, moved.version(), estate.id("lin"), "again")
                .orElseThrow();
        assertThat(same).isEqualTo(moved);
    }
}
