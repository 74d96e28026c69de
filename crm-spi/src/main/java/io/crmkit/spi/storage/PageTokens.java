package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Page tokens for stores that page by key: the sort values and the id of the last record of a page, bound to tenant,
 * type, order, scope and filter. They are neither secret nor sealed; the core seals them before it hands them out.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class PageTokens {

    private static final int FORMAT = 1;

    private PageTokens() {}

    /**
     * Where a page ended.
     *
     * @param sortValues the values of the order's keys in the last record, null where it has none
     * @param id the last record's id
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public record Position(List<@Nullable Object> sortValues, String id) {
        /** Copies the values; they may be null. */
        public Position {
            sortValues = Collections.unmodifiableList(new ArrayList<>(sortValues));
        }
    }

    /**
     * Writes a token.
     *
     * @param query the query that the page answered
     * @param position where it ended
     * @return the token: letters, digits, {@code -} and {@code _}
     */
    public static String write(Query query, Position position) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeInt(fingerprint(query));
            out.writeUTF(position.id());
            out.writeByte(position.sortValues().size());
            for (Object value : position.sortValues()) {
                writeValue(out, value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /**
     * Reads a token.
     *
     * @param query the query that brings it
     * @param type the record type
     * @return where to go on, or null at the beginning
     * @throws StorageException PAGE_TOKEN when it is damaged or belongs to another query
     */
    public static @Nullable Position read(Query query, RecordType type) {
        String token = query.pageToken();
        if (token == null) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(token)))) {
            if (in.readByte() != FORMAT || in.readInt() != fingerprint(query)) {
                throw wrong(null);
            }
            String id = in.readUTF();
            StorageChecks.id("id", id);
            int count = in.readByte();
            List<OrderSpec.Key> keys = query.order() == null
                    ? List.of()
                    : type.order(query.order()).orElseThrow(() -> wrong(null)).keys();
            if (count != keys.size()) {
                throw wrong(null);
            }
            List<@Nullable Object> values = new ArrayList<>();
            for (OrderSpec.Key key : keys) {
                Object value = readValue(in);
                if (value != null) {
                    StorageChecks.value(type, type.index(key.index()).orElseThrow(), value);
                }
                values.add(value);
            }
            if (in.read() != -1) {
                throw wrong(null);
            }
            return new Position(values, id);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw wrong(e);
        }
    }

    private static StorageException wrong(@Nullable Exception cause) {
        return new StorageException(
                StorageException.Kind.PAGE_TOKEN,
                "the page token is damaged or belongs to another query; begin again at the first page",
                cause);
    }

    /** Sets have no order of their own, so scope and filter enter by their hash codes, which do not depend on it. */
    private static int fingerprint(Query query) {
        return Arrays.hashCode(new @Nullable Object[] {
            query.tenant(), query.type(), query.order(), stable(query.scope()), stable(query.filter())
        });
    }

    private static int stable(Object value) {
        return value.getClass().getSimpleName().hashCode() * 31 + value.hashCode();
    }

    private static void writeValue(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte(0);
        } else if (value instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeByte(1);
            out.writeShort(utf8.length);
            out.write(utf8);
        } else if (value instanceof Long number) {
            out.writeByte(2);
            out.writeLong(number);
        } else if (value instanceof BigDecimal decimal) {
            out.writeByte(3);
            out.writeByte(decimal.scale());
            out.writeLong(decimal.unscaledValue().longValueExact());
        } else if (value instanceof LocalDate date) {
            out.writeByte(4);
            out.writeLong(date.toEpochDay());
        } else if (value instanceof Instant instant) {
            out.writeByte(5);
            out.writeLong(instant.getEpochSecond());
            out.writeInt(instant.getNano());
        } else if (value instanceof Boolean bool) {
            out.writeByte(6);
            out.writeBoolean(bool);
        } else {
            throw new IllegalArgumentException("no index value: " + value.getClass());
        }
    }

    private static @Nullable Object readValue(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case 0 -> null;
            case 1 -> new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
            case 2 -> in.readLong();
            case 3 -> {
                int scale = in.readByte();
                yield new BigDecimal(BigInteger.valueOf(in.readLong()), scale);
            }
            case 4 -> LocalDate.ofEpochDay(in.readLong());
            case 5 -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            case 6 -> in.readBoolean();
            default -> throw wrong(null);
        };
    }
}
