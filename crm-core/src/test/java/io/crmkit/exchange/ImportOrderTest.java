package io.crmkit.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.Contact;
import io.crmkit.customer.Customer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

class ImportOrderTest {

    private static final String MAPPING = """
            source: old
            steps:
              - { file: customers.csv, entity: customer, id: no,
                  columns: { name: name, above: parent, owner: owner, tags: tags, terms: settlementTerms, since: createdOn } }
              - { file: people.csv, entity: contact, id: no,
                  columns: { company: customer, name: name, phone: phone, first: primary, state: state } }
            """;

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    @Label("CUS-16 the order of rows that are in no conflict does not change what an import makes of them, in any mode")
    void order(@ForAll @IntRange(min = 1, max = 40) int size, @ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<String> customers = new ArrayList<>();
        List<String> people = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String above = i > 0 && random.nextInt(3) == 0 ? "C" + random.nextInt(i) : "";
            String owner = random.nextInt(3) == 0 ? "Lan" : "";
            String terms = random.nextInt(4) == 0 ? "no-such-terms" : random.nextBoolean() ? "monthly" : "";
            String since = "2020-01-%02d".formatted(1 + i % 28);
            customers.add(
                    String.join(",", "" + i, "C" + i, above, owner, random.nextBoolean() ? "b;a" : "", terms, since));
            int first = random.nextInt(3);
            for (int p = 0; p < 3; p++) {
                people.add(String.join(
                        ",",
                        i + "-" + p,
                        "C" + i,
                        "P" + i + p,
                        p != first && random.nextInt(5) == 0 ? "12" : "1380013" + (1000 + i * 3 + p),
                        p == first ? "yes" : "",
                        "in-contact"));
            }
        }
        ImportOptions.Mode mode =
                random.nextBoolean() ? ImportOptions.Mode.SKIP_BAD : ImportOptions.Mode.ALL_OR_NOTHING;
        Map<String, String> one = imported(customers, people, mode);
        Collections.shuffle(customers, random);
        Collections.shuffle(people, random);
        assertThat(imported(customers, people, mode)).isEqualTo(one);
    }

    private static Map<String, String> imported(List<String> customers, List<String> people, ImportOptions.Mode mode)
            throws IOException {
        Path directory = Files.createTempDirectory("order");
        Files.writeString(
                directory.resolve("customers.csv"),
                "no,name,above,owner,tags,terms,since\n" + String.join("\n", customers) + "\n");
        Files.writeString(
                directory.resolve("people.csv"),
                "no,company,name,phone,first,state\n" + String.join("\n", people) + "\n");
        Map<String, String> made = new TreeMap<>();
        try (TestCrm test = new TestCrm()) {
            CrmSession admin = test.as("admin");
            ImportReport report = admin.importer()
                    .run(
                            Mapping.parse(MAPPING).orElseThrow(),
                            directory,
                            ImportOptions.standard().in(mode),
                            ImportProgress.NONE)
                    .orElseThrow();
            made.put("counts", report.result() + " " + report.created() + " " + report.refused());
            List<Customer> all = admin.customers()
                    .list(1_000, Optional.empty())
                    .orElseThrow()
                    .items();
            Map<String, String> names = new TreeMap<>();
            all.forEach(customer -> names.put(customer.id(), customer.name()));
            for (Customer customer : all) {
                made.put(
                        customer.name(),
                        customer.profile().parent().map(names::get) + " "
                                + customer.owner().map(id -> id.equals(test.id("lan")))
                                + customer.profile().tags() + customer.profile().fields()
                                + customer.trace().original() + customer.trace().external());
                for (Contact contact : admin.contacts()
                        .of(customer.id(), 100, Optional.empty())
                        .orElseThrow()
                        .items()) {
                    made.put(
                            contact.trace().external().orElseThrow(),
                            customer.name() + contact.details() + contact.state() + contact.primary());
                }
            }
        } finally {
            Files.delete(directory.resolve("customers.csv"));
            Files.delete(directory.resolve("people.csv"));
            Files.delete(directory);
        }
        return made;
    }
}
