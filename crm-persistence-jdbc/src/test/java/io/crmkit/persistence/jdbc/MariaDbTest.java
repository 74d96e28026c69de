package io.crmkit.persistence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageProvider;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class MariaDbTest extends ServerTests {

    @Override
    StorageProvider provider() {
        return new MariaDbProvider();
    }

    @Override
    String freshLocation() {
        return fresh();
    }

    static String fresh() {
        Optional<String> url = TestDatabases.freshMariaDb();
        assumeTrue(url.isPresent(), "MariaDB tests did not run");
        return url.orElseThrow();
    }

    @Override
    List<String> describe(Connection connection) throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table : strings(connection, "SHOW TABLES")) {
            all.addAll(strings(connection, "SHOW CREATE TABLE " + table.replace(" | ", "")));
        }
        return all;
    }

    @Test
    @DisplayName("indexes tell the owner, also in a store of before, where they are made anew")
    void ownersInIndexes() throws SQLException {
        String location = freshLocation();
        RecordType deal = RecordType.named("deal", 1)
                .scoped()
                .indexes(IndexSpec.text("stage"))
                .build();
        try (RecordStore store = provider().open(location, Parameters.none())) {
            store.prepare(List.of(deal));
        }
        try (Connection connection = connect(location);
                var statement = connection.createStatement()) {
            assertThat(indexed(connection)).endsWith("`stage`,`_id`,`_owner`)");
            statement.execute("DROP INDEX crmx_deal__i_stage ON crm_deal");
            statement.execute("CREATE INDEX crmx_deal__i_stage ON crm_deal (_tenant, _state, stage, _id)");
            statement.execute("UPDATE crm__types SET declaration = '2' WHERE name = '_layout'");
            assertThat(indexed(connection)).endsWith("`stage`,`_id`)");
            try (RecordStore store = provider().open(location, Parameters.none())) {
                store.prepare(List.of(deal));
            }
            assertThat(indexed(connection)).endsWith("`stage`,`_id`,`_owner`)");
        }
    }

    @Test
    @DisplayName(
            "grants tell owner and values, also in a store of before and of an index that came later; a count in a wide scope goes by them")
    void valuesInGrants() throws SQLException {
        String location = freshLocation();
        RecordType deal = RecordType.named("deal", 1)
                .scoped()
                .indexes(IndexSpec.text("stage"))
                .build();
        RecordType wider = RecordType.named("deal", 2)
                .scoped()
                .indexes(IndexSpec.text("stage"), IndexSpec.text("region"))
                .build();
        try (Connection connection = connect(location);
                var statement = connection.createStatement()) {
            try (RecordStore store = provider().open(location, Parameters.none())) {
                store.prepare(List.of(deal));
                store.commit(new ChangeSet(
                        "t",
                        "1",
                        List.of(
                                deal("owned", "won", Visibility.of("u:1", List.of())),
                                deal("both", "won", Visibility.of("u:1", List.of("u:2"))),
                                deal("granted", "won", Visibility.of("u:999", List.of("u:2", "u:3"))),
                                deal("nobody's", "lost", Visibility.of(null, List.of("u:2"))),
                                deal("other", "lost", Visibility.of("u:999", List.of("u:998"))))));
                assertThat(counted(store, "stage")).isEqualTo("lost 1, won 3");
            }
            statement.execute("ALTER TABLE crm__deal___grants DROP COLUMN _owner, DROP COLUMN stage");
            statement.execute("UPDATE crm__types SET declaration = '3' WHERE name = '_layout'");
            try (RecordStore store = provider().open(location, Parameters.none())) {
                store.prepare(List.of(deal));
                assertThat(counted(store, "stage")).isEqualTo("lost 1, won 3");
                statement.execute("UPDATE crm__deal___grants SET stage = 'open' WHERE _id = 'granted'");
                assertThat(counted(store, "stage")).isEqualTo("lost 1, open 1, won 2"); // so they are what is asked
            }
            statement.execute("ALTER TABLE crm_deal ADD COLUMN region VARCHAR(255)");
            statement.execute("UPDATE crm_deal SET region = 'given up'");
            try (RecordStore store = provider().open(location, Parameters.none())) {
                store.prepare(List.of(wider));
                store.ready("deal", Set.of("region"));
                assertThat(counted(store, "region")).isEqualTo("null 4");
                store.commit(new ChangeSet(
                        "t",
                        "2",
                        List.of(new Change.Update(
                                new RecordKey("deal", "granted"),
                                1,
                                new RecordBody(
                                        1,
                                        "{}",
                                        Visibility.of("u:999", List.of("u:3")),
                                        IndexValues.builder()
                                                .text("stage", "won")
                                                .text("region", "north")
                                                .build())))));
                assertThat(counted(store, "region")).isEqualTo("north 1, null 3");
                assertThat(counted(store, "stage")).isEqualTo("lost 1, won 3");
            }
        }
    }

    private static Change deal(String id, String stage, Visibility visibility) {
        return new Change.Insert(
                new RecordKey("deal", id),
                new RecordBody(
                        1,
                        "{}",
                        visibility,
                        IndexValues.builder().text("stage", stage).build()));
    }

    /** What a scope so wide that indexes are counted sees. */
    private static String counted(RecordStore store, String index) {
        Scope scope = Scope.of(IntStream.range(0, 150).mapToObj(i -> "u:" + i).toList());
        return store
                .tally(new Tally("t", "deal", scope, Filter.all(), List.of(index), List.of(Measure.count())))
                .stream()
                .map(group -> group.keys().get(0) + " " + group.measures().get(0))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String indexed(Connection connection) throws SQLException {
        return strings(connection, "SHOW CREATE TABLE crm_deal")
                .get(0)
                .lines()
                .map(line -> line.strip().replaceFirst(",$", ""))
                .filter(line -> line.contains("i_stage"))
                .findFirst()
                .orElseThrow();
    }

    private static final String OTHERS =
            "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";

    @Override
    void killOthers(Connection connection) throws SQLException {
        for (String id : strings(connection, OTHERS)) {
            try (var statement = connection.createStatement()) {
                statement.execute("KILL " + id.replace(" | ", ""));
            }
        }
    }

    @Override
    int sessions(Connection connection) throws SQLException {
        return strings(connection, OTHERS).size() + 1;
    }
}
