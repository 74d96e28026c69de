package io.example.scratch;

import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Visibility;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What stands in the journal: a type with its building indexes, or what became of a receipt. */
sealed interface Entry {

    record Prepared(RecordType type, Set<String> building) implements Entry {}

    record Settled(String tenant, String receipt, CommitResult result, List<StoredRecord> records) implements Entry {}

    default byte[] bytes() {
        Text out = new Text();
        if (this instanceof Prepared p) {
            out.add("type")
                    .add(p.type().name())
                    .add(p.type().schemaVersion())
                    .add(p.type().appendOnly());
            out.add(p.type().indexes().size());
            for (IndexSpec i : p.type().indexes()) {
                out.add(i.name()).add(i.kind()).add(i.scale()).add(i.unique()).add(i.heldByTombstone());
            }
            out.add(p.building().size());
            p.building().forEach(out::add);
        } else if (this instanceof Settled s) {
            Map<RecordKey, CommitResult.Ensured> ensured =
                    s.result() instanceof CommitResult.Committed c ? c.ensured() : Map.of();
            out.add(s.result() instanceof CommitResult.Voided ? "void" : "done")
                    .add(s.tenant())
                    .add(s.receipt());
            out.add(ensured.size());
            ensured.forEach((key, what) -> out.add(key.type()).add(key.id()).add(what));
            out.add(s.records().size());
            s.records().forEach(record -> write(out, record));
        }
        return out.bytes();
    }

    static Entry read(ByteBuffer bytes) {
        Text in = new Text(bytes);
        String kind = in.text();
        return kind.equals("type") ? type(in) : settled(in, kind.equals("void"));
    }

    private static Entry type(Text in) {
        RecordType.Builder type = RecordType.named(in.text(), in.number());
        if (in.yes()) {
            type.appendOnly();
        }
        for (int i = in.number(); i > 0; i--) {
            type.indexes(
                    new IndexSpec(in.text(), IndexKind.valueOf(in.text()), in.number(), in.yes(), in.yes(), false));
        }
        Set<String> building = new TreeSet<>();
        for (int i = in.number(); i > 0; i--) {
            building.add(in.text());
        }
        return new Prepared(type.build(), building);
    }

    private static Entry settled(Text in, boolean voided) {
        String tenant = in.text();
        String receipt = in.text();
        Map<RecordKey, CommitResult.Ensured> ensured = new TreeMap<>();
        for (int i = in.number(); i > 0; i--) {
            ensured.put(new RecordKey(in.text(), in.text()), CommitResult.Ensured.valueOf(in.text()));
        }
        List<StoredRecord> records = new ArrayList<>();
        for (int i = in.number(); i > 0; i--) {
            records.add(record(in, tenant));
        }
        CommitResult result = voided ? new CommitResult.Voided() : CommitResult.Committed.of(ensured);
        return new Settled(tenant, receipt, result, records);
    }

    private static void write(Text out, StoredRecord record) {
        out.add(record.key().type()).add(record.id()).add(record.version()).add(record.state());
        out.add(record.body().schemaVersion()).add(record.payload());
        Map<String, Object> values = record.body().values().asMap();
        out.add(values.size());
        values.forEach((index, value) -> out.add(index).add(kind(value)).add(value));
    }

    private static StoredRecord record(Text in, String tenant) {
        RecordKey key = new RecordKey(in.text(), in.text());
        long version = Long.parseLong(in.text());
        RecordState state = RecordState.valueOf(in.text());
        int schemaVersion = in.number();
        String payload = in.text();
        IndexValues.Builder values = IndexValues.builder();
        for (int i = in.number(); i > 0; i--) {
            values.put(in.text(), value(IndexKind.valueOf(in.text()), in.text()));
        }
        RecordBody body = new RecordBody(schemaVersion, payload, Visibility.none(), values.build());
        return new StoredRecord(tenant, key, version, state, body);
    }

    private static IndexKind kind(Object value) {
        return value instanceof String
                ? IndexKind.TEXT
                : value instanceof Long
                        ? IndexKind.INTEGER
                        : value instanceof BigDecimal
                                ? IndexKind.DECIMAL
                                : value instanceof LocalDate
                                        ? IndexKind.DATE
                                        : value instanceof Instant ? IndexKind.INSTANT : IndexKind.BOOLEAN;
    }

    private static Object value(IndexKind kind, String text) {
        return switch (kind) {
            case TEXT -> text;
            case INTEGER -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case DATE -> LocalDate.parse(text);
            case INSTANT -> Instant.parse(text);
            case BOOLEAN -> Boolean.valueOf(text);
        };
    }

    /** Texts one after the other, each with its length before it. */
    final class Text {
        private ByteBuffer bytes;

        Text() {
            bytes = ByteBuffer.allocate(1024);
        }

        Text(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        Text add(Object part) {
            byte[] utf8 = part.toString().getBytes(StandardCharsets.UTF_8);
            if (bytes.remaining() < utf8.length + Integer.BYTES) {
                int size = Math.max(bytes.capacity() * 2, bytes.capacity() + utf8.length + Integer.BYTES);
                bytes = ByteBuffer.allocate(size).put(bytes.flip());
            }
            bytes.putInt(utf8.length).put(utf8);
            return this;
        }

        byte[] bytes() {
            byte[] copy = new byte[bytes.position()];
            bytes.flip().get(copy);
            return copy;
        }

        String text() {
            byte[] utf8 = new byte[bytes.getInt()];
            bytes.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        int number() {
            return Integer.parseInt(text());
        }

        boolean yes() {
            return Boolean.parseBoolean(text());
        }
    }
}
