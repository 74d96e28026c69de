package io.crmkit.customer.duplicates;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Records whose bearers are known. A set brings a mapping of its columns to roles, and nothing else.
 *
 * @param name what it is called
 * @param records the records
 * @param truth of each record its bearer
 */
record LabelledSet(String name, List<MatchRecord> records, Map<String, String> truth) {

    private static final Path SHARED = Path.of("../../shared/data/duplicates");

    private static final Map<String, Role> FEBRL = Map.ofEntries(
            Map.entry("given_name", Role.GIVEN_NAME),
            Map.entry("surname", Role.FAMILY_NAME),
            Map.entry("street_number", Role.HOUSE_NUMBER),
            Map.entry("address_1", Role.STREET),
            Map.entry("address_2", Role.STREET),
            Map.entry("suburb", Role.CITY),
            Map.entry("postcode", Role.POSTCODE),
            Map.entry("state", Role.REGION),
            Map.entry("date_of_birth", Role.BIRTH_DATE),
            Map.entry("phone_number", Role.PHONE),
            Map.entry("soc_sec_id", Role.OTHER_ID));

    static LabelledSet organisations() {
        LabelledSet set = new LabelledSet("organisations", new ArrayList<>(), new HashMap<>());
        set.read(
                "organisations/csv_example_input_with_true_ids.csv",
                "",
                "Id",
                Map.of(
                        "Site name",
                        Role.ORGANISATION,
                        "Address",
                        Role.STREET,
                        "Zip",
                        Role.POSTCODE,
                        "Phone",
                        Role.PHONE),
                "True Id",
                UnaryOperator.identity());
        return set;
    }

    static LabelledSet restaurants() {
        Map<String, Role> roles = Map.of(
                "name", Role.ORGANISATION,
                "addr", Role.STREET,
                "city", Role.CITY,
                "phone", Role.PHONE,
                "type", Role.CATEGORY);
        LabelledSet set = new LabelledSet("restaurants", new ArrayList<>(), new HashMap<>());
        set.read("restaurants/fodors.csv", "fodors", "id", roles, "id", id -> "fodors " + id);
        set.read("restaurants/zagats.csv", "zagats", "id", roles, "id", id -> "zagats " + id);
        rows("restaurants/match_fodors_zagats_more_attrs.csv")
                .forEach(match -> set.truth.put(
                        "zagats " + match.getField("zagats_id"), "fodors " + match.getField("fodors_id")));
        return set;
    }

    /** The generator's id ends with the number of the copy. */
    static LabelledSet febrl(String letter) {
        LabelledSet set = new LabelledSet("FEBRL " + letter, new ArrayList<>(), new HashMap<>());
        set.read(
                "febrl-" + letter.toLowerCase(Locale.ROOT) + "/dataset_" + letter + "_10000.csv",
                "",
                "rec_id",
                FEBRL,
                "rec_id",
                id -> id.substring(0, id.length() - 1));
        return set;
    }

    private void read(
            String file,
            String source,
            String idColumn,
            Map<String, Role> roles,
            String truthColumn,
            UnaryOperator<String> bearer) {
        for (NamedCsvRecord row : rows(file)) {
            String id = (source + " " + row.getField(idColumn)).strip();
            MatchRecord record = MatchRecord.of(id).from(source);
            for (Map.Entry<String, Role> column : roles.entrySet()) {
                record = record.with(column.getValue(), row.getField(column.getKey()));
            }
            records.add(record);
            truth.put(id, bearer.apply(row.getField(truthColumn)));
        }
    }

    private static List<NamedCsvRecord> rows(String file) {
        assumeTrue(
                Files.isDirectory(SHARED),
                "../shared/data/duplicates is absent: quality on published sets not measured");
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(SHARED.resolve(file))) {
            return reader.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
