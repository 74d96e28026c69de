package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.TestCrm;
import io.crmkit.customer.duplicates.Matchable;
import io.crmkit.exchange.ImportRow;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.StoredRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An import computes the keys of a row once and ahead: they must be those of what is stored. */
class ImportedKeysTest {

    private static final List<Map<String, Object>> ROWS = List.of(
            Map.of(
                    "name",
                    "深圳市腾云科技有限公司",
                    "shortName",
                    "腾云",
                    "contactPhone",
                    "＋86 138-1234-5678",
                    "address",
                    "南山区科技路 8 号"),
            Map.of(
                    "name",
                    "  Norden Trading Co., Ltd. ",
                    "website",
                    "HTTPS://WWW.Norden.example/",
                    "contactName",
                    "Anna Holm"),
            Map.of("name", "华北机电（天津）有限公司", "creditCode", "91120000MA06ABCD1X", "contactEmail", "Info@HuaBei.example"),
            Map.of("name", "Norden Trading", "parent", "华北机电（天津）有限公司"));

    @Test
    @DisplayName("CUS-05 CUS-16 what is imported is found by the same keys as what is entered by hand")
    void keys() {
        try (TestCrm imported = new TestCrm();
                TestCrm entered = new TestCrm()) {
            List<ImportRow> rows = IntStream.range(0, ROWS.size())
                    .mapToObj(i -> new ImportRow("t", "c" + i, "", ROWS.get(i)))
                    .toList();
            assertThat(imported.as("admin").importable().stream()
                            .filter(entity -> entity.name().equals("customer"))
                            .findFirst()
                            .orElseThrow()
                            .load(rows))
                    .allMatch(Outcome::isDone);
            ROWS.forEach(row -> entered.as("admin")
                    .customers()
                    .create(new NewCustomer(profile(row), Optional.empty()))
                    .orElseThrow());
            assertThat(keys(imported)).hasSize(ROWS.size()).isEqualTo(keys(entered));
            assertThat(keys(imported).values()).allMatch(keys -> keys.size() > 2);
        }
    }

    private static Customer.Profile profile(Map<String, Object> row) {
        Map<String, String> fields = new TreeMap<>();
        row.forEach((key, value) -> {
            if (!List.of("name", "shortName", "parent").contains(key)) {
                fields.put(key, value.toString());
            }
        });
        Customer.Profile named =
                Customer.Profile.named(row.get("name").toString().strip());
        Customer.Profile known = CustomerFields.with(named, new TreeMap<>(fields));
        return Optional.ofNullable(row.get("shortName"))
                .map(name -> new Customer.Profile(
                        known.name(),
                        Optional.of(name.toString()),
                        known.industry(),
                        known.region(),
                        known.employees(),
                        known.annualRevenue(),
                        known.foundedYear(),
                        known.parent(),
                        known.source(),
                        known.remark(),
                        known.type(),
                        known.purchasingPower(),
                        known.tags(),
                        known.fields()))
                .orElse(known);
    }

    private static Map<String, List<?>> keys(TestCrm crm) {
        Map<String, List<?>> keys = new TreeMap<>();
        try (Stream<StoredRecord> all = crm.crm.snapshot()) {
            all.filter(record -> record.key().type().equals("customer"))
                    .forEach(record ->
                            keys.put(String.valueOf(record.body().values().get("name")), List.copyOf((Collection<?>)
                                    Objects.requireNonNull(
                                            record.body().values().get(Matchable.INDEX)))));
        }
        return keys;
    }
}
